"""Bring measurements and verdicts up to date after a change by looking only at what it touches.

The result equals that of a run over everything, to the last bit: what is measured of a pair rests
on its two rows alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scmap.analysis.candidates import find_candidates
from scmap.analysis.exceptions import chain_mates
from scmap.analysis.grading import weights
from scmap.analysis.operation import shared_years
from scmap.analysis.overlay import Compared, measure_touching, run_of
from scmap.analysis.register import Register
from scmap.model.difference import NEW, Difference
from scmap.model.exemption import PlacedExemption
from scmap.model.overlap import EVERY_PAIR, Mask, OverlapRun, OverlapTable, Relation, Rows
from scmap.model.verdict import Candidates, ExceptedPair
from scmap.progress import Progress, part, silent


@dataclass(frozen=True, slots=True, eq=False)
class Remeasured:
    """A measurement that was brought up to date.

    Attributes
    ----------
    run : OverlapRun
        All pairs of the state after the change.
    place : (k,) intp
        Where each pair of the table before the change stands now; -1 where one of its rows is gone
        or had to be measured again.
    """

    run: OverlapRun
    place: Rows


def update_overlaps(
    run: OverlapRun,
    before: Register,
    after: Register,
    difference: Difference,
    *,
    progress: Progress = silent,
) -> Remeasured:
    """Measure the pairs of the rows that moved, and keep those of the others.

    Parameters
    ----------
    run : OverlapRun
        The measurement before the change.
    before, after : Register
        The investments before and after it.
    difference : Difference
        What changed, between the layers of both.
    progress : Progress
        Told the share done; may raise CancelledError.
    """
    compared = Compared.of(after)
    anew = _to_measure(run, before, after, difference)
    progress(0.02)
    left, right, stay = _stayed(run.table.left, run.table.right, difference, anew)
    progress(0.04)
    table = run.table.take(stay)
    progress(0.06)
    kept = _renewed(table, compared, left[stay], right[stay], difference.altered)
    fresh = measure_touching(compared, anew, run.rule, progress=part(progress, 0.1, 0.9))
    at = np.searchsorted(kept.keys, fresh.keys)
    place = np.full(len(run.table), NEW, dtype=np.intp)
    place[stay] = _moved_up(len(kept), at)
    progress(0.95)
    remeasured = Remeasured(run_of(compared, kept.inserted(at, fresh), run.rule), place)
    progress(1.0)
    return remeasured


def update_candidates(
    found: Candidates,
    measured: Remeasured,
    after: Register,
    difference: Difference,
    *,
    exemptions: Sequence[PlacedExemption] = (),
    relation: Relation = "between",
    progress: Progress = silent,
) -> Candidates:
    """Judge the pairs of the rows that changed, and keep the verdicts on the others.

    Parameters
    ----------
    found : Candidates
        The verdicts before the change; their rules are those that are applied now.
    measured : Remeasured
        The measurement brought up to date.
    after : Register
        The investments after the change.
    difference : Difference
        What changed.
    exemptions : sequence of PlacedExemption
        Exceptions that stand: the same as before the change.
    relation : str
        As in `find_candidates`; the same as before the change.
    progress : Progress
        Told the share done; may raise CancelledError.
    """
    touched = difference.altered | chain_mates(difference)
    fresh = find_candidates(
        after,
        found.rules,
        measured.run,
        exemptions=exemptions,
        relation=relation,
        touched=touched,
        progress=part(progress, 0.0, 0.7),
    )
    left, right, stay = _stayed(found.left, found.right, difference, touched)
    progress(0.75)
    kept = found.take(np.flatnonzero(stay))
    progress(0.8)
    shares = kept.pair >= 0
    pair = kept.pair.copy()
    pair[shares] = measured.place[pair[shares]]
    kept = replace(kept, run=measured.run, left=left[stay], right=right[stay], pair=pair)
    at = places_among(weights(kept), weights(fresh))
    order = np.empty(len(kept) + len(fresh), dtype=np.intp)
    order[_moved_up(len(kept), at)] = np.arange(len(kept))
    order[at + np.arange(len(at))] = len(kept) + np.arange(len(fresh))
    return replace(
        Candidates.joined((kept, fresh), order, progress=part(progress, 0.85, 1.0)),
        exceptions=_exceptions(found, fresh, difference, touched),
        unknown_ministry=fresh.unknown_ministry,
        repaired=fresh.repaired,
    )


def _to_measure(run: OverlapRun, before: Register, after: Register, difference: Difference) -> Mask:
    """Rows whose pairs must be measured again: they moved, or are paired only now or no longer."""
    if run.rule != replace(EVERY_PAIR, floor=run.rule.floor, sliver_width=run.rule.sliver_width):
        return difference.altered
    was = difference.origin != NEW
    anew: Mask = difference.moved.copy()
    anew[was] |= after.owners.known[was] != before.owners.known[difference.origin[was]]
    return anew


def _stayed(
    left: Rows, right: Rows, difference: Difference, touched: Mask
) -> tuple[Rows, Rows, Mask]:
    """Give the rows that the sides of pairs have now, and which pairs no touched row is in."""
    place = difference.place
    still = np.zeros(len(place), dtype=bool)
    still[place != NEW] = ~touched[place[place != NEW]]
    return place[left], place[right], still[left] & still[right]


def _renewed(
    table: OverlapTable, compared: Compared, left: Rows, right: Rows, altered: Mask
) -> OverlapTable:
    """Give measured pairs their rows in the layer as it is now, and its years and owners."""
    changed = np.flatnonzero(altered[left] | altered[right])
    years, codes = table.years, table.relation_code
    if len(changed):
        one, other = left[changed], right[changed]
        years, codes = years.copy(), codes.copy()
        years[changed] = shared_years(compared.operating, one, other)
        codes[changed] = compared.owners.relation_codes(one, other)
    return replace(
        table,
        ids=compared.layer.uids,
        ranks=compared.ranks,
        operating=compared.operating,
        left=left,
        right=right,
        years=years,
        relation_code=codes,
    )


def _moved_up(count: int, at: Rows) -> Rows:
    """Give the new places of `count` items when others are inserted before the places `at`."""
    own = np.arange(count)
    return own + np.searchsorted(at, own, side="right")


def places_among(those: tuple[NDArray[Any], ...], some: tuple[NDArray[Any], ...]) -> Rows:
    """Find before which of those items, in order, each of some others belongs.

    Parameters
    ----------
    those, some : tuple of arrays
        What the items are ordered by, ascending; the first array decides.

    Returns
    -------
    (m,) intp
        Places in `those`; an item that is equal to one of them belongs before it.
    """
    count = len(those[0])
    low, high = np.zeros(len(some[0]), dtype=np.intp), np.full(len(some[0]), count, dtype=np.intp)
    while (low < high).any():
        middle = (low + high) // 2
        at = np.minimum(middle, count - 1)
        open_ = low < high
        behind = _is_less([column[at] for column in those], some)
        low = np.where(open_ & behind, middle + 1, low)
        high = np.where(open_ & ~behind, middle, high)
    return low


def _is_less(one: list[NDArray[Any]], other: tuple[NDArray[Any], ...]) -> Mask:
    """Compare items column by column."""
    less, equal = np.zeros(len(one[0]), bool), np.ones(len(one[0]), bool)
    for mine, its in zip(one, other, strict=True):
        less |= equal & (mine < its)
        equal &= mine == its
    return less


def _exceptions(
    found: Candidates, fresh: Candidates, difference: Difference, touched: Mask
) -> tuple[ExceptedPair, ...]:
    """Join the exceptions that nothing touched with those among the rows that changed."""
    sides = [(one.left, one.right) for one in found.exceptions]
    left, right = np.array(sides, dtype=np.intp).reshape(-1, 2).T
    now_left, now_right, stay = _stayed(left, right, difference, touched)
    kept = [
        replace(found.exceptions[place], left=min(a, b), right=max(a, b))
        for place, (a, b) in enumerate(zip(now_left.tolist(), now_right.tolist(), strict=True))
        if stay[place]
    ]
    every = [*kept, *fresh.exceptions]
    return tuple(sorted(every, key=lambda one: (one.left, one.right)))
