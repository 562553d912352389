"""Questions about where centres go, and their answers, as plain values."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scmap.errors import InputError

MODELS = ("group", "p-median", "mclp")


@dataclass(frozen=True, slots=True)
class Joint:
    """Two municipalities that water parts and that count as neighbours all the same.

    Attributes
    ----------
    one, other : str
        Codes in force.
    by : str
        What joins them: the name of a bridge; "" where the planner says so without a name.
    """

    one: str
    other: str
    by: str = ""


@dataclass(frozen=True, eq=False)
class Demand:
    """Places that want to be served.

    Attributes
    ----------
    codes, names : tuple of str
        Of each place.
    points : float64, shape (n, 2)
        Metres on one plane.
    weights : float64, shape (n,)
        How much each counts: people, cameras, or 1.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    points: NDArray[np.float64]
    weights: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.codes)


@dataclass(frozen=True, eq=False)
class Candidates:
    """Places where a centre stands or could be built.

    Attributes
    ----------
    codes, names : tuple of str
        Of each place.
    points : float64, shape (m, 2)
        Metres on the plane of the demand.
    existing : bool, shape (m,)
        Centres that stand and are kept.
    costs : float64, shape (m,)
        Of a new centre there, 백만원; NaN unknown, which only matters under a budget.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    points: NDArray[np.float64]
    existing: NDArray[np.bool_]
    costs: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.codes)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for.

    Attributes
    ----------
    new : int
        Centres to be added; at most so many under a budget.
    radius : float
        Metres within which a centre covers a place (covering only).
    budget : float
        백만원 for all new centres; infinite without one.
    seconds : float
        Time after which the best answer so far is given with its gap.
    """

    new: int
    radius: float = math.inf
    budget: float = math.inf
    seconds: float = 60.0


@dataclass(frozen=True, eq=False)
class Siting:
    """Where centres go.

    Attributes
    ----------
    opened : bool, shape (m,)
        Candidates with a centre, existing ones included.
    served_by : int64, shape (n,)
        Row of the nearest centre of each place; -1 where none covers it.
    distances : float64, shape (n,)
        Metres to that centre; NaN where none covers it.
    objective, bound : float
        Weighted distance (weight x metres, to be least) or weight covered (to be most), and the
        best that any choice could reach.
    gap : float
        Share by which the best could still be better; 0 = proven.
    """

    opened: NDArray[np.bool_]
    served_by: NDArray[np.int64]
    distances: NDArray[np.float64]
    objective: float
    bound: float
    gap: float


@dataclass(frozen=True, eq=False)
class Grouping:
    """Which places share one centre.

    Attributes
    ----------
    groups : tuple of tuple of int
        Rows of each group in order, the group with the lowest row first.
    alone : tuple of int
        Rows that found no group.
    loads : float64, shape (k,)
        Weight of each group.
    target : float
        Weight each group would have if all had the same.
    gap : float
        Of the mean distance to the target; 0 = proven.
    """

    groups: tuple[tuple[int, ...], ...]
    alone: tuple[int, ...]
    loads: NDArray[np.float64]
    target: float
    gap: float

    @property
    def imbalance(self) -> float:
        """Mean distance of the loads to the target, as a share of it; NaN without groups."""
        if not len(self.loads):
            return math.nan
        return float(np.abs(self.loads - self.target).mean() / self.target)


def check(demand: Demand, candidates: Candidates, wish: Wish) -> None:
    """Refuse a question that has no answer.

    Raises
    ------
    InputError
        ``site_no_places``, ``site_no_weight``, ``site_no_candidates``, ``site_too_many``,
        ``site_radius_wrong``, ``site_costs_unknown`` or ``site_budget_short``.
    """
    free = np.flatnonzero(~candidates.existing)
    if not len(demand):
        raise InputError("site_no_places")
    if not demand.weights.sum() > 0:
        raise InputError("site_no_weight")
    if not len(free):
        raise InputError("site_no_candidates")
    if not 1 <= wish.new <= len(free):
        raise InputError("site_too_many", asked=wish.new, candidates=len(free))
    if not wish.radius > 0:
        raise InputError("site_radius_wrong", radius=wish.radius)
    if not math.isinf(wish.budget):
        _check_budget(candidates, free, wish.budget)


def _check_budget(candidates: Candidates, free: NDArray[np.int64], budget: float) -> None:
    costs = candidates.costs[free]
    if np.isnan(costs).any():
        rows = free[np.isnan(costs)]
        names = ", ".join(candidates.names[row] for row in rows[:5])
        raise InputError("site_costs_unknown", names=names, count=len(rows))
    if costs.min() > budget:
        cheapest = candidates.names[free[costs.argmin()]]
        raise InputError("site_budget_short", budget=budget, least=costs.min(), name=cheapest)
