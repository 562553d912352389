"""How rows of lists and tables are drawn: of one height, with room beside the text."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionHeader,
    QStyleOptionHeaderV2,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from scmap.gui import theme
from scmap.gui.courtesy import first

ROW_PX = 27
PADDING = 5
_TEXT_PX = 3  # that a style keeps between the edge of a cell and its words
_MOST_PX = 10_000  # of the height of a row
_PANEL = QStyle.PrimitiveElement.PE_PanelItemViewItem
_ITEM = QStyle.ControlElement.CE_ItemViewItem
_State = QStyle.StateFlag
_ON_ONE_LINE = int(Qt.TextFlag.TextSingleLine)
_NO_FOCUS = ~QStyle.StateFlag.State_HasFocus
_BOX = QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator


class Rows(QStyledItemDelegate):
    """Draws cells with padding on both sides, so that a figure never touches the next word."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        # A style with parts of its own is Python, and asked several times for each cell.
        style = ground.widget.style() if ground.features & _BOX else QApplication.style()
        # The ground goes from edge to edge, only the text keeps its distance.
        style.drawPrimitive(_PANEL, ground, painter, ground.widget)
        ground.rect = option.rect.adjusted(PADDING, 0, -PADDING, 0)
        ground.state &= _NO_FOCUS
        style.drawControl(_ITEM, ground, painter, ground.widget)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        within = QStyleOptionViewItem(option)
        within.rect = option.rect.adjusted(PADDING, 0, -PADDING, 0)  # as it is painted
        hint = super().sizeHint(within, index)
        return QSize(hint.width() + 2 * PADDING, max(ROW_PX, hint.height()))


def draw_words(
    painter: QPainter,
    option: QStyleOptionViewItem,
    words: str,
    side: Qt.AlignmentFlag,
    *,
    chosen: bool = False,
    dimmed: bool = False,
    bold: bool = False,
) -> None:
    """Draw a cell of nothing but words as `Rows` does, with a few calls and nothing asked twice.

    While work goes on in the background, each question from Qt to the model waits for its turn of
    the interpreter: a window full of cells would stand still. A style asks Python several times a
    cell, which takes longer than the drawing.

    Parameters
    ----------
    painter : QPainter
        Left as it was.
    option : QStyleOptionViewItem
        Place (pixels), font and palette of the cell, as the view gives them.
    words : str
        Drawn as they are on one line; what has no room ends in an ellipsis.
    side : Qt.AlignmentFlag
        Where they stand.
    chosen, dimmed, bold : bool
        Whether the cell is selected, stands for what will soon be another, and is printed bold.
    """
    active = bool(option.state & _State.State_Active)
    group = theme.Group.Active if active else theme.Group.Inactive
    painter.save()
    if chosen:
        painter.fillRect(option.rect, option.palette.brush(group, theme.Role.Highlight))
    ink = theme.Role.PlaceholderText if dimmed else theme.Role.Text
    ink = theme.Role.HighlightedText if chosen else ink
    painter.setPen(option.palette.color(group, ink))
    font = option.font
    if bold:
        font = QFont(font)
        font.setBold(True)
    painter.setFont(font)
    room = option.rect.adjusted(PADDING + _TEXT_PX, 0, -PADDING - _TEXT_PX, 0)
    seen = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, int(side) | _ON_ONE_LINE, seen)
    painter.restore()


class Header(QHeaderView):
    """A header whose words stand above the words of its column, with the same padding."""

    def __init__(self, orientation: Qt.Orientation, parent: QWidget | None = None) -> None:
        super().__init__(orientation, parent)
        # Words that do not fit lose their end; those of numbers would lose their beginning.
        self.setTextElideMode(Qt.TextElideMode.ElideRight)

    @first
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint in one turn: else each section that Qt asks for waits for the jobs that run."""
        super().paintEvent(event)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        option = QStyleOptionHeaderV2()
        self.initStyleOption(option)
        option.rect = rect
        self.initStyleOptionForIndex(option, section)
        style = self.style()
        painter.save()
        painter.setFont(self.font())
        style.drawControl(QStyle.ControlElement.CE_HeaderSection, option, painter, self)
        if option.sortIndicator != QStyleOptionHeader.SortIndicator.None_:
            arrow = QStyleOptionHeaderV2(option)
            arrow.rect = style.subElementRect(QStyle.SubElement.SE_HeaderArrow, option, self)
            mark = QStyle.PrimitiveElement.PE_IndicatorHeaderArrow
            style.drawPrimitive(mark, arrow, painter, self)
        label = style.subElementRect(QStyle.SubElement.SE_HeaderLabel, option, self)
        option.rect = label.adjusted(PADDING, 0, -PADDING, 0)
        style.drawControl(QStyle.ControlElement.CE_HeaderLabel, option, painter, self)
        painter.restore()

    def sectionSizeFromContents(self, section: int) -> QSize:
        hint = super().sectionSizeFromContents(section)
        shown = self.isSortIndicatorShown() and self.sortIndicatorSection() == section
        arrow = self.style().pixelMetric(QStyle.PixelMetric.PM_HeaderMarkSize, None, self)
        room = 0 if shown or not self.isSortIndicatorShown() else arrow + PADDING
        return QSize(hint.width() + 2 * PADDING + room, hint.height())


def needed_width(view: QTableView, column: int, most: int) -> int:
    """Give the width at which none of the first `most` cells of a column is cut."""
    model, metrics, widest = view.model(), view.fontMetrics(), 0
    for row in range(min(model.rowCount(), most)):
        place = model.index(row, column)
        box = model.data(place, Qt.ItemDataRole.CheckStateRole) is not None
        words = str(model.data(place, Qt.ItemDataRole.DisplayRole) or "")
        widest = max(widest, metrics.horizontalAdvance(words) + box * metrics.height() * 2)
    return widest + 4 * PADDING


def needed_height(view: QTableView, row: int) -> int:
    """Give the height at which no cell of a row is cut, in the columns as wide as they are.

    The words are measured here: Qt would ask Python several times for each cell.
    """
    metrics, most = view.fontMetrics(), 0
    margin = view.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, None, view) + 1
    for column in range(view.model().columnCount()):
        room = view.columnWidth(column) - 2 * (PADDING + margin)
        words = str(view.model().index(row, column).data() or "")
        if room > 0 and metrics.horizontalAdvance(words) > room:
            lines = QRect(0, 0, room, _MOST_PX)
            told = metrics.boundingRect(lines, Qt.TextFlag.TextWordWrap, words)
            most = max(most, told.height())
    return max(ROW_PX, most + ROW_PX - metrics.height())


def dress(table: QTableView) -> None:
    """Let a table that is filled cell by cell look as all others do, and Tab leave it."""
    table.setItemDelegate(Rows(table))
    table.setShowGrid(False)
    table.setCornerButtonEnabled(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(ROW_PX)
    header = Header(Qt.Orientation.Horizontal, table)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setHighlightSections(False)
    table.setHorizontalHeader(header)
