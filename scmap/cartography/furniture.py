"""What stands beside a map on its sheet: scale bar, north arrow, location map, and its texts."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPen,
    QPolygonF,
)

from scmap.cartography.easel import Easel
from scmap.cartography.fonts import sized_font
from scmap.cartography.highlight import ACCENT
from scmap.cartography.outlines import Points, Starts, outline, to_path
from scmap.cartography.painter import paint
from scmap.cartography.scales import scale_bar
from scmap.cartography.settings import MM_PER_INCH, PT_PER_INCH, Drawn, MapSettings
from scmap.cartography.tracing import lines_text, put, traced_pdf
from scmap.model.extent import Extent
from scmap.model.layer import Layer
from scmap.model.maplayer import MapLayer
from scmap.model.symbology import Symbol, Symbology

INK, QUIET, RULE = "#1F2937", "#6B7280", "#9CA3AF"

_LAND = Symbol(fill="#D5DAE1", stroke="#FFFFFF", stroke_mm=0.12)
_LAND_MM = 0.08  # by how much its outline may stray on vector devices
_DOT_MM = 0.15  # side of an island that is smaller
_LEAST_FRAME_MM = 3.0  # a smaller frame on the location map is told by a ring about it


@dataclass(frozen=True, slots=True)
class Pencil:
    """Draws furniture in millimetres on paper.

    Attributes
    ----------
    painter : QPainter
        On any device, its origin at the corner of the sheet.
    dpi : float
        Device pixels an inch.
    """

    painter: QPainter
    dpi: float

    def px(self, mm: float) -> float:
        """Give device pixels for millimetres."""
        return mm * self.dpi / MM_PER_INCH

    def rect(self, mm: QRectF) -> QRectF:
        """Give a rectangle in device pixels."""
        return QRectF(self.px(mm.x()), self.px(mm.y()), self.px(mm.width()), self.px(mm.height()))

    def font(self, points: float) -> QFont:
        """Give the typeface at a size on paper."""
        return sized_font(self.painter.device(), points * self.dpi / PT_PER_INCH)

    def width(self, text: str, points: float) -> float:
        """Millimetres that a text takes."""
        metrics = QFontMetricsF(self.font(points), self.painter.device())
        return metrics.horizontalAdvance(text) * MM_PER_INCH / self.dpi

    def line(self, x0: float, y0: float, x1: float, y1: float, mm: float, colour: str) -> None:
        """Draw a straight line."""
        self.painter.setPen(self._pen(mm, colour))
        ends = QPointF(self.px(x0), self.px(y0)), QPointF(self.px(x1), self.px(y1))
        self.painter.drawLine(*ends)

    def frame(self, rect: QRectF, mm: float, colour: str, fill: str | None = None) -> None:
        """Draw a rectangle."""
        self.painter.setPen(self._pen(mm, colour))
        self.painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
        self.painter.drawRect(self.rect(rect))

    def write(
        self,
        text: str,
        x: float,
        y: float,
        points: float,
        *,
        colour: str = INK,
        align: float = 0.0,
        room: float | None = None,
    ) -> None:
        """Write a line of text whose base line is at `y`.

        `align` is 0 to start at `x`, 0.5 to stand about it, 1 to end there; a text longer than
        `room` millimetres is cut with an ellipsis.
        """
        font = self.font(points)
        metrics = QFontMetricsF(font, self.painter.device())
        if room is not None:
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, self.px(room))
        start = self.px(x) - align * metrics.horizontalAdvance(text)
        self.painter.setFont(font)
        self.painter.setPen(QColor(colour))
        self.painter.drawText(QPointF(start, self.px(y)), text)

    def _pen(self, mm: float, colour: str) -> QPen:
        pen = QPen(QColor(colour), self.px(mm))
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        return pen


def draw_scale_bar(pencil: Pencil, settings: MapSettings, x: float, y: float, room: float) -> None:
    """Draw the scale bar: four fields of a round length on the ground.

    Parameters
    ----------
    pencil : Pencil
        What draws.
    settings : MapSettings
        The map that the bar belongs to.
    x, y : float
        Upper left corner of the bar itself, millimetres.
    room : float
        Longest bar, millimetres.
    """
    mm_per_metre = 1000 / settings.scale
    bar = scale_bar(room / mm_per_metre)
    length, height = bar.metres * mm_per_metre, 1.3
    for quarter in range(4):
        field = QRectF(x + length * quarter / 4, y, length / 4, height)
        pencil.painter.fillRect(pencil.rect(field), QColor(INK if quarter % 2 == 0 else "#FFFFFF"))
    pencil.frame(QRectF(x, y, length, height), 0.15, INK)
    for share in (0.0, 0.5, 1.0):
        pencil.write(bar.text(share), x + length * share, y + height + 3.0, 6.5, align=0.5)
    number = pencil.width(bar.text(1.0), 6.5) / 2
    pencil.write(bar.unit, x + length + number + 0.8, y + height + 3.0, 6.5)


def draw_north(pencil: Pencil, x: float, y: float, letter: str) -> None:
    """Draw the north arrow, 9 mm high, about `x` with its tip at `y`; grid north is upwards."""
    painter = pencil.painter
    painter.setPen(QPen(QColor(INK), pencil.px(0.18)))
    tip, foot, notch = (x, y), y + 6.0, y + 4.6
    for side, fill in ((-1, INK), (1, "#FFFFFF")):
        corners = (tip, (x + side * 1.9, foot), (x, notch))
        painter.setBrush(QColor(fill))
        painter.drawPolygon(QPolygonF([QPointF(pencil.px(a), pencil.px(b)) for a, b in corners]))
    pencil.write(letter, x, y + 9.2, 7.0, align=0.5)


def draw_location(pencil: Pencil, rect: QRectF, country: Layer, shown: Extent) -> None:
    """Draw the country with the sheet's frame on it, so that a reader sees where the map lies."""
    box = pencil.rect(rect)
    whole = country.extent
    if whole is None:
        return
    settings = MapSettings(
        whole.grown(0.04),
        round(box.width()),
        round(box.height()),
        pencil.dpi,
        (Drawn(country, MapLayer("location", "", country.uid, symbology=Symbology(_LAND))),),
    )
    painter = pencil.painter
    painter.save()
    painter.translate(box.topLeft())
    if Easel.of(painter, settings).raster:
        paint(painter, settings)
    else:
        _draw_land(pencil, country, settings)
    painter.setClipRect(QRectF(0, 0, settings.width, settings.height))
    _mark_frame(pencil, settings, shown)
    painter.restore()
    pencil.frame(rect, 0.15, RULE)


