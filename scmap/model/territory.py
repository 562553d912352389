"""The ground of municipalities: which one a point lies in, and the polygon of a named area."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from scmap.model.layer import Layer, Objects

REACH = 3000.0  # metres: how far from the coast new land may lie that the boundaries lack


@dataclass(frozen=True, slots=True, eq=False)
class Located:
    """Where points lie, one row a point.

    Attributes
    ----------
    municipality, gu : (n,) object
        Codes in force today; None outside, and where a municipality has no 일반구.
    nearest_m : (n,) float64
        0 inside; otherwise the distance to that nearest municipality, metres; NaN out of reach.
    """

    municipality: Objects
    gu: Objects
    nearest_m: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Territory:
    """Polygons of 시·도, municipalities, 일반구 and 법정동, read when first asked for.

    Attributes
    ----------
    boundaries : callable
        Gives the boundary layer of a level ("sido", "municipality", "gu", "emd"), all on one
        plane, with columns `code`, `name` and `parent`.
    """

    boundaries: Callable[[str], Layer]
    _rows: dict[str, dict[str, int]] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def _leaves(self) -> "_Leaves":
        """The 일반구, and the municipalities that have none: together they cover the land once."""
        cities, gus = self.boundaries("municipality"), self.boundaries("gu")
        whole = ~np.isin(cities.text("code").astype(str), gus.text("parent").astype(str))
        return _Leaves(
            np.concatenate([cities.text("code")[whole], gus.text("parent")]),
            np.concatenate([np.full(whole.sum(), None, dtype=object), gus.text("code")]),
            np.concatenate([cities.geometry[whole], gus.geometry]),
        )

    def locate(self, points: NDArray[np.float64], *, reach: float = REACH) -> Located:
        """Tell the municipality and 일반구 of each point.

        Parameters
        ----------
        points : (n, 2) float64
            Coordinates on the plane of the boundaries; NaN where unknown.
        reach : float
            A point that lies in none belongs to the nearest one up to so many metres away.
        """
        leaves = self._leaves
        leaf, distance = leaves.at(shapely.points(points), reach)
        known = leaf >= 0
        municipality, gu = np.full((2, len(points)), None, dtype=object)
        municipality[known] = leaves.municipality[leaf[known]]
        gu[known] = leaves.gu[leaf[known]]
        return Located(municipality, gu, distance)

    def polygon(self, level: str, code: str) -> BaseGeometry | None:
        """Give the ground of one unit of a level; None when there is none of that code."""
        layer = self.boundaries(level)
        if level not in self._rows:
            self._rows[level] = {code: row for row, code in enumerate(layer.text("code"))}
        row = self._rows[level].get(code)
        return None if row is None else layer.geometry[row]

    def neighbourhoods(self, parents: Collection[str]) -> dict[str, list[BaseGeometry]]:
        """Give the 법정동 of a municipality or 일반구 by name; {} where they are not bundled.

        Parameters
        ----------
        parents : collection of str
            Code of the municipality and of all its 일반구.
        """
        layer = self.boundaries("emd")
        inside = np.isin(layer.text("parent").astype(str), list(parents))
        found: dict[str, list[BaseGeometry]] = {}
        for name, polygon in zip(layer.text("name")[inside], layer.geometry[inside], strict=True):
            found.setdefault(name, []).append(polygon)
        return found


def joined(polygons: Sequence[BaseGeometry]) -> BaseGeometry:
    """Give the ground of several polygons as one, always in the same order of points."""
    return shapely.normalize(shapely.union_all(polygons))


@dataclass(frozen=True, eq=False)
class _Leaves:
    """Polygons that cover the land once, with the codes they stand for, and their index."""

    municipality: Objects
    gu: Objects
    polygons: Objects

    @cached_property
    def tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.polygons)

    def at(self, points: Objects, reach: float) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Give the row of the polygon at each point (-1 = none) and the distance to it."""
        leaf = np.full(len(points), -1)
        distance = np.full(len(points), np.nan)
        _first(leaf, *self.tree.query(points, predicate="intersects"))
        distance[leaf >= 0] = 0.0
        outside = np.flatnonzero(leaf < 0)
        pairs, metres = self.tree.query_nearest(
            points[outside], max_distance=reach, return_distance=True
        )
        _first(leaf, outside[pairs[0]], pairs[1])
        distance[outside[pairs[0]]] = metres
        return leaf, distance


def _first(leaf: NDArray[np.intp], points: NDArray[np.intp], found: NDArray[np.intp]) -> None:
    """Take for each point the first of the polygons found, so that a border has one owner."""
    order = np.lexsort((found, points))[::-1]
    leaf[points[order]] = found[order]
