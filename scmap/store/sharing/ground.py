"""Whose ground a geometry lies on: in a layer that is edited by area, one draws on the own one.

The ground of a member stands in the admission to which others agreed, not in the program: everybody
comes to the same result, whatever edition of the boundaries they have.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable

import shapely

from scmap.formats.projection import reprojected
from scmap.model.layer import PLANE


def said_ground(grounds: Iterable[shapely.Geometry]) -> str:
    """Write the ground of some municipalities (EPSG:5179) as an act holds it; "" for none."""
    whole = shapely.union_all(list(grounds))
    return "" if whole.is_empty else b64encode(shapely.to_wkb(whole)).decode("ascii")


def read_ground(text: str) -> shapely.Geometry | None:
    """Read what `said_ground` wrote; None for what says no ground."""
    try:
        ground = shapely.from_wkb(b64decode(text, validate=True)) if text else None
    except (ValueError, shapely.errors.ShapelyError):
        return None
    if ground is None or ground.is_empty or not ground.is_valid:
        return None
    shapely.prepare(ground)
    return ground


def lies_on(blob: bytes, crs: str, ground: shapely.Geometry) -> bool:
    """Tell whether a geometry (WKB, on `crs`) lies on a ground (EPSG:5179), by a point inside it.

    What has no place is nobody's; a layer that does not say where it lies cannot be held against
    a ground.
    """
    shape = shapely.from_wkb(blob)
    if shape is None or shape.is_empty or not crs:
        return True
    inside = shapely.get_coordinates(shapely.point_on_surface(shape))
    if crs != PLANE:
        inside = reprojected(inside, crs, PLANE)
    return bool(shapely.intersects_xy(ground, *inside[0]))
