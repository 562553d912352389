"""Geometries as GeoPackage stores them: a header with the envelope, then ISO WKB.

Source: OGC 12-128r19, clause 2.1.3 (GeoPackageBinary).
"""

import sqlite3
import struct
from collections.abc import Callable, Sequence
from typing import cast

import numpy as np
import shapely

from scmap.model.layer import Objects, objects
from scmap.model.written import read, written
from scmap.progress import giving_way

MAGIC = b"GP"
FIXED = 8  # magic, version, flags, srs id
ENVELOPES = (0, 32, 48, 48, 64)  # bytes of the envelope by its code: none, xy, xyz, xym, xyzm
EMPTY = 0b0001_0000
EXTENDED = 0b0010_0000
LITTLE = 0b0000_0001
WITH_XY = 0b0000_0010

_HEADER = struct.Struct("<2sBBi")
_ENVELOPE = struct.Struct("<4d")


class BlobError(ValueError):
    """A value in a geometry column that is no geometry.

    Attributes
    ----------
    row : int
        Its place among the values that were decoded.
    """

    def __init__(self, row: int) -> None:
        super().__init__(row)
        self.row = row


def wkb(geometry: Objects) -> list[bytes | None]:
    """Give ISO WKB of each geometry, little endian, with Z and M where it has them."""
    made = written(geometry, output_dimension=4, byte_order=1, flavor="iso")
    return cast("list[bytes | None]", made.tolist())


def encode(geometry: Objects, srs_id: int) -> list[bytes | None]:
    """Give what a geometry column holds for each geometry; None where there is none."""
    bounds = shapely.bounds(geometry)
    empty = np.isnan(bounds).any(axis=1)
    points = shapely.get_type_id(geometry) == shapely.GeometryType.POINT
    told = zip(bounds.tolist(), empty.tolist(), points.tolist(), strict=True)
    return [
        None if body is None else _header(box, srs_id, empty=none, bare=point) + body
        for body, (box, none, point) in giving_way(zip(wkb(geometry), told, strict=True))
    ]


def decode(blobs: list[object]) -> Objects:
    """Give the geometry in each value of a geometry column; None for NULL.

    Raises
    ------
    BlobError
        At the first value that holds no geometry that the product knows.
    """
    bodies = [_body(blob, row) for row, blob in enumerate(blobs)]
    try:
        with np.errstate(invalid="ignore"):  # NaN among coordinates: named when it is looked at
            return read(bodies)
    except (shapely.errors.ShapelyError, NotImplementedError, TypeError):
        return objects(_one(body, row) for row, body in enumerate(bodies))


def body(value: object) -> bytes | None:
    """Give the ISO WKB in a value of a geometry column; None for NULL.

    Raises
    ------
    BlobError
        If it holds no geometry that the product knows.
    """
    return _body(value, 0)


def envelope(blob: object) -> tuple[float, float, float, float] | None:
    """Give min x, min y, max x and max y of a value; None when it is empty or no geometry."""
    try:
        geometry = _one(_body(blob, 0), 0)
    except BlobError:
        return None
    if geometry is None or shapely.is_empty(geometry):
        return None
    x0, y0, x1, y1 = shapely.bounds(geometry)
    return float(x0), float(y0), float(x1), float(y1)


def _side(number: int) -> Callable[[object], float | None]:
    def measure(blob: object) -> float | None:
        box = envelope(blob)
        return None if box is None else box[number]

    return measure


def register_functions(connection: sqlite3.Connection) -> None:
    """Give a connection the functions that the R-tree's triggers call when rows are written."""
    connection.create_function("ST_IsEmpty", 1, lambda blob: int(envelope(blob) is None))
    for number, name in enumerate(("ST_MinX", "ST_MinY", "ST_MaxX", "ST_MaxY")):
        connection.create_function(name, 1, _side(number))


def _header(box: Sequence[float], srs_id: int, *, empty: bool, bare: bool) -> bytes:
    if empty:
        return _HEADER.pack(MAGIC, 0, LITTLE | EMPTY, srs_id)
    if bare:  # a point is its own envelope
        return _HEADER.pack(MAGIC, 0, LITTLE, srs_id)
    x0, y0, x1, y1 = box
    return _HEADER.pack(MAGIC, 0, LITTLE | WITH_XY, srs_id) + _ENVELOPE.pack(x0, x1, y0, y1)


def _body(blob: object, row: int) -> bytes | None:
    """Cut the header off a value of a geometry column."""
    if blob is None:
        return None
    if not isinstance(blob, bytes) or len(blob) <= FIXED or not blob.startswith(MAGIC):
        raise BlobError(row)
    flags = blob[3]
    code = flags >> 1 & 0b111
    if code >= len(ENVELOPES) or flags & EXTENDED:
        raise BlobError(row)
    return blob[FIXED + ENVELOPES[code] :]


def _one(body: bytes | None, row: int) -> object:
    try:
        return shapely.from_wkb(body)
    except (shapely.errors.ShapelyError, NotImplementedError, TypeError) as error:
        raise BlobError(row) from error