@lru_cache(maxsize=4)
def _land(country: Layer, width: int, height: int, dpi: float) -> tuple[Points, Starts]:
    """Give the rings of the country on the frame: on paper they are the same on each page."""
    settings = MapSettings((country.extent or Extent(0, 0, 1, 1)).grown(0.04), width, height, dpi)
    fine = settings.mm(_LAND_MM) * settings.pixel
    shapes = outline(country.geometry, fine, max(settings.mm(_DOT_MM), 1.0) * settings.pixel)
    firsts = np.cumsum([0, *(len(shape.points) for shape in shapes)])
    points = np.concatenate([np.empty((0, 2)), *(shape.points for shape in shapes)])
    starts = [shape.starts + first for shape, first in zip(shapes, firsts[:-1], strict=True)]
    return np.round(settings.to_pixels(points)), np.concatenate([np.empty(0, np.int32), *starts])


@lru_cache(maxsize=4)
def _land_text(country: Layer, width: int, height: int, dpi: float) -> bytes:
    return lines_text(*_land(country, width, height, dpi), b"B*")


def _draw_land(pencil: Pencil, country: Layer, settings: MapSettings) -> None:
    painter, asked = pencil.painter, (country, settings.width, settings.height, pencil.dpi)
    pen = QPen(QColor(_LAND.stroke or ""), pencil.px(_LAND.stroke_mm))
    brush = QBrush(QColor(_LAND.fill or ""))
    if traced_pdf(painter, pen) is not None:
        put(painter, pen, brush, _land_text(*asked))
        return
    painter.setPen(pen)
    painter.setBrush(brush)
    painter.drawPath(to_path(*_land(*asked)))


def _mark_frame(pencil: Pencil, settings: MapSettings, shown: Extent) -> None:
    """Draw the extent of the sheet's map on the location map."""
    view, pixel = settings.view, settings.pixel
    mark = QRectF(
        (shown.x0 - view.x0) / pixel,
        (view.y1 - shown.y1) / pixel,
        shown.width / pixel,
        shown.height / pixel,
    )
    edge = pencil.px(0.4)
    mark &= QRectF(0, 0, settings.width, settings.height).adjusted(edge, edge, -edge, -edge)
    painter = pencil.painter
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(ACCENT), edge))
    painter.drawRect(mark)
    least = pencil.px(_LEAST_FRAME_MM)
    if max(mark.width(), mark.height()) < least:
        painter.setPen(QPen(QColor(ACCENT), pencil.px(0.25)))
        painter.drawEllipse(mark.center(), least, least)
