"""Lengths and areas on the ellipsoid, whatever plane the map shows.

A plane stretches: on EPSG:5179 a kilometre at 독도 is drawn one metre too long, on EPSG:3857 one at
Seoul a quarter too long. What a planner measures is the ground itself: geodesics between the points
on GRS 80 (Karney 2013, doi 10.1007/s00190-012-0578-z, as pyproj gives them).
"""

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pyproj import Geod

LEAST_CORNERS = 3


def measure_legs(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Measure each leg of a line.

    Parameters
    ----------
    degrees : (n, 2) float64
        Longitude and latitude of its points.

    Returns
    -------
    (n - 1,) float64
        Metres from each point to the next; none for fewer than two points.
    """
    if len(degrees) < 2:
        return np.empty(0)
    return np.asarray(_ellipsoid().line_lengths(degrees[:, 0], degrees[:, 1]), dtype=np.float64)


def measure_area(degrees: NDArray[np.float64]) -> tuple[float, float]:
    """Measure a ring that is closed from its last point to its first.

    Parameters
    ----------
    degrees : (n, 2) float64
        Longitude and latitude of its corners, in either direction.

    Returns
    -------
    area, perimeter : float
        m² and metres; an area of 0 for fewer than three corners. Of a ring that crosses itself the
        parts on one side are taken from those on the other: ask for the simple rings of it.
    """
    if len(degrees) < LEAST_CORNERS:
        return 0.0, 0.0
    area, perimeter = _ellipsoid().polygon_area_perimeter(degrees[:, 0], degrees[:, 1])
    return abs(float(area)), float(perimeter)


@cache
def _ellipsoid() -> "Geod":
    from pyproj import Geod as Ellipsoid  # noqa: PLC0415  loaded when something is measured

    return Ellipsoid(ellps="GRS80")
