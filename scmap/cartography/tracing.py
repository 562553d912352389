"""Outlines that go into a PDF past Qt, which takes most of the time of a page to press them.

Qt prints each vertex, keeps it in the text of the page and packs that text with the slowest care of
zlib: two thirds of the time of a map sheet. Here Qt is given a mark, with pen and brush, in place
of many outlines; C writes these as the same operators, cut to the frame, and when Qt has finished
the file they take the mark's place (`scmap.report.pdf_tracing`). Decision 0033.
"""

import ctypes
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QIODevice, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPdfWriter, QPen

from scmap.cartography.brush import library
from scmap.cartography.outlines import Points, Shapes
from scmap.cartography.settings import MapSettings

_FAR = 31_000  # device units left of any page: where a mark stands
_MARK = re.compile(rb"-%d (\d+) m\n-%d \1 l\n(?:h\n)?(?:B\*?|S)\n" % (_FAR, _FAR + 1))
_EDGE = 0.02  # of a frame beyond its border: there run the lines along which areas are cut
_VERTEX = 24  # letters of a vertex: room for some that cutting adds


class TracedPdf(QPdfWriter):
    """A PDF in which marks stand for outlines until it is finished.

    Attributes
    ----------
    traced : list of bytes
        The outlines behind each mark, as operators.
    """

    def __init__(self, file: QIODevice) -> None:
        super().__init__(file)
        self.traced: list[bytes] = []


def traced_pdf(painter: QPainter, pen: QPen) -> TracedPdf | None:
    """Give the PDF that `painter` paints on if outlines of a pen go past Qt there."""
    device = painter.device()
    lined = pen.style() != Qt.PenStyle.NoPen and pen.color().alpha() == 255
    if not (isinstance(device, TracedPdf) and lined and painter.opacity() == 1):
        return None  # what is seen through, Qt does not write as it is drawn
    return device if library() is not None else None


def put(painter: QPainter, pen: QPen, brush: QBrush, text: bytes) -> None:
    """Draw a path given as operators, on a PDF that `traced_pdf` gave."""
    device = painter.device()
    assert isinstance(device, TracedPdf)  # noqa: S101  traced_pdf looked
    if not text:
        return
    mark = QPainterPath()
    mark.moveTo(-_FAR, len(device.traced))
    mark.lineTo(-_FAR - 1, len(device.traced))
    device.traced.append(text)
    painter.setPen(pen)
    painter.setBrush(brush)
    painter.drawPath(mark)


def with_outlines(page: bytes, traced: Sequence[bytes]) -> bytes:
    """Give the text of a page with the outlines in place of their marks."""
    return _MARK.sub(lambda found: traced[int(found[1])], page)


def shapes_text(
    settings: MapSettings, shapes: Shapes, grain: tuple[float, float, int], *, filled: bool
) -> bytes:
    """Write outlines, each for itself, as operators; lines are not filled.

    Parameters
    ----------
    settings : MapSettings
        The frame; what lies beyond it is cut off.
    shapes : Shapes
        More detailed than the frame can show.
    grain : (float, float, int)
        Device units by which a vertex may stray, and of the smallest area that is drawn as it is;
        steps of a unit to which places are rounded.
    filled : bool
        Whether areas are filled.
    """
    built = library()
    assert built is not None  # noqa: S101  traced_pdf looked
    paints = b"B*" if filled else b"S"
    addresses, rings, areas, boxes = shapes.level.addresses(shapes.rows)
    scale, view = 1 / settings.pixel, settings.view
    ground = np.array([scale, -view.x0 * scale, view.y1 * scale])
    edge = _EDGE * max(settings.width, settings.height)
    frame = np.array([-edge, -edge, settings.width + edge, settings.height + edge])
    arrays = (addresses[0], addresses[1], rings, areas, boxes)
    told = (*(one.ctypes.data for one in arrays), len(rings), ground.ctypes.data, frame.ctypes.data)
    room = _VERTEX * shapes.level.vertices(shapes.rows) + 1024
    while True:
        letters = ctypes.create_string_buffer(room)
        written = int(built.trace_shapes(*told, *grain, paints, letters, room))
        if written < 0:
            raise MemoryError
        if written <= room:
            return letters.raw[:written]
        room = written


def lines_text(points: Points, starts: NDArray[np.integer], ends: bytes) -> bytes:
    """Write rings or lines that lie on the frame as one path.

    Parameters
    ----------
    points : (k, 2) float64
        Vertices in device units.
    starts : (r,) int
        Where each begins.
    ends : bytes
        The operator behind them: "B*" fills and draws, "S" draws.
    """
    number = b"%d" if (points == np.floor(points)).all() else b"%.7g"
    vertex = b"%b %b " % (number, number)
    form = [vertex + b"l\n"] * len(points)
    for start in starts.tolist():
        form[start] = vertex + b"m\n"
    return b"".join((*form, ends, b"\n")) % tuple(points.ravel().tolist())
