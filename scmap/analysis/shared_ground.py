"""Cut footprints pairwise, whatever GEOS says."""

import numpy as np
import shapely

from scmap.analysis.repair import areal
from scmap.model.layer import Objects, objects

GRID = 1e-3  # metres; the grid on which an overlay that GEOS refuses is tried again


def intersect(left: Objects, right: Objects) -> Objects:
    """Cut footprints pairwise, never stopping at a pair that GEOS refuses.

    Parameters
    ----------
    left, right : (k,) object
        Valid polygonal geometries on one plane.

    Returns
    -------
    (k,) object
        Polygonal parts of the intersections; an empty polygon where two do not share ground.
    """
    try:
        cut = shapely.intersection(left, right)
    except shapely.errors.GEOSException:
        cut = objects(_stubborn(a, b) for a, b in zip(left, right, strict=True))
    mixed = np.flatnonzero(shapely.get_type_id(cut) > 6)
    for row in mixed:
        cut[row] = areal(cut[row])
    lines = shapely.is_missing(cut) | (shapely.get_dimensions(cut) < 2)
    cut[lines] = shapely.Polygon()
    return np.asarray(cut, dtype=object)


def _stubborn(left: shapely.Geometry, right: shapely.Geometry) -> shapely.Geometry:
    try:
        return shapely.intersection(left, right)
    except shapely.errors.GEOSException:
        return shapely.intersection(left, right, grid_size=GRID)
