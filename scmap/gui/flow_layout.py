"""Widgets side by side, and on a further line where there is no room beside the others."""

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QLineEdit, QSizePolicy, QWidget

GAP = 6
ENTRY_EDGES = 16  # pixels of the frame of an entry, and of the cursor's room
LEAST_ENTRY = 84  # pixels of what takes the room that is left, before it goes to the next line


class FlowLayout(QLayout):
    """Keeps each widget as wide as its words; an entry takes what its line leaves.

    Parameters
    ----------
    parent : QWidget or None
    whole : bool
        Whether an entry goes to the next line before what it is for, said in it, is cut.
    """

    def __init__(self, parent: QWidget | None = None, *, whole: bool = False) -> None:
        super().__init__(parent)
        self._whole = whole
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}  # for each width that was asked for

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)
        self.invalidate()

    def insertWidget(self, place: int, widget: QWidget) -> None:
        """Put a widget before the one that is at a place now."""
        self.addWidget(widget)
        self._items.insert(place, self._items.pop())

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        self.invalidate()
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        # The layouts above ask this again and again before anything has changed.
        if width not in self._heights:
            self._heights[width] = self._lay(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, place: QRect) -> None:
        super().setGeometry(place)
        self._lay(place, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def width(self) -> int:
        """Pixels that all of it would take on one line."""
        widths = [self._width(item) for item in self._shown()]
        return sum(widths) + GAP * max(len(widths) - 1, 0)

    def minimumSize(self) -> QSize:
        edges = self.contentsMargins()
        sizes = [item.minimumSize() for item in self._shown()]
        width = max((size.width() for size in sizes), default=0)
        height = max((size.height() for size in sizes), default=0)
        return QSize(width + edges.left() + edges.right(), height + edges.top() + edges.bottom())

    def _shown(self) -> Iterator[QLayoutItem]:
        return (item for item in self._items if not item.isEmpty())

    def _lay(self, place: QRect, *, move: bool) -> int:
        """Lay out within a place, or only tell how high that would be."""
        edges = self.contentsMargins()
        room = place.adjusted(edges.left(), edges.top(), -edges.right(), 0)
        y = room.y()
        for line in self._lines(room.width()):
            height = max(item.sizeHint().height() for item, _ in line)
            if move:
                _place(line, QPoint(room.x(), y), room.width(), height)
            y += height + GAP
        return y - GAP - place.y() + edges.bottom()

    def _width(self, item: QLayoutItem) -> int:
        hint, widget = item.sizeHint().width(), item.widget()
        if not _takes_rest(item):
            return hint
        least = min(hint, LEAST_ENTRY)
        if self._whole and isinstance(widget, QLineEdit):
            words = widget.fontMetrics().horizontalAdvance(widget.placeholderText())
            least = max(least, words + ENTRY_EDGES)
        return least

    def _lines(self, room: int) -> Iterator[list[tuple[QLayoutItem, int]]]:
        line: list[tuple[QLayoutItem, int]] = []
        used = 0
        for item in self._shown():
            width = self._width(item)
            if line and used + width > room:
                yield line
                line, used = [], 0
            line.append((item, min(width, room)))
            used += width + GAP
        if line:
            yield line


def _takes_rest(item: QLayoutItem) -> bool:
    widget = item.widget()
    policy = widget.sizePolicy().horizontalPolicy() if widget is not None else None
    return policy == QSizePolicy.Policy.Expanding


def _place(line: list[tuple[QLayoutItem, int]], at: QPoint, room: int, height: int) -> None:
    left = room - sum(width for _, width in line) - GAP * (len(line) - 1)
    x = at.x()
    for item, least in line:
        rest = left if _takes_rest(item) else 0
        left -= rest
        width, high = least + rest, item.sizeHint().height()
        item.setGeometry(QRect(x, at.y() + (height - high) // 2, width, high))
        x += width + GAP
