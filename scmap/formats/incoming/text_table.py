"""Text tables and spreadsheets: where the header is, what columns hold, which rows are whole."""

import csv
import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from scmap.errors import InputError
from scmap.formats import fields
from scmap.formats.incoming import bulk_table, letters
from scmap.formats.incoming.table import Incoming, KeptRow, noticed
from scmap.formats.spreadsheet import Cell
from scmap.model.issue import Issue
from scmap.model.layer import Column, objects
from scmap.progress import Progress, silent
from scmap.words import tr

Rows: TypeAlias = list[list[Cell]]

MOST_BYTES = 1_000_000_000
SEPARATORS = (",", "\t", ";", "|")
BLOCK = 10_000  # rows between two looks at whether to stop
LOOKED_AT = 50  # rows by which separator and header are judged
_NUMBER = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?([eE][-+]?\d+)?|[-+]?\.\d+")
_CODE = re.compile(r"0\d+")  # a leading nought: a code, not a figure
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_DAY = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})\.?")
csv.field_size_limit(10_000_000)


def read_text_table(path: Path, encoding: str = "", progress: Progress = silent) -> Incoming:
    """Read a text table.

    Parameters
    ----------
    path : Path
    encoding : str
        What the user says it is in; "" to let it be judged.
    progress : Progress
        Told the share done; may raise CancelledError.

    Raises
    ------
    InputError
        table_too_large, table_unreadable.
    """
    if path.stat().st_size > MOST_BYTES:
        raise InputError("table_too_large", file=path.name)
    judged = letters.told(encoding)
    raw = path.read_bytes()
    text, judged, odd = _by_line(raw, judged) if judged else _decoded(raw)
    if "\x00" in text[: LOOKED_AT * 100]:
        raise InputError("table_unreadable", file=path.name)
    separator = _separator(text)
    table = None
    if len(raw) >= bulk_table.LARGE and not odd:
        table = _in_bulk(path, raw, text, judged.encoding, separator)
    if table is None:
        table = _as_table(path.stem, _split(text, separator, path), judged.encoding, progress)
    if odd:
        table = table.noticing(noticed("encoding_mixed", path.stem, odd, encoding=judged.encoding))
    return table


def _in_bulk(path: Path, raw: bytes, text: str, encoding: str, separator: str) -> Incoming | None:
    """Read a large table in whole columns; None where it has to be read row by row."""
    start = text[: _head_end(text)]
    rows = _split(start, separator, path)[:LOOKED_AT]
    above, header, second, begin = _header(rows)
    if above or second is not None or not header or len(rows) < LOOKED_AT:
        return None
    columns = bulk_table.read_columns(
        raw, encoding, separator, header, rows[begin:], skipped=begin, typed=_typed
    )
    if columns is None:
        return None
    count = len(next(iter(columns.values())))
    table = Incoming(
        path.stem,
        columns,
        None,
        np.arange(1, count + 1),
        encoding=encoding,
        encoding_from="bytes",
        offset=begin,
    )
    return table.without(_all_empty(table), "row_empty")


def _all_empty(table: Incoming) -> NDArray[np.bool_]:
    empty = np.ones(len(table), dtype=bool)
    for column in table.columns.values():
        if empty.any():
            empty &= _is_unknown(column)
    return empty


def _is_unknown(column: Column) -> NDArray[np.bool_]:
    if column.dtype == object:
        return np.fromiter((cell is None for cell in column), bool, len(column))
    return np.isnan(column) if column.dtype.kind == "f" else np.isnat(column)


def read_spreadsheet(path: Path) -> list[Incoming]:
    """Read every sheet of a spreadsheet that has something in it.

    Raises
    ------
    InputError
        table_unreadable, no_layer.
    """
    from python_calamine import CalamineError, load_workbook  # noqa: PLC0415  used on import only

    try:
        with load_workbook(path) as workbook:
            # The declared dimension of a sheet may be wrong: calamine reads the cells themselves.
            sheets = [
                (name, workbook.get_sheet_by_name(name).to_python(skip_empty_area=False))
                for name in workbook.sheet_names
            ]
    except (CalamineError, OSError, ValueError, KeyError) as error:
        raise InputError("table_unreadable", file=path.name) from error
    found = [
        _as_table(name, [list(map(_cell, row)) for row in rows], "xlsx")
        for name, rows in sheets
        if any(cell not in ("", None) for row in rows for cell in row)
    ]
    if not found:
        raise InputError("no_layer", file=path.name)
    return found


