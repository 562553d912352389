"""A painter set up for a map frame: pens and paths that suit the device it paints on."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPaintEngine, QPainter, QPainterPath, QPen, QTransform

from scmap.cartography.outlines import Outline, Points, outline, outlines
from scmap.cartography.settings import MapSettings
from scmap.model.layer import Objects
from scmap.model.symbology import Line

_DASHES_MM: dict[Line, tuple[float, float]] = {"dash": (1.6, 0.9), "dot": (0.35, 0.7)}
# Device pixels: below the first a line on screen is painted as one pixel, up to the second as four.
_HAIRLINE, _FOUR_LINES = 1.5, 3.0
_DOT_MM = 0.15  # the smallest area drawn, on paper; at least a pixel


@dataclass(frozen=True, eq=False)
class Easel:
    """Where a map is painted.

    On a raster, paths stay in ground coordinates and are kept between frames; only the painter's
    transform changes. On vector devices they are clipped to the frame, placed on the sheet and
    rounded, so that a PDF holds no more than it shows.

    Attributes
    ----------
    painter : QPainter
        Its origin is the upper left corner of the frame.
    settings : MapSettings
        The map.
    raster : bool
        Whether the device has pixels, and the painter paints in these.
    """

    painter: QPainter
    settings: MapSettings
    raster: bool

    @classmethod
    def of(cls, painter: QPainter, settings: MapSettings) -> "Easel":
        """Look at the device that `painter` paints on."""
        pixels = painter.paintEngine().type() == QPaintEngine.Type.Raster
        zoom = painter.worldTransform()
        sized = zoom.isScaling() or zoom.isRotating()
        return cls(painter, settings, raster=pixels and not sized)

    def outlines(self, geometry: Objects, rows: NDArray[np.intp]) -> list[Outline]:
        """Give the outlines of `rows`, detailed enough for the frame."""
        pixel = self.settings.pixel
        dot = max(1.0, self.settings.mm(_DOT_MM)) * pixel
        if self.raster:
            return outlines(geometry, pixel / 2, dot).of(rows)
        view = self.settings.view.grown(0.02)
        seen = shapely.clip_by_rect(geometry[rows], view.x0, view.y0, view.x1, view.y1)
        return outline(seen, pixel / 2, dot)

    def place(self, ground: Points) -> Points:
        """Place ground coordinates on the frame, to a tenth of a pixel."""
        placed: Points = np.round(self.settings.to_pixels(ground), 1)
        return placed

    def draw(self, shapes: list[Outline], pen: QPen, brush: QBrush) -> None:
        """Draw outlines, each for itself; lines are not filled."""
        areas, lines = [s for s in shapes if s.closed], [s for s in shapes if not s.closed]
        if not self._doubled(pen):
            self._draw(areas, pen, brush)
            self._draw(lines, pen, QBrush())
            return
        if brush.style() != Qt.BrushStyle.NoBrush:
            self._draw(areas, QPen(Qt.PenStyle.NoPen), brush)
        thin = QPen(pen.color(), 1.0)
        thin.setCosmetic(True)
        reach = 0.8 * (pen.widthF() - 1) / 2
        for dx, dy in ((-reach, -reach), (-reach, reach), (reach, -reach), (reach, reach)):
            self._draw(shapes, thin, QBrush(), (dx, dy))

    def _doubled(self, pen: QPen) -> bool:
        """Tell whether the pen is better painted as four lines of one pixel side by side.

        Qt strokes lines wider than a pixel ten to twenty times slower. The result is the same to
        the eye as long as the lines touch and cover what is below.
        """
        plain = pen.style() == Qt.PenStyle.SolidLine and pen.color().alpha() == 255
        return self.raster and plain and _HAIRLINE <= pen.widthF() <= _FOUR_LINES

    def _draw(
        self,
        shapes: list[Outline],
        pen: QPen,
        brush: QBrush,
        shift: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        painter = self.painter
        painter.save()
        painter.translate(*shift)
        if self.raster:
            painter.setTransform(self._ground(), combine=True)
        painter.setPen(pen)
        painter.setBrush(brush)
        for shape in shapes:
            painter.drawPath(self.path(shape))
        painter.restore()

    def path(self, shape: Outline) -> QPainterPath:
        """Give the outline as the painter needs it."""
        return shape.path if self.raster else shape.placed(self.place)

    def pen(self, colour: str, width_mm: float, line: Line = "solid", opacity: float = 1.0) -> QPen:
        """Give a pen whose width is millimetres on paper, at any zoom."""
        width = self.settings.mm(width_mm)
        if self.raster and width < _HAIRLINE:
            width = min(width, 1.0)
        pen = QPen(tinted(colour, opacity), width)
        pen.setCosmetic(self.raster)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if line in _DASHES_MM:
            pen.setDashPattern([self.settings.mm(part) / width for part in _DASHES_MM[line]])
        return pen

    def _ground(self) -> QTransform:
        view, scale = self.settings.view, 1 / self.settings.pixel
        return QTransform(scale, 0, 0, -scale, -view.x0 * scale, view.y1 * scale)


def tinted(colour: str, opacity: float = 1.0) -> QColor:
    """Give a colour ``#RRGGBB`` with an opacity from 0 to 1."""
    tint = QColor(colour)
    tint.setAlphaF(opacity)
    return tint
