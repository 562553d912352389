"""Drawing a shape point by point: with snapping, along borders, and by typed numbers."""

import math
from collections.abc import Callable, Collection, Sequence
from typing import TypeAlias

import shapely
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFont, QKeyEvent, QKeySequence, QPainter

from scmap.analysis.editing.faults import Fault, fault_of, proposal
from scmap.analysis.editing.making import circle, corridor
from scmap.analysis.editing.snapping import Snap
from scmap.analysis.editing.tracing import traced
from scmap.gui.canvas.drawing import drawing_size
from scmap.gui.canvas.ink import ink_dots, ink_line, places
from scmap.gui.canvas.shape_ink import fault_words, ink_fault, ink_shape, ink_told, room_for
from scmap.gui.canvas.snap_mark import Snapper, ink_snap, snap_words
from scmap.gui.canvas.tool import Key, Modifier, Point, Tool, typed
from scmap.gui.canvas.typed import LETTERS, Said, read_typed, stepped
from scmap.gui.canvas.view import View
from scmap.model import amounts
from scmap.model.coordinates import Typed
from scmap.words import tr

ToPlane: TypeAlias = Callable[[Typed], Point]
Drawn: TypeAlias = tuple[tuple[Point, ...], tuple[int, ...]]  # points, and how many a click set
UNDO = QKeySequence.StandardKey.Undo