def _decoded(raw: bytes) -> tuple[str, letters.Judged, list[int]]:
    """Give the text of a file, its encoding, and the lines that are in another one."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if raw.startswith(mark):
            return raw.decode(encoding, "replace"), letters.Judged(encoding, "bytes"), []
    for encoding in ("utf-8", letters.CP949):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or letters.judge(raw.splitlines()).encoding == letters.CP949:
            return text, letters.Judged(encoding, "bytes"), []
    return _by_line(raw)


def _by_line(
    raw: bytes, judged: letters.Judged | None = None
) -> tuple[str, letters.Judged, list[int]]:
    """Decode a file that is not in one encoding as a whole, line by line."""
    lines = raw.split(b"\n")
    judged = judged or letters.judge(lines)
    read = [letters.decoded(line, judged.encoding) for line in lines]
    odd = [number for number, (_text, other) in enumerate(read) if other]
    return "\n".join(text for text, _other in read), judged, odd


def _head_end(text: str) -> int:
    """Give where the first lines end, by which a table is judged."""
    end = 0
    for _line in range(2 * LOOKED_AT):
        found = text.find("\n", end)
        if found < 0:
            return len(text)
        end = found + 1
    return end


def _separator(text: str) -> str:
    """Give the separator that makes the most even columns of the first lines."""
    start = text[: _head_end(text)]
    return max(SEPARATORS, key=lambda one: _evenness(start, one))


def _split(text: str, separator: str, path: Path) -> Rows:
    """Split a text into rows of cells, empty ones None."""
    try:
        read = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        return [[cell.strip() or None for cell in row] for row in read if row]
    except csv.Error as error:
        raise InputError("table_unreadable", file=path.name) from error


def _evenness(start: str, separator: str) -> tuple[float, int]:
    """Rank a separator: rows of the same width first, then more columns."""
    try:
        widths = [len(row) for row in csv.reader(io.StringIO(start), delimiter=separator) if row]
    except csv.Error:
        return 0.0, 0
    usual = max(set(widths), key=widths.count, default=1)
    return (widths.count(usual) / len(widths) if usual > 1 else 0.0), usual


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


def _as_table(name: str, rows: Rows, encoding: str, progress: Progress = silent) -> Incoming:
    """Find the header, keep out what is no record, and give the columns their types."""
    above, header, second, start = _header(rows)
    width = len(header)
    numbered = list(enumerate(rows[start:], 1 + (second is not None)))
    kept = [KeptRow(1, "header_second", tuple(second))] if second is not None else []
    good: list[tuple[int, list[Cell]]] = []
    for number, row in numbered:
        if number % BLOCK == 0:
            progress(0.5 * number / len(rows))
        if all(cell is None for cell in row):
            kept.append(KeptRow(number, "row_empty", (None,) * width))
        elif any(cell is not None for cell in row[width:]):
            kept.append(KeptRow(number, "row_too_long", tuple(row)))
        else:
            good.append((number, (row + [None] * width)[:width]))
    columns = {title: _typed([row[at] for _number, row in good]) for at, title in enumerate(header)}
    told = [
        noticed(code, name, [one.row for one in kept if one.code == code])
        for code in ("header_second", "row_empty", "row_too_long")
        if any(one.code == code for one in kept)
    ]
    if above:
        told.append(Issue("title_above_header", name, values={"count": above}))
    return Incoming(
        name,
        columns,
        None,
        np.array([number for number, _row in good], dtype=np.intp),
        encoding=encoding,
        encoding_from="file" if encoding == "xlsx" else "bytes",
        issues=tuple(told),
        kept_out=tuple(kept),
        offset=start - (second is not None),
    )


def _header(rows: Rows) -> tuple[int, list[str], list[Cell] | None, int]:
    """Find titles above the header, the header, a second one, and where the records begin.

    A table whose first row looks like its records has no header: its columns are numbered.
    """
    above = _titles_above(rows)
    if above >= len(rows):
        return 0, [], None, 0
    first, rest = rows[above], rows[above + 1 : above + 1 + LOOKED_AT]
    if _is_record(first, rest):
        names = [tr("incoming.column", number=at) for at in range(1, len(first) + 1)]
        return above, names, None, above
    filled = [max((at for at, c in enumerate(row, 1) if c is not None), default=0) for row in rest]
    width = max(len(first), int(np.median(filled)) if filled else 0)
    given = [_text(cell) for cell in first] + [""] * (width - len(first))
    titles = [name or tr("incoming.column", number=at) for at, name in enumerate(given, 1)]
    names = fields.distinct(titles)
    if rest and _is_second_header(first, rest[0], rest[1:]):
        return above, names, rest[0], above + 2
    return above, names, None, above + 1


def _titles_above(rows: Rows) -> int:
    """Count rows above the header that hold one cell only, as titles of a sheet do."""
    for number, row in enumerate(rows[:LOOKED_AT]):
        filled = sum(cell is not None for cell in row)
        if filled > 1 or (filled == 1 and _widest(rows[number:]) <= 1):
            return number
    return 0


def _widest(rows: Rows) -> int:
    return max((sum(cell is not None for cell in row) for row in rows[:LOOKED_AT]), default=0)


def _is_record(first: Sequence[Cell], rest: Rows) -> bool:
    """Tell whether the first row holds figures where its columns do."""
    for at, cell in enumerate(first):
        below = [row[at] for row in rest if at < len(row) and row[at] is not None]
        if below and _is_figure(cell) and all(map(_is_figure, below)):
            return True
    return False


def _is_second_header(first: Sequence[Cell], second: Sequence[Cell], rest: Rows) -> bool:
    """Tell whether a row of identifiers names the columns again, under names in Korean."""
    filled = [cell for cell in second if cell is not None]
    return (
        bool(rest)
        and len(filled) == sum(cell is not None for cell in first)
        and all(isinstance(cell, str) and _IDENTIFIER.fullmatch(cell) for cell in filled)
        and any(not _text(cell).isascii() for cell in first)
        and any(_is_figure(cell) for row in rest for cell in row)
    )


def _is_figure(cell: Cell) -> bool:
    return isinstance(cell, float | date) or (
        isinstance(cell, str) and _NUMBER.fullmatch(cell) is not None
    )


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else " ".join(str(cell).split())


def _typed(cells: list[Cell]) -> Column:
    """Give a column its type: numbers, dates, or else text as it stands."""
    filled = [cell for cell in cells if cell is not None]
    if filled and all(map(_is_number, filled)):
        return np.array([np.nan if cell is None else _number(cell) for cell in cells], dtype="f8")
    if filled and all(map(_is_day, filled)):
        days = [None if cell is None else _day(cell) for cell in cells]
        return np.array(["NaT" if day is None else day for day in days], dtype="datetime64[D]")
    if all(cell is None or type(cell) is str for cell in cells):
        return objects(cells)  # a million texts stay as they are
    return objects(None if cell is None else _text(cell) for cell in cells)


def _is_number(cell: Cell) -> bool:
    if isinstance(cell, str):
        if not _NUMBER.fullmatch(cell) or _CODE.fullmatch(cell):
            return False
        return abs(float(cell.replace(",", ""))) <= fields.EXACT_INTEGER
    return isinstance(cell, float)


def _number(cell: Cell) -> float:
    return float(cell.replace(",", "")) if isinstance(cell, str) else float(cell)  # type: ignore[arg-type]


def _is_day(cell: Cell) -> bool:
    return _day(cell) is not None


def _day(cell: Cell) -> str | None:
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    found = _DAY.fullmatch(cell) if isinstance(cell, str) else None
    if found is None:
        return None
    try:
        return date(*map(int, found.groups())).isoformat()
    except ValueError:
        return None
