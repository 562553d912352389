"""Measuring on the map: a length leg by leg, or an area; on the ellipsoid, live at the cursor."""

import math
from collections.abc import Callable
from functools import cached_property
from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPointF, QRectF
from PySide6.QtGui import QFont, QGuiApplication, QKeyEvent, QKeySequence, QPainter

from scmap.analysis.geodesic import measure_area, measure_legs
from scmap.gui.canvas.drawing import LEAST_POINTS, area_of
from scmap.gui.canvas.ink import ink_area, ink_dots, ink_figure, ink_line, ink_words, places
from scmap.gui.canvas.tool import Key, Modifier, Point, Tool
from scmap.gui.canvas.view import View
from scmap.model import amounts
from scmap.words import tr

Degrees: TypeAlias = Callable[[NDArray[np.float64]], NDArray[np.float64]]

LEG_PX = 64.0  # a shorter leg on screen has no figure of its own
BESIDE = QPointF(0, -22)  # of the last point, where the sum stands
COPY = QKeySequence.StandardKey.Copy


class Measuring(Tool):
    """Sets points and tells a figure; what was measured stays until the next one begins.

    Parameters
    ----------
    to_degrees : callable
        Gives points of the map's plane, shape (n, 2), as longitude and latitude.
    """

    word = ""  # of this kind of measuring

    def __init__(self, to_degrees: Degrees, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._to_degrees = to_degrees
        self.points: list[Point] = []
        self.is_done = False
        self.is_copied = False
        self._cursor: Point | None = None

    @property
    def is_busy(self) -> bool:
        return bool(self.points) and not self.is_done

    @property
    def corners(self) -> list[Point]:
        """The points that are set, and the cursor while one measures."""
        follows = self._cursor is not None and self.points and not self.is_done
        return [*self.points, *([self._cursor] if follows and self._cursor else [])]

    @property
    def figure(self) -> str:
        """What is measured so far, in words; "" while that is nothing."""
        return ""

    def click(self, x: float, y: float, _held: Modifier) -> None:
        """Set the next point; the first of a new measurement when the last one is done."""
        if self.is_done:
            self.points, self.is_done = [], False
        if not self.points or self.points[-1] != (x, y):
            self.points.append((x, y))
        self._renew()

    def follow(self, x: float, y: float) -> None:
        """Measure up to the cursor."""
        self._cursor = (x, y)
        if self.points and not self.is_done:
            self._renew()

    def wants(self, event: QKeyEvent) -> bool:
        """Tell so of copying, too, while there is a figure."""
        return super().wants(event) or (bool(self.figure) and event.matches(COPY))

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means here; tells whether it means something."""
        key = event.key()
        if key in (Key.Key_Return, Key.Key_Enter):
            self.finish()
        elif key == Key.Key_Backspace:
            self.is_done = False
            self.points = self.points[:-1]
            self._renew()
        elif key == Key.Key_Escape and self.points:
            self.points, self.is_done = [], False
            self._renew()
        elif event.matches(COPY) and self.figure:
            self.copy()
        else:
            return super().press(event)
        return True

    def copy(self) -> None:
        """Copy the figure."""
        QGuiApplication.clipboard().setText(self.figure)
        self.is_copied = True
        self.changed.emit()

    def finish(self, _held: Modifier = Modifier.NoModifier) -> None:
        """End the measurement; what was measured stays in sight."""
        if len(self.points) > 1:
            self.is_done = True
            self._renew()
            self.finished.emit(self.figure)

    def _renew(self) -> None:
        """Forget what was measured up to another cursor."""
        self.is_copied = False
        for name in ("legs", "ground"):
            self.__dict__.pop(name, None)
        self.changed.emit()

    def _degrees(self, points: list[Point] | NDArray[np.float64]) -> NDArray[np.float64]:
        return self._to_degrees(np.asarray(points, dtype=np.float64).reshape(-1, 2))

    def paint(self, painter: QPainter, view: View, font: QFont) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_shape(painter, view, font)
        state = "copied" if self.is_copied else "done" if self.is_done else "keys"
        figure = self.figure or tr(f"tools.{self.word}.begin")
        ink_words(painter, view, font, (figure, tr(f"tools.measure.{state}")))
        painter.restore()

    def paint_shape(self, painter: QPainter, view: View, font: QFont) -> None:
        """Paint what is measured."""


class LengthMeasuring(Measuring):
    """거리 재기: a line of any number of legs."""

    word = "length"

    @cached_property
    def legs(self) -> NDArray[np.float64]:
        """Metres of each leg, shape (n - 1,)."""
        return measure_legs(self._degrees(self.corners))

    @property
    def figure(self) -> str:
        if not len(self.legs):
            return ""
        total = amounts.length(math.fsum(self.legs))
        if len(self.legs) == 1:
            return tr("tools.length.figure", total=total)
        last = amounts.length(float(self.legs[-1]))
        return tr("tools.length.legs", total=total, last=last, count=len(self.legs))

    def paint_shape(self, painter: QPainter, view: View, font: QFont) -> None:
        corners = places(view, self.corners)
        ink_line(painter, corners)
        ink_dots(painter, places(view, self.points))
        seen = QRectF(0, 0, view.width, view.height)
        told = self.legs if self.is_done else self.legs[:-1]  # the last one is told in words
        for number, leg in enumerate(told if len(self.legs) > 1 else ()):
            ends = corners.at(number), corners.at(number + 1)
            across = ends[1] - ends[0]
            middle = (ends[0] + ends[1]) / 2
            if math.hypot(across.x(), across.y()) >= LEG_PX and seen.contains(middle):
                ink_figure(painter, middle, amounts.length(float(leg)), font)
        if len(self.legs):
            total = amounts.length(math.fsum(self.legs))
            ink_figure(painter, corners.last() + BESIDE, total, font)


class AreaMeasuring(Measuring):
    """면적 재기: the area within a ring, and how long its border is."""

    word = "area"

    @cached_property
    def ground(self) -> tuple[float, float]:
        """Area in m² and length of the border in metres, mended where the ring crosses itself."""
        mended = area_of(self.corners)
        if mended is None:
            return 0.0, 0.0
        sizes = []
        for polygon in shapely.get_parts(mended):
            whole, border = measure_area(self._degrees(shapely.get_coordinates(polygon.exterior)))
            sizes.append((whole, border))
            for hole in polygon.interiors:
                empty, edge = measure_area(self._degrees(shapely.get_coordinates(hole)))
                sizes.append((-empty, edge))
        area, borders = (math.fsum(part) for part in zip(*sizes, strict=True))
        return area, borders

    @property
    def figure(self) -> str:
        area, border = self.ground
        if not area:
            return ""
        return tr("tools.area.figure", area=amounts.ground(area), border=amounts.length(border))

    def paint_shape(self, painter: QPainter, view: View, font: QFont) -> None:
        corners = places(view, self.corners)
        ink_area(painter, corners)
        ink_line(painter, corners, closed=True)
        ink_dots(painter, places(view, self.points))
        if len(self.corners) >= LEAST_POINTS and self.ground[0]:
            middle = corners.boundingRect().center()
            ink_figure(painter, middle, amounts.ground(self.ground[0]), font)
