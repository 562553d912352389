"""Asking what is at a place: each click asks, and the place stays marked."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from scmap.cartography.highlight import ACCENT, CASING
from scmap.gui.canvas.ink import ink_words
from scmap.gui.canvas.tool import Modifier, Point, Tool
from scmap.gui.canvas.view import View
from scmap.words import tr

REACH, GAP = 11.0, 4.0  # of the cross, logical pixels


class Identifying(Tool):
    """정보 확인.

    Signals
    -------
    finished : (float, float)
        What is there?
    """

    cursor = Qt.CursorShape.WhatsThisCursor
    place: Point | None = None

    def click(self, x: float, y: float, _held: Modifier) -> None:
        """Ask what is there."""
        self.place = (x, y)
        self.changed.emit()
        self.finished.emit(self.place)

    def paint(self, painter: QPainter, view: View, font: QFont) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.place is not None:
            middle = QPointF(*view.screen(*self.place))
            for colour, width in ((QColor(CASING), 4.0), (QColor(ACCENT), 2.0)):
                painter.setPen(QPen(colour, width))
                for way in (QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)):
                    painter.drawLine(middle + way * GAP, middle + way * REACH)
        else:
            words = (tr("tools.identify.begin"), tr("tools.identify.keys"))
            ink_words(painter, view, font, words)
        painter.restore()
