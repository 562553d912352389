"""A line to type into that loses no syllable: what is being composed counts, and stays."""

from PySide6.QtCore import Property, Signal
from PySide6.QtGui import QAction, QInputMethodEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from scmap.gui.composing import Composing
from scmap.words import tr

_CLEAR = "_q_qlineeditclearaction"  # as Qt calls it


class LineEntry(Composing, QLineEdit):
    """A line edit for Hangul.

    Signals
    -------
    typed : str
        The text in sight, with the syllable that is being composed.
    """

    typed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._by_hand = False  # an input method is at work on the text
        self.textChanged.connect(self._take)

    def offer_clearing(self) -> None:
        """Show a button that clears the line, with its name in the language now in force."""
        self.setClearButtonEnabled(True)
        clear = self.findChild(QAction, _CLEAR)
        if clear is not None:
            clear.setText(tr("window.line.clear"))

    @property
    def shown(self) -> str:
        """The text in sight, with the syllable that is being composed."""
        text, at = self.text(), self.cursorPosition()
        return f"{text[:at]}{self.unfinished}{text[at:]}"

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._by_hand = True
        super().inputMethodEvent(event)
        self._by_hand = False
        self._tell()

    def _take(self) -> None:
        if not self._by_hand:
            self.forget()
        self._tell()

    def _tell(self) -> None:
        self.typed.emit(self.shown)


class CellEntry(LineEntry):
    """The line in which a cell of a table or a row of a tree is edited.

    It grows with what is typed as far as its view goes, as Qt's own line for cells does.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrame(False)
        self.typed.connect(self._grow)

    # What the view takes when it is left, before the line hears of that: `shown`, not `text`.
    value = Property(str, lambda self: self.shown, lambda self, text: self.setText(text), user=True)

    def _grow(self, text: str) -> None:
        view = self.parentWidget()
        if view is not None and self.isVisible():
            needed = self.fontMetrics().horizontalAdvance(text) + 2 * self.fontMetrics().height()
            self.resize(min(max(self.width(), needed), view.width() - self.x()), self.height())


def name_choice(box: QComboBox, name: str) -> None:
    """Name a choice; where one types into it, a screen reader comes to its line."""
    box.setAccessibleName(name)
    line = box.lineEdit()
    if line is not None:
        line.setAccessibleName(name)
