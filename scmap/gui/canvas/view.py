"""Which part of the plane the canvas shows: a value, and how it moves."""

from dataclasses import dataclass, replace
from typing import Self

from scmap.model.extent import Extent

FINEST, COARSEST = 0.02, 8000.0  # metres a logical pixel: a hand's breadth, and half the globe
MARGIN = 0.06  # free rim a side when the view is fitted to something
LEAST_M = 400.0  # a point is shown with at least this much ground around it


@dataclass(frozen=True, slots=True)
class View:
    """A window onto the plane.

    Attributes
    ----------
    x, y : float
        Ground in the middle of the canvas, metres.
    pixel : float
        Metres a logical pixel.
    width, height : int
        Size of the canvas in logical pixels.
    """

    x: float
    y: float
    pixel: float
    width: int
    height: int

    @property
    def extent(self) -> Extent:
        """Ground in sight."""
        dx, dy = self.width * self.pixel / 2, self.height * self.pixel / 2
        return Extent(self.x - dx, self.y - dy, self.x + dx, self.y + dy)

    def ground(self, px: float, py: float) -> tuple[float, float]:
        """Ground under a place on the canvas (logical pixels from its top left corner)."""
        return (
            self.x + (px - self.width / 2) * self.pixel,
            self.y - (py - self.height / 2) * self.pixel,
        )

    def screen(self, x: float, y: float) -> tuple[float, float]:
        """Place on the canvas of a point of the plane."""
        return (
            (x - self.x) / self.pixel + self.width / 2,
            (self.y - y) / self.pixel + self.height / 2,
        )

    def zoomed(self, factor: float, at: tuple[float, float] | None = None) -> Self:
        """Give the view `factor` times closer; the ground under `at` stays where it is."""
        pixel = min(max(self.pixel / factor, FINEST), COARSEST)
        px, py = at or (self.width / 2, self.height / 2)
        x, y = self.ground(px, py)
        dx, dy = (px - self.width / 2) * pixel, (py - self.height / 2) * pixel
        return replace(self, x=x - dx, y=y + dy, pixel=pixel)

    def panned(self, dx: float, dy: float) -> Self:
        """Give the view after the map was pushed by `dx`, `dy` logical pixels."""
        return replace(self, x=self.x - dx * self.pixel, y=self.y + dy * self.pixel)

    def fitted(self, extent: Extent, foot: int = 0) -> Self:
        """Give the view that shows all of `extent` with a rim, `foot` pixels below left free."""
        shown = extent.grown(MARGIN, least=LEAST_M)
        width, height = max(self.width, 1), max(self.height - foot, 1)
        pixel = min(max(shown.width / width, shown.height / height, FINEST), COARSEST)
        x, y = shown.centre
        return replace(self, x=x, y=y - foot / 2 * pixel, pixel=pixel)

    def resized(self, width: int, height: int) -> Self:
        """Give the view on a canvas of another size, about the same middle."""
        return replace(self, width=width, height=height)
