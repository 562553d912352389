"""Points that would touch as one disc with their number; it opens as one comes nearer.

Places are cells of the ground, as wide as a disc on paper, so that panning changes no cluster.
"""

from dataclasses import dataclass
from typing import TypeAlias
from weakref import WeakKeyDictionary

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPen

from scmap.cartography.classes import OTHER, classify, in_view, symbol_of
from scmap.cartography.easel import Easel
from scmap.cartography.fonts import sized_font
from scmap.cartography.settings import MapSettings

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.intp]

MANY = 100_000  # points; gathering more of them takes longer than a frame
CELL_MM = 11.0  # points nearer than this on paper are one cluster
_ROUNDS = 5
_REACH = 0.75  # of a cell: clusters whose middles are nearer than this join
_SMALLEST_MM, _LARGEST_MM = 4.6, 10.0  # diameters of a disc for two, and for a thousand and more
_TYPE_PT = 7.5
_EDGE_MM = 0.5
_PAPER, _INK = "#FFFFFF", "#111827"
_LIGHT = 150  # of 255: brightness of a disc from which on its number is dark
_PLAIN = "#475569"  # of points without a fill


@dataclass(frozen=True, eq=False)
class Clusters:
    """What a map shows of an entry whose points are clustered.

    Attributes
    ----------
    alone : (k,) intp
        Places among the entry's rows of points that are in no cluster.
    ground : (c, 2) float64
        Middle of the points of each cluster.
    count : (c,) intp
        How many they are.
    code : (c,) intp
        The class that most of them belong to.
    seen : (n,) int32
        Places among the entry's rows of all points in sight.
    owner : (n,) int32
        Number of the cluster that each is in; -1 for those alone.
    """

    alone: Integers
    ground: Floats
    count: Integers
    code: Integers
    seen: NDArray[np.int32]
    owner: NDArray[np.int32]

    def members(self, cluster: int) -> NDArray[np.int32]:
        """Give the places among the entry's rows of the points of a cluster."""
        found: NDArray[np.int32] = self.seen[self.owner == cluster]
        return found


_KNOWN: WeakKeyDictionary[MapSettings, dict[int, Clusters]] = WeakKeyDictionary()


def clusters_of(settings: MapSettings, number: int) -> Clusters:
    """Gather the points in sight of a map's layer; worked out once a map."""
    known = _KNOWN.setdefault(settings, {})
    if number not in known:
        known[number] = _gathered(settings, number)
    return known[number]


def are_at_hand(settings: MapSettings, number: int) -> bool:
    """Tell whether the clusters of a map's layer are known, or found within a frame."""
    known = _KNOWN.get(settings, {})
    return number in known or len(classify(settings.layers[number]).rows) <= MANY


def paint_clusters(easel: Easel) -> None:
    """Paint the discs of all clustered layers, the largest last."""
    settings = easel.settings
    for number, drawn in enumerate(settings.layers):
        if not drawn.entry.symbology.clusters:
            continue
        found = clusters_of(settings, number)
        place = settings.to_pixels(found.ground)
        easel.painter.setOpacity(drawn.entry.opacity)
        for one in np.argsort(found.count, kind="stable").tolist():
            symbol = symbol_of(drawn.entry.symbology, int(found.code[one]))
            x, y = place[one].tolist()
            _paint_disc(easel, QPointF(x, y), int(found.count[one]), symbol.fill or _PLAIN)
        easel.painter.setOpacity(1.0)


def disc_mm(count: int) -> float:
    """Give the diameter of the disc for so many points."""
    share = min(np.log10(max(count, 2) / 2) / np.log10(500), 1.0)
    return float(_SMALLEST_MM + share * (_LARGEST_MM - _SMALLEST_MM))


def _gathered(settings: MapSettings, number: int) -> Clusters:
    drawn = settings.layers[number]
    classes, cell = classify(drawn), settings.mm(CELL_MM) * settings.pixel
    seen = np.flatnonzero(in_view(drawn, settings.view, cell) & ~classes.shaped)
    points, codes = classes.points[seen], classes.codes[seen].astype(np.intp)
    owner = _owners(points, cell)
    count = np.bincount(owner)
    sums = [np.bincount(owner, points[:, axis]) / np.maximum(count, 1) for axis in (0, 1)]
    middle: Floats = np.column_stack(sums).astype(np.float64)
    several = count > 1
    numbers = np.where(several, np.cumsum(several) - 1, -1).astype(np.int32)
    return Clusters(
        seen[~several[owner]],
        middle[several],
        count[several],
        _commonest(owner, codes, len(count))[several],
        seen.astype(np.int32),
        numbers[owner],
    )


