"""Which layer is drawn into, and which of its features are edited."""

import math
from collections.abc import Callable

import shapely
from PySide6.QtCore import QObject, Signal

from scmap.gui.bridge import Bridge
from scmap.gui.selection import Selection
from scmap.model.layer import Layer
from scmap.model.maplayer import MapLayer
from scmap.session.editing import editable


class EditTarget(QObject):
    """The layer that is edited: chosen by hand, else that of the tree, else the investments.

    Signals
    -------
    changed
        Another layer, or other features.
    """

    changed = Signal()

    def __init__(
        self, bridge: Bridge, selection: Selection, entry: Callable[[], MapLayer | None]
    ) -> None:
        super().__init__(bridge)
        self._bridge, self._selection, self._entry = bridge, selection, entry
        self._chosen = ""
        bridge.opened.connect(self._forget)
        bridge.changed.connect(lambda _changes: self.changed.emit())
        selection.changed.connect(lambda _selected: self.changed.emit())

    @property
    def layers(self) -> tuple[Layer, ...]:
        """Layers of the project that are edited by hand."""
        project = self._bridge.project
        return tuple(filter(editable, project.layers)) if project is not None else ()

    @property
    def layer(self) -> Layer | None:
        """The layer that is drawn into; None where the project has none."""
        found = {layer.uid: layer for layer in self.layers}
        entry = self._entry()
        names = (self._chosen, entry.layer if entry is not None else "")
        project = self._bridge.project
        usual = project.investments if project is not None else None
        return next((found[name] for name in names if name in found), usual)

    @property
    def features(self) -> tuple[Layer, tuple[str, ...]] | None:
        """The layer of the selection and what is selected of it; None where it is not edited."""
        selected = self._selection.selected
        layer = next((one for one in self.layers if one.uid == selected.layer), None)
        if layer is None:
            return None
        return layer, tuple(uid for uid in selected.uids if uid in layer.rows)

    @property
    def shapes(self) -> dict[str, shapely.Geometry]:
        """The shapes of the selected features that have one, by uid, the current one first."""
        found = self.features
        if found is None:
            return {}
        layer, uids = found
        shapes = {uid: shape_of(layer, layer.rows[uid]) for uid in uids}
        return {uid: shape for uid, shape in shapes.items() if shape is not None}

    def choose(self, name: str) -> None:
        """Draw into this layer; "" for the one of the tree."""
        if name != self._chosen:
            self._chosen = name
            self.changed.emit()

    def _forget(self) -> None:
        self._chosen = ""
        self.changed.emit()


def shape_of(layer: Layer, row: int) -> shapely.Geometry | None:
    """Give the shape of a feature; of an investment without ground its point."""
    shape = layer.shapes([row])[0]
    if shape is not None or layer.kind != "investment":
        return shape
    x, y = float(layer.number("x")[row]), float(layer.number("y")[row])
    return shapely.Point(x, y) if math.isfinite(x + y) else None


def dimensions_of(layer: Layer) -> int:
    """Tell what a layer holds: 0 points, 1 lines, 2 areas; -1 for one without shapes."""
    if layer.kind == "investment":
        return 2
    return layer.dimension
