"""Scale bar and north arrow on the canvas, drawn with the sheet's own pencil."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from scmap.cartography.fonts import sized_font
from scmap.cartography.furniture import Pencil, draw_north, draw_scale_bar
from scmap.cartography.settings import MM_PER_INCH, MapSettings
from scmap.words import tr

BAR_MM = 34.0
EDGE_MM = 4.0
LEAST_BAR_MM = 8.0
_BESIDE_MM = 29.0  # the words of the bar, the arrow and what parts them
CREDIT_PT = 7.0


def paint_furniture(painter: QPainter, settings: MapSettings) -> None:
    """Paint scale bar and north arrow above the lower left corner.

    The painter works in device pixels, its origin at the corner of the canvas.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pencil = Pencil(painter, settings.dpi)
    bottom = settings.height / settings.dpi * MM_PER_INCH
    right = settings.width / settings.dpi * MM_PER_INCH
    bar = min(BAR_MM, right - _BESIDE_MM)
    if bar >= LEAST_BAR_MM:  # a map that is narrower has the arrow alone
        plate = QRectF(EDGE_MM - 1.6, bottom - EDGE_MM - 7.4, bar + 13, 8.6)
        painter.fillRect(pencil.rect(plate), QColor(255, 255, 255, 205))
        draw_scale_bar(pencil, settings, EDGE_MM + 1, bottom - EDGE_MM - 5.4, bar)
    painter.restore()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(255, 255, 255, 205))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(pencil.rect(QRectF(right - EDGE_MM - 9, bottom - EDGE_MM - 11.5, 12, 12)))
    draw_north(pencil, right - EDGE_MM - 3, bottom - EDGE_MM - 10, tr("map.north_letter"))
    painter.restore()


def paint_credit(painter: QPainter, settings: MapSettings, credit: str) -> None:
    """Name who the picture below the map comes from, in the upper right corner."""
    pencil = Pencil(painter, settings.dpi)
    right = settings.width / settings.dpi * MM_PER_INCH - 1
    painter.save()
    painter.setFont(sized_font(painter.device(), settings.pt(CREDIT_PT)))
    width = painter.fontMetrics().horizontalAdvance(credit) / settings.mm(1) + 2
    plate = pencil.rect(QRectF(right - width, 1, width, 4.2))
    painter.fillRect(plate, QColor(255, 255, 255, 205))
    painter.setPen(QColor("#374151"))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, credit)
    painter.restore()
