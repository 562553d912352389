"""Lines and areas at the detail a scale can show, as paths that Qt paints fast.

One path a feature: Qt's antialiasing takes ten times longer for a whole layer in one path. A
part that is too small to see is drawn as a dot, so that no island vanishes.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QDataStream
from PySide6.QtGui import QPainterPath

from scmap.model.kept import Kept
from scmap.model.layer import Objects

Points: TypeAlias = NDArray[np.float64]
Place: TypeAlias = Callable[[Points], Points]

# Qt's own serial form of a path: element type, then x and y, all big-endian.
_ELEMENT = np.dtype([("type", ">i4"), ("x", ">f8"), ("y", ">f8")])
_MOVE, _LINE = 0, 1
_TAIL = np.array([0, 0], dtype=">i4").tobytes()  # first element of the open subpath, odd-even fill


@dataclass(frozen=True, eq=False)
class Outline:
    """Rings and lines of one feature, simplified.

    Attributes
    ----------
    points : (k, 2) float64
        Vertices of all rings and lines, one after the other; a ring repeats its first vertex.
    starts : (r,) intp
        Where each ring or line begins in `points`.
    closed : bool
        Whether it is an area.
    """

    points: Points
    starts: NDArray[np.intp]
    closed: bool

    @cached_property
    def path(self) -> QPainterPath:
        """The outline as a path in ground coordinates."""
        return to_path(self.points, self.starts)

    def placed(self, place: Place) -> QPainterPath:
        """Give the outline as a path in other coordinates."""
        return to_path(place(self.points), self.starts)


@dataclass(eq=False)
class Outlines:
    """Outlines of a layer at one level of detail, each made when it is first seen.

    Attributes
    ----------
    geometry : (n,) object
        The layer's geometries.
    tolerance : float
        How far, in metres, an outline may stray from its geometry.
    dot : float
        Smallest part drawn as it is, metres.
    """

    geometry: Objects
    tolerance: float
    dot: float
    _made: dict[int, Outline] = field(default_factory=dict)

    def of(self, rows: NDArray[np.intp]) -> list[Outline]:
        """Give the outlines of `rows`, in that order."""
        missing = [row for row in rows.tolist() if row not in self._made]
        if missing:
            made = outline(self.geometry[missing], self.tolerance, self.dot)
            self._made.update(zip(missing, made, strict=True))
        return [self._made[row] for row in rows.tolist()]


def outlines(geometry: Objects, tolerance: float, dot: float) -> Outlines:
    """Give the outlines of a layer's geometries for about this tolerance and dot.

    They are kept, in steps of a factor two of both, as long as the array lives.
    """
    step = round(math.log2(tolerance)), round(math.log2(dot))
    levels = _LEVELS.of(geometry)
    if step not in levels.made:
        levels.made[step] = Outlines(levels.geometry, 2.0 ** step[0], 2.0 ** step[1])
    return levels.made[step]


@dataclass(eq=False)
class _Levels:
    """Outlines of one layer by the powers of two of their tolerance and dot."""

    geometry: Objects
    made: dict[tuple[int, int], Outlines] = field(default_factory=dict)


# The copy of the array (not of the geometries) lets the original go when its layer does.
_LEVELS: Kept[_Levels] = Kept(lambda geometry: _Levels(geometry.copy()))


def outline(geometry: Objects, tolerance: float, dot: float) -> list[Outline]:
    """Simplify geometries to within `tolerance` metres.

    Parts smaller than `dot` become a square of that size, several in one place become one.
    Points are left out, and so are stray lines and points beside areas in a collection.
    """
    parts, owners = shapely.get_parts(geometry, return_index=True)
    dimensions = shapely.get_dimensions(geometry)
    drawn = (dimensions[owners] > 0) & (shapely.get_dimensions(parts) == dimensions[owners])
    drawn &= ~shapely.is_empty(parts)
    parts, owners = parts[drawn], owners[drawn]
    simple = shapely.simplify(parts, tolerance, preserve_topology=False)
    tiny = shapely.is_empty(simple) | (_size(parts) < dot)
    dots, dot_owners = _dots(parts[tiny], owners[tiny], dot)
    simple, owners = (
        np.concatenate([simple[~tiny], dots]),
        np.concatenate([owners[~tiny], dot_owners]),
    )
    order = np.argsort(owners, kind="stable")
    return _flattened(simple[order], owners[order], dimensions == 2)


def first_alike(geometry: Objects) -> NDArray[np.intp]:
    """Give for each row the first row with the same geometry; many share a municipality's.

    It is kept as long as the array lives.
    """
    return _FIRST_ALIKE.of(geometry)


def to_path(points: Points, starts: NDArray[np.intp]) -> QPainterPath:
    """Make a path of rings or lines; read by Qt at once, a call a vertex would be slow."""
    elements = np.empty(len(points), dtype=_ELEMENT)
    elements["type"] = _LINE
    elements["type"][starts] = _MOVE
    elements["x"], elements["y"] = points.T
    head = np.array([len(points)], dtype=">i4").tobytes()
    path = QPainterPath()
    QDataStream(QByteArray(head + elements.tobytes() + _TAIL)) >> path
    return path


def _compared(geometry: Objects) -> NDArray[np.intp]:
    """Compare geometries byte by byte where their bounds are the same."""
    first = np.arange(len(geometry))
    bounds = np.ascontiguousarray(shapely.bounds(geometry)).view("V32").ravel()
    _, group, size = np.unique(bounds, return_inverse=True, return_counts=True)
    suspects = np.flatnonzero((size[group] > 1) & (shapely.get_dimensions(geometry) > 0))
    seen: dict[bytes, int] = {}
    for row, content in zip(suspects.tolist(), shapely.to_wkb(geometry[suspects]), strict=True):
        first[row] = seen.setdefault(content, row)
    return first


_FIRST_ALIKE: Kept[NDArray[np.intp]] = Kept(_compared)


def _size(parts: Objects) -> NDArray[np.float64]:
    """Longer side of each part's bounds."""
    bounds = shapely.bounds(parts)
    size: NDArray[np.float64] = np.maximum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1])
    return size


