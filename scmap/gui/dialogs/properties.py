"""Layer properties: where its data come from, under which terms, and what is wrong with them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QWidget

from scmap.gui.dialogs.card_dialog import CardDialog
from scmap.gui.models.properties_card import properties_card
from scmap.model.layer import Layer
from scmap.model.maplayer import MapLayer
from scmap.words import tr


class LayerProperties(CardDialog):
    """The properties of one entry of the tree and of the layer behind it.

    Signals
    -------
    edit_wanted
        The source of the layer is to be put right.
    """

    edit_wanted = Signal()

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
            role = QDialogButtonBox.ButtonRole.ActionRole
            edit = self._buttons.addButton(tr("source.edit"), role)
            edit.setAutoDefault(False)
            edit.clicked.connect(self.edit_wanted)
