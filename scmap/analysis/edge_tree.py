"""Hang the edges of footprints in trees of chains, for numpy to measure pairs of them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.model.layer import Objects

WIDTH = 8  # edges of a leaf
CHILDREN = 2  # of a node

# A node: box, ends of the chain, its signed integral of y - ymin, and what it consists of. Rings
# joined to one node are closed: start = stop.
NODE = np.dtype(
    [
        *((name, "f8") for name in ("xmin", "ymin", "xmax", "ymax", "start", "stop", "under")),
        ("first", "i4"),
        ("number", "i4"),
    ]
)

Numbers = NDArray[np.intp]
Values = NDArray[np.float64]
Nodes = NDArray[np.void]

_BOX = (
    ("xmin", np.minimum),
    ("ymin", np.minimum),
    ("xmax", np.maximum),
    ("ymax", np.maximum),
)


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """The edges of footprints, one tree a footprint.

    Attributes
    ----------
    x, y : (v + WIDTH,) float64
        Vertices, ring after ring, the interior to the right of each edge; and WIDTH more, so that a
        leaf of fewer edges may be read like any other.
    nodes : (m,) of NODE
        Chains. A leaf has `number` > 0 edges from vertex `first` on; any other node has ``-number``
        children from node `first` on.
    roots : (n,) int64
        The node that is the whole footprint.
    """

    x: Values
    y: Values
    nodes: Nodes
    roots: NDArray[np.int64]

    @classmethod
    def of(cls, footprints: Objects) -> "Forest":
        """Plant a tree for each of (n,) valid polygons or multipolygons that are not empty."""
        rings = _Rings.of(footprints)
        chains, ring = rings.leaves()
        growth = _Growth()
        tops = growth.join(_leaf_nodes(rings, chains), ring, len(rings.length), closed=False)
        whole = growth.nodes()[tops]
        roots = growth.join(whole, rings.footprint, len(footprints), closed=True)
        return cls(rings.x, rings.y, growth.nodes(), roots.astype(np.int64))


@dataclass(frozen=True, slots=True, eq=False)
class _Chains:
    """Leaves as stretches of the vertices: their first and last one."""

    first: Numbers
    last: Numbers


@dataclass(frozen=True, eq=False)
class _Rings:
    """Vertices of all rings, interior to the right of each edge.

    Attributes
    ----------
    x, y : (v + WIDTH,) float64
        Vertices, ring after ring; the last vertex of a ring is its first one. WIDTH zeros follow.
    begin, length : (r,)
        First vertex and number of vertices of each ring.
    footprint : (r,)
        Footprint of each ring, ascending.
    """

    x: Values
    y: Values
    begin: Numbers
    length: Numbers
    footprint: Numbers

    @classmethod
    def of(cls, footprints: Objects) -> "_Rings":
        turned = shapely.orient_polygons(footprints, exterior_cw=True)
        parts, whole = shapely.get_parts(turned, return_index=True)
        rings, part = shapely.get_rings(parts, return_index=True)
        length = shapely.get_num_coordinates(rings).astype(np.intp)
        vertices = np.zeros((2, int(length.sum()) + WIDTH))
        vertices[:, :-WIDTH] = shapely.get_coordinates(rings).T
        x, y = vertices
        return cls(x, y, np.cumsum(length) - length, length, whole[part])

    def leaves(self) -> tuple[_Chains, Numbers]:
        """Cut the rings into stretches of WIDTH edges; also give the ring of each."""
        pieces = -(-(self.length - 1) // WIDTH)
        ring = np.repeat(np.arange(len(pieces)), pieces)
        place = np.arange(len(ring)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
        first = self.begin[ring] + place * WIDTH
        last = np.minimum(first + WIDTH, self.begin[ring] + self.length[ring] - 1)
        return _Chains(first, last), ring

    @cached_property
    def step(self) -> Values:
        """Δx of the edge that starts at each vertex; 0 at the last vertex of a ring."""
        step = np.zeros(len(self.x))
        np.subtract(self.x[1:], self.x[:-1], out=step[:-1])
        step[self.begin + self.length - 1] = 0.0  # from one ring to the next
        return step


def _leaf_nodes(rings: _Rings, chains: _Chains) -> Nodes:
    """Boxes, ends and integrals of the leaves."""
    nodes = np.empty(len(chains.first), NODE)
    count = len(rings.x) - WIDTH  # what follows would make the last footprint unlike the others
    x, y = rings.x[:count], rings.y[:count]
    for name, bound in _BOX:
        values = x if name.startswith("x") else y
        nodes[name] = bound(bound.reduceat(values, chains.first), values[chains.last])
    nodes["start"], nodes["stop"] = x[chains.first], x[chains.last]
    middle = np.zeros(count)
    np.add(y[1:], y[:-1], out=middle[:-1])
    middle *= 0.5
    middle -= np.repeat(nodes["ymin"], np.diff(chains.first, append=count))
    nodes["under"] = np.add.reduceat(rings.step[:count] * middle, chains.first)
    nodes["first"] = chains.first
    nodes["number"] = chains.last - chains.first
    return nodes


class _Growth:
    """Nodes as they grow from the leaves to the roots."""

    def __init__(self) -> None:
        self._levels: list[Nodes] = []
        self._size = 0

    def nodes(self) -> Nodes:
        """Give all nodes so far, in one array."""
        return np.concatenate(self._levels)

    def join(self, nodes: Nodes, group: Numbers, groups: int, *, closed: bool) -> Numbers:
        """Join the nodes of each group level by level until one is left; give that one.

        Parameters
        ----------
        nodes, group : (k,)
            Nodes, which are added, and the group of each, ascending.
        groups : int
            Number of groups.
        closed : bool
            Whether the nodes are whole rings, not stretches of one.
        """
        tops = np.empty(groups, dtype=np.intp)
        ids = self._add(nodes)
        while len(nodes):
            alone = np.bincount(group, minlength=groups)[group] == 1
            tops[group[alone]] = ids[alone]
            nodes, ids, group = nodes[~alone], ids[~alone], group[~alone]
            heads = _heads(group, groups)
            nodes, group = _parents(nodes, ids, heads, closed=closed), group[heads]
            ids = self._add(nodes)
        return tops

    def _add(self, nodes: Nodes) -> Numbers:
        """Append nodes, side by side as the children of one node must be; give their numbers."""
        self._levels.append(nodes)
        self._size += len(nodes)
        return np.arange(self._size - len(nodes), self._size)


def column(nodes: Nodes, name: str) -> Values:
    """Give a column of `NODE` in metres.

    Of a column by its name numpy tells no type: to check a term of three takes mypy a second.
    """
    values: Values = nodes[name]
    return values


def _heads(group: Numbers, groups: int) -> Numbers:
    """Place of the first child of each parent."""
    sizes = np.bincount(group, minlength=groups)
    place = np.arange(len(group)) - (np.cumsum(sizes) - sizes)[group]
    return np.flatnonzero(place % CHILDREN == 0)


def _parents(nodes: Nodes, ids: Numbers, heads: Numbers, *, closed: bool) -> Nodes:
    """One node for the children from each head to the next."""
    numbers = np.diff(heads, append=len(nodes))
    parents = np.empty(len(heads), NODE)
    for name, bound in _BOX:
        parents[name] = bound.reduceat(nodes[name], heads)
    parents["start"] = nodes["start"][heads]
    parents["stop"] = parents["start"] if closed else nodes["stop"][heads + numbers - 1]
    lift = column(nodes, "ymin") - np.repeat(column(parents, "ymin"), numbers)
    under = column(nodes, "under") + lift * (column(nodes, "stop") - column(nodes, "start"))
    parents["under"] = np.add.reduceat(under, heads)
    parents["first"], parents["number"] = ids[heads], -numbers
    return parents
