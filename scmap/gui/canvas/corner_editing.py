"""Editing corners: a drag moves one or makes one of a side, Delete takes one out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import shapely
from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPen

from scmap.analysis.editing.corners import corner_inserted, corner_moved, corner_removed
from scmap.analysis.editing.faults import Fault, fault_of, proposal
from scmap.analysis.editing.snapping import Snap, foot_on, sides_of
from scmap.cartography.highlight import ACCENT, CASING
from scmap.gui.canvas.shape_ink import fault_words, ink_fault, ink_shape, ink_told, room_for
from scmap.gui.canvas.snap_mark import MARK, Snapper, ink_snap, snap_words
from scmap.gui.canvas.tool import Key, Modifier, Point, Tool
from scmap.gui.canvas.view import View
from scmap.model.layer import objects
from scmap.words import tr

Shapes: TypeAlias = Mapping[str, shapely.Geometry]
Neighbours: TypeAlias = Callable[[Point], Shapes]
Side: TypeAlias = tuple[Point, Point]

REACH_PX = 10.0  # of a corner or a side from the cursor
MOST_MARKED = 1_500  # corners in sight that are marked; of more only the nearest is
HALF = 3.5
DELETES = (Key.Key_Delete, Key.Key_Backspace)


@dataclass(frozen=True, slots=True)
class Grip:
    """What lies under the cursor: a corner, or a side at a place on it."""

    at: Point
    side: Side | None = None


class CornerEditing(Tool):
    """The corners of one feature, and of neighbours that share them.

    Signals
    -------
    finished : (mapping of str to Geometry, str)
        Shapes by uid, and what was done: "moved", "inserted", "removed" or "mended".
    moved
        The shape is another one than before.
    gripped : bool
        Whether a drag would now move something; else it pushes the map.
    picked : (float, float)
        A click where there is nothing to grip: another feature may be meant.
    emptied
        Too few corners would be left.

    Parameters
    ----------
    snapper : Snapper
        Tells what is meant near a place.
    neighbours : callable
        Gives the shapes that have a corner at a place, by uid: all whose border is shared.
    """

    moved = Signal()
    gripped = Signal(bool)
    picked = Signal(float, float)
    emptied = Signal()

    def __init__(
        self, snapper: Snapper, neighbours: Neighbours, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._snapper, self._neighbours = snapper, neighbours
        self._pixel = 1.0
        self.uid = ""
        self.shape: shapely.Geometry | None = None
        self.grip: Grip | None = None
        self.told: tuple[str, ...] = ()
        self.snap: Snap | None = None
        self.fault: Fault | None = None
        self.offered: Shapes = {}
        self._sides = np.empty((0, 4))
        self._held: Shapes = {}  # shapes that move with what is held, as they were
        self._from: Point | None = None
        self._made: Shapes = {}
        self._deed: Literal["moved", "inserted", "mended"] = "moved"

    @property
    def is_busy(self) -> bool:
        return bool(self._made) or bool(self.offered)

    @property
    def area(self) -> shapely.Geometry | None:
        """The feature's shape as it would be."""
        made = self.offered or self._made
        return made.get(self.uid, self.shape)

    def edit(self, uid: str, shape: shapely.Geometry | None) -> None:
        """Edit the corners of another feature, or of the same in another shape."""
        self.uid, self.shape = uid, shape
        self._sides = sides_of(objects([shape] if shape is not None else []))[0]
        self._let_go()
        self._offer_mended()

    def _offer_mended(self) -> None:
        """Offer a shape that is invalid as it is in the project mended, and show where it is."""
        self.fault = _fault(self.shape) if self.shape is not None else None
        mended = proposal(self.shape) if self.fault is not None else None
        if mended is not None:
            self.offered, self._deed = {self.uid: mended}, "mended"
            self.changed.emit()

    def tell(self, *words: str) -> None:
        """Say something of the shape."""
        self.told = words
        self.changed.emit()

    # -- the hand ----------------------------------------------------------------------------

    def follow(self, x: float, y: float) -> None:
        """Find what is under the cursor."""
        if self._from is not None or self.offered:
            return
        grip = self._grip((x, y))
        if grip != self.grip:
            self.grip = grip
            self.gripped.emit(grip is not None)
            self.changed.emit()

    def click(self, x: float, y: float, held: Modifier) -> None:
        """Take a corner out with Alt, or make one of a side; elsewhere another feature is meant."""
        if self.offered:
            return
        self.follow(x, y)
        if self.grip is None:
            self.picked.emit(x, y)
        elif held & Modifier.AltModifier:
            self.remove()
        elif self.grip.side is not None:
            self._hold(self.grip)
            self._made = self._held
            self._settle()

    def drag(self, start: Point, at: Point) -> None:
        """Move what lay under the cursor when the drag began."""
        if self._from is None:
            self.grip = self._grip(start) or self.grip
            if self.grip is None:
                return
            self._hold(self.grip)
        if self._from is None:
            return
        self.snap = self._snapper.snap(at, without=tuple(self._held))
        to = (self.snap.x, self.snap.y) if self.snap is not None else at
        self._made = {uid: corner_moved(one, self._from, to) for uid, one in self._held.items()}
        shape = self._made.get(self.uid)
        self.fault = fault_of(shape) if shape is not None else None
        self.grip = Grip(to)
        self.moved.emit()
        self.changed.emit()

    def drop(self, _held: Modifier) -> None:
        if self._made:
            self._settle()
        else:
            self._let_go()

    def remove(self) -> None:
        """Take the corner under the cursor out of every shape that has it."""
        if self.grip is None or self.grip.side is not None:
            return
        at = self.grip.at
        made = {uid: corner_removed(one, at) for uid, one in self._around(at).items()}
        left = {uid: one for uid, one in made.items() if one is not None}
        if len(left) < len(made):
            self.emptied.emit()
            return
        self._let_go()
        self.finished.emit((left, "removed"))

    def _hold(self, grip: Grip) -> None:
        """Take up a corner; of a side one is made first, in each shape that has that side."""
        if grip.side is None:
            self._deed, self._held = "moved", self._around(grip.at)
        else:
            one, other = (self._around(end) for end in grip.side)
            self._deed = "inserted"
            self._held = {
                uid: corner_inserted(shape, grip.side, grip.at)
                for uid, shape in one.items()
                if uid in other
            }
        self._from = grip.at

    def _around(self, at: Point) -> Shapes:
        own = {self.uid: self.shape} if self.shape is not None else {}
        return {**self._neighbours(at), **own}

    def _settle(self) -> None:
        """Hand over what was made; where it is invalid, offer it mended first."""
        wrong = {uid: fault for uid, one in self._made.items() if (fault := _fault(one))}
        if not wrong:
            made, deed = self._made, self._deed
            self._let_go()
            self.finished.emit((made, deed))
            return
        self.fault = next(iter(wrong.values()))
        mended = {uid: proposal(self._made[uid]) for uid in wrong}
        if all(one is not None for one in mended.values()):
            self.offered = {**self._made, **mended}
        else:
            self._let_go()
        self.changed.emit()

    def _let_go(self) -> None:
        self._held, self._made, self.offered = {}, {}, {}
        self._from = self.snap = self.fault = self.grip = None
        self.gripped.emit(False)
        self.moved.emit()
        self.changed.emit()

    def _grip(self, at: Point) -> Grip | None:
        reach = REACH_PX * self._pixel
        if not len(self._sides):
            return None
        ends = np.vstack((self._sides[:, :2], self._sides[:, 2:]))
        away = np.hypot(*(ends - at).T)
        best = int(np.argmin(away))
        if away[best] <= reach:
            x, y = ends[best].tolist()
            return Grip((x, y))
        near, x, y, distance = foot_on(self._sides, at)
        if distance > reach:
            return None
        x0, y0, x1, y1 = self._sides[near].tolist()
        return Grip((x, y), ((x0, y0), (x1, y1)))

    # -- keys --------------------------------------------------------------------------------

    def wants(self, event: QKeyEvent) -> bool:
        """Tell so of Delete while a corner is under the cursor."""
        return super().wants(event) or Key(event.key()) in DELETES

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means here; tells whether it means something."""
        key = event.key()
        if key in (Key.Key_Return, Key.Key_Enter):
            self.finish()
        elif key in DELETES:
            self.remove()
        elif key == Key.Key_Escape and (self.is_busy or self._from is not None):
            self._let_go()
        else:
            return super().press(event)
        return True

    def finish(self, _held: Modifier = Modifier.NoModifier) -> None:
        """Accept what is offered, or put the tool down."""
        if self.offered:
            made, deed = self.offered, self._deed
            self._let_go()
            self.finished.emit((made, deed))
        elif not self._made:
            self.cancelled.emit()

    # -- paint -------------------------------------------------------------------------------

    def paint(self, painter: QPainter, view: View, font: QFont) -> None:
        self._pixel = view.ground_pixel
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink_told(painter, view, font, self._words(room_for(view, self.told)))
        for shape in (self.offered or self._made).values():
            ink_shape(painter, view, shape)
        self._ink_corners(painter, view)
        if self.grip is not None:
            _ink_grip(painter, view, self.grip)
        if self.fault is not None:
            ink_fault(painter, view, font, self.fault)
        if self.snap is not None:
            ink_snap(painter, view, font, self.snap, snap_words(self.snap, self._snapper))
        painter.restore()

    def _ink_corners(self, painter: QPainter, view: View) -> None:
        """Mark the corners in sight, as far as they can be told apart."""
        shape, seen = self.area, view.seen
        if shape is None:
            return
        x, y = shapely.get_coordinates(shape).T
        inside = (x >= seen.x0) & (x <= seen.x1) & (y >= seen.y0) & (y <= seen.y1)
        if int(inside.sum()) > MOST_MARKED:
            return
        painter.setPen(QPen(QColor(ACCENT), 1.2))
        painter.setBrush(QColor(CASING))
        for px, py in view.screens(np.column_stack((x, y))[inside]).tolist():
            painter.drawRect(QRectF(px - HALF, py - HALF, 2 * HALF, 2 * HALF))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _words(self, told: Sequence[str]) -> tuple[str, ...]:
        if self.offered and self.fault is not None:
            return (tr("editing.invalid", why=fault_words(self.fault)), tr("editing.mend"))
        if self.shape is None:
            return (tr("editing.tool.corners"), tr("editing.corners.none"))
        keys = "drag" if self._from is not None else "keys"
        lines = [tr("editing.tool.corners"), *told]
        if self.fault is not None:
            lines.insert(1, tr("editing.invalid", why=fault_words(self.fault)))
        if len(self._held) > 1:
            lines.insert(1, tr("editing.corners.shared", count=len(self._held)))
        return (*lines, tr(f"editing.corners.{keys}"))


def _fault(shape: shapely.Geometry) -> Fault | None:
    return fault_of(shape) if shapely.get_dimensions(shape) == 2 else None


def _ink_grip(painter: QPainter, view: View, grip: Grip) -> None:
    at = QPointF(*view.screen(*grip.at))
    painter.setPen(QPen(MARK, 2.0))
    painter.setBrush(QColor(CASING))
    size = HALF + (2.0 if grip.side is None else 0.5)
    if grip.side is None:
        painter.drawRect(QRectF(at.x() - size, at.y() - size, 2 * size, 2 * size))
    else:
        painter.drawEllipse(at, size, size)
    painter.setBrush(Qt.BrushStyle.NoBrush)
