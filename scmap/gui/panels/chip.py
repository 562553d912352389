"""What the view is narrowed to, as a chip that a click or Delete takes away."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QToolButton, QWidget

from scmap.gui import icons, texts
from scmap.words import tr

WIDEST = 300


class Chip(QToolButton):
    """Words with a cross.

    Signals
    -------
    dropped
        What it stands for is to go.
    """

    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setMaximumWidth(WIDEST)
        self.clicked.connect(self.dropped)
        self.hide()

    def put(self, words: str) -> None:
        """Show these words; "" for nothing to take away."""
        room = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, WIDEST - 48)
        self.setText(texts.item(room))
        self.setIcon(icons.icon("close"))
        self.setToolTip(texts.tip(tr("tables.chip.tip", what=words) if words else ""))
        self.setAccessibleName(words)
        self.setVisible(bool(words))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.dropped.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.setIcon(icons.icon("close"))
