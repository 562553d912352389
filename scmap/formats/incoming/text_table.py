"""Text tables and spreadsheets: where the header is, what columns hold, which rows are whole."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from scmap.errors import InputError
from scmap.formats import fields, text_rows
from scmap.formats.incoming import bulk_table
from scmap.formats.incoming.table import Incoming, KeptRow, noticed
from scmap.formats.sheet_losses import Loss
from scmap.formats.sheet_reader import Cell
from scmap.formats.spreadsheet import MOST_BYTES, SPREADSHEETS, read_sheets
from scmap.formats.text_rows import LOOKED_AT
from scmap.model.difference import unknown
from scmap.model.issue import Issue
from scmap.model.layer import Column, objects
from scmap.progress import Progress, part, silent
from scmap.words import tr

Rows: TypeAlias = list[list[Cell]]

BLOCK = 10_000  # rows between two looks at whether to stop
_NUMBER = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?([eE][-+]?\d+)?|[-+]?\.\d+")
_CODE = re.compile(r"0\d+")  # a leading nought: a code, not a figure
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_NAMELESS = re.compile(r"(sheet|시트)\s*\d*", re.IGNORECASE)  # as programs call a sheet
_SAID_UNIT = re.compile(r"단위\s*[:：]?\s*(?:억|백만|천만|만|천)?\s*원")
_DAY = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})\.?")


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
    raw = path.read_bytes()
    is_large = len(raw) >= bulk_table.LARGE
    sampled = text_rows.sampled(raw, encoding) if is_large else None
    table = _in_bulk(path, raw, sampled) if sampled is not None else None
    if table is not None:
        return table
    found = text_rows.decoded(raw, encoding)
    _check_text(found, path)
    if is_large and (sampled is None or sampled.encoding != found.encoding):
        table = _in_bulk(path, raw, found)
    if table is None:
        rows = _split(found.text, text_rows.separator_of(found.text), path)
        table = as_table(path.stem, rows, found.encoding, progress)
    if found.odd:
        records = [row + 1 - table.offset for row in found.odd]
        odd = noticed("encoding_mixed", path.stem, records, encoding=found.encoding)
        table = table.noticing(odd)
    return table


def _check_text(found: text_rows.Text, path: Path) -> None:
    if "\x00" in found.text[: LOOKED_AT * 100]:
        raise InputError("table_unreadable", file=path.name)


def _split(text: str, separator: str, path: Path) -> Rows:
    """Split a text into its rows; an empty line is none."""
    return [list(row) for row in text_rows.split(text, separator, path) if row]


def _in_bulk(path: Path, raw: bytes, found: text_rows.Text) -> Incoming | None:
    """Read a large table in whole columns; None where it has to be read row by row."""
    _check_text(found, path)
    if found.odd:
        return None
    separator = text_rows.separator_of(found.text)
    start, encoding = found.text[: text_rows.head_end(found.text)], found.encoding
    rows = _split(start, separator, path)[:LOOKED_AT]
    above, header, second, begin = _header(rows)
    if above or second is not None or begin > 1 or not header or len(rows) < LOOKED_AT:
        return None
    columns = bulk_table.read_columns(
        raw, encoding, separator, header, rows[begin:], skipped=begin, typed=typed
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
    # Figures first: they are asked at once, and mostly leave nothing to ask of words.
    for column in sorted(table.columns.values(), key=lambda one: one.dtype == object):
        if empty.any():
            empty &= unknown(column)
    return empty


def read_spreadsheet(path: Path, progress: Progress = silent) -> list[Incoming]:
    """Read every sheet of a spreadsheet that has something in it.

    Parameters
    ----------
    path : Path
    progress : Progress
        Told the share done; may raise CancelledError.

    Raises
    ------
    InputError
        table_unreadable, no_layer.
    RefusedError
        archive_too_large.
    """
    found = [
        replace(
            _with_losses(as_table(one.name, one.rows, path.suffix.lower()[1:]), one.losses),
            title=path.stem if _NAMELESS.fullmatch(one.name) else "",
        )
        for one in read_sheets(path, part(progress, 0.0, 0.5))
        if any(cell is not None for row in one.rows for cell in row)
    ]
    if not found:
        raise InputError("no_layer", file=path.name)
    return found


def _with_losses(table: Incoming, losses: Sequence[Loss]) -> Incoming:
    """Say which cells are empty here and not in the file."""
    titles = list(table.columns)
    for one in losses:
        named = ", ".join(titles[at] for at in sorted(one.columns) if at < len(titles))
        rows = [row + 1 - table.offset for row in one.rows]
        told = {"columns": named, "count": one.count}
        table = table.noticing(noticed(one.code, table.name, rows, **told))
    return table


def as_table(name: str, rows: Rows, encoding: str, progress: Progress = silent) -> Incoming:
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
    columns = {title: typed([row[at] for _number, row in good]) for at, title in enumerate(header)}
    told = [
        noticed(code, name, [one.row for one in kept if one.code == code])
        for code in ("header_second", "row_empty", "row_too_long")
        if any(one.code == code for one in kept)
    ]
    if above:
        told.append(Issue("title_above_header", name, values={"count": above}))
    if start - above > 1 and second is None:
        told.append(Issue("header_joined", name, values={"names": ", ".join(header)}))
    return Incoming(
        name,
        columns,
        None,
        np.array([number for number, _row in good], dtype=np.intp),
        encoding=encoding,
        encoding_from="file" if f".{encoding}" in SPREADSHEETS else "bytes",
        issues=tuple(told),
        kept_out=tuple(kept),
        offset=start - (second is not None),
        unit=_unit_above(rows[:above]),
    )


def _unit_above(rows: Rows) -> str:
    """Give what stands above the titles about the unit of the amounts below."""
    texts = (cell for row in rows for cell in row if isinstance(cell, str))
    return next((found[0] for text in texts if (found := _SAID_UNIT.search(text))), "")


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
    is_split = bool(rest) and _is_split(first, rest[0], rest[1:])
    if is_split:
        given = _joined(given, [_text(cell) for cell in rest[0]])
    titles = [name or tr("incoming.column", number=at) for at, name in enumerate(given, 1)]
    names = fields.distinct(titles)
    if is_split:
        return above, names, None, above + 2
    if rest and _is_second_header(first, rest[0], rest[1:]):
        return above, names, rest[0], above + 2
    return above, names, None, above + 1


def _is_split(first: Sequence[Cell], second: Sequence[Cell], rest: Rows) -> bool:
    """Tell whether the titles stand in two rows, the first with cells that were joined.

    Then the second has words below the gaps of the first, and no figure where records have some.
    """
    gaps = [at for at, cell in enumerate(first) if cell is None]
    below = [at for at, cell in enumerate(second) if cell is not None]
    if not gaps or first[0] is None or len(second) < len(first) or not set(gaps) <= set(below):
        return False
    if not rest or any(_is_figure(second[at]) for at in below):
        return False
    return any(at < len(row) and _is_figure(row[at]) for row in rest for at in below)


def _joined(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """Give titles of two rows: a title goes on over the gaps beside it that have one below."""
    joined, group = [], ""
    for at, title in enumerate(first):
        below = second[at] if at < len(second) else ""
        group = title or group
        joined.append(f"{group} {below}".strip() if below and below != group else group)
    return joined


def _titles_above(rows: Rows) -> int:
    """Count the rows above the header: titles and remarks fill less than half of the width."""
    filled = [sum(cell is not None for cell in row) for row in rows[:LOOKED_AT]]
    usual = sorted(filled)[len(filled) // 2] if filled else 0
    for number, count in enumerate(filled):
        is_wide = 2 * count >= usual
        if (count > 1 and is_wide) or (count == 1 and _widest(rows[number:]) <= 1):
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


def typed(cells: list[Cell]) -> Column:
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
