"""Rings and lines of a shape: the one way to change the corners of anything."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

Corners: TypeAlias = NDArray[np.float64]
Change: TypeAlias = Callable[[Corners, bool], Corners | None]

LEAST_RING, LEAST_LINE = 4, 2  # corners, the closing one of a ring counted


def lines_of(shape: shapely.Geometry) -> Iterator[tuple[Corners, bool]]:
    """Give the corners of each ring (closed) and line (open) of a shape, shape (n, 2)."""
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            for ring in shapely.get_rings(part):
                yield shapely.get_coordinates(ring), True
        else:
            yield shapely.get_coordinates(part), False


def changed(shape: shapely.Geometry, change: Change) -> shapely.Geometry | None:
    """Give a shape whose rings and lines were changed one by one.

    Parameters
    ----------
    shape : Geometry
        Polygon, line, point or a collection of one kind.
    change : callable
        Takes corners, shape (n, 2), and whether they are a ring; gives other corners, or None to
        take the ring away. A ring or line that is too short is taken away; with its shell a part
        goes, and its holes.

    Returns
    -------
    Geometry or None
        Of the same kind, multi or not; None when nothing is left.
    """
    parts = [made for part in shapely.get_parts(shape) if (made := _part(part, change)) is not None]
    if not parts:
        return None
    if shape.geom_type.startswith("Multi"):
        return type(shape)(parts)
    return parts[0]


def _part(part: shapely.Geometry, change: Change) -> shapely.Geometry | None:
    if part.geom_type == "Polygon":
        shell, *holes = (_ring(ring, change) for ring in shapely.get_rings(part))
        if shell is None:
            return None
        return shapely.Polygon(shell, [hole for hole in holes if hole is not None])
    corners = change(shapely.get_coordinates(part), False)
    if corners is None or not len(corners):
        return None
    if part.geom_type == "Point":
        return shapely.Point(corners[0])
    return shapely.LineString(corners) if len(corners) >= LEAST_LINE else None


def _ring(ring: shapely.Geometry, change: Change) -> Corners | None:
    corners = change(shapely.get_coordinates(ring), True)
    if corners is None or len(corners) < LEAST_RING:
        return None
    return corners
