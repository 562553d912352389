"""Areas of pairs by numpy, for machines on which the kernel in C was not built.

kernel_pairs.c says the formula. Here all pairs of chains of one depth are looked at together: where
one chain lies wholly below another, min() is the lower one, and the upper one counts only with its
signs, which cancel but for the stretch between its two ends; the integral of a chain over a stretch
that holds it is known beforehand. So two trees are followed down only where their borders come near
each other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scmap.analysis.edge_tree import WIDTH, Forest, Nodes, column

Numbers = NDArray[np.int64]
Values = NDArray[np.float64]
Mask = NDArray[np.bool_]
Column: TypeAlias = NDArray[Any]

STEEP = 1e-12  # metres; an edge that runs less than this counts as vertical

_LEAVES = 256  # pairs of leaves measured at once, so that their edges stay in the cache


def pair_areas(forest: Forest, left: Numbers, right: Numbers) -> Values:
    """Measure the ground that pairs of trees share, m², given by their root nodes, shape (k,)."""
    ymin = forest.nodes["ymin"]
    scene = _Scene(forest, np.maximum(ymin[left], ymin[right]))
    leaves, stretches = _shared(scene, _Chains(np.arange(len(left)), left, right))
    terms = [_crossed(scene, leaves), *_under(scene, stretches)]
    pair, term = (np.concatenate(column) for column in zip(*terms, strict=True))
    return _summed(pair, term, len(left))


@dataclass(frozen=True, slots=True, eq=False)
class _Scene:
    """The trees, and for each pair the y from which its heights are measured."""

    forest: Forest
    origin: Values


@dataclass(frozen=True, slots=True, eq=False)
class _Leaf:
    """Edges of leaves, shape (k, WIDTH); a missing or vertical edge has sign 0.

    Left end, right end, height at the left end, slope, and sign.
    """

    left: Values
    right: Values
    y: Values
    slope: Values
    sign: Values

    def take(self, row: Numbers, place: Numbers) -> Self:
        columns = (self.left, self.right, self.y, self.slope, self.sign)
        return type(self)(*(column[row, place] for column in columns))


@dataclass(frozen=True, slots=True, eq=False)
class _Chains:
    """Pairs of chains: the pair of footprints to which they add, and their nodes."""

    pair: Numbers
    a: Numbers
    b: Numbers

    def keep(self, mask: Mask) -> Self:
        return type(self)(self.pair[mask], self.a[mask], self.b[mask])

    def turned(self) -> Self:
        return type(self)(self.pair, self.b, self.a)

    @classmethod
    def joined(cls, some: Sequence[Self]) -> Self:
        columns = zip(*((one.pair, one.a, one.b) for one in some), strict=True)
        return cls(*map(np.concatenate, columns))


@dataclass(frozen=True, slots=True, eq=False)
class _Stretches:
    """Chains that lie under another one from `west` to `east`; it counts `sign` times."""

    pair: Numbers
    chain: Numbers
    west: Values
    east: Values
    sign: Values

    def keep(self, mask: Mask) -> Self:
        return type(self)(*(column[mask] for column in self.columns))

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.pair, self.chain, self.west, self.east, self.sign

    @classmethod
    def joined(cls, some: Sequence[Self]) -> Self:
        return cls(*map(np.concatenate, zip(*(one.columns for one in some), strict=True)))


def _shared(scene: _Scene, pairs: _Chains) -> tuple[_Chains, _Stretches]:
    """Follow pairs of trees down to the leaves that meet and the chains that others cover."""
    leaves, stretches = [], []
    while len(pairs.pair):
        a, b = scene.forest.nodes[pairs.a], scene.forest.nodes[pairs.b]
        beside = (column(a, "xmax") <= column(b, "xmin")) | (column(b, "xmax") <= column(a, "xmin"))
        below = ~beside & (column(a, "ymax") <= column(b, "ymin"))
        above = ~beside & ~below & (column(b, "ymax") <= column(a, "ymin"))
        near = ~(beside | below | above)
        meet = near & (a["number"] > 0) & (b["number"] > 0)
        leaves.append(pairs.keep(meet))
        stretches.append(_covered(scene, pairs.keep(below)))
        stretches.append(_covered(scene, pairs.keep(above).turned()))
        pairs = _parts(scene, pairs.keep(near & ~meet))
    return _Chains.joined(leaves), _Stretches.joined(stretches)


def _parts(scene: _Scene, pairs: _Chains) -> _Chains:
    """Replace the wider chain of each pair by its parts; a leaf has none."""
    a, b = scene.forest.nodes[pairs.a], scene.forest.nodes[pairs.b]
    wider = _width(a) >= _width(b)
    first = (b["number"] > 0) | ((a["number"] < 0) & wider)
    split = np.where(first, a["first"], b["first"]).astype(np.int64)
    rows, place = _repeated(-np.where(first, a["number"], b["number"]))
    children = split[rows] + place
    return _Chains(
        pairs.pair[rows],
        np.where(first[rows], children, pairs.a[rows]),
        np.where(first[rows], pairs.b[rows], children),
    )


def _width(nodes: Nodes) -> Values:
    return column(nodes, "xmax") - column(nodes, "xmin")


def _covered(scene: _Scene, pairs: _Chains) -> _Stretches:
    """Give the stretches of chains `a` under chains `b`; none where both ends of `b` meet."""
    high = scene.forest.nodes[pairs.b]
    start, stop = high["start"], high["stop"]
    west, east, sign = np.minimum(start, stop), np.maximum(start, stop), np.sign(stop - start)
    return _Stretches(pairs.pair, pairs.a, west, east, sign).keep(sign != 0)


def _under(scene: _Scene, stretches: _Stretches) -> Iterator[tuple[Numbers, Values]]:
    """Sum up the chains between `west` and `east`."""
    while len(stretches.pair):
        chain = scene.forest.nodes[stretches.chain]
        first, last = column(chain, "xmin"), column(chain, "xmax")
        near = (last > stretches.west) & (first < stretches.east)
        whole = near & (stretches.west <= first) & (last <= stretches.east)
        leaves = near & ~whole & (chain["number"] > 0)
        held, origin = chain[whole], scene.origin[stretches.pair[whole]]
        run = column(held, "stop") - column(held, "start")
        known = column(held, "under") + (column(held, "ymin") - origin) * run
        yield stretches.pair[whole], stretches.sign[whole] * known
        yield _under_leaf(scene, stretches.keep(leaves))
        stretches = _halves(scene, stretches.keep(near & ~whole & ~leaves))


def _halves(scene: _Scene, stretches: _Stretches) -> _Stretches:
    """Replace each chain by its parts."""
    chain = scene.forest.nodes[stretches.chain]
    rows, place = _repeated(-chain["number"])
    columns = (stretches.west[rows], stretches.east[rows], stretches.sign[rows])
    return _Stretches(stretches.pair[rows], chain["first"][rows] + place, *columns)


def _repeated(numbers: NDArray[np.int32]) -> tuple[Numbers, Numbers]:
    """Row of each part, and its place among the parts of that row."""
    rows = np.repeat(np.arange(len(numbers)), numbers)
    return rows, np.arange(len(rows)) - np.repeat(np.cumsum(numbers) - numbers, numbers)


def _unfold(scene: _Scene, pair: Numbers, node: Numbers) -> _Leaf:
    """Give the edges of leaves, their heights measured from each pair's origin."""
    forest = scene.forest
    place = np.arange(WIDTH)
    vertex = forest.nodes["first"][node][:, None] + np.arange(WIDTH + 1)
    x, y = forest.x[vertex], forest.y[vertex]
    run, rise = np.diff(x, axis=1), np.diff(y, axis=1)
    sign = np.where(np.abs(run) > STEEP, np.sign(run), 0.0)
    return _Leaf(
        left=np.minimum(x[:, 1:], x[:, :-1]),
        right=np.maximum(x[:, 1:], x[:, :-1]),
        y=np.where(run < 0, y[:, 1:], y[:, :-1]) - scene.origin[pair][:, None],
        slope=sign * rise / np.maximum(sign * run, STEEP),
        sign=np.where(place < forest.nodes["number"][node][:, None], sign, 0.0),
    )


