"""Which frame is asked for a view, and where a frame lies on the canvas."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from scmap.cartography.process import Frame
from scmap.cartography.settings import MapSettings, Masks, map_settings
from scmap.gui.canvas.shown import alike, has_room, shows
from scmap.gui.canvas.view import View
from scmap.model.extent import Extent
from scmap.model.layer import Layer
from scmap.model.project import Project

DPI = 96.0  # of a screen at 100 %
AROUND = 2.0  # times as much ground a side is painted for a hand that moves on
COARSE = 1.5  # times as coarse as that ground is on as many pixels: it is seen for a moment


class Surroundings:
    """The ground around a view, painted for a hand that moves on.

    Attributes
    ----------
    frame : Frame or None
        The last one that came, while it is of use.
    """

    def __init__(self) -> None:
        self.frame: Frame | None = None
        self._asked: MapSettings | None = None

    @staticmethod
    def view(view: View) -> View:
        """Give the view of the ground around another, coarser."""
        width, height = (round(size / COARSE) for size in (view.width, view.height))
        return replace(view, pixel=AROUND * COARSE * view.pixel, width=width, height=height)

    def keep_up(self, shown: MapSettings | None, wanted: MapSettings | None) -> None:
        """Let the frame go that is of no use when another map is wanted than the one shown."""
        if self.frame is None:
            return
        same = wanted is not None and (shown is None or alike(shown, wanted))
        if wanted is None or not (same and self.frame.settings.view.meets(wanted.view)):
            self.frame = None

    def lacks(self, wide: MapSettings) -> bool:
        """Tell whether this map of the ground around is to be painted; it is then waited for."""
        if self.frame is not None and shows(self.frame.settings, wide, wide.view):
            return False
        self._asked = wide
        return True

    def take(self, frame: Frame) -> bool:
        """Keep a frame that was waited for; tell whether it was."""
        if frame.settings is not self._asked:
            return False
        self.frame = frame
        return True


def map_of(
    project: Project,
    layers: Callable[[str], Layer | None],
    view: View,
    ratio: float,
    margin: float,
    kept: Masks,
) -> MapSettings:
    """Compose the map for a view.

    Parameters
    ----------
    project : Project
        What is shown.
    layers : callable
        Gives a layer by its name.
    view : View
        What is in sight.
    ratio : float
        Device pixels a logical pixel.
    margin : float
        Share of the canvas by which the map is wider on each side.
    kept : mapping of str to mask
        Rows in view by the name of the layer; what is not named is whole.
    """
    extent, width, height = framed(view, ratio, margin)
    return map_settings(
        project,
        layers,
        display=view.display,
        extent=extent,
        width=width,
        height=height,
        dpi=DPI * ratio,
        kept=kept,
    )


def framed(view: View, ratio: float, margin: float = 0.0) -> tuple[Extent, int, int]:
    """Give ground, width and height in device pixels of the frame of a view.

    Parameters
    ----------
    view : View
        What is in sight.
    ratio : float
        Device pixels a logical pixel.
    margin : float
        Share of the canvas by which the frame is wider on each side.
    """
    # Whole device pixels on every side: the frame then lies on the grid of the canvas.
    width, height = (
        max(round(size * ratio) + 2 * round(margin * size * ratio), 1)
        for size in (view.width, view.height)
    )
    dx, dy = width * view.pixel / ratio / 2, height * view.pixel / ratio / 2
    return Extent(view.x - dx, view.y - dy, view.x + dx, view.y + dy), width, height


def paint_frames(
    painter: QPainter, frames: Sequence[Frame | None], view: View, ratio: float
) -> None:
    """Paint the last of some frames, and below it those before it where it does not reach."""
    known = [frame for frame in frames if frame is not None]
    reaching = [n for n, one in enumerate(known) if has_room(one.settings, view.extent, 0.0)]
    for frame in known[max(reaching, default=0) :]:
        paint_frame(painter, frame, view, ratio)


def paint_frame(painter: QPainter, frame: Frame, view: View, ratio: float) -> None:
    """Paint a frame where its ground is in a view; scaled, until a better one comes."""
    place, exact = place_of(frame, view, ratio)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not exact)
    painter.drawImage(place, frame.image)


def place_of(frame: Frame, view: View, ratio: float) -> tuple[QRectF, bool]:
    """Give where on the canvas a frame lies, and whether it does pixel by pixel."""
    shown = frame.settings.view
    if frame.settings.display != view.display:  # until the map comes as it is shown now
        shown = view.display.shown(frame.settings.display.seen(shown))
    left, top = view.canvas(shown.x0, shown.y1)
    right, bottom = view.canvas(shown.x1, shown.y0)
    exact = abs((right - left) * ratio - frame.image.width()) < 0.5
    if exact:
        left, top = round(left * ratio) / ratio, round(top * ratio) / ratio
        right, bottom = left + frame.image.width() / ratio, top + frame.image.height() / ratio
    return QRectF(left, top, right - left, bottom - top), exact
