"""What the hand means when it points near something: a corner, a crossing, a side.

Only shapes whose boxes lie at the place are looked at, and the sides of each are taken apart once:
a place among 20,000 areas is answered in well under a frame.
"""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.analysis.editing.rings import lines_of
from scmap.model.layer import Layer

Values: TypeAlias = NDArray[np.float64]
SnapKind: TypeAlias = Literal["corner", "crossing", "side"]

KINDS: tuple[SnapKind, ...] = ("corner", "crossing", "side")
MOST_SHAPES = 400  # under the cursor; where more are, no one can tell which is meant
MOST_SIDES = 24  # of those near, whose crossings with each other are looked for
MOST_KEPT = 3_000_000  # numbers that are kept of sides taken apart: some 24 MB


@dataclass(frozen=True, slots=True)
class Snap:
    """Something that is meant.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    x, y : float
        Its place on the plane.
    layer, uid : str
        The feature; of a crossing the first of both.
    side : two points, or None
        Ends of the side on which it lies; None of a corner or a bare point.
    """

    kind: SnapKind
    x: float
    y: float
    layer: str
    uid: str
    side: tuple[tuple[float, float], tuple[float, float]] | None = None


@dataclass(frozen=True, eq=False)
class Target:
    """A layer to which the hand snaps.

    Attributes
    ----------
    name : str
        The layer as the selection names it.
    layer : Layer
        Its features.
    shown : (n,) bool or None
        Which of them are in sight; None for all.
    """

    name: str
    layer: Layer
    shown: NDArray[np.bool_] | None = None


@dataclass(frozen=True, eq=False)
class _Near:
    """Corners and sides within reach, of all layers together."""

    corners: Values  # (c, 2)
    sides: Values  # (s, 4)
    of_corner: NDArray[np.intp]  # (c,) which of `shapes`
    of_side: NDArray[np.intp]
    shapes: list[tuple[Target, int]]


@dataclass(eq=False)
class SnapIndex:
    """Answers what is meant at a place; keeps the sides of shapes that were near before."""

    _kept: OrderedDict[int, tuple[shapely.Geometry, Values]] = field(default_factory=OrderedDict)
    _size: int = 0

    def snap(
        self,
        targets: Sequence[Target],
        at: tuple[float, float],
        reach: float,
        kinds: Sequence[SnapKind] = KINDS,
    ) -> Snap | None:
        """Give what is meant within reach of a place: a corner, else a crossing, else a side.

        Parameters
        ----------
        targets : sequence of Target
            Layers on one plane.
        at : (float, float)
            The place.
        reach : float
            Metres.
        kinds : sequence of str
            What is looked for, of `KINDS`.
        """
        near = self._near(targets, at, reach)
        finders = {"corner": _corner, "crossing": _crossing, "side": _side}
        for kind in KINDS:
            found = finders[kind](near, at, reach) if kind in kinds else None
            if found is not None:
                return found
        return None

    def _near(self, targets: Sequence[Target], at: tuple[float, float], reach: float) -> _Near:
        corners, sides, of_corner, of_side = [], [], [], []
        shapes: list[tuple[Target, int]] = []
        for target in targets:
            for row, found in self._lines(target, at, reach):
                ends = found.reshape(-1, 2)
                close = np.hypot(*(ends - at).T) <= reach
                on = _distances(found, at) <= reach
                corners.append(ends[close])
                sides.append(found[on])
                of_corner.append(np.full(int(close.sum()), len(shapes)))
                of_side.append(np.full(int(on.sum()), len(shapes)))
                shapes.append((target, row))
        if not shapes:
            none = np.empty(0, dtype=np.intp)
            return _Near(np.empty((0, 2)), np.empty((0, 4)), none, none, [])
        return _Near(
            np.concatenate(corners),
            np.concatenate(sides),
            np.concatenate(of_corner),
            np.concatenate(of_side),
            shapes,
        )

    def _lines(
        self, target: Target, at: tuple[float, float], reach: float
    ) -> Iterator[tuple[int, Values]]:
        """Give the sides of each shape of a layer whose box is within reach, shape (s, 4)."""
        layer, (x, y) = target.layer, at
        if layer.points is not None:
            rows = np.flatnonzero((np.abs(layer.points - at) <= reach).all(axis=1))
        else:
            rows = layer.tree.query(shapely.box(x - reach, y - reach, x + reach, y + reach))
        if target.shown is not None:
            rows = rows[target.shown[rows]]
        if len(rows) > MOST_SHAPES:
            return
        for row in np.sort(rows).tolist():
            if layer.points is not None:
                yield row, np.tile(layer.points[row], 2)[None]
            else:
                yield row, self._sides(layer.geometry[row])

    def _sides(self, shape: shapely.Geometry) -> Values:
        known = self._kept.get(id(shape))
        if known is not None and known[0] is shape:
            self._kept.move_to_end(id(shape))
            return known[1]
        made = sides_of(shape)
        self._kept[id(shape)] = (shape, made)
        self._size += made.size
        while self._size > MOST_KEPT and len(self._kept) > 1:
            _, (_, gone) = self._kept.popitem(last=False)
            self._size -= gone.size
        return made


