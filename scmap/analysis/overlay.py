"""Measure the ground that investments share."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.analysis.boxes import Boxes
from scmap.analysis.kernel import engine
from scmap.analysis.mismatch import mismatch_issues
from scmap.analysis.operation import shared_years
from scmap.analysis.owners import Owners
from scmap.analysis.register import Register
from scmap.analysis.repair import repair_footprints
from scmap.analysis.shared_area import Shapes, shared_ground
from scmap.analysis.unit_sets import UnitSets
from scmap.errors import InputError
from scmap.model.issue import Issue, Repair
from scmap.model.layer import Layer, Objects
from scmap.model.overlap import (
    EVERY_PAIR,
    Mask,
    OverlapRule,
    OverlapRun,
    OverlapTable,
    Rows,
    uid_ranks,
)
from scmap.model.ruleset import RuleSet
from scmap.model.sorting import sorting_order
from scmap.progress import Progress, part, silent

BLOCK = 1024  # footprints whose neighbours are looked up between two progress reports, at most
ENOUGH = 2_000_000  # neighbours that are looked up between two, about
MOST_PAIRS = 40_000_000  # pairs that are held: more would take over 6 GB


def find_overlaps(
    layer: Layer,
    groups: Sequence[frozenset[str]],
    years: NDArray[np.float64] | None,
    rule: OverlapRule,
    *,
    progress: Progress = silent,
) -> OverlapRun:
    """Find every pair of investments that shares ground as the rule asks.

    Parameters
    ----------
    layer : Layer
        Investments; their footprints lie on one plane, in metres.
    groups : sequence of frozenset of str, length n
        Whose each row is: its ministry lineages, or the value of any field. Empty = unknown; such
        rows are left out and counted.
    years : (n, 2) float64 or None
        First and last operating year of each row; None when the rule does not ask for time.
    rule : OverlapRule
        Relation, time, floor and sliver width that count. `EVERY_PAIR` measures all pairs once;
        `OverlapTable.where` and `OverlapRun.view` then filter without measuring.
    progress : Progress
        Told the share done; may raise CancelledError.

    Returns
    -------
    OverlapRun
        Pairs in the order of their uids, and the rows left out.
    """
    footprints, repaired = repair_footprints(layer, progress=part(progress, 0.0, 0.1))
    operating = np.full((len(layer), 2), np.nan) if years is None else years
    compared = Compared(
        layer, footprints, Owners.of(groups), operating, repaired, dated=years is not None
    )
    return measure(compared, rule, progress=part(progress, 0.1, 1.0))


def rule_of(rules: RuleSet) -> OverlapRule:
    """Say how all pairs are measured by a judgement: its floor, and its width of slivers."""
    return replace(EVERY_PAIR, floor=rules.floor, sliver_width=rules.sliver_width)


def measure_every_pair(
    register: Register, rule: OverlapRule = EVERY_PAIR, *, progress: Progress = silent
) -> OverlapRun:
    """Measure all pairs of a register that share ground, once; every view filters this run."""
    return measure(Compared.of(register), rule, progress=progress)


def narrowed(
    run: OverlapRun,
    register: Register,
    rule: OverlapRule,
    *,
    year: float | None = None,
    rows: Mask | None = None,
) -> OverlapRun:
    """Give a run as if no more had been asked for; nothing is measured again.

    Parameters
    ----------
    run : OverlapRun
        Holds at least the pairs that the rule asks for.
    register : Register
        The investments it was measured of.
    rule : OverlapRule
        Relation, time and floor of the pairs that are kept.
    year : float or None
        Only pairs of which both sides operate in that year.
    rows : (n,) bool or None
        Only these rows of the register, and the pairs among them.
    """
    kept = run.table.where(relation=rule.relation, time=rule.time, year=year, rows=rows)
    kept &= run.table.area >= rule.floor
    return run_of(Compared.of(register), run.table.take(kept), rule, rows)


def timed_again(run: OverlapRun, register: Register) -> OverlapRun:
    """Give a run over the register's layer with the register's operating years; areas stay."""
    table, operating = run.table, register.operating
    if np.array_equal(table.operating, operating, equal_nan=True):
        return run
    years = shared_years(operating, table.left, table.right)
    return replace(run, table=replace(table, operating=operating, years=years))


@dataclass(frozen=True, eq=False)
class Compared:
    """The rows of a layer as far as a measurement asks for them.

    Attributes
    ----------
    layer : Layer
        The very layer.
    footprints : (n,) object
        Valid polygons, None where there is none.
    owners : Owners
        Whose each row is.
    operating : (n, 2) float64
        First and last operating year, NaN when unknown.
    repaired : tuple of Repair
        Footprints that were invalid.
    dated : bool
        Whether years are looked at; if not, no row is left out for want of them.
    issues : tuple of Issue
        What is wrong with rows: such values are unknown here.
    units : UnitSets or None
        Which administrative units each footprint is the union of.
    """

    layer: Layer
    footprints: Objects
    owners: Owners
    operating: NDArray[np.float64]
    repaired: tuple[Repair, ...]
    dated: bool = True
    issues: tuple[Issue, ...] = ()
    units: UnitSets | None = None

    @classmethod
    def of(cls, register: Register) -> Self:
        """Compare the investments of a register by their ministry lines."""
        return cls(
            register.layer,
            register.footprints,
            register.owners,
            register.operating,
            register.repaired,
            issues=register.issues,
            units=register.unit_sets,
        )

    @cached_property
    def present(self) -> Mask:
        """Whether each row has a footprint, shape (n,)."""
        return np.asarray(~shapely.is_missing(self.footprints))

    @cached_property
    def timed(self) -> Mask:
        """Whether the operating years of each row are known, shape (n,)."""
        if not self.dated:
            return np.ones(len(self.layer), dtype=bool)
        return np.asarray(~np.isnan(self.operating).any(axis=1))

    def asked(self, rule: OverlapRule) -> Mask:
        """Whether each row may be paired at all, shape (n,)."""
        asked = self.owners.known & self.present
        return asked & self.timed if rule.time == "meet" else asked

    @cached_property
    def areas(self) -> NDArray[np.float64]:
        """Area of each footprint, shape (n,), m²; NaN without one."""
        return np.asarray(shapely.area(self.footprints))

    @cached_property
    def ranks(self) -> Rows:
        """Place of each row in the order of uids, shape (n,)."""
        return uid_ranks(self.layer.uids)


def measure(compared: Compared, rule: OverlapRule, *, progress: Progress = silent) -> OverlapRun:
    """Measure every pair that shares ground as the rule asks."""
    every = np.ones(len(compared.layer), dtype=bool)
    return run_of(compared, measure_touching(compared, every, rule, progress=progress), rule)


def measure_touching(
    compared: Compared, touched: Mask, rule: OverlapRule, *, progress: Progress = silent
) -> OverlapTable:
    """Measure every pair of which one side at least is a touched row, as the rule asks."""
    rows = np.flatnonzero(compared.asked(rule))
    shapes = None
    if touched.all():  # neighbours are looked up one after the other
        shapes = Shapes.of(_only(compared.footprints, rows))
        rows = rows[np.argsort(shapes.number[rows], kind="stable")]
    pairs = _meeting(compared, rows, touched[rows], progress=part(progress, 0.0, 0.2))
    pairs = _wanted(compared, pairs, rule)
    progress(0.2)
    if shapes is None:
        paired = np.union1d(pairs.left, pairs.right)
        shapes = Shapes.of(_only(compared.footprints, paired))
    return _measured(compared, shapes, pairs, rule, progress=part(progress, 0.2, 1.0))


def _only(footprints: Objects, rows: Rows) -> Objects:
    """Give the footprints of some rows, None for the others."""
    some = np.full(len(footprints), None, dtype=object)
    some[rows] = footprints[rows]
    return some


def run_of(
    compared: Compared, table: OverlapTable, rule: OverlapRule, rows: Mask | None = None
) -> OverlapRun:
    """Give the run that a table belongs to, with the rows it leaves out counted.

    Where not all rows were asked for, only what concerns these `rows` is counted and named.
    """
    asked = np.ones(len(compared.layer), dtype=bool) if rows is None else rows
    known, present = asked & compared.owners.known, compared.present
    run = OverlapRun(
        table=table,
        investments=int(asked.sum()),
        excluded_unknown=int((asked & ~known).sum()),
        without_footprint=int((known & ~present).sum()),
        undated=int((known & present & ~compared.timed).sum()),
        repaired=compared.repaired,
        rule=rule,
        layer=compared.layer,
        engine=engine(),
        issues=(*compared.issues, *mismatch_issues(compared.layer, table)),
    )
    if rows is None:
        return run
    named = frozenset(compared.layer.uids[rows])
    return replace(
        run,
        repaired=tuple(one for one in run.repaired if one.feature in named),
        issues=tuple(one for one in run.issues if one.feature in named),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """Rows that may share ground, one pair a place; `left` has the smaller uid."""

    left: Rows
    right: Rows

    def take(self, pairs: Rows) -> Self:
        """Give only some pairs, in that order."""
        return type(self)(self.left[pairs], self.right[pairs])

    def keep(self, mask: Mask) -> Self:
        """Give only the pairs that a mask marks."""
        return type(self)(self.left[mask], self.right[mask])


def _meeting(
    compared: Compared, rows: Rows, touched: Mask, *, progress: Progress = silent
) -> Sides:
    """Give the pairs of rows whose bounding boxes meet, in the order of `rows`.

    Parameters
    ----------
    compared : Compared
        The rows.
    rows : (r,) intp
        Rows to be paired; neighbours are looked up fastest when they follow each other.
    touched : (r,) bool
        Whether each of them is touched; at least one side of each pair is.
    progress : Progress
        Told the share done; may raise CancelledError.

    Raises
    ------
    InputError
        ``too_many_pairs`` where more meet than can be held.
    """
    count, mine = len(rows), np.flatnonzero(touched)
    boxes = Boxes.of(compared.footprints[rows[mine]], part(progress, 0.0, 0.1))
    keys, start, step, pairs = [np.empty(0, dtype=np.intp)], 0, BLOCK, 0
    while start < count:
        first, found = boxes.meeting(compared.footprints[rows[start : start + step]])
        first, second = first + start, mine[found]
        once = np.where(touched[first], first < second, True)  # two touched ones meet twice
        keys.append(np.sort(first[once] * count + second[once]))
        pairs += len(keys[-1])
        if pairs > MOST_PAIRS:
            raise InputError("too_many_pairs", rows=count, most=MOST_PAIRS)
        start += step
        progress(0.1 + 0.8 * min(1.0, start / count))
        # Thousands on one place: fewer of them at once, so that a stop is heard in time.
        step = max(1, min(BLOCK, step * ENOUGH // max(len(found), 1)))
    one, other = np.divmod(np.concatenate(keys), max(count, 1))
    progress(1.0)
    one, other = rows[one], rows[other]
    turned = compared.ranks[one] > compared.ranks[other]
    return Sides(np.where(turned, other, one), np.where(turned, one, other))


def _wanted(compared: Compared, pairs: Sides, rule: OverlapRule) -> Sides:
    """Keep the pairs whose owners and years are those that the rule asks for."""
    pairs = pairs.keep(compared.owners.related(pairs.left, pairs.right, rule.relation))
    if compared.dated and rule.time == "meet":
        years = shared_years(compared.operating, pairs.left, pairs.right)
        pairs = pairs.keep(years >= 1)
    return pairs


def _measured(
    compared: Compared,
    shapes: Shapes,
    pairs: Sides,
    rule: OverlapRule,
    *,
    progress: Progress = silent,
) -> OverlapTable:
    """Measure pairs; those that share less ground than the rule's floor are left out."""
    ground = shared_ground(
        shapes,
        pairs.left,
        pairs.right,
        floor=rule.floor,
        least=rule.sliver_width,
        units=compared.units,
        progress=part(progress, 0.0, 0.9),
    )
    kept = np.flatnonzero(ground.area >= rule.floor)
    ranks = compared.ranks
    keys = ranks[pairs.left[kept]] * len(ranks) + ranks[pairs.right[kept]]
    progress(0.91)
    kept = kept[sorting_order(keys, part(progress, 0.91, 0.95))]
    pairs, sizes = pairs.take(kept), compared.areas
    progress(0.96)
    area, width = ground.area[kept], ground.width[kept]
    told = part(progress, 0.97, 1.0)
    table = table_of(compared, pairs, sizes, area, width, rule, progress=told)
    progress(1.0)
    return table


