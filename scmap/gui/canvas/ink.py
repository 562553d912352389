"""The pencil of the tools: lines, areas, corners and figures above the map, on paper's colours."""

from collections.abc import Iterable, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from scmap.cartography.highlight import ACCENT, CASING
from scmap.gui import theme
from scmap.gui.canvas.tool import Point
from scmap.gui.canvas.view import View

DOT, PAD = 3.5, 6.0
BREAK = " · "  # between the things that a line tells
WASH = 0.14
PLATE = QColor(255, 255, 255, 235)


def places(view: View, points: Iterable[Point]) -> QPolygonF:
    """Give points of the plane where they are on the canvas."""
    at = view.screens(np.array(list(points), dtype=np.float64).reshape(-1, 2))
    return QPolygonF([QPointF(x, y) for x, y in at.tolist()])


def ink_area(painter: QPainter, corners: QPolygonF) -> None:
    """Wash an area, whatever line is about it."""
    wash = QColor(ACCENT)
    wash.setAlphaF(WASH)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(wash)
    painter.drawPolygon(corners)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def ink_line(painter: QPainter, corners: QPolygonF, *, closed: bool = False) -> None:
    """Draw a cased line; its side back to the start is dashed."""
    for colour, width in ((QColor(CASING), 4.0), (QColor(ACCENT), 2.0)):
        painter.setPen(QPen(colour, width))
        painter.drawPolyline(corners)
    if closed and corners.size() > 2:
        painter.setPen(QPen(QColor(ACCENT), 1.0, Qt.PenStyle.DashLine))
        painter.drawLine(corners.last(), corners.first())


def ink_dots(painter: QPainter, corners: QPolygonF) -> None:
    """Mark the points that were set."""
    painter.setPen(QPen(QColor(CASING), 1.0))
    painter.setBrush(QColor(ACCENT))
    for index in range(corners.size()):
        painter.drawEllipse(corners.at(index), DOT, DOT)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def ink_figure(painter: QPainter, at: QPointF, words: str, font: QFont) -> None:
    """Write a figure on a plate of its own, its middle at a place of the canvas."""
    metrics = QFontMetricsF(font)
    width, height = metrics.horizontalAdvance(words) + 2 * PAD, metrics.height() + 2
    plate = QRectF(at.x() - width / 2, at.y() - height / 2, width, height)
    ink_plate(painter, plate)
    painter.setFont(font)
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, words)


def ink_words(painter: QPainter, view: View, font: QFont, words: Sequence[str]) -> None:
    """Write lines on a plate at the head of the map, the first in bold, beside the legend.

    On a narrow map a line goes on in the next one.
    """
    strong = theme.bold(font)
    words = broken(words, QFontMetricsF(strong), view.width - 16 - 2 * PAD)
    fonts = [strong, *[font] * (len(words) - 1)]
    metrics = [QFontMetricsF(one) for one in fonts]
    width = max(
        (one.horizontalAdvance(line) for one, line in zip(metrics, words, strict=True)), default=0
    )
    height = metrics[0].lineSpacing()
    plate = QRectF(
        max(view.width - width - 2 * PAD - 8, 8),
        8,
        min(width + 2 * PAD, view.width - 16),
        height * len(words) + 2 * PAD,
    )
    ink_plate(painter, plate)
    for number, (one, line) in enumerate(zip(fonts, words, strict=True)):
        painter.setFont(one)
        room = QRectF(
            plate.x() + PAD, plate.y() + PAD + number * height, plate.width() - 2 * PAD, height
        )
        shown = metrics[number].elidedText(line, Qt.TextElideMode.ElideRight, room.width() + 1)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


def broken(words: Sequence[str], metrics: QFontMetricsF, room: float) -> list[str]:
    """Break lines that are too long for `room` pixels between the things that they tell."""
    lines: list[str] = []
    for line in words:
        pieces = line.split(BREAK)
        shown = pieces[0]
        for piece in pieces[1:]:
            longer = f"{shown}{BREAK}{piece}"
            if metrics.horizontalAdvance(longer) <= room:
                shown = longer
            else:
                lines.append(shown)
                shown = piece
        lines.append(shown)
    return lines


def ink_plate(painter: QPainter, plate: QRectF) -> None:
    """Draw a plate, and let what follows be written on it."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(PLATE)
    painter.drawRoundedRect(plate, 4, 4)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(theme.paper().color(theme.Role.Text))
