"""What the hand means when it points near something: a corner, a crossing, a side.

Only shapes whose boxes lie at the place are looked at, and the sides of each are taken apart once:
a place among 20,000 areas is answered in well under a frame.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.model.layer import Layer

Values: TypeAlias = NDArray[np.float64]
Side: TypeAlias = tuple[tuple[float, float], tuple[float, float]]
SnapKind: TypeAlias = Literal["corner", "crossing", "side"]

KINDS: tuple[SnapKind, ...] = ("corner", "crossing", "side")
MOST_SHAPES = 400  # under the cursor; where more are, no one can tell which is meant
MOST_SIDES = 24  # of those near, whose crossings with each other are looked for
MOST_KEPT = 12  # sets of shapes whose sides are kept: the hand comes back to them


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
    side: Side | None = None


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
    """Sides of shapes whose boxes are near, of all layers together; a point is a side of none."""

    sides: Values  # (s, 4)
    rows: NDArray[np.intp]  # (s,) row in its layer
    owners: NDArray[np.intp]  # (s,) which target


@dataclass(eq=False)
class SnapIndex:
    """Answers what is meant at a place; keeps the sides of shapes that were near before."""

    _kept: OrderedDict[tuple[str, bytes], tuple[Layer, Values, NDArray[np.intp]]] = field(
        default_factory=OrderedDict
    )

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
        for kind in KINDS:
            found = _FINDERS[kind](near, at, reach) if kind in kinds else None
            if found is not None:
                x, y, place, side = found
                target = targets[near.owners[place]]
                uid = str(target.layer.uids[near.rows[place]])
                return Snap(kind, x, y, target.name, uid, side)
        return None

    def _near(self, targets: Sequence[Target], at: tuple[float, float], reach: float) -> _Near:
        """Give the sides within reach, of corners also the sides that end there."""
        found = [self._sides(target, _rows(target, at, reach)) for target in targets]
        sides = np.concatenate([np.empty((0, 4)), *(one for one, _ in found)])
        rows = np.concatenate([np.empty(0, dtype=np.intp), *(rows for _, rows in found)])
        owners = np.repeat(np.arange(len(found)), [len(one) for one, _ in found])
        close = _distances(sides, at) <= reach
        return _Near(sides[close], rows[close], owners[close])

    def _sides(self, target: Target, rows: NDArray[np.intp]) -> tuple[Values, NDArray[np.intp]]:
        """Give the sides of some rows of a layer, and the row of each."""
        layer = target.layer
        if layer.points is not None:
            return np.tile(layer.points[rows], 2), rows
        key = (target.name, rows.tobytes())
        known = self._kept.get(key)
        if known is not None and known[0] is layer:
            self._kept.move_to_end(key)
            return known[1], known[2]
        sides, of = sides_of(layer.geometry[rows])
        self._kept[key] = (layer, sides, rows[of])
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return sides, rows[of]


def _rows(target: Target, at: tuple[float, float], reach: float) -> NDArray[np.intp]:
    """Give the rows in sight whose boxes are within reach; none where they are too many."""
    layer, (x, y) = target.layer, at
    if layer.points is not None:
        rows = np.flatnonzero((np.abs(layer.points - at) <= reach).all(axis=1))
    else:
        box = shapely.box(x - reach, y - reach, x + reach, y + reach)
        rows = np.sort(layer.tree.query(box))
    if target.shown is not None:
        rows = rows[target.shown[rows]]
    return rows if len(rows) <= MOST_SHAPES else rows[:0]


def sides_of(shapes: NDArray[np.object_]) -> tuple[Values, NDArray[np.intp]]:
    """Give the sides of shapes, shape (s, 4): x and y of both ends; and whose each is, shape (s,).

    A point is a side from itself to itself.
    """
    parts, of_part = shapely.get_parts(shapes, return_index=True)
    areas = shapely.get_dimensions(parts) == 2
    rings, of_ring = shapely.get_rings(parts[areas], return_index=True)
    lines = np.concatenate((rings, parts[~areas]))
    owner = np.concatenate((of_part[areas][of_ring], of_part[~areas])).astype(np.intp)
    corners, line = shapely.get_coordinates(lines, return_index=True)
    follows = line[:-1] == line[1:]
    lone = np.flatnonzero(np.bincount(line, minlength=len(lines))[line] == 1)
    sides = np.concatenate(
        (
            np.hstack((corners[:-1][follows], corners[1:][follows])),
            np.tile(corners[lone], 2),
        )
    )
    return sides, np.concatenate((owner[line[:-1][follows]], owner[line[lone]]))


def _distances(sides: Values, at: tuple[float, float]) -> Values:
    away: Values = np.hypot(*(_feet(sides, at) - at).T)
    return away


def foot_on(sides: Values, at: tuple[float, float]) -> tuple[int, float, float, float]:
    """Give the side that is nearest to a place, its nearest point, and how far that is."""
    feet = _feet(sides, at)
    away = np.hypot(*(feet - at).T)
    best = int(np.argmin(away))
    return best, float(feet[best, 0]), float(feet[best, 1]), float(away[best])


def _feet(sides: Values, at: tuple[float, float]) -> Values:
    """Give the place of each side that is nearest to a place, shape (s, 2)."""
    start, along = sides[:, :2], sides[:, 2:] - sides[:, :2]
    length = np.maximum((along**2).sum(axis=1), 1e-18)
    share = np.clip(((at - start) * along).sum(axis=1) / length, 0.0, 1.0)
    return np.asarray(start + share[:, None] * along)


Found: TypeAlias = tuple[float, float, int, Side | None]


def _corner(near: _Near, at: tuple[float, float], reach: float) -> Found | None:
    """Give the nearest corner, and the side that ends there."""
    if not len(near.sides):
        return None
    ends = near.sides.reshape(-1, 2)
    away = np.hypot(*(ends - at).T)
    best = int(np.argmin(away))
    x, y = ends[best].tolist()
    return (x, y, best // 2, None) if away[best] <= reach else None


def _side(near: _Near, at: tuple[float, float], _reach: float) -> Found | None:
    if not len(near.sides):
        return None
    best, x, y, _away = foot_on(near.sides, at)
    x0, y0, x1, y1 = near.sides[best].tolist()
    return x, y, best, ((x0, y0), (x1, y1))


def _crossing(near: _Near, at: tuple[float, float], reach: float) -> Found | None:
    """Give the nearest place within reach where two sides near it cross."""
    order = np.argsort(_distances(near.sides, at), kind="stable")[:MOST_SIDES]
    if len(order) < 2:
        return None
    one, other = np.triu_indices(len(order), 1)
    lines = shapely.linestrings(near.sides[order].reshape(-1, 2, 2))
    met = shapely.intersection(lines[one], lines[other])
    points = np.flatnonzero((shapely.get_type_id(met) == 0) & ~shapely.is_empty(met))
    if not len(points):
        return None
    places = shapely.get_coordinates(met[points])
    away = np.hypot(*(places - at).T)
    best = int(np.argmin(away))
    x, y = places[best].tolist()
    return (x, y, int(order[one[points[best]]]), None) if away[best] <= reach else None


_FINDERS = {"corner": _corner, "crossing": _crossing, "side": _side}
