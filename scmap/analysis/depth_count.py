"""Count what stands on the faces of a partition: no geometry is touched.

Filters (a year, some rows, what an asker leaves out) drop rows from the faces' sets; ministries and
money are counted again from what is left.
"""

from collections.abc import Iterable
from itertools import combinations

import numpy as np
import shapely

from scmap.analysis.depth_faces import runs, sums
from scmap.analysis.register import REGIONAL
from scmap.model.amounts import total
from scmap.model.depth import (
    DEEPEST,
    Depth,
    DepthTables,
    Ground,
    Mask,
    Partition,
    Rows,
    Stakes,
    Values,
)
from scmap.model.layer import Layer
from scmap.model.overlap import SLIVER_WIDTH

STAND_INS = ("B", "C")  # qualities of footprints that only stand in for the project area


def stakes_of(layer: Layer, lineages: Iterable[frozenset[str]]) -> Stakes:
    """Read what each investment of a layer brings; negative money counts as unknown."""
    money = (layer.number(f"{name}_mkrw") for name in ("total", "national"))
    total_mkrw, national = (np.where(amount >= 0, amount, np.nan) for amount in money)
    stand_in = np.isin(layer.text("quality").astype(str), STAND_INS)
    wide = [str(extent or "").startswith(REGIONAL) for extent in layer.text("extent")]
    return Stakes(tuple(lineages), total_mkrw, national, stand_in, np.array(wide, dtype=bool))


def at_work(years: Values, year: float | None) -> Mask:
    """Choose the rows that operate in a year; all of them when no year is asked for.

    Parameters
    ----------
    years : (n, 2) float64
        First and last operating year; a row with unknown years operates in none.
    year : float or None
        The year.
    """
    if year is None:
        return np.ones(len(years), dtype=bool)
    mask: Mask = (years[:, 0] <= year) & (year <= years[:, 1])
    return mask


def count_depth(
    partition: Partition,
    stakes: Stakes,
    chosen: Mask | None = None,
    *,
    sliver_width: float = SLIVER_WIDTH,
) -> Depth:
    """Count ministries and money on each face.

    Parameters
    ----------
    partition : Partition
        The faces.
    stakes : Stakes
        What each row of the partition's layer brings.
    chosen : (n,) bool or None
        Rows that count; None = all. A row whose ministry is unknown never counts.
    sliver_width : float
        Metres; a face of several investments that is narrower is a boundary mismatch.

    Notes
    -----
    Source: DOMAIN §5.3, "Areas are never sums of pairs". A joint project belongs to each of its
    lines: it makes no face deeper than there are investments, and no ministry doubles itself by it.
    """
    chosen = stakes.known if chosen is None else chosen & stakes.known
    count = _Counting(partition, chosen)
    lines = tuple(sorted({line for row in np.flatnonzero(chosen) for line in stakes.lineages[row]}))
    has = np.zeros((len(partition), len(lines)), dtype=bool)
    largest = np.zeros(len(partition))
    density = count.density(stakes.total)
    for place, line in enumerate(lines):
        own = np.fromiter((line in one for one in stakes.lineages), bool, len(chosen))
        has[:, place] = count.summed(own.astype(float)) > 0
        largest = np.maximum(largest, count.summed(np.where(own, density, 0.0)))
    investments = np.rint(count.summed(np.ones(len(chosen)))).astype(np.intp)
    spent = count.summed(density)
    national = count.density(stakes.national)
    return Depth(
        partition=partition,
        stakes=stakes,
        chosen=chosen,
        lines=lines,
        has=has,
        ministries=np.minimum(has.sum(axis=1), investments),
        investments=investments,
        invested=partition.area * spent,
        bound=_money(partition, spent, count.largest(density)),
        between=_money(partition, spent, largest),
        national=_money(partition, count.summed(national), count.largest(national)),
        stand_in=count.summed(stakes.stand_in.astype(float)) > 0,
        sliver=(investments > 1) & (partition.width < sliver_width),
        sliver_width=sliver_width,
    )


def _money(partition: Partition, spent: Values, largest: Values) -> Values:
    """Give 백만원 beyond the largest density; what rounding leaves of a difference is nothing."""
    beyond = spent - largest
    beyond[beyond < 1e-12 * spent] = 0.0
    money: Values = partition.area * beyond
    return money


