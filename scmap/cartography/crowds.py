"""Very many points of one layer: small pictures of their markers, or dots that darken where dense.

A million markers take Qt seconds and cover the map; numpy strews them as dots in a few
milliseconds, and where more of them fall on one dot it is darker.
"""

import threading
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TypeAlias
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from scmap.cartography.brush import library
from scmap.cartography.classes import OTHER, Classes, classify, symbol_of
from scmap.cartography.settings import Drawn, MapSettings
from scmap.model.extent import Extent
from scmap.model.layer import Layer
from scmap.model.maplayer import MapLayer
from scmap.model.symbology import Symbol, Symbology

Floats: TypeAlias = NDArray[np.float32]
Places: TypeAlias = NDArray[np.intp]
Run: TypeAlias = tuple[int, int]

MANY = 2000  # points of a layer in sight: from here on they are a crowd
DENSE = 20_000  # and from here on dots
_DOT_MM, _FEWER_DOT_MM, _FEWER = 0.5, 0.75, 100_000  # dots are a little larger while there is room
_SHADES = 8  # of a hue, for 1, 2, 4 … points on a dot
_DARKEST = 0.62  # share of black in the darkest
_MOST = 16  # entries remembered a layer
_PIECE = 1 << 16  # points that are counted at a time


@dataclass(frozen=True, eq=False)
class Crowd:
    """The points of one entry of the layer tree, in the order in which they are painted.

    Attributes
    ----------
    place : (m,) int32
        Places among the entry's rows: by class, and within each from south to north, so that what
        a frame shows is found by two cuts.
    ground : (n, 2) float64
        Where the entry's rows stand, metres.
    middle : (float, float)
        Ground that `x` and `y` are counted from.
    codes : tuple of int
        Category of each class, in the order of painting.
    starts : tuple of int
        Where each class begins, and the end.
    """

    place: NDArray[np.int32]
    ground: NDArray[np.float64]
    middle: tuple[float, float]
    codes: tuple[int, ...]
    starts: tuple[int, ...]
    _seen: list[tuple[Extent, NDArray[np.bool_] | None, "Cut"]] = field(default_factory=list)
    _told: list[tuple[Extent, NDArray[np.bool_] | None, bool]] = field(default_factory=list)
    _masks: list[tuple[NDArray[np.bool_], NDArray[np.bool_]]] = field(default_factory=list)

    @classmethod
    def of(cls, classes: Classes) -> "Crowd":
        """Sort the points of an entry."""
        known = np.flatnonzero(np.isfinite(classes.points[:, 0]) & ~classes.shaped)
        points, codes = classes.points[known], classes.codes[known]
        rank = np.where(codes == OTHER, -1, codes.max(initial=0) - codes)
        order = np.lexsort((points[:, 1], rank))
        middle = np.median(points, axis=0) if len(points) else np.zeros(2)
        steps = np.flatnonzero(np.diff(rank[order])) + 1
        starts = (0, *steps.tolist(), len(order))
        return cls(
            known[order].astype(np.int32),
            classes.points,
            (float(middle[0]), float(middle[1])),
            tuple(codes[order[[*starts[:-1]]]].tolist() if len(order) else ()),
            starts,
        )

    @cached_property
    def x(self) -> Floats:
        """Metres east of the middle, (m,) float32: precise to centimetres over the country.

        Only who paints needs those of all points; they and `y` take 8 MB of a million.
        """
        return self._along(0, (0, len(self.place)))

    @cached_property
    def y(self) -> Floats:
        """Metres north of the middle."""
        return self._along(1, (0, len(self.place)))

    def _along(self, axis: int, run: Run) -> Floats:
        """Give the x (axis 0) or y of the points of a run."""
        ground = self.ground[self.place[slice(*run)], axis]
        away: Floats = (ground - self.middle[axis]).astype(np.float32)
        return away

    def code_of(self, places: Places) -> NDArray[np.int32]:
        """Give the category of points by their places in the crowd."""
        codes = np.array(self.codes, np.int32)
        return codes[np.searchsorted(self.starts[1:], places, side="right")]

    def near(self, x: float, y: float, reach: float) -> tuple[Places, NDArray[np.float64]]:
        """Find the points in a square about a place, and how far from it they are, metres."""
        runs = self._runs(Extent(x - reach, y - reach, x + reach, y + reach))
        places = np.concatenate([np.empty(0, np.intp), *(np.arange(*run) for run in runs)])
        away = np.hypot(*(self.ground[self.place[places]] - (x, y)).T)
        return places, away

    def has_many(self, view: Extent, kept: NDArray[np.bool_] | None, rows: Places) -> bool:
        """Tell whether more are in sight than can be looked at one by one.

        It is told as `seen` counts, but without what only painting needs.
        """
        if "x" in self.__dict__:
            return len(self.seen(view, kept, rows)) > MANY
        if not any(one == view and mask is kept for one, mask, _ in self._told):
            self._told[:] = [(view, kept, self._counts_many(view, kept, rows))]
        return self._told[0][2]

    def _counts_many(self, view: Extent, kept: NDArray[np.bool_] | None, rows: Places) -> bool:
        (x0, _), (x1, _) = self._ends(view)
        count = 0
        for start, stop in self._runs(view):
            for low in range(start, stop, _PIECE):
                run = (low, min(low + _PIECE, stop))
                inside = _between(self._along(0, run), x0, x1)
                if kept is not None:
                    inside &= kept[rows[self.place[slice(*run)]]]
                count += int(np.count_nonzero(inside))
                if count > MANY:
                    return True
        return False

    def seen(self, view: Extent, kept: NDArray[np.bool_] | None, rows: Places) -> "Seen":
        """Give the points in sight whose rows are kept; the last answer is remembered."""
        for one, mask, cut in self._seen:
            if one == view and mask is kept:
                return Seen(self, cut)
        found = self._cut(view, self._kept(kept, rows))
        self._seen[:] = [(view, kept, found.cut)]
        return found

    def _cut(self, view: Extent, kept: NDArray[np.bool_] | None) -> "Seen":
        """Cut from each class what lies between the north and the south of a view."""
        (x0, _), (x1, _) = self._ends(view)
        runs, x = self._runs(view), self.x
        count = sum(_count(x, kept, run, x0, x1) for run in runs)
        return Seen(self, Cut(runs, x0, x1, kept, count))

    def _ends(self, view: Extent) -> tuple[tuple[np.float32, np.float32], ...]:
        """Give the south-west and the north-east of a view, counted as `x` and `y`."""
        (x, y), (x0, y0, x1, y1) = self.middle, (view.x0, view.y0, view.x1, view.y1)
        return (np.float32(x0 - x), np.float32(y0 - y)), (np.float32(x1 - x), np.float32(y1 - y))

    def _runs(self, view: Extent) -> tuple[Run, ...]:
        """Give from where to where, class by class, points lie between north and south."""
        (_, south), (_, north) = self._ends(view)
        runs = ((self._first(run, south), self._first(run, north)) for run in pairwise(self.starts))
        return tuple((low, high) for low, high in runs if low < high)

    def _first(self, run: Run, y: np.float32) -> int:
        """Give the first point of a class that does not lie south of `y`."""
        start, stop = run
        if "y" in self.__dict__:
            return int(np.searchsorted(self.y[start:stop], y)) + start
        each = range(start, stop)
        return start + bisect_left(each, y, key=lambda at: self._along(1, (at, at + 1))[0])

    def _kept(self, kept: NDArray[np.bool_] | None, rows: Places) -> NDArray[np.bool_] | None:
        """Tell for each point whether its row is kept; worked out once for a mask."""
        if kept is None:
            return None
        if not self._masks or self._masks[0][0] is not kept:
            self._masks[:] = [(kept, kept[rows[self.place]])]
        return self._masks[0][1]


