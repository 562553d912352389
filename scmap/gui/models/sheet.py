"""Words in rows and columns as a Qt model."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QObject, Qt

from scmap.gui import texts
from scmap.gui.models.table import ROOT, Index, Table
from scmap.progress import Progress
from scmap.words import tr

Role = Qt.ItemDataRole
_SAID = {Role.DisplayRole, Role.ToolTipRole, Role.TextAlignmentRole}
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Sheet:
    """Words in rows and columns.

    Attributes
    ----------
    header : tuple of str
        What the columns are called.
    rows : tuple of tuple of str
        The cells.
    numbers : frozenset of int
        Columns of numbers, which stand to the right.
    notes : tuple of str
        What the figures mean and leave out, for a file.
    """

    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    numbers: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()

    def tsv(self) -> str:
        """Give the sheet as a spreadsheet takes it from the clipboard, header first."""
        lines = ("\t".join(cells) for cells in (self.header, *self.rows))
        return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """The rows of a table that are in sight, put into words only while they are written."""

    table: Table
    places: NDArray[np.intp]

    @property
    def header(self) -> tuple[str, ...]:
        """What the columns are called."""
        return tuple(column.heading for column in self.table.columns)

    @property
    def numbers(self) -> frozenset[int]:
        """Columns of numbers."""
        columns = enumerate(self.table.columns)
        return frozenset(place for place, column in columns if column.numeric)

    def rows(self, most: int, progress: Progress) -> Iterator[list[str]]:
        """Give row by row, so many at most; in a worker."""
        columns = self.table.columns
        places = self.places[:most].tolist()
        for done, place in enumerate(places, start=1):
            if done % 1000 == 1:
                progress(done / len(places))
            yield [column.text(place) for column in columns]

    def notes(self, most: int) -> tuple[str, ...]:
        """Say how many rows a file of so many lacks."""
        lost = len(self.places) - most
        return (tr("scope.file.lost", count=f"{lost:,}"),) if lost > 0 else ()


class SheetModel(QAbstractTableModel):
    """Shows a Sheet cell for cell."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sheet = Sheet()

    def show(self, sheet: Sheet) -> None:
        """Show another sheet."""
        self.beginResetModel()
        self.sheet = sheet
        self.endResetModel()

    def cell(self, row: int, column: int) -> tuple[str, Qt.AlignmentFlag]:
        """Give what is seen of a cell: its words on one line, and where they stand."""
        return " ".join(self.sheet.rows[row][column].split()), self._side(column)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.sheet.rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.sheet.header)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        # Of each cell it paints Qt asks half a dozen things more, which no cell has.
        if role not in _SAID or not index.isValid():
            return None
        text = self.sheet.rows[index.row()][index.column()]
        if role == Role.DisplayRole:
            return self.cell(index.row(), index.column())[0]
        if role == Role.ToolTipRole:
            return texts.tip(text)
        return self._side(index.column())

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self.sheet.header):
            return None
        if role == Role.DisplayRole:
            return self.sheet.header[section]
        return self._side(section) if role == Role.TextAlignmentRole else None

    def _side(self, column: int) -> Qt.AlignmentFlag:
        return _RIGHT if column in self.sheet.numbers else _LEFT