class _Counting:
    """Sums over the chosen rows of each face: first of each shape, then of each face."""

    def __init__(self, partition: Partition, chosen: Mask) -> None:
        self.partition = partition
        self.rows = np.flatnonzero(chosen & (partition.shape >= 0))
        self.shape = partition.shape[self.rows]
        self.areas = shapely.area(partition.shapes)

    def density(self, money: Values) -> Values:
        """Spread each row's known money over its footprint, 백만원/m²; 0 where it is unknown."""
        density = np.zeros(len(money))
        density[self.rows] = np.nan_to_num(money[self.rows]) / self.areas[self.shape]
        return density

    def summed(self, of_row: Values) -> Values:
        """Add up a value of the rows on each face."""
        of_shape = sums(self.shape, of_row[self.rows], len(self.areas))
        return self._over_faces(np.add, of_shape)

    def largest(self, of_row: Values) -> Values:
        """Give the largest value of the rows on each face, at least 0."""
        of_shape = np.zeros(len(self.areas))
        np.maximum.at(of_shape, self.shape, of_row[self.rows])
        return self._over_faces(np.maximum, of_shape)

    def _over_faces(self, how: np.ufunc, of_shape: Values) -> Values:
        if not len(self.partition):
            return np.empty(0)
        over: Values = how.reduceat(of_shape[self.partition.member], self.partition.start[:-1])
        return over


def tabulate(depth: Depth, ground: int | None = None) -> DepthTables:
    """Draw up a depth by every territory: depth, municipality, ministry line, two lines.

    Parameters
    ----------
    depth : Depth
        What was counted.
    ground : int or None
        Row of the one territory (municipality) whose faces are wanted; None = all faces.
    """
    there = depth.investments > 0
    if ground is not None:
        there &= depth.partition.ground == ground
    faces = np.flatnonzero(there & ~depth.sliver)
    deep = np.minimum(depth.ministries[faces], DEEPEST)
    of_ground = depth.partition.ground[faces]
    has = {line: depth.has[faces, place] for place, line in enumerate(depth.lines)}
    pairs = {pair: has[pair[0]] & has[pair[1]] for pair in combinations(depth.lines, 2)}
    placed = depth.partition.shape >= 0
    return DepthTables(
        whole=measure(depth, faces),
        by_depth={int(k): measure(depth, faces[deep == k]) for k in np.unique(deep)},
        by_municipality={row: measure(depth, faces[mine]) for row, mine in _grouped(of_ground)},
        by_line={line: measure(depth, faces[mine]) for line, mine in has.items()},
        by_lines={pair: measure(depth, faces[mine]) for pair, mine in pairs.items() if mine.any()},
        slivers=measure(depth, np.flatnonzero(there & depth.sliver)),
        unknown_ministry=int((~depth.stakes.known).sum()),
        without_footprint=int((depth.chosen & ~placed).sum()),
        not_chosen=int((depth.stakes.known & ~depth.chosen).sum()),
        regional=int((depth.stakes.regional & depth.chosen & placed).sum()),
    )


def _grouped(values: Rows) -> Iterable[tuple[int, Rows]]:
    """Give each value, ascending, with the places at which it stands."""
    order = np.argsort(values, kind="stable")
    bounds = np.flatnonzero(np.diff(values[order], prepend=values.min(initial=0) - 1))
    for places in np.split(order, bounds[1:]) if len(order) else ():
        yield int(values[places[0]]), places


def measure(depth: Depth, faces: Rows) -> Ground:
    """Sum up some faces, each once.

    Unknown totals are no part of any sum; they are counted.
    """
    partition, stakes = depth.partition, depth.stakes
    area, bound = partition.area[faces], depth.bound[faces]
    rows = rows_on(depth, faces)
    weight = bound if bound.any() else area
    resting, every = weight[depth.stand_in[faces]].sum(), weight.sum()
    return Ground(
        faces=len(faces),
        investments=len(rows),
        area=float(area.sum()),
        overlapped=float(area[depth.ministries[faces] > 1].sum()),
        bound=float(bound.sum()),
        between=float(depth.between[faces].sum()),
        national=float(depth.national[faces].sum()),
        invested=float(depth.invested[faces].sum()),
        unknown=total(stakes.total[rows])[1],
        stand_in=float(resting / every) if every else float("nan"),
    )


def rows_on(depth: Depth, faces: Rows) -> Rows:
    """Give the rows that count and stand on any of some faces, ascending."""
    partition = depth.partition
    place = runs(partition.start[faces], partition.start[faces + 1])
    there = np.zeros(len(partition.shapes) + 1, dtype=bool)  # the last: rows without a footprint
    there[partition.member[place]] = True
    return np.flatnonzero(depth.chosen & there[partition.shape])
