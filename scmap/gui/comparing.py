"""Two maps of the same ground: one wiped over the other, or side by side."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from scmap.gui.bridge import Bridge
from scmap.gui.canvas.canvas import Canvas
from scmap.gui.canvas.look import Look
from scmap.gui.canvas.look_box import LookBox
from scmap.gui.canvas.other_map import OtherMap
from scmap.gui.canvas.swipe import SwipeBar
from scmap.gui.canvas.twin import TwinCanvas
from scmap.gui.narrowing import Narrowing
from scmap.gui.parting import part_with
from scmap.gui.sources import Sources
from scmap.model.maplayer import groups

SWIPE, TWIN = "swipe", "twin"
FIRST_PART = 4  # of the years, with which comparing begins
EDGE = 8  # pixels between the box and the border of the map
BELOW_WORDS = 88  # where the box stands while a tool has words at the head of the map


class Comparing(QObject):
    """밀어 비교 and 나란히 비교; while neither is on, there is no second painting process.

    Signals
    -------
    changed
        Another way of comparing is on, or none.
    """

    changed = Signal()

    def __init__(
        self,
        canvas: Canvas,
        bridge: Bridge,
        sources: Sources,
        narrowing: Narrowing,
        page: QSplitter,
    ) -> None:
        super().__init__(canvas)
        self._canvas, self._bridge = canvas, bridge
        self._sources, self._narrowing, self._page = sources, narrowing, page
        self.other: OtherMap | None = None
        self.bar: SwipeBar | None = None
        self.twin: TwinCanvas | None = None
        self.box: LookBox | None = None
        self._look = Look()
        bridge.opened.connect(self.stop)
        bridge.changed.connect(self._put)
        narrowing.changed.connect(self._put)

    @property
    def way(self) -> str:
        """`SWIPE`, `TWIN`, or "" while one map is shown."""
        return SWIPE if self.bar is not None else TWIN if self.twin is not None else ""

    def swipe(self, on: bool) -> None:
        """Wipe a second map over the map, or no more."""
        self._turn(SWIPE, on=on)

    def side_by_side(self, on: bool) -> None:
        """Show a second map beside the map, or no more."""
        self._turn(TWIN, on=on)

    def choose(self, look: Look) -> None:
        """Let the second map show something else, and its box say so."""
        if self.other is not None:
            self.other.choose(look)
            self._put()

    def stop(self) -> None:
        """Show one map."""
        if self.other is None:
            return
        for part in (self.bar, self.twin):
            if part is not None:
                part.leave()
        if self.box is not None:
            part_with(self.box)
        self.other.close()
        self.other = self.bar = self.twin = self.box = None
        self.changed.emit()

    def _turn(self, way: str, *, on: bool) -> None:
        if not on:
            if self.way == way:
                self.stop()
            return
        if self.way == way or self._bridge.project is None:
            return
        kept = self.other.look if self.other is not None else self._first_look()
        self.stop()
        self.other = OtherMap(self._bridge, self._sources, self._narrowing, self._canvas)
        self.other.choose(kept)
        where: QWidget
        if way == SWIPE:
            self.bar = SwipeBar(self._canvas, self.other)
            self.bar.moved.connect(self._place)
            where = self._canvas
        else:
            self.twin = TwinCanvas(self._canvas, self.other, self._sources, self._page)
            self._page.addWidget(self.twin)
            self._page.setSizes([1, 1])
            where = self.twin
        self.box = LookBox(where)
        self.box.chosen.connect(self.other.choose)
        self.box.closed.connect(self.stop)
        where.installEventFilter(self)
        self.box.show()
        self._put()
        self.make_room()
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _first_look(self) -> Look:
        """Begin with the first years: two maps that are alike say nothing."""
        bounds = self._narrowing.bounds
        if bounds is None:
            return Look()
        return Look(years=(bounds[0], bounds[0] + (bounds[1] - bounds[0]) // FIRST_PART))

    def _put(self, *_: object) -> None:
        """Show in the box what is chosen, among what there is now."""
        project = self._bridge.project
        if self.box is None or self.other is None or project is None:
            return
        known = {one.uid for one in project.map}
        look = self.other.look
        if not look.turned <= known:  # entries that are gone
            self.other.choose(replace(look, turned=look.turned & known))
        self.box.put(self.other.look, self._narrowing.bounds, groups(reversed(project.map)))
        self._place()

    def _place(self) -> None:
        """Keep the box at the upper right of the second map."""
        box = self.box
        where = box.parentWidget() if box is not None else None
        if box is not None and where is not None:
            head = BELOW_WORDS if self.twin is None and self._canvas.tool is not None else EDGE
            box.fit(where.width() - 2 * EDGE)
            box.move(max(where.width() - box.width() - EDGE, EDGE), head)

    def make_room(self) -> None:
        """Keep clear of the words of a tool."""
        if self.bar is not None:
            self.bar.head = BELOW_WORDS if self._canvas.tool is not None else 0
            self.bar.look()
        self._place()
