"""How much ground pairs of footprints share, and how wide it is where it may be a sliver."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.analysis import kernel
from scmap.analysis.blocks import cut, in_blocks
from scmap.analysis.shared_ground import intersect
from scmap.analysis.unit_sets import UnitSets
from scmap.model.layer import Objects, objects
from scmap.model.sorting import PIECE, told_apart
from scmap.model.written import written
from scmap.progress import Progress, part, silent

DOUBT = 1e-3  # m²; areas this near the floor are measured again on the geometry

NEAR_WIDTH = 1e-3  # of the least width; widths this near it are measured again on the geometry

_BUDGET = 100_000  # vertices of the pairs that are cut in one block: about 0.1 s of work

Rows = NDArray[np.intp]
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class SharedGround:
    """The ground that pairs share.

    Attributes
    ----------
    area : (k,) float64
        m².
    width : (k,) float64
        Mean width 2·area/perimeter, metres; NaN where the footprints' own perimeters prove that it
        is wider than asked for, and where the area lies below the floor.
    """

    area: Values
    width: Values


def shared_ground(
    shapes: "Shapes",
    left: Rows,
    right: Rows,
    *,
    floor: float,
    least: float,
    units: UnitSets | None = None,
    progress: Progress = silent,
) -> SharedGround:
    """Measure the ground that pairs share, and how wide it is where it may be a sliver.

    Many investments stand on the very same municipality: equal footprints are measured once. No
    polygon is cut but where an area lies so near the floor, or a width so near the least one, that
    a rounding might decide.

    Parameters
    ----------
    shapes : Shapes
        The footprints.
    left, right : (k,) intp
        Rows of the two sides of each pair; both have a footprint.
    floor : float
        m²; on which side of it an area lies is decided on the geometry where that is in doubt.
    least : float
        Metres; the same for the width.
    units : UnitSets or None
        Which administrative units the rows are unions of: such pairs meet as sets.
    progress : Progress
        Told the share done; may raise CancelledError.
    """
    pairs = shapes.pairs(left, right, progress=part(progress, 0.0, 0.03))
    trees = kernel.plant(shapes.distinct, progress=part(progress, 0.03, 0.1))
    area = _areas(shapes, trees, pairs, units, part(progress, 0.1, 0.7))
    progress(0.7)
    equal = pairs.left == pairs.right
    area[equal] = shapely.area(shapes.distinct[pairs.left[equal]])
    doubtful = np.flatnonzero(~equal & (np.abs(area - floor) <= DOUBT))
    ground = _cut(shapes, pairs, doubtful, part(progress, 0.7, 0.75))
    area[doubtful] = shapely.area(ground)
    area[area < 0.0] = 0.0  # a rounding of 1e-9
    progress(0.75)
    width = _widths(shapes, trees, pairs, area, (floor, least), part(progress, 0.75, 1.0))
    return SharedGround(area[pairs.of_asked], width[pairs.of_asked])


def _areas(
    shapes: "Shapes",
    trees: kernel.Trees,
    pairs: "_Pairs",
    units: UnitSets | None,
    progress: Progress,
) -> Values:
    """Measure pairs as sets of units where both sides are such, else by their edges."""
    if units is None or not (units.level >= 0).any():
        return trees.areas(pairs.left, pairs.right, progress)
    row = shapes.row_with(units.level >= 0)
    area = units.areas(row[pairs.left], row[pairs.right])
    others = np.flatnonzero(np.isnan(area))
    area[others] = trees.areas(pairs.left[others], pairs.right[others], progress)
    return area


def _widths(
    shapes: "Shapes",
    trees: kernel.Trees,
    pairs: "_Pairs",
    area: Values,
    bounds: tuple[float, float],
    progress: Progress,
) -> Values:
    """Measure the widths that the footprints' perimeters leave open.

    The shared ground's border is part of both footprints' borders, so 2·area/(P_A + P_B) is a lower
    bound of its mean width: only where that lies below `least` is the border itself measured.
    """
    floor, least = bounds
    length = shapely.length(shapes.distinct)
    edges = length[pairs.left] + length[pairs.right]
    thin = np.flatnonzero((area >= floor) & (2 * area < least * edges))
    progress(0.0)
    known = np.full(len(thin), np.nan)
    if isinstance(trees, kernel.Grove):
        border = trees.borders(pairs.left[thin], pairs.right[thin], part(progress, 0.0, 0.7))
        known = np.where(_is_border(border, area[thin], edges[thin]), border, np.nan)
    doubtful = ~(np.abs(2 * area[thin] / known - least) > NEAR_WIDTH * least)  # NaN is doubtful
    ground = _cut(shapes, pairs, thin[doubtful], part(progress, 0.7, 1.0))
    known[doubtful] = shapely.length(ground)
    width = np.full(len(area), np.nan)
    width[thin] = 2 * area[thin] / known
    return width


def _is_border(border: Values, area: Values, edges: Values) -> NDArray[np.bool_]:
    """Tell whether lengths may be borders: none is shorter than a circle's, nor longer than all."""
    circle = np.sqrt(4 * np.pi * area)
    return np.asarray((border >= 0.999 * circle) & (border <= 1.001 * edges))


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """Distinct pairs of shapes, and which of them each asked pair is."""

    left: Rows
    right: Rows
    of_asked: Rows


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """Footprints without repetition, neighbours near each other.

    Attributes
    ----------
    distinct : (s,) object
        Geometries, no two equal, along a curve that fills the plane.
    number : (n,) intp
        Shape of each row, -1 where it has none.
    rank : (s,) intp
        Place of each shape in an order that rests on nothing but the shapes themselves.
    """

    distinct: Objects
    number: Rows
    rank: Rows

    @classmethod
    def of(cls, footprints: Objects) -> Self:
        """Tell (n,) valid polygonal geometries apart; None where a row has none."""
        rows = np.flatnonzero(~shapely.is_missing(footprints))
        rows = rows[np.argsort(_along_curve(footprints[rows]), kind="stable")]
        first, which = _first_equal(footprints[rows])
        number = np.full(len(footprints), -1, dtype=np.intp)
        number[rows] = which
        distinct = footprints[rows[first]]
        return cls(distinct, number, _own_rank(distinct))

    def row_with(self, marked: NDArray[np.bool_]) -> Rows:
        """Give a row of each shape, shape (s,): a marked one where there is any."""
        rows = np.flatnonzero(self.number >= 0)
        rows = rows[np.argsort(marked[rows], kind="stable")]
        of_shape = np.empty(len(self.distinct), dtype=np.intp)
        of_shape[self.number[rows]] = rows  # the last one stays
        return of_shape

    @property
    def _is_first(self) -> NDArray[np.bool_]:
        """Whether each row is the first one of its shape, shape (n,)."""
        rows = np.flatnonzero(self.number >= 0)
        _, first = np.unique(self.number[rows], return_index=True)
        is_first = np.zeros(len(self.number), dtype=bool)
        is_first[rows[first]] = True
        return is_first

    def pairs(self, left: Rows, right: Rows, *, progress: Progress = silent) -> _Pairs:
        """Give the distinct pairs of shapes in an order in which one follows its neighbours.

        Which shape of a pair is the left one is decided by their ranks, so that a pair gives the
        same area to the last bit whatever else is measured with it.
        """
        one, other = self.number[left], self.number[right]
        progress(0.1)
        count = max(len(self.distinct), 1)
        keys = np.minimum(one, other) * count + np.maximum(one, other)
        progress(0.2)
        first = self._is_first
        once = first[left] & first[right]
        progress(0.3)
        keys, back = _told_apart(keys, once, part(progress, 0.3, 0.8))
        one, other = np.divmod(keys, count)
        progress(0.9)
        return _Pairs(*self.turned(one, other), back)

    def turned(self, one: Rows, other: Rows) -> tuple[Rows, Rows]:
        """Give pairs of shapes with the one of lower rank on the left."""
        swap = self.rank[one] > self.rank[other]
        return np.where(swap, other, one), np.where(swap, one, other)


