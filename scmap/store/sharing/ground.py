"""Whose ground a geometry lies on: in a layer that is edited by area, one draws on the own one.

The ground of a member stands in the admission to which others agreed, not in the program: everybody
comes to the same result, whatever edition of the boundaries they have.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence

import numpy as np
import shapely

from scmap.formats.projection import is_reached, reprojected
from scmap.model.layer import PLANE

AREAS = ("Polygon", "MultiPolygon")
_MEASURES = (shapely.get_num_coordinates, shapely.length, shapely.area)  # by dimension


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
    if ground is None or ground.geom_type not in AREAS or ground.is_empty or not ground.is_valid:
        return None
    shapely.prepare(ground)
    return ground


def agreed_ground(grounds: Sequence[shapely.Geometry]) -> shapely.Geometry:
    """Give the ground that all of some say alike, without the borders where two only touch."""
    shared = shapely.intersection_all(grounds)
    areas = [part for part in shapely.get_parts(shared) if part.geom_type in AREAS]
    ground = shapely.union_all(areas)
    shapely.prepare(ground)
    return ground


def lies_on(blob: bytes, crs: str, ground: shapely.Geometry) -> bool:
    """Tell whether most of a geometry (WKB, on `crs`) lies on a ground (EPSG:5179).

    Most is more than half of its area, of lines their length, of points their number: what crosses
    a border is drawn by one side. What has no place is nobody's; a layer that does not say where it
    lies cannot be held against a ground. What cannot be measured lies on no ground.
    """
    shape = shapely.from_wkb(blob)
    if shape is None or shape.is_empty or not crs or not is_reached(crs):
        return True
    flat = shapely.force_2d(shape)
    if crs != PLANE:
        flat = shapely.transform(flat, lambda at: reprojected(at, crs, PLANE))
    if not np.isfinite(shapely.get_coordinates(flat)).all():
        return False
    try:
        with np.errstate(all="ignore"):
            # each piece of ground in it once
            return _mostly(shapely.unary_union(shapely.make_valid(flat)), ground)
    except shapely.errors.ShapelyError:
        return False


def _mostly(shape: shapely.Geometry, ground: shapely.Geometry) -> bool:
    if shapely.covers(ground, shape):
        return True
    parts = shapely.get_parts(shape)
    # points, lines, areas each: a small area does not carry a long line along
    for dimension, measure in enumerate(_MEASURES):
        measured = parts[shapely.get_dimensions(parts) == dimension]
        inside = measure(shapely.intersection(measured, ground)).sum()
        if len(measured) and inside * 2 <= measure(measured).sum():
            return False
    return True
