"""Reads spreadsheets and text tables as rows of plain values, as they stand."""

from dataclasses import dataclass
from pathlib import Path

from scmap.errors import InputError
from scmap.formats import text_rows
from scmap.formats.compound import is_trap
from scmap.formats.sheet_losses import Loss
from scmap.formats.sheet_reader import Cell
from scmap.formats.sheets_apart import SheetRead, sheets
from scmap.formats.unpacked_size import check_size_unpacked
from scmap.progress import Progress, silent

SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
TEXTS = (".csv", ".tsv", ".txt")
MOST_BYTES = 1_000_000_000  # a planner's table is far smaller; more is refused
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
    losses : tuple of Loss
        Cells that are empty here and not in the file.
    """

    rows: tuple[tuple[Cell, ...], ...]
    encoding: str = ""
    odd: tuple[int, ...] = ()
    losses: tuple[Loss, ...] = ()


def read_sheet(path: Path) -> Sheet:
    """Read the first sheet of a spreadsheet, or a text table.

    Raises
    ------
    InputError
        ``file_missing``, ``file_empty``, ``table_too_large`` or ``table_unreadable``.
    """
    if _is_spreadsheet(path):
        sheet = _sheets(path, first=True)[0]
        return Sheet(tuple(map(tuple, sheet.rows)), losses=tuple(sheet.losses))
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
        rows = _sheets(path, first=True, most=1)[0].rows
        return tuple(rows[0]) if rows else ()
    with path.open("rb") as file:
        raw = file.read(HEAD)
    whole = raw if len(raw) < HEAD else raw[: raw.rfind(b"\n") + 1] or raw
    text = text_rows.decoded(whole).text
    start = text[: text_rows.head_end(text)]
    lines = text_rows.split(start, text_rows.separator_of(start), path)
    return tuple(lines[0]) if lines else ()


def read_sheets(path: Path, progress: Progress = silent) -> list[SheetRead]:
    """Read every sheet of a spreadsheet.

    Parameters
    ----------
    path : Path
    progress : Progress
        May raise CancelledError.

    Raises
    ------
    InputError
        ``table_unreadable``.
    RefusedError
        ``archive_too_large``.
    """
    return _sheets(path, progress=progress)


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
    path: Path, *, first: bool = False, most: int | None = None, progress: Progress = silent
) -> list[SheetRead]:
    from scmap.formats.page_table import page_tables  # noqa: PLC0415  few are

    pages = page_tables(path)
    if pages is not None:
        return [SheetRead(name, [list(row) for row in rows[:most]]) for name, rows in pages]
    if path.suffix.lower() == ".xls" and is_trap(path.read_bytes()):
        raise InputError("table_unreadable", file=path.name)
    check_size_unpacked(path)
    tables = sheets(path, first=first, most=most, progress=progress)
    if first and not tables:
        raise InputError("table_unreadable", file=path.name)
    return tables
