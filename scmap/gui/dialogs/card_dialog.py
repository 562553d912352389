"""A dialog that shows one card and can only be closed."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialogButtonBox, QFrame, QScrollArea, QVBoxLayout, QWidget

from scmap.gui import texts
from scmap.gui.card_view import CardView
from scmap.gui.dialog import MOST_OF_SCREEN, Dialog
from scmap.gui.models.card import Card
from scmap.words import tr

HIGHEST = 760


class CardDialog(Dialog):
    """Shows a card; it scrolls when it is taller than the screen allows."""

    def __init__(self, title: str, card: Card, parent: QWidget | None, *, width: int = 460) -> None:
        super().__init__(parent)
        self.setWindowTitle(texts.title(title))
        self.card = card
        self._width = width
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._view = CardView(card)
        area.setWidget(self._view)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText(tr("dialogs.close"))
        buttons.rejected.connect(self.reject)
        buttons.setContentsMargins(12, 6, 12, 10)
        self._buttons = buttons
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(area, 1)
        body.addWidget(buttons)
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        layout = self._view.layout()
        height = layout.totalHeightForWidth(self._width) if layout else 0
        height = max(height, self._view.minimumSizeHint().height())
        most = self.screen().availableSize() * MOST_OF_SCREEN
        height += self._buttons.sizeHint().height() + 2 * self.fontMetrics().height()
        return QSize(self._width, min(height, HIGHEST)).boundedTo(most)
