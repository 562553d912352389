"""A table of features as a Qt model: typed columns, sorted and filtered in the model itself.

Values stay in arrays; the model keeps only the order of the rows in sight. A proxy model would ask
every cell through Qt; this asks none.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QFont

from scmap.gui import search, texts
from scmap.model import amounts
from scmap.words import tr

Index: TypeAlias = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
Role = Qt.ItemDataRole
UID = Role.UserRole  # the feature's uid, on every cell of its row

_FORMULA = ("=", "+", "-", "@")  # how a spreadsheet recognises what it should compute

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, eq=False)
class Column:
    """One column: what it is called, its values, and how a value is written.

    Attributes
    ----------
    key : str
        Words of the header: ``tables.<key>``; ``tables.<key>.tip`` explains it.
    values : (n,) array
        float64 with NaN for unknown, or object with None: what sorting goes by.
    write : callable
        Puts one value into words ("미상" for unknown).
    width : int
        Comfortable width in characters of the base type.
    order : (n,) float64 or None
        What sorting goes by instead, for words whose order is not the alphabet's (grades).
    """

    key: str
    values: NDArray[Any]
    write: Callable[[Any], str]
    width: int = 12
    order: NDArray[np.float64] | None = None

    @property
    def numeric(self) -> bool:
        """Whether the values are numbers: sorted as such and aligned to the right."""
        return self.values.dtype.kind == "f"

    def text(self, row: int) -> str:
        """Write the cell of a row."""
        return self.write(self.values[row])

    def ranks(self) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Sort key of each row and which rows are unknown, both shape (n,)."""
        if self.order is not None:
            return self.order, np.isnan(self.order)
        if self.numeric:
            return self.values, np.isnan(self.values)
        texts = [None if value is None else self.write(value).casefold() for value in self.values]
        places = {text: place for place, text in enumerate(sorted({t for t in texts if t}))}
        ranks = [float("nan") if not text else float(places[text]) for text in texts]
        keys = np.array(ranks, dtype=float)
        return keys, np.isnan(keys)


@dataclass(frozen=True, eq=False)
class Table:
    """Columns over the same features.

    Attributes
    ----------
    layer : str
        uid of the layer whose features the rows are, as the selection names it.
    uids : (n,) object
        Feature of each row.
    columns : sequence of Column
        From left to right.
    """

    layer: str = ""
    uids: NDArray[np.object_] = field(default_factory=lambda: np.empty(0, dtype=object))
    columns: Sequence[Column] = ()

    def __len__(self) -> int:
        return len(self.uids)

    @cached_property
    def haystacks(self) -> list[str]:
        """All cells of each row in one text, folded, for the filter."""
        return [
            search.folded("\t".join(column.text(row) for column in self.columns))
            for row in range(len(self))
        ]

    @cached_property
    def rows(self) -> dict[str, int]:
        """Row of each uid."""
        return {uid: row for row, uid in enumerate(self.uids)}

    def sorted_by(self, column: int, *, descending: bool) -> NDArray[np.intp]:
        """Row numbers in the order of a column; unknown last either way, ties as they stand."""
        keys, unknown = self.columns[column].ranks()
        known = np.flatnonzero(~unknown)
        order = known[np.argsort(-keys[known] if descending else keys[known], kind="stable")]
        return np.concatenate((order, np.flatnonzero(unknown)))

    def found(self, query: str) -> NDArray[np.bool_]:
        """Tell for each row whether the filter keeps it, shape (n,)."""
        query = search.folded(query).strip()
        if not query:
            return np.ones(len(self), dtype=bool)
        kept = (search.matches(query, haystack) for haystack in self.haystacks)
        return np.fromiter(kept, bool, len(self))


