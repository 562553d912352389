"""Stacked bars, one a year, by ministry line; the years that are in view stand on a band."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QToolTip, QWidget

from scmap.gui import texts, theme
from scmap.gui.models.matrix import Head
from scmap.gui.room import lined, shared
from scmap.words import tr

LEFT, RIGHT, TOP, BOTTOM = 64.0, 10.0, 30.0, 20.0  # TOP holds one line of the legend
GAP = 0.22  # of a year's room that stays free between two bars
LEAST_LABEL_PX = 36.0
LINES = 3  # of the grid, about
_CHIP, _CHIP_GAP = 9.0, 14.0
_LINE = 17.0  # of the legend
_LEAST_PLOT = 40.0  # height that a legend of several lines leaves to the bars

_ELIDE = Qt.TextElideMode.ElideRight
Key = Qt.Key


@dataclass(frozen=True, slots=True, eq=False)
class Bars:
    """What the chart shows.

    Attributes
    ----------
    years : (m,) intp
        Without gaps.
    heads : tuple of Head, length g
        The parts of a bar from the bottom to the top, with their hues.
    heights : (g, m) float64
        How high each part is.
    write : callable
        Puts a height into words.
    tip : callable
        Explains the year at a place.
    """

    years: NDArray[np.intp]
    heads: tuple[Head, ...]
    heights: NDArray[np.float64]
    write: Callable[[float], str]
    tip: Callable[[int], str]


class YearChart(QWidget):
    """Paints Bars; a click, a drag or the keys choose years.

    Signals
    -------
    chosen : (int, int)
        First and last of the chosen years.
    """

    chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: Bars | None = None
        self._band: tuple[int, int] | None = None
        self._current = 0  # place of the year that the keys are on
        self._anchor = 0  # place where a choice began
        self._dragging = False
        self._ceiling = TOP  # below the legend
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.retranslate()

    def show_bars(self, bars: Bars | None, band: tuple[int, int] | None) -> None:
        """Show other bars; `band` are the first and last year in view, None for all."""
        self._bars, self._band = bars, band
        count = len(bars.years) if bars else 0
        self._current = min(self._current, max(count - 1, 0))
        self._say()
        self.update()

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self.setAccessibleName(tr("yearchart.name"))
        self._say()

    def sizeHint(self) -> QSize:
        return QSize(520, 170)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 64)

    # -- keys and mouse ----------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self._place_at(event.pos().x())
            words = self._bars.tip(place) if self._bars and place is not None else ""
            QToolTip.showText(event.globalPos(), texts.tip(words), self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, count = event.key(), len(self._bars.years) if self._bars else 0
        ways: dict[int, int] = {
            Key.Key_Left: self._current - 1,
            Key.Key_Right: self._current + 1,
            Key.Key_Home: 0,
            Key.Key_End: count - 1,
        }
        to = ways.get(key)
        if to is not None and count:
            self._current = min(max(to, 0), count - 1)
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._choose(self._anchor, self._current)
            else:
                self._anchor = self._current
            self._say()
            self.update()
        elif key in (Key.Key_Return, Key.Key_Enter, Key.Key_Space) and count:
            self._anchor = self._current
            self._choose(self._current, self._current)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position().x())
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            self._anchor = self._current = place
            self._dragging = True
            self._choose(place, place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position().x())
        if self._dragging and place is not None and place != self._current:
            self._current = place
            self._choose(self._anchor, place)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._dragging = False

    def _choose(self, one: int, other: int) -> None:
        if self._bars is not None:
            years = self._bars.years
            self.chosen.emit(int(years[min(one, other)]), int(years[max(one, other)]))
        self._say()
        self.update()

    # -- painting ----------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(theme.Role.Base))
        bars = self._bars
        if bars is not None and len(bars.years):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_legend(painter, bars)
            top = nice(float(bars.heights.sum(axis=0).max(initial=0.0)))
            self._paint_band(painter, bars)
            self._paint_grid(painter, bars, top)
            self._paint_bars(painter, bars, top)
            self._paint_years(painter, bars)
        painter.end()

    def _paint_band(self, painter: QPainter, bars: Bars) -> None:
        if self._band is None:
            return
        first, last = (year - int(bars.years[0]) for year in self._band)
        left, right = self._left(first), self._left(last + 1)
        accent, base = (self.palette().color(role) for role in (theme.Role.Accent, theme.Role.Base))
        band = QRectF(left, self._ceiling - 4, right - left, self._plot + 4)
        painter.fillRect(band, theme.blend(base, accent, 0.14))

    def _paint_grid(self, painter: QPainter, bars: Bars, top: float) -> None:
        painter.setFont(theme.small(self.font()))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for height in ticks(top):
            y = self._top(height, top)
            painter.setPen(QPen(self.palette().color(theme.Role.Midlight), 1))
            painter.drawLine(QPointF(LEFT, y), QPointF(self.width() - RIGHT, y))
            painter.setPen(self.palette().color(theme.Role.PlaceholderText))
            painter.drawText(QRectF(0, y - 9, LEFT - 7, 18), right, bars.write(height))

    def _paint_bars(self, painter: QPainter, bars: Bars, top: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        room = self._left(1) - self._left(0)
        for place in range(len(bars.years)):
            below = 0.0
            for head, height in zip(bars.heads, bars.heights[:, place].tolist(), strict=True):
                if height <= 0:
                    continue
                upper, lower = self._top(below + height, top), self._top(below, top)
                painter.setBrush(self._hue(head))
                left = self._left(place) + room * GAP / 2
                painter.drawRect(QRectF(left, upper, room * (1 - GAP), lower - upper))
                below += height
        if self.hasFocus():
            self._paint_current(painter, room)

    def _paint_current(self, painter: QPainter, room: float) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.palette().color(theme.Role.Accent), 1.5))
        left, above = self._left(self._current), self._ceiling - 4
        painter.drawRect(QRectF(left, above, room, self._plot + 4))

    def _paint_years(self, painter: QPainter, bars: Bars) -> None:
        painter.setPen(self.palette().color(theme.Role.PlaceholderText))
        painter.setFont(theme.small(self.font()))
        room = self._left(1) - self._left(0)
        step = next((n for n in (1, 2, 5, 10, 20) if n * room >= LEAST_LABEL_PX), 50)
        for place, year in enumerate(bars.years.tolist()):
            if year % step == 0:
                middle = self._left(place) + room / 2
                where = QRectF(middle - 24, self.height() - BOTTOM, 48, BOTTOM)
                painter.drawText(where, Qt.AlignmentFlag.AlignCenter, str(year))

    def _paint_legend(self, painter: QPainter, bars: Bars) -> None:
        """Name the parts above the bars; their ceiling lies below the lines that it takes."""
        painter.setFont(theme.small(self.font()))
        lines = self._legend(list(self._shown(bars)), painter.fontMetrics())
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for number, line in enumerate(lines):
            x, y = RIGHT, number * _LINE
            for head, title, width in line:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._hue(head))
                painter.drawRect(QRectF(x, y + 8, _CHIP, _CHIP))
                painter.setPen(self.palette().color(theme.Role.Text))
                painter.drawText(QRectF(x + _CHIP + 4, y + 3, width + 4, 18), left, title)
                x += _CHIP + 4 + width + _CHIP_GAP
        self._ceiling = TOP + max(len(lines) - 1, 0) * _LINE

    def _legend(
        self, heads: Sequence[Head], metrics: QFontMetrics
    ) -> list[list[tuple[Head, str, int]]]:
        """Lay the parts out in lines, each with its title and width; in one where it is low.

        In one line that is too short for all, the longest titles are cut.
        """
        # A text needs a pixel more than its rounded advance, or it ends in an ellipsis.
        wanted = [metrics.horizontalAdvance(head.title) + 1 for head in heads]
        room, around = self.width() - 2 * RIGHT + _CHIP_GAP, _CHIP + 4 + _CHIP_GAP
        lines = lined([width + around for width in wanted], room)
        if self.height() - TOP - (len(lines) - 1) * _LINE - BOTTOM < _LEAST_PLOT:
            lines = [list(range(len(heads)))]
        made = []
        for line in lines:
            widths = shared([wanted[place] for place in line], room - len(line) * around)
            made.append(
                [
                    (heads[place], metrics.elidedText(heads[place].title, _ELIDE, width), width)
                    for place, width in zip(line, widths, strict=True)
                ]
            )
        return made

    def _shown(self, bars: Bars) -> Iterator[Head]:
        """Parts of which there is something, the largest first."""
        sums = bars.heights.sum(axis=1)
        for place in np.argsort(-sums, kind="stable").tolist():
            if sums[place] > 0:
                yield bars.heads[place]

    def _hue(self, head: Head) -> QColor:
        return QColor(head.hue) if head.hue else self.palette().color(theme.Role.PlaceholderText)

    def _left(self, place: int) -> float:
        count = len(self._bars.years) if self._bars else 1
        return LEFT + place / count * (self.width() - LEFT - RIGHT)

    def _top(self, height: float, top: float) -> float:
        return self.height() - BOTTOM - (height / top * self._plot if top else 0.0)

    @property
    def _plot(self) -> float:
        """Height that the bars have."""
        return self.height() - self._ceiling - BOTTOM

    def _place_at(self, x: float) -> int | None:
        count = len(self._bars.years) if self._bars else 0
        place = math.floor((x - LEFT) / max(self.width() - LEFT - RIGHT, 1) * count)
        return place if 0 <= place < count else None

    def _say(self) -> None:
        words = self._bars.tip(self._current) if self._bars and len(self._bars.years) else ""
        self.setAccessibleDescription("\n".join(filter(None, (words, tr("yearchart.keys")))))


def nice(most: float) -> float:
    """Give the top of an axis for heights up to `most`: 1, 2, 2.5 or 5 times a power of ten."""
    if most <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(most))
    return next(power * one for one in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if power * one >= most)


def ticks(top: float) -> list[float]:
    """Give the heights of the lines of the grid, the base among them."""
    step = nice(top / LINES)
    return [step * number for number in range(math.floor(top / step + 1e-9) + 1)]
