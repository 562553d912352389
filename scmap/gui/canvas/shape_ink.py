"""Any shape above the map: one that is being made, one that is wrong and where, one that mends."""

from collections.abc import Sequence

import shapely
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from scmap.analysis.editing.faults import Fault
from scmap.cartography.highlight import CASING
from scmap.gui.canvas.drawing import paint_area
from scmap.gui.canvas.ink import broken, ink_dots, ink_figure, ink_line, ink_words, places
from scmap.gui.canvas.view import View
from scmap.words import tr

WRONG = QColor("#B3261E")
RING = 9.0  # pixels, about a place that is wrong
SHARE, LEAST_PX = 0.42, 320.0  # of the map's width, for what is said of a shape
HEAD, LINE_PX = 0.24, 20.0  # of its height, for what an investment meets


def ink_shape(painter: QPainter, view: View, shape: shapely.Geometry) -> None:
    """Paint a shape that is not part of the project yet."""
    dimensions = int(shapely.get_dimensions(shape))
    if dimensions == 2:
        paint_area(painter, view, shape)
        return
    for part in shapely.get_parts(shape):
        corners = places(view, shapely.get_coordinates(part).tolist())
        if dimensions == 1:
            ink_line(painter, corners)
        else:
            ink_dots(painter, corners)


def ink_fault(painter: QPainter, view: View, font: QFont, fault: Fault) -> None:
    """Ring the place at which a shape is wrong, and say why."""
    if fault.place is None:
        return
    at = QPointF(*view.screen(*fault.place))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((QColor(CASING), 5.0), (WRONG, 2.5)):
        painter.setPen(QPen(colour, width))
        painter.drawEllipse(at, RING, RING)
    ink_figure(painter, at + QPointF(0, 24), fault_words(fault), font)


def room_for(view: View, told: Sequence[str]) -> Sequence[str]:
    """Give as many of some lines as leave the map its room, the first ones."""
    return told[: max(int(view.height * HEAD / LINE_PX), 2)]


def ink_told(painter: QPainter, view: View, font: QFont, words: Sequence[str]) -> None:
    """Write lines at the head of the map, long ones in pieces: the legend keeps its room."""
    room = max(view.width * SHARE, LEAST_PX)
    ink_words(painter, view, font, broken(words, QFontMetricsF(font), room))


def fault_words(fault: Fault) -> str:
    """Say why a shape is invalid."""
    return tr(f"editing.fault.{fault.code}")
