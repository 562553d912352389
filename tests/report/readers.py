"""Reads tables and texts back out of written booklets, by programs that did not write them."""

import re
import subprocess
import zipfile
from collections import Counter
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path

from hwp_hwpx_parser import Reader
from PySide6.QtGui import QImage
from python_calamine import load_workbook

from scmap.report.blocks import Booklet, Box, Grid, Line, Subheading, grid_of
from scmap.report.parts import Table

Rows = list[list[str]]

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_SCALES = {"area": 1e6, "percent": 0.01}


def numbers(text: str) -> Counter[str]:
    """Every number in a text, and how often."""
    return Counter(found.rstrip(",") for found in _NUMBER.findall(text))


def grids(booklet: Booklet) -> list[Grid]:
    """The tables that have rows and the forms, in reading order."""
    found = []
    for block in booklet.blocks:
        if isinstance(block, Table) and block.rows:
            found.append(grid_of(block))
        elif isinstance(block, Grid):
            found.append(block)
    return found


def rows(grid: Grid) -> Rows:
    """Texts of a grid by rows without their spaces, merged cells once."""
    found: Rows = [[] for _ in range(grid.depth)]
    for box in sorted(grid.boxes, key=lambda box: (box.row, box.column)):
        found[box.row].append("".join(box.text.split()))
    return found


def texts(booklet: Booklet) -> list[str]:
    """Everything but tables: cover, headings, lines, notes."""
    told = [booklet.title, *(fact.text for fact in (*booklet.cover.above, *booklet.cover.below))]
    told += [heading for heading, _ in booklet.headed]
    for block in booklet.blocks:
        if isinstance(block, Line | Subheading):
            told.append(block.text)
    for table in booklet.tables:
        told += table.notes if table.rows else (*table.notes, table.empty)
    return told


def in_order(path: Path) -> Path:
    """Copy a document for a reader that takes section10 for the one before section2."""
    copy = path.with_name(f"in-order-{path.name}")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w") as target:
        for item in source.infolist():
            name = re.sub(
                r"section(\d+)", lambda found: f"section{int(found[1]):03d}", item.filename
            )
            target.writestr(name, source.read(item))
    return copy


def hwpx_tables(path: Path) -> list[Rows]:
    with Reader(str(in_order(path))) as reader:
        return [
            [["".join(cell.split()) for cell in row] for row in table.rows]
            for table in reader.tables
        ]


def hwpx_text(path: Path) -> str:
    with Reader(str(in_order(path))) as reader:
        return str(reader.text)


def xlsx_sheets(path: Path) -> Sequence[Sequence[Sequence[object]]]:
    book = load_workbook(str(path))
    return [
        book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names
    ]


def shown(cell: object, box: Box) -> str:
    """Write a cell of a spreadsheet as its format shows it, in the words of the booklet."""
    if isinstance(cell, float | int):
        number = float(cell) * _SCALES.get(box.form, 1.0)
        return "".join(Box(0, 0, number, form=box.form).text.split())
    return "".join(str(cell).split())


def pdf_text(path: Path) -> str:
    done = subprocess.run(
        ["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True, text=True
    )
    return done.stdout


class HtmlTables(HTMLParser):
    """Cells of every table of a page, and all text that is seen."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tables: list[Rows] = []
        self.seen: list[str] = []
        self._cell: list[str] | None = None
        self._silent = 0
        self.feed(page)

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self._cell = []
        self._silent += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._cell is not None:
            self.tables[-1][-1].append("".join("".join(self._cell).split()))
            self._cell = None
        self._silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.seen.append(data)
        if self._cell is not None:
            self._cell.append(data)


def hwpx_pictures(path: Path) -> list[QImage]:
    """Read the pictures of a document in their order."""
    with zipfile.ZipFile(path) as package:
        names = [name for name in package.namelist() if name.startswith("BinData/")]
        found = [QImage.fromData(package.read(name)) for name in sorted(names)]
    return [one for one in found if not one.isNull()]