def _told_apart(
    keys: Rows, once: NDArray[np.bool_], progress: Progress = silent
) -> tuple[Rows, Rows]:
    """Give each key once, and for each of those given its place among them.

    Sorting millions of keys takes longer than measuring some of their pairs. Those that are known
    to be there only once, and to ascend, are left as they stand.
    """
    single, others = keys[once], np.flatnonzero(~once)
    if not (single[1:] > single[:-1]).all():
        return told_apart(keys, progress)
    back = np.empty(len(keys), dtype=np.intp)
    back[once] = np.arange(len(single))
    progress(0.2)
    rest = keys[others]
    place = np.empty(len(others), dtype=np.intp)
    for start in range(0, len(others), PIECE):
        some = slice(start, start + PIECE)
        place[some] = np.searchsorted(single, rest[some])
        progress(0.2 + 0.3 * start / len(others))
    new = np.append(single, -1)[place] != rest
    progress(0.6)
    more, further = told_apart(rest[new], part(progress, 0.6, 0.9))
    progress(0.9)
    place[new] = len(single) + further
    back[others] = place
    return np.concatenate((single, more)), back


def _first_equal(footprints: Objects) -> tuple[Rows, Rows]:
    """Give the rows of distinct footprints, and for each footprint its place among them."""
    box = shapely.bounds(footprints).reshape(-1, 4)
    _, shared = _boxes_alike(box)  # most share theirs with none, and need no further look
    keys = objects(range(len(footprints)))
    keys[shared] = written(footprints[shared])
    numbers: dict[int | bytes, int] = {}
    which = np.fromiter((numbers.setdefault(key, len(numbers)) for key in keys), np.intp)
    _, first = np.unique(which, return_index=True)
    return first, which


