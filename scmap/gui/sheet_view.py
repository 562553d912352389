"""A table to read: rows of one height, no grid, long cells in full as a tip."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from scmap.gui.courtesy import first
from scmap.gui.models.sheet import SheetModel
from scmap.gui.room import shared
from scmap.gui.rows import (
    PADDING,
    ROW_PX,
    Header,
    Rows,
    draw_words,
    needed_height,
    needed_width,
)

WIDEST_LETTERS = 38  # a longer cell is cut; its tip tells all of it
LEAST_LETTERS = 12  # to which long cells give way before the table is scrolled sideways
MEASURED_ROWS = 12  # columns are as wide as these need: a thousand would take a third of a second


class _Sheets(Rows):
    """Draws the cells of a Sheet with a few calls for each."""

    def __init__(self, sheets: SheetModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._sheets = sheets

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        words, side = self._sheets.cell(index.row(), index.column())
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        draw_words(painter, option, words, side, chosen=chosen)


class SheetView(QTableView):
    """Shows a model of words; whole rows are selected, Tab leaves the table.

    Parameters
    ----------
    model : QAbstractTableModel
    name : str
        What it is called where it is read aloud.
    parent : QWidget or None
    wraps : bool
        Whether long cells take several lines: where each is a sentence to be read.
    """

    def __init__(
        self,
        model: QAbstractTableModel,
        name: str,
        parent: QWidget | None = None,
        *,
        wraps: bool = False,
    ) -> None:
        super().__init__(parent)
        self._wraps = wraps
        self.setModel(model)
        self.setAccessibleName(name)
        self.setItemDelegate(
            _Sheets(model, self) if isinstance(model, SheetModel) and not wraps else Rows(self)
        )
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(wraps)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_PX)
        self.setHorizontalHeader(Header(Qt.Orientation.Horizontal, self))
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setResizeContentsPrecision(MEASURED_ROWS)
        self._is_fit = False
        self._wanted: list[int] = []  # widths of the columns, where there is room for all
        self._given: list[int] = []  # widths that they were given; by hand they get others
        self._needed: list[int] = []  # widths at which no cell would be cut
        self._wrapped: set[int] = set()  # rows that have the height that they need
        if wraps:
            self._soon = QTimer(self, singleShot=True, interval=0)
            self._soon.timeout.connect(self._wrap)
            self.verticalScrollBar().valueChanged.connect(self._wrap)
            self.horizontalHeader().sectionResized.connect(self._unwrap)
        model.modelReset.connect(self._look)
        self.fit()

    def _look(self) -> None:
        """Fit the columns to new cells; out of sight that waits until the table comes."""
        self._is_fit = False
        if self.isVisible():
            self.fit()

    def showEvent(self, event: QShowEvent) -> None:
        if not self._is_fit:
            self.fit()
        super().showEvent(event)

    def fit(self) -> None:
        """Make each column as wide as its cells, within reason.

        The words are measured here: Qt would ask Python several times for each cell.
        """
        self._is_fit = True
        letter = self.fontMetrics().averageCharWidth()
        header = self.horizontalHeader()
        self._wanted, self._given, self._needed = [], [], []
        for column in range(self.model().columnCount()):
            if self.isColumnHidden(column):
                self._wanted.append(0)
                self._needed.append(0)
                continue
            cells = max(self._widest(column), header.sectionSizeHint(column))
            self._needed.append(cells + PADDING)
            self._wanted.append(min(self._needed[-1], WIDEST_LETTERS * letter))
            self.setColumnWidth(column, self._wanted[-1])
        self._given = self._widths
        self._share()
        self._unwrap()
        self._wrap()

    @property
    def _widths(self) -> list[int]:
        """Widths of the columns, without the last one where it takes what room is left."""
        count = len(self._wanted) - self.horizontalHeader().stretchLastSection()
        return [self.columnWidth(column) for column in range(count)]

    def _share(self) -> None:
        """Let long cells give way where not all columns have room, unless a hand set widths."""
        header, room = self.horizontalHeader(), self._room
        mode = QHeaderView.ResizeMode.Interactive
        fixed = any(header.sectionResizeMode(one) != mode for one in range(header.count()))
        if fixed or not self.isVisible() or not self._wanted or self._widths != self._given:
            return
        least = LEAST_LETTERS * self.fontMetrics().averageCharWidth()
        widths = []
        for column, width in enumerate(shared(self._wanted, room)):
            floor = max(least, header.sectionSizeHint(column) + PADDING)  # the head stays whole
            widths.append(max(width, min(floor, self._wanted[column])))
        if sum(widths) > room:  # it is scrolled in any case: then nothing is cut
            widths = self._wanted
        elif self._wraps:  # sentences get what room the others leave
            for column, width in enumerate(widths):
                widths[column] = min(self._needed[column], width + room - sum(widths))
        for column, width in enumerate(widths):
            if not self.isColumnHidden(column):
                self.setColumnWidth(column, width)
        self._given = self._widths

    @property
    def _room(self) -> int:
        """Room for all columns; where rows get higher, it does not hang on whether they scroll."""
        bar = self.verticalScrollBar()
        waits = self._wraps and not bar.isVisible()
        return self.viewport().width() - waits * bar.sizeHint().width()

    def _widest(self, column: int) -> int:
        """Give the width that the first cells of a column need, in pixels."""
        return needed_width(self, column, MEASURED_ROWS)

    @first
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint in one turn: else each cell that Qt asks for waits for the jobs that run."""
        super().paintEvent(event)

    @first
    def doItemsLayout(self) -> None:
        super().doItemsLayout()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()
        self._wrap()

    def _unwrap(self) -> None:
        """Have the rows in sight measured again: columns have become others."""
        if self._wraps:
            self._wrapped.clear()
            self._soon.start()

    def _wrap(self) -> None:
        """Give sentences the lines that they need; rows out of sight wait until they are seen.

        They are measured here: Qt would ask Python several times for each cell.
        """
        if not self._wraps or not self.isVisible():
            return
        first_seen = max(self.rowAt(0), 0)
        seen = range(first_seen, first_seen + self.viewport().height() // ROW_PX + 2)
        for row in seen:
            if row < self.model().rowCount() and row not in self._wrapped:
                self._wrapped.add(row)
                self.setRowHeight(row, needed_height(self, row))
