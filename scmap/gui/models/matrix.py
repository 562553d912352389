"""A matrix of groups as a Qt model: figures, how strong each is, and sums at the rim."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QObject, QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPixmap

from scmap.gui import texts, theme
from scmap.gui.models.sheet import Sheet
from scmap.gui.models.table import ROOT, Index

Role = Qt.ItemDataRole
STRENGTH = Role.UserRole  # of the ground a cell is painted on, 0 to 1; None for none
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
CHIP_PX = 12


@dataclass(frozen=True, slots=True)
class Head:
    """A row's or column's heading: its key, its name, and its hue ("" for none)."""

    key: str
    title: str
    hue: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class MatrixSheet:
    """Figures by groups; the last row and column are sums.

    Attributes
    ----------
    heads : tuple of Head, length g
        Of rows and columns alike.
    values : (g, g) float64
        NaN = unknown.
    empty : (g, g) bool
        Cells in which nothing is.
    unknown : (g, g) intp
        How many rows each figure leaves out.
    write : callable
        Puts a figure into words.
    tip : callable
        Explains the cell of a row and a column.
    """

    heads: tuple[Head, ...]
    values: NDArray[np.float64]
    empty: NDArray[np.bool_]
    unknown: NDArray[np.intp]
    write: Callable[[float], str]
    tip: Callable[[int, int], str]

    def text(self, row: int, column: int) -> str:
        """Write a cell: "" where nothing is, a mark where the figure leaves some out."""
        if self.empty[row, column]:
            return ""
        mark = "*" if self.unknown[row, column] and not np.isnan(self.values[row, column]) else ""
        return self.write(float(self.values[row, column])) + mark

    def strength(self, row: int, column: int) -> float | None:
        """How strong a cell is among those that are no sums, 0 to 1; None for the others."""
        last = len(self.heads) - 1
        value = self.values[row, column]
        if last in (row, column) or self.empty[row, column] or np.isnan(value):
            return None
        inner = self.values[:-1, :-1]
        most = float(np.nanmax(inner)) if inner.size and not np.isnan(inner).all() else 0.0
        return float(value) / most if most > 0 else 0.0

    def sheet(self, corner: str, notes: tuple[str, ...]) -> Sheet:
        """Give the whole matrix in words, for clipboard and file.

        Parameters
        ----------
        corner : str
            Heading of the rows' headings.
        notes : tuple of str
            What the figures mean.
        """
        every = range(len(self.heads))
        return Sheet(
            (corner, *(head.title for head in self.heads)),
            tuple(
                (head.title, *(self.text(row, column) for column in every))
                for row, head in enumerate(self.heads)
            ),
            frozenset(place + 1 for place in every),
            notes,
        )


class MatrixModel(QAbstractTableModel):
    """Shows a MatrixSheet."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sheet: MatrixSheet | None = None

    def show(self, sheet: MatrixSheet | None) -> None:
        """Show another matrix; None for none."""
        same = _keys(sheet) == _keys(self.sheet)
        if same and sheet is not None:
            self.sheet = sheet
            last = self.index(len(sheet.heads) - 1, len(sheet.heads) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self.sheet = sheet
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() or self.sheet is None else len(self.sheet.heads)

    def columnCount(self, parent: Index = ROOT) -> int:
        return self.rowCount(parent)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        sheet = self.sheet
        if not index.isValid() or sheet is None:
            return None
        row, column = index.row(), index.column()
        if role == Role.TextAlignmentRole:
            return _RIGHT
        if role == Role.FontRole:
            return _bold() if len(sheet.heads) - 1 in (row, column) else None
        tellers: dict[int, Callable[[int, int], object]] = {
            Role.DisplayRole: sheet.text,
            Role.ToolTipRole: lambda *at: texts.tip(sheet.tip(*at)),
            STRENGTH: sheet.strength,
        }
        return tellers[role](row, column) if role in tellers else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if self.sheet is None or section >= len(self.sheet.heads):
            return None
        head = self.sheet.heads[section]
        if role in (Role.DisplayRole, Role.ToolTipRole):
            return texts.tip(head.title) if role == Role.ToolTipRole else head.title
        if role == Role.DecorationRole and head.hue:
            return chip(head.hue)
        if role == Role.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            return _CENTRE
        return None


def chip(hue: str) -> QIcon:
    """Draw a small disc in a ministry line's hue."""
    picture = QPixmap(QSize(CHIP_PX, CHIP_PX) * 2)
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(hue))
    painter.drawEllipse(1, 1, CHIP_PX - 2, CHIP_PX - 2)
    painter.end()
    return QIcon(picture)


def _bold() -> QFont:
    return theme.bold(QFont())


def _keys(sheet: MatrixSheet | None) -> Sequence[str]:
    return [head.key for head in sheet.heads] if sheet is not None else []
