"""A line to type into that loses no syllable: what is being composed counts, and stays."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget


class LineEntry(QLineEdit):
    """A line edit for Hangul.

    Signals
    -------
    typed : str
        The text in sight, with the syllable that is being composed.
    """

    typed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._composed = ""
        self.textChanged.connect(self._tell)

    @property
    def composing(self) -> bool:
        """Whether a syllable is not finished yet."""
        return bool(self._composed)

    @property
    def shown(self) -> str:
        """The text in sight, with the syllable that is being composed."""
        text, at = self.text(), self.cursorPosition()
        return f"{text[:at]}{self._composed}{text[at:]}"

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composed = event.preeditString()
        super().inputMethodEvent(event)
        self._tell()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        # Not every input method commits by itself when one goes on to the next field.
        if self._composed:
            commit = QInputMethodEvent("", [])
            commit.setCommitString(self._composed)
            self.inputMethodEvent(commit)
        super().focusOutEvent(event)

    def _tell(self) -> None:
        self.typed.emit(self.shown)


def name_choice(box: QComboBox, name: str) -> None:
    """Name a choice; where one types into it, a screen reader comes to its line."""
    box.setAccessibleName(name)
    line = box.lineEdit()
    if line is not None:
        line.setAccessibleName(name)
