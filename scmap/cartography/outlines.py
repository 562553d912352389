"""Lines and areas at the detail a scale can show.

A part that is too small to see is drawn as a dot, so that no island vanishes. Outlines of a layer
lie in long arrays, so that a country of them is painted without a step of Python each; where Qt
paints, each is a path of its own: antialiasing takes Qt ten times longer for a layer in one path.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QDataStream
from PySide6.QtGui import QPainterPath, QPolygonF

from scmap.cartography import level_store
from scmap.model.kept import Kept
from scmap.model.layer import Objects, are_finite

Points: TypeAlias = NDArray[np.float64]
Rows: TypeAlias = NDArray[np.intp]
Starts: TypeAlias = NDArray[np.int32]
Addresses: TypeAlias = tuple[NDArray[np.uint64], Starts, NDArray[np.uint8], Points]
Step: TypeAlias = tuple[int, int]
Place: TypeAlias = Callable[[Points], Points]

# Qt's own serial form of a path: element type, then x and y, all big-endian.
_ELEMENT = np.dtype([("type", ">i4"), ("x", ">f8"), ("y", ">f8")])
_MOVE, _LINE = 0, 1
_ARRAYS = 6  # that a sheaf is made of
_MOST = 8  # levels of a layer in memory, those asked for last
_PART = 15_000  # vertices that are simplified before it is asked whether to stop
_TAIL = np.array([0, 0], dtype=">i4").tobytes()  # first element of the open subpath, odd-even fill


@dataclass(frozen=True, eq=False)
class Outline:
    """Rings and lines of one feature, simplified.

    Attributes
    ----------
    points : (k, 2) float64
        Vertices of all rings and lines, one after the other; a ring repeats its first vertex.
    starts : (r,) int
        Where each ring or line begins in `points`.
    closed : bool
        Whether it is an area.
    """

    points: Points
    starts: NDArray[np.integer]
    closed: bool

    @cached_property
    def path(self) -> QPainterPath:
        """The outline as a path in ground coordinates."""
        return to_path(self.points, self.starts)

    def placed(self, place: Place) -> QPainterPath:
        """Give the outline as a path in other coordinates."""
        return to_path(place(self.points), self.starts)


@dataclass(frozen=True, eq=False)
class Sheaf:
    """Outlines of several features in long arrays.

    Attributes
    ----------
    points : (v, 2) float64
        Vertices of all.
    starts : (r + n,) int32
        Where each ring or line begins, counted from its feature's first vertex; behind those of
        each feature stands how many vertices it has.
    winding : (r + n,) int8
        Beside each start: 1 for exterior rings that run anticlockwise and holes that run clockwise,
        -1 for the others.
    first_point, first_start : (n + 1,) int64
        Where each feature begins in `points` and in `starts`.
    closed : (n,) bool
        Whether it is an area.
    """

    points: Points
    starts: Starts
    winding: NDArray[np.int8]
    first_point: NDArray[np.int64]
    first_start: NDArray[np.int64]
    closed: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.closed)

    @property
    def boxes(self) -> Points:
        """Bounds of each, shape (n, 4); NaN where there is nothing."""
        boxes = np.full((len(self), 4), np.nan)
        some = np.flatnonzero(np.diff(self.first_point))
        if len(some):
            first = self.first_point[some]
            boxes[some, :2] = np.minimum.reduceat(self.points, first)
            boxes[some, 2:] = np.maximum.reduceat(self.points, first)
        return boxes

    @property
    def arrays(self) -> tuple[NDArray[Any], ...]:
        """What it is made of, in the order of its attributes."""
        return (
            self.points,
            self.starts,
            self.winding,
            self.first_point,
            self.first_start,
            self.closed,
        )

    def outline(self, at: int) -> Outline:
        """Give one of them."""
        points = self.points[self.first_point[at] : self.first_point[at + 1]]
        starts = self.starts[self.first_start[at] : self.first_start[at + 1] - 1]
        return Outline(points, starts, bool(self.closed[at]))


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
    _sheaves: list[Sheaf] = field(default_factory=list)
    _single: dict[int, Outline] = field(default_factory=dict)
    on_disk: bool = False

    def __post_init__(self) -> None:
        count = len(self.geometry)
        self._where = np.full((count, 2), -1, dtype=np.int32)  # sheaf, and place in it
        # What the brush asks for: addresses of vertices, starts and winding; number of rings;
        # whether it is an area; where it lies.
        self._addresses = np.zeros((3, count), dtype=np.uint64)
        self._rings = np.zeros(count, dtype=np.int32)
        self._vertices = np.zeros(count, dtype=np.int32)
        self._closed = np.zeros(count, dtype=np.uint8)
        self._boxes = np.full((count, 4), np.nan)

    @property
    def whole(self) -> bool:
        """Whether the outlines of all rows are made."""
        return bool((self._where[:, 0] >= 0).all())

    def of(self, rows: Rows) -> "Shapes":
        """Give the outlines of `rows`, in that order."""
        self.make(rows)
        return Shapes(self, rows)

    def make(self, rows: Rows) -> None:
        """Make the outlines of `rows` that are not made yet."""
        missing = rows[self._where[rows, 0] < 0]
        if len(missing):
            missing = np.unique(missing)
            self.take_in(missing, sheaf(self.geometry[missing], self.tolerance, self.dot))

    @property
    def missing(self) -> Rows:
        """Rows whose outlines are not made yet."""
        return np.flatnonzero(self._where[:, 0] < 0)

    def all(self) -> Sheaf:
        """Give the outlines of all rows, in their order."""
        if len(self._sheaves) == 1 and (np.diff(self._where[:, 1]) == 1).all():
            return self._sheaves[0]
        return _joined(self._sheaves, self._where)

    def take_in(self, rows: Rows, made: Sheaf) -> None:
        """Keep outlines that were made of these rows."""
        self._where[rows, 0] = len(self._sheaves)
        self._where[rows, 1] = np.arange(len(rows))
        self._sheaves.append(made)
        first_point, first_start = made.first_point, made.first_start
        self._addresses[0, rows] = made.points.ctypes.data + 16 * first_point[:-1]
        self._addresses[1, rows] = made.starts.ctypes.data + 4 * first_start[:-1]
        self._addresses[2, rows] = made.winding.ctypes.data + first_start[:-1]
        self._rings[rows] = np.diff(first_start) - 1
        self._vertices[rows] = np.diff(first_point)
        self._closed[rows] = made.closed
        self._boxes[rows] = made.boxes

    def addresses(self, rows: Rows) -> "Addresses":
        """Give addresses of vertices, starts and winding (3, k), ring counts, if areas, boxes."""
        addresses = np.ascontiguousarray(self._addresses[:, rows])
        return addresses, self._rings[rows], self._closed[rows], self._boxes[rows]

    def vertices(self, rows: Rows) -> int:
        """Count the vertices of rows whose outlines are made."""
        return int(self._vertices[rows].sum())

    def closed(self, rows: Rows) -> NDArray[np.bool_]:
        """Tell of rows whose outlines are made whether they are areas."""
        return self._closed[rows].astype(bool)

    def single(self, row: int) -> Outline:
        """Give the outline of one row that is made."""
        if row not in self._single:
            bundle, at = self._where[row].tolist()
            self._single[row] = self._sheaves[bundle].outline(at)
        return self._single[row]


@dataclass(frozen=True, eq=False)
class Shapes(Sequence[Outline]):
    """Outlines of some rows of a layer, given one by one or, to the brush, all at once."""

    level: Outlines
    rows: Rows

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, at: int) -> Outline:  # type: ignore[override]  # no slices are asked for
        return self.level.single(int(self.rows[at]))

    def __iter__(self) -> Iterator[Outline]:
        return map(self.level.single, self.rows.tolist())


def step_of(tolerance: float, dot: float) -> Step:
    """Give the level for about this tolerance and dot, metres."""
    return round(math.log2(tolerance)), round(math.log2(dot))


def level(geometry: Objects, step: Step) -> Outlines:
    """Give the outlines of a layer's geometries at a level: powers of two of tolerance and dot.

    The levels used last are kept as long as the array lives; what an earlier run of the program
    kept on disk is taken from there.
    """
    levels = _LEVELS.of(geometry)
    found = levels.made.pop(step, None)
    if found is None:
        found = Outlines(levels.geometry, 2.0 ** step[0], 2.0 ** step[1])
        content = level_store.name_of(geometry)
        kept = level_store.read(content, step, _ARRAYS) if content else None
        if kept is not None and len(kept[-1]) == len(geometry):
            found.take_in(np.arange(len(geometry)), Sheaf(*kept))
            found.on_disk = True
        for oldest in list(levels.made)[: -_MOST + 1]:
            del levels.made[oldest]
    levels.made[step] = found  # the latest at the end
    return found


def prepare(geometry: Objects, step: Step, enough: Callable[[], bool]) -> bool:
    """Make what is missing of a level, a little at a time, and keep it on disk when it is whole.

    Parameters
    ----------
    geometry : (n,) object
        Of a layer.
    step : (int, int)
        The level.
    enough : callable
        Tells between any two parts whether to stop.

    Returns
    -------
    bool
        Whether the level is whole.
    """
    made = level(geometry, step)
    missing = made.missing
    sizes = np.cumsum(shapely.get_num_coordinates(geometry[missing]))
    for part in np.split(
        missing, np.searchsorted(sizes, np.arange(_PART, sizes[-1:].sum(), _PART))
    ):
        if enough():
            return False
        made.make(part)
    content = level_store.name_of(geometry)
    if content and not made.on_disk:
        level_store.keep(content, step, made.all().arrays)
        made.on_disk = True
    return True


@dataclass(eq=False)
class _Levels:
    """Outlines of one layer by the powers of two of their tolerance and dot."""

    geometry: Objects
    made: dict[Step, Outlines] = field(default_factory=dict)


# The copy of the array (not of the geometries) lets the original go when its layer does.
_LEVELS: Kept[_Levels] = Kept(lambda geometry: _Levels(geometry.copy()))


def _joined(sheaves: Sequence[Sheaf], where: NDArray[np.int32]) -> Sheaf:
    """Lay the outlines of several sheaves, named by sheaf and place, one after the other."""
    sizes = np.cumsum([0, *map(len, sheaves)])
    order = (sizes[where[:, 0]] + where[:, 1]).astype(np.intp)
    points, first_point = _picked(
        [s.points for s in sheaves], [s.first_point for s in sheaves], order
    )
    ways, _ = _picked([s.winding for s in sheaves], [s.first_start for s in sheaves], order)
    starts, first = _picked([s.starts for s in sheaves], [s.first_start for s in sheaves], order)
    closed = np.concatenate([s.closed for s in sheaves])[order]
    return Sheaf(points, starts, ways, first_point, first, closed)


def _picked(
    parts: Sequence[NDArray[Any]], firsts: Sequence[NDArray[np.int64]], order: Rows
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Put runs of values, given by where each begins, into another order."""
    offsets = np.cumsum([0, *map(len, parts)])
    begins = np.concatenate([first[:-1] + by for first, by in zip(firsts, offsets, strict=False)])
    lengths = np.concatenate([np.diff(first) for first in firsts])[order]
    first = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    at = np.arange(first[-1]) + np.repeat(begins[order] - first[:-1], lengths)
    return np.ascontiguousarray(np.concatenate(parts)[at]), first


