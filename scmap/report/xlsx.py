"""A booklet as a spreadsheet: one sheet a table, numbers as numbers, texts never as anything else.

A text that begins like a formula, an address or a number stays a text (REPORTS §5).
"""

import math
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, time
from io import BytesIO
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from scmap.cartography.sheet import Sheet
from scmap.formats.sheet_file import LONGEST_NAME, sheet_name
from scmap.progress import Progress, silent
from scmap.report.blocks import (
    Booklet,
    Box,
    Grid,
    Line,
    Picture,
    Section,
    Subheading,
    grid_of,
)
from scmap.report.korean import word
from scmap.report.parts import Form, Side, Table
from scmap.report.text_size import depth
from scmap.store.replacing import replacing

FACE, POINTS = "맑은 고딕", 10.0
LONGEST = 32_767  # characters that a cell holds

_MM_PER_LETTER = 2.0  # width of a digit, by which columns are measured
_ROW_POINTS = 15.0

# What a number is multiplied by so that it stands in the unit of its heading, and how it is shown.
_SCALES: Mapping[Form, float] = MappingProxyType({"area": 1e-6, "percent": 100.0})
_SHOWN: Mapping[Form, str] = MappingProxyType(
    {
        "count": "#,##0",
        "money": "#,##0.0",
        "area": "#,##0.00",
        "percent": "#,##0.0",
        "score": "0.0",
        "term": "0.000",
        "weight": "0.00####",
        "factor": "0.0#####",
        "plain": "General",
        "text": "General",
    }
)
_WHOLE_MONEY = "#,##0"
_NONE: Mapping[str, int] = MappingProxyType({})


def write_xlsx(
    booklet: Booklet,
    path: Path,
    progress: Progress = silent,
    pages: Mapping[str, int] = _NONE,
) -> None:
    """Write a booklet as XLSX.

    Parameters
    ----------
    booklet : Booklet
        What.
    path : Path
        Where.
    pages : mapping
        On which page of its PDF each table, form and map begins, by name; none without a PDF.

    Raises
    ------
    InputError
        If the folder is missing or cannot be written.
    LockedError
        If another program holds the file.
    """
    with replacing(path) as draft:
        draft.write_bytes(xlsx_bytes(booklet, progress, pages))


def xlsx_bytes(
    booklet: Booklet, progress: Progress = silent, pages: Mapping[str, int] = _NONE
) -> bytes:
    """Give the workbook of a booklet."""
    stream = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = _Book(xlsxwriter.Workbook(stream, options), pages)
    book.describe(booklet)
    book.text(booklet)
    progress(0.2)
    for heading, section in booklet.headed:
        book.tables(heading, section)
    book.close()
    progress(1.0)
    return stream.getvalue()


