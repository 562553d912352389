"""Drawing an area on the map: a click sets a point, Enter or a double click ends."""

import math

import shapely
from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
)

from scmap.analysis.repair import areal
from scmap.cartography.highlight import ACCENT, CASING
from scmap.gui import theme
from scmap.gui.canvas.view import View
from scmap.model import amounts
from scmap.words import tr

LEAST_POINTS = 3
_DOT, _PAD = 3.5, 6.0
_PLATE = QColor(255, 255, 255, 235)

Key = Qt.Key
KEYS = (Key.Key_Return, Key.Key_Enter, Key.Key_Escape, Key.Key_Backspace)

Point = tuple[float, float]


class Drawing(QObject):
    """An area that is being drawn, in metres on the map's plane.

    Signals
    -------
    finished : shapely geometry
        The area is closed: valid, and larger than nothing.
    cancelled
        The user drew nothing after all.
    changed
        There is something new to see.
    """

    finished = Signal(object)
    cancelled = Signal()
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.points: list[Point] = []
        self._cursor: Point | None = None

    @property
    def area(self) -> shapely.Geometry | None:
        """The area as it would be closed at the cursor; None while it is none."""
        return area_of(self._corners())

    def _corners(self) -> list[Point]:
        return [*self.points, *([self._cursor] if self._cursor and self.points else [])]

    def add(self, x: float, y: float) -> None:
        """Set the next point; a second one at the very same place sets none."""
        if not self.points or self.points[-1] != (x, y):
            self.points.append((x, y))
        self.changed.emit()

    def follow(self, x: float, y: float) -> None:
        """Let the open side follow the cursor."""
        self._cursor = (x, y)
        self.changed.emit()

    def take_back(self) -> None:
        """Take the last point back."""
        if self.points:
            self.points.pop()
        self.changed.emit()

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means here; tells whether it means something."""
        key = Key(event.key())
        if key in (Key.Key_Return, Key.Key_Enter):
            self.finish()
        elif key == Key.Key_Backspace:
            self.take_back()
        elif key == Key.Key_Escape:
            self.cancelled.emit()
        return key in KEYS

    def finish(self) -> None:
        """Close the area; while it is none, go on drawing."""
        area = area_of(self.points)
        if area is not None:
            self.finished.emit(area)

    def paint(self, painter: QPainter, view: View, font: QFont) -> None:
        """Paint what is drawn so far, the side that follows the cursor, and how to go on."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = self._corners()
        corners = QPolygonF([QPointF(*view.screen(x, y)) for x, y in shown])
        accent = QColor(ACCENT)
        wash = QColor(accent)
        wash.setAlphaF(0.16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(wash)
        painter.drawPolygon(corners)
        painter.setBrush(QBrush())
        for colour, width in ((QColor(CASING), 4.0), (accent, 2.0)):
            painter.setPen(QPen(colour, width))
            painter.drawPolyline(corners)
        painter.setPen(QPen(accent, 1.0, Qt.PenStyle.DashLine))
        if len(shown) >= LEAST_POINTS:
            painter.drawLine(corners.last(), corners.first())
        painter.setPen(QPen(QColor(CASING), 1.0))
        painter.setBrush(accent)
        for point in self.points:
            painter.drawEllipse(QPointF(*view.screen(*point)), _DOT, _DOT)
        self._tell(painter, view, font, shown)
        painter.restore()

    def _tell(self, painter: QPainter, view: View, font: QFont, shown: list[Point]) -> None:
        """Say at the head of the map how to draw, and how large it is so far."""
        area = area_of(shown)
        words = tr("drawing.keys")
        if area is not None:
            size = amounts.square_km(float(area.area))
            words = tr("drawing.size", size=size, keys=words)
        paint_words(painter, view, font, words)


def paint_words(painter: QPainter, view: View, font: QFont, words: str) -> None:
    """Paint words on a plate at the head of the map, beside the legend."""
    width = QFontMetricsF(font).horizontalAdvance(words) + 2 * _PAD
    height = QFontMetricsF(font).height() + 2 * _PAD
    plate = QRectF(max(view.width - width - 8, 8), 8, width, height)
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_PLATE)
    painter.drawRoundedRect(plate, 4, 4)
    painter.setPen(theme.palette(dark=False).color(theme.Role.Text))
    painter.setFont(font)
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, words)
    painter.restore()


def area_of(points: list[Point]) -> shapely.Geometry | None:
    """Give the area within points, mended where its sides cross; None while they hold none."""
    if len(points) < LEAST_POINTS or not all(map(math.isfinite, sum(points, ()))):
        return None
    area = areal(shapely.make_valid(shapely.Polygon(points)))
    return area if area is not None and area.area > 0 else None


def paint_area(painter: QPainter, view: View, area: shapely.Geometry) -> None:
    """Paint an area that is not part of the project: a wash, and a dashed line about it."""
    seen = shapely.clip_by_rect(area, *_around(view))
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    for polygon in shapely.get_parts(shapely.simplify(seen, view.pixel)):
        for ring in (
            (polygon.exterior, *polygon.interiors) if polygon.geom_type == "Polygon" else ()
        ):
            corners = [QPointF(*view.screen(x, y)) for x, y in shapely.get_coordinates(ring)]
            path.addPolygon(QPolygonF(corners))
    accent = QColor(ACCENT)
    wash = QColor(accent)
    wash.setAlphaF(0.12)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(path, wash)
    painter.strokePath(path, QPen(QColor(CASING), 4.0))
    painter.strokePath(path, QPen(accent, 2.0, Qt.PenStyle.DashLine))
    painter.restore()


def _around(view: View) -> tuple[float, float, float, float]:
    """Give the ground in sight and some more, so that no line shows where it is cut."""
    seen = view.extent.grown(0.2)
    return seen.x0, seen.y0, seen.x1, seen.y1
