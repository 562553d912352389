"""A second map of the ground in sight: other years, or other layers, painted by its own process."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPainter

from scmap.cartography.process import Frame, PaintingProcess
from scmap.cartography.settings import MapSettings, Masks
from scmap.gui.bridge import Bridge
from scmap.gui.canvas.canvas import MARGIN, Canvas
from scmap.gui.canvas.framing import map_of, paint_frame
from scmap.gui.canvas.look import Look
from scmap.gui.canvas.shown import shows
from scmap.gui.canvas.view import View
from scmap.gui.narrowing import Narrowing
from scmap.gui.sources import Sources
from scmap.model.project import Project


class OtherMap(QObject):
    """Keeps a frame of the other look for whatever view is asked.

    Signals
    -------
    changed
        There is a newer frame, or another look.
    """

    changed = Signal()
    noticed = Signal(str)
    _arrived = Signal(object)  # from the thread that talks to the painting process

    def __init__(
        self, bridge: Bridge, sources: Sources, narrowing: Narrowing, canvas: Canvas
    ) -> None:
        super().__init__(canvas)
        self._bridge, self._sources = bridge, sources
        self._narrowing, self._canvas = narrowing, canvas
        self._look = Look()
        self._masks: Masks = {}
        self._project: tuple[Project, Look, Project] | None = None
        self._frame: Frame | None = None
        self._asked: MapSettings | None = None
        self._view: View | None = None
        self.is_exact = False
        self._arrived.connect(self._take)
        self._painting = PaintingProcess(self._arrived.emit, self.noticed.emit)
        bridge.changed.connect(self.redraw)
        bridge.opened.connect(self._begin)
        sources.arrived.connect(self.redraw)
        narrowing.changed.connect(self._renew)
        canvas.rescaled.connect(self.redraw)
        self._renew()

    @property
    def look(self) -> Look:
        """What it shows."""
        return self._look

    @property
    def has_frame(self) -> bool:
        """Whether anything is painted yet."""
        return self._frame is not None

    @property
    def settings(self) -> MapSettings | None:
        """The map that was asked for last."""
        return self._asked

    @property
    def masks(self) -> Masks:
        """Rows in view by the name of the layer; what is not named is whole."""
        return self._masks

    def choose(self, look: Look) -> None:
        """Show something else."""
        if look != self._look:
            self._look = look
            self._renew()

    def show_view(self, view: View | None) -> None:
        """Paint for this view from now on; None paints nothing."""
        if view != self._view:
            self._view = view
            self.redraw()

    def redraw(self, *_: object) -> None:
        """Paint the map anew, unless the frame at hand shows just that."""
        view = self._view
        wanted = self._settings(view, MARGIN) if view is not None else None
        if wanted is None or view is None:
            self._frame = self._asked = None
            self.is_exact = False
            return
        shown = self._frame.settings if self._frame is not None else None
        self.is_exact = shown is not None and shows(shown, wanted, view.extent)
        if not self.is_exact:
            self._asked = wanted
            self._painting.request(wanted)

    def paint(self, painter: QPainter, view: View) -> None:
        """Paint the newest frame where its ground is in a view; the painter is the canvas's."""
        if self._frame is not None:
            paint_frame(painter, self._frame, view, self._canvas.devicePixelRatioF())

    def close(self) -> None:
        """End the painting process."""
        for signal, slot in (
            (self._bridge.changed, self.redraw),
            (self._bridge.opened, self._begin),
            (self._sources.arrived, self.redraw),
            (self._narrowing.changed, self._renew),
            (self._canvas.rescaled, self.redraw),
        ):
            signal.disconnect(slot)
        self._painting.close()
        self.deleteLater()

    def _begin(self) -> None:
        self._frame = self._project = None
        self._look = Look()
        self._renew()

    def _renew(self) -> None:
        """Find the rows in view anew: other years, or another way of narrowing."""
        self._masks = {}
        self._narrowing.at_years(self._look.years, self._take_masks)

    def _take_masks(self, masks: Masks) -> None:
        self._masks = masks
        self.redraw()
        self.changed.emit()

    def _shown(self, project: Project) -> Project:
        """Give the project with the entries turned; the very same one while nothing changes."""
        known = self._project
        if known is None or known[0] is not project or known[1].turned != self._look.turned:
            turned = [
                replace(one, visible=not one.visible) if one.uid in self._look.turned else one
                for one in project.map
            ]
            known = self._project = (project, self._look, project.with_map(turned))
        return known[2]

    def in_sight(self, view: View) -> MapSettings | None:
        """Give the map of a view without the margin; None while no project is open."""
        return self._settings(view, 0.0)

    def _settings(self, view: View, margin: float) -> MapSettings | None:
        project = self._bridge.project
        if project is None:
            return None
        ratio, project = self._canvas.devicePixelRatioF(), self._shown(project)
        shown = map_of(project, self._sources.shown, view, ratio, margin, self._masks)
        below: Callable[[MapSettings], MapSettings] | None = self._canvas.underlay
        return below(shown) if margin and below is not None else shown

    def _take(self, frame: Frame) -> None:
        view = self._view
        wanted = self._settings(view, MARGIN) if view is not None else None
        exact = (
            wanted is not None
            and view is not None
            and (frame.settings is self._asked or shows(frame.settings, wanted, view.extent))
        )
        if self.is_exact and not exact:
            return
        self._frame, self.is_exact = frame, exact
        self.changed.emit()
