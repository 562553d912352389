"""정보 확인: everything that is at a place of the map, grouped by ministry."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from scmap.gui import texts
from scmap.gui.card_view import CardView
from scmap.gui.models.card import Card
from scmap.gui.parting import part_with
from scmap.words import tr


class IdentifyPanel(QWidget):
    """Shows what was asked last; a click on a line selects that feature.

    Signals
    -------
    target_chosen : (str, str)
        Layer and uid of a feature.
    edit_wanted : (str, str)
        The form of a feature is wanted: its layer and uid.
    """

    target_chosen = Signal(str, str)
    edit_wanted = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.card: Card | None = None
        self._view: CardView | None = None
        self._begin = texts.label(parent=self)
        self._begin.setContentsMargins(12, 12, 12, 12)
        self._begin.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(self._begin, 1)
        body.addWidget(self._area, 1)
        self.show_card(None)
        self.retranslate()

    def show_card(self, card: Card | None) -> None:
        """Show what is at a place; None for how to ask."""
        self.card = card
        old = self._area.takeWidget()
        if old is not None:
            part_with(old)
        self._begin.setVisible(card is None)
        self._area.setVisible(card is not None)
        if card is not None:
            view = CardView(card)
            view.target_chosen.connect(self.target_chosen)
            view.edit_wanted.connect(self.edit_wanted)
            self._area.setWidget(view)

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self._begin.setText(tr("tools.identify.panel"))
        self._area.setAccessibleName(tr("tools.identify.kind"))