def _dots(
    parts: Objects, owners: NDArray[np.intp], side: float
) -> tuple[Objects, NDArray[np.intp]]:
    """Give squares for parts too small to see, one for all parts of a feature in one place."""
    centre = shapely.get_coordinates(shapely.centroid(shapely.envelope(parts)))
    cells = np.column_stack([owners, np.floor(centre / side)]).astype(np.int64)
    first = np.sort(np.unique(cells, axis=0, return_index=True)[1])
    x, y = centre[first].T
    half = side / 2
    return shapely.box(x - half, y - half, x + half, y + half), owners[first]


def _flattened(parts: Objects, owners: NDArray[np.intp], areas: NDArray[np.bool_]) -> list[Outline]:
    """Give an outline for each feature from its parts, which come in the features' order."""
    pieces, piece_owners = shapely.get_parts(parts, return_index=True)
    lines, line_pieces = _rings(pieces)
    points, point_lines = shapely.get_coordinates(lines, return_index=True)
    starts = np.searchsorted(point_lines, np.arange(len(lines)))
    feature = owners[piece_owners[line_pieces]]
    line_ends = np.searchsorted(feature, np.arange(len(areas) + 1))
    point_ends = np.append(starts, len(points))[line_ends]
    return [
        Outline(
            points[point_ends[i] : point_ends[i + 1]],
            starts[line_ends[i] : line_ends[i + 1]] - point_ends[i],
            closed=bool(areas[i]),
        )
        for i in range(len(areas))
    ]


def _rings(pieces: Objects) -> tuple[Objects, NDArray[np.intp]]:
    """Give the rings of polygons and the lines themselves, with the number of their piece."""
    is_area = shapely.get_dimensions(pieces) == 2
    rings, owners = shapely.get_rings(pieces[is_area], return_index=True)
    numbers = np.concatenate([np.flatnonzero(is_area)[owners], np.flatnonzero(~is_area)])
    order = np.argsort(numbers, kind="stable")
    return np.concatenate([rings, pieces[~is_area]])[order], numbers[order]
