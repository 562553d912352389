"""What is marked above the map: an image of its own, so that moving the mouse paints nothing anew.

Marking a country's worth of footprints takes longer than a frame. While the map is being moved such
an image is moved and scaled with it, as the map's own frame is, and painted anew at rest.
"""

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from scmap.cartography.painter import paint_highlight
from scmap.cartography.settings import MapSettings
from scmap.model.extent import Extent
from scmap.model.layer import Layer

BUDGET_S = 0.008  # what marking may take of a frame while the map moves


@dataclass(frozen=True, eq=False)
class Marked:
    """Features to mark: rows of a layer."""

    layer: Layer
    rows: NDArray[np.intp]

    def same(self, other: "Marked | None") -> bool:
        """Tell whether these are the very same features."""
        return (
            other is not None
            and self.layer is other.layer
            and np.array_equal(self.rows, other.rows)
        )


@dataclass(frozen=True, eq=False)
class _Drawing:
    image: QImage
    settings: MapSettings
    marked: Marked
    seconds: float

    def serves(self, settings: MapSettings, moving: bool) -> bool:
        """Tell whether the image is exact, or good enough while the map moves."""
        return (moving and self.seconds > BUDGET_S) or self._is_exact(settings)

    def _is_exact(self, settings: MapSettings) -> bool:
        mine = self.settings
        return (
            mine.extent == settings.extent
            and (mine.width, mine.height) == (settings.width, settings.height)
            and len(mine.layers) == len(settings.layers)
            and all(
                a.entry is b.entry and a.kept is b.kept
                for a, b in zip(mine.layers, settings.layers, strict=True)
            )
        )


class Overlay:
    """Marks features above the map."""

    def __init__(self) -> None:
        self._drawing: _Drawing | None = None

    def paint(
        self, painter: QPainter, settings: MapSettings, marked: Marked | None, *, moving: bool
    ) -> None:
        """Paint the marks of a map whose painter works in device pixels.

        Parameters
        ----------
        painter : QPainter
            Its origin is the corner of the canvas.
        settings : MapSettings
            The map in sight.
        marked : Marked or None
            What is marked.
        moving : bool
            Whether the map is being moved: dear marks then wait.
        """
        if marked is None or not len(marked.rows):
            self._drawing = None
            return
        drawing = self._drawing
        if drawing is None or not (
            marked.same(drawing.marked) and drawing.serves(settings, moving)
        ):
            drawing = self._drawing = _draw(settings, marked)
        painter.drawImage(_place(drawing.settings.view, settings), drawing.image)


def _draw(settings: MapSettings, marked: Marked) -> _Drawing:
    begun = time.perf_counter()
    size = settings.width, settings.height
    image = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint_highlight(painter, settings, marked.layer, marked.rows)
    painter.end()
    return _Drawing(image, settings, marked, time.perf_counter() - begun)


def _place(ground: Extent, settings: MapSettings) -> QRectF:
    """Where an image of `ground` lies on the map, device pixels."""
    (left, top), (right, bottom) = settings.to_pixels(
        np.array([[ground.x0, ground.y1], [ground.x1, ground.y0]])
    ).tolist()
    return QRectF(left, top, right - left, bottom - top)
