"""Which frame is asked for a view, and where a frame lies on the canvas."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from scmap.cartography.process import Frame
from scmap.cartography.settings import MapSettings
from scmap.gui.canvas.shown import alike, has_room
from scmap.gui.canvas.view import View
from scmap.model.extent import Extent

AROUND = 2.0  # times as much ground a side is painted for a hand that moves on
COARSE = 1.5  # times as coarse as that ground is on as many pixels: it is seen for a moment


def around(view: View) -> View:
    """Give the view of the ground around another, coarser."""
    width, height = (round(size / COARSE) for size in (view.width, view.height))
    return replace(view, pixel=AROUND * COARSE * view.pixel, width=width, height=height)


def may_surround(wide: Frame | None, shown: MapSettings | None, wanted: MapSettings | None) -> bool:
    """Tell whether what was painted of the ground around is of use when another map is wanted."""
    if wide is None or wanted is None:
        return False
    same = shown is None or alike(shown, wanted)
    return same and wide.settings.view.meets(wanted.view)


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
