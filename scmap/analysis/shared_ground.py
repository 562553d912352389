"""Cut footprints pairwise, whatever GEOS says."""

from contextlib import suppress

import numpy as np
import shapely

from scmap.analysis import kernel
from scmap.analysis.repair import GRID, areal
from scmap.model.layer import Objects, objects


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
    """Cut two footprints that GEOS may refuse, by the first way that gives the measured area."""
    one = objects([left, right])
    expected = float(kernel.areas(one, np.array([0]), np.array([1]))[0])
    best: shapely.Geometry = shapely.Polygon()
    for way in (shapely.intersection, _on_grid, _piecewise):
        try:
            ground = way(left, right)
        except shapely.errors.GEOSException:
            continue
        missing = abs(shapely.area(ground) - expected)
        if missing <= max(1.0, 1e-6 * expected):
            return ground
        if missing < abs(shapely.area(best) - expected):
            best = ground
    return best


def _on_grid(left: shapely.Geometry, right: shapely.Geometry) -> shapely.Geometry:
    return shapely.intersection(left, right, grid_size=GRID)


def _piecewise(left: shapely.Geometry, right: shapely.Geometry) -> shapely.Geometry:
    """Cut part by part; parts that GEOS refuses are left out."""
    cut = []
    for one in shapely.get_parts(left):
        for other in shapely.get_parts(right):
            with suppress(shapely.errors.GEOSException):
                cut.append(_on_grid(one, other))
    return shapely.union_all(cut, grid_size=GRID)
