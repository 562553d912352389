"""A line of choices, and what is said about the figures below them, all of which can be read."""

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from scmap.gui import flow_layout, texts, theme

EDGES = (8, 2, 8, 4)  # left, top, right, bottom
GAP, BETWEEN = 12, 2  # beside the choices, and below them
LEAST_PX = 200  # a narrower column of small print is not read


class NotedLine(QWidget):
    """The note stands beside the choices, or below them where it takes less height there."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._choices = QWidget(self)
        self._row = flow_layout.FlowLayout(self._choices)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._note = texts.label(parent=self)
        self._note.setFont(theme.small(self._note.font()))
        self._note.setForegroundRole(theme.Role.PlaceholderText)

    @property
    def note(self) -> str:
        """What is said."""
        return self._note.text()

    def add(self, choice: QWidget) -> None:
        """Put a choice behind the others."""
        self._row.addWidget(choice)

    def tell(self, note: str, more: str = "") -> None:
        """Say something about the figures, and with what rests on it in the tip."""
        self._note.setToolTip(texts.tip(more))
        if note != self._note.text():
            self._note.setText(note)
            self.updateGeometry()
            self._lay_out()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(place.bottom() + 1 for place in self._places(width)) + EDGES[3]

    def sizeHint(self) -> QSize:
        width = max(self.width(), self.minimumSizeHint().width())
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        least = self._choices.minimumSizeHint()
        return QSize(least.width() + EDGES[0] + EDGES[2], least.height() + EDGES[1] + EDGES[3])

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # the choices have other words
            self.updateGeometry()
            self._lay_out()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        parts = (self._choices, self._note)
        for part, place in zip(parts, self._places(self.width()), strict=True):
            part.setGeometry(place)

    def _places(self, width: int) -> tuple[QRect, QRect]:
        """Give where the choices and the note stand in a line so wide."""
        left, top, room = EDGES[0], EDGES[1], width - EDGES[0] - EDGES[2]
        wide = min(self._row.width(), room)
        high = self._row.heightForWidth(wide)
        beside = room - wide - GAP
        below = high + BETWEEN + self._height(room)
        height = max(high, self._height(beside))
        if beside >= LEAST_PX and height <= below:
            at = QRect(left, top + (height - high) // 2, wide, high)
            return at, QRect(left + wide + GAP, top, beside, height)
        at = QRect(left, top, wide, high)
        return at, QRect(left, top + high + BETWEEN, room, self._height(room))

    def _height(self, width: int) -> int:
        """Pixels that the note takes in a column so wide."""
        return self._note.heightForWidth(width) if self._note.text() else 0
