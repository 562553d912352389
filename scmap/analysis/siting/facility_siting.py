"""Keep the centres that stand and add new ones: p-median and maximal covering, exact.

Formulations: Hakimi 1964 (p-median), Church and ReVelle 1974 (maximal covering).
"""

import math

import numpy as np
from numpy.typing import NDArray

from scmap.analysis.siting.optimum import INFINITY, Programme, Solution, gap_between, solve
from scmap.model.siting import Candidates, Demand, Siting, Wish, check
from scmap.progress import Progress, silent

NEIGHBOURS = 4.0  # candidates looked at first, as a multiple of those that share one new centre


def p_median(
    demand: Demand, candidates: Candidates, wish: Wish, *, progress: Progress = silent
) -> Siting:
    """Add centres so that the weighted distance of all places to their nearest one is least.

    Each place first knows only its nearest candidates and, instead of all farther ones, an
    imaginary one as far away as the next. An answer that uses no imaginary one is the answer of
    the whole question; otherwise the places that used it learn of more candidates.

    Parameters
    ----------
    demand, candidates, wish
        What to serve, from where, and how many.
    progress : Progress
        Told the share of the time used; may raise CancelledError.

    Raises
    ------
    InputError
        See `scmap.model.siting.check`.
    """
    check(demand, candidates, wish)
    apart = distances(demand.points, candidates.points)
    known = _first_known(apart, candidates, wish)
    order = np.argsort(apart, axis=1, kind="stable")
    while True:
        links = _Links.of(apart, order, known, demand.weights)
        found = solve(_median(links, candidates, wish), seconds=wish.seconds, progress=progress)
        opened = _opened(found, candidates)
        if opened is None:
            opened = _greedy(apart, demand.weights, candidates, wish)
            break
        lacking = (~opened[order]).cumprod(axis=1).sum(axis=1) >= known
        if found.gap > 0 or not lacking.any():
            break
        known = np.where(lacking, np.minimum(2 * known, len(candidates)), known)
    served = _served(apart, opened, math.inf)
    objective = float(demand.weights @ served[1])
    gap = gap_between(objective, found.bound)
    return Siting(opened, *served, objective=objective, bound=found.bound, gap=gap)


def maximal_covering(
    demand: Demand, candidates: Candidates, wish: Wish, *, progress: Progress = silent
) -> Siting:
    """Add centres so that the weight of the places within `wish.radius` of one is most.

    Parameters and errors as in `p_median`.
    """
    check(demand, candidates, wish)
    apart = distances(demand.points, candidates.points)
    within = apart <= wish.radius
    programme = _covering(within, demand.weights, candidates, wish)
    found = solve(programme, seconds=wish.seconds, progress=progress)
    opened = _opened(found, candidates)
    if opened is None:
        opened = candidates.existing.copy()
    served = _served(apart, opened, wish.radius)
    objective = float(demand.weights[served[0] >= 0].sum())
    bound = -found.bound
    return Siting(
        opened, *served, objective=objective, bound=bound, gap=gap_between(objective, bound)
    )