class TableModel(QAbstractTableModel):
    """Shows a Table in its order of sorting, only the rows that the filter keeps."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table = Table()
        self._sort: tuple[int, bool] | None = None
        self._query = ""
        self._kept: NDArray[np.bool_] | None = None  # rows in view; None for all
        self._order = np.empty(0, dtype=np.intp)
        self._marked: frozenset[str] = frozenset()

    def show(self, table: Table, kept: NDArray[np.bool_] | None = None) -> None:
        """Show other rows, or those of them that are in view; sorting and filter stay."""
        if table is self.table and _alike(kept, self._kept):
            return
        self.beginResetModel()
        self._kept = kept
        if [column.key for column in table.columns] != [c.key for c in self.table.columns]:
            self._sort = None
        self.table = table
        self._order = self._arranged()
        self.endResetModel()

    def filter(self, query: str) -> None:
        """Keep the rows in which every word of `query` occurs, in any column."""
        self.beginResetModel()
        self._query = query
        self._order = self._arranged()
        self.endResetModel()

    @property
    def query(self) -> str:
        """The filter in force."""
        return self._query

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; -1 gives the table's own order back."""
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        rows = [int(self._order[index.row()]) for index in held]
        self._sort = None if column < 0 else (column, order == Qt.SortOrder.DescendingOrder)
        self._order = self._arranged()
        places = np.full(len(self.table), -1, dtype=np.intp)
        places[self._order] = np.arange(len(self._order))
        moved = [
            self.index(int(places[row]), index.column())
            for row, index in zip(rows, held, strict=True)
        ]
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()

    def mark(self, uids: Iterable[str]) -> None:
        """Print the rows of these features bold: they belong to what is selected elsewhere."""
        marked = frozenset(uids)
        if marked == self._marked:
            return
        self._marked = marked
        if self.rowCount():
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last, [Role.FontRole])

    @property
    def marked(self) -> frozenset[str]:
        """Features whose rows are printed bold."""
        return self._marked

    def uid(self, row: int) -> str:
        """Feature in a row in sight."""
        return str(self.table.uids[self._order[row]])

    def uids(self, first: int, last: int) -> list[str]:
        """Features in the rows in sight from `first` to `last`, both included."""
        return [str(uid) for uid in self.table.uids[self._order[first : last + 1]]]

    def rows(self, uids: Iterable[str]) -> list[int]:
        """Rows in sight of features, ascending; those that the filter hides are left out."""
        known = [self.table.rows[uid] for uid in uids if uid in self.table.rows]
        return [int(row) for row in np.flatnonzero(np.isin(self._order, known))]

    def row(self, uid: str) -> int:
        """Row in sight of a feature; -1 while the filter hides it or the table has none such."""
        return next(iter(self.rows((uid,))), -1)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.table.columns)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = int(self._order[index.row()]), self.table.columns[index.column()]
        if role == Role.DisplayRole:
            return column.text(row)
        if role == Role.ToolTipRole:
            return texts.tip(column.text(row))
        if role == Role.TextAlignmentRole:
            return _RIGHT if column.numeric else _LEFT
        uid = str(self.table.uids[row])
        if role == Role.FontRole:
            return _bold() if uid in self._marked else None
        return uid if role == UID else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self.table.columns):
            return None
        column = self.table.columns[section]
        if role == Role.DisplayRole:
            return tr(f"tables.{column.key}")
        if role == Role.ToolTipRole:
            return tr(f"tables.{column.key}.tip")
        if role == Role.TextAlignmentRole:
            return _RIGHT if column.numeric else _LEFT
        return None

    def tsv(self, rows: Sequence[int]) -> str:
        """Give rows in sight as a spreadsheet takes them from the clipboard, header first."""
        lines = ["\t".join(tr(f"tables.{column.key}") for column in self.table.columns)]
        for row in rows:
            place = int(self._order[row])
            lines.append("\t".join(_cell(column, place) for column in self.table.columns))
        return "\n".join(lines) + "\n"

    @property
    def in_sight(self) -> NDArray[np.intp]:
        """Rows of the table that are in sight, in their order."""
        return self._order

    def _arranged(self) -> NDArray[np.intp]:
        if self._sort is None:
            order = np.arange(len(self.table))
        else:
            order = self.table.sorted_by(self._sort[0], descending=self._sort[1])
        kept = self.table.found(self._query)
        if self._kept is not None:
            kept = kept & self._kept
        return order[kept[order]]


def _alike(one: NDArray[np.bool_] | None, other: NDArray[np.bool_] | None) -> bool:
    """Tell whether two masks keep the same rows."""
    if one is None or other is None:
        return one is other
    return np.array_equal(one, other)


def _bold() -> QFont:
    """Give the bold weight alone: family and size stay those of the view."""
    font = QFont()
    font.setBold(True)
    return font


def plain(value: str | None) -> str:
    """Write a text as it is; the word for unknown where there is none."""
    return value or amounts.unknown()


def listed(value: str | None) -> str:
    """Write a cell of several parts ("국토교통부;환경부") as a list."""
    return ", ".join(value.split(";")) if value else amounts.unknown()


def _cell(column: Column, row: int) -> str:
    """Write a cell for the clipboard: one line, and never a formula for the spreadsheet."""
    text = " ".join(column.text(row).split())
    return f"'{text}" if not column.numeric and text.startswith(_FORMULA) else text
