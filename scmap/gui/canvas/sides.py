"""Draws on the map what several people made of one shape, each side with its name."""

from collections.abc import Sequence

import numpy as np
import shapely
from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from scmap.gui.canvas.canvas import Canvas
from scmap.gui.canvas.glow import outline
from scmap.model.extent import Extent

COLOURS = ("#475569", "#1F5FBF", "#C2410C", "#0F766E")  # what both had seen first, then each side
WIDTH, BELOW, AROUND = 3.0, 1.6, 0.35  # logical pixels; shares of the height of the shapes


class Sides(QObject):
    """Shows the shapes of a conflict as long as it is looked at."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._sides: list[tuple[str, shapely.Geometry | None]] = []
        canvas.over.append(self._paint)

    def show(self, sides: Sequence[tuple[str, shapely.Geometry | None]]) -> None:
        """Draw shapes, the one that both had seen first, and go there."""
        self._sides = list(sides)
        shapes = [shape for _name, shape in sides if shape is not None and not shape.is_empty]
        if shapes:
            left, low, right, high = shapely.total_bounds(shapes)
            size = max(right - left, high - low, 10.0)
            # The dialog lies over the lower part of the map.
            self._canvas.show_extent(
                Extent(
                    left - AROUND * size,
                    low - BELOW * size,
                    right + AROUND * size,
                    high + AROUND * size,
                )
            )
        self._canvas.update()

    def stop(self) -> None:
        """Draw nothing any more."""
        self._sides = []
        self._canvas.update()

    def _paint(self, painter: QPainter) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, (name, shape) in enumerate(self._sides):
            if shape is None or shape.is_empty:
                continue
            pen = QPen(QColor(COLOURS[min(place, len(COLOURS) - 1)]), WIDTH)
            if place == 0:
                pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            for part in shapely.get_parts([shape]):
                outline(painter, self._canvas, part)
            self._name(painter, name, shape, place)
        painter.restore()

    def _name(self, painter: QPainter, name: str, shape: shapely.Geometry, place: int) -> None:
        """Write whose a shape is beside its upper right corner, one below the other."""
        _left, _low, right, high = shape.bounds
        ((x, y),) = self._canvas.view.screens(np.array([[right, high]]))
        lines = painter.fontMetrics().height()
        at = QPointF(x + 2 * WIDTH, y + (place + 0.5) * lines)
        painter.save()
        painter.setPen(QPen(QColor(255, 255, 255, 220), 1))
        for dx, dy in ((-1, 0), (1, 0), (0, -1), (0, 1)):
            painter.drawText(at + QPointF(dx, dy), name)
        painter.restore()
        painter.drawText(at, name)