@dataclass(frozen=True, eq=False)
class Cut:
    """Which points of a crowd are in sight.

    Attributes
    ----------
    runs : tuple of (int, int)
        From where to where, class by class, they lie between north and south.
    x0, x1 : float32
        West and east, counted as the crowd's.
    kept : (m,) bool or None
        Which points are in view at all; None for all.
    count : int
        How many are in sight.
    """

    runs: tuple[Run, ...]
    x0: np.float32
    x1: np.float32
    kept: NDArray[np.bool_] | None
    count: int


@dataclass(frozen=True, eq=False)
class Seen:
    """Points of a crowd that are in sight."""

    crowd: Crowd
    cut: Cut

    def __len__(self) -> int:
        return self.cut.count

    @property
    def places(self) -> Places:
        """Their places in the crowd, in the order of painting, shape (k,)."""
        cut, parts = self.cut, [np.empty(0, np.intp)]
        for low, high in cut.runs:
            parts.append(
                np.flatnonzero(_inside(self.crowd.x, cut.kept, (low, high), cut.x0, cut.x1)) + low
            )
        return np.concatenate(parts)


def _inside(
    x: Floats, kept: NDArray[np.bool_] | None, run: Run, x0: np.float32, x1: np.float32
) -> NDArray[np.bool_]:
    """Tell which points of a run lie between west and east, and are kept."""
    inside = _between(x[slice(*run)], x0, x1)
    return inside if kept is None else inside & kept[slice(*run)]


def _between(x: Floats, x0: np.float32, x1: np.float32) -> NDArray[np.bool_]:
    inside: NDArray[np.bool_] = (x >= x0) & (x <= x1)
    return inside