class Sketching(Tool):
    """A shape that is being drawn, in metres on the map's plane; it goes on with the next one.

    Signals
    -------
    finished : shapely geometry
        The shape is complete, and valid.
    moved
        The shape is another one than before.

    Parameters
    ----------
    word : str
        What is done, for the words at the head of the map: ``editing.tool.<word>``.
    snapper : Snapper
        Tells what is meant near a place.
    to_plane : callable
        Gives a typed coordinate on the map's plane.
    """

    moved = Signal()
    least = 1  # points
    own: Collection[str] = ()  # features in the hand, to which it does not snap once it moves them

    def __init__(
        self, word: str, snapper: Snapper, to_plane: ToPlane, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.word, self._snapper, self._to_plane = word, snapper, to_plane
        self.points: list[Point] = []
        self.typed = ""
        self.told: tuple[str, ...] = ()  # what is said of the shape, below its size
        self.snap: Snap | None = None
        self.fault: Fault | None = None
        self.offered: shapely.Geometry | None = None  # a mended shape that waits for a yes
        self._steps: list[int] = []  # points that each click set
        self._cursor: Point | None = None

    # -- what is made ------------------------------------------------------------------------

    @property
    def is_busy(self) -> bool:
        return bool(self.points) or bool(self.typed)

    @property
    def corners(self) -> list[Point]:
        """The points that are set, and the way from the last one to the cursor."""
        return [*self.points, *self._way()] if self.points else []

    @property
    def area(self) -> shapely.Geometry | None:
        """The shape as it would be finished at the cursor; None while it is none."""
        return self.made(self.corners)

    def made(self, points: Sequence[Point]) -> shapely.Geometry | None:
        """Give the shape of some points; None while they make none."""
        return shapely.Point(points[-1]) if points else None

    def tell(self, *words: str) -> None:
        """Say something of the shape."""
        self.told = words
        self.changed.emit()

    def begin_again(self) -> None:
        """Forget what was drawn, and be ready for the next one."""
        self.points, self._steps, self.typed, self.told = [], [], "", ()
        self.fault = self.offered = None
        self._renew()

    @property
    def drawn(self) -> Drawn:
        """What was drawn so far."""
        return tuple(self.points), tuple(self._steps)

    def go_on(self, drawn: Drawn) -> None:
        """Go on with what was drawn before."""
        self.begin_again()
        self.points, self._steps = list(drawn[0]), list(drawn[1])
        self._renew()

    # -- the hand ----------------------------------------------------------------------------

    def click(self, x: float, y: float, _held: Modifier) -> None:
        """Set the next point, where the hand snaps; along a border when that is traced."""
        self.follow(x, y)
        if self._cursor is not None:
            self.put(self._cursor)

    def put(self, at: Point) -> None:
        """Set a point just there; a second one at the very same place sets none."""
        self.typed, self.offered = "", None
        way = self._way(at) if self.points else [at]
        if not self.points or self.points[-1] != at:
            self.points += way
            self._steps.append(len(way))
        self._renew()

    def follow(self, x: float, y: float) -> None:
        """Let the open side follow the cursor, or what it snaps to."""
        self.snap = self._snapper.snap((x, y), without=self.own if self.points else ())
        self._cursor = (self.snap.x, self.snap.y) if self.snap is not None else (x, y)
        self._renew()

    def take_back(self) -> None:
        """Take back what the last click set."""
        count = self._steps.pop() if self._steps else 0
        self.points = self.points[: len(self.points) - count]
        self._renew()

    def _way(self, to: Point | None = None) -> list[Point]:
        """Give the way from the last point to the cursor: straight, or along a border."""
        to = to or self._cursor
        if to is None:
            return []
        last = self.points[-1]
        along = self._snapper.traces and last != to
        found = traced(self._snapper.borders(last, to), last, to) if along else None
        return found or [to]

    def _renew(self) -> None:
        shape = self.area
        wrong = shape is not None and shapely.get_dimensions(shape) == 2
        self.fault = fault_of(shape) if wrong else None
        self.moved.emit()
        self.changed.emit()

    # -- keys --------------------------------------------------------------------------------

    def wants(self, event: QKeyEvent) -> bool:
        """Tell so of numbers, too, and of undo while there are points to take back."""
        figure = bool(typed(event, LETTERS))
        return super().wants(event) or figure or (self.is_busy and event.matches(UNDO))

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means here; tells whether it means something."""
        key = event.key()
        if key in (Key.Key_Return, Key.Key_Enter):
            self.enter()
        elif figure := typed(event, LETTERS):
            self.typed += figure
            self.changed.emit()
        elif key == Key.Key_Backspace and self.typed:
            self.typed = self.typed[:-1]
            self.changed.emit()
        elif key == Key.Key_Backspace or (self.is_busy and event.matches(UNDO)):
            self.take_back()
        elif key == Key.Key_Escape and (self.is_busy or self.offered is not None):
            self._step_back()
        else:
            return super().press(event)
        return True

    def enter(self) -> None:
        """Set the point that was typed; without one be done."""
        if not self.typed:
            self.finish()
            return
        said = read_typed(self.typed)
        if said is not None:
            self.take_typed(said)
        self.changed.emit()

    def take_typed(self, said: Said) -> None:
        """Set the point that was typed, if it is one."""
        at = self.meant(said, self.points[-1] if self.points else None)
        if at is not None:
            self._cursor, self.snap = at, None
            self.put(at)

    def meant(self, said: Said, last: Point | None) -> Point | None:
        """Give the place that was typed."""
        if said.place is not None:
            return self._to_plane(said.place)
        return stepped(said, last, self._cursor)

    def _step_back(self) -> None:
        """Let go of what was offered, then of what was typed, then of the last point."""
        if self.offered is not None:
            self.offered = None
        elif self.typed:
            self.typed = ""
        else:
            self.take_back()
        self.changed.emit()

    def finish(self, _held: Modifier = Modifier.NoModifier) -> None:
        """Be done with the shape; one that is invalid is offered mended first."""
        if self.offered is not None:
            self.finished.emit(self.offered)
            return
        shape = self.made(self.points)
        if shape is None or len(self.points) < self.least:
            return
        if shapely.get_dimensions(shape) == 2 and fault_of(shape) is not None:
            self.fault, self.offered = fault_of(shape), proposal(shape)
            self.changed.emit()
        else:
            self.finished.emit(shape)

    # -- paint -------------------------------------------------------------------------------

    def paint(self, painter: QPainter, view: View, font: QFont) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink_told(painter, view, font, self.words(room_for(view, self.told)))
        self.paint_shape(painter, view)
        if self.fault is not None:
            ink_fault(painter, view, font, self.fault)
        if self.snap is not None:
            ink_snap(painter, view, font, self.snap, snap_words(self.snap, self._snapper))
        painter.restore()

    def paint_shape(self, painter: QPainter, view: View) -> None:
        """Paint what is drawn so far."""
        shape = self.offered if self.offered is not None else self.area
        if shape is not None:
            ink_shape(painter, view, shape)
        elif len(self.corners) > 1:
            ink_line(painter, places(view, self.corners))
        ink_dots(painter, places(view, self.points))

    def words(self, told: Sequence[str] = ()) -> tuple[str, ...]:
        """Say what is done, how large it is, what is typed, and how to go on.

        Parameters
        ----------
        told : sequence of str
            What else is said of the shape.
        """
        if self.offered is not None and self.fault is not None:
            wrong = tr("editing.invalid", why=fault_words(self.fault))
            return (wrong, *self._measure(self.offered), tr("editing.mend"))
        lines = [tr(f"editing.tool.{self.word}")]
        if self.fault is None:
            lines += [*self._measure(self.area), *told]
        else:
            lines.append(tr("editing.invalid", why=fault_words(self.fault)))
        if self.typed:
            lines.append(tr("editing.typed", text=self.typed))
        return (*lines, self.keys)

    @property
    def keys(self) -> str:
        """How to go on."""
        return tr("editing.keys" if self.is_busy else "editing.begin")

    def _measure(self, shape: shapely.Geometry | None) -> tuple[str, ...]:
        """Say how large a shape is, and how long its last side."""
        if shape is None:
            return ()
        dimensions = int(shapely.get_dimensions(shape))
        if dimensions == 2:
            return drawing_size(float(shape.area))
        return (amounts.length(float(shape.length)),) if dimensions == 1 else ()


class PointSketching(Sketching):
    """A point: each click makes one."""

    def put(self, at: Point) -> None:
        super().put(at)
        self.finish()


class LineSketching(Sketching):
    """A line of any number of corners."""

    least = 2

    def made(self, points: Sequence[Point]) -> shapely.Geometry | None:
        apart = list(dict.fromkeys(points))
        return shapely.LineString(points) if len(apart) > 1 else None


class AreaSketching(Sketching):
    """An area; while its sides cross, the place and the reason are shown."""

    least = 3

    def made(self, points: Sequence[Point]) -> shapely.Geometry | None:
        apart = list(dict.fromkeys(points))
        return shapely.Polygon(points) if len(apart) >= self.least else None

    def paint_shape(self, painter: QPainter, view: View) -> None:
        super().paint_shape(painter, view)
        if self.offered is None and self.corners:
            ink_line(painter, places(view, self.corners), closed=True)


class CircleSketching(Sketching):
    """A circle: its middle, then its edge or the metres of its radius."""

    least = 2

    @property
    def radius(self) -> float:
        """Metres from the middle to the edge."""
        corners = self.corners
        return math.dist(corners[0], corners[-1]) if len(corners) > 1 else 0.0

    def made(self, points: Sequence[Point]) -> shapely.Geometry | None:
        radius = math.dist(points[0], points[-1]) if len(points) > 1 else 0.0
        return circle(points[0], radius) if radius else None

    def put(self, at: Point) -> None:
        super().put(at)
        if len(self.points) >= self.least:
            self.finish()

    def meant(self, said: Said, last: Point | None) -> Point | None:
        if said.kind == "length" and last is not None:
            return last[0] + said.one, last[1]  # a radius needs no direction
        return super().meant(said, last)

    def _way(self, to: Point | None = None) -> list[Point]:
        there = to or self._cursor
        return [there] if there is not None else []

    def _measure(self, shape: shapely.Geometry | None) -> tuple[str, ...]:
        size = super()._measure(shape)
        return (*size, tr("editing.radius", length=amounts.length(self.radius))) if size else ()


class CorridorSketching(Sketching):
    """A corridor: its middle line, then its width by the hand or in metres."""

    least = 2

    def __init__(
        self, word: str, snapper: Snapper, to_plane: ToPlane, parent: QObject | None = None
    ) -> None:
        super().__init__(word, snapper, to_plane, parent)
        self.line: shapely.Geometry | None = None  # the middle line, once it is complete
        self.width = 0.0

    def made(self, points: Sequence[Point]) -> shapely.Geometry | None:
        if self.line is not None:
            return corridor(self.line, self.width)
        apart = list(dict.fromkeys(points))
        return shapely.LineString(points) if len(apart) > 1 else None

    def follow(self, x: float, y: float) -> None:
        if self.line is not None:
            self.width = 2 * float(self.line.distance(shapely.Point(x, y)))
        super().follow(x, y)

    def click(self, x: float, y: float, held: Modifier) -> None:
        if self.line is None:
            super().click(x, y, held)
        else:
            self.follow(x, y)
            self.finish()

    def take_typed(self, said: Said) -> None:
        if self.line is None:
            super().take_typed(said)
        elif said.kind == "length" and said.one > 0:
            self.typed, self.width = "", said.one
            self.finish()

    def take_back(self) -> None:
        self.line = None
        super().take_back()

    def finish(self, held: Modifier = Modifier.NoModifier) -> None:
        if self.line is None and len(self.points) >= self.least:
            self.line = self.made(self.points)
            self._renew()
        elif self.line is not None:
            super().finish(held)

    def begin_again(self) -> None:
        self.line, self.width = None, 0.0
        super().begin_again()

    def words(self, told: Sequence[str] = ()) -> tuple[str, ...]:
        if self.line is None:
            return super().words(told)
        *lines, _keys = super().words(told)
        width = tr("editing.width", length=amounts.length(self.width))
        return (*lines, width, tr("editing.width.keys"))
