"""Shapes of several sides drawn over each other, small, on the same ground."""

from collections.abc import Sequence

import numpy as np
import shapely
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from scmap.gui import theme

SIDE_PX = 150
MARGIN_PX = 10


class Sketch(QWidget):
    """One side's shape in full, the shape that all had seen dashed below it."""

    def __init__(
        self,
        shape: shapely.Geometry | None,
        base: shapely.Geometry | None,
        ground: Sequence[float],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._shape, self._base, self._ground = shape, base, ground
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(SIDE_PX, SIDE_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self.palette().color(theme.Role.Base))
        painter.setPen(self.palette().color(theme.Role.Mid))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        muted = self.palette().color(theme.Role.PlaceholderText)
        self._draw(painter, self._base, QPen(muted, 1.2, Qt.PenStyle.DashLine), None)
        accent = self.palette().color(theme.Role.Accent)
        fill = QColor(accent)
        fill.setAlphaF(0.22)
        self._draw(painter, self._shape, QPen(accent, 1.8), fill)

    def _draw(
        self, painter: QPainter, shape: shapely.Geometry | None, pen: QPen, fill: QColor | None
    ) -> None:
        if shape is None:
            return
        painter.setPen(pen)
        painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
        for part in shapely.get_parts([shape]):
            areal = part.geom_type == "Polygon"
            places = self._places(shapely.get_coordinates(part.exterior if areal else part))
            corners = QPolygonF([QPointF(*place) for place in places])
            if len(places) == 1:
                painter.drawEllipse(QPointF(*places[0]), 4, 4)
            elif areal:
                painter.drawPolygon(corners)
            else:
                painter.drawPolyline(corners)

    def _places(self, ground: np.ndarray) -> np.ndarray:
        x0, y0, x1, y1 = self._ground
        scale = (SIDE_PX - 2 * MARGIN_PX) / max(x1 - x0, y1 - y0, 1e-9)
        middle = np.array([(x0 + x1) / 2, (y0 + y1) / 2])
        places = (ground - middle) * [scale, -scale] + SIDE_PX / 2
        return np.asarray(places)
