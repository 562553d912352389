"""Shows a matrix: the larger a figure the stronger its ground; a click or Enter chooses a cell."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from scmap.gui import theme
from scmap.gui.models.matrix import STRENGTH, MatrixModel, MatrixSheet
from scmap.gui.rows import PADDING, ROW_PX

LEAST_PX, WIDEST_PX = 74, 132
STRONGEST = 0.62  # share of the accent under the largest figure: its text stays readable
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class MatrixView(QTableView):
    """A matrix whose rows and columns are the same groups.

    Signals
    -------
    chosen : (str, str)
        Keys of row and column of the cell that was clicked, or on which Enter was pressed.
    """

    chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = MatrixModel(self)
        self.setModel(self._model)
        self.setItemDelegate(_Cells(self))
        self._dress()
        self.clicked.connect(self._choose)

    def show_sheet(self, sheet: MatrixSheet | None) -> None:
        """Show another matrix; the current cell stays while the groups do."""
        self._model.show(sheet)
        if sheet is None:
            return
        metrics = self.fontMetrics()
        for column, head in enumerate(sheet.heads):
            # The head's chip and the sort mark's room beside the words.
            title = metrics.horizontalAdvance(head.title) + 36
            cells = [sheet.text(row, column) for row in range(len(sheet.heads))]
            widest = max(map(metrics.horizontalAdvance, cells)) + 4 * PADDING
            self.setColumnWidth(column, min(max(title, widest, LEAST_PX), max(WIDEST_PX, widest)))

    @property
    def sheet(self) -> MatrixSheet | None:
        """What is shown."""
        return self._model.sheet

    def copy(self) -> int:
        """Copy the whole matrix for a spreadsheet; gives the number of its rows."""
        if self.sheet is None:
            return 0
        QGuiApplication.clipboard().setText(self.sheet.tsv())
        return len(self.sheet.heads)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and self.currentIndex().isValid():
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _choose(self, index: QModelIndex) -> None:
        if self.sheet is None or self.sheet.empty[index.row(), index.column()]:
            return
        heads = self.sheet.heads
        self.chosen.emit(heads[index.row()].key, heads[index.column()].key)

    def _dress(self) -> None:
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for header in (self.verticalHeader(), self.horizontalHeader()):
            header.setSectionsClickable(False)
            header.setHighlightSections(True)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_PX)
        self.horizontalHeader().setMinimumHeight(ROW_PX)
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)


class _Cells(QStyledItemDelegate):
    """Paints a cell on a ground as strong as its figure, and a line before the sums."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        strength = index.data(STRENGTH)
        palette = option.palette
        cell = option.rect.adjusted(1, 1, -1, -1)
        if strength is not None:
            base, accent = palette.color(theme.Role.Base), palette.color(theme.Role.Accent)
            share = 0.06 + (STRONGEST - 0.06) * strength
            painter.fillRect(cell, theme.blend(base, accent, share))
        self._paint_text(painter, option, index, strong=(strength or 0.0) > 0.75)
        painter.setPen(QPen(palette.color(theme.Role.Mid), 1))
        _paint_rims(painter, option.rect, index)
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            focused = bool(state & QStyle.StateFlag.State_HasFocus)
            role = theme.Role.Accent if focused else theme.Role.Shadow
            painter.setPen(QPen(palette.color(role), 2))
            painter.drawRect(cell.adjusted(0, 0, -1, -1))

    def _paint_text(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        *,
        strong: bool,
    ) -> None:
        palette = option.palette
        role = theme.Role.Text
        painter.setFont(index.data(Qt.ItemDataRole.FontRole) or option.font)
        painter.setPen(palette.color(role))
        if strong and palette.color(theme.Role.Base).lightness() > 127:
            painter.setPen(palette.color(theme.Role.HighlightedText))
        place = option.rect.adjusted(2 * PADDING, 0, -2 * PADDING, 0)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, right, str(index.data() or ""))

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(super().sizeHint(option, index).width() + 2 * PADDING, ROW_PX)


def _paint_rims(painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex) -> None:
    """Draw a line before the row and the column of sums."""
    model = index.model()
    if index.row() == model.rowCount() - 1:
        painter.drawLine(rect.topLeft(), rect.topRight())
    if index.column() == model.columnCount() - 1:
        painter.drawLine(rect.topLeft(), rect.bottomLeft())
