"""Paints very many shapes onto an image at once, in C; without it, Qt paints them one by one.

Qt takes 40 ms for the 5,000 법정동 of the country and most of a second for 20,000 translucent
footprints, and holds Python's interpreter meanwhile; the brush takes a fifth of it, and lets go.
`python3 dev.py test` builds it.
"""

import ctypes
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen

from scmap.analysis.kernel import built_from
from scmap.cartography.outlines import Shapes
from scmap.cartography.settings import MapSettings
from scmap.errors import CancelledError
from scmap.progress import Progress, silent

HOME = Path(__file__).parent
SOURCES = ("brush.c", "strew.c", "trace.c")  # dev.py has the same name
LIBRARY = HOME / ("_brush.dll" if sys.platform == "win32" else "_brush.so")

FEW, FEW_VERTICES = 300, 5_000  # of a layer: so many Qt paints as fast
_MOST = 4  # times as much room as is needed is kept

_BANDS = 4  # of a frame
_PART = 800  # shapes that are painted without asking whether the frame is still wanted
_STEPS = 64  # brush.c has the same number

_FORMATS = {QImage.Format.Format_RGB32, QImage.Format.Format_ARGB32_Premultiplied}


@dataclass(frozen=True, eq=False)
class Stroke:
    """Shapes that look alike: how to fill them, and their plain line."""

    shapes: Shapes
    pen: QPen
    brush: QBrush


def is_for(painter: QPainter, shapes: Sequence[Shapes]) -> bool:
    """Tell whether the brush paints these plain shapes here: many, on an image, not turned."""
    if not is_plain(painter):
        return False
    many = sum(map(len, shapes)) >= FEW
    return many or sum(one.level.vertices(one.rows) for one in shapes) >= FEW_VERTICES


def is_plain(painter: QPainter) -> bool:
    """Tell whether the brush is there and can paint here: on an image, not turned or sized."""
    if library() is None:
        return False
    device, moved = painter.device(), painter.deviceTransform()
    shifted = not (moved.isRotating() or moved.isScaling())
    return shifted and isinstance(device, QImage) and device.format() in _FORMATS


def paint_strokes(
    painter: QPainter,
    settings: MapSettings,
    strokes: Sequence[Stroke],
    progress: Progress = silent,
) -> None:
    """Paint shapes one after the other, lines as wide as their pens say in pixels.

    Two threads take band after band of the frame, for most of the country's shapes lie in its
    upper half.

    Raises
    ------
    CancelledError
        If `progress` wants no more.
    """
    image = painter.device()
    assert isinstance(image, QImage)  # noqa: S101  is_for looked
    canvas, seen = _canvas(image), _seen(painter, settings, image)
    moved = painter.deviceTransform()
    corner = QPointF(moved.dx(), moved.dy())
    work = [part for one in strokes for part in _Work.of(one, painter.opacity()).parts()]

    def paint(band: QRect) -> None:
        _paint_band(canvas, band, settings, corner, work, progress)

    _side_by_side(paint, _bands(seen))
    progress(0.0)  # where a band was given up, this tells it


def paint_dots(
    painter: QPainter,
    settings: MapSettings,
    cells: NDArray[np.uint32],
    place: tuple[float, float],
    size: int,
) -> None:
    """Paint cells that have a colour as opaque squares of `size` pixels.

    Parameters
    ----------
    painter, settings
        Of a map for which `is_plain` holds.
    cells : (rows, columns) uint32
        ``0xFFRRGGBB``, 0 for none.
    place : (float, float)
        Where on the frame the corner of the first lies.
    size : int
        Pixels of a side.
    """
    image, built = painter.device(), library()
    assert isinstance(image, QImage)  # noqa: S101  is_plain looked
    assert built is not None  # noqa: S101
    canvas, seen, moved = _canvas(image), _seen(painter, settings, image), painter.deviceTransform()
    rows, columns = cells.shape
    left, top = (round(at + by) for at, by in zip(place, (moved.dx(), moved.dy()), strict=True))
    where = (size, left, top, canvas.ctypes.data, canvas.shape[1])

    def lay(band: QRect) -> None:
        edges = (band.left(), band.top(), band.right() + 1, band.bottom() + 1)
        built.lay_dots(cells.ctypes.data, columns, rows, *where, *edges)

    _side_by_side(lay, _bands(seen))


def _side_by_side(work: Callable[[QRect], None], bands: Iterable[QRect]) -> None:
    """Do the work of each band, by two threads: C lets go of the interpreter."""
    waiting = iter(bands)

    def work_on() -> None:
        for band in waiting:
            work(band)

    other = threading.Thread(target=work_on)
    other.start()
    work_on()
    other.join()


@dataclass(frozen=True, eq=False)
class _Work:
    """What C is told of a stroke."""

    addresses: NDArray[np.uint64]
    rings: NDArray[np.int32]
    areas: NDArray[np.uint8]
    boxes: NDArray[np.float64]
    fill: int
    line: int
    width: float
    ramp: NDArray[np.float32] | None

    @classmethod
    def of(cls, stroke: Stroke, opacity: float) -> "_Work":
        pen, brush = stroke.pen, stroke.brush
        filled, lined = brush.style() != Qt.BrushStyle.NoBrush, pen.style() != Qt.PenStyle.NoPen
        share = brush.color().alphaF() * opacity
        ramp = _ramp(share) if filled and share < 1 else None
        return cls(
            *stroke.shapes.level.addresses(stroke.shapes.rows),
            fill=_ink(brush.color(), 1.0) if filled else 0,
            line=_ink(pen.color(), pen.color().alphaF() * opacity) if lined else 0,
            width=pen.widthF(),
            ramp=ramp,
        )

    def parts(self) -> Iterator["_Work"]:
        """Give it in parts after which it can be given up; what is summed first, in one."""
        count = len(self.rings)
        step = max(1, count if self.ramp is not None else _PART)
        for first in range(0, count, step):
            part = slice(first, first + step)
            yield replace(
                self,
                addresses=self.addresses[:, part],
                rings=self.rings[part],
                areas=self.areas[part],
                boxes=self.boxes[part],
            )

    @cached_property
    def told(self) -> tuple[int, ...]:
        """Addresses in the order that C asks for them, and how many shapes there are."""
        arrays = (*self.addresses, self.rings, self.areas, self.boxes)
        return (*(each.ctypes.data for each in arrays), len(self.rings))


