"""The track of the year slider: a bar a year, and two handles between which the map shows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from scmap.gui import theme
from scmap.words import tr

GRIP, RIM = 6.0, 9.0  # radius of a handle, and the free rim a side
BARS_PX, LABEL_PX = 16.0, 15.0
LEAST_LABEL_PX = 38.0  # a year in figures needs so much

Key = Qt.Key
_STEPS: dict[int, int] = {
    Key.Key_Left: -1,
    Key.Key_Right: 1,
    Key.Key_PageDown: -5,
    Key.Key_PageUp: 5,
}
_BACK_TO_ALL = (Key.Key_Delete, Key.Key_Backspace)


@dataclass(frozen=True, slots=True)
class Span:
    """Years between two bounds, all included.

    Attributes
    ----------
    low, high : int
        First and last year that can be chosen.
    first, last : int
        Chosen years.
    """

    low: int
    high: int
    first: int
    last: int

    @classmethod
    def whole(cls, low: int, high: int) -> Self:
        """Choose every year."""
        return cls(low, high, low, high)

    @property
    def is_whole(self) -> bool:
        """Whether every year is chosen."""
        return self.first == self.low and self.last == self.high

    def with_end(self, end: int, year: int) -> Self:
        """Move the first (0) or the last (1) year; it stops at the other one."""
        if end == 0:
            return replace(self, first=min(max(year, self.low), self.last))
        return replace(self, last=max(min(year, self.high), self.first))

    def moved(self, years: int) -> Self:
        """Move both ends, as far as it goes."""
        step = min(max(years, self.low - self.first), self.high - self.last)
        return replace(self, first=self.first + step, last=self.last + step)


class YearTrack(QWidget):
    """Bars, axis and two handles; each handle takes the keyboard in turn.

    Signals
    -------
    moved : Span
        The user chose other years.
    """

    moved = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._span = Span.whole(0, 0)
        self._bars: tuple[float, ...] = ()  # share of the tallest, a year
        self._end = 1  # handle that the keys move
        self._held: int | None = None  # handle that the mouse holds; 2 for both
        self._grasped = 0.0  # year under the mouse when it took hold of both
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.retranslate()

    @property
    def span(self) -> Span:
        """The years that are shown as chosen."""
        return self._span

    def put(self, span: Span, counts: Sequence[float]) -> None:
        """Show years and, for each from `low` to `high`, how much there is."""
        tallest = max(counts, default=0) or 1
        self._span, self._bars = span, tuple(count / tallest for count in counts)
        self._say()
        self.update()

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self.setAccessibleDescription(tr("years.keys"))
        self.setToolTip(tr("years.keys"))
        self._say()

    def sizeHint(self) -> QSize:
        return QSize(420, int(BARS_PX + GRIP + LABEL_PX + 5))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height())

    # -- keys and mouse ----------------------------------------------------------------------

    def focusNextPrevChild(self, forward: bool) -> bool:
        other = 1 if forward else 0
        if self.hasFocus() and self._end != other:
            self._end = other
            self._say()
            self.update()
            return True
        return super().focusNextPrevChild(forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() == Qt.FocusReason.TabFocusReason:
            self._end = 0
        elif event.reason() == Qt.FocusReason.BacktabFocusReason:
            self._end = 1
        self._say()
        super().focusInEvent(event)

    def event(self, event: QEvent) -> bool:
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and Key(event.key()) in _BACK_TO_ALL:
            event.accept()  # Delete is the track's own here, and deletes no shape
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, span = event.key(), self._span
        both = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if key in _STEPS and both:
            self._choose(span.moved(_STEPS[key]))
        elif key in _STEPS:
            now = span.first if self._end == 0 else span.last
            self._choose(span.with_end(self._end, now + _STEPS[key]))
        elif key == Key.Key_Home:
            self._choose(span.with_end(self._end, span.low if self._end == 0 else span.first))
        elif key == Key.Key_End:
            self._choose(span.with_end(self._end, span.last if self._end == 0 else span.high))
        elif key in _BACK_TO_ALL:
            self._choose(Span.whole(span.low, span.high))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self.setFocus()
        x, span = event.position().x(), self._span
        ends = [self._edge(span.first), self._edge(span.last + 1)]
        near = min((0, 1), key=lambda end: (abs(ends[end] - x), -end))
        self._grasped = self._year_at(x)
        within = ends[0] < x < ends[1] and abs(ends[near] - x) > GRIP + 2
        if within and not span.is_whole:
            self._held = 2
            return
        self._held = self._end = near
        self._drag(x)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._held is not None:
            self._drag(x)
            return
        ends = self._edge(self._span.first), self._edge(self._span.last + 1)
        on_handle = any(abs(end - x) <= GRIP + 2 for end in ends)
        shape = Qt.CursorShape.SizeHorCursor if on_handle else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._held = None

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self._choose(Span.whole(self._span.low, self._span.high))

    def _drag(self, x: float) -> None:
        at = self._year_at(x)
        if self._held == 2:
            step = round(at - self._grasped)
            after = self._span.moved(step)
            self._grasped += after.first - self._span.first
            self._choose(after)
        elif self._held is not None:
            year = round(at) - (1 if self._held == 1 else 0)  # the last year's end is its edge
            self._choose(self._span.with_end(self._held, year))

    def _choose(self, span: Span) -> None:
        if span == self._span:
            return
        self._span = span
        self._say()
        self.update()
        self.moved.emit(span)

    # -- painting ----------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_bars(painter)
        self._paint_axis(painter)
        self._paint_labels(painter)
        for end, year in enumerate((self._span.first, self._span.last + 1)):
            self._paint_handle(painter, self._edge(year), held=end == self._end and self.hasFocus())
        painter.end()

    def _paint_bars(self, painter: QPainter) -> None:
        inside = self._tint(0.55)
        outside = self.palette().color(theme.Role.Mid)
        painter.setPen(Qt.PenStyle.NoPen)
        for place, share in enumerate(self._bars):
            year = self._span.low + place
            left, right = self._edge(year), self._edge(year + 1)
            height = share * BARS_PX
            chosen = self._span.first <= year <= self._span.last
            painter.setBrush(inside if chosen else outside)
            painter.drawRect(QRectF(left + 0.5, BARS_PX - height + 1, right - left - 1, height))

    def _paint_axis(self, painter: QPainter) -> None:
        y = self._axis
        painter.setPen(QPen(self.palette().color(theme.Role.Dark), 2))
        painter.drawLine(QPointF(RIM, y), QPointF(self.width() - RIM, y))
        painter.setPen(QPen(self.palette().color(theme.Role.Accent), 4))
        first, last = self._edge(self._span.first), self._edge(self._span.last + 1)
        painter.drawLine(QPointF(first, y), QPointF(last, y))

    def _paint_labels(self, painter: QPainter) -> None:
        painter.setFont(theme.small(self.font()))
        painter.setPen(self.palette().color(theme.Role.PlaceholderText))
        cell = self._edge(self._span.low + 1) - self._edge(self._span.low)
        step = next((n for n in (1, 2, 5, 10, 20, 50) if n * cell >= LEAST_LABEL_PX), 100)
        centre = Qt.AlignmentFlag.AlignCenter
        for year in range(self._span.low, self._span.high + 1):
            if year % step:
                continue
            middle = (self._edge(year) + self._edge(year + 1)) / 2
            place = QRectF(middle - 22, self._axis + GRIP - 1, 44, LABEL_PX)
            if place.left() >= 0 and place.right() <= self.width():
                painter.drawText(place, centre, str(year))

    def _paint_handle(self, painter: QPainter, x: float, *, held: bool) -> None:
        accent = self.palette().color(theme.Role.Accent)
        painter.setPen(QPen(accent, 2))
        painter.setBrush(accent if held else self.palette().color(theme.Role.Base))
        painter.drawEllipse(QPointF(x, self._axis), GRIP, GRIP)

    def _tint(self, share: float) -> QColor:
        palette = self.palette()
        return theme.blend(palette.color(theme.Role.Accent), palette.color(theme.Role.Base), share)

    @property
    def _axis(self) -> float:
        return BARS_PX + GRIP - 1

    def _edge(self, year: int) -> float:
        """Where a year begins on the axis."""
        count = self._span.high - self._span.low + 1
        return RIM + (year - self._span.low) / count * (self.width() - 2 * RIM)

    def _year_at(self, x: float) -> float:
        count = self._span.high - self._span.low + 1
        return self._span.low + (x - RIM) / max(self.width() - 2 * RIM, 1) * count

    def _say(self) -> None:
        span, end = self._span, ("first", "last")[self._end]
        words = tr("years.span", first=span.first, last=span.last)
        self.setAccessibleName(tr(f"years.handle.{end}", span=words))
