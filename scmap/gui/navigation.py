"""Going to places on the map: everything, a layer, the selection."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from scmap.gui.bridge import Bridge
from scmap.gui.canvas.canvas import Canvas
from scmap.gui.selection import Selection
from scmap.gui.sources import PAIRS, Sources
from scmap.model.extent import Extent
from scmap.model.layer import Layer
from scmap.model.maplayer import BASE, MapLayer
from scmap.model.project import Project

FARTHEST_M = 2.1e7  # from the plane's origin: half way round the globe; nothing lies beyond
AROUND = 0.35  # of its own size a side: a municipality is seen among its neighbours


class Navigation(QObject):
    """Moves the canvas to what the planner names."""

    def __init__(
        self, canvas: Canvas, bridge: Bridge, sources: Sources, selection: Selection
    ) -> None:
        super().__init__(canvas)
        self._canvas, self._bridge = canvas, bridge
        self._sources, self._selection = sources, selection
        self._entry: MapLayer | None = None
        self._waiting = False  # whether the boundaries are awaited to go somewhere
        sources.arrived.connect(self._go_on)

    def take_entry(self, entry: MapLayer | None) -> None:
        """Take note of the entry of the tree that `zoom_layer` goes to."""
        self._entry = entry

    def zoom_all(self) -> None:
        """Show all data of the project; while there are none, its municipality, or the country."""
        project = self._bridge.project
        if project is None:
            return
        names = dict.fromkeys(entry.layer for entry in project.map)
        found = [self._sources(name) for name in names if not name.startswith(BASE)]
        extent = _together([layer for layer in found if layer is not None])
        extent = extent or self._home(project)
        self._waiting = extent is None
        if extent is not None:
            self._canvas.show_extent(extent)

    def _home(self, project: Project) -> Extent | None:
        """Give the ground that an empty project is about; None while boundaries are read."""
        level = "municipality" if project.municipality else "sido"
        layer = self._sources(f"{BASE}{level}")
        if layer is None:
            return None
        own = layer.take(layer.text("code") == project.municipality)
        return own.extent.grown(AROUND) if own.extent else layer.extent

    def _go_on(self) -> None:
        if self._waiting:
            self.zoom_all()

    def zoom_selection(self) -> None:
        """Show all that is selected."""
        chosen = self._selection.selected
        layer = self._sources.of(chosen)
        if layer is not None:
            self._show(layer, chosen.rows(layer))

    def zoom_layer(self) -> None:
        """Show what the current entry of the tree shows."""
        layer = self._sources(self._entry.layer) if self._entry else None
        if layer is not None and self._entry is not None:
            self._show(layer, self._entry.rows(layer))

    def zoom_entry(self, uid: str) -> None:
        """Show what an entry of the tree shows."""
        project = self._bridge.project
        for entry in project.map if project else ():
            layer = self._sources(entry.layer) if entry.uid == uid else None
            if layer is not None:
                self._show(layer, entry.rows(layer))

    def zoom_to(self, name: str, uid: str) -> None:
        """Show one feature."""
        layer = self._sources(name)
        if name in PAIRS and (layer is None or uid not in layer.rows):
            layer = self._sources.of(self._selection.selected)
        if layer is not None and uid in layer.rows:
            self._show(layer, np.array([layer.rows[uid]], dtype=np.intp))

    def _show(self, layer: Layer, rows: np.ndarray[tuple[int], np.dtype[np.intp]]) -> None:
        extent = _extent(layer.take(rows))
        if extent is not None:
            self._canvas.show_extent(extent)


def _together(layers: list[Layer]) -> Extent | None:
    return _around(map(_extent, layers))


def _extent(layer: Layer) -> Extent | None:
    """Give the extent of a layer's geometries and points, wild coordinates left aside."""
    found = [_tame(layer)]
    if {"x", "y"} <= layer.columns.keys():
        x, y = layer.number("x"), layer.number("y")
        places = np.column_stack((x, y, x, y))
        found.append(Extent.around(places[_can_be(places)]))
    return _around(found)


def _tame(layer: Layer) -> Extent | None:
    """Give the extent of what can be on the globe: one wrong coordinate takes all out of sight."""
    extent = layer.extent
    if extent is None or _can_be(np.array([[extent.x0, extent.y0, extent.x1, extent.y1]])).all():
        return extent
    return Extent.around(layer.bounds[_can_be(layer.bounds)])


def _can_be(bounds: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.asarray((np.abs(bounds) <= FARTHEST_M).all(axis=1))


def _around(extents: Iterable[Extent | None]) -> Extent | None:
    bounds = [(one.x0, one.y0, one.x1, one.y1) for one in extents if one is not None]
    return Extent.around(np.array(bounds, dtype=float).reshape(-1, 4))