def distances(places: NDArray[np.float64], sites: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the metres from each of n places to each of m sites in a straight line, shape (n, m)."""
    apart = places[:, np.newaxis] - sites[np.newaxis]
    metres: NDArray[np.float64] = np.hypot(apart[..., 0], apart[..., 1])
    return metres


class _Links:
    """Which place could be served by which candidate, and at what cost.

    The columns of the programme are the candidates, then these links, then one imaginary
    candidate for each place.
    """

    def __init__(
        self, place: NDArray[np.int64], site: NDArray[np.int64], cost: NDArray[np.float64],
        beyond: NDArray[np.float64],
    ) -> None:  # fmt: skip
        self.place, self.site, self.cost, self.beyond = place, site, cost, beyond

    @classmethod
    def of(
        cls,
        apart: NDArray[np.float64],
        order: NDArray[np.int64],
        known: NDArray[np.int64],
        weights: NDArray[np.float64],
    ) -> "_Links":
        """Take the nearest `known` candidates of each place, and how far the next one is."""
        count, sites = apart.shape
        place = np.repeat(np.arange(count), known)
        rank = np.arange(len(place)) - np.repeat(np.cumsum(known) - known, known)
        site = order[place, rank]
        next_one = order[np.arange(count), np.minimum(known, sites - 1)]
        beyond = weights * apart[np.arange(count), next_one]
        return cls(place, site, weights[place] * apart[place, site], beyond)


def _first_known(
    apart: NDArray[np.float64], candidates: Candidates, wish: Wish
) -> NDArray[np.int64]:
    """Give the number of candidates that each place knows at first; none behind a standing one."""
    centres = wish.new + int(candidates.existing.sum())
    some = min(len(candidates), math.ceil(NEIGHBOURS * len(candidates) / centres) + 1)
    if not candidates.existing.any():
        return np.full(len(apart), some, dtype=np.int64)
    nearest = apart[:, candidates.existing].min(axis=1)
    useful = (apart <= nearest[:, np.newaxis]).sum(axis=1)
    known: NDArray[np.int64] = np.minimum(useful, some).astype(np.int64)
    return known


def _median(links: _Links, candidates: Candidates, wish: Wish) -> Programme:
    sites, many, places = len(candidates), len(links.place), len(links.beyond)
    cost = np.concatenate([np.zeros(sites), links.cost, links.beyond])
    programme = Programme(cost, np.arange(len(cost)) < sites)
    link = sites + np.arange(many)
    programme.require(  # each place is served once
        np.concatenate([links.place, np.arange(places)]),
        np.concatenate([link, sites + many + np.arange(places)]),
        np.ones(many + places),
        lower=np.ones(places),
        upper=np.ones(places),
    )
    programme.require(  # and only from where a centre is
        np.tile(np.arange(many), 2),
        np.concatenate([link, links.site]),
        np.repeat([1.0, -1.0], many),
        lower=np.full(many, -INFINITY),
        upper=np.zeros(many),
    )
    _add_wish(programme, candidates, wish)
    return programme


def _covering(
    within: NDArray[np.bool_], weights: NDArray[np.float64], candidates: Candidates, wish: Wish
) -> Programme:
    places, sites = within.shape
    cost = np.concatenate([np.zeros(sites), -weights])
    programme = Programme(cost, np.arange(len(cost)) < sites)
    place, site = np.nonzero(within)
    programme.require(  # covered only when one of those around is built
        np.concatenate([np.arange(places), place]),
        np.concatenate([sites + np.arange(places), site]),
        np.concatenate([np.ones(places), -np.ones(len(place))]),
        lower=np.full(places, -INFINITY),
        upper=np.zeros(places),
    )
    _add_wish(programme, candidates, wish)
    return programme


def _add_wish(programme: Programme, candidates: Candidates, wish: Wish) -> None:
    """Keep what stands, and add no more than is asked and paid for."""
    standing, free = np.flatnonzero(candidates.existing), np.flatnonzero(~candidates.existing)
    if len(standing):
        programme.exactly(standing, len(standing))
    if math.isinf(wish.budget):
        programme.exactly(free, wish.new)
        return
    programme.total(free, np.ones(len(free)), wish.new)
    programme.total(free, candidates.costs[free], wish.budget)


def _opened(found: Solution, candidates: Candidates) -> NDArray[np.bool_] | None:
    return None if found.values is None else found.chosen[: len(candidates)]


def _greedy(
    apart: NDArray[np.float64], weights: NDArray[np.float64], candidates: Candidates, wish: Wish
) -> NDArray[np.bool_]:
    """Add the centre that helps most, one after the other: for when time is too short."""
    opened = candidates.existing.copy()
    left = wish.budget
    nearest = apart[:, opened].min(axis=1, initial=apart.max())
    for _ in range(wish.new):
        affordable = ~opened & ((candidates.costs <= left) | math.isinf(left))
        if not affordable.any():
            break
        total = weights @ np.minimum(apart, nearest[:, np.newaxis])
        best = int(np.where(affordable, total, math.inf).argmin())
        opened[best] = True
        nearest = np.minimum(nearest, apart[:, best])
        if not math.isinf(left):
            left -= float(candidates.costs[best])
    return opened


def _served(
    apart: NDArray[np.float64], opened: NDArray[np.bool_], radius: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Give the row of the nearest centre of each place and the metres to it."""
    if not opened.any():
        return np.full(len(apart), -1, dtype=np.int64), np.full(len(apart), math.nan)
    reach = np.where(opened, apart, math.inf)
    nearest = reach.argmin(axis=1)
    far = reach[np.arange(len(apart)), nearest]
    covered = far <= radius
    return np.where(covered, nearest, -1), np.where(covered, far, math.nan)