def outline(geometry: Objects, tolerance: float, dot: float) -> list[Outline]:
    """Simplify geometries; see `sheaf`."""
    made = sheaf(geometry, tolerance, dot)
    return [made.outline(at) for at in range(len(made))]


def sheaf(geometry: Objects, tolerance: float, dot: float) -> Sheaf:
    """Simplify geometries to within `tolerance` metres.

    Parts smaller than `dot` become a square of that size, several in one place become one.
    Points are left out, and so are stray lines and points beside areas in a collection, and what
    has a coordinate that is no number.
    """
    parts, owners = shapely.get_parts(geometry, return_index=True)
    dimensions = shapely.get_dimensions(geometry)
    drawn = (dimensions[owners] > 0) & (shapely.get_dimensions(parts) == dimensions[owners])
    drawn &= are_finite(parts)
    parts, owners = parts[drawn], owners[drawn]
    simple = _simplified(parts, tolerance)
    tiny = shapely.is_empty(simple) | (_size(parts) < dot)
    dots, dot_owners = _dots(parts[tiny], owners[tiny], dot)
    simple, owners = (
        np.concatenate([simple[~tiny], dots]),
        np.concatenate([owners[~tiny], dot_owners]),
    )
    order = np.argsort(owners, kind="stable")
    return _flattened(simple[order], owners[order], dimensions == 2)


