"""Coordinate reference systems as rows of a GeoPackage.

The definitions of the two that every project needs are kept here, so that a project is read and
written without pyproj, which takes a third of a second to load.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

from scmap.errors import CrsMismatchError

# name, srs id, organisation, the organisation's id, definition (WKT 1), description
SrsRow: TypeAlias = tuple[str, int, str, int, str, str | None]

AUTHORITY = "EPSG"

_WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,'
    'AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],'
    'PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],'
    'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],'
    'AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]'
)
_UNIFIED_CS = (
    'PROJCS["KGD2002 / Unified CS",GEOGCS["KGD2002",DATUM["Korean_Geodetic_Datum_2002",'
    'SPHEROID["GRS 1980",6378137,298.257222101,AUTHORITY["EPSG","7019"]],'
    'AUTHORITY["EPSG","6737"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],'
    'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4737"]],'
    'PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",38],'
    'PARAMETER["central_meridian",127.5],PARAMETER["scale_factor",0.9996],'
    'PARAMETER["false_easting",1000000],PARAMETER["false_northing",2000000],'
    'UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Northing",NORTH],AXIS["Easting",EAST],'
    'AUTHORITY["EPSG","5179"]]'
)

# Rows that the standard asks for in every GeoPackage (OGC 12-128r19, requirement 11).
REQUIRED: tuple[SrsRow, ...] = (
    ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian coordinates"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinates"),
    ("WGS 84 geodetic", 4326, AUTHORITY, 4326, _WGS84, "longitude and latitude in degrees"),
)
_KNOWN: Mapping[int, SrsRow] = MappingProxyType(
    {
        4326: REQUIRED[-1],
        5179: ("KGD2002 / Unified CS", 5179, AUTHORITY, 5179, _UNIFIED_CS, None),
    }
)


def srs_row(crs: str) -> SrsRow:
    """Give the row for a CRS named ``EPSG:n``.

    Raises
    ------
    CrsMismatchError
        crs_unknown, if nobody knows a CRS of that name.
    """
    authority, _, number = crs.partition(":")
    if authority != AUTHORITY or not number.isascii() or not number.isdigit():
        raise CrsMismatchError("crs_unknown", crs=crs)
    return _KNOWN.get(int(number)) or _looked_up(int(number))


def _looked_up(number: int) -> SrsRow:
    import pyproj  # noqa: PLC0415  slow to load, and needed for foreign planes only

    try:
        crs = pyproj.CRS.from_epsg(number)
        definition = crs.to_wkt("WKT1_GDAL")
    except pyproj.exceptions.CRSError as error:
        raise CrsMismatchError("crs_unknown", crs=f"{AUTHORITY}:{number}") from error
    return crs.name, number, AUTHORITY, number, definition, None