def sides_of(shape: shapely.Geometry) -> Values:
    """Give the sides of a shape, shape (s, 4): x and y of both ends; a point is a side of none."""
    found = []
    for corners, _closed in lines_of(shape):
        ends = (corners, corners) if len(corners) == 1 else (corners[:-1], corners[1:])
        found.append(np.hstack(ends))
    return np.concatenate(found) if found else np.empty((0, 4))


def _distances(sides: Values, at: tuple[float, float]) -> Values:
    away: Values = np.hypot(*(_feet(sides, at) - at).T)
    return away


def _feet(sides: Values, at: tuple[float, float]) -> Values:
    """Give the place of each side that is nearest to a place, shape (s, 2)."""
    start, along = sides[:, :2], sides[:, 2:] - sides[:, :2]
    length = np.maximum((along**2).sum(axis=1), 1e-18)
    share = np.clip(((at - start) * along).sum(axis=1) / length, 0.0, 1.0)
    return np.asarray(start + share[:, None] * along)


def _corner(near: _Near, at: tuple[float, float], _reach: float) -> Snap | None:
    if not len(near.corners):
        return None
    place = int(np.argmin(np.hypot(*(near.corners - at).T)))
    target, row = near.shapes[near.of_corner[place]]
    x, y = near.corners[place].tolist()
    return Snap("corner", x, y, target.name, str(target.layer.uids[row]))


def _side(near: _Near, at: tuple[float, float], _reach: float) -> Snap | None:
    if not len(near.sides):
        return None
    feet = _feet(near.sides, at)
    place = int(np.argmin(np.hypot(*(feet - at).T)))
    target, row = near.shapes[near.of_side[place]]
    (x, y), ends = feet[place].tolist(), near.sides[place].tolist()
    side = ((ends[0], ends[1]), (ends[2], ends[3]))
    return Snap("side", x, y, target.name, str(target.layer.uids[row]), side)


def _crossing(near: _Near, at: tuple[float, float], reach: float) -> Snap | None:
    """Give the nearest place within reach where two sides near it cross."""
    sides, owners = near.sides[:MOST_SIDES], near.of_side[:MOST_SIDES]
    if len(sides) < 2:
        return None
    one, other = np.triu_indices(len(sides), 1)
    lines = shapely.linestrings(sides.reshape(-1, 2, 2))
    met = shapely.intersection(lines[one], lines[other])
    points = np.flatnonzero((shapely.get_type_id(met) == 0) & ~shapely.is_empty(met))
    if not len(points):
        return None
    places = shapely.get_coordinates(met[points])
    away = np.hypot(*(places - at).T)
    best = int(np.argmin(away))
    if away[best] > reach:
        return None
    target, row = near.shapes[owners[one[points[best]]]]
    x, y = places[best].tolist()
    return Snap("crossing", x, y, target.name, str(target.layer.uids[row]))
