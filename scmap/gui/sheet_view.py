"""A table to read: rows of one height, no grid, long cells in full as a tip."""

from PySide6.QtCore import QAbstractTableModel, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from scmap.gui.courtesy import first
from scmap.gui.room import shared
from scmap.gui.rows import PADDING, ROW_PX, Header, Rows

WIDEST_LETTERS = 38  # a longer cell is cut; its tip tells all of it
LEAST_LETTERS = 12  # to which long cells give way before the table is scrolled sideways
WRAPPED_ROWS = 60  # that take more than one line where they need it
MEASURED_ROWS = 12  # columns are as wide as these need: a thousand would take a third of a second


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
        self.setItemDelegate(Rows(self))
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
        self._wanted, self._given = [], []
        for column in range(self.model().columnCount()):
            if self.isColumnHidden(column):
                self._wanted.append(0)
                continue
            cells = max(self._widest(column), header.sectionSizeHint(column))
            self._wanted.append(min(cells + PADDING, WIDEST_LETTERS * letter))
            self.setColumnWidth(column, self._wanted[-1])
        self._given = self._widths
        self._share()
        self._wrap()

    @property
    def _widths(self) -> list[int]:
        """Widths of the columns, without the last one where it takes what room is left."""
        count = len(self._wanted) - self.horizontalHeader().stretchLastSection()
        return [self.columnWidth(column) for column in range(count)]

    def _share(self) -> None:
        """Let long cells give way where not all columns have room, unless a hand set widths."""
        header, room = self.horizontalHeader(), self.viewport().width()
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
        for column, width in enumerate(widths):
            if not self.isColumnHidden(column):
                self.setColumnWidth(column, width)
        self._given = self._widths

    def _widest(self, column: int) -> int:
        """Give the width that the first cells of a column need, in pixels."""
        model, metrics, widest = self.model(), self.fontMetrics(), 0
        for row in range(min(model.rowCount(), MEASURED_ROWS)):
            place = model.index(row, column)
            box = model.data(place, Qt.ItemDataRole.CheckStateRole) is not None
            words = str(model.data(place, Qt.ItemDataRole.DisplayRole) or "")
            widest = max(widest, metrics.horizontalAdvance(words) + box * metrics.height() * 2)
        return widest + 4 * PADDING

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

    def _wrap(self) -> None:
        """Give sentences the lines that they need."""
        if self._wraps and self.isVisible():
            for row in range(min(self.model().rowCount(), WRAPPED_ROWS)):
                self.resizeRowToContents(row)
