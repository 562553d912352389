"""Which part of the plane the canvas shows: a value, and how it moves.

Whoever uses a view speaks of places on the project's plane, whatever CRS the map is shown in.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from scmap.cartography.display import PLAIN, Display
from scmap.model.extent import Extent

FINEST, COARSEST = 0.02, 8000.0  # metres a logical pixel: a hand's breadth, and half the globe
MARGIN = 0.06  # free rim a side when the view is fitted to something
LEAST_PX = 160  # a side of a map: two have room beside each other in a window of 960 pixels
_LOOSE = 0.8  # of the metres a pixel: what is fitted anew is seen that much larger
_CLOSER = 0.5  # of the metres a pixel
LEAST_M = 400.0  # a point is shown with at least this much ground around it


@dataclass(frozen=True, slots=True)
class View:
    """A window onto the plane.

    Attributes
    ----------
    x, y : float
        Middle of the canvas, metres of the display.
    pixel : float
        Metres of the display a logical pixel.
    width, height : int
        Size of the canvas in logical pixels.
    display : Display
        How the map is shown.
    """

    x: float
    y: float
    pixel: float
    width: int
    height: int
    display: Display = PLAIN

    @property
    def extent(self) -> Extent:
        """What is in sight, metres of the display."""
        dx, dy = self.width * self.pixel / 2, self.height * self.pixel / 2
        return Extent(self.x - dx, self.y - dy, self.x + dx, self.y + dy)

    @property
    def seen(self) -> Extent:
        """Ground that holds all that is in sight, on the plane."""
        return self.display.seen(self.extent)

    @property
    def ground_pixel(self) -> float:
        """Metres on the ground a logical pixel, in the middle."""
        return self.pixel / self.stretch

    @property
    def middle(self) -> tuple[float, float]:
        """Point of the plane in the middle of the canvas."""
        return self.ground(self.width / 2, self.height / 2)

    @property
    def stretch(self) -> float:
        """Metres of the display that a metre on the ground is, in the middle."""
        return self.display.stretch(self.x, self.y)

    def at(self, px: float, py: float) -> tuple[float, float]:
        """Place of the display at a place on the canvas (logical pixels from its top left)."""
        return (
            self.x + (px - self.width / 2) * self.pixel,
            self.y - (py - self.height / 2) * self.pixel,
        )

    def canvas(self, x: float, y: float) -> tuple[float, float]:
        """Place on the canvas of a place of the display."""
        return (
            (x - self.x) / self.pixel + self.width / 2,
            (self.y - y) / self.pixel + self.height / 2,
        )

    def ground(self, px: float, py: float) -> tuple[float, float]:
        """Ground under a place on the canvas (logical pixels from its top left corner)."""
        return _moved(self.display.ground, self.at(px, py))

    def screen(self, x: float, y: float) -> tuple[float, float]:
        """Place on the canvas of a point of the plane."""
        return self.canvas(*self.placed(x, y))

    def placed(self, x: float, y: float) -> tuple[float, float]:
        """Place of the display of a point of the plane."""
        return _moved(self.display.place, (x, y))

    def screens(self, ground: NDArray[np.float64]) -> NDArray[np.float64]:
        """Places on the canvas of points of the plane, shape (n, 2)."""
        middle = self.width / 2, self.height / 2
        away = (self.display.place(ground) - (self.x, self.y)) / (self.pixel, -self.pixel)
        return away + middle

    def shown_in(self, display: Display) -> Self:
        """Give the view of the same ground, as large, in another display."""
        if display == self.display:
            return self
        x, y = _moved(display.place, self.middle)
        pixel = self.ground_pixel * display.stretch(x, y)
        return replace(self, x=x, y=y, pixel=pixel, display=display)

    def zoomed(self, factor: float, at: tuple[float, float] | None = None) -> Self:
        """Give the view `factor` times closer; the ground under `at` stays where it is."""
        pixel = min(max(self.pixel / factor, FINEST), COARSEST)
        px, py = at or (self.width / 2, self.height / 2)
        x, y = self.at(px, py)
        dx, dy = (px - self.width / 2) * pixel, (py - self.height / 2) * pixel
        return replace(self, x=x - dx, y=y + dy, pixel=pixel)

    def panned(self, dx: float, dy: float) -> Self:
        """Give the view after the map was pushed by `dx`, `dy` logical pixels."""
        return replace(self, x=self.x - dx * self.pixel, y=self.y + dy * self.pixel)

    def fitted(self, extent: Extent, foot: int = 0) -> Self:
        """Give the view that shows an extent of the plane with a rim, `foot` pixels below free."""
        shown = self.display.shown(extent).grown(MARGIN, least=LEAST_M)
        width, height = max(self.width, 1), max(self.height - foot, 1)
        pixel = min(max(shown.width / width, shown.height / height, FINEST), COARSEST)
        x, y = shown.centre
        return replace(self, x=x, y=y - foot / 2 * pixel, pixel=pixel)

    def refitted(self, extent: Extent, foot: int = 0) -> Self:
        """Give the view fitted anew, if it has lost sight of a part or has become far too wide.

        A message above the map changes its height for a while: that moves nothing.
        """
        there, shown, seen = self.fitted(extent, foot), self.display.shown(extent), self.extent
        low = seen.y0 + foot * self.pixel
        whole = seen.x0 <= shown.x0 and seen.x1 >= shown.x1 and low <= shown.y0
        if whole and seen.y1 >= shown.y1 and there.pixel > _LOOSE * self.pixel:
            return self
        return there

    def nearer(self, ground: Extent, foot: int = 0) -> Self:
        """Give a closer view about an extent of the display: all of it, if that is closer."""
        there = self.fitted(self.display.seen(ground), foot)
        if there.pixel < _CLOSER * self.pixel:
            return there
        return replace(self, x=there.x, y=there.y).zoomed(1 / _CLOSER**2)

    def centred(self, x: float, y: float) -> Self:
        """Give the view about a point of the plane, at the same scale."""
        x, y = self.placed(x, y)
        there = replace(self, x=x, y=y)
        return replace(there, pixel=self.ground_pixel * there.stretch)

    def resized(self, width: int, height: int) -> Self:
        """Give the view on a canvas of another size, about the same middle."""
        return replace(self, width=width, height=height)


def _moved(
    move: Callable[[NDArray[np.float64]], NDArray[np.float64]], at: tuple[float, float]
) -> tuple[float, float]:
    ((x, y),) = move(np.array([at])).tolist()
    return x, y
