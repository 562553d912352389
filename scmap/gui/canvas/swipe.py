"""The bar between two maps on one canvas: what is right of it is the second map."""

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from scmap.cartography.highlight import ACCENT, CASING
from scmap.cartography.settings import MapSettings
from scmap.gui.canvas.canvas import PAPER, Canvas
from scmap.gui.canvas.other_map import OtherMap
from scmap.words import tr

WIDTH, KNOB = 18, 11.0
KNOB_AT = 0.8  # of the height of the bar, from above: the middle is where one measures
STEP = 0.02  # of the canvas, with an arrow key
LEAST = 0.02

Key = Qt.Key
_STEPS = {Key.Key_Left: -1, Key.Key_Right: 1, Key.Key_PageUp: -5, Key.Key_PageDown: 5}


class SwipeBar(QWidget):
    """Stands on the canvas; the hand and the arrow keys push it.

    Signals
    -------
    moved
        It stands somewhere else.
    """

    moved = Signal()

    def __init__(self, canvas: Canvas, other: OtherMap) -> None:
        super().__init__(canvas)
        self._canvas, self._other = canvas, other
        self.share = 0.5  # of the canvas, from the left
        self.head = 0  # pixels at the head of the map that are left to the words of a tool
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.retranslate()
        canvas.under.append(self._paint_other)
        canvas.instead = self._instead
        canvas.moved.connect(self.look)
        canvas.resized.connect(self.look)
        other.changed.connect(canvas.update)
        self.look()
        self.show()

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self.setAccessibleName(tr("compare.bar"))
        self.setAccessibleDescription(tr("compare.bar.keys"))
        self.setToolTip(tr("compare.bar.keys"))

    @property
    def at(self) -> float:
        """Where it stands, logical pixels from the left of the canvas."""
        return self.share * self._canvas.width()

    def put(self, share: float) -> None:
        """Stand at a share of the canvas."""
        self.share = min(max(share, LEAST), 1 - LEAST)
        self.look()
        self._canvas.update()
        self.moved.emit()

    def look(self) -> None:
        """Keep up with the canvas."""
        height = self._canvas.height() - self._canvas.foot - self.head  # the years stay free
        self.setGeometry(round(self.at - WIDTH / 2), self.head, WIDTH, height)
        self._other.show_view(self._canvas.view)

    def leave(self) -> None:
        """Leave the canvas as it was."""
        self._canvas.under.remove(self._paint_other)
        self._canvas.instead = None
        self._canvas.moved.disconnect(self.look)
        self._canvas.resized.disconnect(self.look)
        self._other.changed.disconnect(self._canvas.update)
        self._canvas.update()
        self.hide()
        self.deleteLater()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, height = WIDTH / 2, self.height() * KNOB_AT
        knob = QRectF(1, height - KNOB, WIDTH - 2, 2 * KNOB)
        painter.setPen(QPen(QColor(ACCENT), 2.0 if self.hasFocus() else 1.0))
        painter.setBrush(QColor(CASING))
        painter.drawRoundedRect(knob, 5, 5)
        for way in (-1, 1):
            tip = QPointF(middle + way * 5, height)
            for side in (-3, 3):
                painter.drawLine(tip, tip + QPointF(-way * 3, side))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        self.mouseMoveEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            x = self.mapTo(self._canvas, event.position().toPoint()).x()
            self.put(x / max(self._canvas.width(), 1))

    def wheelEvent(self, event: QWheelEvent) -> None:
        # The wheel is about the map, also where the bar stands.
        at = QPointF(self.mapTo(self._canvas, QPoint(*map(round, event.position().toTuple()))))
        passed = QWheelEvent(
            at,
            event.globalPosition(),
            event.pixelDelta(),
            event.angleDelta(),
            event.buttons(),
            event.modifiers(),
            event.phase(),
            event.inverted(),
            event.source(),
            event.pointingDevice(),
        )
        passed.setTimestamp(event.timestamp())
        QApplication.sendEvent(self._canvas, passed)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.put(self.share + step * STEP)

    def _instead(self, x: float, y: float) -> MapSettings | None:
        """Give the second map for a place of the plane that shows it: what is seen is picked."""
        right = self._canvas.view.screen(x, y)[0] > self.at
        return self._other.settings if right and self._other.has_frame else None

    def _paint_other(self, painter: QPainter) -> None:
        """Paint the second map right of the bar, as soon as there is one, and the line between.

        The line lies on the canvas: what a tool writes stands above it.
        """
        if self._other.has_frame:
            self._paint_side(painter)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        foot = self._canvas.height() - self._canvas.foot
        for colour, width in ((CASING, 5.0), (ACCENT, 2.0)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawLine(QPointF(self.at, self.head), QPointF(self.at, foot))
        painter.restore()

    def _paint_side(self, painter: QPainter) -> None:
        painter.save()
        side = QRectF(self.at, 0, self._canvas.width() - self.at, self._canvas.height())
        painter.setClipRect(side)
        painter.fillRect(side, PAPER)
        self._other.paint(painter, self._canvas.view)
        painter.restore()
