"""Paints very many shapes onto an image at once, in C; without it, Qt paints them one by one.

Qt takes 40 ms for the 5,000 법정동 of the country and most of a second for 20,000 translucent
footprints, and holds Python's interpreter meanwhile; the brush takes a fifth of it, and lets go.
`python3 dev.py test` builds it.
"""

import ctypes
import hashlib
import sys
import threading
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen

from scmap.cartography.outlines import Shapes
from scmap.cartography.settings import MapSettings

HOME = Path(__file__).parent
SOURCES = ("brush.c",)  # dev.py has the same name
LIBRARY = HOME / ("_brush.dll" if sys.platform == "win32" else "_brush.so")

FEW = 30  # shapes that Qt paints as fast

_STEPS = 64  # brush.c has the same number

_FORMATS = {QImage.Format.Format_RGB32, QImage.Format.Format_ARGB32_Premultiplied}


def is_for(painter: QPainter, shapes: Shapes, pen: QPen) -> bool:
    """Tell whether the brush paints these: many shapes, on an image, with a plain line."""
    if len(shapes) < FEW or library() is None:
        return False
    device = painter.device()
    plain = pen.style() in (Qt.PenStyle.SolidLine, Qt.PenStyle.NoPen)
    moved = painter.deviceTransform()
    shifted = not (moved.isRotating() or moved.isScaling())
    return plain and shifted and isinstance(device, QImage) and device.format() in _FORMATS


def paint_shapes(
    painter: QPainter, settings: MapSettings, shapes: Shapes, pen: QPen, brush: QBrush
) -> None:
    """Fill and stroke shapes one after the other, as wide as the pen says in pixels."""
    image, built = painter.device(), library()
    assert isinstance(image, QImage)  # noqa: S101  is_for looked
    assert built is not None  # noqa: S101
    moved, view = painter.deviceTransform(), settings.view
    frame = QRect(round(moved.dx()), round(moved.dy()), settings.width, settings.height)
    seen = frame.intersected(image.rect())
    if painter.hasClipping():
        clip = painter.deviceTransform().mapRect(painter.clipBoundingRect()).toRect()
        seen = seen.intersected(clip)
    if seen.isEmpty():
        return
    pixels = np.ndarray((image.height(), image.bytesPerLine() // 4), np.uint32, image.bits())
    part = pixels[seen.top() :, seen.left() :]
    scale = 1 / settings.pixel
    left, top = moved.dx() - seen.left(), moved.dy() - seen.top()
    ground = np.array([scale, left - view.x0 * scale, top + view.y1 * scale])
    height, width = seen.height(), seen.width()
    cells, bits = _room(width, height)
    fill, ramp = brush.color(), _ramp(brush)
    if ramp is not None:
        fill.setAlpha(255)
    addresses, rings, areas = shapes.level.addresses(shapes.rows)
    built.paint_shapes(
        part.ctypes.data,
        pixels.shape[1],
        width,
        height,
        *(one.ctypes.data for one in addresses),
        rings.ctypes.data,
        areas.ctypes.data,
        len(rings),
        ground.ctypes.data,
        _ink(fill, painter.opacity(), shown=brush.style() != Qt.BrushStyle.NoBrush),
        _ink(pen.color(), painter.opacity(), shown=pen.style() != Qt.PenStyle.NoPen),
        pen.widthF(),
        None if ramp is None else ramp.ctypes.data,
        cells.ctypes.data,
        bits.ctypes.data,
    )


def _ramp(brush: QBrush) -> NDArray[np.float32] | None:
    """Give how dense a translucent fill is by how many lie on one another; None if it is opaque."""
    opacity = brush.color().alphaF()
    if brush.style() == Qt.BrushStyle.NoBrush or opacity >= 1:
        return None
    ramp: NDArray[np.float32] = (1 - (1 - opacity) ** np.arange(_STEPS + 1)).astype(np.float32)
    return ramp


_ROOM = threading.local()


def _room(width: int, height: int) -> tuple[NDArray[np.float32], NDArray[np.uint64]]:
    """Give this thread's room for edges, which is zero between any two calls."""
    known = getattr(_ROOM, "known", None)
    if known is None or known[0] != (width, height):
        words = -(-(width + 2) // 64)
        cells = np.zeros((height, width + 2), np.float32)
        known = _ROOM.known = ((width, height), cells, np.zeros((height, words), np.uint64))
    return known[1], known[2]


def _ink(colour: QColor, opacity: float, *, shown: bool) -> int:
    """Give a colour as premultiplied ARGB; 0 for none."""
    if not shown:
        return 0
    alpha = colour.alphaF() * opacity
    parts = (1.0, colour.redF(), colour.greenF(), colour.blueF())
    red_to_blue = [round(255 * alpha * part) for part in parts]
    return int.from_bytes(bytes(red_to_blue), "big")


@cache
def library() -> ctypes.CDLL | None:
    """Load the brush, or nothing where it was not built, or from another source than this."""
    try:
        built = ctypes.CDLL(str(LIBRARY))
        built_from = (ctypes.c_char * 64).in_dll(built, "brush_source").value.decode()
    except (OSError, ValueError):
        return None
    # The frozen program has the library alone: there, both cannot differ.
    sources = [HOME / name for name in SOURCES]
    if all(one.exists() for one in sources):
        key = hashlib.sha256(b"".join(one.read_bytes() for one in sources)).hexdigest()
        if built_from != key:
            return None
    many, count, whole, ink = ctypes.c_void_p, ctypes.c_int64, ctypes.c_int32, ctypes.c_uint32
    built.paint_shapes.argtypes = [
        *(many, count, whole, whole),
        *[many] * 5,
        *(count, many, ink, ink, ctypes.c_double, many, many, many),
    ]
    built.paint_shapes.restype = None
    return built
