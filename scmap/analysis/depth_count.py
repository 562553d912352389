"""Count what stands on the faces of a partition: no geometry is touched.

Filters (a year, some rows, what an asker leaves out) drop rows from the faces' sets; ministries and
money are counted again from what is left.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.analysis.depth_faces import runs, sums
from scmap.analysis.register import REGIONAL
from scmap.model.depth import Depth, Mask, Partition, Rows, Stakes, Values
from scmap.model.layer import Layer
from scmap.model.overlap import SLIVER_WIDTH
from scmap.progress import Progress, silent

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
    progress: Progress = silent,
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
    progress : Progress
        Told the share done; may raise CancelledError.

    Notes
    -----
    Source: DOMAIN §5.3, "Areas are never sums of pairs". A joint project belongs to each of its
    lines: it makes no face deeper than there are investments, and no ministry doubles itself by it.
    """
    chosen = stakes.known if chosen is None else chosen & stakes.known
    count = _Counting(partition, chosen)
    lines, owned = _owned(stakes, chosen)
    density = count.density(stakes.total)
    largest = np.zeros(len(partition))
    for place, own in enumerate(owned.T):
        largest = np.maximum(largest, count.summed(np.where(own, density, 0.0)))
        progress(0.6 * place / len(lines))
    has = count.any_of(owned)
    progress(0.7)
    investments = np.rint(count.summed(np.ones(len(chosen)))).astype(np.intp)
    spent = count.summed(density)
    progress(0.8)
    national = count.density(stakes.national)
    bound = _money(partition, spent, count.largest(density))
    progress(0.9)
    return Depth(
        partition=partition,
        stakes=stakes,
        chosen=chosen,
        lines=lines,
        has=has,
        ministries=np.minimum(has.sum(axis=1), investments),
        investments=investments,
        invested=partition.area * spent,
        bound=bound,
        between=_money(partition, spent, largest),
        national=_money(partition, count.summed(national), count.largest(national)),
        stand_in=count.summed(stakes.stand_in.astype(float)) > 0,
        sliver=(investments > 1) & (partition.width < sliver_width),
        sliver_width=sliver_width,
    )


def _owned(stakes: Stakes, chosen: Mask) -> tuple[tuple[str, ...], Mask]:
    """Give the ministry lines of the chosen rows, and which of them each row is of, (n, l)."""
    lines = tuple(sorted({line for row in np.flatnonzero(chosen) for line in stakes.lineages[row]}))
    owned = np.array([[line in one for line in lines] for one in stakes.lineages], dtype=bool)
    return lines, owned.reshape(len(chosen), len(lines))


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

    def any_of(self, of_row: Mask) -> Mask:
        """Tell which of some properties, shape (n, l), any row on each face has, shape (f, l)."""
        packed = np.packbits(of_row[self.rows], axis=1)
        found = [np.zeros((len(self.partition), 0), dtype=np.uint8)]
        for eight in packed.T:
            of_shape = np.zeros(len(self.areas), dtype=np.uint8)
            np.bitwise_or.at(of_shape, self.shape, eight)
            found.append(self._over_faces(np.bitwise_or, of_shape)[:, None])
        every = np.unpackbits(np.hstack(found), axis=1, count=of_row.shape[1])
        return np.asarray(every, dtype=bool)

    def _over_faces(self, how: np.ufunc, of_shape: NDArray[Any]) -> NDArray[Any]:
        if not len(self.partition):
            return np.empty(0, dtype=of_shape.dtype)
        over: NDArray[Any] = how.reduceat(
            of_shape[self.partition.member], self.partition.start[:-1]
        )
        return over


def rows_on(depth: Depth, faces: Rows) -> Rows:
    """Give the rows that count and stand on any of some faces, ascending."""
    return rows_of(depth, shapes_on(depth, faces))


def shapes_on(depth: Depth, faces: Rows) -> Mask:
    """Tell which footprints cover any of some faces, shape (s,)."""
    partition = depth.partition
    there = np.zeros(len(partition.shapes), dtype=bool)
    there[partition.member[runs(partition.start[faces], partition.start[faces + 1])]] = True
    return there


def rows_of(depth: Depth, shapes: Mask) -> Rows:
    """Give the rows that count and whose footprint is one of some, ascending."""
    nowhere = np.zeros(1, dtype=bool)  # rows without a footprint have the number -1
    return np.flatnonzero(depth.chosen & np.append(shapes, nowhere)[depth.partition.shape])
