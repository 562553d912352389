"""Reads a .dbf table byte by byte, so that its text can be judged before it is decoded.

GDAL drops the recoding of a whole table when one column name is cut in the middle of a syllable and
carries a suffix, and gives two columns the same name when the cut is at the end; here the bytes are
in hand.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scmap.errors import InputError
from scmap.formats import fields, letters
from scmap.formats.incoming.table import noticed
from scmap.model.issue import Issue
from scmap.model.layer import Column, objects

HEADER, DESCRIPTOR = 32, 32
END_OF_FIELDS = 0x0D
DELETED = ord("*")
# Language driver ids that mean an encoding; all others are believed to mean nothing.
LANGUAGES = {0x4E: "cp949", 0x4F: "cp949", 0x78: "big5", 0x79: "cp949", 0x03: "cp1252", 0x57: ""}
_TEXT = frozenset("C")
_LEFT_OUT = frozenset("MGPW")  # kept in a file of their own, or binary


@dataclass(frozen=True, slots=True)
class DbfField:
    """A column as the header declares it."""

    raw_name: bytes
    type: str
    start: int
    width: int
    decimals: int


@dataclass(frozen=True, slots=True, eq=False)
class Dbf:
    """A table as bytes.

    Attributes
    ----------
    fields : tuple of DbfField
    records : (n, width) uint8
        Every record, the deleted ones too.
    deleted : (n,) bool
    declared : int
        Number of records that the header claims.
    language : int
        Language driver id.
    """

    fields: tuple[DbfField, ...]
    records: NDArray[np.uint8]
    deleted: NDArray[np.bool_]
    declared: int
    language: int

    def raw(self, field: DbfField) -> list[bytes]:
        """Give the cells of a column without the blanks around them."""
        block = np.ascontiguousarray(self.records[:, field.start : field.start + field.width])
        cells = block.view(f"S{field.width}").ravel().tolist() if len(block) else []
        return [cell.strip(b" \x00") for cell in cells]


def read_dbf(path: Path) -> Dbf:
    """Read the bytes of a table.

    Raises
    ------
    InputError
        table_damaged where the header makes no sense.
    """
    data = path.read_bytes()
    if len(data) < HEADER + 1:
        raise InputError("table_damaged", file=path.name)
    declared, start, width = struct.unpack("<IHH", data[4:12])
    described = tuple(_fields(data, start))
    if start < HEADER or start > len(data) or width < 1 + sum(f.width for f in described):
        raise InputError("table_damaged", file=path.name)
    whole = min(declared, (len(data) - start) // width)
    block = np.frombuffer(data, np.uint8, whole * width, start).reshape(whole, width)
    return Dbf(described, block, block[:, 0] == DELETED, declared, data[29])


def _fields(data: bytes, end: int) -> Iterator[DbfField]:
    place = 1
    for at in range(HEADER, min(end, len(data)) - DESCRIPTOR + 1, DESCRIPTOR):
        if data[at] == END_OF_FIELDS:
            return
        name = data[at : at + 11].split(b"\x00", 1)[0].strip()
        width, decimals = data[at + 16], data[at + 17]
        kind = chr(data[at + 11]).upper()
        if kind == "C":
            width += decimals * 256  # long texts of some writers
            decimals = 0
        if width:
            yield DbfField(name, kind, place, width, decimals)
            place += width


def texts(table: Dbf) -> Iterator[bytes]:
    """Give every different text of a table, the names of its columns first."""
    for field in table.fields:
        yield field.raw_name
    for field in table.fields:
        if field.type in _TEXT:
            yield from set(table.raw(field))


def columns(table: Dbf, encoding: str, layer: str) -> tuple[dict[str, Column], list[Issue]]:
    """Decode the columns of a table.

    Parameters
    ----------
    table : Dbf
    encoding : str
        As it was judged.
    layer : str
        Named by issues.

    Returns
    -------
    columns : dict of str to (n,) array
        Every record, the deleted ones too.
    issues : list of Issue
    """
    names, issues = _names(table.fields, encoding, layer)
    found: dict[str, Column] = {}
    odd = np.zeros(len(table.records), dtype=bool)
    for name, field in zip(names, table.fields, strict=True):
        column, wrong = _column(table.raw(field), field, encoding)
        if column is None:
            issues.append(Issue("field_left_out", layer, values={"field": name, "column": name}))
        else:
            found[name] = column
            odd |= wrong
    if odd.any():
        issues.append(noticed("encoding_mixed", layer, np.flatnonzero(odd) + 1, encoding=encoding))
    return found, issues


def _names(
    described: Sequence[DbfField], encoding: str, layer: str
) -> tuple[list[str], list[Issue]]:
    """Decode the names; say which were cut in the middle of a syllable or came out twice."""
    plain = [_name(field.raw_name, encoding) for field in described]
    names = fields.distinct([name or f"field_{at}" for at, (name, _) in enumerate(plain, 1)])
    mended = [name for name, (read, cut) in zip(names, plain, strict=True) if cut or name != read]
    if not mended:
        return names, []
    told = {"count": len(mended), "names": ", ".join(mended)}
    return names, [Issue("field_name_mended", layer, values=told)]


def _name(raw: bytes, encoding: str) -> tuple[str, bool]:
    """Decode a name; half a syllable, at its end or before a suffix, is left out."""
    try:
        return raw.decode(encoding), False
    except UnicodeDecodeError:
        return raw.decode(encoding, "ignore"), True


def _column(
    cells: list[bytes], field: DbfField, encoding: str
) -> tuple[Column | None, NDArray[np.bool_]]:
    """Give the values of a column, and the rows read in another encoding than the rest."""
    none = np.zeros(len(cells), dtype=bool)
    if field.type in _LEFT_OUT:
        return None, none
    if field.type in "NF":
        return _numbers(cells, field), none
    if field.type == "D":
        return _dates(cells), none
    if field.type in "IOY+@TB":
        return None, none
    if field.type == "L":
        return objects(map(_truth, cells)), none
    known = {cell: letters.decoded(cell, encoding) for cell in set(cells)}
    odd = np.fromiter((known[cell][1] for cell in cells), bool, len(cells))
    return objects(known[cell][0] or None for cell in cells), odd


def _numbers(cells: list[bytes], field: DbfField) -> Column:
    """Read figures; whole numbers that float64 cannot hold stay digit for digit, as text."""
    wide = field.decimals == 0 and field.width > len(str(fields.EXACT_INTEGER))
    if wide and any(_is_beyond(cell) for cell in cells):
        return objects(cell.decode("ascii", "replace") or None for cell in cells)
    return np.fromiter(map(_number, cells), "f8", len(cells))


def _is_beyond(cell: bytes) -> bool:
    return cell.lstrip(b"-").isdigit() and abs(int(cell)) > fields.EXACT_INTEGER


def _number(cell: bytes) -> float:
    try:
        return float(cell)
    except ValueError:
        return float("nan")


def _dates(cells: list[bytes]) -> Column:
    def day(cell: bytes) -> np.datetime64:
        text = cell.decode("ascii", "ignore")
        try:
            return np.datetime64(f"{text[:4]}-{text[4:6]}-{text[6:8]}", "D")
        except ValueError:
            return np.datetime64("NaT")

    return np.array([day(cell) for cell in cells], dtype="datetime64[D]")


def _truth(cell: bytes) -> str | None:
    if cell in (b"T", b"t", b"Y", b"y", b"1"):
        return "true"
    return "false" if cell in (b"F", b"f", b"N", b"n", b"0") else None
