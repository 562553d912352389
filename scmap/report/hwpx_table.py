"""Tables in HWPX: real ones, with merged cells, tinted heads, and rows as high as their text."""

import re
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from hwpx.oxml import HwpxOxmlParagraph, HwpxOxmlTable
from hwpx.oxml.namespaces import HP

from scmap.report.blocks import Box, Grid
from scmap.report.hwpx_styles import TABLE, UNITS_PER_MM, UNITS_PER_PT, Styles, units
from scmap.report.text_size import depth

Element: TypeAlias = Any  # of lxml, which tells no types

_UNWRITTEN = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")  # what XML cannot say

_SPACING = 130  # percent
_PAD_MM = 1.1  # inner edges of a cell, left or right
_DOUBT_MM = 1.2  # by which a reader's typeface may be wider: a row too low hides its last line
_PAD_HEIGHT = 282  # upper and lower inner edge together, HWPUNIT
TOGETHER_MM = 120.0  # a table lower than this is not split
_TOGETHER, _HIGH_ROW = units(TOGETHER_MM), units(120)
_LEAST_HEIGHT = 1700  # HWPUNIT; a lower row is drawn collapsed by some readers


@dataclass(frozen=True, slots=True)
class TableWriter:
    """Writes grids into paragraphs.

    Attributes
    ----------
    styles : Styles
        Of the document.
    waiting : dict of str to list
        Rows of each table by its id: they take their place when the library has checked the rest.
    """

    styles: Styles
    waiting: dict[str, list[Element]] = field(default_factory=dict)

    def write(
        self, paragraph: HwpxOxmlParagraph, grid: Grid, width_mm: float, points: float
    ) -> None:
        """Write a grid as a table `width_mm` wide that may go on over pages, in type of a size."""
        widths = _widths(grid, width_mm)
        heights = _heights(grid, widths, points)
        table = paragraph.add_table(
            1, 1, width=sum(widths), height=sum(heights), border_fill_id_ref=self.styles.box()
        )
        self._break(table, heights)
        table.element.attrib.update({"rowCnt": str(grid.depth), "colCnt": str(len(widths))})
        inner = table.element.find(f"{HP}inMargin")
        if inner is not None:
            inner.attrib.update({"left": str(units(_PAD_MM)), "right": str(units(_PAD_MM))})
        if grid.heads:
            table.element.set("repeatHeader", "1")
        rows = self._rows(table.element, grid, widths, heights, points)
        self.waiting[str(table.element.get("id"))] = rows

    @staticmethod
    def _break(table: HwpxOxmlTable, heights: list[int]) -> None:
        """Keep a low table together; split a high one between rows, a very high row within."""
        if sum(heights) < _TOGETHER:
            return  # treated as a letter it moves to the next page as a whole
        table.set_treat_as_char(False)
        if max(heights) < _HIGH_ROW:
            table.element.set("pageBreak", "TABLE")

    def _rows(
        self, table: Element, grid: Grid, widths: list[int], heights: list[int], points: float
    ) -> list[Element]:
        """Give the rows, with cells after the pattern of the one that the library made.

        The library's own way of filling and checking a table takes milliseconds a cell.
        """
        made = table.find(f"{HP}tr")
        assert made is not None  # noqa: S101  a table has a row
        (pattern,) = made
        rows = [made.makeelement(made.tag, dict(made.attrib)) for _ in range(grid.depth)]
        for box in sorted(grid.boxes, key=lambda box: (box.row, box.column)):
            cell = deepcopy(pattern)
            width = sum(widths[box.column : box.column + box.columns])
            height = sum(heights[box.row : box.row + box.rows])
            _place(cell, box, width, height)
            self._put(cell, box, points, repeated=box.row < grid.heads)
            rows[box.row].append(cell)
        return rows

    def _put(self, cell: Element, box: Box, points: float, *, repeated: bool) -> None:
        strong = box.head or box.total
        cell.set("borderFillIDRef", self.styles.box(tinted=strong))
        if repeated:
            cell.set("header", "1")
        (first,) = _part(cell, "subList")
        first.set("paraPrIDRef", self.styles.paragraph(box.side, spacing=_SPACING))
        run = _part(first, "run")
        run.set("charPrIDRef", self.styles.type(points, face=TABLE, bold=strong))
        told, *more = _UNWRITTEN.sub("", box.text.replace("\t", " ")).split("\n")
        paragraphs = [first, *(deepcopy(first) for _ in more)]
        _part(cell, "subList").extend(paragraphs[1:])
        for paragraph, text in zip(paragraphs, (told, *more), strict=True):
            _part(_part(paragraph, "run"), "t").text = text


def table_height(grid: Grid, width_mm: float, points: float) -> float:
    """Estimate the height of a grid as a table of a width, millimetres."""
    return sum(_heights(grid, _widths(grid, width_mm), points)) / UNITS_PER_MM


def _widths(grid: Grid, width_mm: float) -> list[int]:
    return [units(width_mm * one / sum(grid.widths)) for one in grid.widths]


def _heights(grid: Grid, widths: list[int], points: float) -> list[int]:
    """Estimate the height of each row; Hangul grows rows that are too low."""
    line = points * UNITS_PER_PT * _SPACING / 100
    heights = [_LEAST_HEIGHT] * grid.depth
    for box in sorted(grid.boxes, key=lambda box: box.rows):
        width = sum(widths[box.column : box.column + box.columns]) / UNITS_PER_MM
        lines = depth(box.text, width - 2 * _PAD_MM - _DOUBT_MM, points)
        needed = round(lines * line) + _PAD_HEIGHT
        span = range(box.row, box.row + box.rows)
        missing = needed - sum(heights[row] for row in span)
        if missing > 0:
            heights[span[-1]] += missing
    return heights


def _place(cell: Element, box: Box, width: int, height: int) -> None:
    """Say where a cell stands, how many places it covers, and how large it is."""
    address = {"colAddr": str(box.column), "rowAddr": str(box.row)}
    _part(cell, "cellAddr").attrib.update(address)
    span = {"colSpan": str(box.columns), "rowSpan": str(box.rows)}
    _part(cell, "cellSpan").attrib.update(span)
    _part(cell, "cellSz").attrib.update({"width": str(width), "height": str(height)})


def _part(of: Element, name: str) -> Element:
    found = of.find(f"{HP}{name}")
    assert found is not None, name  # noqa: S101  the library's own pattern has all parts
    return found
