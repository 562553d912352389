"""Measure one footprint that moves against many that stay."""

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.analysis import kernel
from scmap.analysis.kernel import Engine, Grove, Rows, Seed, Values
from scmap.model.layer import Objects, objects

_NONE = -1  # tree of a row that has no ground


class _Room(NamedTuple):
    """Numbers of vertices, groups and trees."""

    vertices: int
    groups: int
    trees: int


# What is kept free: a footprint that moves is seldom larger.
_SPARE = _Room(20_000, 5_000, 100)


class Measurer:
    """Footprints that stay planted, to be measured against one that changes.

    Meant for a footprint under the cursor: the others are planted once, and each look costs but the
    pairs asked for. One thread uses it at a time.

    Parameters
    ----------
    footprints : (n,) object
        Valid polygons or multipolygons on one plane; None where a row has no ground.
    using : str
        Engine; by default the kernel where it was built.
    """

    def __init__(self, footprints: Objects, *, using: Engine | None = None) -> None:
        self._footprints = footprints.copy()
        self._footprints[shapely.is_empty(footprints)] = None
        present = ~shapely.is_missing(self._footprints)
        trees = kernel.plant(self._footprints[present], using=using)
        self._grove = trees if isinstance(trees, Grove) else None
        self._tree = np.full(len(footprints), _NONE, dtype=np.intp)
        self._tree[present] = np.arange(present.sum())
        if self._grove is not None:
            self._used = _room(self._grove)
            self._grove = _grown(self._grove, self._used, _SPARE)

    def areas_with(self, footprint: shapely.Geometry, rows: Rows) -> Values:
        """Measure the ground that a footprint shares with some of the rows.

        Parameters
        ----------
        footprint : Geometry
            Valid polygon or multipolygon on the plane of the others, not empty.
        rows : (k,) intp
            Rows it is measured with.

        Returns
        -------
        (k,) float64
            Areas, m²; 0 with rows that have no ground.
        """
        present = self._tree[rows] != _NONE
        area = np.zeros(len(rows))
        area[present] = self._measured(footprint, rows[present])
        return area

    def replace(self, row: int, footprint: shapely.Geometry | None) -> None:
        """Let a row have another footprint, or none, from now on."""
        gone = footprint is None or footprint.is_empty
        self._footprints[row] = None if gone else footprint
        if gone:
            self._tree[row] = _NONE
        elif self._grove is not None:
            self._tree[row], self._used = self._planted(self._grove, footprint)
        else:
            self._tree[row] = row

    def _measured(self, footprint: shapely.Geometry, rows: Rows) -> Values:
        last = np.full(len(rows), len(rows))
        if self._grove is None:
            some = objects([*self._footprints[rows], footprint])
            return kernel.areas(some, last, np.arange(len(rows)), using="numpy")
        tree, _ = self._planted(self._grove, footprint)
        return self._grove.measured(np.full(len(rows), tree), self._tree[rows])

    def _planted(self, grove: Grove, footprint: shapely.Geometry) -> tuple[int, _Room]:
        """Plant a tree behind those that stay; give its number and the room used then."""
        seed, used = Seed.of(objects([footprint])), self._used
        vertices, groups = seed.sizes[0].tolist()
        grove = self._grove = _grown(grove, used, _Room(vertices, groups, 1))
        seed.plant(grove, used.trees, np.array([used[:2]]))
        grove.sizes[used.trees] = seed.sizes[0]
        return used.trees, _Room(used[0] + vertices, used[1] + groups, used.trees + 1)


def _room(grove: Grove) -> _Room:
    return _Room(grove.vertices.shape[1], len(grove.groups), len(grove.trees))


def _grown(grove: Grove, used: _Room, more: _Room) -> Grove:
    """Give the grove, or a larger one, so that there is room for so much more."""
    there = _room(grove)
    if all(one + other <= last for one, other, last in zip(used, more, there, strict=True)):
        return grove
    larger = (max(last, a + b) + c for last, a, b, c in zip(there, used, more, _SPARE, strict=True))
    vertices, groups, trees = larger
    sizes: NDArray[np.int64] = np.zeros((trees, 2), np.int64)
    sizes[: there.trees] = grove.sizes
    roomy = Grove.room(vertices, groups, grove.library, sizes)
    roomy.vertices[:, : there.vertices] = grove.vertices
    roomy.groups[: there.groups] = grove.groups
    roomy.trees[: there.trees] = grove.trees
    return roomy
