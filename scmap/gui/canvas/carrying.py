"""Carrying an area over the map: it follows the cursor, a click or Enter puts it down."""

import shapely
from PySide6.QtCore import QObject
from PySide6.QtGui import QFont, QKeyEvent, QPainter
from shapely import affinity

from scmap.gui.canvas.drawing import Drawing, drawing_size, paint_area
from scmap.gui.canvas.ink import ink_words
from scmap.gui.canvas.tool import Key, Modifier
from scmap.gui.canvas.view import View
from scmap.words import tr

STEP = 20  # pixels that an arrow key carries it


class Carrying(Drawing):
    """An area that hangs on the cursor; it keeps its shape.

    Parameters
    ----------
    area : shapely geometry
        What is carried, where it was.
    """

    def __init__(self, area: shapely.Geometry, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._whole, self._light = area, (0.0, area)  # the light one for a size of pixels
        self._start: tuple[float, float] | None = None
        self._by = (0.0, 0.0)

    @property
    def area(self) -> shapely.Geometry:
        return affinity.translate(self._whole, *self._by)

    def add(self, x: float, y: float) -> None:
        """Put the area down."""
        self.follow(x, y)
        self.finish()

    def follow(self, x: float, y: float) -> None:
        """Carry the area as far as the cursor went since it was taken up."""
        if self._start is None:
            self._start = (x - self._by[0], y - self._by[1])
        self._by = (x - self._start[0], y - self._start[1])
        self.changed.emit()

    def take_back(self) -> None:
        """Carry the area back to where it was."""
        self._start, self._by = None, (0.0, 0.0)
        self.changed.emit()

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means here; tells whether it means something."""
        step = _STEPS.get(Key(event.key()))
        if step is None:
            return super().press(event)
        pixel = self._light[0] or 1.0
        self._start = None
        self._by = (self._by[0] + STEP * pixel * step[0], self._by[1] + STEP * pixel * step[1])
        self.changed.emit()
        return True

    def finish(self, _held: Modifier = Modifier.NoModifier) -> None:
        """Put the area down where it is."""
        self.finished.emit(self.area)

    def paint(self, painter: QPainter, view: View, font: QFont) -> None:
        """Paint the area where it is, and how to go on."""
        pixel = view.ground_pixel
        if self._light[0] != pixel:
            self._light = (pixel, shapely.simplify(self._whole, pixel))
        paint_area(painter, view, affinity.translate(self._light[1], *self._by))
        size = drawing_size(float(self._whole.area))
        ink_words(painter, view, font, (*size, tr("drawing.carry")))


_STEPS = {Key.Key_Left: (-1, 0), Key.Key_Right: (1, 0), Key.Key_Up: (0, 1), Key.Key_Down: (0, -1)}