class _Book:
    """A workbook that is being written."""

    def __init__(self, workbook: Any, pages: Mapping[str, int]) -> None:
        self._workbook, self._pages = workbook, pages
        self._lines: dict[str, int] = {}  # where the first sheet names each table
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}
        self._names: set[str] = set()

    def describe(self, booklet: Booklet) -> None:
        """Say whose workbook it is, and of when."""
        made = datetime.combine(booklet.made_on, time())
        self._workbook.set_properties(
            {"title": booklet.title, "author": booklet.organisation, "created": made}
        )

    def text(self, booklet: Booklet) -> None:
        """Write cover and lines on the first sheet."""
        self._first = sheet = self._sheet(word("xlsx.text"))
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 110)
        sheet.set_column(2, 2, 24)
        self._string(sheet, 0, 0, booklet.title, bold=True, font_size=14)
        row = 2
        cover = booklet.cover
        for fact in (*cover.above, *cover.below):
            self._string(sheet, row, 0, fact.label, bg_color="#E9EDF2")
            self._string(sheet, row, 1, fact.text)
            row += 1
        for text in filter(None, (cover.kind, cover.warning)):
            self._string(sheet, row, 1, text)
            row += 1
        for heading, section in booklet.headed:
            row = self._section(sheet, row + 1, heading, section)

    def tables(self, heading: str, section: Section) -> None:
        """Write each table of a section on a sheet of its own, and all its forms on one."""
        maps = ", ".join(one.number for one in section.blocks if isinstance(one, Sheet))
        for forms, blocks in groupby(section.blocks, key=lambda block: isinstance(block, Grid)):
            grids = [block for block in blocks if isinstance(block, Table | Grid)]
            if forms:
                self._forms(heading, [grid for grid in grids if isinstance(grid, Grid)])
                continue
            for table in grids:
                if isinstance(table, Table):
                    self._table(table, table.title or section.title, maps)

    def close(self) -> None:
        """Finish the workbook."""
        self._workbook.close()

    # -- sheets ---------------------------------------------------------------------------

    def _section(self, sheet: Worksheet, row: int, heading: str, section: Section) -> int:
        """Write a section's lines, and the titles of what stands on other sheets."""
        self._string(sheet, row, 0, heading, bold=True)
        for block in section.blocks:
            if isinstance(block, Grid):
                continue
            row += 1
            if isinstance(block, Line):
                text = f"{block.sign} {block.text}"
                self._string(sheet, row, 1, text, text_wrap=True, indent=block.level)
            elif isinstance(block, Subheading):
                self._string(sheet, row, 1, block.text, bold=True)
            else:
                self._string(sheet, row, 1, f"[{block.title}]", font_color="#595959")
                self._string(sheet, row, 2, self._place(block), font_color="#595959")
                if isinstance(block, Table):
                    self._lines[block.name] = row
        return row + 1

    def _place(self, block: Table | Grid | Sheet | Picture) -> str:
        """Say which map it is, and on which page it stands."""
        number = block.number if isinstance(block, Sheet) else ""
        name = f"sheet{number}" if number else getattr(block, "name", "")
        return self._told(number, name)

    def _told(self, maps: str, name: str) -> str:
        page = self._pages.get(name)
        told = (
            word("xlsx.page", n=page) if page else "",
            word("xlsx.maps", numbers=maps) if maps else "",
        )
        return " · ".join(filter(None, told))

    def _table(self, table: Table, title: str, maps: str) -> None:
        sheet, grid = self._sheet(title), grid_of(table)
        self._columns(sheet, grid)
        self._link(table, sheet.get_name())
        self._string(sheet, 0, 0, title, bold=True, font_size=12)
        unit = " · ".join(filter(None, (table.unit, self._told(maps, table.name))))
        self._string(sheet, 1, 0, unit, font_color="#595959")
        self._grid(sheet, grid, 2)
        sheet.freeze_panes(3, 0)
        last = 2 + grid.depth
        empty = () if table.rows else (table.empty,)
        for row, note in enumerate((*empty, *(f"※ {note}" for note in table.notes)), start=last):
            self._string(sheet, row, 0, note, font_color="#595959")
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)

    def _forms(self, title: str, grids: Iterable[Grid]) -> None:
        sheet, row = self._sheet(title), 0
        for grid in grids:
            if not row:
                self._columns(sheet, grid)
            self._string(sheet, row, 0, grid.title, bold=True)
            self._string(sheet, row, 1, self._place(grid), font_color="#595959")
            self._grid(sheet, grid, row + 1)
            row += grid.depth + 2
        sheet.fit_to_pages(1, 0)

    def _link(self, table: Table, name: str) -> None:
        """Lead from the first sheet to that of a table; a title that looks like more is a text."""
        row = self._lines.get(table.name)
        if row is not None:
            look = self._format(font_color="#0B57D0", underline=1)
            self._first.write_url(row, 1, f"internal:'{name}'!A1", look, f"[{table.title}]")

    def _sheet(self, title: str) -> Worksheet:
        """Add a sheet under a name that a spreadsheet accepts and that is not taken."""
        plain = sheet_name(title)
        name, number = plain, 2
        while name.lower() in self._names:
            tail = f" ({number})"
            name, number = plain[: LONGEST_NAME - len(tail)] + tail, number + 1
        self._names.add(name.lower())
        sheet: Worksheet = self._workbook.add_worksheet(name)
        sheet.set_paper(9)  # A4
        return sheet

    # -- cells ----------------------------------------------------------------------------

    def _columns(self, sheet: Worksheet, grid: Grid) -> None:
        for column, width in enumerate(grid.widths):
            sheet.set_column(column, column, width / _MM_PER_LETTER)

    def _grid(self, sheet: Worksheet, grid: Grid, top: int) -> None:
        heights = [1] * grid.depth
        for box in grid.boxes:
            width = sum(grid.widths[box.column : box.column + box.columns])
            if box.rows == 1:
                lines = depth(box.text, width - _MM_PER_LETTER, POINTS)
                heights[box.row] = max(heights[box.row], lines)
            self._box(sheet, top, box)
        for row, lines in enumerate(heights):
            sheet.set_row(top + row, _ROW_POINTS * lines + 3)

    def _box(self, sheet: Worksheet, top: int, box: Box) -> None:
        look: dict[str, object] = {
            "border": 1,
            "border_color": "#A6A6A6",
            "valign": "vcenter",
            "text_wrap": True,
            "align": _ALIGNED[box.side],
        }
        if box.head or box.total:
            look |= {"bold": True, "bg_color": "#E9EDF2"}
        row, column = top + box.row, box.column
        number = _number(box)
        if number is not None:
            look["num_format"] = _shown(box.form, number)
        if box.rows > 1 or box.columns > 1:
            last = row + box.rows - 1, column + box.columns - 1
            sheet.merge_range(row, column, *last, "", self._format(**look))
        if number is None:
            self._string(sheet, row, column, box.text, **look)
        else:
            sheet.write_number(row, column, number, self._format(**look))

    def _string(self, sheet: Worksheet, row: int, column: int, text: str, **look: object) -> None:
        if len(text) > LONGEST:
            more = word("xlsx.cut")
            text = text[: LONGEST - len(more)] + more
        sheet.write_string(row, column, text, self._format(**look))

    def _format(self, **look: object) -> Format:
        key = tuple(sorted(look.items(), key=lambda item: item[0]))
        if key not in self._formats:
            style = {"font_name": FACE, "font_size": POINTS, **look}
            self._formats[key] = self._workbook.add_format(style)
        return self._formats[key]


_ALIGNED: Mapping[Side, str] = MappingProxyType(
    {"left": "left", "centre": "center", "right": "right"}
)


def _number(box: Box) -> float | None:
    """Give the number of a cell in the unit of its heading; None where it is written in words."""
    if isinstance(box.cell, str) or math.isnan(box.cell):
        return None
    if not re.fullmatch(r"-?[\d,]+(\.\d+)?", box.text):
        return None  # "0.01 미만"
    return box.cell * _SCALES.get(box.form, 1.0)


def _shown(form: Form, number: float) -> str:
    if form == "money" and float(number).is_integer():
        return _WHOLE_MONEY
    return _SHOWN[form]
