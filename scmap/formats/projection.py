"""Points between degrees and the product's plane; pyproj does every transformation."""

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.model.layer import PLANE, Layer, bare

if TYPE_CHECKING:
    from pyproj import Transformer

DEGREES = "EPSG:4326"


def from_degrees(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give points (longitude, latitude), shape (n, 2), on `PLANE`, metres."""
    return reprojected(points, DEGREES, PLANE)


def to_degrees(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give points on `PLANE`, shape (n, 2), as longitude and latitude."""
    return reprojected(points, PLANE, DEGREES)


def reprojected(points: NDArray[np.float64], source: str, target: str) -> NDArray[np.float64]:
    """Give points of one CRS in another, shape (n, 2), x or longitude first in both."""
    x, y = _transformer(source, target).transform(points[:, 0], points[:, 1])
    return np.column_stack((x, y))


def on_plane(layer: Layer, plane: str) -> Layer:
    """Give a layer with its features where they lie in another CRS."""
    if layer.points is not None:
        return layer.replace(geometry=bare(reprojected(layer.points, layer.crs, plane)), crs=plane)
    moved = shapely.transform(layer.geometry, lambda at: reprojected(at, layer.crs, plane))
    return layer.replace(geometry=moved, crs=plane)


@cache
def _transformer(source: str, target: str) -> "Transformer":
    from pyproj import Transformer as Between  # noqa: PLC0415  loaded when something is transformed

    return Between.from_crs(source, target, always_xy=True)
