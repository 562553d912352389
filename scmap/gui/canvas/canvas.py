"""The map: moves and scales the last exact frame while another process paints the next one."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QRubberBand, QWidget

from scmap.cartography.painter import paint_highlight
from scmap.cartography.process import Frame, PaintingProcess
from scmap.cartography.settings import Drawn, MapSettings, map_settings
from scmap.gui.bridge import Bridge
from scmap.gui.canvas.furniture import paint_furniture
from scmap.gui.canvas.picking import Hit, pick
from scmap.gui.canvas.view import View
from scmap.gui.selection import Selected, Selection
from scmap.gui.sources import Sources
from scmap.model.extent import Extent

DPI = 96.0
MARGIN = 0.25  # of the canvas a side: a short pan finds the frame already there
STEP, FINE_STEP = 1.25, 1.06  # zoom of one notch of the wheel
PAN_STEP = 0.2  # of the canvas, with an arrow key
DRAG = 4  # logical pixels until a press becomes a drag
REACH = 9  # logical pixels around a point symbol that count as hitting it
REST_MS = 400  # a view that rests so long is kept in the history

Modifier = Qt.KeyboardModifier
Button = Qt.MouseButton


class Canvas(QWidget):
    """The map of the open project.

    Signals
    -------
    moved
        Another part of the plane is in sight.
    hovered : float, float
        Ground under the cursor, metres.
    left
        The cursor has left the map.
    settled
        The exact frame of the newest view is on screen.
    noticed : str
        Key of words about painting that the user should know.
    """

    moved = Signal()
    hovered = Signal(float, float)
    left = Signal()
    settled = Signal()
    noticed = Signal(str)
    _arrived = Signal(object)  # from the thread that talks to the painting process

    def __init__(
        self, bridge: Bridge, sources: Sources, selection: Selection, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge, self._sources, self._selection = bridge, sources, selection
        self._view = View(1_000_000.0, 1_850_000.0, 800.0, 800, 600)
        self._frame: Frame | None = None
        self._asked: MapSettings | None = None
        self._exact = False
        self._earlier: list[View] = []
        self._later: list[View] = []
        self._kept = self._view
        self._press: QPointF | None = None
        self._dragging = False
        self._space = False
        self._band = QRubberBand(QRubberBand.Shape.Rectangle, self)
        self._hits: tuple[Hit, ...] = ()
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._keep)
        self._arrived.connect(self._take)
        self._painting = PaintingProcess(self._arrived.emit, self.noticed.emit)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(240, 160)
        selection.changed.connect(self._follow)
        bridge.changed.connect(self.redraw)
        bridge.opened.connect(self.redraw)
        sources.arrived.connect(self.redraw)

    # -- what is shown -----------------------------------------------------------------------

    @property
    def view(self) -> View:
        """Part of the plane in sight."""
        return self._view

    @property
    def is_exact(self) -> bool:
        """Whether the exact frame of the newest view is on screen."""
        return self._exact

    @property
    def drawn(self) -> tuple[Drawn, ...]:
        """Layers on the map, bottom to top."""
        return self._asked.layers if self._asked else ()

    @property
    def settings(self) -> MapSettings | None:
        """The map in sight, without the margin; None while no project is open."""
        return self._settings(0.0)

    @property
    def has_earlier(self) -> bool:
        """Whether there is an earlier view to go back to."""
        return bool(self._earlier)

    @property
    def has_later(self) -> bool:
        """Whether there is a view to go forward to."""
        return bool(self._later)

    def show_extent(self, extent: Extent) -> None:
        """Show all of `extent`."""
        self._look_at(self._view.fitted(extent))

    def set_scale(self, denominator: float) -> None:
        """Show the same middle at 1:`denominator`."""
        now = self.scale
        self._look_at(self._view.zoomed(now / denominator))

    @property
    def scale(self) -> float:
        """Denominator n of the scale 1:n on a screen of 96 dots an inch."""
        return self._view.pixel * DPI / 0.0254

    def zoom_in(self) -> None:
        """Come closer."""
        self._look_at(self._view.zoomed(STEP * STEP))

    def zoom_out(self) -> None:
        """Go farther away."""
        self._look_at(self._view.zoomed(1 / (STEP * STEP)))

    def back(self) -> None:
        """Show the view before this one."""
        self._keep()
        if self._earlier:
            self._later.append(self._view)
            self._return_to(self._earlier.pop())

    def forward(self) -> None:
        """Show the view from which one went back."""
        if self._later:
            self._earlier.append(self._view)
            self._return_to(self._later.pop())

    def redraw(self, *_: object) -> None:
        """Paint the map anew."""
        self._asked = self._settings(MARGIN)
        self._exact = False
        if self._asked is None:
            self._frame = None
            self.update()
        else:
            self._painting.request(self._asked)

    def close_painting(self) -> None:
        """End the painting process; the canvas shows nothing new afterwards."""
        self._painting.close()

    def picture(self) -> QImage:
        """Give the canvas as it is on screen."""
        return self.grab().toImage()

    # -- events ------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(900, 600)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#FFFFFF"))
        if self._frame is not None:
            self._paint_frame(painter, self._frame)
        settings = self.settings
        if settings is not None:
            ratio = self.devicePixelRatioF()
            painter.scale(1 / ratio, 1 / ratio)
            self._paint_selection(painter, settings)
            paint_furniture(painter, settings)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._view = self._view.resized(event.size().width(), event.size().height())
        self.redraw()
        self.moved.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        self._press = None
        super().hideEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / 120
        fine = event.modifiers() & Modifier.ControlModifier
        at = event.position()
        factor = (FINE_STEP if fine else STEP) ** notches
        self._look_at(self._view.zoomed(factor, (at.x(), at.y())))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        if event.button() in (Button.LeftButton, Button.MiddleButton):
            self._press = event.position()
            self._dragging = False
            if event.modifiers() & Modifier.ShiftModifier and event.button() == Button.LeftButton:
                self._band.setGeometry(QRect(event.position().toPoint(), QSize()))
                self._band.show()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        self.hovered.emit(*self._view.ground(at.x(), at.y()))
        if self._press is None:
            return
        moved = at - self._press
        if not self._dragging and moved.manhattanLength() < DRAG:
            return
        self._dragging = True
        if self._band.isVisible():
            self._band.setGeometry(QRectF(self._press, at).normalized().toRect())
            return
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self._look_at(self._view.panned(moved.x(), moved.y()))
        self._press = at

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._press = self._press, None
        self.unsetCursor()
        if self._band.isVisible():
            self._zoom_to_band()
        elif pressed is not None and not self._dragging and event.button() == Button.LeftButton:
            self._pick(event.position(), event.modifiers())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        self._look_at(self._view.zoomed(STEP * STEP, (at.x(), at.y())))

    def leaveEvent(self, _event: QEvent) -> None:
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: (1, 0),
            Qt.Key.Key_Right: (-1, 0),
            Qt.Key.Key_Up: (0, 1),
            Qt.Key.Key_Down: (0, -1),
        }
        key = Qt.Key(event.key())
        if key in steps:
            dx, dy = steps[key]
            size = min(self.width(), self.height()) * PAN_STEP
            self._look_at(self._view.panned(dx * size, dy * size))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_Plus):
            self.zoom_in()
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_Minus):
            self.zoom_out()
        elif key == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._press = QPointF(self.mapFromGlobal(self.cursor().pos()))
                self._dragging = False
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._press = None
            self.unsetCursor()
        super().keyReleaseEvent(event)

    # -- deeds -------------------------------------------------------------------------------

    def _settings(self, margin: float) -> MapSettings | None:
        """Compose the map for the view, `margin` of the canvas wider a side."""
        project = self._bridge.project
        if project is None:
            return None
        ratio = self.devicePixelRatioF()
        grow = 1 + 2 * margin
        return map_settings(
            project,
            self._sources,
            extent=self._view.extent.grown(margin),
            width=max(round(self._view.width * ratio * grow), 1),
            height=max(round(self._view.height * ratio * grow), 1),
            dpi=DPI * ratio,
        )

    def _look_at(self, view: View) -> None:
        if view == self._view:
            return
        self._view = view
        self._rest.start()
        self.redraw()
        self.update()
        self.moved.emit()

    def _return_to(self, view: View) -> None:
        self._view = self._kept = view.resized(self.width(), self.height())
        self._rest.stop()
        self.redraw()
        self.update()
        self.moved.emit()

    def _keep(self) -> None:
        """Keep the view before the one that now rests."""
        if self._view != self._kept:
            self._earlier.append(self._kept)
            self._later.clear()
            self._kept = self._view
            self.moved.emit()

    def _take(self, frame: Frame) -> None:
        """Show a frame; an older one than the newest view still is nearer to it than nothing."""
        self._frame = frame
        self.update()
        if frame.settings is self._asked:
            self._exact = True
            self.settled.emit()

    def _paint_frame(self, painter: QPainter, frame: Frame) -> None:
        ground = frame.settings.view
        left, top = self._view.screen(ground.x0, ground.y1)
        right, bottom = self._view.screen(ground.x1, ground.y0)
        exact = abs((right - left) * self.devicePixelRatioF() - frame.image.width()) < 0.5
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not exact)
        painter.drawImage(QRectF(left, top, right - left, bottom - top), frame.image)

    def _paint_selection(self, painter: QPainter, settings: MapSettings) -> None:
        chosen: Selected = self._selection.selected
        layer = self._sources(chosen.layer) if chosen else None
        if layer is None:
            return
        rows = [layer.rows[uid] for uid in chosen.uids if uid in layer.rows]
        paint_highlight(painter, settings, layer, np.array(rows, dtype=np.intp))

    def _pick(self, at: QPointF, modifiers: Modifier) -> None:
        """Select what was clicked; a second click at the same place takes what lies below."""
        x, y = self._view.ground(at.x(), at.y())
        hits = pick(self.drawn, x, y, REACH * self._view.pixel)
        if not hits:
            self._selection.clear()
        elif modifiers & Modifier.ControlModifier:
            self._selection.toggle(hits[0].layer, hits[0].uid)
        elif modifiers & Modifier.ShiftModifier:
            self._selection.add(hits[0].layer, hits[0].uid)
        else:
            hit = self._below(hits)
            self._selection.select(hit.layer, (hit.uid,))
        self._hits = hits

    def _below(self, hits: tuple[Hit, ...]) -> Hit:
        now = Hit(self._selection.selected.layer, self._selection.selected.current)
        if hits == self._hits and now in hits:
            return hits[(hits.index(now) + 1) % len(hits)]
        return hits[0]

    def _zoom_to_band(self) -> None:
        rect = self._band.geometry()
        self._band.hide()
        if rect.width() > DRAG and rect.height() > DRAG:
            x0, y1 = self._view.ground(rect.left(), rect.top())
            x1, y0 = self._view.ground(rect.right(), rect.bottom())
            x, y = (x0 + x1) / 2, (y0 + y1) / 2
            pixel = max((x1 - x0) / self.width(), (y1 - y0) / self.height())
            self._look_at(View(x, y, pixel, self.width(), self.height()))

    def _follow(self, _selected: object) -> None:
        self.update()