def _under_leaf(scene: _Scene, stretches: _Stretches) -> tuple[Numbers, Values]:
    leaf = _unfold(scene, stretches.pair, stretches.chain)
    west = np.maximum(stretches.west[:, None], leaf.left)
    east = np.minimum(stretches.east[:, None], leaf.right)
    middle = leaf.y + leaf.slope * (0.5 * (west + east) - leaf.left)
    lanes = leaf.sign * np.maximum(east - west, 0.0) * middle
    return stretches.pair, stretches.sign * lanes.sum(axis=1)


def _crossed(scene: _Scene, pairs: _Chains) -> tuple[Numbers, Values]:
    """Sum up pairs of leaves, edge by edge."""
    terms = np.empty(len(pairs.pair))
    for start in range(0, len(terms), _LEAVES):
        some = slice(start, start + _LEAVES)
        terms[some] = _crossed_leaves(
            _unfold(scene, pairs.pair[some], pairs.a[some]),
            _unfold(scene, pairs.pair[some], pairs.b[some]),
        )
    return pairs.pair, terms


def _crossed_leaves(a: _Leaf, b: _Leaf) -> Values:
    """Sum over each edge of `a` with each of `b` that has x in common with it, shape (k,).

    Two edges are d(x) = y_a - y_b apart, from `low` to `high` over their common x, and the mean of
    min(y_a, y_b) is the mean of y_b plus that of min(d, 0): (low + high) / 2 where d < 0
    throughout, -low² / (high - low) / 2 where they cross.
    """
    count = len(a.left)
    west = np.maximum(a.left[:, :, None], b.left[:, None, :])
    east = np.minimum(a.right[:, :, None], b.right[:, None, :])
    leaf, i, j = np.nonzero(west < east)
    west, east, a, b = west[leaf, i, j], east[leaf, i, j], a.take(leaf, i), b.take(leaf, j)
    b_west = b.y + b.slope * (west - b.left)
    b_east = b.y + b.slope * (east - b.left)
    d_west = a.y + a.slope * (west - a.left) - b_west
    d_east = a.y + a.slope * (east - a.left) - b_east
    low, high = np.minimum(d_west, d_east), np.maximum(d_west, d_east)
    dip = np.minimum(low, 0.0)
    fall = np.where(high > low, high - low, 1.0)  # parallel edges never cross
    lower = np.where(high <= 0, low + high, -dip * dip / fall)
    terms = 0.5 * a.sign * b.sign * (east - west) * (b_west + b_east + lower)
    return _summed(leaf, terms, count)


def _summed(place: Numbers, terms: Values, count: int) -> Values:
    """Add up the terms of each place, in their order."""
    return np.bincount(place, terms, count).astype(np.float64, copy=False)
