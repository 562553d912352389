"""Coordinate reference systems of foreign files, and the way from there to the project's plane."""

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from scmap.errors import CrsMismatchError
from scmap.formats import projection
from scmap.model.issue import Issue
from scmap.model.layer import Objects, objects

if TYPE_CHECKING:
    from pyproj import CRS

LONGITUDE, LATITUDE = 360.0, 90.0  # degrees; beyond them, "degrees" are metres with a wrong label


def reprojected(
    geometry: Objects, crs: str, plane: str, *, file: str, layer: str
) -> tuple[Objects, str, list[Issue]]:
    """Bring geometries onto a plane.

    Parameters
    ----------
    geometry : (n,) object
        As read.
    crs : str
        What the file says: ``EPSG:n`` or WKT.
    plane : str
        Where they shall lie.
    file, layer : str
        Named by errors and issues.

    Returns
    -------
    geometry : (n,) object
    name : str
        ``EPSG:n`` of the file's CRS, or its name where it has no number.
    issues : list of Issue

    Raises
    ------
    CrsMismatchError
        crs_unknown, or crs_contradicted when the coordinates cannot be what the file says.
    """
    import pyproj  # noqa: PLC0415  slow to load, needed only when a file is read

    try:
        source = pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError as error:
        raise CrsMismatchError("crs_unknown", crs=crs) from error
    name = _name(source)
    if source.is_geographic:
        _check_degrees(geometry, name, file, layer)
    issues = [] if ":" in name else [Issue("crs_without_code", layer, values={"crs": name})]
    if name == plane:
        return geometry, name, issues
    moved = partial(projection.reprojected, source=crs, target=plane)
    return objects(shapely.transform(geometry, moved)), name, issues


def _name(crs: "CRS") -> str:
    """Give ``EPSG:n``, or the name of a CRS that has no number."""
    authority: Any = crs.to_authority()
    return ":".join(authority) if authority else str(crs.name)


def _check_degrees(geometry: Objects, crs: str, file: str, layer: str) -> None:
    """Make sure that coordinates said to be degrees can be degrees."""
    bounds = np.abs(shapely.bounds(geometry))
    known = bounds[np.isfinite(bounds).all(axis=1)]
    if len(known) and np.median(known, axis=0).max() > LONGITUDE:
        raise CrsMismatchError("crs_contradicted", file=file, layer=layer, crs=crs)
