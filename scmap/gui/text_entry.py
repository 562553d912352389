"""A text of several lines that loses no syllable, and says when it was changed."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from scmap.gui.composing import Composing


class TextEntry(Composing, QPlainTextEdit):
    """An editor for sentences; Tab leaves it.

    Signals
    -------
    editingFinished
        The planner went on to something else.
    """

    editingFinished = Signal()

    def __init__(self, lines: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self._lines = lines
        self._fit()

    def text(self) -> str:
        """Give the text without blanks around it."""
        return self.toPlainText().strip()

    def setText(self, text: str) -> None:
        """Put another text in its place."""
        self.forget()
        self.setPlainText(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.editingFinished.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self._lines * self.fontMetrics().lineSpacing() + 12)
