"""Reads spreadsheets and text tables as rows of plain values, as they stand."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeAlias

from scmap.errors import InputError
from scmap.formats import text_rows
from scmap.formats.compound import is_trap

Cell: TypeAlias = str | float | date | None

SPREADSHEETS = (".xlsx", ".xls", ".xlsb", ".ods")
TEXTS = (".csv", ".tsv", ".txt")
MOST_BYTES = 1_000_000_000  # a planner's table is far smaller; more is refused
PANIC = "PanicException"  # of libraries in Rust: no Exception, so that a job would never end
HEAD = 100_000  # bytes in which the header of a text table stands


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it stands in a file.

    Attributes
    ----------
    rows : tuple of tuple
        Cells by row, the header included; empty text is None.
    encoding : str
        Encoding of a text table, "" for a spreadsheet.
    odd : tuple of int
        Rows of a text table, from 0, that are in another encoding than the others.
    """

    rows: tuple[tuple[Cell, ...], ...]
    encoding: str = ""
    odd: tuple[int, ...] = ()


def read_sheet(path: Path) -> Sheet:
    """Read the first sheet of a spreadsheet, or a text table.

    Raises
    ------
    InputError
        ``file_missing``, ``file_empty``, ``table_too_large`` or ``table_unreadable``.
    """
    if _is_spreadsheet(path):
        return Sheet(tuple(tuple(row) for row in _sheets(path, first=True)[0][1]))
    found = text_rows.decoded(path.read_bytes())
    rows = text_rows.split(found.text, text_rows.separator_of(found.text), path)
    return Sheet(tuple(map(tuple, rows)), found.encoding, found.odd)


def read_header(path: Path) -> tuple[Cell, ...]:
    """Read the first row of a table, and not the others.

    Raises
    ------
    InputError
        As `read_sheet` does.
    """
    if _is_spreadsheet(path):
        rows = _sheets(path, first=True, most=1)[0][1]
        return tuple(rows[0]) if rows else ()
    with path.open("rb") as file:
        raw = file.read(HEAD)
    whole = raw if len(raw) < HEAD else raw[: raw.rfind(b"\n") + 1] or raw
    text = text_rows.decoded(whole).text
    start = text[: text_rows.head_end(text)]
    lines = text_rows.split(start, text_rows.separator_of(start), path)
    return tuple(lines[0]) if lines else ()


def read_sheets(path: Path) -> list[tuple[str, list[list[Cell]]]]:
    """Read every sheet of a spreadsheet, by name.

    Raises
    ------
    InputError
        ``table_unreadable``.
    """
    return _sheets(path)


def _is_spreadsheet(path: Path) -> bool:
    if not path.is_file():
        raise InputError("file_missing", file=str(path))
    size = path.stat().st_size
    if size == 0:
        raise InputError("file_empty", file=path.name)
    if size > MOST_BYTES:
        raise InputError("table_too_large", file=path.name)
    kind = path.suffix.lower()
    if kind not in SPREADSHEETS + TEXTS:
        raise InputError("table_unreadable", file=path.name)
    return kind in SPREADSHEETS


def _sheets(
    path: Path, *, first: bool = False, most: int | None = None
) -> list[tuple[str, list[list[Cell]]]]:
    from scmap.formats.page_table import page_tables  # noqa: PLC0415  few are

    pages = page_tables(path)
    if pages is not None:
        return [(name, [list(row) for row in rows[:most]]) for name, rows in pages]
    from python_calamine import CalamineError, load_workbook  # noqa: PLC0415  used on import only

    if path.suffix.lower() == ".xls" and is_trap(path.read_bytes()):
        raise InputError("table_unreadable", file=path.name)
    try:
        with load_workbook(path) as workbook:
            # The declared dimension of a sheet may be wrong: calamine reads the cells themselves.
            tables = [
                (
                    name,
                    workbook.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=most),
                )
                for name in workbook.sheet_names[: 1 if first else None]
            ]
    except (CalamineError, OSError, ValueError, KeyError) as error:
        raise InputError("table_unreadable", file=path.name) from error
    except BaseException as error:
        if type(error).__name__ != PANIC:
            raise
        raise InputError("table_unreadable", file=path.name) from error
    if first and not tables:
        raise InputError("table_unreadable", file=path.name)
    return [(name, [list(map(_cell, row)) for row in rows]) for name, rows in tables]


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, datetime):
        return value.date() if value.time() == value.time().min else value.isoformat(" ")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return float(value)
    return value if isinstance(value, date) else None if value is None else str(value)
