"""What is marked above the map: an image of its own, so that moving the mouse paints nothing anew.

Marking a country's worth of footprints takes longer than a frame. While the map is being moved such
an image is moved and scaled with it, as the map's own frame is, and painted anew at rest: step by
step, so that the window never stands still for it.
"""

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from scmap.cartography.highlight import Highlight
from scmap.cartography.settings import MapSettings, Masks
from scmap.gui.selection import Selected
from scmap.gui.sources import OVERLAP, PAIRS, Sources
from scmap.gui.turns import Turns
from scmap.model.extent import Extent
from scmap.model.layer import Layer
from scmap.model.overlap import Mask

BUDGET_S = 0.008  # what marking may take of a frame while the map moves
STEP_S = 0.012  # what it may take of the window's time at rest before others have their turn
MANY = 1_000  # features newly chosen, whose marks wait until all else has followed the choice


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


class Marks:
    """Finds what is marked of a selection: looked up once, not for each frame."""

    def __init__(self) -> None:
        self._about: tuple[Selected, Layer, Mask | None] | None = None
        self._marked: Marked | None = None

    def of(self, chosen: Selected, sources: Sources, masks: Masks) -> Marked | None:
        """Give the selected features that are in view; None while their layer is not there.

        Parameters
        ----------
        chosen : Selected
            What is selected.
        sources : Sources
            Where its layer is found.
        masks : mapping of str to (n,) bool
            Rows in view by the name of the layer; what is not named is whole.
        """
        found = sources.of(chosen)
        layer = sources.as_shown(found) if found is not None else None
        if found is None or layer is None:
            # A result that is gone is freed in a worker: to be the last to hold it takes a frame.
            self._about = self._marked = None
            return None
        name = OVERLAP if chosen.layer in PAIRS else chosen.layer
        # The ground of pairs that was cut for the selection alone has rows of its own.
        kept = masks.get(name) if sources(name) is found else None
        known = self._about
        if known is None or not (known[0] is chosen and known[1] is layer and known[2] is kept):
            rows = chosen.rows(layer)
            self._about = (chosen, layer, kept)
            self._marked = Marked(layer, rows if kept is None else rows[kept[rows]])
        return self._marked


class _Drawing:
    """An image of marks, finished or on the way."""

    def __init__(self, settings: MapSettings, marked: Marked) -> None:
        self.settings, self.marked = settings, marked
        self.image = QImage(
            settings.width, settings.height, QImage.Format.Format_ARGB32_Premultiplied
        )
        self.image.fill(Qt.GlobalColor.transparent)
        self.seconds = 0.0
        self._highlight = Highlight(settings, marked.layer, marked.rows)

    @property
    def is_done(self) -> bool:
        """Whether all marks are painted."""
        return self._highlight.is_done

    def go_on(self) -> None:
        """Paint more marks, for `STEP_S` at most."""
        begun = time.perf_counter()
        with QPainter(self.image) as painter:
            while not self.is_done and time.perf_counter() - begun < STEP_S:
                self._highlight.step(painter)
        self.seconds += time.perf_counter() - begun

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
    """Marks features above the map, which is painted again until all marks are there.

    Parameters
    ----------
    canvas : QWidget
        What shows the map; each of its further paintings is a turn of its own.
    """

    def __init__(self, canvas: QWidget) -> None:
        self._drawing: _Drawing | None = None
        self._turns = Turns(canvas)
        self._again = canvas.repaint

    @property
    def is_done(self) -> bool:
        """Whether all marks are painted."""
        return self._drawing is None or self._drawing.is_done

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
        known = drawing is not None and marked.same(drawing.marked)
        if drawing is None or not (known and drawing.serves(settings, moving)):
            drawing = self._drawing = _Drawing(settings, marked)
        if not drawing.is_done and (known or moving or len(marked.rows) < MANY):
            drawing.go_on()
        if not drawing.is_done:
            self._turns.ask(self._again)
        painter.drawImage(_place(drawing.settings.view, settings), drawing.image)


def _place(ground: Extent, settings: MapSettings) -> QRectF:
    """Where an image of `ground` lies on the map, device pixels."""
    (left, top), (right, bottom) = settings.to_pixels(
        np.array([[ground.x0, ground.y1], [ground.x1, ground.y0]])
    ).tolist()
    return QRectF(left, top, right - left, bottom - top)
