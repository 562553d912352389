"""Writes the rows of a form that did not come in, with their reasons, to be put right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import zip_longest
from pathlib import Path

from scmap.formats.register_form import LANGUAGE
from scmap.formats.register_rows import KeptOut
from scmap.formats.sheet_file import PLAIN
from scmap.formats.sheet_reader import Cell
from scmap.words import tr_in

NUMBER_WIDTH, REASON_WIDTH, CELL_WIDTH = 6, 48, 16


def write_kept_rows(path: Path, header: Sequence[Cell], kept_out: Sequence[KeptOut]) -> None:
    """Write the rows as they stood, before them their number in the file and the reason.

    The columns keep their headers, so that the sheet, put right, comes in like the form itself.
    Every cell is text: nothing in it is computed by the program that opens it.

    Parameters
    ----------
    path : Path
        The .xlsx to write.
    header : sequence
        The header of the form as it stands.
    kept_out : sequence of KeptOut
        The rows.
    """
    import xlsxwriter  # noqa: PLC0415  used when rows are saved only

    titles = [tr_in(LANGUAGE, "form.kept.row"), tr_in(LANGUAGE, "form.kept.reason")]
    with xlsxwriter.Workbook(str(path), PLAIN) as book:
        sheet = book.add_worksheet(tr_in(LANGUAGE, "form.kept"))
        head = book.add_format({"bold": True, "bg_color": "#E8EDF4", "border": 1})
        for place, title in enumerate([*titles, *map(cell_text, header)]):
            sheet.write_string(0, place, title, head)
        for row, kept in enumerate(kept_out, start=1):
            cells = [str(kept.row), reason(kept, LANGUAGE), *map(cell_text, kept.cells)]
            for place, text in enumerate(cells):
                sheet.write_string(row, place, text)
        sheet.set_column(0, 0, NUMBER_WIDTH)
        sheet.set_column(1, 1, REASON_WIDTH)
        sheet.set_column(2, len(header) + 1, CELL_WIDTH)
        sheet.freeze_panes(1, 2)


@dataclass(frozen=True, slots=True)
class FileTold:
    """What is to be said of a file to whoever sent it.

    Attributes
    ----------
    name, kind : str
        The file, and what it was recognised as.
    counts : (int, int, int)
        Rows read, coming in and kept out.
    said : Mapping of str to str
        "encoding" and "crs" in which it was read.
    noticed : sequence of (str, str)
        Rows, and what was noticed about them.
    header, kept_out : sequence
        The rows kept out as they stand.
    """

    name: str
    kind: str
    counts: tuple[int, int, int]
    said: Mapping[str, str]
    noticed: Sequence[tuple[str, str]]
    header: Sequence[Cell]
    kept_out: Sequence[KeptOut]


def write_issues(path: Path, files: Sequence[FileTold]) -> None:
    """Write what was noticed about files: one sheet of files, one of remarks, one of rows.

    Parameters
    ----------
    path : Path
        The .xlsx to write.
    files : sequence of FileTold
    """
    import xlsxwriter  # noqa: PLC0415  used when issues are saved only

    say = partial(tr_in, LANGUAGE)
    listed = [
        (one.name, one.kind, *map(str, one.counts), one.said["encoding"], one.said["crs"])
        for one in files
    ]
    noticed = [(one.name, rows, what) for one in files for rows, what in one.noticed]
    kept = [
        (one.name, str(row.row), reason(row, LANGUAGE), *_titled(one.header, row.cells))
        for one in files
        for row in one.kept_out
    ]
    heads = {
        "files": ("file", "kind", "rows", "coming", "kept", "encoding", "crs"),
        "notes": ("file", "places", "what"),
        "rows": ("file", "row", "reason", "cells"),
    }
    with xlsxwriter.Workbook(str(path), PLAIN) as book:
        bold = book.add_format({"bold": True, "bg_color": "#E8EDF4", "border": 1})
        tables: tuple[Sequence[Sequence[str]], ...] = (listed, noticed, kept)
        for (name, head), rows in zip(heads.items(), tables, strict=True):
            sheet = book.add_worksheet(say(f"form.issues.{name}"))
            for place, title in enumerate(head):
                sheet.write_string(0, place, say(f"form.issues.{title}"), bold)
            for at, row in enumerate(rows, start=1):
                for place, text in enumerate(row):
                    sheet.write_string(at, place, text)
            sheet.set_column(0, 1, REASON_WIDTH // 2)
            sheet.set_column(2, 2, REASON_WIDTH)
            sheet.freeze_panes(1, 0)


def _titled(header: Sequence[Cell], cells: Sequence[Cell]) -> list[str]:
    """Give the cells of a row that say something, each with its column."""
    pairs = zip_longest(map(cell_text, header), map(cell_text, cells), fillvalue="")
    return [f"{title}: {text}" if title else text for title, text in pairs if text]


def reason(kept: KeptOut, language: str) -> str:
    """Say why a row did not come in."""
    return tr_in(language, f"issues.{kept.code}", **kept.values)


def cell_text(cell: Cell) -> str:
    """Write a cell as a planner would type it: 2024, not 2024.0; an empty one as ""."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return cell or ""