def _count(
    x: Floats, kept: NDArray[np.bool_] | None, run: Run, x0: np.float32, x1: np.float32
) -> int:
    """Count these points."""
    built = library()
    if built is None:
        return int(np.count_nonzero(_inside(x, kept, run, x0, x1)))
    return int(built.count_within(x.ctypes.data, _address(kept), *run, x0, x1))


def _address(mask: NDArray[np.bool_] | None) -> int | None:
    return None if mask is None else mask.ctypes.data


_KNOWN: WeakKeyDictionary[Layer, dict[MapLayer, Crowd]] = WeakKeyDictionary()


def crowd_of(drawn: Drawn) -> Crowd:
    """Give the points of an entry, sorted once."""
    known = _KNOWN.setdefault(drawn.layer, {})
    if drawn.entry not in known:
        if len(known) >= _MOST:
            known.clear()
        known[drawn.entry] = Crowd.of(classify(drawn))
    return known[drawn.entry]


def crowd_in(drawn: Drawn, view: Extent) -> Seen | None:
    """Find the points of an entry in sight if they are a crowd; None if they are few."""
    classes = classify(drawn)
    if not _can_be_many(drawn, classes):
        return None
    seen = crowd_of(drawn).seen(view, drawn.kept, classes.rows)
    return seen if len(seen) > MANY else None


def is_crowd(drawn: Drawn, view: Extent) -> bool:
    """Tell whether the points of an entry in sight are a crowd."""
    classes = classify(drawn)
    return _can_be_many(drawn, classes) and crowd_of(drawn).has_many(view, drawn.kept, classes.rows)


def _can_be_many(drawn: Drawn, classes: Classes) -> bool:
    """Tell whether an entry has so many points at all."""
    clustered = drawn.entry.symbology.clusters
    return not (clustered or len(classes.rows) <= MANY or classes.shaped.all())


def nearest(drawn: Drawn, x: float, y: float, reach: float) -> Places:
    """Give the rows of the points of an entry within reach of a place, the nearest first."""
    crowd = crowd_of(drawn)
    near, away = crowd.near(x, y, reach)
    rows = classify(drawn).rows[crowd.place[near]]
    if drawn.kept is not None:
        rows, away = rows[drawn.kept[rows]], away[drawn.kept[rows]]
    order = np.argsort(away, kind="stable")
    found: Places = rows[order][away[order] <= reach]
    return found


def stood(shown: Seen, settings: MapSettings) -> Iterator[tuple[int, Places]]:
    """Give each class and where its markers stand: one a pixel, (k, 2), bottom to top."""
    crowd, seen = shown.crowd, shown.places
    left, top = settings.view.x0 - crowd.middle[0], settings.view.y1 - crowd.middle[1]
    x = np.rint((crowd.x[seen] - left) / settings.pixel).astype(np.intp)
    y = np.rint((top - crowd.y[seen]) / settings.pixel).astype(np.intp)
    codes = crowd.code_of(seen)
    edges = (0, *(np.flatnonzero(np.diff(codes)) + 1).tolist(), len(codes))
    span = np.int64(1 << 31)
    for start, stop in pairwise(edges):
        alone = np.unique(y[start:stop] * span + x[start:stop])
        row, column = np.divmod(alone, span)
        yield int(codes[start]), np.column_stack((column, row))


@dataclass(frozen=True, eq=False)
class Dots:
    """A picture of dots, one pixel each, that is drawn enlarged.

    Attributes
    ----------
    cells : (rows, columns) uint32
        ``0xFFRRGGBB`` of each dot; 0 where there is none.
    left, top : float
        Where on the frame its corner lies, device pixels.
    size : int
        Device pixels of a dot.
    """

    cells: NDArray[np.uint32]
    left: float
    top: float
    size: int

    @property
    def image(self) -> QImage:
        """The dots as an image, a pixel each."""
        rows, columns = self.cells.shape
        bits, form = self.cells.data.cast("B"), QImage.Format.Format_ARGB32
        return QImage(bits, columns, rows, columns * 4, form).copy()


def strewn(seen: Seen, symbology: Symbology, settings: MapSettings) -> Dots:
    """Strew points as dots, in the hue of the class that is painted last, darker where dense.

    Dots lie on a grid of the ground, so that panning moves them with the map.
    """
    crowd = seen.crowd
    size = max(1, round(settings.mm(_FEWER_DOT_MM if len(seen) < _FEWER else _DOT_MM)))
    step = size * settings.pixel
    first_column = int(np.floor(settings.view.x0 / step))
    first_row = int(np.floor(-settings.view.y1 / step))
    columns, rows = settings.width // size + 2, settings.height // size + 2
    left = np.float32(first_column * step - crowd.middle[0])
    top = np.float32(-first_row * step - crowd.middle[1])
    grid = _Grid(left, top, np.float32(1 / step), columns, rows)
    pixels = _strewn(seen, grid, _ramps(symbology)).reshape(rows, columns)
    place = settings.to_pixels(np.array([[first_column * step, -first_row * step]]))[0]
    return Dots(pixels, float(place[0]), float(place[1]), size)


