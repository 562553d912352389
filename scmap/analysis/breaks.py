"""Where to cut a column of numbers into classes: quantile, equal, natural breaks, pretty.

Unknown numbers take part in nothing. Every method gives edges: the lowest number, then rising the
upper ends of the classes, the highest last; fewer than asked where the numbers give no more.
"""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.float64]
Method: TypeAlias = str

MOST = 12  # classes: more cannot be told apart on a map
_EXACT = 2000  # distinct numbers for which natural breaks are exact; more are first gathered
_NICE = (1.0, 2.0, 2.5, 5.0, 10.0)


def breaks(numbers: Numbers, method: Method, count: int) -> Numbers:
    """Give the edges of about `count` classes, shape (k + 1,), rising; empty without numbers.

    Parameters
    ----------
    numbers : (n,) float64
        NaN for unknown.
    method : str
        A name in `METHODS`.
    count : int
        1 to `MOST`.
    """
    known = np.sort(numbers[np.isfinite(numbers)])
    if not len(known):
        return known
    edges = METHODS[method](known, min(max(count, 1), MOST))
    # A lowest class of a single number has two equal edges; there is no other empty class.
    return np.concatenate([edges[:1], np.unique(edges[1:] if len(edges) > 1 else edges)])


def counts(numbers: Numbers, edges: Numbers) -> NDArray[np.intp]:
    """Count the numbers of each class: above its lower edge, not above its upper one.

    The lowest class holds its lower edge too.
    """
    known = numbers[np.isfinite(numbers)]
    place = np.searchsorted(edges[1:], known, side="left")
    within = (known >= edges[0]) & (place < len(edges) - 1)
    return np.bincount(place[within], minlength=len(edges) - 1)


def _quantile(known: Numbers, count: int) -> Numbers:
    # Edges are numbers that occur: no year 2019.4, and none is counted on the wrong side.
    return np.quantile(known, np.linspace(0.0, 1.0, count + 1), method="inverted_cdf")


def _equal(known: Numbers, count: int) -> Numbers:
    return np.linspace(known[0], known[-1], count + 1)


def _pretty(known: Numbers, count: int) -> Numbers:
    """Give round edges that hold all numbers, about `count` steps apart."""
    width = float(known[-1] - known[0])
    if width == 0.0:
        return known[:1]
    power = 10.0 ** math.floor(math.log10(width / count))
    steps = np.array(_NICE) * power
    step = float(steps[np.argmin(np.abs(np.log(width / count / steps)))])
    first, last = math.floor(known[0] / step), math.ceil(known[-1] / step)
    # Rounded to the step's own digits: 0.3, not 0.30000000000000004.
    digits = max(0, 2 - math.floor(math.log10(step)))
    return np.round(np.arange(first, last + 1) * step, digits)


def _natural(known: Numbers, count: int) -> Numbers:
    """Give natural breaks (Jenks): classes whose numbers lie as near to their means as can be.

    The best cut of the distinct numbers, each weighing as often as it occurs, is found by Fisher's
    dynamic programme. Very many numbers are first gathered into `_EXACT` groups of equal size.
    """
    values, weights = np.unique(known, return_counts=True)
    if len(values) > _EXACT:
        values, weights = _gathered(known)
    ends = _cut(values, weights.astype(np.float64), min(count, len(values)))
    return np.concatenate([known[:1], values[ends]])


def _gathered(known: Numbers) -> tuple[Numbers, NDArray[np.intp]]:
    """Gather numbers that are near in rank and in size: the upper end of each group, and how many.

    Groups by rank alone would not see the few large numbers of a long tail.
    """
    by_rank = np.round(np.linspace(0, len(known), _EXACT // 2 + 1)).astype(np.intp)[1:] - 1
    levels = np.linspace(known[0], known[-1], _EXACT // 2 + 1)[1:]
    by_size = np.searchsorted(known, levels, side="right") - 1
    values = np.unique(known[np.concatenate([by_rank, by_size])])
    return values, np.diff(np.searchsorted(known, values, side="right"), prepend=0)


def _cut(values: Numbers, weights: Numbers, count: int) -> NDArray[np.intp]:
    """Give the last place of each of `count` runs with the least squared distance to the means."""
    centred = values - values.mean()  # less is lost when squares are subtracted
    weight = np.concatenate([[0.0], np.cumsum(weights)])
    total = np.concatenate([[0.0], np.cumsum(weights * centred)])
    square = np.concatenate([[0.0], np.cumsum(weights * centred**2)])
    size = len(values)
    start = np.arange(size)
    best = square[1:] - total[1:] ** 2 / weight[1:]  # one run from the first place
    cuts = np.zeros((count, size), dtype=np.intp)
    for run in range(1, count):
        before = np.concatenate([[np.inf], best[:-1]])  # runs that end just before each start
        for stop in range(size - 1, run - 1, -1):
            at = start[run : stop + 1]
            share = weight[stop + 1] - weight[at]
            apart = square[stop + 1] - square[at] - (total[stop + 1] - total[at]) ** 2 / share
            cost = before[at] + apart
            chosen = int(np.argmin(cost))
            cuts[run, stop], best[stop] = at[chosen], cost[chosen]
        best[:run] = np.inf
    return _ends(cuts, size)


def _ends(cuts: NDArray[np.intp], size: int) -> NDArray[np.intp]:
    """Follow the cuts back from the last place."""
    ends = [size - 1]
    for run in range(len(cuts) - 1, 0, -1):
        ends.append(int(cuts[run, ends[-1]]) - 1)
    return np.array(ends[::-1], dtype=np.intp)


METHODS: Mapping[Method, Callable[[Numbers, int], Numbers]] = MappingProxyType(
    {"quantile": _quantile, "equal": _equal, "natural": _natural, "pretty": _pretty}
)
