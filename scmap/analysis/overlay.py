"""Measure the ground that investments share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.analysis.operation import shared_years
from scmap.analysis.repair import repair_footprints
from scmap.analysis.shared_ground import intersect
from scmap.model.layer import Layer, Objects, objects
from scmap.model.overlap import OverlapRule, OverlapRun, OverlapTable
from scmap.progress import Progress, part, silent

BLOCK = 1024  # geometry pairs cut between two progress reports: about 0.1 s of work

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
        Relation, time, floor and sliver width that count.
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
    timed = np.ones(len(layer), bool) if years is None else ~np.isnan(years).any(axis=1)
    asked = known & present & (timed | (rule.time == "any"))
    pairs = _candidates(layer, footprints, asked)
    pairs = pairs.keep(_related(pairs, groups, rule))
    if years is not None and rule.time == "meet":
        pairs = pairs.keep(shared_years(years, pairs.left, pairs.right) >= 1)
    area, cut = _measure(pairs, footprints, part(progress, 0.0, 0.9))
    kept = area >= rule.floor
    pairs, area, cut = pairs.keep(kept), area[kept], cut[kept]
    progress(1.0)
    return OverlapRun(
        table=_table(layer, pairs, footprints, _Ground(area, cut), groups, years, rule),
        investments=len(layer),
        excluded_unknown=int((~known).sum()),
        without_footprint=int((known & ~present).sum()),
        without_years=int((known & present & ~timed).sum()) if rule.time == "meet" else 0,
        repaired=repairs,
        rule=rule,
        layer=layer,
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
    """Shared ground of each pair: its area (m²) and the geometry it was measured on."""

    area: NDArray[np.float64]
    geometry: Objects


def _candidates(layer: Layer, footprints: Objects, asked: NDArray[np.bool_]) -> _Pairs:
    """Pairs of asked rows whose bounding boxes meet, ordered by uid."""
    rows = np.flatnonzero(asked)
    first, second = shapely.STRtree(footprints[rows]).query(footprints[rows])
    first, second = rows[first], rows[second]
    rank = np.empty(len(layer), dtype=np.intp)
    rank[np.argsort(layer.uids, kind="stable")] = np.arange(len(layer))
    once = rank[first] < rank[second]
    first, second = first[once], second[once]
    order = np.lexsort((rank[second], rank[first]))
    return _Pairs(first[order], second[order])


def relation(left: frozenset[str], right: frozenset[str]) -> str:
    """Say how two owners relate: "between", "within" or "joint" (some, not all, in common)."""
    if left.isdisjoint(right):
        return "between"
    return "within" if len(left) == len(right) == 1 else "joint"


def _related(
    pairs: _Pairs, groups: Sequence[frozenset[str]], rule: OverlapRule
) -> NDArray[np.bool_]:
    if rule.relation == "all":
        return np.ones(len(pairs.left), bool)
    related = (
        relation(groups[i], groups[j]) == rule.relation
        for i, j in zip(pairs.left, pairs.right, strict=True)
    )
    return np.fromiter(related, bool, len(pairs.left))


def _measure(
    pairs: _Pairs, footprints: Objects, progress: Progress
) -> tuple[NDArray[np.float64], Objects]:
    """Shared area (m²) and shared ground of each pair.

    Many investments stand on the very same municipality: equal footprints are cut once.
    """
    same = _shapes(footprints)
    keys, back = np.unique(
        np.column_stack((same[pairs.left], same[pairs.right])), axis=0, return_inverse=True
    )
    one_of = np.zeros(same.max(initial=-1) + 1, dtype=np.intp)
    one_of[same] = np.arange(len(same))
    cut = np.empty(len(keys), dtype=object)
    for start in range(0, len(keys), BLOCK):
        block = keys[start : start + BLOCK]
        cut[start : start + BLOCK] = intersect(
            footprints[one_of[block[:, 0]]], footprints[one_of[block[:, 1]]]
        )
        progress(min(1.0, (start + BLOCK) / len(keys)))
    area: NDArray[np.float64] = shapely.area(cut)
    return area[back.ravel()], cut[back.ravel()]


def _shapes(footprints: Objects) -> Rows:
    """Give each footprint a number, shape (n,): equal numbers are equal geometries."""
    numbers: dict[bytes | None, int] = {}
    wkb = shapely.to_wkb(footprints)
    return np.fromiter((numbers.setdefault(key, len(numbers)) for key in wkb), np.intp, len(wkb))


def _table(
    layer: Layer,
    pairs: _Pairs,
    footprints: Objects,
    ground: _Ground,
    groups: Sequence[frozenset[str]],
    years: NDArray[np.float64] | None,
    rule: OverlapRule,
) -> OverlapTable:
    areas = shapely.area(footprints)
    left, right = areas[pairs.left], areas[pairs.right]
    width = _width(footprints, pairs, ground, rule)
    unknown = np.full(len(pairs.left), np.nan)
    return OverlapTable(
        left=layer.uids[pairs.left],
        right=layer.uids[pairs.right],
        area=np.round(ground.area, 3),
        coefficient=np.minimum(1.0, ground.area / np.minimum(left, right)),
        jaccard=np.minimum(1.0, ground.area / (left + right - ground.area)),
        width=width,
        sliver=width < rule.sliver_width,
        years=unknown if years is None else shared_years(years, pairs.left, pairs.right),
        relation=objects(
            relation(groups[i], groups[j]) for i, j in zip(pairs.left, pairs.right, strict=True)
        ),
    )


def _width(
    footprints: Objects, pairs: _Pairs, ground: _Ground, rule: OverlapRule
) -> NDArray[np.float64]:
    """Mean width of the shared ground, metres, where the perimeters alone do not prove it wide.

    The shared ground's edge is part of both footprints' edges, so 2·area/(P_A + P_B) is a lower
    bound of its mean width 2·area/perimeter.
    """
    edges = shapely.length(footprints)
    bound = 2 * ground.area / (edges[pairs.left] + edges[pairs.right])
    thin = bound < rule.sliver_width
    width = np.full(len(ground.area), np.nan)
    width[thin] = 2 * ground.area[thin] / shapely.length(ground.geometry[thin])
    return width
