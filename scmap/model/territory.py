"""The ground of municipalities: which one a point lies in, and the polygon of a named area."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from scmap.model.layer import Layer, Objects
from scmap.model.written import read, written

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

    @cached_property
    def _leaves(self) -> "_Leaves":
        """The 일반구, and the municipalities that have none: together they cover the land once."""
        cities, gus = self.boundaries("municipality"), self.boundaries("gu")
        whole = ~np.isin(cities.text("code").astype(str), gus.text("parent").astype(str))
        return _Leaves(
            np.concatenate([cities.text("code")[whole], gus.text("parent")]),
            np.concatenate([np.full(whole.sum(), None, dtype=object), gus.text("code")]),
            _prepared(np.concatenate([cities.geometry[whole], gus.geometry])),
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
        leaf, distance = leaves.at(points, reach)
        known = leaf >= 0
        municipality, gu = np.full((2, len(points)), None, dtype=object)
        municipality[known] = leaves.municipality[leaf[known]]
        gu[known] = leaves.gu[leaf[known]]
        return Located(municipality, gu, distance)

    def polygon(self, level: str, code: str) -> BaseGeometry | None:
        """Give the ground of one unit of a level; None when there is none of that code."""
        layer = self.boundaries(level)
        rows = np.flatnonzero(layer.text("code") == code)
        return layer.geometry[rows[0]] if len(rows) else None

    def formerly(self, sido: str) -> list[BaseGeometry]:
        """Give the municipalities that lay in a 시·도 of earlier days, by its former two digits."""
        layer = self.boundaries("municipality")
        former = layer.text("former")
        rows = [row for row, codes in enumerate(former) if codes and codes.startswith(sido)]
        return [layer.geometry[row] for row in rows]

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


def _prepared(polygons: Objects) -> Objects:
    """Give copies of polygons that answer quickly whether they hold a point.

    Copies, because to prepare a geometry changes it, and another thread may be reading it.
    """
    own: Objects = read(written(polygons))
    shapely.prepare(own)
    shapely.intersects(own, shapely.point_on_surface(own))  # builds the index inside each
    return own


@dataclass(frozen=True, eq=False)
class _Leaves:
    """Prepared polygons that cover the land once, with the codes they stand for."""

    municipality: Objects
    gu: Objects
    polygons: Objects

    @cached_property
    def tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.polygons)

    def at(
        self, coordinates: NDArray[np.float64], reach: float
    ) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Give the row of the polygon at each point (-1 = none) and the distance to it (NaN)."""
        leaf = np.full(len(coordinates), -1)
        distance = np.full(len(coordinates), np.nan)
        known = np.flatnonzero(np.isfinite(coordinates).all(axis=1))
        points = shapely.points(coordinates[known])
        point, polygon = self.tree.query(points)
        inside = shapely.intersects(self.polygons[polygon], points[point])
        _assign(leaf, known[point[inside]], polygon[inside])
        distance[leaf >= 0] = 0.0
        outside = leaf[known] < 0
        (point, polygon), metres = self.tree.query_nearest(
            points[outside], max_distance=reach, return_distance=True
        )
        _assign(leaf, known[outside][point], polygon)
        distance[known[outside][point]] = metres
        return leaf, distance


def _assign(leaf: NDArray[np.intp], point: NDArray[np.intp], polygon: NDArray[np.intp]) -> None:
    """Take for each point the first of the polygons found, so that a border has one owner."""
    order = np.lexsort((polygon, point))[::-1]
    leaf[point[order]] = polygon[order]
