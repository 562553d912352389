"""Group neighbouring small municipalities that share one centre: contiguous, balanced, exact.

All connected groups are listed, and those that together hold each municipality at most once are
chosen (set partitioning): as few as possible stay alone, then the loads lie as near as possible
to each other, then the groups are as compact as possible.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scmap.analysis.siting.facility_siting import distances
from scmap.analysis.siting.optimum import Programme, Solution, gap_between, solve
from scmap.errors import InputError
from scmap.model.siting import Demand, Grouping
from scmap.progress import Progress, part, silent

MOST_GROUPS = 50_000
_SLACK = 1e-6  # relative, by which a later aim may not spoil an earlier one


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many municipalities share a centre; 국토교통부 speaks of three to four."""

    low: int = 3
    high: int = 4


def group(
    demand: Demand,
    neighbours: NDArray[np.int64],
    sizes: Sizes = Sizes(),
    *,
    seconds: float = 60.0,
    progress: Progress = silent,
) -> Grouping:
    """Group places so that each group hangs together.

    Parameters
    ----------
    demand : Demand
        The places; their weights are the loads.
    neighbours : int64, shape (k, 2)
        Rows of places that touch each other.
    sizes : Sizes
    seconds : float
        Time after which the best answer so far is given with its gap.
    progress : Progress
        Told the share of the time used; may raise CancelledError.

    Raises
    ------
    InputError
        ``site_no_places``, ``site_no_weight``, ``site_sizes_wrong``, ``site_groups_too_many``,
        ``site_no_groups`` when no group of that size hangs together, ``site_time_short``.
    """
    _check(demand, sizes)
    groups = connected(len(demand), neighbours, sizes)
    if not groups:
        raise InputError("site_no_groups", places=len(demand), low=sizes.low, high=sizes.high)
    scene = _Scene.of(demand, groups)
    fewest = solve(scene.programme(-scene.sizes), seconds=seconds, progress=part(progress, 0, 0.2))
    if fewest.values is None:
        raise InputError("site_time_short", seconds=seconds)
    placed = round(-fewest.objective)
    balanced, target, gap = _balanced(scene, placed, sizes, seconds, part(progress, 0.2, 0.8))
    if balanced is None:  # not in time: what leaves the fewest alone
        target = float(demand.weights.sum()) / int(fewest.chosen.sum())
        return scene.answer(fewest, target, math.inf)
    compact = _compact(scene, balanced, placed, target, seconds, part(progress, 0.8, 1.0))
    chosen = balanced if compact.values is None else compact
    return scene.answer(chosen, target, gap if fewest.gap == 0 else math.inf)


def _balanced(
    scene: "_Scene", placed: int, sizes: Sizes, seconds: float, progress: Progress
) -> tuple[Solution | None, float, float]:
    """Find the groups whose loads are most alike, their target and the gap, over all numbers."""
    best, target, bound = None, math.nan, math.inf
    numbers = range(math.ceil(placed / sizes.high), placed // sizes.low + 1)
    for done, number in enumerate(numbers):
        aim = float(scene.demand.weights.sum()) / number
        programme = scene.programme(scene.apart(aim) / number, placed=placed, number=number)
        step = part(progress, done / len(numbers), (done + 1) / len(numbers))
        found = solve(programme, seconds=seconds, progress=step)
        if not found.possible:
            continue
        bound = min(bound, found.bound)
        if found.values is not None and (best is None or found.objective < best.objective):
            best, target = found, aim
    return best, target, math.inf if best is None else gap_between(best.objective, bound)


def _compact(
    scene: "_Scene",
    balanced: Solution,
    placed: int,
    target: float,
    seconds: float,
    progress: Progress,
) -> Solution:
    """Find the most compact groups that are as many and as alike in their loads."""
    number = int(balanced.chosen.sum())
    programme = scene.programme(scene.spread, placed=placed, number=number)
    apart = scene.apart(target) / number
    programme.total(np.arange(len(apart)), apart, balanced.objective * (1 + _SLACK) + _SLACK)
    return solve(programme, seconds=seconds, progress=progress)


def connected(
    count: int, neighbours: NDArray[np.int64], sizes: Sizes
) -> tuple[tuple[int, ...], ...]:
    """List all groups of places that hang together, each in order of its rows.

    Each group grows from its lowest row, so that it is met from there alone.

    Raises
    ------
    InputError
        ``site_groups_too_many`` above `MOST_GROUPS`.
    """
    beside: list[set[int]] = [set() for _ in range(count)]
    for one, other in neighbours.tolist():
        beside[one].add(other)
        beside[other].add(one)
    found: list[tuple[int, ...]] = []
    for lowest in range(count):
        growing = {frozenset((lowest,))}
        for size in range(1, sizes.high + 1):
            if size >= sizes.low:
                found += sorted(tuple(sorted(one)) for one in growing)
            if len(found) + len(growing) > MOST_GROUPS:
                raise InputError("site_groups_too_many", places=count, most=MOST_GROUPS)
            growing = {
                one | {further}
                for one in growing
                for member in one
                for further in beside[member]
                if further > lowest and further not in one
            }
    return tuple(found)


@dataclass(frozen=True, eq=False)
class _Scene:
    """All groups there could be, and what each would be like."""

    demand: Demand
    groups: tuple[tuple[int, ...], ...]
    sizes: NDArray[np.float64]
    loads: NDArray[np.float64]
    spread: NDArray[np.float64]

    @classmethod
    def of(cls, demand: Demand, groups: tuple[tuple[int, ...], ...]) -> "_Scene":
        apart = distances(demand.points, demand.points) / 1000.0
        return cls(
            demand,
            groups,
            np.array([len(one) for one in groups], dtype=np.float64),
            np.array([demand.weights[list(one)].sum() for one in groups]),
            np.array([apart[np.ix_(one, one)].max() for one in groups]),
        )

    def programme(
        self, cost: NDArray[np.float64], *, placed: int | None = None, number: int | None = None
    ) -> Programme:
        """Choose groups at the least cost, each place in one at most."""
        columns = np.arange(len(self.groups))
        programme = Programme(np.asarray(cost, dtype=np.float64), np.ones(len(cost), dtype=bool))
        member = np.concatenate([np.array(one, dtype=np.int64) for one in self.groups])
        count = len(self.demand)
        programme.require(
            member,
            np.repeat(columns, self.sizes.astype(np.int64)),
            np.ones(len(member)),
            lower=np.full(count, -math.inf),
            upper=np.ones(count),
        )
        if placed is not None:
            programme.total(columns, -self.sizes, -float(placed))
        if number is not None:
            programme.exactly(columns, number)
        return programme

    def apart(self, target: float) -> NDArray[np.float64]:
        """Give how far each load is from the target, as a share of it."""
        return np.abs(self.loads - target) / target

    def answer(self, found: Solution, target: float, gap: float) -> Grouping:
        rows = np.flatnonzero(found.chosen)
        chosen = sorted((self.groups[row], self.loads[row]) for row in rows)
        grouped = {place for members, _ in chosen for place in members}
        alone = tuple(place for place in range(len(self.demand)) if place not in grouped)
        loads = np.array([load for _, load in chosen])
        return Grouping(tuple(members for members, _ in chosen), alone, loads, target, gap)


def _check(demand: Demand, sizes: Sizes) -> None:
    if not len(demand):
        raise InputError("site_no_places")
    if not demand.weights.sum() > 0:
        raise InputError("site_no_weight")
    if not 2 <= sizes.low <= sizes.high:
        raise InputError("site_sizes_wrong", low=sizes.low, high=sizes.high)
