"""Making a coverage of polygons: no overlaps, no gaps, neighbours with the very same border.

All borders are noded together and cut the land into faces; each face goes to one polygon. A face
that several polygons claim, or none, goes where it shares the longest border.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from scmap.model.layer import Objects, objects

Integers = NDArray[np.int64]

NOBODY = -1


@dataclass(frozen=True, slots=True, eq=False)
class _Claims:
    """Which polygons hold a face, one row a pair.

    Attributes
    ----------
    face, polygon : (k,) int64
        Row numbers of both.
    counts : (f,) int64
        Number of claims on each face: 1 for most, more in overlaps, 0 in gaps.
    """

    face: Integers
    polygon: Integers
    counts: Integers

    def allow(self, face: Integers, polygon: Integers) -> NDArray[np.bool_]:
        """Tell whether a face may go to a polygon: a gap to any, another to its claimants."""
        base = max(self.polygon.max(initial=0), polygon.max(initial=0)) + 1
        claimed = np.isin(face * base + polygon, self.face * base + self.polygon)
        allowed: NDArray[np.bool_] = claimed | (self.counts[face] == 0)
        return allowed


@dataclass(frozen=True, slots=True, eq=False)
class _Borders:
    """Borders of faces that have no owner yet, one row a border.

    Attributes
    ----------
    face, neighbour : (k,) int64
        The face and one beside it.
    length : (k,) float64
        Metres.
    """

    face: Integers
    neighbour: Integers
    length: NDArray[np.float64]

    def without(self, faces: Integers) -> "_Borders":
        """Give the borders of all but some faces."""
        kept = ~np.isin(self.face, faces)
        return _Borders(self.face[kept], self.neighbour[kept], self.length[kept])


def make_coverage(
    polygons: Objects, *, grid: float, open_at: Sequence[tuple[float, float]]
) -> Objects:
    """Give the polygons as a coverage, in the same order.

    Parameters
    ----------
    polygons : (n,) object
        Valid polygons on a plane in metres.
    grid : float
        Size of the grid on which the borders are noded, metres.
    open_at : sequence of (x, y)
        Points in enclosed water that stays nobody's; every other enclosed gap is filled.
    """
    faces = _faces(polygons, grid)
    claims = _claims(faces, polygons)
    owner = np.full(len(faces), NOBODY)
    sole = claims.counts[claims.face] == 1
    owner[claims.face[sole]] = claims.polygon[sole]
    water = (claims.counts == 0) & np.isin(np.arange(len(faces)), _holding(faces, open_at))
    borders = _borders(faces, np.flatnonzero((owner == NOBODY) & ~water))
    return _gathered(faces, _settled(owner, claims, borders), len(polygons))


def drop_crumbs(coverage: Objects, *, least_area: float, least_width: float) -> Objects:
    """Drop what stands free in the sea and is tiny or hair-thin, but never a polygon's main part.

    Parameters
    ----------
    coverage : (n,) object
        Polygons of a coverage.
    least_area, least_width : float
        m², and metres as 2·area/perimeter.
    """
    land = shapely.get_parts(joined(coverage))
    area = shapely.area(land)
    crumbs = (area < least_area) | (2 * area / shapely.length(land) < least_width)
    tree = shapely.STRtree(land[crumbs])
    return objects(_without(polygon, tree) for polygon in coverage)


def dissolve(coverage: Objects, keys: Sequence[str]) -> tuple[list[str], Objects]:
    """Join the polygons with the same key; give the keys in order, and a polygon for each."""
    wanted = sorted(set(keys))
    members = np.array(keys, dtype=object)
    return wanted, objects(joined(coverage[members == key]) for key in wanted)


def joined(polygons: Objects) -> BaseGeometry:
    """Give the union of polygons of a coverage.

    The quick union for coverages leaves a ring that touches itself in rare cases (GEOS 3.13).
    """
    union = shapely.coverage_union_all(polygons)
    return union if shapely.is_valid(union) else shapely.union_all(polygons)


def _faces(polygons: Objects, grid: float) -> Objects:
    lines = shapely.union_all(shapely.boundary(polygons), grid_size=grid)
    faces: Objects = shapely.get_parts(shapely.polygonize([lines]))
    real: Objects = faces[shapely.area(faces) > 0]
    return real


def _claims(faces: Objects, polygons: Objects) -> _Claims:
    inside = shapely.point_on_surface(faces)
    face, polygon = shapely.STRtree(polygons).query(inside, predicate="intersects")
    order = np.lexsort((polygon, face))
    return _Claims(face[order], polygon[order], np.bincount(face, minlength=len(faces)))


def _holding(faces: Objects, points: Sequence[tuple[float, float]]) -> Integers:
    wells = shapely.points(np.reshape(np.asarray(points, dtype=float), (-1, 2)))
    _point, face = shapely.STRtree(faces).query(wells, predicate="intersects")
    holding: Integers = face
    return holding


def _borders(faces: Objects, unowned: Integers) -> _Borders:
    """Give the borders of some faces: the segments that two rings have in common.

    All borders were noded together, so that what two faces share they share vertex by vertex.
    """
    rings, face_of = shapely.get_rings(faces, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    inside = ring[1:] == ring[:-1]
    start, end, face = points[:-1][inside], points[1:][inside], face_of[ring[1:][inside]]
    number = _numbered(start) + _numbered(end)  # the same in both directions
    kept = np.flatnonzero(np.isin(number, number[np.isin(face, unowned)]))
    kept = kept[np.argsort(number[kept], kind="stable")]
    twice = np.flatnonzero(number[kept][1:] == number[kept][:-1])
    one, other = kept[twice], kept[twice + 1]
    if not (start[one] == end[other]).all() or not (end[one] == start[other]).all():
        raise ValueError("two borders with one number")
    length = np.hypot(*(end[one] - start[one]).T)
    pairs = np.column_stack([np.append(face[one], face[other]), np.append(face[other], face[one])])
    pairs, place = np.unique(pairs, axis=0, return_inverse=True)
    total = np.bincount(place.ravel(), weights=np.append(length, length), minlength=len(pairs))
    asked = np.isin(pairs[:, 0], unowned) & (pairs[:, 0] != pairs[:, 1])
    return _Borders(pairs[asked, 0], pairs[asked, 1], total[asked])


def _numbered(points: NDArray[np.float64]) -> NDArray[np.uint64]:
    """Give a number for each point that no other is likely to have."""
    bits = np.ascontiguousarray(points).view(np.uint64)
    mixed = bits[:, 0] * np.uint64(0x9E3779B97F4A7C15) + bits[:, 1] * np.uint64(0xC2B2AE3D27D4EB4F)
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    numbers: NDArray[np.uint64] = mixed ^ (mixed >> np.uint64(32))
    return numbers


def _settled(owner: Integers, claims: _Claims, borders: _Borders) -> Integers:
    """Give every face that can have one an owner, from the faces around it inwards.

    Each round reads only what the rounds before it decided, so that the order of faces is of no
    consequence. What no claimant's own ground touches goes to its first claimant.
    """
    owner = owner.copy()
    while len(face := _settle_round(owner, claims, borders)):
        borders = borders.without(face)
    lost = owner[claims.face] == NOBODY
    face, first = np.unique(claims.face[lost], return_index=True)
    owner[face] = claims.polygon[lost][first]
    return owner


def _settle_round(owner: Integers, claims: _Claims, borders: _Borders) -> Integers:
    """Give owners to the faces beside owned ones; give the faces that got one."""
    beside = owner[borders.neighbour]
    known = np.flatnonzero(beside != NOBODY)
    known = known[claims.allow(borders.face[known], beside[known])]
    pairs, place = np.unique(
        np.column_stack([borders.face[known], beside[known]]), axis=0, return_inverse=True
    )
    shared = np.bincount(place.ravel(), weights=borders.length[known], minlength=len(pairs))
    best = np.lexsort((pairs[:, 1], -shared, pairs[:, 0]))
    face, first = np.unique(pairs[best, 0], return_index=True)
    owner[face] = pairs[best[first], 1]
    return face


def _gathered(faces: Objects, owner: Integers, count: int) -> Objects:
    """Join the faces of each owner."""
    order = np.argsort(owner, kind="stable")
    ends = np.searchsorted(owner[order], np.arange(count + 1))
    return objects(joined(faces[order[start:stop]]) for start, stop in itertools.pairwise(ends))


def _without(polygon: BaseGeometry, crumbs: shapely.STRtree) -> BaseGeometry:
    parts = shapely.get_parts(polygon)
    hit = np.zeros(len(parts), dtype=bool)
    hit[crumbs.query(shapely.point_on_surface(parts), predicate="intersects")[0]] = True
    hit[np.argmax(shapely.area(parts))] = False
    return shapely.multipolygons(parts[~hit])
