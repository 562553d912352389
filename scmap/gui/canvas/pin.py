"""A pin in the map where somebody asked for a place; it goes by itself."""

from PySide6.QtCore import QObject, QPointF, QRectF, QTimer
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from scmap.cartography.highlight import ACCENT, CASING
from scmap.gui.canvas.canvas import Canvas

STAYS_MS = 12_000
HEAD = 7.0  # radius, logical pixels


class Pin(QObject):
    """Points out one place of the plane at a time."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.place: tuple[float, float] | None = None
        self._away = QTimer(self, singleShot=True, interval=STAYS_MS)
        self._away.timeout.connect(self.clear)
        canvas.over.append(self._paint)

    def point_out(self, x: float, y: float) -> None:
        """Stand at a place of the plane for a while."""
        self.place = (x, y)
        self._away.start()
        self._canvas.update()

    def clear(self) -> None:
        """Stand nowhere."""
        self.place = None
        self._canvas.update()

    def _paint(self, painter: QPainter) -> None:
        if self.place is None:
            return
        tip = QPointF(*self._canvas.view.screen(*self.place))
        middle = tip - QPointF(0, 2.6 * HEAD)
        shape = QPainterPath(tip)
        shape.lineTo(middle + QPointF(-HEAD, 0))
        shape.arcTo(QRectF(middle.x() - HEAD, middle.y() - HEAD, 2 * HEAD, 2 * HEAD), 180, -180)
        shape.closeSubpath()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(CASING), 1.5))
        painter.setBrush(QColor(ACCENT))
        painter.drawPath(shape)
        painter.setBrush(QColor(CASING))
        painter.drawEllipse(middle, HEAD / 2.6, HEAD / 2.6)
        painter.restore()
