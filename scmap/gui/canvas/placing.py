"""Shapes in the hand: moved, turned, or grown; by the hand with snapping, or by typed numbers."""

import math
from collections.abc import Sequence

import shapely
from PySide6.QtCore import QObject
from PySide6.QtGui import QPainter

from scmap.analysis.editing.making import bearing, buffered, moved, turned
from scmap.errors import InputError
from scmap.gui.canvas.ink import ink_dots, ink_line, places
from scmap.gui.canvas.shape_ink import ink_shape
from scmap.gui.canvas.sketching import Sketching, ToPlane
from scmap.gui.canvas.snap_mark import Snapper
from scmap.gui.canvas.tool import Modifier, Point
from scmap.gui.canvas.typed import Said
from scmap.gui.canvas.view import View
from scmap.model import amounts
from scmap.words import tr


class Placing(Sketching):
    """What is done to a shape that is there already; `finished` tells the new one.

    Parameters
    ----------
    shape : Geometry
        All shapes in the hand, as one.
    """

    def __init__(
        self,
        word: str,
        shape: shapely.Geometry,
        snapper: Snapper,
        to_plane: ToPlane,
        parent: QObject | None = None,
    ) -> None:
        self.shape = shape
        super().__init__(word, snapper, to_plane, parent)

    def _way(self, to: Point | None = None) -> list[Point]:
        there = to or self._cursor
        return [there] if there is not None else []

    @property
    def keys(self) -> str:
        return tr(f"editing.{self.word}.{'keys' if self.is_busy else 'begin'}")

    def paint_shape(self, painter: QPainter, view: View) -> None:
        shape = self.area
        ink_shape(painter, view, self.shape if shape is None else shape)
        if len(self.corners) > 1:
            ink_line(painter, places(view, self.corners))
        ink_dots(painter, places(view, self.points))

    def finish(self, _held: Modifier = Modifier.NoModifier) -> None:
        shape = self.made(self.points)
        if shape is not None:
            self.finished.emit(shape)


class Moving(Placing):
    """Moves by two points: what is taken hold of, and where that goes."""

    least = 2

    @property
    def by(self) -> tuple[float, float]:
        """Metres east and north."""
        ends = self.points if len(self.points) >= self.least else self.corners
        if len(ends) < self.least:
            return 0.0, 0.0
        return ends[-1][0] - ends[0][0], ends[-1][1] - ends[0][1]

    def made(self, points: Sequence[Point]) -> shapely.Geometry | None:
        if len(points) < self.least:
            return None
        (x0, y0), (x1, y1) = points[0], points[-1]
        return moved(self.shape, x1 - x0, y1 - y0)

    def put(self, at: Point) -> None:
        super().put(at)
        if len(self.points) >= self.least:
            self.finish()

    def take_typed(self, said: Said) -> None:
        if not self.points:  # a step is enough where nothing was taken hold of
            middle = self.shape.centroid
            super().put((float(middle.x), float(middle.y)))
        super().take_typed(said)

    def _measure(self, shape: shapely.Geometry | None) -> tuple[str, ...]:
        dx, dy = self.by
        if shape is None:
            return ()
        far = amounts.length(math.hypot(dx, dy))
        return (tr("editing.moved_by", length=far, east=f"{dx:,.1f}", north=f"{dy:,.1f}"),)


class Turning(Placing):
    """Turns about the middle, or about a place chosen with Shift; by the hand or in degrees."""

    least = 2

    def __init__(
        self, shape: shapely.Geometry, snapper: Snapper, to_plane: ToPlane, parent: QObject | None
    ) -> None:
        middle = shape.centroid
        self.about: Point = (float(middle.x), float(middle.y))
        self._typed_turn: float | None = None
        super().__init__("rotate", shape, snapper, to_plane, parent)

    @property
    def degrees(self) -> float:
        """How far it is turned, clockwise."""
        if self._typed_turn is not None:
            return self._typed_turn
        ends = self.points if len(self.points) >= self.least else self.corners
        if len(ends) < self.least:
            return 0.0
        turn = bearing(self.about, ends[0]) - bearing(self.about, ends[-1])
        return (turn + 180) % 360 - 180

    def made(self, points: Sequence[Point]) -> shapely.Geometry | None:
        if self._typed_turn is not None:
            return turned(self.shape, self.about, -self._typed_turn)
        if len(points) < self.least:
            return None
        turn = bearing(self.about, points[-1]) - bearing(self.about, points[0])
        return turned(self.shape, self.about, turn)

    def click(self, x: float, y: float, held: Modifier) -> None:
        if held & Modifier.ShiftModifier:
            self.follow(x, y)
            self.about = self._cursor or self.about
            self.changed.emit()
        else:
            super().click(x, y, held)

    def put(self, at: Point) -> None:
        super().put(at)
        if len(self.points) >= self.least:
            self.finish()

    def take_typed(self, said: Said) -> None:
        if said.kind == "length":
            self._typed_turn = said.one
            self.finish()

    def begin_again(self) -> None:
        self._typed_turn = None
        super().begin_again()

    def paint_shape(self, painter: QPainter, view: View) -> None:
        super().paint_shape(painter, view)
        ink_dots(painter, places(view, [self.about]))

    def _measure(self, shape: shapely.Geometry | None) -> tuple[str, ...]:
        if shape is None:
            return ()
        return (tr("editing.turned_by", degrees=f"{self.degrees:.1f}"),)


class Growing(Placing):
    """Grows a shape, or shrinks an area, by the cursor's distance from its border or in metres."""

    by_metres = 0.0  # by how much what was made is larger

    @property
    def metres(self) -> float:
        """By how much; less than nothing while the cursor is inside an area."""
        return self._away(self._cursor) if self._cursor is not None else 0.0

    @property
    def is_busy(self) -> bool:
        return bool(self.typed)

    @property
    def area(self) -> shapely.Geometry | None:
        return self.made([self._cursor] if self._cursor is not None else [])

    def made(self, points: Sequence[Point]) -> shapely.Geometry | None:
        return self._grown(self._away(points[-1])) if points else None

    def put(self, at: Point) -> None:
        super().put(at)
        self._hand_over(self._away(at))

    def take_typed(self, said: Said) -> None:
        if said.kind == "length":
            self._hand_over(said.one)

    def _hand_over(self, metres: float) -> None:
        made = self._grown(metres)
        self.begin_again()
        if made is not None:
            self.by_metres = metres
            self.finished.emit(made)

    def _away(self, at: Point) -> float:
        place = shapely.Point(at)
        inside = shapely.get_dimensions(self.shape) == 2 and self.shape.contains(place)
        edge = self.shape.boundary if inside else self.shape
        return float(edge.distance(place)) * (-1 if inside else 1)

    def _grown(self, metres: float) -> shapely.Geometry | None:
        try:
            return buffered(self.shape, metres)
        except InputError:
            return None

    def _measure(self, shape: shapely.Geometry | None) -> tuple[str, ...]:
        away = tr("editing.grown_by", length=f"{self.metres:,.1f}")
        return (away, *super()._measure(shape))
