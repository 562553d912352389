"""Drawing an area on the map: a click sets a point, Enter or a double click ends."""

import math

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPainterPath, QPen

from scmap.analysis.repair import areal
from scmap.cartography.highlight import ACCENT, CASING
from scmap.gui.canvas.ink import ink_area, ink_dots, ink_line, ink_words, places
from scmap.gui.canvas.tool import Key, Modifier, Point, Tool
from scmap.gui.canvas.view import View
from scmap.model import amounts
from scmap.words import tr

LEAST_POINTS = 3
FINE = 1_500  # corners of an area that is drawn with a cased, dashed line
POLYGON = 3  # GEOS type id


class Drawing(Tool):
    """An area that is being drawn, in metres on the map's plane.

    Signals
    -------
    finished : shapely geometry
        The area is closed: valid, and larger than nothing.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.points: list[Point] = []
        self._cursor: Point | None = None

    @property
    def is_busy(self) -> bool:
        return bool(self.points)

    @property
    def area(self) -> shapely.Geometry | None:
        """The area as it would be closed at the cursor; None while it is none."""
        return area_of(self._corners())

    def _corners(self) -> list[Point]:
        return [*self.points, *([self._cursor] if self._cursor and self.points else [])]

    def click(self, x: float, y: float, _held: Modifier) -> None:
        """Set the next point, or put down what is carried."""
        self.add(x, y)

    def add(self, x: float, y: float) -> None:
        """Set the next point; a second one at the very same place sets none."""
        if not self.points or self.points[-1] != (x, y):
            self.points.append((x, y))
        self.changed.emit()

    def follow(self, x: float, y: float) -> None:
        """Let the open side follow the cursor."""
        self._cursor = (x, y)
        self.changed.emit()

    def take_back(self) -> None:
        """Take the last point back."""
        if self.points:
            self.points.pop()
        self.changed.emit()

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means here; tells whether it means something."""
        key = event.key()
        if key in (Key.Key_Return, Key.Key_Enter):
            self.finish(event.modifiers())
        elif key == Key.Key_Backspace:
            self.take_back()
        else:
            return super().press(event)
        return True

    def finish(self, _held: Modifier = Modifier.NoModifier) -> None:
        """Close the area; while it is none, go on drawing."""
        area = area_of(self.points)
        if area is not None:
            self.finished.emit(area)

    def paint(self, painter: QPainter, view: View, font: QFont) -> None:
        """Paint what is drawn so far, the side that follows the cursor, and how to go on."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = self._corners()
        corners = places(view, shown)
        ink_area(painter, corners)
        ink_line(painter, corners, closed=True)
        ink_dots(painter, places(view, self.points))
        area = area_of(shown)
        size = float(area.area) if area is not None else 0.0
        ink_words(painter, view, font, (*drawing_size(size), tr("drawing.keys")))
        painter.restore()


def drawing_size(m2: float) -> tuple[str, ...]:
    """Say how large an area is; nothing while it is none."""
    return (tr("drawing.size", size=amounts.square_km(m2)),) if m2 else ()


def area_of(points: list[Point]) -> shapely.Geometry | None:
    """Give the area within points, mended where its sides cross; None while they hold none."""
    if len(points) < LEAST_POINTS or not all(map(math.isfinite, sum(points, ()))):
        return None
    area = areal(shapely.make_valid(shapely.Polygon(points)))
    return area if area is not None and area.area > 0 else None


def paint_area(painter: QPainter, view: View, area: shapely.Geometry) -> None:
    """Paint an area that is not part of the project: a wash, and a dashed line about it.

    One of very many corners has a plain thin line, so that a hand that moves it never waits.
    """
    rings = _rings_in_sight(view, area)
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    for ring in rings:
        path.addPolygon(places(view, shapely.get_coordinates(ring)))
    accent = QColor(ACCENT)
    wash = QColor(accent)
    wash.setAlphaF(0.12)
    fine = int(shapely.get_num_coordinates(rings).sum()) <= FINE
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, fine)
    painter.fillPath(path, wash)
    if fine:
        painter.strokePath(path, QPen(QColor(CASING), 4.0))
        painter.strokePath(path, QPen(accent, 2.0, Qt.PenStyle.DashLine))
    else:
        painter.strokePath(path, QPen(accent, 0.0))
    painter.restore()


def _rings_in_sight(view: View, area: shapely.Geometry) -> NDArray[np.object_]:
    """Give the rings of an area that can be seen, as fine as the canvas shows them."""
    around, fine = _around(view), view.ground_pixel
    parts = shapely.get_parts(area)
    x0, y0, x1, y1 = shapely.bounds(parts).T
    seen = (x1 >= around[0]) & (x0 <= around[2]) & (y1 >= around[1]) & (y0 <= around[3])
    large = np.maximum(x1 - x0, y1 - y0) >= fine
    kept = parts[seen & large] if (seen & large).any() else parts[seen][:1]
    inside = shapely.clip_by_rect(kept, *around)
    cut = shapely.get_parts(shapely.simplify(inside, fine, preserve_topology=False))
    rings: NDArray[np.object_] = shapely.get_rings(cut[shapely.get_type_id(cut) == POLYGON])
    return rings


def _around(view: View) -> tuple[float, float, float, float]:
    """Give the ground in sight and some more, so that no line shows where it is cut."""
    seen = view.seen.grown(0.2)
    return seen.x0, seen.y0, seen.x1, seen.y1
