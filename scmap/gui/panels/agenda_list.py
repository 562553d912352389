"""The agenda of a round: one row an item, with how far it is."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from scmap.gui import texts, theme
from scmap.model.review import STEPS

ITEM = Qt.ItemDataRole.UserRole
BETWEEN = " · "  # the kind of an item and what comes next

_PADDING, _BAR, _GAP = 8, 5, 3
Role = theme.Role


@dataclass(frozen=True, slots=True)
class Row:
    """An item as the list shows it.

    Attributes
    ----------
    uid, title, detail : str
        Of the agenda item; the detail says its kind and what comes next.
    done : int
        How many of the five steps are done.
    """

    uid: str
    title: str
    detail: str
    done: int


class AgendaList(QListWidget):
    """Items in the order of the agenda.

    Signals
    -------
    chosen : str
        The planner turned to this item.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filling = False
        self.setItemDelegate(_Painter(self))
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentItemChanged.connect(self._tell)
        self.itemClicked.connect(self._tell)  # back to the current one, from another page
        self.itemActivated.connect(self._tell)

    def put(self, rows: Iterable[Row], current: str) -> None:
        """Show other rows, and the current one."""
        self._filling = True
        self.clear()
        for row in rows:
            item = QListWidgetItem(row.title, self)
            item.setData(ITEM, row)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{row.title}, {row.detail}")
            item.setToolTip(texts.tip(f"{row.title}\n{row.detail}"))
            if row.uid == current:
                self.setCurrentItem(item)
        self._filling = False

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is shown."""
        return tuple(self.item(place).data(ITEM) for place in range(self.count()))

    def _tell(self, item: QListWidgetItem | None) -> None:
        if item is not None and not self._filling:
            self.chosen.emit(item.data(ITEM).uid)


class _Painter(QStyledItemDelegate):
    """Draws title, detail and five strokes for the steps."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        view = option.widget
        room = view.viewport().width() if isinstance(view, QListWidget) else option.rect.width()
        lines = 1 + len(_told(index.data(ITEM), option, room - 2 * _PADDING))
        return QSize(120, lines * option.fontMetrics.lineSpacing() + _BAR + _GAP + 2 * _PADDING)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row: Row = index.data(ITEM)
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        panel = QStyle.PrimitiveElement.PE_PanelItemViewItem
        ground.widget.style().drawPrimitive(panel, ground, painter, ground.widget)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        colours = ground.widget.palette()
        inner = option.rect.adjusted(_PADDING, _PADDING, -_PADDING, -_PADDING)
        painter.save()
        line = option.fontMetrics.lineSpacing()
        told = [(part, option.font, None) for part in _told(row, option, inner.width())]
        lines = [(row.title, theme.bold(option.font), Role.Text), *told]
        for number, (text, font, role) in enumerate(lines):
            painter.setFont(font)
            muted = role or Role.PlaceholderText
            painter.setPen(colours.color(Role.HighlightedText if chosen else muted))
            fitted = painter.fontMetrics().elidedText(
                text, Qt.TextElideMode.ElideRight, inner.width()
            )
            place = inner.adjusted(0, number * line, 0, 0)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, fitted)
        bar = QRectF(inner.x(), inner.y() + len(lines) * line + _GAP, inner.width(), _BAR)
        _paint_bar(painter, bar, row.done, colours, chosen=chosen)
        painter.restore()


def _told(row: Row, option: QStyleOptionViewItem, room: int) -> list[str]:
    """Give the detail in the lines that it takes: what comes next goes below where it is cut."""
    fits = option.fontMetrics.horizontalAdvance(row.detail) <= room
    return [row.detail] if fits else row.detail.split(BETWEEN, 1)


def _paint_bar(
    painter: QPainter, rect: QRectF, done: int, colours: QPalette, *, chosen: bool
) -> None:
    """Paint a stroke for each step: full ones are done, hollow ones are not."""
    width = (rect.width() - _GAP * (len(STEPS) - 1)) / len(STEPS)
    full = colours.color(Role.HighlightedText if chosen else Role.Highlight)
    hollow = colours.color(Role.HighlightedText if chosen else Role.Mid)
    for number in range(len(STEPS)):
        stroke = QRectF(rect.x() + number * (width + _GAP), rect.y(), width, _BAR)
        painter.setPen(full if number < done else hollow)
        painter.setBrush(full if number < done else Qt.BrushStyle.NoBrush)
        painter.drawRect(stroke.adjusted(0.5, 0.5, -0.5, -0.5))
