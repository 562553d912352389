"""A painter set up for a map frame: pens and paths that suit the device it paints on."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPaintEngine, QPainter, QPainterPath, QPen, QTransform

from scmap.cartography.outlines import (
    Outline,
    Points,
    Shapes,
    Step,
    level,
    outline,
    step_of,
)
from scmap.cartography.settings import MapSettings
from scmap.cartography.tracing import put, shapes_text, traced_pdf
from scmap.model.layer import Objects
from scmap.model.symbology import DASHES_MM, Line
from scmap.progress import Progress, silent

# Device pixels: a narrower line on screen is painted as one pixel, one up to the last as several,
# from the middle one on with one in their midst.
_HAIRLINE, _HOLLOW, _WIDEST = 1.5, 2.2, 3.6
_FEW = 300  # areas on screen that are probably large
_FINE_DPI = 1000  # from here on a pixel is too fine for the eye
_ASTRAY_MM = 0.04  # by which an outline may stray on paper, if that is more than half a pixel
_COARSEST = 8  # powers of two from one level of detail behind PDFs to the next
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
    progress : Progress
        Called between any two parts of the map.
    """

    painter: QPainter
    settings: MapSettings
    raster: bool
    progress: Progress = silent

    @classmethod
    def of(cls, painter: QPainter, settings: MapSettings, progress: Progress = silent) -> "Easel":
        """Look at the device that `painter` paints on."""
        pixels = painter.paintEngine().type() == QPaintEngine.Type.Raster
        zoom = painter.worldTransform()
        sized = zoom.isScaling() or zoom.isRotating()
        return cls(painter, settings, pixels and not sized, progress)

    def outlines(self, geometry: Objects, rows: NDArray[np.intp]) -> Sequence[Outline]:
        """Give the outlines of `rows`, detailed enough for the frame."""
        if self.raster:
            return self.shapes(geometry, rows)
        view = self.settings.view.grown(0.02)
        seen = shapely.clip_by_rect(geometry[rows], view.x0, view.y0, view.x1, view.y1)
        astray = max(0.5, self.settings.mm(_ASTRAY_MM)) * self.settings.pixel
        return outline(seen, astray, self._dot)

    def shapes(self, geometry: Objects, rows: NDArray[np.intp]) -> Shapes:
        """Give the outlines of `rows` on a raster, which are kept between frames."""
        return level(geometry, level_of(self.settings)).of(rows)

    def trace(self, geometry: Objects, rows: NDArray[np.intp], pen: QPen, brush: QBrush) -> bool:
        """Draw the outlines of `rows` past Qt where that can be, and tell whether it was done."""
        if self.raster or traced_pdf(self.painter, pen) is None:
            return False
        astray = max(0.5, self.settings.mm(_ASTRAY_MM))
        fine = _COARSEST * math.floor(math.log2(astray * self.settings.pixel) / _COARSEST)
        shapes = level(geometry, (fine, fine)).of(rows)
        grain = (astray, self._dot / self.settings.pixel, 1 if self._whole else 10)
        filled = brush.style() != Qt.BrushStyle.NoBrush
        put(self.painter, pen, brush, shapes_text(self.settings, shapes, grain, filled=filled))
        return True

    @property
    def _whole(self) -> bool:
        """Whether places on the frame are whole device units: these are fine."""
        return self.settings.dpi >= _FINE_DPI

    @property
    def _dot(self) -> float:
        """Metres of the smallest part that is drawn as it is."""
        return _dot(self.settings)

    def place(self, ground: Points) -> Points:
        """Place ground coordinates on the frame, as finely as `rounded`."""
        return self.rounded(self.settings.to_pixels(ground))

    def rounded(self, points: Points) -> Points:
        """Round places on the frame to a tenth of a pixel, to whole ones where these are fine.

        A PDF writes each fraction with five digits: whole numbers are half the file and the time.
        """
        rounded: Points = np.round(points, 0 if self._whole else 1)
        return rounded

    def draw(self, shapes: Sequence[Outline], pen: QPen, brush: QBrush) -> None:
        """Draw outlines, each for itself: lines are not filled."""
        areas = [shape for shape in shapes if shape.closed]
        if self._apart(areas, pen, brush):
            self._fill(areas, pen, brush)
            self._stroke(shapes, pen)
        else:
            self._draw(areas, pen, brush)
            self._stroke([shape for shape in shapes if not shape.closed], pen)

    def _apart(self, areas: list[Outline], pen: QPen, brush: QBrush) -> bool:
        """Tell whether filling first and then drawing the lines is faster than both at once."""
        glass = brush.color().alpha() < 255 and len(areas) <= _FEW
        return self._offsets(pen) != ((0.0, 0.0),) or (self.raster and glass)

    def _fill(self, areas: list[Outline], pen: QPen, brush: QBrush) -> None:
        """Fill areas; below a line a translucent fill needs no antialiasing, which costs most."""
        if brush.style() == Qt.BrushStyle.NoBrush:
            return
        painter = self.painter
        painter.save()
        lined = pen.style() == Qt.PenStyle.SolidLine
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not (self.raster and lined))
        self._draw(areas, QPen(Qt.PenStyle.NoPen), brush)
        painter.restore()

    def _stroke(self, shapes: Sequence[Outline], pen: QPen) -> None:
        if pen.style() == Qt.PenStyle.NoPen:
            return
        offsets = self._offsets(pen)
        if len(offsets) > 1:
            pen = QPen(pen)
            pen.setWidthF(1.0)
        for offset in offsets:
            self._draw(shapes, pen, QBrush(), offset)

    def _offsets(self, pen: QPen) -> tuple[tuple[float, float], ...]:
        """Give the places at which lines of one pixel together make the pen's line.

        Qt strokes lines wider than a pixel ten to twenty times slower than several of one pixel.
        The result is the same to the eye as long as they touch and cover what is below.
        """
        plain = pen.style() == Qt.PenStyle.SolidLine and pen.color().alpha() == 255
        covers = plain and self.painter.opacity() == 1
        width = pen.widthF()
        if not (self.raster and covers and _HAIRLINE <= width <= _WIDEST):
            return ((0.0, 0.0),)
        reach = 0.8 * (width - 1) / 2
        corners = ((-reach, -reach), (-reach, reach), (reach, -reach), (reach, reach))
        return corners if width < _HOLLOW else (*corners, (0.0, 0.0))

    def _draw(
        self,
        shapes: Sequence[Outline],
        pen: QPen,
        brush: QBrush,
        offset: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        painter = self.painter
        painter.save()
        painter.translate(*offset)
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
        if line in DASHES_MM:
            pen.setDashPattern([self.settings.mm(part) / width for part in DASHES_MM[line]])
        return pen

    def _ground(self) -> QTransform:
        view, scale = self.settings.view, 1 / self.settings.pixel
        return QTransform(scale, 0, 0, -scale, -view.x0 * scale, view.y1 * scale)


def level_of(settings: MapSettings) -> Step:
    """Give the level of detail at which a raster shows shapes."""
    return step_of(settings.pixel / 2, _dot(settings))


def _dot(settings: MapSettings) -> float:
    return max(1.0, settings.mm(_DOT_MM)) * settings.pixel


def tinted(colour: str, opacity: float = 1.0) -> QColor:
    """Give a colour ``#RRGGBB`` with an opacity from 0 to 1."""
    tint = QColor(colour)
    tint.setAlphaF(opacity)
    return tint
