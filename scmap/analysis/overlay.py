"""Measure the ground that investments share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.analysis.kernel import engine
from scmap.analysis.operation import shared_years
from scmap.analysis.register import Register
from scmap.analysis.repair import repair_footprints
from scmap.analysis.shared_area import Shapes, shared_areas, shared_widths
from scmap.model.layer import Layer, Objects
from scmap.model.overlap import (
    EVERY_PAIR,
    RELATIONS,
    OverlapRule,
    OverlapRun,
    OverlapTable,
    uid_ranks,
)
from scmap.progress import Progress, part, silent

BLOCK = 1024  # footprints whose neighbours are looked up between two progress reports

Rows = NDArray[np.intp]


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
        Relation, time, floor and sliver width that count; see `measure_every_pair`.
    progress : Progress
        Told the share done; may raise CancelledError.

    Returns
    -------
    OverlapRun
        Pairs in the order of their uids, and the rows left out.
    """
    footprints, repairs = repair_footprints(layer)
    known = np.fromiter((bool(group) for group in groups), bool, len(layer))
    present = ~shapely.is_missing(footprints)
    operating = np.full((len(layer), 2), np.nan) if years is None else years
    timed = ~np.isnan(operating).any(axis=1) | (years is None)
    asked = known & present & (timed | (rule.time == "any"))
    pairs = _candidates(layer, footprints, asked, part(progress, 0.0, 0.2))
    pairs = _chosen(pairs, groups, None if years is None else operating, rule)
    shapes = Shapes.of(footprints)
    area = shared_areas(
        shapes, pairs.left, pairs.right, floor=rule.floor, progress=part(progress, 0.2, 0.6)
    )
    kept = area >= rule.floor
    pairs, area = pairs.keep(kept), area[kept]
    width = shared_widths(
        shapes, pairs.left, pairs.right, area, rule.sliver_width, part(progress, 0.6, 1.0)
    )
    progress(1.0)
    return OverlapRun(
        table=_table(layer, pairs, footprints, _Ground(area, width), groups, operating, rule),
        investments=len(layer),
        excluded_unknown=int((~known).sum()),
        without_footprint=int((known & ~present).sum()),
        undated=int((known & present & ~timed).sum()),
        repaired=repairs,
        rule=rule,
        layer=layer,
        engine=engine(),
    )


def measure_every_pair(register: Register, *, progress: Progress = silent) -> OverlapRun:
    """Measure all pairs of a register that share ground, once; every view filters this run."""
    return find_overlaps(
        register.layer, register.lineages, register.operating, EVERY_PAIR, progress=progress
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """Rows that may share ground, one pair a place; `left` has the smaller uid."""

    left: Rows
    right: Rows

    def keep(self, mask: NDArray[np.bool_]) -> Self:
        return type(self)(self.left[mask], self.right[mask])


@dataclass(frozen=True, slots=True, eq=False)
class _Ground:
    """Shared ground of each pair: its area (m²) and, where it may be a sliver, its width (m)."""

    area: NDArray[np.float64]
    width: NDArray[np.float64]


def _candidates(
    layer: Layer, footprints: Objects, asked: NDArray[np.bool_], progress: Progress
) -> _Pairs:
    """Pairs of asked rows whose bounding boxes meet, ordered by uid."""
    by_uid = np.argsort(uid_ranks(layer.uids))
    by_uid = by_uid[asked[by_uid]]
    count = len(by_uid)
    tree = shapely.STRtree(footprints[by_uid])
    pairs = [np.empty(0, dtype=np.intp)]
    for start in range(0, count, BLOCK):
        first, second = tree.query(footprints[by_uid[start : start + BLOCK]])
        first += start
        pairs.append((first * count + second)[first < second])
        progress(min(1.0, (start + BLOCK) / count))
    first, second = np.divmod(np.sort(np.concatenate(pairs)), max(count, 1))
    return _Pairs(by_uid[first], by_uid[second])


def _chosen(
    pairs: _Pairs,
    groups: Sequence[frozenset[str]],
    years: NDArray[np.float64] | None,
    rule: OverlapRule,
) -> _Pairs:
    """Keep the pairs whose owners and years are as the rule asks, before anything is measured."""
    if rule.relation != "all":
        wanted = RELATIONS.index(rule.relation)
        pairs = pairs.keep(relation_codes(groups, pairs.left, pairs.right) == wanted)
    if years is not None and rule.time == "meet":
        pairs = pairs.keep(shared_years(years, pairs.left, pairs.right) >= 1)
    return pairs


def relation(left: frozenset[str], right: frozenset[str]) -> str:
    """Say how two owners relate: "between", "within" or "joint" (some, not all, in common)."""
    if left.isdisjoint(right):
        return "between"
    return "within" if len(left) == len(right) == 1 else "joint"


def relation_codes(groups: Sequence[frozenset[str]], left: Rows, right: Rows) -> NDArray[np.int8]:
    """How the owners of each pair relate, shape (k,): places in `RELATIONS`.

    Only pairs of which one side has several owners need a closer look, and of these only one of
    each combination of owners.
    """
    numbers: dict[frozenset[str], int] = {}
    owner = np.fromiter((numbers.setdefault(one, len(numbers)) for one in groups), np.intp)
    single = np.fromiter((len(one) == 1 for one in groups), bool)
    codes: NDArray[np.int8] = (owner[left] == owner[right]).astype(np.int8)
    joint = np.flatnonzero(~(single[left] & single[right]))
    several = tuple(numbers)
    asked = owner[left[joint]] * len(several) + owner[right[joint]]
    combinations, which = np.unique(asked, return_inverse=True)
    told = [
        RELATIONS.index(relation(several[one], several[other]))
        for one, other in zip(*np.divmod(combinations, max(len(several), 1)), strict=True)
    ]
    codes[joint] = np.array(told, dtype=np.int8)[which.ravel()]
    return codes


def _table(
    layer: Layer,
    pairs: _Pairs,
    footprints: Objects,
    ground: _Ground,
    groups: Sequence[frozenset[str]],
    operating: NDArray[np.float64],
    rule: OverlapRule,
) -> OverlapTable:
    areas = shapely.area(footprints)
    left, right = areas[pairs.left], areas[pairs.right]
    return OverlapTable(
        ids=layer.uids,
        operating=operating,
        left=pairs.left,
        right=pairs.right,
        area=np.round(ground.area, 3),
        coefficient=np.minimum(1.0, ground.area / np.minimum(left, right)),
        jaccard=np.minimum(1.0, ground.area / (left + right - ground.area)),
        width=ground.width,
        sliver=ground.width < rule.sliver_width,
        years=shared_years(operating, pairs.left, pairs.right),
        relation_code=relation_codes(groups, pairs.left, pairs.right),
    )
