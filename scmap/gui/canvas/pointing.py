"""What hand and keys do on the map, told as what they mean: pan, zoom, pick, ask."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QHideEvent,
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QRubberBand, QWidget

STEP, FINE_STEP = 1.25, 1.06  # zoom of one notch of the wheel
PAN_STEP = 0.2  # of the canvas, with an arrow key
DRAG = 4  # logical pixels until a press becomes a drag
NOTCH = 120  # of a wheel, as Qt counts
LEAST_TURN = 15  # an eighth of a notch: what the finest wheels tell of at a time
PUSH_PX = 0.5  # logical pixels that two fingers push the map by a hundred-and-twentieth of a notch
SAME_PUSH_MS = 400  # fingers that push on say so now and then as a wheel would

Modifier = Qt.KeyboardModifier
Button = Qt.MouseButton
Key = Qt.Key

_ARROWS: dict[int, tuple[int, int]] = {
    Key.Key_Left: (1, 0),
    Key.Key_Right: (-1, 0),
    Key.Key_Up: (0, 1),
    Key.Key_Down: (0, -1),
}
_CLOSER = (Key.Key_PageUp, Key.Key_Plus, Key.Key_Equal)
_FARTHER = (Key.Key_PageDown, Key.Key_Minus)


class PointedWidget(QWidget):
    """A widget on which one drags, turns the wheel and points; places are logical pixels.

    Signals
    -------
    panned : QPointF
        The map was pushed so far.
    zoomed : float, object
        So many times closer, about a QPointF; about the middle for None.
    clicked : QPointF, Qt.KeyboardModifier
        A press and a release without a drag between them.
    boxed : QRectF
        A rectangle was drawn to be zoomed to.
    moved_over : QPointF
        The cursor is there now.
    dragged : QPointF, QPointF
        The hand drags from the first place and is at the second; only while `takes_drags`.
    dropped : Qt.KeyboardModifier
        It let go of such a drag.
    menu_wanted : QPointF, QPoint
        The right button asks for a menu there; and where that is on the screen.
    lingered : QPointF
        The cursor rests there: one wants to know what it is.
    left
        The cursor is gone.
    rescaled
        The widget stands on a screen of another scale now.
    """

    panned = Signal(QPointF)
    zoomed = Signal(float, object)
    clicked = Signal(QPointF, object)
    boxed = Signal(QRectF)
    moved_over = Signal(QPointF)
    dragged = Signal(QPointF, QPointF)
    dropped = Signal(object)
    menu_wanted = Signal(QPointF, QPoint)
    lingered = Signal(QPointF)
    left = Signal()
    rescaled = Signal()
    takes_drags = False  # whether a drag with the left button means something else than pushing

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._press: QPointF | None = None
        self._dragging = self._drawn = self._spaced = False
        self._rest_cursor: Qt.CursorShape | None = None
        self._pushed_ms: int | None = None  # when two fingers pushed the map last
        self._band = QRubberBand(QRubberBand.Shape.Rectangle, self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def rest_cursor(self) -> Qt.CursorShape | None:
        """Cursor while nothing is being pushed; None for the usual one."""
        return self._rest_cursor

    @rest_cursor.setter
    def rest_cursor(self, shape: Qt.CursorShape | None) -> None:
        self._rest_cursor = shape
        self._let_go()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self.lingered.emit(QPointF(event.pos()))
            return True
        if isinstance(event, QNativeGestureEvent):
            return self._pinch(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.rescaled.emit()
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        fine = event.modifiers() & Modifier.ControlModifier
        turned = event.angleDelta()
        if not fine and self._is_pushed(event):
            pixels = event.pixelDelta()  # where the system tells them
            by = turned.toPointF() * PUSH_PX if pixels.isNull() else pixels.toPointF()
            self.panned.emit(by)
        elif turned.y():
            step = FINE_STEP if fine else STEP
            self.zoomed.emit(step ** (turned.y() / NOTCH), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        if event.button() in (Button.LeftButton, Button.MiddleButton):
            self._grasp(event.position())
            left = event.button() == Button.LeftButton
            self._drawn = left and self.takes_drags and not self._spaced
            boxed = event.modifiers() & Modifier.ShiftModifier and not self._spaced
            if boxed and left and not self._drawn:
                self._band.setGeometry(QRect(event.position().toPoint(), QSize()))
                self._band.show()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        self.moved_over.emit(at)
        if self._press is None:
            return
        moved = at - self._press
        if not self._dragging and moved.manhattanLength() < DRAG:
            return
        self._dragging = True
        if self._drawn:
            self.dragged.emit(self._press, at)
            return
        if self._band.isVisible():
            self._band.setGeometry(QRectF(self._press, at).normalized().toRect())
            return
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self._press = at
        self.panned.emit(moved)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, dragged, drawn = self._press, self._dragging, self._drawn
        self._let_go()
        if drawn and dragged:
            self.dropped.emit(event.modifiers())
            return
        if self._band.isVisible():
            self._band.hide()
            if dragged:
                self.boxed.emit(QRectF(self._band.geometry()))
                return
        if pressed is not None and not dragged and event.button() == Button.LeftButton:
            self.clicked.emit(event.position(), event.modifiers())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.zoomed.emit(STEP * STEP, event.position())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(QPointF(event.pos()), event.globalPos())
        event.accept()

    def leaveEvent(self, _event: QEvent) -> None:
        self.left.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        self._let_go()
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in _ARROWS:
            size = min(self.width(), self.height()) * PAN_STEP
            self.panned.emit(QPointF(*_ARROWS[key]) * size)
        elif key in _CLOSER:
            self.zoomed.emit(STEP * STEP, None)
        elif key in _FARTHER:
            self.zoomed.emit(1 / (STEP * STEP), None)
        elif key == Key.Key_Space:
            if not event.isAutoRepeat():
                self._spaced = True
                self._grasp(QPointF(self.mapFromGlobal(self.cursor().pos())))
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Key.Key_Space and not event.isAutoRepeat():
            self._spaced = False
            self._let_go()
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._spaced = False  # it may be let go elsewhere
        super().focusOutEvent(event)

    def _is_pushed(self, event: QWheelEvent) -> bool:
        """Tell whether two fingers push the map, or a wheel is tilted, rather than one is turned.

        Windows tells of both alike, but for how far: wheels turn by notches and simple parts of
        them, fingers go as far as they go. With Ctrl, which is how it tells of a pinch, all zoom.
        """
        turned, now = event.angleDelta(), event.timestamp()
        pushed = (
            event.device().type() == QInputDevice.DeviceType.TouchPad
            or event.phase() != Qt.ScrollPhase.NoScrollPhase
            or turned.x() != 0
            or turned.y() % LEAST_TURN != 0
            or (self._pushed_ms is not None and now - self._pushed_ms < SAME_PUSH_MS)
        )
        self._pushed_ms = now if pushed else None
        return pushed

    def _grasp(self, at: QPointF) -> None:
        self._press, self._dragging = at, False

    def _let_go(self) -> None:
        self._press, self._dragging, self._drawn = None, False, False
        if self._rest_cursor is None:
            self.unsetCursor()
        else:
            self.setCursor(self._rest_cursor)

    def _pinch(self, event: QNativeGestureEvent) -> bool:
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self.zoomed.emit(1 + event.value(), event.position())
        return True
