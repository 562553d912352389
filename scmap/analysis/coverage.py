"""Ground that cameras see: discs about them, each place counted once."""

import math

import numpy as np
import shapely

from scmap.model.layer import Objects

QUARTER = 16  # edges of a quarter of a disc

# A polygon with its corners on the circle is 0.16 % too small; corners this much farther out give
# it the circle's area.
_CORNER = math.sqrt(math.tau / (4 * QUARTER * math.sin(math.tau / (4 * QUARTER))))


def covered_ground(zone: shapely.Geometry, points: Objects, radius: float) -> Objects:
    """Give the ground of a zone that lies within `radius` of a point, as separate polygons.

    Parameters
    ----------
    zone : polygon
        On a plane in metres.
    points : (n,) object
        Cameras inside and outside the zone; one outside may see into it.
    radius : float
        Metres.

    Returns
    -------
    (k,) object
        Polygons that do not overlap, within the zone; their areas sum to the ground covered.
    """
    shapely.prepare(zone)
    near = points[shapely.dwithin(zone, points, radius)]
    discs = shapely.buffer(near, radius * _CORNER, quad_segs=QUARTER)
    parts = shapely.get_parts(shapely.disjoint_subset_union_all(discs))
    crossing = ~shapely.contains_properly(zone, parts)
    parts[crossing] = shapely.intersection(parts[crossing], zone)
    seen: Objects = parts[shapely.area(parts) > 0]
    return seen


def measure_covered_length(lines: Objects, points: Objects, radius: float) -> float:
    """Measure the share of the length of lines that lies within `radius` of a point, 0 to 1.

    NaN where the lines have no length.
    """
    length = float(np.sum(shapely.length(lines)))
    if not length:
        return math.nan
    discs = shapely.buffer(points, radius * _CORNER, quad_segs=QUARTER)
    seen = shapely.intersection(lines, shapely.disjoint_subset_union_all(discs))
    return min(1.0, float(np.sum(shapely.length(seen))) / length)
