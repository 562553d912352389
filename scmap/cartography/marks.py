"""Where the markers of a map stand: those of one place side by side, so that none hides another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scmap.cartography.classes import OTHER, classify, in_view, symbol_of
from scmap.cartography.clusters import are_at_hand, clusters_of
from scmap.cartography.crowds import MANY, is_crowd
from scmap.cartography.settings import Drawn, MapSettings
from scmap.model.symbology import Symbol

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

SAME_PLACE_MM = 1.0  # markers nearer than this on paper are spread
MARGIN_MM = 5.0  # markers reach into the frame from so far outside
_MOST_BESIDE = 7  # markers a place that are spread; more would be a rosette, not a place
_APART = 0.54  # radius of the spread in marker sizes, for two


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """The markers of a map in the order in which they are painted.

    Attributes
    ----------
    layer : (k,) intp
        Number of the layer in the map's settings.
    row : (k,) intp
        Row in that layer.
    code : (k,) intp
        Its category.
    place : (k, 2) float64
        Centre of the marker on the frame, device pixels.
    """

    layer: Integers
    row: Integers
    code: Integers
    place: Floats

    def symbols(self, layers: Sequence[Drawn]) -> Iterator[Symbol]:
        """Give the symbol of each marker."""
        for layer, code in zip(self.layer.tolist(), self.code.tolist(), strict=True):
            yield symbol_of(layers[layer].entry.symbology, code)


def place_marks(settings: MapSettings, *, at_hand: bool = False) -> Marks:
    """Find the markers of a map and where they are painted; crowds are painted as such.

    With `at_hand` very many points that are to be joined, and were not yet, are left out: the
    window's thread does not wait for them.
    """
    found = [
        _of_layer(settings, number)
        for number, drawn in enumerate(settings.layers)
        if not (at_hand and drawn.entry.symbology.clusters) or are_at_hand(settings, number)
    ]
    layer, row, code = (
        np.concatenate([np.empty(0, np.intp), *(part[i] for part in found)]) for i in range(3)
    )
    ground = np.concatenate([np.empty((0, 2)), *(part[3] for part in found)])
    place = settings.to_pixels(ground)
    # From the bottom to the top: by layer, then the rest, then up to the legend's first class.
    order = np.lexsort((row, -code, code != OTHER, layer))
    marks = Marks(layer[order], row[order], code[order], place[order])
    if len(order) > MANY:  # then markers are not spread, and one a pixel is enough
        return _thinned(marks)
    return _spread(marks, ground[order], settings)


def _of_layer(settings: MapSettings, number: int) -> tuple[Integers, Integers, Integers, Floats]:
    """Give layer number, rows, categories and ground points of one layer's markers."""
    drawn = settings.layers[number]
    if is_crowd(drawn, settings.view):
        nothing = np.empty(0, np.intp)
        return nothing, nothing, nothing, np.empty((0, 2))
    classes, margin = classify(drawn), settings.mm(MARGIN_MM) * settings.pixel
    if drawn.entry.symbology.clusters:
        seen = clusters_of(settings, number).alone
    else:
        seen = np.flatnonzero(in_view(drawn, settings.view, margin) & ~classes.shaped)
    return (
        np.full(len(seen), number, dtype=np.intp),
        classes.rows[seen],
        classes.codes[seen].astype(np.intp),
        classes.points[seen],
    )


def _thinned(marks: Marks) -> Marks:
    """Keep one marker of a class a pixel: the others would cover it exactly."""
    keys = np.column_stack([marks.layer, marks.code, np.round(marks.place).astype(np.intp)])
    kept = np.sort(np.unique(keys, axis=0, return_index=True)[1])
    return Marks(marks.layer[kept], marks.row[kept], marks.code[kept], marks.place[kept])


def _spread(marks: Marks, ground: Floats, settings: MapSettings) -> Marks:
    """Put markers of the same place on a small circle about it.

    Places are cells of the ground, not of the frame, so that panning moves no marker.
    """
    cells = np.floor(ground / (settings.mm(SAME_PLACE_MM) * settings.pixel))
    _, cell, size = np.unique(cells, axis=0, return_inverse=True, return_counts=True)
    place = marks.place.copy()
    diameters = settings.mm(1.0) * np.array(
        [symbol.size_mm for symbol in marks.symbols(settings.layers)]
    )
    for crowded in np.flatnonzero(size > 1).tolist():
        members = np.flatnonzero(cell == crowded)[-_MOST_BESIDE:]
        place[members] = place[members].mean(axis=0) + _circle(
            len(members), float(diameters[members].max())
        )
    return Marks(marks.layer, marks.row, marks.code, place)


def _circle(count: int, diameter: float) -> Floats:
    """Give places on a circle on which markers of a diameter just do not touch, from the left."""
    radius = _APART * diameter / np.sin(np.pi / count)
    angle = np.pi + 2 * np.pi * np.arange(count) / count
    circle: Floats = radius * np.column_stack([np.cos(angle), np.sin(angle)])
    return circle
