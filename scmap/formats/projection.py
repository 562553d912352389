"""Points between degrees and the product's plane; pyproj does every transformation."""

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.errors import CrsMismatchError
from scmap.model.layer import PLANE, Layer, are_finite, bare

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
    """Give points of one CRS in another, shape (n, 2), x or longitude first in both.

    Raises
    ------
    CrsMismatchError
        crs_unknown.
    """
    x, y = _transformer(source, target).transform(points[:, 0], points[:, 1])
    return np.column_stack((x, y))


def is_reached(source: str) -> bool:
    """Tell whether there is a way from a CRS to `PLANE`: a local or a vertical one has none."""
    try:
        _transformer(source, PLANE)
    except CrsMismatchError:
        return False
    return True


def on_plane(layer: Layer, plane: str) -> Layer:
    """Give a layer with its features where they lie in another CRS.

    Raises
    ------
    CrsMismatchError
        crs_unknown.
    """
    if layer.points is not None:
        return layer.replace(geometry=bare(reprojected(layer.points, layer.crs, plane)), crs=plane)
    moved = shapely.transform(layer.geometry, lambda at: reprojected(at, layer.crs, plane))
    return layer.replace(geometry=moved, crs=plane)


def out_of_reach(layer: Layer, moved: Layer) -> int:
    """Count the features that have a place in their own CRS, and none where they were moved."""
    with np.errstate(invalid="ignore"):  # they are what is looked for
        return int((_placed(layer) & ~_placed(moved)).sum())


def _placed(layer: Layer) -> NDArray[np.bool_]:
    if layer.points is None:
        return are_finite(layer.geometry)
    return np.asarray(np.isfinite(layer.points).all(axis=1))


@cache
def _transformer(source: str, target: str) -> "Transformer":
    from pyproj import Transformer as Between  # noqa: PLC0415  loaded when something is transformed
    from pyproj.exceptions import ProjError  # noqa: PLC0415

    try:
        return Between.from_crs(source, target, always_xy=True)
    except ProjError as error:
        raise CrsMismatchError("crs_unknown", crs=source) from error
