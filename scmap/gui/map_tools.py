"""Which tool is in the hand on the map: to identify, to select, to measure; one at a time."""

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPoint, QPointF, Signal

from scmap.formats.projection import DEGREES, reprojected
from scmap.gui.area_selection import AreaSelection
from scmap.gui.bridge import Bridge
from scmap.gui.canvas.canvas import Canvas
from scmap.gui.canvas.identifying import Identifying
from scmap.gui.canvas.measuring import AreaMeasuring, LengthMeasuring
from scmap.gui.canvas.selecting import (
    BoxSelecting,
    DistanceSelecting,
    FreehandSelecting,
    PolygonSelecting,
    Selecting,
)
from scmap.gui.canvas.tool import Point, Tool
from scmap.model.layer import PLANE

IDENTIFY, LENGTH, AREA = "identify", "length", "area"
SELECTING = ("box", "polygon", "freehand", "distance")
TOOLS = (IDENTIFY, *SELECTING, LENGTH, AREA)


class MapTools(QObject):
    """Hands tools to the canvas, and puts them down again.

    Signals
    -------
    changed
        Another tool is in the hand, or none.
    asked : (float, float)
        What is at this place of the plane?
    menu_wanted : (float, float, QPoint)
        A menu is asked for about a place of the plane, at a point of the screen.
    """

    changed = Signal()
    asked = Signal(float, float)
    menu_wanted = Signal(float, float, QPoint)

    def __init__(self, canvas: Canvas, bridge: Bridge, selecting: AreaSelection) -> None:
        super().__init__(canvas)
        self._canvas, self._bridge, self._selecting = canvas, bridge, selecting
        self._held: tuple[str, Tool] | None = None
        canvas.menu_wanted.connect(self._ask_menu)
        bridge.opened.connect(self.put_down)

    @property
    def held(self) -> str:
        """Name of the tool in the hand, one of `TOOLS`; "" for none of them."""
        return self._held[0] if self._held is not None else ""

    def hold(self, name: str, on: bool = True) -> None:
        """Take a tool in the hand, or put it down when it is."""
        if not on:
            if self.held == name:
                self.put_down()
            return
        if self.held == name:
            return
        tool = self._made(name)
        if self._held is not None:  # a tool of somebody else hears that it is put down
            self._canvas.draw(None)
        self._forget()
        self._held = (name, tool)
        tool.cancelled.connect(partial(self._leave, tool))
        self._canvas.draw(tool)
        self.changed.emit()

    def put_down(self) -> None:
        """Let the hand pick on the map again."""
        if self._held is not None:
            self._canvas.draw(None)
            self._forget()
            self.changed.emit()

    def identify(self, on: bool) -> None:
        """Ask what is where one clicks, or no more."""
        self.hold(IDENTIFY, on)

    def box(self, on: bool) -> None:
        """Select within a box, or no more."""
        self.hold("box", on)

    def polygon(self, on: bool) -> None:
        """Select within a polygon, or no more."""
        self.hold("polygon", on)

    def freehand(self, on: bool) -> None:
        """Select within what the free hand draws, or no more."""
        self.hold("freehand", on)

    def distance(self, on: bool) -> None:
        """Select within a distance, or no more."""
        self.hold("distance", on)

    def length(self, on: bool) -> None:
        """Measure lengths, or no more."""
        self.hold(LENGTH, on)

    def area(self, on: bool) -> None:
        """Measure areas, or no more."""
        self.hold(AREA, on)

    def to_degrees(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give points of the map's plane, shape (n, 2), as longitude and latitude."""
        project = self._bridge.project
        return reprojected(points, project.crs if project is not None else PLANE, DEGREES)

    def _made(self, name: str) -> Tool:
        about = self._selecting.about
        makers: Mapping[str, Callable[[], Tool]] = {
            IDENTIFY: lambda: Identifying(self),
            "box": lambda: BoxSelecting(about, self),
            "polygon": lambda: PolygonSelecting(about, self),
            "freehand": lambda: FreehandSelecting(about, self),
            "distance": lambda: DistanceSelecting(about, self.to_degrees, self),
            LENGTH: lambda: LengthMeasuring(self.to_degrees, self),
            AREA: lambda: AreaMeasuring(self.to_degrees, self),
        }
        tool = makers[name]()
        if isinstance(tool, Identifying):
            tool.finished.connect(self._ask)
        elif isinstance(tool, Selecting):
            told = partial(self._tell, tool)
            tool.finished.connect(lambda found: self._selecting.select(*found, told=told))
        return tool

    def _tell(self, tool: Selecting, words: str) -> None:
        """Say at the head of the map what came of a selection, while that tool is in the hand."""
        if self._held is not None and self._held[1] is tool:
            tool.tell(words)

    def _ask(self, at: Point) -> None:
        self.asked.emit(*at)

    def _leave(self, tool: Tool) -> None:
        """Take note that the tool was put down, by Esc or by another one on the canvas."""
        if self._held is None or self._held[1] is not tool:
            return
        if self._canvas.tool is tool:
            self._canvas.draw(None)
        self._forget()
        self.changed.emit()

    def _forget(self) -> None:
        if self._held is not None:
            _name, tool = self._held
            self._held = None
            tool.deleteLater()

    def _ask_menu(self, at: QPointF, there: QPoint) -> None:
        """End what is being made; while nothing is, ask for a menu."""
        tool = self._canvas.tool
        if tool is not None and tool.is_busy:
            tool.finish()
        else:
            self.menu_wanted.emit(*self._canvas.view.ground(at.x(), at.y()), there)
