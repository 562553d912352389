"""Tables in HWPX: real ones, with merged cells, tinted heads, and rows as high as their text."""

from dataclasses import dataclass

from hwpx.oxml import HwpxOxmlParagraph, HwpxOxmlTable, HwpxOxmlTableCell
from hwpx.oxml.namespaces import HP

from scmap.report.blocks import Box, Grid
from scmap.report.hwpx_styles import TABLE, UNITS_PER_MM, UNITS_PER_PT, Styles, units
from scmap.report.text_size import depth

_SPACING = 130  # percent
_PAD_MM = 1.1  # inner edges of a cell, left or right
_PAD_HEIGHT = 282  # upper and lower inner edge together, HWPUNIT
_TOGETHER, _HIGH_ROW = units(120), units(120)
_LEAST_HEIGHT = 1700  # HWPUNIT; a lower row is drawn collapsed by some readers


@dataclass(frozen=True, slots=True)
class TableWriter:
    """Writes grids into paragraphs.

    Attributes
    ----------
    styles : Styles
        Of the document.
    points : float
        Size of the type.
    """

    styles: Styles
    points: float = 10.0

    def write(self, paragraph: HwpxOxmlParagraph, grid: Grid, width_mm: float) -> None:
        """Write a grid as a table `width_mm` wide that may go on over pages."""
        widths = [units(width_mm * one / sum(grid.widths)) for one in grid.widths]
        heights = self._heights(grid, widths)
        table = paragraph.add_table(
            grid.depth,
            len(widths),
            width=sum(widths),
            height=sum(heights),
            border_fill_id_ref=self.styles.box(),
        )
        self._break(table, heights)
        inner = table.element.find(f"{HP}inMargin")
        if inner is not None:
            inner.attrib.update({"left": str(units(_PAD_MM)), "right": str(units(_PAD_MM))})
        if grid.heads:
            table.element.set("repeatHeader", "1")
        self._fill(table, grid, widths, heights)

    @staticmethod
    def _break(table: HwpxOxmlTable, heights: list[int]) -> None:
        """Keep a low table together; split a high one between rows, a very high row within."""
        if sum(heights) < _TOGETHER:
            return  # treated as a letter it moves to the next page as a whole
        table.set_treat_as_char(False)
        if max(heights) < _HIGH_ROW:
            table.element.set("pageBreak", "TABLE")

    def _fill(
        self, table: HwpxOxmlTable, grid: Grid, widths: list[int], heights: list[int]
    ) -> None:
        boxes = {(box.row, box.column): box for box in grid.boxes}
        for row, cells in enumerate(table.rows):
            for column, cell in enumerate(cells.cells):
                box = boxes.get((row, column))
                if box is None:
                    cell.remove()  # a neighbour covers it
                    continue
                cell.set_span(box.rows, box.columns)
                cell.set_size(
                    sum(widths[column : column + box.columns]), sum(heights[row : row + box.rows])
                )
                self._put(cell, box, repeated=row < grid.heads)

    def _put(self, cell: HwpxOxmlTableCell, box: Box, *, repeated: bool) -> None:
        strong = box.head or box.total
        cell.element.set("borderFillIDRef", self.styles.box(tinted=strong))
        if repeated:
            cell.element.set("header", "1")
        shape = self.styles.paragraph(box.side, spacing=_SPACING)
        type_ = self.styles.type(self.points, face=TABLE, bold=strong)
        first, *more = box.text.split("\n")
        (paragraph,) = cell.paragraphs
        paragraph.para_pr_id_ref, paragraph.char_pr_id_ref = shape, type_
        paragraph.text = first
        for text in more:
            cell.add_paragraph(text, para_pr_id_ref=shape, char_pr_id_ref=type_)

    def _heights(self, grid: Grid, widths: list[int]) -> list[int]:
        """Estimate the height of each row; Hangul grows rows that are too low."""
        line = self.points * UNITS_PER_PT * _SPACING / 100
        heights = [_LEAST_HEIGHT] * grid.depth
        for box in sorted(grid.boxes, key=lambda box: box.rows):
            width = sum(widths[box.column : box.column + box.columns]) / UNITS_PER_MM
            lines = depth(box.text, width - 2 * _PAD_MM, self.points)
            needed = round(lines * line) + _PAD_HEIGHT
            span = range(box.row, box.row + box.rows)
            missing = needed - sum(heights[row] for row in span)
            if missing > 0:
                heights[span[-1]] += missing
        return heights
