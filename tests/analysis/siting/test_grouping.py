"""Groups of neighbours: they hang together, their loads are alike, and no choice is better."""

import itertools

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from scmap.analysis.siting.grouping import Sizes, connected, group
from scmap.analysis.siting.neighbours import touching
from scmap.errors import InputError
from scmap.model.layer import objects
from scmap.model.siting import Demand


def board(width: int, height: int, seed: int = 1) -> tuple[Demand, NDArray[np.int64]]:
    """Squares of 20 km side by side, with chance loads."""
    squares = objects(
        shapely.box(20e3 * x, 20e3 * y, 20e3 * (x + 1), 20e3 * (y + 1))
        for y in range(height)
        for x in range(width)
    )
    names = tuple(str(row) for row in range(len(squares)))
    weights = np.random.default_rng(seed).lognormal(10.0, 0.5, len(squares))
    points = shapely.get_coordinates(shapely.centroid(squares))
    return Demand(names, names, points, weights), touching(squares)


def hangs_together(members: tuple[int, ...], neighbours: NDArray[np.int64]) -> bool:
    """Walk from the first member over borders within the group."""
    reached, edge = {members[0]}, {members[0]}
    pairs = {frozenset(pair) for pair in neighbours.tolist()}
    while edge:
        edge = {
            other
            for one in edge
            for other in members
            if other not in reached and frozenset((one, other)) in pairs
        }
        reached |= edge
    return reached == set(members)


def test_squares_that_meet_in_a_corner_do_not_touch() -> None:
    _, neighbours = board(2, 2)
    assert neighbours.tolist() == [[0, 1], [0, 2], [1, 3], [2, 3]]


def test_all_groups_that_hang_together_are_listed_once() -> None:
    _, neighbours = board(4, 3)
    listed = connected(12, neighbours, Sizes(3, 4))
    expected = {
        members
        for size in (3, 4)
        for members in itertools.combinations(range(12), size)
        if hangs_together(members, neighbours)
    }
    assert len(listed) == len(expected)
    assert set(listed) == expected


@pytest.mark.parametrize("seed", range(4))
def test_no_grouping_is_more_even(seed: int) -> None:
    demand, neighbours = board(3, 3, seed)
    found = group(demand, neighbours, Sizes(3, 4))
    assert found.alone == ()
    assert found.gap == 0.0
    trios = [
        trio for trio in connected(9, neighbours, Sizes(3, 3)) if hangs_together(trio, neighbours)
    ]
    every = [choice for choice in itertools.combinations(trios, 3) if len({*sum(choice, ())}) == 9]
    best = min(
        np.mean([abs(demand.weights[list(one)].sum() / found.target - 1.0) for one in choice])
        for choice in every
    )
    assert found.imbalance == pytest.approx(best, abs=1e-5)


def test_groups_of_a_larger_field_are_whole_even_and_the_same_each_time() -> None:
    demand, neighbours = board(6, 4)
    found, again = (group(demand, neighbours) for _ in range(2))
    assert found.groups == again.groups
    assert sorted(row for members in found.groups for row in members) == list(range(24))
    assert all(hangs_together(members, neighbours) for members in found.groups)
    assert {len(members) for members in found.groups} <= {3, 4}
    assert found.imbalance < 0.1
    assert found.gap == 0.0


def test_an_island_stays_alone() -> None:
    demand, neighbours = board(4, 1)
    apart = neighbours[(neighbours != 3).all(axis=1)]
    found = group(demand, apart)
    assert found.groups == ((0, 1, 2),)
    assert found.alone == (3,)


def test_where_nothing_hangs_together_it_says_so() -> None:
    demand, _ = board(4, 1)
    with pytest.raises(InputError) as refused:
        group(demand, np.empty((0, 2), dtype=np.int64))
    assert refused.value.code == "site_no_groups"


@pytest.mark.parametrize("sizes", [Sizes(4, 3), Sizes(1, 3)])
def test_sizes_that_make_no_sense_are_refused(sizes: Sizes) -> None:
    demand, neighbours = board(4, 1)
    with pytest.raises(InputError) as refused:
        group(demand, neighbours, sizes)
    assert refused.value.code == "site_sizes_wrong"


def test_more_groups_than_can_be_listed_are_refused() -> None:
    demand, neighbours = board(15, 15)
    with pytest.raises(InputError) as refused:
        group(demand, neighbours, Sizes(3, 8))
    assert refused.value.code == "site_groups_too_many"
