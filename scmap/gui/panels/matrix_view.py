"""Shows a matrix: the larger a figure the stronger its ground; a click or Enter chooses a cell."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QGraphicsOpacityEffect,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from scmap.gui import theme
from scmap.gui.models.matrix import CHIP_PX, STRENGTH, MatrixModel, MatrixSheet
from scmap.gui.rows import PADDING, ROW_PX

LEAST_PX, WIDEST_PX = 74, 168
SIDES_PX = 36  # of a head's chip and the sort mark's room beside the words
HEAD_LINES = 2  # in which a longer head stands
# Share of the accent under the largest figure, on light and on dark ground: text stays readable.
STRONGEST = {False: 0.6, True: 0.42}
_MOST_PX = 1000  # of the height of a head
_WRAP = Qt.TextFlag.TextWordWrap
_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
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
        self.dimmed = False  # whether other figures are on their way
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
            cells = [sheet.text(row, column) for row in range(len(sheet.heads))]
            widest = max(map(metrics.horizontalAdvance, cells)) + 4 * PADDING
            self.setColumnWidth(column, max(_head_px(head.title, self.font()), widest, LEAST_PX))

    def dim(self, dimmed: bool) -> None:
        """Say that other figures are on their way, or that these hold."""
        if dimmed != self.dimmed:
            self.dimmed = dimmed
            self.viewport().update()

    @property
    def sheet(self) -> MatrixSheet | None:
        """What is shown."""
        return self._model.sheet

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
        self.setVerticalHeader(_Names(Qt.Orientation.Vertical, self))
        self.setHorizontalHeader(_Names(Qt.Orientation.Horizontal, self))
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        corner = self.findChild(QAbstractButton)
        if corner is not None:  # nothing is there, but Qt shows the button again and again
            unseen = QGraphicsOpacityEffect(corner)
            unseen.setOpacity(0.0)
            corner.setGraphicsEffect(unseen)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for header in (self.verticalHeader(), self.horizontalHeader()):
            header.setSectionsClickable(False)
            header.setHighlightSections(True)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_PX)
        self.horizontalHeader().setMinimumHeight(ROW_PX)


def _lines_px(words: str, font: QFont, room: int) -> QSize:
    """Give the room that words take, broken between words to a width; a current head is bold."""
    place = QRect(0, 0, room, _MOST_PX)
    return QFontMetrics(theme.bold(font)).boundingRect(place, _WRAP, words).size()


def _head_px(words: str, font: QFont) -> int:
    """Give the width that a head needs: on one line if that is short, else on two."""
    metrics = QFontMetrics(theme.bold(font))
    whole, room = metrics.horizontalAdvance(words) + 2, WIDEST_PX - SIDES_PX
    while room < whole:
        size = _lines_px(words, font, room)
        if size.width() <= room and size.height() <= HEAD_LINES * metrics.lineSpacing():
            return room + SIDES_PX
        room += PADDING
    return whole + SIDES_PX


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
        view = option.widget
        dimmed = isinstance(view, MatrixView) and view.dimmed
        if strength is not None and not dimmed:
            base, accent = palette.color(theme.Role.Base), palette.color(theme.Role.Accent)
            share = 0.06 + (STRONGEST[base.lightness() < 128] - 0.06) * strength
            painter.fillRect(cell, theme.blend(base, accent, share))
        painter.setFont(index.data(Qt.ItemDataRole.FontRole) or option.font)
        painter.setPen(palette.color(theme.Role.PlaceholderText if dimmed else theme.Role.Text))
        place = option.rect.adjusted(2 * PADDING, 0, -2 * PADDING, 0)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, right, str(index.data() or ""))
        painter.setPen(QPen(palette.color(theme.Role.Mid), 1))
        _paint_rims(painter, option.rect, index)
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            focused = bool(state & QStyle.StateFlag.State_HasFocus)
            role = theme.Role.Accent if focused else theme.Role.Shadow
            painter.setPen(QPen(palette.color(role), 2))
            painter.drawRect(cell.adjusted(0, 0, -1, -1))

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


class _Names(QHeaderView):
    """Names of rows and columns beside their chips: no boxes, the current one is bold."""

    def sectionSizeFromContents(self, section: int) -> QSize:
        """Give names of rows the room of their words, also while they are bold."""
        size = super().sectionSizeFromContents(section)
        if self.orientation() == Qt.Orientation.Vertical:
            words = str(self.model().headerData(section, self.orientation()) or "")
            needed = QFontMetrics(theme.bold(self.font())).horizontalAdvance(words)
            size.setWidth(max(size.width(), needed + CHIP_PX + 4 * PADDING + 1))
        else:
            words = str(self.model().headerData(section, self.orientation()) or "")
            told = _lines_px(words, self.font(), self.sectionSize(section) - SIDES_PX)
            line = QFontMetrics(theme.bold(self.font())).height()
            size.setHeight(max(ROW_PX, told.height() + ROW_PX - line))
        return size

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        tell = self.model().headerData
        painter.save()
        painter.fillRect(rect, self.palette().color(theme.Role.Base))
        current = self.selectionModel().currentIndex()
        upright = self.orientation() == Qt.Orientation.Vertical
        mine = current.row() if upright else current.column()
        painter.setFont(theme.bold(self.font()) if mine == section else self.font())
        painter.setPen(self.palette().color(theme.Role.Text))
        inner = rect.adjusted(PADDING, 0, -2 * PADDING, 0)
        icon = tell(section, self.orientation(), Qt.ItemDataRole.DecorationRole)
        words = str(tell(section, self.orientation(), Qt.ItemDataRole.DisplayRole) or "")
        room = inner.width() - (CHIP_PX + PADDING if icon is not None else 0)
        metrics, flags = painter.fontMetrics(), int(_MIDDLE)
        if upright:
            words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
        elif metrics.horizontalAdvance(words) > room:
            flags |= int(_WRAP)
        width = metrics.boundingRect(QRect(0, 0, room, _MOST_PX), flags, words).width()
        left = inner.left() if upright else inner.right() - width
        if icon is not None:
            at = inner.left() if upright else left - CHIP_PX - PADDING
            icon.paint(painter, QRect(at, inner.center().y() - CHIP_PX // 2, CHIP_PX, CHIP_PX))
            left += CHIP_PX + PADDING if upright else 0
        painter.drawText(QRect(left, rect.top(), width + 2, rect.height()), flags, words)
        painter.setPen(QPen(self.palette().color(theme.Role.Mid), 1))
        if not upright:
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()
