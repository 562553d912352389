"""Geometries from outside, brought into the forms that the product works with."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely

from scmap.formats.incoming.table import noticed
from scmap.model.issue import Issue
from scmap.model.layer import Objects

FARTHEST = 1e9  # metres from the origin: no place on earth has larger coordinates on any plane


def with_polygons(geometry: Objects, layer: str) -> tuple[Objects, list[Issue]]:
    """Keep the polygon parts of collections that have any; lines and points there are left out."""
    mixed = shapely.get_type_id(geometry) == shapely.GeometryType.GEOMETRYCOLLECTION
    kept = geometry.copy()
    changed = np.zeros(len(geometry), dtype=bool)
    for row in np.flatnonzero(mixed):
        polygons = list(_polygons(geometry[row]))
        if polygons:
            kept[row], changed[row] = _joined(polygons), True
    rows = np.flatnonzero(changed) + 1
    return kept, [noticed("collection_reduced", layer, rows)] if len(rows) else []


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


def areal(geometry: Any) -> Any:
    """Give the ground of a shape, valid; None of one that has none."""
    if geometry is None or geometry.is_empty or shapely.get_dimensions(geometry) < 2:
        return None
    polygons = list(_polygons(shapely.make_valid(geometry)))
    return _joined(polygons) if polygons else None