@dataclass(frozen=True, slots=True)
class _Grid:
    """Cells of dots: the ground of their corner, cells a metre, and how many there are."""

    left: np.float32
    top: np.float32
    scale: np.float32
    columns: int
    rows: int


def _strewn(seen: Seen, grid: _Grid, table: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Give each cell the hue of the last class in it, and the shade of how many are in it.

    Both halves at the same time: C lets go of the interpreter.
    """
    if library() is None:
        return _strewn_slowly(seen.crowd, seen.places, grid, table)
    cells, middle = np.zeros(grid.rows * grid.columns, np.uint32), grid.rows // 2
    other = threading.Thread(target=_strew, args=(seen, grid, table, cells, middle, grid.rows))
    other.start()
    _strew(seen, grid, table, cells, 0, middle)
    other.join()
    return cells


def _strew(
    seen: Seen,
    grid: _Grid,
    table: NDArray[np.uint32],
    cells: NDArray[np.uint32],
    upper: int,
    lower: int,
) -> None:
    """Strew what falls on the rows from `upper` to before `lower`."""
    built, crowd = library(), seen.crowd
    assert built is not None  # noqa: S101  _strewn looked
    # A row more on each side: on which one a point falls is told by C alone. What lies beyond the
    # grid falls on its outer rows.
    north = (upper - 1) / grid.scale if upper else -np.inf
    south = (lower + 1) / grid.scale if lower < grid.rows else np.inf
    ends = np.array([grid.top - south, grid.top - north], np.float32)
    cut = seen.cut
    for first, last in cut.runs:
        low, high = (np.searchsorted(crowd.y[first:last], ends) + first).tolist()
        built.strew_points(
            *(crowd.x.ctypes.data, crowd.y.ctypes.data, _address(cut.kept)),
            *(low, high, cut.x0, cut.x1),
            *(grid.left, grid.top, grid.scale, grid.columns, grid.rows, upper, lower),
            *(int(crowd.code_of(np.array([first]))[0]) + 2, len(_SHADE) - 1, cells.ctypes.data),
        )
    own = cells[upper * grid.columns : lower * grid.columns]
    built.shade_cells(own.ctypes.data, len(own), table.ctypes.data, _SHADES, _SHADE.ctypes.data)


def _strewn_slowly(
    crowd: Crowd, seen: Places, grid: _Grid, table: NDArray[np.uint32]
) -> NDArray[np.uint32]:
    column = ((crowd.x[seen] - grid.left) * grid.scale).astype(np.int32)
    row = ((grid.top - crowd.y[seen]) * grid.scale).astype(np.int32)
    np.clip(column, 0, grid.columns - 1, out=column)
    np.clip(row, 0, grid.rows - 1, out=row)
    cell, count = row * np.int32(grid.columns) + column, grid.rows * grid.columns
    hues = np.zeros(count, np.int16)
    hues[cell] = crowd.code_of(seen) + 2  # the last one stays; 0 is nothing, 1 is OTHER
    shade = _SHADE[np.minimum(np.bincount(cell, minlength=count), len(_SHADE) - 1)]
    pixels: NDArray[np.uint32] = table.take(hues.astype(np.intp) * _SHADES + shade)
    return pixels


def _ramps(symbology: Symbology) -> NDArray[np.uint32]:
    """Give the shades of nothing, of the rest and of each class."""
    table = np.zeros((len(symbology.classes) + 2, _SHADES), np.uint32)
    for number in range(OTHER, len(symbology.classes)):
        table[number + 2] = _ramp(symbol_of(symbology, number))
    return table


# Shade of a count: 1, 2–3, 4–7 …
_SHADE = np.array([max(0, min(n.bit_length(), _SHADES) - 1) for n in range(1 << _SHADES)], np.uint8)


def _ramp(symbol: Symbol) -> NDArray[np.uint32]:
    """Give the shades of a symbol's hue."""
    colour = QColor(symbol.fill or symbol.stroke or "#000000")
    bright = np.array([colour.red(), colour.green(), colour.blue()])
    dark = np.linspace(0, _DARKEST, _SHADES)[:, None]
    red, green, blue = np.rint(bright * (1 - dark)).astype(np.uint32).T
    ramp: NDArray[np.uint32] = np.uint32(0xFF000000) | (red << 16) | (green << 8) | blue
    return ramp
