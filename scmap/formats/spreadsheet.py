"""Reads the first sheet of a spreadsheet, or a text table, as rows of plain values."""

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeAlias

from scmap.errors import InputError

Cell: TypeAlias = str | float | date | None

SPREADSHEETS = (".xlsx", ".xls", ".xlsb", ".ods")
TEXTS = (".csv", ".tsv", ".txt")
ENCODINGS = ("utf-8-sig", "cp949")  # Korean text is in one of both; the bytes decide, no label
MOST_BYTES = 200_000_000  # a planner's table is far smaller; more is refused, not read for minutes


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it stands in a file.

    Attributes
    ----------
    rows : tuple of tuple
        Cells by row, the header included; empty text is None.
    encoding : str
        Encoding of a text table, "" for a spreadsheet.
    """

    rows: tuple[tuple[Cell, ...], ...]
    encoding: str = ""


def read_sheet(path: Path) -> Sheet:
    """Read a table.

    Raises
    ------
    InputError
        ``file_missing``, ``file_empty``, ``table_too_large``, ``table_unreadable`` or
        ``encoding_unknown``.
    """
    if not path.is_file():
        raise InputError("file_missing", file=str(path))
    size = path.stat().st_size
    if size == 0:
        raise InputError("file_empty", file=path.name)
    if size > MOST_BYTES:
        raise InputError("table_too_large", file=path.name)
    kind = path.suffix.lower()
    if kind in SPREADSHEETS:
        return _read_spreadsheet(path)
    if kind in TEXTS:
        return _read_text(path)
    raise InputError("table_unreadable", file=path.name)


def _read_spreadsheet(path: Path) -> Sheet:
    from python_calamine import CalamineError, load_workbook  # noqa: PLC0415  used on import only

    try:
        with load_workbook(path) as workbook:
            # The declared dimension of a sheet may be wrong: calamine reads the cells themselves.
            table = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise InputError("table_unreadable", file=path.name) from error
    return Sheet(tuple(tuple(map(_cell, row)) for row in table))


def _read_text(path: Path) -> Sheet:
    text, encoding = _decode(path)
    sample = text.split("\n", 1)[0]
    separator = "\t" if sample.count("\t") > sample.count(",") else ","
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise InputError("table_unreadable", file=path.name) from error
    return Sheet(tuple(tuple(map(_cell, row)) for row in rows), encoding)


def _decode(path: Path) -> tuple[str, str]:
    raw = path.read_bytes()
    wide = raw[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if wide else ENCODINGS:
        try:
            return raw.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise InputError("encoding_unknown", file=path.name)


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return float(value)
    return value if isinstance(value, date) else None
