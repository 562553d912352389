"""What colleagues have just changed glows on the map for a moment."""

from collections.abc import Iterable

import numpy as np
import shapely
from PySide6.QtCore import QObject, QPointF, QTimer
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from scmap.gui.canvas.canvas import Canvas

STAYS_MS, STEP_MS = 4_000, 250
WIDTH, RING = 6.0, 9.0  # logical pixels
COLOUR = "#E8A317"
MOST = 400  # features: more than that is no single edit that an eye could follow


class Glow(QObject):
    """Draws a fading band around features."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._shapes: list[shapely.Geometry] = []
        self._left = 0
        self._timer = QTimer(self, interval=STEP_MS)
        self._timer.timeout.connect(self._fade)
        canvas.over.append(self._paint)

    @property
    def count(self) -> int:
        """How many features glow now."""
        return len(self._shapes)

    def show(self, shapes: Iterable[shapely.Geometry | None]) -> None:
        """Let features glow."""
        self._shapes = [shape for shape in shapes if shape is not None][:MOST]
        self._left = STAYS_MS
        if self._shapes:
            self._timer.start()
        self._canvas.update()

    def stop(self) -> None:
        """Let nothing glow any more."""
        self._timer.stop()
        self._shapes = []

    def _fade(self) -> None:
        self._left -= STEP_MS
        if self._left <= 0:
            self.stop()
        self._canvas.update()

    def _paint(self, painter: QPainter) -> None:
        if not self._shapes:
            return
        colour = QColor(COLOUR)
        colour.setAlphaF(0.25 + 0.6 * self._left / STAYS_MS)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, WIDTH))
        for shape in self._shapes:
            for part in shapely.get_parts([shape]):
                outline(painter, self._canvas, part)
        painter.restore()


def outline(painter: QPainter, canvas: Canvas, part: shapely.Geometry) -> None:
    """Draw the outline of a point, line or polygon."""
    line = part.exterior if part.geom_type == "Polygon" else part
    places = canvas.view.screens(np.asarray(shapely.get_coordinates(line)))
    if len(places) == 1:
        painter.drawEllipse(QPointF(*places[0]), RING, RING)
    else:
        painter.drawPolyline(QPolygonF([QPointF(*place) for place in places]))