def table_of(
    compared: Compared,
    pairs: Sides,
    sizes: NDArray[np.float64],
    area: NDArray[np.float64],
    width: NDArray[np.float64],
    rule: OverlapRule,
    *,
    progress: Progress = silent,
) -> OverlapTable:
    """Draw up pairs with what was measured of them.

    Parameters
    ----------
    compared : Compared
        The rows.
    pairs : Sides
        (k,) pairs, ordered by uid.
    sizes : (n,) float64
        Area of each row's footprint, m².
    area, width : (k,) float64
        Shared ground of each pair, m², and its width, metres, or NaN.
    rule : OverlapRule
        What counts as a sliver.
    progress : Progress
        Told the share done; may raise CancelledError.
    """
    left, right = sizes[pairs.left], sizes[pairs.right]
    progress(0.2)
    coefficient = np.minimum(1.0, area / np.minimum(left, right))
    progress(0.4)
    jaccard = np.minimum(1.0, area / (left + right - area))
    progress(0.6)
    years = shared_years(compared.operating, pairs.left, pairs.right)
    progress(0.8)
    return OverlapTable(
        ids=compared.layer.uids,
        ranks=compared.ranks,
        operating=compared.operating,
        left=pairs.left,
        right=pairs.right,
        area=np.round(area, 3),
        coefficient=coefficient,
        jaccard=jaccard,
        width=width,
        sliver=width < rule.sliver_width,
        years=years,
        relation_code=compared.owners.relation_codes(pairs.left, pairs.right),
    )
