"""What a file says of its CRS, and whether its coordinates allow that."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from scmap.errors import CrsMismatchError
from scmap.formats.projection import is_reached
from scmap.model.layer import Objects

if TYPE_CHECKING:
    from pyproj import CRS

SAME_MERIDIAN = 1e-4  # degrees
CLOSE = 0.5  # metres between semi-major axes
SURE = 70  # of 100: how alike a description must be to one of the register to be taken for it
LONGITUDE, LATITUDE = 360.0, 90.0
MEASURED = 50_000  # shapes whose middles are looked at
TEN_SECONDS = 10.405 / 3600  # the Korean meridians of the Bessel datum lie so far east of the round
BESSEL, GRS80 = 6377397.155, 6378137.0  # semi-major axes, m

# Transverse Mercator by ellipsoid, meridian, false easting and northing: codes of the register.
_PLANES = {
    (BESSEL, 125 + TEN_SECONDS, 200_000, 500_000): 5173,
    (BESSEL, 127 + TEN_SECONDS, 200_000, 500_000): 5174,
    (BESSEL, 127 + TEN_SECONDS, 200_000, 550_000): 5175,
    (BESSEL, 129 + TEN_SECONDS, 200_000, 500_000): 5176,
    (BESSEL, 131 + TEN_SECONDS, 200_000, 500_000): 5177,
    (BESSEL, 125.0, 200_000, 500_000): 2098,
    (BESSEL, 127.0, 200_000, 500_000): 2097,
    (BESSEL, 129.0, 200_000, 500_000): 2096,
    (BESSEL, 127.5, 1_000_000, 2_000_000): 5178,
    (GRS80, 127.5, 1_000_000, 2_000_000): 5179,
    (GRS80, 127.0, 200_000, 500_000): 5181,
    (GRS80, 125.0, 200_000, 600_000): 5185,
    (GRS80, 127.0, 200_000, 600_000): 5186,
    (GRS80, 129.0, 200_000, 600_000): 5187,
    (GRS80, 131.0, 200_000, 600_000): 5188,
}


_CODE = re.compile(r"EPSG:\d+")
_NO_DATUM = ("not specified", "not_specified", "unknown")
BESSEL_PLANES = frozenset(code for (axis, *_), code in _PLANES.items() if axis == BESSEL)


@dataclass(frozen=True, slots=True)
class Said:
    """A CRS that a file names.

    Attributes
    ----------
    name : str
        ``EPSG:n``, or its own name where it has no number.
    issues : tuple of str
        Codes of what is to be said of it.
    description : str
        By which it is transformed, where it has no number.
    """

    name: str
    issues: tuple[str, ...] = ()
    description: str = ""


def credible(text: str, geometry: Objects) -> Said | None:
    """Give the CRS that a text names; None where it is none, or the coordinates contradict it.

    A plane on the Bessel ellipsoid without datum, as Korean files have it, is the one of the
    register with the same meridian and northing: without its datum it would lie 360 m off.
    """
    import pyproj  # noqa: PLC0415  slow to load, needed only when a file is read

    try:
        crs = pyproj.CRS.from_user_input(text)
    except (pyproj.exceptions.CRSError, UnicodeError):
        return None
    if crs.is_bound and crs.source_crs is not None:
        crs = crs.source_crs  # a shift of nought, written out
    if crs.is_geographic and not _are_degrees(geometry):
        return None
    if not crs.is_geographic and crs.is_projected and _are_small(geometry):
        return None
    return _told(crs, text)


def _told(crs: "CRS", text: str) -> Said | None:
    """Name a CRS by its code, or else by its own name; None where no way leads from it."""
    code = _korean_plane(crs)
    if code is not None and code not in BESSEL_PLANES:
        return Said(f"EPSG:{code}")  # the register would need a tenth of a second to say the same
    authority = _registered(crs, text)
    if authority:
        name = ":".join(authority)
        return Said(name) if is_reached(name) else None
    if code is None:
        return Said(short(text), ("crs_without_code",), text) if is_reached(text) else None
    return Said(f"EPSG:{code}", ("crs_bessel",))


def _registered(crs: "CRS", text: str) -> tuple[str, str] | None:
    """Give authority and code of a CRS that the register has, or that its text gives itself.

    It has no plane whose datum is not named, and needs a seventh of a second to find that out, in
    which nobody else has the interpreter.
    """
    if _CODE.fullmatch(text):
        return "EPSG", text.partition(":")[2]
    datum = crs.datum.name.lower() if crs.datum is not None else ""
    if crs.is_projected and datum.startswith(_NO_DATUM):
        return None
    found: tuple[str, str] | None = crs.to_authority(min_confidence=SURE)
    return found


def check_known(text: str) -> None:
    """Make sure that a text names a CRS in which places can be.

    Raises
    ------
    CrsMismatchError
        crs_unknown.
    """
    import pyproj  # noqa: PLC0415  slow to load, needed only when a file is read

    try:
        pyproj.CRS.from_user_input(text)
    except (pyproj.exceptions.CRSError, UnicodeError) as error:
        raise CrsMismatchError("crs_unknown", crs=text) from error
    if not is_reached(text):
        raise CrsMismatchError("crs_unknown", crs=text)


def short(text: str) -> str:
    """Give the name within a description."""
    import pyproj  # noqa: PLC0415  slow to load, needed only when a file is read

    try:
        return str(pyproj.CRS.from_user_input(text).name)
    except (pyproj.exceptions.CRSError, UnicodeError):
        return text[:60]


def _korean_plane(crs: "CRS") -> int | None:
    """Give the plane of the Korean family that has the parameters of a CRS without code."""
    if crs.ellipsoid is None or crs.coordinate_operation is None:
        return None
    values = {one.name: float(one.value) for one in crs.coordinate_operation.params}
    axis = crs.ellipsoid.semi_major_metre
    for (known, meridian, east, north), code in _PLANES.items():
        if (
            abs(axis - known) < CLOSE
            and abs(values.get("Longitude of natural origin", 0) - meridian) < SAME_MERIDIAN
            and abs(values.get("Latitude of natural origin", 0) - 38.0) < SAME_MERIDIAN
            and values.get("False easting") == east
            and values.get("False northing") == north
        ):
            return code
    return None


def _are_degrees(geometry: Objects) -> bool:
    bounds = _bounds(geometry)
    if not len(bounds):
        return True
    x, y = np.median(bounds[:, [0, 2]]), np.median(bounds[:, [1, 3]])
    return bool(abs(x) <= LONGITUDE and abs(y) <= LATITUDE)


def _are_small(geometry: Objects) -> bool:
    """Tell whether coordinates said to be metres are degrees of Korea."""
    bounds = _bounds(geometry)
    if not len(bounds):
        return False
    x, y = np.median(bounds[:, [0, 2]]), np.median(bounds[:, [1, 3]])
    return bool(120 <= x <= 135 and 30 <= y <= 45)


def _bounds(geometry: Objects) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    step = max(1, len(geometry) // MEASURED)  # a median of some is that of all
    bounds = shapely.bounds(geometry[::step])
    known: np.ndarray[tuple[int, int], np.dtype[np.float64]] = bounds[
        np.isfinite(bounds).all(axis=1)
    ]
    return known
