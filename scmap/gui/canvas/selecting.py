"""Marking off an area in which things are selected: a box, a polygon, by free hand, by distance."""

import math
from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QObject
from PySide6.QtGui import QFont, QKeyEvent, QPainter

from scmap.analysis.geodesic import measure_legs
from scmap.gui.canvas.drawing import area_of
from scmap.gui.canvas.ink import ink_area, ink_dots, ink_figure, ink_line, ink_words, places
from scmap.gui.canvas.tool import Key, Modifier, Point, Tool, typed
from scmap.gui.canvas.view import View
from scmap.model import amounts
from scmap.words import tr

Degrees: TypeAlias = Callable[[NDArray[np.float64]], NDArray[np.float64]]

CIRCLE_SIDES = 64  # a quarter: the polygon is 0.01 % smaller than the circle
DIGITS = "0123456789"
MOST_DIGITS = 7  # of a distance in metres that is typed


class Selecting(Tool):
    """Marks off an area; it goes on until it is put down.

    Signals
    -------
    finished : (shapely geometry, Qt.KeyboardModifier)
        Select what is there, with these keys held.

    Attributes
    ----------
    about : str
        What is selected from, in words.
    said : str
        What came of the last selection, in words; "" before there was one.
    """

    word = ""

    def __init__(self, about: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.about, self.said = about, ""
        self.points: list[Point] = []
        self._cursor: Point | None = None

    @property
    def is_busy(self) -> bool:
        return bool(self.points)

    @property
    def corners(self) -> list[Point]:
        """Corners of the area as it would be at the cursor."""
        return []

    def tell(self, words: str) -> None:
        """Say what came of it."""
        self.said = words
        self.changed.emit()

    def follow(self, x: float, y: float) -> None:
        """Let the open side follow the cursor."""
        self._cursor = (x, y)
        if self.points:
            self.changed.emit()

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means here; tells whether it means something."""
        key = event.key()
        if key in (Key.Key_Return, Key.Key_Enter):
            self.finish(event.modifiers())
        elif key == Key.Key_Backspace:
            self.points = self.points[:-1]
            self.changed.emit()
        elif key == Key.Key_Escape and self.points:
            self._begin_again()
        else:
            return super().press(event)
        return True

    def _mark_off(self, corners: list[Point], held: Modifier) -> None:
        """Select within these corners, and be ready for the next area."""
        area = area_of(corners)
        self._begin_again()
        if area is not None:
            self.finished.emit((area, held))

    def _begin_again(self) -> None:
        self.points = []
        self.changed.emit()

    def paint(self, painter: QPainter, view: View, font: QFont) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        corners = places(view, self.corners)
        ink_area(painter, corners)
        ink_line(painter, corners, closed=True)
        self.paint_more(painter, view, font)
        first = self.said or tr("tools.select.about", about=self.about)
        keys = (tr(f"tools.{self.word}.keys"), tr("tools.select.keys"))
        ink_words(painter, view, font, (first, *keys))
        painter.restore()

    def paint_more(self, painter: QPainter, view: View, font: QFont) -> None:
        """Paint what this tool shows beside its area."""


class BoxSelecting(Selecting):
    """상자 선택: from corner to corner, by a drag or by two clicks."""

    word = "box"
    takes_drags = True

    @property
    def corners(self) -> list[Point]:
        if not self.points or self._cursor is None:
            return []
        (x0, y0), (x1, y1) = self.points[0], self._cursor
        return [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]

    def click(self, x: float, y: float, held: Modifier) -> None:
        """Set a corner; the second one ends."""
        self._cursor = (x, y)
        if self.points:
            self.finish(held)
        else:
            self.points = [(x, y)]
            self.changed.emit()

    def drag(self, start: Point, at: Point) -> None:
        self.points = [start]
        self.follow(*at)

    def drop(self, held: Modifier) -> None:
        self.finish(held)

    def finish(self, held: Modifier = Modifier.NoModifier) -> None:
        self._mark_off(self.corners, held)


class PolygonSelecting(Selecting):
    """다각형 선택: a corner a click."""

    word = "polygon"

    @property
    def corners(self) -> list[Point]:
        return [*self.points, *([self._cursor] if self._cursor and self.points else [])]

    def click(self, x: float, y: float, _held: Modifier) -> None:
        """Set the next corner."""
        if not self.points or self.points[-1] != (x, y):
            self.points.append((x, y))
        self.changed.emit()

    def finish(self, held: Modifier = Modifier.NoModifier) -> None:
        """Close the polygon; while it is none, go on."""
        if area_of(self.points) is not None:
            self._mark_off(self.points, held)

    def paint_more(self, painter: QPainter, view: View, _font: QFont) -> None:
        ink_dots(painter, places(view, self.points))


class FreehandSelecting(Selecting):
    """자유 선택: around what is meant, with the button held."""

    word = "freehand"
    takes_drags = True

    @property
    def corners(self) -> list[Point]:
        return self.points

    def drag(self, start: Point, at: Point) -> None:
        self.points = self.points or [start]
        if self.points[-1] != at:
            self.points.append(at)
        self.changed.emit()

    def drop(self, held: Modifier) -> None:
        self._mark_off(self.points, held)


class DistanceSelecting(Selecting):
    """거리 선택: so far around a place, by a drag, by two clicks, or by typing the metres.

    Parameters
    ----------
    to_degrees : callable
        Gives points of the map's plane, shape (n, 2), as longitude and latitude.
    """

    word = "distance"
    takes_drags = True

    def __init__(self, about: str, to_degrees: Degrees, parent: QObject | None = None) -> None:
        super().__init__(about, parent)
        self._to_degrees = to_degrees
        self.typed = ""  # metres

    @property
    def metres(self) -> float:
        """Distance on the ground, metres."""
        if self.typed:
            return float(self.typed)
        return self._on_ground(self._cursor) if self.points and self._cursor else 0.0

    @property
    def corners(self) -> list[Point]:
        if not self.points or self.metres <= 0:
            return []
        centre = shapely.Point(self.points[0])
        round_ = shapely.buffer(centre, self._on_plane, quad_segs=CIRCLE_SIDES)
        return [(x, y) for x, y in shapely.get_coordinates(round_).tolist()]

    @property
    def _on_plane(self) -> float:
        """The distance on the plane of the map, which stretches the ground a little."""
        x, y = self.points[0]
        if not self.typed and self._cursor is not None:
            return math.dist((x, y), self._cursor)
        kilometre = self._on_ground((x + 1000.0, y))
        return self.metres * 1000.0 / kilometre if kilometre else self.metres

    def _on_ground(self, at: Point) -> float:
        legs = measure_legs(self._to_degrees(np.array([self.points[0], at])))
        return float(legs[0]) if np.isfinite(legs[0]) else 0.0

    def click(self, x: float, y: float, held: Modifier) -> None:
        """Set the middle; the second click ends."""
        self._cursor = (x, y)
        if self.points:
            self.finish(held)
        else:
            self.points, self.typed = [(x, y)], ""
            self.changed.emit()

    def drag(self, start: Point, at: Point) -> None:
        self.points, self.typed = [start], ""
        self.follow(*at)

    def drop(self, held: Modifier) -> None:
        self.finish(held)

    def wants(self, event: QKeyEvent) -> bool:
        """Figures are metres while there is a middle."""
        return super().wants(event) or (bool(self.points) and typed(event, DIGITS) != "")

    def press(self, event: QKeyEvent) -> bool:
        if self.points and typed(event, DIGITS):
            self.typed = (self.typed + typed(event, DIGITS))[:MOST_DIGITS]
        elif self.typed and Key(event.key()) == Key.Key_Backspace:
            self.typed = self.typed[:-1]
        else:
            return super().press(event)
        self.changed.emit()
        return True

    def finish(self, held: Modifier = Modifier.NoModifier) -> None:
        corners = self.corners
        self.typed = ""
        self._mark_off(corners, held)

    def paint_more(self, painter: QPainter, view: View, font: QFont) -> None:
        centre = places(view, self.points[:1])
        ink_dots(painter, centre)
        if self.points and self.metres > 0:
            x, y = self.points[0]
            edge = places(view, [(x, y + self._on_plane)]).first()
            ink_figure(painter, edge, amounts.length(self.metres), font)