def disc_at(settings: MapSettings, number: int, x: float, y: float) -> int | None:
    """Give the number of the cluster of a map's layer whose disc is painted over a place.

    Parameters
    ----------
    settings : MapSettings
        The map.
    number : int
        Number of a layer whose points are clustered.
    x, y : float
        Pixels from the map's upper left corner.
    """
    found = clusters_of(settings, number)
    away = np.hypot(*(settings.to_pixels(found.ground) - (x, y)).T)
    near = np.flatnonzero(away <= settings.mm(_LARGEST_MM) / 2).tolist()
    over = [one for one in near if away[one] <= settings.mm(disc_mm(int(found.count[one]))) / 2]
    return max(over, key=lambda one: (found.count[one], one), default=None)  # painted last


def _owners(points: Floats, cell: float) -> Integers:
    """Give the cluster of each point, numbered from 0: its cell, or a larger one close by.

    Of very many points only the cells are compared: a frame has no more than a few thousand.
    """
    if not len(points):
        return np.empty(0, np.intp)
    column, row = np.floor(points / cell).astype(np.int64).T
    column, row = column - column.min(), row - row.min()
    key = column * (row.max() + 1) + row
    held: Integers = np.bincount(key)
    occupied = np.flatnonzero(held)
    sums = [np.bincount(key, points[:, axis])[occupied] for axis in (0, 1)]
    cells: Floats = np.column_stack(sums).astype(np.float64)
    owner = np.empty(len(held), np.intp)
    owner[occupied] = _grown(cells, held[occupied].astype(np.float64), _REACH * cell)
    found: Integers = owner[key]
    return found


def _grown(sums: Floats, held: Floats, reach: float) -> Integers:
    """Give the cluster of each cell: those whose middles are nearer than `reach` are one.

    Parameters
    ----------
    sums : (m, 2) float64
        Of the coordinates of the points of each cell.
    held : (m,) float64
        How many they are.
    reach : float
        Metres.
    """
    owner = np.arange(len(held))
    for _ in range(_ROUNDS):  # joined ones have other middles, which may be near one another
        count: Floats = np.bincount(owner, held).astype(np.float64)
        means = [np.bincount(owner, sums[:, axis]) / count for axis in (0, 1)]
        root = _joined(np.column_stack(means).astype(np.float64), count, reach)
        if len(np.unique(root)) == len(root):
            break
        owner = np.unique(root, return_inverse=True)[1][owner]
    return owner.astype(np.intp)


def _joined(middle: Floats, count: Floats, reach: float) -> Integers:
    """Give the cluster that each one joins, the largest taking in those near it first."""
    root = np.arange(len(count))
    free = np.ones(len(count), dtype=bool)
    places = shapely.points(middle)
    one, other = shapely.STRtree(places).query(places, predicate="dwithin", distance=reach)
    by_one = np.argsort(one, kind="stable")
    near, first = other[by_one], np.searchsorted(one[by_one], np.arange(len(count) + 1))
    for place in np.lexsort((root, -count)).tolist():
        if free[place]:
            taken = near[first[place] : first[place + 1]]
            taken = taken[free[taken]]
            root[taken], free[taken] = place, False
    return root


def _commonest(owner: Integers, codes: Integers, size: int) -> Integers:
    """Give the commonest class of each cluster; the first of those that are as common."""
    if not len(owner):
        return np.empty(0, np.intp)
    shifted = codes - OTHER
    width = int(shifted.max()) + 1
    times = np.bincount(owner * width + shifted)
    pairs = np.flatnonzero(times)
    times = times[pairs]
    order = np.lexsort((pairs, -times, pairs // width))
    first = np.unique((pairs // width)[order], return_index=True)[1]
    found: Integers = (pairs % width)[order][first] + OTHER
    return found[:size]


def _paint_disc(easel: Easel, at: QPointF, count: int, colour: str) -> None:
    painter, settings = easel.painter, easel.settings
    radius = settings.mm(disc_mm(count)) / 2
    painter.setPen(QPen(QColor(_PAPER), settings.mm(_EDGE_MM)))
    painter.setBrush(QBrush(QColor(colour)))
    painter.drawEllipse(at, radius, radius)
    dark = QColor(colour).lightness() < _LIGHT
    painter.setPen(QColor(_PAPER if dark else _INK))
    painter.setFont(sized_font(painter.device(), settings.pt(_TYPE_PT)))
    place = QRectF(at.x() - 2 * radius, at.y() - radius, 4 * radius, 2 * radius)
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, f"{count:,}")
