"""위치도 on the canvas: the country, and where in it the map is; a click goes there."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QWidget

from scmap.cartography.highlight import ACCENT
from scmap.cartography.outlines import Points, to_path
from scmap.gui.canvas.canvas import PAPER, Canvas
from scmap.gui.courtesy import first
from scmap.model.extent import Extent
from scmap.model.layer import Layer
from scmap.words import tr

SIZE, RIM, EDGE = QSize(124, 140), 7.0, 8
ABOVE_NORTH = 64  # pixels at the foot of the map that belong to the north arrow
LEAST_ROOM = 430  # width of a canvas that has room for it
WHOLE = 0.8  # of the country in sight: then there is nothing to locate
LEAST_MARK = 6.0  # a small view is marked at least so large
LAND, BORDER = QColor("#E5E7EB"), QColor("#9CA3AF")


@dataclass(frozen=True, eq=False)
class Outline:
    """The country as it is drawn.

    Attributes
    ----------
    extent : Extent
        Its ground.
    points : (n, 2) float64
        Corners of its rings, one after the other, metres of the display.
    starts : (r,) int
        Where each ring begins.
    """

    extent: Extent
    points: Points
    starts: NDArray[np.intp]

    @classmethod
    def of(cls, layer: Layer) -> "Outline | None":
        """Simplify a layer of areas to what so small a map can show; None for an empty one."""
        extent = layer.extent
        if extent is None:
            return None
        pixel = max(extent.width / SIZE.width(), extent.height / SIZE.height())
        parts = shapely.get_parts(layer.geometry[~shapely.is_missing(layer.geometry)])
        large = shapely.area(parts) >= pixel**2
        # Of islands smaller than a pixel one a pixel is drawn, so large: 독도 is there, too.
        at = np.floor(shapely.get_coordinates(shapely.centroid(parts[~large])) / pixel)
        dots = [shapely.box(*cell, *(cell + 1)) for cell in np.unique(at, axis=0)]
        light = [*shapely.simplify(parts[large], pixel / 2)]
        rings = [shapely.get_coordinates(shapely.get_exterior_ring(one)) for one in light]
        rings += [shapely.get_coordinates(dot) * pixel for dot in dots]
        starts = np.cumsum([0, *map(len, rings)])[:-1]
        return cls(extent, np.concatenate([np.empty((0, 2)), *rings]), starts)


class OverviewBox(QWidget):
    """Stands above the north arrow, always on paper colours: it belongs to the map."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._wanted = False
        self._outline: Outline | None = None
        self._picture: QPixmap | None = None
        self.setFixedSize(SIZE)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        canvas.moved.connect(self.look)
        canvas.resized.connect(self.look)
        self.hide()
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self.setAccessibleName(tr("overview.name"))
        self.setToolTip(tr("overview.tip"))

    def put(self, outline: Outline | None) -> None:
        """Show a country."""
        self._outline, self._picture = outline, None
        self.look()

    def want(self, wanted: bool) -> None:
        """Show the box while there is something to locate, or put it away."""
        self._wanted = wanted
        self.look()

    def look(self) -> None:
        """Keep up with the map."""
        canvas, outline = self._canvas, self._outline
        foot = max(canvas.foot, ABOVE_NORTH) + EDGE
        self.move(canvas.width() - self.width() - EDGE, canvas.height() - self.height() - foot)
        seen = canvas.view.extent
        near = outline is not None and (
            seen.width < WHOLE * outline.extent.width or seen.height < WHOLE * outline.extent.height
        )
        room = canvas.width() >= LEAST_ROOM and self.y() > EDGE
        self.setVisible(self._wanted and near and room)
        self.update()

    @first
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(PAPER)
        painter.drawRoundedRect(self.rect(), 4, 4)
        if self._outline is not None:
            painter.drawPixmap(0, 0, self._drawn(self._outline))
            self._paint_mark(painter)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.mouseMoveEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._outline is not None and event.buttons() & Qt.MouseButton.LeftButton:
            there = np.array([self._ground(event.position())])
            ((x, y),) = self._canvas.view.display.ground(there).tolist()
            self._canvas.centre_on(x, y)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mouseMoveEvent(event)

    def _paint_mark(self, painter: QPainter) -> None:
        """Mark the ground in sight."""
        seen = self._canvas.view.extent
        corners = QRectF(self._place(seen.x0, seen.y1), self._place(seen.x1, seen.y0))
        middle = corners.center()
        width = max(corners.width(), LEAST_MARK)
        height = max(corners.height(), LEAST_MARK)
        mark = QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height)
        wash = QColor(ACCENT)
        wash.setAlphaF(0.2)
        painter.setClipRect(self.rect())
        painter.setPen(QPen(QColor(ACCENT), 1.6))
        painter.setBrush(wash)
        painter.drawRect(mark)

    def _drawn(self, outline: Outline) -> QPixmap:
        """Give the country as a picture; it is painted once for each screen."""
        ratio = self.devicePixelRatioF()
        if self._picture is None or self._picture.devicePixelRatio() != ratio:
            self._picture = QPixmap(self.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            path = self._path(outline)
            with QPainter(self._picture) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(BORDER, 0.7))
                painter.setBrush(LAND)
                painter.drawPath(path)
        return self._picture

    def _path(self, outline: Outline) -> QPainterPath:
        """Give the country as it lies in the box, pixels."""
        middle_x, middle_y, pixel = self._frame
        to_pixels, middle = (1 / pixel, -1 / pixel), (self.width() / 2, self.height() / 2)
        places = (outline.points - (middle_x, middle_y)) * to_pixels + middle
        return to_path(places, outline.starts)

    @property
    def _frame(self) -> tuple[float, float, float]:
        """Ground in the middle of the box, and metres a pixel."""
        if self._outline is None:
            return 0.0, 0.0, 1.0
        extent = self._outline.extent
        room = SIZE.width() - 2 * RIM, SIZE.height() - 2 * RIM
        return (*extent.centre, max(extent.width / room[0], extent.height / room[1]))

    def _place(self, x: float, y: float) -> QPointF:
        middle_x, middle_y, pixel = self._frame
        return QPointF(
            (x - middle_x) / pixel + self.width() / 2, (middle_y - y) / pixel + self.height() / 2
        )

    def _ground(self, at: QPointF) -> tuple[float, float]:
        x, y, pixel = self._frame
        return x + (at.x() - self.width() / 2) * pixel, y - (at.y() - self.height() / 2) * pixel