def _simplified(parts: Objects, tolerance: float) -> Objects:
    """Simplify parts; the long rings of very large ones piece by piece, which is far faster."""
    large = shapely.get_num_coordinates(parts) > _LARGE
    simple = parts.copy()
    simple[~large] = shapely.simplify(parts[~large], tolerance, preserve_topology=False)
    for at in np.flatnonzero(large).tolist():
        part = parts[at]
        if shapely.get_dimensions(part) == 1:
            simple[at] = _thinned(part, tolerance)
            continue
        rings = [_thinned(ring, tolerance) for ring in shapely.get_rings(part)]
        rings = [shapely.linearrings(shapely.get_coordinates(one)) for one in rings]
        simple[at] = shapely.polygons(rings[0], rings[1:] or None)
    return simple


def _thinned(line: shapely.Geometry, tolerance: float) -> shapely.Geometry:
    """Simplify a line in pieces of so many vertices, whose ends stay."""
    points = shapely.get_coordinates(line)
    if len(points) <= _PIECE:
        return line
    # Each piece begins with the last vertex of the one before.
    starts = np.arange(0, len(points) - 1, _PIECE)
    ends = np.minimum(starts + _PIECE, len(points) - 1)
    sizes = ends - starts + 1
    piece = np.repeat(np.arange(len(starts)), sizes)
    vertex = np.arange(len(piece)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + starts[piece]
    pieces = shapely.linestrings(points[vertex], indices=piece)
    thin = shapely.simplify(pieces, tolerance, preserve_topology=False)
    kept, owner = shapely.get_coordinates(thin, return_index=True)
    first = np.append(True, np.diff(owner) != 0)  # stands already at the end of the one before
    first[0] = False
    return shapely.linestrings(kept[~first])


_LARGE = 20_000  # vertices of a part that is simplified in pieces
_PIECE = 512


def to_path(points: Points, starts: NDArray[np.integer]) -> QPainterPath:
    """Make a path of rings or lines; read by Qt at once, a call a vertex would be slow."""
    elements = np.empty(len(points), dtype=_ELEMENT)
    elements["type"] = _LINE
    elements["type"][starts] = _MOVE
    elements["x"], elements["y"] = points.T
    head = np.array([len(points)], dtype=">i4").tobytes()
    path = QPainterPath()
    QDataStream(QByteArray(head + elements.tobytes() + _TAIL)) >> path
    return path


def to_polygon(points: Points) -> QPolygonF:
    """Make what Qt takes for many points, read at once as well."""
    head = np.array([len(points)], dtype=">u4").tobytes()
    polygon = QPolygonF()
    QDataStream(QByteArray(head + points.astype(">f8").tobytes())) >> polygon
    return polygon


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


def _flattened(parts: Objects, owners: Rows, areas: NDArray[np.bool_]) -> Sheaf:
    """Lay the outlines of features, whose parts come in their order, into long arrays."""
    pieces, piece_owners = shapely.get_parts(parts, return_index=True)
    lines, line_pieces = _rings(pieces)
    points, point_lines = shapely.get_coordinates(lines, return_index=True)
    starts = np.searchsorted(point_lines, np.arange(len(lines) + 1))
    feature = owners[piece_owners[line_pieces]]
    winding = _winding(points, starts, line_pieces)
    count = len(areas)
    line_ends = np.searchsorted(feature, np.arange(count + 1))
    first_point = starts[line_ends]
    own = starts[:-1] - first_point[feature]
    ends = np.diff(first_point)
    # Behind the starts of each feature comes its end.
    written = np.insert(own, line_ends[1:], ends).astype(np.int32)
    winding = np.insert(winding, line_ends[1:], 0).astype(np.int8)
    first_start = line_ends + np.arange(count + 1)
    return Sheaf(
        np.ascontiguousarray(points),
        written,
        winding,
        first_point.astype(np.int64),
        first_start.astype(np.int64),
        areas,
    )


def _winding(points: Points, starts: Rows, pieces: Rows) -> NDArray[np.int8]:
    """Tell which rings run as they should, exteriors anticlockwise, holes clockwise: 1, or -1."""
    if not len(points):
        return np.empty(0, np.int8)
    # Counted from the ring's first vertex, else far from the origin all digits are lost.
    u, v = (points - np.repeat(points[starts[:-1]], np.diff(starts), axis=0)).T
    step = np.append(u[:-1] * v[1:] - u[1:] * v[:-1], 0.0)
    step[starts[1:] - 1] = 0.0  # from one ring to the next is no edge
    anticlockwise = np.add.reduceat(step, starts[:-1]) > 0
    exterior = np.append(True, np.diff(pieces) != 0)
    return np.where(anticlockwise == exterior, 1, -1).astype(np.int8)


def _rings(pieces: Objects) -> tuple[Objects, NDArray[np.intp]]:
    """Give the rings of polygons and the lines themselves, with the number of their piece."""
    is_area = shapely.get_dimensions(pieces) == 2
    rings, owners = shapely.get_rings(pieces[is_area], return_index=True)
    numbers = np.concatenate([np.flatnonzero(is_area)[owners], np.flatnonzero(~is_area)])
    order = np.argsort(numbers, kind="stable")
    return np.concatenate([rings, pieces[~is_area]])[order], numbers[order]
