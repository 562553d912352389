"""A table of features: whole rows are selected, and the rows of a selection made elsewhere."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from scmap.gui import theme
from scmap.gui.courtesy import first
from scmap.gui.job import Jobs
from scmap.gui.models.clipping import Clipping, clipping
from scmap.gui.models.table import CellFilters, Table, TableModel
from scmap.gui.panels.cell_choice import ChoiceRows
from scmap.gui.panels.column_header import ColumnHeader
from scmap.gui.rows import PADDING, ROW_PX, draw_words
from scmap.words import tr

Ints = NDArray[np.intp]

_OF_CELLS = (Qt.Key.Key_F2, Qt.Key.Key_Delete)
AT_ONCE = 1_000  # rows that are copied within a moment
MOST_COPIED = 1_048_575  # rows that a spreadsheet takes below its header
MOST_RANGES = 5_000  # of rows that follow each other; Qt needs a second for ten times as many

_WHOLE_ROWS = (
    QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
)


class _Cells(ChoiceRows):
    """Draws the cells of a Table with a few calls for each."""

    def __init__(self, rows: TableModel, parent: QWidget) -> None:
        super().__init__(rows, parent)
        self._rows = rows
        self.dimmed = False
        self.selected = np.empty(0, dtype=bool)  # further rows that are drawn as selected ones

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row = index.row()
        text, alignment, bold = self._rows.cell(row, index.column())
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        chosen = chosen or (row < len(self.selected) and bool(self.selected[row]))
        draw_words(painter, option, text, alignment, chosen=chosen, dimmed=self.dimmed, bold=bold)


class FeatureTable(QTableView):
    """Shows a Table, sorted by a click on a header.

    Signals
    -------
    chosen : sequence of str
        The user selected these features, the current one first.
    opened : str
        A double click, or Enter, on the row of this feature.
    asked : Mapping of str to str
        The filters under the header say something else.
    cleared
        Delete was pressed on cells that are edited.
    """

    chosen = Signal(object)
    opened = Signal(str)
    asked = Signal(object)
    cleared = Signal()

    def __init__(self, name: str, parent: QWidget | None = None, jobs: Jobs | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self._jobs = jobs
        self.rows = TableModel(self, jobs)
        self._following = False  # whether a selection is being shown that was made elsewhere
        self._told: Sequence[str] | None = None  # what was selected here and still stands so
        self._further: Ints = np.empty(0, dtype=np.intp)  # selected rows that Qt is not told of
        self.setModel(self.rows)
        for stirred in (self.rows.modelReset, self.rows.layoutChanged):
            stirred.connect(self._forget)
        self._place = ("", "")  # feature and column of the current cell, while rows change
        self.rows.modelAboutToBeReset.connect(self._keep_place)
        self.rows.modelReset.connect(self._find_place)
        self._dress()
        self.doubleClicked.connect(self._open)
        chosen = self.selectionModel()
        chosen.selectionChanged.connect(self._tell)
        chosen.currentRowChanged.connect(self._tell)
        self.retranslate()

    def show_table(self, table: Table) -> None:
        """Show other rows; how the columns stand stays while they do."""
        same = [c.key for c in table.columns] == [c.key for c in self.rows.table.columns]
        self.rows.show(table)
        if not same:
            self._header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            self._header.take_look(self._header.wanted)

    @property
    def header(self) -> ColumnHeader:
        """The header with its columns and filters."""
        return self._header

    @property
    def shown_table(self) -> Table:
        """The table with its columns as they stand in sight."""
        table = self.rows.table
        columns = {column.key: column for column in table.columns}
        shown = self._header.look.shown(list(columns))
        return replace(table, columns=tuple(columns[key] for key in shown))

    @property
    def dimmed(self) -> bool:
        """Whether other rows are on their way."""
        return self._cells.dimmed

    def dim(self, dimmed: bool) -> None:
        """Say that other rows are on their way, or that these hold."""
        if dimmed != self._cells.dimmed:
            self._cells.dimmed = dimmed
            self.viewport().update()

    def show_selected(self, uids: Sequence[str], current: str = "") -> None:
        """Select the rows of features and bring the current one into sight."""
        self._following = True
        try:
            if uids is not self._told:
                self._told = None
                self._select(self.rows.rows(uids))
            row = self.rows.row(current) if current else -1
            # In a column that is in sight: the table must not jump sideways.
            index = self.rows.index(row, self._column_in_sight) if row >= 0 else QModelIndex()
            if row >= 0 and self.edits and self.currentIndex().row() == row:
                index = self.currentIndex()  # who edits a cell goes on in its column
            no_change = QItemSelectionModel.SelectionFlag.NoUpdate
            self.selectionModel().setCurrentIndex(index, no_change)
            if index.isValid():
                self.scrollTo(index)
        finally:
            self._following = False

    def _select(self, rows: Ints) -> None:
        """Select rows (ascending) in place of those that are."""
        if self._stand_selected(rows):
            return
        chosen, further = self._ranges(rows)
        self.selectionModel().select(chosen, _WHOLE_ROWS)
        self._further = further
        self._mark_further()

    def _stand_selected(self, rows: Ints) -> bool:
        """Tell whether just these rows are selected; of all of millions without going through."""
        chosen = self._chosen()
        if len(rows) and len(chosen) == 1 and not len(self._further):
            first, last = chosen[0]
            return len(rows) == last - first + 1 and (rows[0], rows[-1]) == (first, last)
        return bool(np.array_equal(rows, self.selected_rows()))

    def _mark_further(self) -> None:
        """Draw the rows as selected that Qt is not told of."""
        marked = np.zeros(self.rows.rowCount() if len(self._further) else 0, dtype=bool)
        marked[self._further] = True
        self._cells.selected = marked
        self.viewport().update()

    def selected_rows(self) -> Ints:
        """Rows in sight that are selected, from top to bottom."""
        places = self.rows.table.places  # room for millions of numbers is dear
        parts = [places[first : last + 1] for first, last in self._chosen()]
        if len(parts) == 1 and not len(self._further):
            return parts[0]
        return np.unique(np.concatenate([self._further, *parts]))

    def copy(self) -> int:
        """Copy the selected rows, or all in sight, for a spreadsheet; gives their number.

        Very many rows are written in the background, no more than a spreadsheet takes.
        """
        rows = self.selected_rows()[:MOST_COPIED]
        places = self.rows.in_sight[rows] if len(rows) else self.rows.in_sight[:MOST_COPIED]
        table = self.shown_table
        if self._jobs is None or len(places) <= AT_ONCE:
            _put_on_clipboard(clipping(table, places.tolist()))
        else:
            self._jobs.run(
                tr("tables.job.copy"),
                lambda progress: clipping(table, places.tolist(), progress=progress),
                _put_on_clipboard,
            )
        return len(places)

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self.setAccessibleName(tr(f"tables.tab.{self.name}"))
        count = self.rows.columnCount()
        if count:
            self.rows.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, count - 1)
            self._header.take_look(self._header.wanted)  # other headings are longer
        self._header.retranslate()

    @property
    def edits(self) -> bool:
        """Whether the current cell is edited by hand."""
        index = self.currentIndex()
        return index.isValid() and bool(index.flags() & Qt.ItemFlag.ItemIsEditable)

    def _keep_place(self) -> None:
        """Take note of the current cell: whoever edits it goes on there."""
        index = self.currentIndex()
        if self.edits:
            self._place = (
                self.rows.uid(index.row()),
                self.rows.table.columns[index.column()].key,
            )

    def _find_place(self) -> None:
        uid, key = self._place
        row = self.rows.row(uid) if uid else -1
        columns = [one.key for one in self.rows.table.columns]
        if row >= 0 and key in columns:
            index = self.rows.index(row, columns.index(key))
            no_change = QItemSelectionModel.SelectionFlag.NoUpdate
            self._following = True  # what is selected stays selected elsewhere
            self.selectionModel().setCurrentIndex(index, no_change)
            self._following = False

    def _open(self, index: QModelIndex) -> None:
        """Show a row on the map; a double click on a cell that is edited edits it."""
        if not self.edits:
            self.opened.emit(self.rows.uid(index.row()))

    def event(self, event: QEvent) -> bool:
        # Where cells are edited, F2 and Delete are about them, not shortcuts of the window.
        override = event.type() == QEvent.Type.ShortcutOverride
        key = event.key() if override and isinstance(event, QKeyEvent) else None
        if key is not None and self.edits and Qt.Key(key) in _OF_CELLS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        if event.key() == Qt.Key.Key_Delete and self.edits:
            self.cleared.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and row >= 0:
            self.opened.emit(self.rows.uid(row))
        else:
            super().keyPressEvent(event)

    def _dress(self) -> None:
        self._cells = _Cells(self.rows, self)
        self.setItemDelegate(self._cells)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)  # Tab leaves the table: no focus trap
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_PX)
        self._header = header = ColumnHeader(self.rows, self)
        self.setHorizontalHeader(header)
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        # A header asks for each section whether all its rows are selected, one by one; ours shows
        # no such thing, and asks a selection in which nothing ever is.
        header.setSelectionModel(QItemSelectionModel(self.rows, header))
        self.setSortingEnabled(True)
        header.asked.connect(self._ask)
        header.left.connect(self._enter)

    def _ask(self, said: CellFilters) -> None:
        self.rows.ask(said)
        self.asked.emit(said)

    def _enter(self) -> None:
        """Go on from the filters to the rows."""
        self.setFocus(Qt.FocusReason.TabFocusReason)
        if not self.selectionModel().hasSelection() and self.rows.rowCount():
            first = self.rows.index(0, self._column_in_sight)
            self.selectionModel().setCurrentIndex(first, _WHOLE_ROWS)

    @property
    def _column_in_sight(self) -> int:
        """The column of the current cell if it is in sight, else one in the middle."""
        width = self.viewport().width()
        column = self.currentIndex().column()
        left = self.columnViewportPosition(column) if column >= 0 else -1
        if left < 0 or left + self.columnWidth(column) > width or self.isColumnHidden(column):
            column = self.columnAt(width // 2)
        return max(column, self.columnAt(0), 0) if column < 0 else column

    @first
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.rows.rowCount() or not self.rows.asked:
            return
        painter = QPainter(self.viewport())
        painter.setPen(self.palette().color(theme.Role.PlaceholderText))
        room = self.viewport().rect().adjusted(PADDING, PADDING, -PADDING, -PADDING)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(room, flags, tr("filters.nothing"))
        painter.end()

    def _ranges(self, rows: Ints) -> tuple[QItemSelection, Ints]:
        """Give rows (ascending) as a selection: one range for those that follow each other.

        Of more than `MOST_RANGES` ranges the further rows are given as such.
        """
        made, none = QItemSelection(), np.empty(0, dtype=np.intp)
        last = self.rows.columnCount() - 1
        if not len(rows):
            return made, none
        whole = rows[-1] - rows[0] == len(rows) - 1  # all follow each other
        gaps = np.empty(0, np.intp) if whole else np.flatnonzero(np.diff(rows) > 1)
        firsts, lasts = rows[np.append(0, gaps + 1)], rows[np.append(gaps, -1)]
        ranges = zip(firsts.tolist(), lasts.tolist(), strict=True)
        for top, bottom in islice(ranges, MOST_RANGES):
            made.select(self.rows.index(top, 0), self.rows.index(bottom, last))
        return made, rows[gaps[MOST_RANGES - 1] + 1 :] if len(gaps) >= MOST_RANGES else none

    def _chosen(self) -> list[tuple[int, int]]:
        """First and last row of each range that is selected, from top to bottom."""
        ranges = self.selectionModel().selection().toList()
        return sorted({(part.top(), part.bottom()) for part in ranges})

    def _tell(self) -> None:
        if self._following:
            return
        if len(self._further) and len(self._chosen()) <= 1:  # a click, not a Ctrl click
            self._drop_further()
        rows = self.selected_rows()
        row = self.currentIndex().row()
        place = int(np.searchsorted(rows, row))
        if 0 < place < len(rows) and rows[place] == row:  # the current one comes first
            rows = np.concatenate((rows[place : place + 1], rows[:place], rows[place + 1 :]))
        self._told = told = self.rows.uids(rows)
        self.chosen.emit(told)

    def _forget(self) -> None:
        """Take note that no row is selected any more, or that rows stand elsewhere."""
        self._told = None
        self._drop_further()

    def _drop_further(self) -> None:
        self._further = np.empty(0, dtype=np.intp)
        self._mark_further()


def _put_on_clipboard(clipped: Clipping) -> None:
    data = QMimeData()
    data.setText(clipped.text)
    if clipped.html:
        data.setHtml(clipped.html)
    QGuiApplication.clipboard().setMimeData(data)
