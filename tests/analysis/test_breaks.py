import itertools
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from scmap.analysis import breaks as module
from scmap.analysis.breaks import METHODS, breaks, counts


def spread(values: NDArray[np.float64], edges: Any) -> float:
    """Give the squared distance of the values from the means of their classes."""
    place = np.searchsorted(np.asarray(edges)[1:], values, side="left")
    return sum(float(((one - one.mean()) ** 2).sum()) for one in _groups(values, place))


def _groups(values: NDArray[np.float64], place: NDArray[np.intp]) -> list[NDArray[np.float64]]:
    return [values[place == number] for number in np.unique(place)]


@pytest.mark.parametrize("seed", range(12))
def test_natural_breaks_are_the_best_cut_there_is(seed: int) -> None:
    values = np.sort(np.random.default_rng(seed).integers(0, 30, 14)).astype(float)
    ends = np.unique(values)
    every = itertools.combinations(range(len(ends) - 1), 3)
    best = min(spread(values, [ends[0], *ends[list(cut)], ends[-1]]) for cut in every)
    assert spread(values, breaks(values, "natural", 4)) == pytest.approx(best)


def test_natural_breaks_of_many_numbers_are_nearly_as_good(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(1).lognormal(3, 1, 1500)
    exact = spread(values, breaks(values, "natural", 5))
    monkeypatch.setattr(module, "_EXACT", 200)
    assert spread(values, breaks(values, "natural", 5)) < 1.02 * exact


def test_quantiles_hold_as_many_each_and_equal_ones_are_as_wide() -> None:
    values = np.arange(100.0) ** 2
    assert counts(values, breaks(values, "quantile", 4)).tolist() == [25, 25, 25, 25]
    assert np.diff(breaks(values, "equal", 3)).tolist() == [3267.0] * 3


def test_pretty_edges_are_round_and_hold_everything() -> None:
    values = np.array([3.2, 18.7, 41.0, np.nan, 96.1])
    assert breaks(values, "pretty", 5).tolist() == [0, 20, 40, 60, 80, 100]
    assert breaks(np.array([0.12, 0.31]), "pretty", 2).tolist() == [0.1, 0.2, 0.3, 0.4]


@pytest.mark.parametrize("method", METHODS)
def test_unknown_numbers_are_in_no_class(method: str) -> None:
    values = np.array([1.0, np.nan, 2.0, np.inf, 9.0])
    edges = breaks(values, method, 3)
    assert np.isfinite(edges).all()
    assert counts(values, edges).sum() == 3
    assert len(breaks(np.array([np.nan]), method, 3)) == 0


@pytest.mark.parametrize("method", METHODS)
def test_equal_numbers_are_one_class_that_holds_them(method: str) -> None:
    edges = breaks(np.full(5, 7.0), method, 4)
    assert counts(np.full(5, 7.0), edges).tolist() == [5]


def test_a_lowest_number_that_is_a_class_of_its_own_is_counted_there() -> None:
    values = np.array([0.0, 0, 0, 0, 50, 51, 52, 99, 100])
    edges = breaks(values, "natural", 3)
    assert edges.tolist() == [0, 0, 52, 100]
    assert counts(values, edges).tolist() == [4, 3, 2]
