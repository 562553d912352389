"""Geometries from outside, brought into the forms that the product works with."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.model.issue import Issue
from scmap.model.layer import Objects, objects

LISTED = 10  # rows that an issue names before it says "…"
FARTHEST = 1e9  # metres from the origin: no place on earth has larger coordinates on any plane


def flattened(geometry: Objects, layer: str) -> tuple[Objects, list[Issue]]:
    """Leave out heights, which no analysis here uses, and the M values."""
    solid = shapely.has_z(geometry)
    issues = _noticed("height_dropped", layer, solid)
    return (objects(shapely.force_2d(geometry)) if solid.any() else geometry), issues


def with_polygons(geometry: Objects, layer: str) -> tuple[Objects, list[Issue]]:
    """Keep the polygon parts of collections that have any; lines and points there are left out."""
    mixed = shapely.get_type_id(geometry) == shapely.GeometryType.GEOMETRYCOLLECTION
    kept = geometry.copy()
    changed = np.zeros(len(geometry), dtype=bool)
    for row in np.flatnonzero(mixed):
        polygons = list(_polygons(geometry[row]))
        if polygons:
            kept[row], changed[row] = _joined(polygons), True
    return kept, _noticed("collection_reduced", layer, changed)


def without_impossible(geometry: Objects, layer: str) -> tuple[Objects, list[Issue]]:
    """Take away geometries with coordinates that are no number, or on no place on earth."""
    bounds = shapely.bounds(geometry)
    some = ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    bad = some & ~(np.isfinite(bounds) & (np.abs(bounds) < FARTHEST)).all(axis=1)
    kept = geometry.copy()
    kept[bad] = None
    return kept, _noticed("coordinates_impossible", layer, bad)


def missing(geometry: Objects, layer: str) -> list[Issue]:
    """Say which features have no geometry, or an empty one."""
    return [
        *_noticed("geometry_missing", layer, shapely.is_missing(geometry)),
        *_noticed("geometry_empty", layer, shapely.is_empty(geometry)),
    ]


def _noticed(code: str, layer: str, rows: NDArray[np.bool_]) -> list[Issue]:
    """Give one issue for all `rows`, with their count and the first of their numbers, from 1."""
    numbers = np.flatnonzero(rows) + 1
    if not len(numbers):
        return []
    listed = ", ".join(map(str, numbers[:LISTED].tolist()))
    more = ", …" if len(numbers) > LISTED else ""
    return [Issue(code, layer, values={"count": len(numbers), "rows": listed + more})]


def _polygons(geometry: Any) -> Iterable[Any]:
    """Give the polygons within a geometry, however deep."""
    if geometry.geom_type == "Polygon":
        if not geometry.is_empty:
            yield geometry
    elif hasattr(geometry, "geoms"):
        for part in geometry.geoms:
            yield from _polygons(part)


def _joined(polygons: list[Any]) -> Any:
    """Give the ground that polygons cover together."""
    if len(polygons) == 1:
        return polygons[0]
    try:
        return shapely.union_all(polygons)
    except shapely.errors.GEOSException:  # an invalid part: kept as it is, repaired when measured
        return shapely.MultiPolygon(polygons)
