"""The map: moves and scales the last exact frame while another process paints the next one."""

from collections.abc import Callable
from dataclasses import replace

import shapely
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from scmap.cartography.display import Display
from scmap.cartography.process import Frame, PaintingProcess
from scmap.cartography.settings import Drawn, MapSettings, Masks
from scmap.gui import texts
from scmap.gui.bridge import Bridge
from scmap.gui.canvas.choosing import Choosing
from scmap.gui.canvas.drawing import paint_area
from scmap.gui.canvas.framing import DPI, Surroundings, map_of, paint_frames
from scmap.gui.canvas.furniture import paint_credit, paint_furniture
from scmap.gui.canvas.history import ViewHistory
from scmap.gui.canvas.overlay import Marked, Marks, Overlay
from scmap.gui.canvas.picking import Hit, names, pick
from scmap.gui.canvas.pointing import STEP, PointedWidget
from scmap.gui.canvas.shown import goes_on, has_room, shows
from scmap.gui.canvas.tool import Tool
from scmap.gui.canvas.view import LEAST_PX, View
from scmap.gui.courtesy import first
from scmap.gui.narrowing import Narrowing
from scmap.gui.selection import Selection
from scmap.gui.sources import Sources
from scmap.model.extent import Extent
from scmap.model.maplayer import MapLayer
from scmap.words import tr

ROOM = 0.4  # of the margin that must be left on each side, else a frame is asked for
MARGIN = 0.125  # of the canvas a side: a short pan finds the frame already there
REACH = 9  # logical pixels around a point symbol that count as hitting it
REST_MS = 400  # a view that rests so long is kept in the history
PAPER = QColor("#FFFFFF")  # of every map, in a dark window too: what is printed is what is seen

Modifier = Qt.KeyboardModifier


