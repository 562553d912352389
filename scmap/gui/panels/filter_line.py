"""The line in which one types what to look for."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from scmap.gui import icons
from scmap.gui.line_entry import LineEntry


class FilterLine(LineEntry):
    """What to look for; Esc takes it away, Down or Enter goes to what was found.

    Signals
    -------
    left
        The user goes on to the rows.
    """

    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMinimumWidth(120)
        self.setMaximumWidth(320)
        self._sign = self.addAction(icons.icon("filter"), QLineEdit.ActionPosition.LeadingPosition)

    def say(self, name: str) -> None:
        """Say what it is to one who cannot see it."""
        self.offer_clearing()
        self.setAccessibleName(name)
        self._sign.setText(name)

    def tint(self) -> None:
        """Draw the sign in the colours now in force."""
        self._sign.setIcon(icons.icon("filter"))

    def event(self, event: QEvent) -> bool:
        # The window's Esc lets go of the selection; here it first takes the filter away.
        own = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and self.text()
        if own and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.left.emit()
        else:
            super().keyPressEvent(event)
