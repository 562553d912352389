"""p-median and maximal covering against every possible choice, and against another solver."""

import itertools
import math
from collections.abc import Iterator

import numpy as np
import pulp
import pytest

from scmap.analysis.siting.facility_siting import distances, maximal_covering, p_median
from scmap.errors import CancelledError, InputError
from scmap.model.siting import Candidates, Demand, Wish
from tests.analysis.siting.questions import question


def choices(candidates: Candidates, wish: Wish) -> Iterator[list[int]]:
    """Every choice of sites that the wish allows."""
    standing = np.flatnonzero(candidates.existing).tolist()
    free = np.flatnonzero(~candidates.existing)
    counts = [wish.new] if math.isinf(wish.budget) else range(wish.new + 1)
    for count in counts:
        for new in itertools.combinations(free.tolist(), count):
            if math.isinf(wish.budget) or candidates.costs[list(new)].sum() <= wish.budget:
                yield standing + list(new)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("standing", [0, 2])
@pytest.mark.parametrize("budget", [math.inf, 150.0])
def test_no_choice_is_better(seed: int, standing: int, budget: float) -> None:
    demand, candidates = question(seed, places=11, sites=8, standing=standing)
    wish = Wish(new=1 + seed % 4, radius=120e3, budget=budget)
    apart = distances(demand.points, candidates.points)
    near = min(
        demand.weights @ apart[:, chosen].min(axis=1)
        for chosen in choices(candidates, wish)
        if chosen
    )
    most = max(
        demand.weights[(apart[:, chosen] <= wish.radius).any(axis=1)].sum()
        for chosen in choices(candidates, wish)
    )
    median = p_median(demand, candidates, wish)
    cover = maximal_covering(demand, candidates, wish)
    assert median.objective == pytest.approx(near, rel=1e-9)
    assert cover.objective == pytest.approx(most, rel=1e-9)
    assert (median.gap, cover.gap) == (0.0, 0.0)
    assert median.opened[:standing].all()
    assert cover.opened[:standing].all()


@pytest.mark.filterwarnings("ignore:.*PuLP 4.0")  # the newer one brings no solver
def test_another_solver_finds_the_same_p_median_of_250_places() -> None:
    demand, candidates = question(3, places=250, sites=60)
    found = p_median(demand, candidates, Wish(new=20))
    assert found.objective == pytest.approx(by_pulp(demand, candidates, 20), rel=1e-7)
    assert found.gap == 0.0
    assert found.opened.sum() == 20


def by_pulp(demand: Demand, candidates: Candidates, new: int) -> float:
    """The textbook model with a variable for each place and site, solved by CBC."""
    apart = distances(demand.points, candidates.points)
    places, sites = range(len(demand)), range(len(candidates))
    model = pulp.LpProblem("median", pulp.LpMinimize)
    opened = [model.add_variable(f"y{site}", cat="Binary") for site in sites]
    served = [[model.add_variable(f"x{one}_{site}", 0, 1) for site in sites] for one in places]
    model += pulp.lpSum(
        float(demand.weights[one] * apart[one, site]) * served[one][site]
        for one in places
        for site in sites
    )
    model += pulp.lpSum(opened) == new
    for one in places:
        model += pulp.lpSum(served[one]) == 1
        for site in sites:
            model += served[one][site] <= opened[site]
    model.solve(pulp.PULP_CBC_CMD(msg=False))
    assert model.status == pulp.LpStatusOptimal
    return float(pulp.value(model.objective))


def test_each_place_is_served_by_its_nearest_centre() -> None:
    demand, candidates = question(5, places=40, sites=15)
    found = p_median(demand, candidates, Wish(new=4))
    apart = distances(demand.points, candidates.points)
    assert found.distances == pytest.approx(apart[:, found.opened].min(axis=1))
    assert (found.opened[found.served_by]).all()


def test_a_place_beyond_the_radius_is_nobodys() -> None:
    demand, candidates = question(5, places=40, sites=15)
    found = maximal_covering(demand, candidates, Wish(new=2, radius=60e3))
    outside = found.served_by < 0
    assert 0 < outside.sum() < 40
    assert np.isnan(found.distances[outside]).all()
    assert (found.distances[~outside] <= 60e3).all()


def test_the_same_question_gives_the_same_sites() -> None:
    demand, candidates = question(9, places=120, sites=50)
    one, other = (p_median(demand, candidates, Wish(new=7)) for _ in range(2))
    assert (one.opened == other.opened).all()


def test_it_hears_that_it_should_stop() -> None:
    demand, candidates = question(3, places=250, sites=250)

    def stop(_share: float, /) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        p_median(demand, candidates, Wish(new=20), progress=stop)


def test_what_is_not_proven_in_time_is_said_with_its_gap() -> None:
    demand, candidates = question(3, places=250, sites=250)
    found = p_median(demand, candidates, Wish(new=20, seconds=0.01))
    assert found.gap > 0
    assert found.opened.sum() == 20
    assert found.objective > 0


@pytest.mark.parametrize(
    ("code", "wish"),
    [
        ("site_too_many", Wish(new=9)),
        ("site_too_many", Wish(new=0)),
        ("site_radius_wrong", Wish(new=1, radius=0.0)),
        ("site_radius_wrong", Wish(new=1, radius=math.nan)),
        ("site_budget_short", Wish(new=1, budget=5.0)),
    ],
)
def test_a_question_without_answer_is_refused(code: str, wish: Wish) -> None:
    demand, candidates = question(1, places=10, sites=8)
    with pytest.raises(InputError) as refused:
        p_median(demand, candidates, wish)
    assert refused.value.code == code


def test_an_unknown_cost_is_not_taken_for_nothing() -> None:
    demand, candidates = question(1, places=10, sites=8)
    candidates.costs[3] = np.nan
    with pytest.raises(InputError) as refused:
        maximal_covering(demand, candidates, Wish(new=1, radius=1e5, budget=100.0))
    assert refused.value.code == "site_costs_unknown"
    assert refused.value.values["names"] == "3"


def test_no_place_no_weight_and_no_site_are_told_apart() -> None:
    for places, sites, standing, weight, code in (
        (0, 3, 0, 1.0, "site_no_places"),
        (3, 3, 0, 0.0, "site_no_weight"),
        (3, 3, 3, 1.0, "site_no_candidates"),
    ):
        demand, candidates = question(1, places=places, sites=sites, standing=standing)
        demand.weights[:] *= weight
        with pytest.raises(InputError) as refused:
            p_median(demand, candidates, Wish(new=1))
        assert refused.value.code == code
