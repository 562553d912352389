"""What a paper for the committee is built of: lines, tables, forms and map sheets in sections.

A booklet is composed once; each writer (HWPX, PDF, HTML, XLSX) lays out the same blocks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal, TypeAlias

from scmap.cartography.settings import MapSettings
from scmap.cartography.sheet import Sheet
from scmap.report.korean import word
from scmap.report.parts import WIDE_MM, Cell, Column, Fact, Form, Side, Table
from scmap.report.text_size import length_mm

_PAGE_MM = (175.0, 267.0)  # width of the text on an upright page, and on one on its side
_CELL_PT, _EDGES_MM = 10.0, 2.6  # type of a cell, and its inner edges
SIGNS = ("□", "ㅇ", "-", "※")  # the ladder of 개조식 (DOMAIN §6.1)
LADDER_MM = ((6.2, 6.2), (12.0, 5.4), (16.5, 4.0), (22.0, 6.0))  # where text begins, hanging part


@dataclass(frozen=True, slots=True)
class Line:
    """One idea in 개조식.

    Attributes
    ----------
    text : str
        Without its sign.
    level : int
        Place in `SIGNS`: 0 for □ to 3 for ※.
    """

    text: str
    level: int = 0

    @property
    def sign(self) -> str:
        """The sign before the text."""
        return SIGNS[self.level]


@dataclass(frozen=True, slots=True)
class Subheading:
    """A heading within a section: "가. 유사·중복"."""

    text: str


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of a grid, over one place or several.

    Attributes
    ----------
    row, column : int
        Upper left place.
    cell : str or float
        A text, or a number in the unit of the model; NaN is unknown.
    rows, columns : int
        Places that it covers.
    form : str
        How a number is written.
    head, total : bool
        Whether it names others, or adds them up.
    side : str
        Where its text stands; a number stands on the right unless it heads.
    """

    row: int
    column: int
    cell: Cell
    rows: int = 1
    columns: int = 1
    form: Form = "text"
    head: bool = False
    total: bool = False
    side: Side = "left"

    @property
    def text(self) -> str:
        """Its content as it is written."""
        return Column("", self.form).write(self.cell)


@dataclass(frozen=True, slots=True)
class Grid:
    """A form with merged cells.

    Attributes
    ----------
    name : str
        ASCII name by which a writer refers to it.
    title : str
        What it is about.
    widths : tuple of float
        Width of each column, millimetres; a writer stretches them over the page.
    boxes : tuple of Box
        Cells by rows, from the left; they cover every place once.
    heads : int
        Rows that are repeated on each page.
    unit, notes
        As those of a table.
    """

    name: str
    title: str
    widths: tuple[float, ...]
    boxes: tuple[Box, ...]
    heads: int = 0
    unit: str = ""
    notes: tuple[str, ...] = ()

    @property
    def depth(self) -> int:
        """How many rows it has."""
        return max((box.row + box.rows for box in self.boxes), default=0)


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture in the text, such as a diagram.

    Attributes
    ----------
    title : str
        What it shows.
    png : bytes
        The picture.
    width, height : float
        Size at which it is printed, millimetres.
    """

    title: str
    png: bytes
    width: float
    height: float


Block: TypeAlias = Line | Subheading | Table | Grid | Sheet | Picture
Place: TypeAlias = Literal["front", "body", "attached"]


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """A part of a booklet under one heading.

    Attributes
    ----------
    title : str
        Heading without its number.
    blocks : tuple
        What it holds, in reading order.
    place : str
        "front" (의결주문, 제안이유: no number), "body" (1., 2. …) or "attached" (붙임 1. …).
    """

    title: str
    blocks: tuple[Block, ...]
    place: Place = "body"


@dataclass(frozen=True, slots=True)
class Cover:
    """표지.

    Attributes
    ----------
    kind : str
        "심의안건" or "보고안건"; "" for other papers.
    above, below : tuple of Fact
        What is stated over and under the title: 의안번호 …, 제출자 ….
    warning : str
        Notice against copying; "" where there is none.
    """

    kind: str = ""
    above: tuple[Fact, ...] = ()
    below: tuple[Fact, ...] = ()
    warning: str = ""

    @property
    def head(self) -> Grid:
        """What stands over the title, the kind of the paper beside it."""
        facts = _fact_boxes(self.above)
        kind = Box(0, 2, self.kind, rows=len(self.above), head=True, side="centre")
        return Grid("cover_head", "", (28.0, 107.0, 40.0), (*facts, kind))

    @property
    def foot(self) -> Grid:
        """What stands under the title."""
        return Grid("cover_foot", "", (45.0, 130.0), tuple(_fact_boxes(self.below)))


def _fact_boxes(facts: Sequence[Fact]) -> Iterator[Box]:
    for row, fact in enumerate(facts):
        yield Box(row, 0, fact.label, head=True, side="centre")
        yield Box(row, 1, fact.text)


@dataclass(frozen=True, eq=False)
class Booklet:
    """A paper with a cover and sections.

    Attributes
    ----------
    title, place : str
        Title, and the municipality or country that it is about.
    made_on : date
        작성일.
    organisation : str
        작성기관; "" where it is not told.
    cover : Cover
        The first page.
    sections : tuple of Section
        In reading order.
    shown : MapSettings
        Layers and ground of the web page's map.
    restricted : bool
        Whether the security grade forbids copying without a review.
    """

    title: str
    place: str
    made_on: date
    organisation: str
    cover: Cover
    sections: tuple[Section, ...]
    shown: MapSettings
    restricted: bool = True

    @property
    def blocks(self) -> Iterator[Block]:
        """Give all blocks in reading order."""
        return (block for section in self.sections for block in section.blocks)

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables in reading order."""
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @property
    def grids(self) -> tuple[Grid, ...]:
        """All forms in reading order."""
        return tuple(block for block in self.blocks if isinstance(block, Grid))

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """All map sheets in reading order."""
        return tuple(block for block in self.blocks if isinstance(block, Sheet))

    def table(self, name: str) -> Table:
        """Give the table of that name.

        Raises
        ------
        KeyError
            If there is none.
        """
        for table in self.tables:
            if table.name == name:
                return table
        raise KeyError(name)

    @property
    def headed(self) -> Iterator[tuple[str, Section]]:
        """Give each section with its numbered heading; attachments are counted apart."""
        counted = {"body": 0, "attached": 0}
        keys = {"body": "heading", "attached": "heading.attached"}
        for section in self.sections:
            if section.place == "front":
                yield section.title, section
                continue
            counted[section.place] += 1
            number = counted[section.place]
            yield word(keys[section.place], n=number, title=section.title), section


