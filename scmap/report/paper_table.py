"""Tables that flow over pages: the head is repeated, no line is lost, no row is cut in two."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scmap.report.korean import word
from scmap.report.paper import MM_PER_PT, SOFT, Paper
from scmap.report.parts import Row, Table

POINTS = 8.0
NOTE_POINTS = 8.0
HEADING_POINTS = 13.0
_SPACING, _NOTE_SPACING = 1.4, 1.5
_STEP = POINTS * MM_PER_PT * _SPACING
_PAD_X, _PAD_Y = 1.6, 0.9

Cells = list[list[str]]  # lines of each cell


def write_table(paper: Paper, table: Table, title: str) -> None:
    """Write a table below what stands on the page, and on as many pages as it needs.

    Parameters
    ----------
    paper : Paper
        Where.
    table : Table
        What.
    title : str
        Its heading with the number of the section.
    """
    writer = _Writer(paper, table, _widths(table, paper.width))
    writer.begin(title)
    for row in table.rows:
        writer.row(row)
    if table.rows:
        paper.rule(paper.y, heavy=True)
    paper.y += 1.5
    write_notes(paper, table.notes)
    paper.y += 6.0


def write_heading(paper: Paper, title: str, unit: str = "") -> None:
    """Write a heading, with the unit of the table on its right."""
    lines = paper.lines(title, HEADING_POINTS, paper.width * 0.75)
    height = paper.write(lines, paper.left, paper.y, HEADING_POINTS)
    last = paper.y + height - 8.5 * MM_PER_PT * 1.5
    paper.write([unit], paper.left, last, 8.5, width=paper.width, side="right", colour=SOFT)
    paper.y += height + 1.5


def notes_height(paper: Paper, notes: Iterable[str], points: float = NOTE_POINTS) -> float:
    """Height that remarks take, millimetres."""
    step = points * MM_PER_PT * _NOTE_SPACING
    return step * sum(len(paper.lines(note, points, paper.width - step)) for note in notes)


def write_notes(paper: Paper, notes: Iterable[str], points: float = NOTE_POINTS) -> None:
    """Write remarks, each with ※ and hanging lines."""
    step = hang = points * MM_PER_PT * _NOTE_SPACING
    for note in notes:
        lines = paper.lines(note, points, paper.width - hang)
        if paper.room < step * len(lines):
            paper.turn()
        for shown, x in ((["※"], paper.left), (lines, paper.left + hang)):
            height = paper.write(shown, x, paper.y, points, colour=SOFT, spacing=_NOTE_SPACING)
        paper.y += height


@dataclass(slots=True)
class _Writer:
    """A table in the middle of being written."""

    paper: Paper
    table: Table
    widths: Sequence[float]

    def begin(self, title: str) -> None:
        """Write heading and head, with at least one row below them on the same page."""
        first = self._broken(self.table.texts(self.table.rows[0])) if self.table.rows else [[""]]
        if self.paper.room < 12.0 + self._height(self._head()) + min(self._height(first), 40.0):
            self.paper.turn()
        write_heading(self.paper, title, self.table.unit)
        if self.table.rows:
            self._write_head()
        else:
            self.paper.y += self.paper.write(
                [self.table.empty], self.paper.left, self.paper.y, 9, spacing=1.6
            )

    def row(self, row: Row) -> None:
        """Write a row; one that is longer than a page goes on on the next."""
        cells = self._broken(self.table.texts(row))
        if self.paper.room < self._height(cells):
            self._continue()
        while (left := self._depth(cells)) > (fits := self._fitting()):
            self._write(cells, fits, total=row.total)
            cells = [cell[fits:] for cell in cells]
            self._continue()
        self._write(cells, left, total=row.total)

    def _continue(self) -> None:
        self.paper.rule(self.paper.y)
        self.paper.turn()
        write_heading(self.paper, word("continued", title=self.table.title), self.table.unit)
        self._write_head()

    def _write_head(self) -> None:
        paper, cells = self.paper, self._head()
        paper.wash(paper.left, paper.y, paper.width, self._height(cells))
        paper.rule(paper.y, heavy=True)
        self._write(cells, self._depth(cells), total=False, ruled=False)

    def _write(self, cells: Cells, depth: int, *, total: bool, ruled: bool = True) -> None:
        """Write the first `depth` lines of a row's cells and move down."""
        paper, height = self.paper, depth * _STEP + 2 * _PAD_Y
        if total:
            paper.wash(paper.left, paper.y, paper.width, height)
        if ruled:
            paper.rule(paper.y)
        x = paper.left
        for column, cell, width in zip(self.table.columns, cells, self.widths, strict=True):
            paper.write(
                cell[:depth],
                x + _PAD_X,
                paper.y + _PAD_Y,
                POINTS,
                width=width - 2 * _PAD_X,
                side="left" if column.form == "text" else "right",
                spacing=_SPACING,
            )
            x += width
        paper.y += height

    def _head(self) -> Cells:
        return self._broken([column.title for column in self.table.columns])

    def _broken(self, texts: Sequence[str]) -> Cells:
        return [
            self.paper.lines(text, POINTS, width - 2 * _PAD_X)
            for text, width in zip(texts, self.widths, strict=True)
        ]

    def _fitting(self) -> int:
        """How many lines fit on the rest of the page, one at least."""
        return max(1, int((self.paper.room - 2 * _PAD_Y) / _STEP))

    @staticmethod
    def _depth(cells: Cells) -> int:
        return max(map(len, cells))

    @classmethod
    def _height(cls, cells: Cells) -> float:
        return cls._depth(cells) * _STEP + 2 * _PAD_Y


def _widths(table: Table, width: float) -> list[float]:
    """Stretch the columns in proportion over the page."""
    whole = sum(column.width for column in table.columns)
    return [column.width * width / whole for column in table.columns]