def _own_rank(shapes: Objects) -> Rows:
    """Rank distinct shapes by their boxes and, where two have the same, by what they are spelt."""
    box = shapely.bounds(shapes).reshape(-1, 4)
    like, shared = _boxes_alike(box)
    spelt = np.zeros(len(shapes), dtype=np.intp)
    spelt[shared] = np.unique(written(shapes[shared]), return_inverse=True)[1].ravel()
    rank = np.empty(len(shapes), dtype=np.intp)
    rank[np.lexsort((spelt, like))] = np.arange(len(shapes))
    return rank


def _boxes_alike(box: Values) -> tuple[Rows, NDArray[np.bool_]]:
    """Tell the place of (n, 4) boxes in their order, equal ones alike, and which have an equal one.

    `np.unique` along an axis sorts rows as things unknown to it, with the interpreter held.
    """
    order = np.lexsort(box.T[::-1])
    new = (box[order[1:]] != box[order[:-1]]).any(axis=1)
    place = np.concatenate(([0], np.cumsum(new)))[: len(box)]
    like = np.empty(len(box), dtype=np.intp)
    like[order] = place
    return like, np.bincount(like)[like] > 1


def _along_curve(footprints: Objects) -> NDArray[np.uint64]:
    """Place of each footprint's middle along Morton's curve, which keeps neighbours together."""
    box = shapely.bounds(footprints).reshape(-1, 4)
    middle = box[:, :2] + box[:, 2:]
    low, high = middle.min(axis=0, initial=np.inf), middle.max(axis=0, initial=-np.inf)
    cells = ((middle - low) / np.maximum(high - low, 1.0) * 0xFFFF).astype(np.uint64)
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        cells = (cells | (cells << np.uint64(shift))) & np.uint64(mask)
    curve: NDArray[np.uint64] = cells[:, 0] | (cells[:, 1] << np.uint64(1))
    return curve


def _cut(shapes: Shapes, pairs: _Pairs, places: Rows, progress: Progress) -> Objects:
    """Cut some of the pairs."""
    return cut_pairs(shapes.distinct, pairs.left[places], pairs.right[places], progress)


def cut_pairs(footprints: Objects, left: Rows, right: Rows, progress: Progress) -> Objects:
    """Cut pairs of footprints, all cores at work; shape (k,), see `intersect`.

    Parameters
    ----------
    footprints : (s,) object
        Valid polygonal geometries.
    left, right : (k,) intp
        Places of both sides of each pair.
    progress : Progress
        Told the share done; may raise CancelledError.
    """
    vertices = shapely.get_num_coordinates(footprints)
    ground = np.empty(len(left), dtype=object)

    def work(block: slice) -> None:
        ground[block] = intersect(footprints[left[block]], footprints[right[block]])

    in_blocks(work, cut(vertices[left] + vertices[right], _BUDGET), progress)
    return ground
