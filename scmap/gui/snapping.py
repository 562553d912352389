"""Snapping on the map: to which layers, how near, and along which borders."""

from collections.abc import Collection, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from scmap import settings
from scmap.analysis.editing.snapping import KINDS, Snap, SnapIndex, SnapKind, Target
from scmap.cartography.settings import Drawn, LayerSource
from scmap.gui.canvas.canvas import Canvas
from scmap.gui.canvas.picking import Hit, name_of
from scmap.gui.canvas.tool import Point
from scmap.gui.preferences import keep
from scmap.gui.sources import Sources
from scmap.model.maplayer import RESULT
from scmap.settings import SETTINGS

TOLERANCES = tuple(map(int, SETTINGS["snap_pixels"].choices))  # logical pixels
ON_IT = 1e-3  # metres; a border on which a point lies


class Snapping(QObject):
    """What the tools ask; layers that the map shows are snapped to.

    Signals
    -------
    changed
        Other layers, another distance, or none.

    Attributes
    ----------
    on : bool
        Whether the hand snaps at all.
    pixels : int
        How near something must be.
    kinds : frozenset of str
        What is snapped to, of `KINDS`.
    off : frozenset of str
        Layers that are not.
    traces, topological : bool
        Whether borders are followed, and whether shared borders move together.
    """

    changed = Signal()

    def __init__(self, canvas: Canvas, sources: Sources) -> None:
        super().__init__(canvas)
        self._canvas, self._sources = canvas, sources
        self._index = SnapIndex()
        self._asked: list[tuple[object, ...]] = []
        self._targets: tuple[Target, ...] = ()
        chosen = settings.load(settings.settings_file())
        self.on, self.traces, self.topological = chosen.text("snapping") == "on", False, True
        self.pixels = int(chosen.text("snap_pixels"))
        self.kinds: frozenset[str] = frozenset(KINDS)
        self.off: frozenset[str] = frozenset()

    # -- what a tool asks --------------------------------------------------------------------

    def snap(self, at: Point, without: Collection[str] = ()) -> Snap | None:
        """Give what is meant near a place; None for the bare place."""
        if not self.on:
            return None
        kinds: tuple[SnapKind, ...] = tuple(one for one in KINDS if one in self.kinds)
        reach = self.pixels * self._canvas.view.ground_pixel
        targets = self.targets
        if without:
            targets = tuple(_without(one, without) for one in targets)
        return self._index.snap(targets, at, reach, kinds)

    def title(self, snap: Snap) -> str:
        """Name the feature that was snapped to."""
        return name_of(Hit(snap.layer, snap.uid), self._sources(snap.layer))

    def borders(self, one: Point, other: Point) -> Sequence[shapely.Geometry]:
        """Give the shapes on whose borders both places lie."""
        ends = shapely.points([one, other])
        found = []
        for target in self.targets:
            near = [target.layer.tree.query(end, "dwithin", ON_IT) for end in ends]
            found += list(target.layer.shapes(np.intersect1d(*near)))
        return found

    # -- what is chosen ----------------------------------------------------------------------

    @property
    def layers(self) -> dict[str, str]:
        """Layers that the map shows, by name with their titles, the upper ones first."""
        found = {}
        for drawn in reversed(self._canvas.drawn):
            if not drawn.entry.layer.startswith(RESULT):
                found[drawn.entry.layer] = drawn.layer.title or drawn.entry.title
        return found

    @property
    def targets(self) -> tuple[Target, ...]:
        """Layers that are snapped to, with the rows that are in sight."""
        drawn = [one for one in self._canvas.drawn if self._counts(one)]
        asked = [(one.layer, one.entry, one.kept) for one in drawn]
        if len(asked) != len(self._asked) or any(
            old[0] is not new[0] or old[1] != new[1] or old[2] is not new[2]
            for old, new in zip(self._asked, asked, strict=True)
        ):
            self._asked = list(asked)
            self._targets = _targets(drawn, self._sources)
        return self._targets

    def switch(self, on: bool) -> None:
        """Snap, or not; at the next start too."""
        self.on = on
        keep("snapping", "on" if on else "off")
        self.changed.emit()

    def trace(self, on: bool) -> None:
        """Follow borders between two points that lie on one, or not."""
        self.traces = on
        self.changed.emit()

    def move_together(self, on: bool) -> None:
        """Move shared borders in all neighbours, or in one feature alone."""
        self.topological = on
        self.changed.emit()

    def reach(self, pixels: int) -> None:
        """Snap to what is so near, at the next start too."""
        self.pixels = pixels
        keep("snap_pixels", str(pixels))
        self.changed.emit()

    def want(self, kind: str, on: bool) -> None:
        """Snap to corners, crossings or sides, or not to them."""
        self.kinds = self.kinds | {kind} if on else self.kinds - {kind}
        self.changed.emit()

    def want_layer(self, name: str, on: bool) -> None:
        """Snap to a layer, or not."""
        self.off = self.off - {name} if on else self.off | {name}
        self.changed.emit()

    def _counts(self, drawn: Drawn) -> bool:
        name = drawn.entry.layer
        return not name.startswith(RESULT) and name not in self.off and drawn.entry.visible


def _targets(drawn: Sequence[Drawn], sources: LayerSource) -> tuple[Target, ...]:
    """Give each layer once, with all rows that any of its entries shows as shapes.

    Where the project has them, whatever CRS the map is shown in.
    """
    masks: dict[str, NDArray[np.bool_]] = {}
    layers = {}
    for one in drawn:
        if one.entry.shape == "point":
            continue
        layers[one.entry.layer] = sources(one.entry.layer) or one.layer
        mask = masks.setdefault(one.entry.layer, np.zeros(len(one.layer), dtype=bool))
        mask[one.rows] = True
    return tuple(
        Target(name, layer, None if masks[name].all() else masks[name])
        for name, layer in layers.items()
    )


def _without(target: Target, uids: Collection[str]) -> Target:
    rows = [row for uid in uids if (row := target.layer.rows.get(uid)) is not None]
    if not rows:
        return target
    shown = np.ones(len(target.layer), bool) if target.shown is None else target.shown.copy()
    shown[rows] = False
    return Target(target.name, target.layer, shown)