def is_wide(block: Block) -> bool:
    """Tell whether a table or a form needs the page to lie on its side."""
    if isinstance(block, Table):
        return bool(block.rows) and sum(one.width for one in block.columns) > WIDE_MM
    return isinstance(block, Grid) and sum(block.widths) > WIDE_MM


def grid_of(table: Table) -> Grid:
    """Lay out a table as a grid: its head, its rows, and neighbours that say the same as one."""
    heads = [
        Box(0, place, column.title, head=True, side="centre")
        for place, column in enumerate(table.columns)
    ]
    rows = [
        Box(row, place, cell, depth, form=column.form, total=total, side=column.side)
        for place, column in enumerate(table.columns)
        for row, depth, cell, total in _runs(table, place, merged=column.grouped)
    ]
    return Grid(
        table.name,
        table.title,
        _widths(table),
        (*heads, *sorted(rows, key=lambda box: (box.row, box.column))),
        heads=1,
        unit=table.unit,
        notes=table.notes,
    )


def _widths(table: Table) -> tuple[float, ...]:
    """Give the widths of columns, those of figures wide enough that no figure is broken.

    What they need more than was planned is taken from the columns of texts, which may have lines.
    """
    planned = [column.width for column in table.columns]
    share = sum(planned) / _PAGE_MM[is_wide(table)]
    least = [
        share * max((_figure_mm(column.write(row.cells[place])) for row in table.rows), default=0.0)
        if column.form != "text"
        else 0.0
        for place, column in enumerate(table.columns)
    ]
    lacking = sum(max(0.0, least[n] - width) for n, width in enumerate(planned))
    texts = sum(column.width for column in table.columns if column.form == "text")
    if not lacking or lacking > texts / 2:
        return tuple(planned)
    kept = 1 - lacking / texts
    return tuple(
        width * kept if column.form == "text" else max(width, least[place])
        for place, (column, width) in enumerate(zip(table.columns, planned, strict=True))
    )


def _figure_mm(text: str) -> float:
    """Width that a figure takes in a cell, millimetres."""
    return length_mm(text, _CELL_PT) + _EDGES_MM


def _runs(table: Table, place: int, *, merged: bool) -> Iterator[tuple[int, int, Cell, bool]]:
    """Give first row, depth and content of each cell of a column, below the head."""
    row = 1
    cells = [(one.cells[place], one.total) for one in table.rows]
    if not merged:
        yield from ((row + number, 1, *cell) for number, cell in enumerate(cells))
        return
    for (cell, total), same in groupby(cells):
        depth = len(list(same))
        yield row, depth, cell, total
        row += depth
