"""Which rows an entry of the layer tree draws, where, and with which symbol."""

from dataclasses import dataclass
from typing import TypeAlias, cast
from weakref import WeakKeyDictionary

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.cartography.settings import Drawn
from scmap.model.condition import numbers_of, written
from scmap.model.distinct import distinct
from scmap.model.extent import Extent
from scmap.model.kept import Kept
from scmap.model.layer import Layer, Objects
from scmap.model.maplayer import MapLayer
from scmap.model.symbology import Span, Symbol, Symbology
from scmap.model.written import corners

Rows: TypeAlias = NDArray[np.intp]
Codes: TypeAlias = NDArray[np.int32]

_MOST = 64  # entries remembered a layer: each change of a style makes a new one

OTHER = -1  # code of the rows that belong to no class


@dataclass(frozen=True, slots=True, eq=False)
class Classes:
    """Rows of a layer that an entry draws, and the class of each.

    Attributes
    ----------
    rows : (m,) intp
        Row numbers, ascending.
    codes : (m,) int32
        Number of the class in the symbology, or `OTHER`.
    points : (m, 2) float64
        Where the marker stands; NaN for rows that are drawn as lines or areas, or not at all.
    shaped : (m,) bool
        Whether the row is drawn as a line or area.
    has_shapes : bool
        Whether any is.
    """

    rows: Rows
    codes: Codes
    points: NDArray[np.float64]
    shaped: NDArray[np.bool_]
    has_shapes: bool


# Layers are immutable, so what follows from one holds as long as it lives.
_KNOWN: WeakKeyDictionary[Layer, dict[MapLayer, Classes]] = WeakKeyDictionary()
# The entries by identity, each with itself: to hash one, all of its symbols must be hashed.
_SAME: WeakKeyDictionary[Layer, dict[int, tuple[MapLayer, Classes]]] = WeakKeyDictionary()


def classify(drawn: Drawn) -> Classes:
    """Tell which rows `drawn` shows, and their classes."""
    same = _SAME.setdefault(drawn.layer, {})
    found = same.get(id(drawn.entry))
    if found is None:
        if len(same) >= _MOST:
            same.clear()
        found = same[id(drawn.entry)] = (drawn.entry, _known(drawn))
    return found[1]


def _known(drawn: Drawn) -> Classes:
    known = _KNOWN.setdefault(drawn.layer, {})
    if drawn.entry not in known:
        if len(known) >= _MOST:
            known.clear()
        known[drawn.entry] = _classified(drawn.layer, drawn.entry)
    return known[drawn.entry]


def in_view(drawn: Drawn, extent: Extent, margin: float = 0.0) -> NDArray[np.bool_]:
    """Tell for each of the entry's rows whether its bounds meet `extent`, grown by `margin`.

    Rows that are not in view now (`Drawn.kept`) meet nothing.
    """
    classes = classify(drawn)
    x0, y0 = extent.x0 - margin, extent.y0 - margin
    x1, y1 = extent.x1 + margin, extent.y1 + margin
    x, y = classes.points.T
    seen: NDArray[np.bool_] = (x >= x0) & (x <= x1) & (y >= y0) & (y <= y1)
    if classes.has_shapes:
        left, low, right, top = drawn.layer.bounds[classes.rows].T
        met = (left <= x1) & (right >= x0) & (low <= y1) & (top >= y0)
        seen = np.where(classes.shaped, met, seen)
    return seen if drawn.kept is None else seen & drawn.kept[classes.rows]


def symbol_of(symbology: Symbology, code: int) -> Symbol:
    """Give the symbol of a class by its number, or the default symbol for `OTHER`."""
    return symbology.default if code == OTHER else symbology.classes[code].symbol


def _classified(layer: Layer, entry: MapLayer) -> Classes:
    rows, codes = entry.rows(layer), codes_of(layer, entry.symbology)
    if not entry.symbology.others:
        rows = rows[codes[rows] != OTHER]
    points, shaped = _placed(layer, entry)
    if layer.points is not None:  # very many: half as large they tell the same
        rows = cast("Rows", rows.astype(np.int32))
        if len(entry.symbology.classes) < np.iinfo(np.int16).max:
            codes = cast("Codes", codes.astype(np.int16))
    if len(rows) < len(layer):  # else no copy of a million points
        codes, points, shaped = codes[rows], points[rows], shaped[rows]
    return Classes(rows, codes, points, shaped, bool(shaped.any()))


def codes_of(layer: Layer, symbology: Symbology) -> Codes:
    """Give the class of each row of a layer, shape (n,), `OTHER` for those of none."""
    if symbology.rules:
        return _by_rule(layer, symbology)
    if symbology.spans:
        return _by_size(layer, symbology)
    return _by_value(layer, symbology)


def _by_rule(layer: Layer, symbology: Symbology) -> Codes:
    codes = np.full(len(layer), OTHER, dtype=np.int32)
    for code in reversed(range(len(symbology.rules))):
        codes[symbology.rules[code].filter.mask(layer)] = code
    return codes


def _by_size(layer: Layer, symbology: Symbology) -> Codes:
    """Span of each row: the first that is not below its number, if it reaches down to it."""
    cells = layer.columns.get(symbology.field)
    if cells is None:
        return np.full(len(layer), OTHER, dtype=np.int32)
    numbers = numbers_of(cells)
    codes = np.full(len(layer), OTHER, dtype=np.int32)
    for code in reversed(range(len(symbology.spans))):
        codes[_within(symbology.spans[code], numbers, lowest=code == 0)] = code
    return codes


def _within(span: Span, numbers: NDArray[np.float64], *, lowest: bool) -> NDArray[np.bool_]:
    above = numbers >= span.low if lowest else numbers > span.low
    within: NDArray[np.bool_] = above & (numbers <= span.high)
    return within


def _by_value(layer: Layer, symbology: Symbology) -> Codes:
    """Category of each row; an unknown value belongs to the category of the empty value."""
    if not symbology.field:
        return np.full(len(layer), OTHER, dtype=np.int32)
    number = {category.value: code for code, category in enumerate(symbology.categories)}
    cells = layer.columns.get(symbology.field)
    if cells is None:
        return np.full(len(layer), number.get("", OTHER), dtype=np.int32)
    values, at = distinct(cells)
    codes = (number.get(written(value), OTHER) for value in values)
    told: Codes = np.fromiter(codes, dtype=np.int32, count=len(values))[at]
    return told


def _middles(geometry: Objects) -> NDArray[np.float64]:
    """Give where the marker of each point stands; of several points in their middle."""
    points = np.full((len(geometry), 2), np.nan)
    some = ~shapely.is_empty(geometry) & (shapely.get_dimensions(geometry) == 0)
    single = some & (shapely.get_type_id(geometry) == shapely.GeometryType.POINT)
    points[single] = corners(geometry[single])
    several = some & ~single
    points[several] = shapely.get_coordinates(shapely.centroid(geometry[several]))
    return points


_DIMENSIONS: Kept[NDArray[np.int32]] = Kept(shapely.get_dimensions)
_MIDDLES: Kept[NDArray[np.float64]] = Kept(_middles)


def _placed(layer: Layer, entry: MapLayer) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Give where each row's marker stands, and whether the row is a line or area instead."""
    if entry.shape == "point":
        points = np.column_stack([layer.number("x"), layer.number("y")])
        return points, np.zeros(len(layer), dtype=bool)
    if layer.points is not None:
        return layer.points, np.zeros(len(layer), dtype=bool)
    return _MIDDLES.of(layer.geometry), _DIMENSIONS.of(layer.geometry) > 0
