"""Forms and tables with merged cells on paper: rows stay whole, heads are repeated."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen

from scmap.report.blocks import Box, Grid
from scmap.report.paper import INK, MM_PER_PT, WASH, Paper

_RULE = "#9AA1A9"
_SPACING = 1.35
_PAD_X, _PAD_Y = 1.2, 0.9
_LEAST_ROOM = 24.0  # a grid begins on this page only if so much of it fits, millimetres


@dataclass(frozen=True, slots=True)
class _Cell:
    """A box with its text in lines."""

    box: Box
    lines: tuple[str, ...]

    @property
    def stop(self) -> int:
        """Row behind its last one."""
        return self.box.row + self.box.rows


def write_grid(paper: Paper, grid: Grid, points: float, below: float = 0.0) -> None:
    """Write a grid below what stands on the page, and on as many pages as it needs.

    Parameters
    ----------
    paper : Paper
        Where.
    grid : Grid
        What.
    points : float
        Size of the type.
    below : float
        Height of the notes that follow, millimetres: they are not left alone on a page.
    """
    layout = _Layout.of(paper, grid, points)
    if paper.room < min(_LEAST_ROOM, sum(layout.heights)):
        paper.turn()
    first = 0
    while first < len(layout.heights):
        stop = layout.fitting(first, paper.room)
        if stop == len(layout.heights):
            stop = layout.fitting_with(first, paper.room, below, grid.heads)
        layout.draw(paper, first, stop)
        first = stop
        if first < len(layout.heights):
            paper.turn()
            layout.draw(paper, 0, grid.heads)


def grid_heights(paper: Paper, grid: Grid, points: float) -> tuple[float, float]:
    """Height that a grid takes on the paper, and its head with the first row, millimetres."""
    heights = _Layout.of(paper, grid, points).heights
    return sum(heights), sum(heights[: grid.heads + 1])


@dataclass(slots=True)
class _Layout:
    """Where the cells of a grid stand.

    Attributes
    ----------
    cells : list of _Cell
        With their text.
    edges : list of float
        Left edge of each column and the right edge of the last, millimetres.
    heights : list of float
        Of each row, millimetres.
    points : float
        Size of the type.
    written : dict of int to int
        How many lines of a cell that lies on two pages stand on the first.
    """

    cells: list[_Cell]
    edges: list[float]
    heights: list[float]
    points: float
    written: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, paper: Paper, grid: Grid, points: float) -> "_Layout":
        """Break texts into lines, and find the height of each row."""
        share = paper.width / sum(grid.widths)
        edges = list(accumulate((width * share for width in grid.widths), initial=paper.left))
        cells = [
            _Cell(box, tuple(paper.lines(box.text, points, _width(edges, box) - 2 * _PAD_X)))
            for box in grid.boxes
        ]
        step = points * MM_PER_PT * _SPACING
        heads = sum(_heights([one for one in cells if one.stop <= grid.heads], step))
        most = int((paper.full_room - heads - 2 * _PAD_Y) / step)
        cells = _without_high_rows(cells, most)
        return cls(cells, edges, _heights(cells, step), points)

    def fitting(self, first: int, room: float) -> int:
        """Give the row behind the last one that fits; one row is always taken."""
        height = 0.0
        for row in range(first, len(self.heights)):
            height += self.heights[row]
            if height > room + 1e-6 and row > first:
                return row
        return len(self.heights)

    def fitting_with(self, first: int, room: float, below: float, heads: int) -> int:
        """Give the row behind the last one that fits where all would, but not what follows them.

        The last rows then go on to the next page with it, unless none would stay here.
        """
        stop = self.fitting(first, room - below)
        return stop if stop > (first or heads) else len(self.heights)

    def draw(self, paper: Paper, first: int, stop: int) -> None:
        """Draw rows from `first` to the one before `stop`, and move down."""
        tops = list(accumulate(self.heights[first:stop], initial=paper.y))
        for number, cell in enumerate(self.cells):
            if cell.box.row < stop and cell.stop > first:
                top = tops[max(cell.box.row, first) - first]
                bottom = tops[min(cell.stop, stop) - first]
                left, right = self.edges[cell.box.column], self._right(cell.box)
                self._draw(paper, number, QRectF(left, top, right - left, bottom - top))
        _frame(
            paper,
            QRectF(self.edges[0], tops[0], self.edges[-1] - self.edges[0], tops[-1] - tops[0]),
        )
        paper.y = tops[-1]

    def _draw(self, paper: Paper, number: int, place: QRectF) -> None:
        cell = self.cells[number]
        box, step = cell.box, self.points * MM_PER_PT * _SPACING
        if box.head or box.total:
            paper.painter.fillRect(_pixels(paper, place), QColor(WASH))
        paper.painter.setPen(QPen(QColor(_RULE), paper.px(0.12)))
        paper.painter.setBrush(Qt.BrushStyle.NoBrush)
        paper.painter.drawRect(_pixels(paper, place))
        lines = self._lines(number, int((place.height() - 2 * _PAD_Y) / step + 1e-6))
        paper.write(
            lines,
            place.x() + _PAD_X,
            place.y() + (place.height() - len(lines) * step) / 2,
            self.points,
            width=place.width() - 2 * _PAD_X,
            side=box.side,
            spacing=_SPACING,
        )

    def _lines(self, number: int, most: int) -> Sequence[str]:
        """Give the lines of a cell that fit; what was told on the last page is told again."""
        lines = self.cells[number].lines
        start = self.written.get(number, 0)
        if start >= len(lines):
            start = 0
        self.written[number] = start + most
        return lines[start : start + most]

    def _right(self, box: Box) -> float:
        return self.edges[box.column + box.columns]


def _width(edges: Sequence[float], box: Box) -> float:
    return edges[box.column + box.columns] - edges[box.column]


def _heights(cells: Sequence[_Cell], step: float) -> list[float]:
    """Height of each row, so that every text fits; a merged cell grows the last of its rows."""
    heights = [0.0] * max((cell.stop for cell in cells), default=0)
    for cell in sorted(cells, key=lambda cell: cell.box.rows):
        rows = range(cell.box.row, cell.stop)
        missing = len(cell.lines) * step + 2 * _PAD_Y - sum(heights[row] for row in rows)
        heights[rows[-1]] += max(0.0, missing)
    return heights


def _without_high_rows(cells: list[_Cell], most: int) -> list[_Cell]:
    """Cut rows with more lines than a page holds into several."""
    depth: dict[int, int] = {}
    for cell in cells:
        pieces = math.ceil(len(cell.lines) / most) if cell.box.rows == 1 else 1
        depth[cell.box.row] = max(depth.get(cell.box.row, 1), pieces)
    if all(pieces == 1 for pieces in depth.values()):
        return cells
    rows = max(cell.stop for cell in cells)
    start = list(accumulate((depth.get(row, 1) for row in range(rows)), initial=0))
    return [piece for cell in cells for piece in _pieces(cell, start, most)]


def _pieces(cell: _Cell, start: Sequence[int], most: int) -> Iterator[_Cell]:
    first, stop = start[cell.box.row], start[cell.stop]
    if cell.box.rows > 1:
        yield replace(cell, box=replace(cell.box, row=first, rows=stop - first))
        return
    for row in range(first, stop):
        lines = cell.lines[(row - first) * most : (row - first + 1) * most]
        yield _Cell(replace(cell.box, row=row), lines)


def _frame(paper: Paper, place: QRectF) -> None:
    """Draw heavier lines above and below a grid."""
    paper.painter.setPen(QPen(QColor(INK), paper.px(0.3)))
    whole = _pixels(paper, place)
    paper.painter.drawLine(whole.topLeft(), whole.topRight())
    paper.painter.drawLine(whole.bottomLeft(), whole.bottomRight())


def _pixels(paper: Paper, place: QRectF) -> QRectF:
    return QRectF(
        paper.px(place.x()), paper.px(place.y()), paper.px(place.width()), paper.px(place.height())
    )