class Canvas(PointedWidget):
    """The map of the open project.

    Signals
    -------
    moved
        Another part of the plane is in sight.
    hovered : float, float
        Ground under the cursor, metres.
    settled
        The exact frame of the newest view is on screen.
    resized
        The canvas has another size.
    noticed : str
        Key of words about painting that the user should know.
    """

    moved = Signal()
    hovered = Signal(float, float)
    settled = Signal()
    resized = Signal()
    noticed = Signal(str)
    _sketch: shapely.Geometry | None = None
    _tried: MapLayer | None = None  # an entry as it would look
    underlay: Callable[[MapSettings], MapSettings] | None = None  # puts a picture below a map
    instead: Callable[[float, float], MapSettings | None] | None = None  # shown there in its place
    _foot = 0
    _whole: Extent | None = None  # what was to be seen whole, until the hand moves the map
    _tool: Tool | None = None  # Qt asks for it while the widget is being made
    _arrived = Signal(object)  # from the thread that talks to the painting process

    def __init__(
        self,
        bridge: Bridge,
        sources: Sources,
        selection: Selection,
        narrowing: Narrowing,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._narrowing = narrowing
        # What others paint above the map: below what is selected, and above all.
        self.under: list[Callable[[QPainter], None]] = []
        self.over: list[Callable[[QPainter], None]] = []
        self._bridge, self._sources, self._selection = bridge, sources, selection
        self._view = View(1_000_000.0, 1_850_000.0, 800.0, 800, 600)
        self.frame: Frame | None = None  # the last one that came
        self._around = Surroundings()
        self._asked: MapSettings | None = None
        self._exact = False
        self._history = ViewHistory(self._view)
        self._overlay = Overlay(self)
        self._marks = Marks()
        self._choosing = Choosing(
            selection, lambda ground: self._look_at(self._view.nearer(ground, self._foot))
        )
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._keep)
        self._arrived.connect(self._take)
        self._painting = PaintingProcess(self._arrived.emit, self.noticed.emit)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(LEAST_PX, LEAST_PX)
        selection.changed.connect(self.update)
        sources.picked.connect(self.update)
        news = (bridge.changed, bridge.opened, sources.arrived, narrowing.changed, self.rescaled)
        for signal in news:
            signal.connect(self.redraw)
        self._heed()
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self.setAccessibleName(tr("window.canvas"))
        self.setAccessibleDescription(tr("window.canvas.keys"))

    def _heed(self) -> None:
        """Do what the hand means."""
        self.panned.connect(self._pan)
        self.zoomed.connect(self._zoom)
        self.clicked.connect(self._pick)
        self.boxed.connect(self._zoom_to)
        self.dragged.connect(self._drag)
        self.dropped.connect(lambda held: self._tool.drop(held) if self._tool else None)
        self.lingered.connect(self._name)
        self.moved_over.connect(self._tell_ground)

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
        return self._history.has_earlier

    @property
    def has_later(self) -> bool:
        """Whether there is a view to go forward to."""
        return self._history.has_later

    @property
    def foot(self) -> int:
        """Pixels at the bottom under which the map is hidden: what is shown stands above."""
        return self._foot

    @foot.setter
    def foot(self, pixels: int) -> None:
        self._foot = pixels
        self._fit(self._view)

    def show_extent(self, extent: Extent) -> None:
        """Show all of `extent`; on a canvas of another size, too, until the hand moves the map."""
        self._look_at(self._view.fitted(extent, self._foot))
        self._whole = extent

    def look_at(self, extent: Extent) -> None:
        """Show just this part of the plane, as far as it has the canvas's shape."""
        there = self._view.centred(*extent.centre)
        pixel = max(extent.width / self.width(), extent.height / self.height())
        self._look_at(replace(there, pixel=pixel * there.stretch))

    def centre_on(self, x: float, y: float) -> None:
        """Show the place in the middle, at the same scale."""
        self._look_at(self._view.centred(x, y))

    def set_scale(self, denominator: float) -> None:
        """Show the same middle at 1:`denominator`."""
        now = self.scale
        self._look_at(self._view.zoomed(now / denominator))

    @property
    def scale(self) -> float:
        """Denominator n of the scale 1:n on a screen of 96 dots an inch."""
        return self._view.pixel / self._view.stretch * DPI / 0.0254

    def zoom_in(self) -> None:
        """Come closer."""
        self._look_at(self._view.zoomed(STEP * STEP))

    def zoom_out(self) -> None:
        """Go farther away."""
        self._look_at(self._view.zoomed(1 / (STEP * STEP)))

    def back(self) -> None:
        """Show the view before this one."""
        self._keep()
        self._return_to(self._history.back())

    def forward(self) -> None:
        """Show the view from which one went back."""
        self._return_to(self._history.forward())

    @property
    def tool(self) -> Tool | None:
        """The tool in the hand; None while it picks."""
        return self._tool

    def draw(self, tool: Tool | None) -> None:
        """Take a tool in the hand, and put down the one before it; None lets the hand pick."""
        before, self._tool = self._tool, None
        if before is not None:
            before.changed.disconnect(self.update)
            if tool is not None:
                before.cancelled.emit()
        self._tool = tool
        self.takes_drags = tool is not None and tool.takes_drags
        self.rest_cursor = tool.cursor if tool is not None else None
        if tool is not None:
            tool.changed.connect(self.update)
            self.setFocus()
        self.update()

    def show_sketch(self, area: shapely.Geometry | None) -> None:
        """Show an area above the map that is not part of the project; None takes it away."""
        self._sketch = area
        self.update()

    def redraw(self, *_: object) -> None:
        """Paint the map anew, unless the frame on screen shows just that."""
        self._turn()
        wanted = self._settings(MARGIN)
        shown = self.frame.settings if self.frame is not None else None
        self._around.keep_up(shown, wanted)
        if wanted is None:
            self.frame = self._asked = None
            self._exact = False
            self.update()
            return
        view, room = self._view.extent, ROOM * MARGIN
        self._exact = shown is not None and shows(shown, wanted, view)
        for frame in (shown, self._asked) if self._exact else ():
            if frame is not None and shows(frame, wanted, view) and has_room(frame, view, room):
                self._asked = frame
                return
        if not (self._exact or goes_on(shown, wanted) or wanted.backdrop is not None):
            wanted = self._settings(0.0) or wanted  # first what is in sight
        self._ask(wanted)

    def refresh(self) -> None:
        """Paint the map anew, whatever is on screen."""
        self._exact = False
        self._ask(self._settings(MARGIN))

    def _ask(self, wanted: MapSettings | None) -> None:
        if wanted is not None:
            self._asked = wanted
            self._painting.request(wanted)

    def try_entry(self, entry: MapLayer | None) -> None:
        """Show an entry of the tree as it would look; None shows it as the project has it."""
        if entry != self._tried:
            self._tried = entry
            self.redraw()
            self.moved.emit()  # the legend says what is in sight

    def close_painting(self) -> None:
        """End the painting process; the canvas shows nothing new afterwards."""
        self._painting.close()

    def picture(self) -> QImage:
        """Give the canvas as it is on screen."""
        return self.grab().toImage()

    # -- events ------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(900, 600)

    @first
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), PAPER)
        frames = (self._around.frame, self.frame)
        paint_frames(painter, frames, self._view, self.devicePixelRatioF())
        for paint in self.under:
            paint(painter)
        settings = self.settings
        if settings is not None:
            ratio = self.devicePixelRatioF()
            painter.scale(1 / ratio, 1 / ratio)
            self._overlay.paint(painter, settings, self.marked, moving=self._rest.isActive())
            paint_furniture(painter, settings)
            below = self._asked.backdrop if self._asked is not None else None
            if below is not None and below.credit:
                paint_credit(painter, settings, below.credit)
            painter.resetTransform()
        if self._sketch is not None:
            paint_area(painter, self._view, self._sketch)
        if self._tool is not None:
            self._tool.paint(painter, self._view, self.font())
        for paint in self.over:
            paint(painter)
        painter.end()

    def event(self, event: QEvent) -> bool:
        # While one draws, Esc and Backspace are about the drawing, not shortcuts of the window.
        override = event.type() == QEvent.Type.ShortcutOverride
        key = event if override and isinstance(event, QKeyEvent) else None
        if self._tool is not None and key is not None and self._tool.wants(key):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._tool is None or not self._tool.press(event):
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._tool is not None:
            self._tool.finish(event.modifiers())
        else:
            super().mouseDoubleClickEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit(self._view.resized(event.size().width(), event.size().height()))
        self.resized.emit()

    def _settings(self, margin: float, view: View | None = None) -> MapSettings | None:
        """Compose the map for the view, `margin` of the canvas wider a side."""
        project = self._bridge.project
        if project is None:
            return None
        if self._tried is not None:
            project = project.with_entry(self._tried)
        ratio, kept = self.devicePixelRatioF(), self._narrowing.masks
        shown = map_of(project, self._sources.shown, view or self._view, ratio, margin, kept)
        return self.underlay(shown) if margin and self.underlay is not None else shown

    def _turn(self) -> None:
        """Show the same ground as the project is shown now."""
        display = Display.of(self._bridge.project)
        if display != self._view.display:
            self._view = self._view.shown_in(display)
            self._history.show_in(display)

    def _fit(self, view: View) -> None:
        """Show the same place on a canvas of another size: no other view to come back from."""
        if self._whole is not None:
            view = view.refitted(self._whole, self._foot)
        if view == self._view:
            return
        self._view = view
        if not self._rest.isActive():
            self._history.stay(view)
        self.redraw()
        self.moved.emit()

    def _look_at(self, view: View) -> None:
        self._whole = None
        if view == self._view:
            return
        self._view = view
        self._rest.start()
        self.redraw()
        self.update()
        self.moved.emit()
        if self._exact:
            self.settled.emit()

    def _return_to(self, view: View | None) -> None:
        if view is None:
            return
        there = view.shown_in(self._view.display)
        self._whole = None
        self._view = there.resized(self.width(), self.height())
        self._history.stay(self._view)
        self._rest.stop()
        self.redraw()
        self.update()
        self.moved.emit()

    def _keep(self) -> None:
        """Keep the view before the one that now rests."""
        if self._history.keep(self._view):
            self.moved.emit()
        self._centre()
        self.update()  # marks that waited for the map to rest

    def _centre(self) -> None:
        """Have the map painted around the view at rest, so that the next pan finds it there."""
        if self._exact and self.frame is not None:
            wanted = self._settings(MARGIN)
            if wanted is not None and self.frame.settings.extent != wanted.extent:
                self._ask(wanted)
            else:
                wide = self._settings(0.0, self._around.view(self._view))
                if wide is not None and self._around.lacks(wide):
                    self._painting.request(wide)

    def _take(self, frame: Frame) -> None:
        """Show a frame; an older one than the newest view still is nearer to it than nothing."""
        if self._around.take(frame):
            return
        wanted = self._settings(MARGIN)
        exact = wanted is not None and (
            frame.settings is self._asked or shows(frame.settings, wanted, self._view.extent)
        )
        if self._exact and not exact:
            return  # the one on screen is better
        self.frame = frame
        self.update()
        if exact:
            self._exact = True
            self.settled.emit()
            if not has_room(frame.settings, self._view.extent, ROOM * MARGIN):
                self._ask(wanted)  # with a margin
            if not self._rest.isActive() and self._asked is frame.settings:
                self._centre()

    @property
    def marked(self) -> Marked | None:
        """Features of the selection that are there and in view."""
        return self.marked_among(self._narrowing.masks, self._marks)

    def marked_among(self, masks: Masks, marks: Marks) -> Marked | None:
        """Features of the selection that are there and among some rows; `marks` remembers them."""
        return marks.of(self._selection.selected, self._sources, masks)

    def _pan(self, by: QPointF) -> None:
        """Push the map by whole device pixels: then the frame on screen stays exact."""
        ratio = self.devicePixelRatioF()
        dx, dy = round(by.x() * ratio) / ratio, round(by.y() * ratio) / ratio
        self._look_at(self._view.panned(dx, dy))

    def _zoom(self, factor: float, at: QPointF | None) -> None:
        self._look_at(self._view.zoomed(factor, (at.x(), at.y()) if at is not None else None))

    def _zoom_to(self, box: QRectF) -> None:
        x, y = self._view.at(box.center().x(), box.center().y())
        share = max(box.width() / self.width(), box.height() / self.height())
        self._look_at(replace(self._view, x=x, y=y).zoomed(1 / share))

    def hits(self, x: float, y: float) -> tuple[Hit, ...]:
        """Find what is on the map at a place of the plane, the most likely meant first."""
        shown = self._shown_at(x, y)
        return pick(shown, *self._view.placed(x, y), REACH * self._view.pixel) if shown else ()

    def _shown_at(self, x: float, y: float) -> MapSettings | None:
        return (self.instead(x, y) if self.instead is not None else None) or self._asked

    def _drag(self, start: QPointF, at: QPointF) -> None:
        if self._tool is not None:
            ends = (self._view.ground(one.x(), one.y()) for one in (start, at))
            self._tool.drag(*ends)

    def _tell_ground(self, at: QPointF) -> None:
        x, y = self._view.ground(at.x(), at.y())
        self.hovered.emit(x, y)
        if self._tool is not None:
            self._tool.follow(x, y)

    def _pick(self, at: QPointF, modifiers: Modifier) -> None:
        """Let a click be the tool's, or select what was clicked."""
        ground = self._view.ground(at.x(), at.y())
        if self._tool is not None:
            self._tool.click(*ground, modifiers)
        else:
            self.choose(self._shown_at(*ground), self._view.at(at.x(), at.y()), modifiers)

    def choose(self, shown: MapSettings | None, at: tuple[float, float], held: Modifier) -> None:
        """Select, or open, what a map shows at a place of the display."""
        if shown is not None:
            self._choosing.click(shown, *at, REACH * self._view.pixel, held)

    def _name(self, at: QPointF) -> None:
        """Say in a tip what a click would select."""
        lines = names(self.hits(*self._view.ground(at.x(), at.y())), self._sources)
        QToolTip.showText(self.mapToGlobal(at.toPoint()), texts.tip(lines), self)
