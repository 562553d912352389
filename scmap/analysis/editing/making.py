"""Shapes that are made of a place, a line and a number: circles, corridors, buffers, turns."""

import math

import shapely
from shapely import affinity

from scmap.analysis.repair import areal
from scmap.errors import InputError

QUARTER = 32  # sides of a quarter circle: its area is 0.04 % less than the circle's

Point = tuple[float, float]


def circle(centre: Point, radius: float) -> shapely.Geometry:
    """Give the area within `radius` metres of a place, on the plane of the map."""
    return shapely.buffer(shapely.Point(centre), radius, quad_segs=QUARTER)


def corridor(line: shapely.Geometry, width: float) -> shapely.Geometry | None:
    """Give the area `width` metres wide along a line, cut off at its ends; None of no width."""
    if width <= 0 or line.length <= 0:
        return None
    return areal(shapely.buffer(line, width / 2, cap_style="flat", join_style="round"))


def buffered(shape: shapely.Geometry, metres: float) -> shapely.Geometry:
    """Give a shape grown by so many metres all around; an area shrinks by a negative number.

    Raises
    ------
    InputError
        ``edit_nothing_left``.
    """
    made = areal(shapely.buffer(shape, metres, quad_segs=QUARTER))
    if made is None:
        raise InputError("edit_nothing_left")
    return made


def moved(shape: shapely.Geometry, dx: float, dy: float) -> shapely.Geometry:
    """Give a shape moved by so many metres east and north."""
    return affinity.translate(shape, dx, dy)


def turned(shape: shapely.Geometry, about: Point, degrees: float) -> shapely.Geometry:
    """Give a shape turned about a place, anticlockwise."""
    return affinity.rotate(shape, degrees, origin=about)


def bearing(centre: Point, at: Point) -> float:
    """Give the direction of a place from another, degrees anticlockwise from east."""
    return math.degrees(math.atan2(at[1] - centre[1], at[0] - centre[0]))