def _canvas(image: QImage) -> NDArray[np.uint32]:
    return np.ndarray((image.height(), image.bytesPerLine() // 4), np.uint32, image.bits())


def _seen(painter: QPainter, settings: MapSettings, image: QImage) -> QRect:
    """Give the part of the image that is painted."""
    moved = painter.deviceTransform()
    frame = QRect(round(moved.dx()), round(moved.dy()), settings.width, settings.height)
    if painter.hasClipping():
        frame = frame.intersected(moved.mapRect(painter.clipBoundingRect()).toRect())
    return frame.intersected(image.rect())


def _bands(seen: QRect) -> list[QRect]:
    """Cut what is seen into bands, top to bottom."""
    edges = np.linspace(seen.top(), seen.top() + seen.height(), _BANDS + 1).astype(int).tolist()
    return [
        QRect(seen.left(), upper, seen.width(), lower - upper)
        for upper, lower in pairwise(edges)
        if upper < lower
    ]


def _paint_band(
    canvas: NDArray[np.uint32],
    band: QRect,
    settings: MapSettings,
    corner: QPointF,
    work: Sequence[_Work],
    progress: Progress,
) -> None:
    """Paint all shapes on a part of the image; `corner` is the frame's on the image."""
    built = library()
    assert built is not None  # noqa: S101  is_for looked
    scale, view = 1 / settings.pixel, settings.view
    left, top = corner.x() - band.left(), corner.y() - band.top()
    ground = np.array([scale, left - view.x0 * scale, top + view.y1 * scale])
    room = _ROOMS.take(band.width(), band.height())
    for one in work:
        if _unwanted(progress):
            break
        built.paint_shapes(
            canvas[band.top() :, band.left() :].ctypes.data,
            canvas.shape[1],
            band.width(),
            band.height(),
            *one.told,
            ground.ctypes.data,
            one.fill,
            one.line,
            one.width,
            None if one.ramp is None else one.ramp.ctypes.data,
            room[0].ctypes.data,
            room[1].ctypes.data,
        )
    _ROOMS.give_back(room)


def _unwanted(progress: Progress) -> bool:
    try:
        progress(0.0)
    except CancelledError:
        return True
    return False


def _ramp(share: float) -> NDArray[np.float32]:
    """Give how dense a translucent fill is by how many lie on one another."""
    ramp: NDArray[np.float32] = (1 - (1 - share) ** np.arange(_STEPS + 1)).astype(np.float32)
    return ramp


_Room: TypeAlias = tuple[NDArray[np.float32], NDArray[np.uint64]]


class _Rooms:
    """Room for edges, which is zero between any two calls, and is used again."""

    def __init__(self) -> None:
        self._free: list[_Room] = []

    def take(self, width: int, height: int) -> _Room:
        """Give room for a part of an image."""
        cells, words = height * (width + 2), height * (-(-(width + 2) // 64))
        while self._free:
            try:
                room = self._free.pop()
            except IndexError:  # another thread was faster
                break
            if cells <= len(room[0]) <= _MOST * cells and words <= len(room[1]):
                return room
        return np.zeros(cells, np.float32), np.zeros(words, np.uint64)

    def give_back(self, room: _Room) -> None:
        """Take room back that is zero again."""
        self._free.append(room)


_ROOMS = _Rooms()


def _ink(colour: QColor, alpha: float) -> int:
    """Give a colour of this opacity as premultiplied ARGB."""
    parts = (1.0, colour.redF(), colour.greenF(), colour.blueF())
    return int.from_bytes(bytes(round(255 * alpha * part) for part in parts), "big")


@cache
def library() -> ctypes.CDLL | None:
    """Load the brush, or nothing where it was not built, or from another source than this."""
    built = built_from(LIBRARY, "brush_source", [HOME / name for name in SOURCES])
    if built is None:
        return None
    many, count, whole, ink = ctypes.c_void_p, ctypes.c_int64, ctypes.c_int32, ctypes.c_uint32
    built.paint_shapes.argtypes = [
        *(many, count, whole, whole),
        *[many] * 6,
        *(count, many, ink, ink, ctypes.c_double, many, many, many),
    ]
    built.paint_shapes.restype = None
    real = ctypes.c_float
    built.count_within.argtypes = [many, many, count, count, real, real]
    built.count_within.restype = count
    built.strew_points.argtypes = [
        *(many, many, many, count, count, real, real),
        *(real, real, real, whole, whole, whole, whole),
        *(ink, ink, many),
    ]
    built.strew_points.restype = None
    built.shade_cells.argtypes = [many, count, many, whole, many]
    built.shade_cells.restype = None
    built.lay_dots.argtypes = [many, *[whole] * 5, many, count, *[whole] * 4]
    built.lay_dots.restype = None
    near = ctypes.c_double
    text = (ctypes.c_char_p, ctypes.c_char_p, count)
    built.trace_shapes.argtypes = [*[many] * 5, count, many, many, near, near, whole, *text]
    built.trace_shapes.restype = count
    return built
