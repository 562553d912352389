"""Shapes of point symbols."""

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF

from scmap.model.symbology import Marker

# Corners and the angle of the first one, degrees anticlockwise from the right.
_POLYGONS: dict[Marker, tuple[int, float]] = {
    "square": (4, 45.0),
    "hexagon": (6, 90.0),
    "triangle": (3, 90.0),
    "diamond": (4, 90.0),
}
# Radii that give every shape about the area of a circle of radius 1.
_RADII: dict[Marker, float] = {"square": 1.25, "hexagon": 1.1, "triangle": 1.4, "diamond": 1.25}
_HOLE = 0.5  # inner radius of a ring


@lru_cache(maxsize=256)
def marker_path(marker: Marker, size: float) -> QPainterPath:
    """Give the shape of a marker about the origin.

    Parameters
    ----------
    marker : str
        Its name.
    size : float
        Diameter in device pixels of the circle that has the same area.
    """
    path = QPainterPath()
    if marker in _POLYGONS:
        path.addPolygon(_polygon(*_POLYGONS[marker], _RADII[marker] * size / 2))
        path.closeSubpath()
        return path
    path.addEllipse(_disc(size))
    if marker == "ring":
        path.addEllipse(_disc(size * _HOLE))
    return path


def _disc(diameter: float) -> QRectF:
    return QRectF(-diameter / 2, -diameter / 2, diameter, diameter)


def _polygon(corners: int, first: float, radius: float) -> QPolygonF:
    angles = [math.radians(first + 360 * i / corners) for i in range(corners)]
    return QPolygonF([QPointF(radius * math.cos(a), -radius * math.sin(a)) for a in angles])
