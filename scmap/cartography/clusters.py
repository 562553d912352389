"""Points that would touch as one disc with their number; it opens as one comes nearer.

Places are cells of the ground, as wide as a disc on paper, so that panning changes no cluster.
"""

from dataclasses import dataclass
from typing import TypeAlias
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPen

from scmap.cartography.classes import OTHER, classify, in_view, symbol_of
from scmap.cartography.easel import Easel
from scmap.cartography.fonts import sized_font
from scmap.cartography.settings import MapSettings

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.intp]

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
    """

    alone: Integers
    ground: Floats
    count: Integers
    code: Integers


_KNOWN: WeakKeyDictionary[MapSettings, dict[int, Clusters]] = WeakKeyDictionary()


def clusters_of(settings: MapSettings, number: int) -> Clusters:
    """Gather the points in sight of a map's layer; worked out once a map."""
    known = _KNOWN.setdefault(settings, {})
    if number not in known:
        known[number] = _gathered(settings, number)
    return known[number]


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
    return Clusters(
        seen[~several[owner]],
        middle[several],
        count[several],
        _commonest(owner, codes, len(count))[several],
    )


def _owners(points: Floats, cell: float) -> Integers:
    """Give the cluster of each point, numbered from 0: its cell, or a larger one close by."""
    if not len(points):
        return np.empty(0, np.intp)
    column, row = np.floor(points / cell).astype(np.int64).T
    _, owner = np.unique(
        (column - column.min()) * (np.ptp(row) + 1) + row - row.min(), return_inverse=True
    )
    for _ in range(_ROUNDS):  # joined ones have other middles, which may be near one another
        count = np.bincount(owner)
        middle = np.column_stack([np.bincount(owner, points[:, axis]) / count for axis in (0, 1)])
        root = _joined(middle, count, _REACH * cell)
        if len(np.unique(root)) == len(root):
            break
        owner = np.unique(root, return_inverse=True)[1][owner]
    return owner.astype(np.intp)


def _joined(middle: Floats, count: Integers, reach: float) -> Integers:
    """Give the cluster that each one joins, the largest taking in those near it first."""
    root = np.arange(len(count))
    free = np.ones(len(count), dtype=bool)
    for one in np.lexsort((root, -count)).tolist():
        if free[one]:
            near = free & (np.hypot(*(middle - middle[one]).T) < reach)
            root[near], free[near] = one, False
    return root


def _commonest(owner: Integers, codes: Integers, size: int) -> Integers:
    """Give the commonest class of each cluster; the first of those that are as common."""
    if not len(owner):
        return np.empty(0, np.intp)
    shifted = codes - OTHER
    width = int(shifted.max()) + 1
    pairs, times = np.unique(owner * width + shifted, return_counts=True)
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
