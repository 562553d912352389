"""A light copy of a layer over the boundaries around it, for a small map painted in one go."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.cartography import styles
from scmap.cartography.presets import base_entries, default_map
from scmap.cartography.settings import Drawn, MapSettings
from scmap.model.codebook import CodeBook
from scmap.model.extent import Extent
from scmap.model.layer import PLANE, Layer, Objects, objects
from scmap.model.maplayer import BASE, MapLayer
from scmap.model.symbology import Symbol, Symbology

MOST_FEATURES = 400  # evenly picked beyond that: a small map shows where, not how many
MOST_POINTS = 6000  # corners in all: painted in well under a frame
AROUND = 0.25  # of its own size a side is shown around the layer
LEAST_M = 12_000.0  # so much ground at least: one knows the municipality by its outline
LEVELS = ("municipality", "sido")


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """What a small map shows.

    Attributes
    ----------
    extent : Extent
        Ground that must be seen.
    drawn : tuple of Drawn
        Simplified layers, bottom to top.
    """

    extent: Extent
    drawn: tuple[Drawn, ...]

    def settings(self, width: int, height: int, dpi: float) -> MapSettings:
        """Give the map at a size in device pixels."""
        return MapSettings(self.extent, width, height, dpi, self.drawn)


def sketch_of(
    layer: Layer, boundaries: Callable[[str], Layer], codebook: CodeBook
) -> Sketch | None:
    """Draw up the small map of a layer; None where nothing of it has a place."""
    own = _extent(layer)
    if own is None:
        return None
    extent = own.grown(AROUND, least=LEAST_M)
    drawn = ground_of(extent, boundaries)
    light = _light(_picked(layer), extent, MOST_POINTS // 2)
    if layer.kind == "investment":
        entries = tuple(e for e in default_map((light,), codebook) if e.layer == light.uid)
    else:
        entries = (_standing_out(light),)
    return Sketch(extent, (*drawn, *(Drawn(light, entry) for entry in entries)))


def ground_of(extent: Extent, boundaries: Callable[[str], Layer]) -> list[Drawn]:
    """Give the boundaries around a piece of ground."""
    around = extent.fitted(1.0).grown(0.5)  # whatever the shape of the frame
    return [
        Drawn(_light(_within(boundaries(level), around), extent, MOST_POINTS // 2), entry)
        for entry in base_entries()
        if (level := entry.layer.removeprefix(BASE)) in LEVELS
    ]


def marked(
    shapes: Mapping[Symbol, Objects], extent: Extent, boundaries: Callable[[str], Layer]
) -> Sketch:
    """Draw up a small map of shapes, each lot with a symbol of its own, the last on top."""
    drawn = ground_of(extent, boundaries)
    for number, (symbol, lot) in enumerate(shapes.items()):
        uids = objects(f"{number}-{row}" for row in range(len(lot)))
        layer = Layer(f"lot-{number}", "lot", "", "other", PLANE, uids, lot)
        light = _light(_picked(layer), extent, MOST_POINTS // 2)
        entry = MapLayer(layer.uid, "", layer.uid, symbology=Symbology(symbol))
        drawn.append(Drawn(light, entry))
    return Sketch(extent, tuple(drawn))


def _standing_out(layer: Layer) -> MapLayer:
    """Give a layer a look that is seen on a small map, however quiet it lies on the large one."""
    form = ("point", "point", "line", "area")[layer.dimension + 1]
    look = Symbology(styles.symbol("arrival", form))
    return MapLayer(layer.uid, layer.title, layer.uid, symbology=look)


def _extent(layer: Layer) -> Extent | None:
    x, y = layer.number("x"), layer.number("y")
    return Extent.around(np.vstack((layer.bounds, np.column_stack((x, y, x, y)))))


def _within(layer: Layer, extent: Extent) -> Layer:
    x0, y0, x1, y1 = layer.bounds.T
    met = (x0 <= extent.x1) & (x1 >= extent.x0) & (y0 <= extent.y1) & (y1 >= extent.y0)
    return layer.take(met)


def _picked(layer: Layer) -> Layer:
    if len(layer) <= MOST_FEATURES:
        return layer
    return layer.take(np.linspace(0, len(layer) - 1, MOST_FEATURES).astype(np.intp))


def _light(layer: Layer, extent: Extent, most: int) -> Layer:
    """Simplify shapes until they have few enough corners; what is smaller than a dot is a dot."""
    tolerance = max(extent.width, extent.height) / 800
    shapes: NDArray[np.object_] = shapely.simplify(layer.geometry, tolerance)
    while shapely.get_num_coordinates(shapes).sum() > most and tolerance < extent.width:
        tolerance *= 2
        shapes = shapely.simplify(shapes, tolerance, preserve_topology=False)
    return layer.replace(geometry=shapes)
