"""Layer properties: where its data come from, under which terms, and what is wrong with them."""

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QDialogButtonBox, QWidget

from scmap.gui.dialogs.card_dialog import CardDialog
from scmap.gui.models.properties_card import properties_card
from scmap.model.boundary import level_of
from scmap.model.layer import Layer
from scmap.model.maplayer import MapLayer
from scmap.words import tr


class LayerProperties(CardDialog):
    """The properties of one entry of the tree and of the layer behind it.

    Signals
    -------
    edit_wanted
        The source of the layer is to be put right.
    back_wanted
        The project is to stand on the boundaries that come with the program again.
    """

    edit_wanted = Signal()
    back_wanted = Signal()

    def __init__(
        self,
        entry: MapLayer,
        layer: Layer | None,
        parent: QWidget | None,
        *,
        editable: bool = False,
    ) -> None:
        super().__init__(tr("layers.property.title"), properties_card(entry, layer), parent)
        if editable:
            self._offer(tr("source.edit"), self.edit_wanted)
        if editable and layer is not None and level_of(layer):
            self._offer(tr("rebase.back"), self.back_wanted)

    def _offer(self, words: str, wanted: SignalInstance) -> None:
        button = self._buttons.addButton(words, QDialogButtonBox.ButtonRole.ActionRole)
        button.setAutoDefault(False)
        button.clicked.connect(wanted)
