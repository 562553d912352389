"""A table of features as a Qt model: typed columns, sorted and filtered in the model itself.

Values stay in arrays; the model keeps only the order of the rows in sight. A proxy model would ask
every cell through Qt; this asks none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont

from scmap.gui import search, texts
from scmap.gui.job import Job, Jobs
from scmap.gui.keys import Keys, Named, Uids
from scmap.gui.models import cell_filter
from scmap.gui.models.column import Column
from scmap.model import amounts
from scmap.model.sorting import sorting_order
from scmap.progress import Progress, part, silent
from scmap.words import tr

CellFilters: TypeAlias = Mapping[str, str]
Index: TypeAlias = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
Role = Qt.ItemDataRole
UID = Role.UserRole  # the feature's uid, on every cell of its row

MANY = 4_000  # rows; sorting and filtering more of them takes longer than a frame
SOON = 100_000  # rows that are arranged before anybody would want to see how far that is
FEW = 500  # uids; so many are named at once

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, eq=False)
class Table:
    """Columns over the same features.

    Attributes
    ----------
    layer : str
        uid of the layer whose features the rows are, as the selection names it.
    keys : Keys
        Feature of each row.
    columns : sequence of Column
        From left to right.
    """

    layer: str = ""
    keys: Keys = field(default_factory=lambda: Named(np.empty(0, dtype=object)))
    columns: Sequence[Column] = ()
    _sorted: dict[tuple[int, bool], NDArray[np.intp]] = field(
        default_factory=dict, init=False, repr=False
    )

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def places(self) -> NDArray[np.intp]:
        """Give all rows as they stand, made once: room for millions of numbers is dear."""
        return np.arange(len(self))

    def sorted_by(
        self, column: int, *, descending: bool, progress: Progress = silent
    ) -> NDArray[np.intp]:
        """Row numbers in the order of a column; unknown last either way, ties as they stand."""
        known = self._sorted.get((column, descending))
        if known is None:
            known = self._sort(column, descending, progress)
            self._sorted.clear()  # one is enough: that in which the filter changes
            self._sorted[column, descending] = known
        return known

    def _sort(self, column: int, descending: bool, progress: Progress) -> NDArray[np.intp]:
        keys, unknown = self.columns[column].ranks(progress=part(progress, 0.0, 0.6))
        known = np.flatnonzero(~unknown)
        told = -keys[known] if descending else keys[known]
        order = known[sorting_order(told, part(progress, 0.6, 0.95))]
        return np.concatenate((order, np.flatnonzero(unknown)))

    def found(self, query: str, *, progress: Progress = silent) -> NDArray[np.bool_]:
        """Tell for each row whether the filter keeps it, shape (n,): every word, in any column."""
        kept = np.ones(len(self), dtype=bool)
        words = search.folded(query).split()
        for done, word in enumerate(words):
            told = part(progress, done / len(words), (done + 1) / len(words))
            kept &= self._holds(word, told)
        return kept

    def _holds(self, word: str, progress: Progress) -> NDArray[np.bool_]:
        holds = np.zeros(len(self), dtype=bool)
        for place, column in enumerate(self.columns):
            share = place / len(self.columns), (place + 1) / len(self.columns)
            holds |= column.holds(word, progress=part(progress, *share))
        return holds

    def passing(self, asked: CellFilters, *, progress: Progress = silent) -> NDArray[np.bool_]:
        """Tell which rows pass the filters of single columns, shape (n,).

        What is no condition on its column hides nothing.
        """
        kept = np.ones(len(self), dtype=bool)
        for column in self.columns:
            if test := readable(column, asked.get(column.key, "")):
                kept &= column.passes(test, progress=progress)
        return kept


def readable(column: Column, text: str) -> cell_filter.Asked:
    """Give what a filter asks of a column; () where it asks nothing, or nothing that can be."""
    try:
        return cell_filter.read(text, column.kind)
    except cell_filter.UnreadableError:
        return ()


@dataclass(frozen=True, eq=False)
class Arrangement:
    """How a table is looked at.

    Attributes
    ----------
    sort : tuple of int and bool, or None
        The column and whether it descends; None = the table's own order.
    query : str
        The filter.
    asked : Mapping of str to str
        What the filters of single columns say, by the column's key.
    kept : (n,) bool or None
        Rows in view; None for all.
    """

    sort: tuple[int, bool] | None = None
    query: str = ""
    asked: CellFilters = field(default_factory=dict)
    kept: NDArray[np.bool_] | None = None

    @property
    def is_plain(self) -> bool:
        """Whether the rows stand as the table has them, which takes no time."""
        return self.sort is None and not self.query.strip() and not self.asked

    @property
    def is_whole(self) -> bool:
        """Whether every row is in sight, at the place that it has in the table."""
        return self.is_plain and self.kept is None

    def order(self, table: Table, *, progress: Progress = silent) -> NDArray[np.intp]:
        """Give the rows in sight in their order."""
        if self.sort is None:
            order = table.places
        else:
            column, descending = self.sort
            order = table.sorted_by(
                column, descending=descending, progress=part(progress, 0.0, 0.5)
            )
        if self.kept is not None:
            order = order[self.kept[order]]
        if self.asked:
            order = order[table.passing(self.asked, progress=part(progress, 0.5, 0.7))[order]]
        if not self.query.strip():
            return order
        return order[table.found(self.query, progress=part(progress, 0.7, 1.0))[order]]


class Editor(Protocol):
    """Takes what is typed into cells."""

    def may(self, layer: str, key: str) -> bool:
        """Tell whether the cells of a column are edited by hand."""
        ...

    def text(self, layer: str, key: str, uid: str) -> str:
        """Give the value of a cell as it is typed."""
        ...

    def choices(self, layer: str, key: str) -> Sequence[tuple[str, str]]:
        """Give what the cells of a column may hold, each with its words; () for anything."""
        ...

    def put(self, layer: str, key: str, uid: str, text: str) -> bool:
        """Take what was typed; tells whether anything changed."""
        ...


class TableModel(QAbstractTableModel):
    """Shows a Table in its order of sorting, only the rows that the filter keeps.

    Tables of more than `MANY` rows are arranged in the background, where there are `jobs`; until
    that is done the rows stand as they did.

    Signals
    -------
    arranged
        Other rows are in sight, or in another order; what was selected is to be shown anew.
    """

    arranged = Signal()
    editor: Editor | None = None  # of a table whose cells are edited

    def __init__(self, parent: QObject | None = None, jobs: Jobs | None = None) -> None:
        super().__init__(parent)
        self.table = Table()
        self._jobs = jobs
        self._job: Job | None = None
        self._looked = Arrangement()
        self._order = np.empty(0, dtype=np.intp)
        self._whole = True  # whether the rows in sight are those of the table, as they stand there
        self._marked: frozenset[str] = frozenset()

    def show(self, table: Table, kept: NDArray[np.bool_] | None = None) -> None:
        """Show other rows, or those of them that are in view; sorting and filter stay."""
        if table is self.table and _alike(kept, self._looked.kept):
            return
        self._looked = replace(self._looked, kept=kept)
        if [column.key for column in table.columns] != [c.key for c in self.table.columns]:
            self._looked = replace(self._looked, sort=None, asked={})
        later = self._waits(table) and not self._looked.is_plain
        plainly = replace(self._looked, sort=None, query="", asked={}) if later else self._looked
        order = plainly.order(table)
        self.beginResetModel()
        self.table, self._order, self._whole = table, order, plainly.is_whole
        self.endResetModel()
        if later:
            self._arrange_later()
        elif self._job is not None:
            self._drop()

    def filter(self, query: str) -> None:
        """Keep the rows in which every word of `query` occurs, in any column."""
        self._look(replace(self._looked, query=query))

    def ask(self, asked: CellFilters) -> None:
        """Keep the rows that pass a filter of each of some columns, by the column's key."""
        said = {key: text for key, text in asked.items() if text.strip()}
        if said != self._looked.asked:
            self._look(replace(self._looked, asked=said))

    def _look(self, looked: Arrangement) -> None:
        self._looked = looked
        if self._waits(self.table):
            self._arrange_later()
        else:
            self._put(looked.order(self.table), looked)

    @property
    def query(self) -> str:
        """The filter in force."""
        return self._looked.query

    @property
    def asked(self) -> CellFilters:
        """What the filters of single columns say, by the column's key."""
        return self._looked.asked

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; -1 gives the table's own order back."""
        sort = None if column < 0 else (column, order == Qt.SortOrder.DescendingOrder)
        self._looked = replace(self._looked, sort=sort)
        if self._waits(self.table):
            self._arrange_later()
            return
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        rows = [int(self._order[index.row()]) for index in held]
        self._order, self._whole = self._looked.order(self.table), self._looked.is_whole
        places = np.full(len(self.table), -1, dtype=np.intp)
        places[self._order] = np.arange(len(self._order))
        moved = [
            self.index(int(places[row]), index.column())
            for row, index in zip(rows, held, strict=True)
        ]
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()

    def _waits(self, table: Table) -> bool:
        return self._jobs is not None and len(table) > MANY

    def _put(self, order: NDArray[np.intp], looked: Arrangement) -> None:
        self.beginResetModel()
        self._order, self._whole = order, looked.is_whole
        self.endResetModel()

    def _arrange_later(self) -> None:
        """Arrange the rows in the background; only the newest wish counts."""
        self._drop()
        if self._jobs is None:
            return
        table, looked = self.table, self._looked
        self._job = job = self._jobs.run(
            tr("tables.job.arrange"),
            lambda progress: looked.order(table, progress=progress),
            momentary=len(table) <= SOON,
        )
        job.finished.connect(lambda order: self._take(job, order, looked))

    def _take(self, job: Job, order: NDArray[np.intp], looked: Arrangement) -> None:
        if job is self._job:
            self._job = None
            self._put(order, looked)
            self.arranged.emit()

    def _drop(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._job = None

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
        return self.table.keys.uid(int(self._order[row]))

    def uids(self, rows: NDArray[np.intp]) -> Sequence[str]:
        """Features in rows in sight, no row twice; very many are named only when they are read."""
        every = len(rows) == len(self._order) and _ascends(rows)
        places = self._order if every else self._order[rows]
        if len(places) > FEW:
            return Uids(self.table.keys, places)
        return tuple(self.table.keys.uids(places).tolist())

    def rows(self, uids: Sequence[str]) -> NDArray[np.intp]:
        """Rows in sight of features, ascending; those that the filter hides are left out."""
        keys = self.table.keys
        if not len(uids):
            return np.empty(0, dtype=np.intp)
        if isinstance(uids, Uids):
            return self._rows_of_many(uids)
        known = keys.rows(uids)
        if len(known) <= FEW and self._whole:
            return np.sort(known[known >= 0])  # the rows stand as the table has them
        if not (known >= 0).any():
            return np.empty(0, np.intp)
        wanted = np.zeros(len(self.table) + 1, dtype=bool)
        wanted[known] = True  # what is not known is the one behind the last
        wanted[-1] = False
        return np.flatnonzero(wanted[self._order])

    def _rows_of_many(self, uids: Uids) -> NDArray[np.intp]:
        if uids.keys is not self.table.keys:  # of rows that are there no more, none is in sight
            return np.empty(0, np.intp)
        if uids.are_all:
            return self.table.places[: len(self._order)]
        return np.flatnonzero(uids.mask[self._order])

    def row(self, uid: str) -> int:
        """Row in sight of a feature; -1 while the filter hides it or the table has none such."""
        place = int(self.table.keys.rows((uid,))[0]) if uid else -1
        if self._whole:
            return place
        found = np.flatnonzero(self._order == place)
        return int(found[0]) if place >= 0 and len(found) else -1

    def cell(self, row: int, column: int) -> tuple[str, Qt.AlignmentFlag, bool]:
        """Give what is seen of a cell in sight: its words, where they stand, and whether bold."""
        place, shown = int(self._order[row]), self.table.columns[column]
        bold = bool(self._marked) and self.table.keys.uid(place) in self._marked
        return shown.text(place), RIGHT if shown.to_right else LEFT, bold

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.table.columns)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = int(self._order[index.row()]), self.table.columns[index.column()]
        if role in (Role.DisplayRole, Role.EditRole):
            return column.text(row) if role == Role.DisplayRole else self._typed(row, column)
        if role == Role.ToolTipRole:
            return texts.tip("\n".join(self._seen_and_kept(row, column)))
        if role == Role.TextAlignmentRole:
            return RIGHT if column.to_right else LEFT
        if role == Role.FontRole:
            bold = self._marked and self.table.keys.uid(row) in self._marked
            return _bold() if bold else None
        return self.table.keys.uid(row) if role == UID else None

    def _typed(self, row: int, column: Column) -> str:
        """Give a cell as it is typed."""
        uid = self.table.keys.uid(row)
        return self.editor.text(self.table.layer, column.key, uid) if self.editor else ""

    def _seen_and_kept(self, row: int, column: Column) -> Iterable[str]:
        """Give the words of a cell, and the code that is kept for them where it is typed."""
        seen, kept = column.text(row), self._typed(row, column) if column.kind == "text" else ""
        return (seen, kept) if kept not in ("", seen) else (seen,)

    def choices(self, column: int) -> Sequence[tuple[str, str]]:
        """Give what the cells of a column may hold, each with its words; () for anything."""
        if self.editor is None:
            return ()
        return self.editor.choices(self.table.layer, self.table.columns[column].key)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Tell what can be done to a cell."""
        usual = super().flags(index)
        if self.editor is None or not index.isValid():
            return usual
        key = self.table.columns[index.column()].key
        return (
            usual | Qt.ItemFlag.ItemIsEditable if self.editor.may(self.table.layer, key) else usual
        )

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        """Take what was typed into a cell."""
        if self.editor is None or role != Role.EditRole:
            return False
        key, uid = self.table.columns[index.column()].key, self.uid(index.row())
        return self.editor.put(self.table.layer, key, uid, str(value))

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self.table.columns):
            return None
        column = self.table.columns[section]
        if role == Role.DisplayRole:
            return column.heading
        if role == Role.ToolTipRole:
            return column.tip
        if role == Role.TextAlignmentRole:
            return RIGHT if column.to_right else LEFT
        return None

    @property
    def in_sight(self) -> NDArray[np.intp]:
        """Rows of the table that are in sight, in their order."""
        return self._order


def _ascends(rows: NDArray[np.intp]) -> bool:
    return bool((rows[1:] > rows[:-1]).all())


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
