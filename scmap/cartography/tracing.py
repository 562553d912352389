"""Outlines that go into a PDF past Qt, which takes most of the time of a page to press them.

Qt prints each vertex, keeps it in the text of the page and packs that text with the slowest care of
zlib: two thirds of the time of a map sheet. Here Qt is given a mark, with pen and brush, in place
of many outlines; C writes these as the same operators, cut to the frame, and when Qt has finished
the file they take the mark's place (`scmap.report.pdf_tracing`). Decision 0033.
"""

import ctypes
import re
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QDataStream, QIODevice, QPointF, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPdfWriter, QPen

from scmap.cartography.brush import library
from scmap.cartography.outlines import Points, Shapes
from scmap.cartography.settings import MapSettings

Traced: TypeAlias = bytes | Future[bytes]

_FAR = 31_000  # device units left of any page: where a mark stands
_MARK = re.compile(rb"-%d (\d+) m\n-%d \1 l\n(?:h\n)?(?:B\*?|S)\n" % (_FAR, _FAR + 1))
_EDGE = 0.02  # of a frame beyond its border: there run the lines along which areas are cut
_ELEMENT = np.dtype([("type", ">i4"), ("x", ">f8"), ("y", ">f8")])  # of a path as Qt writes it
_THROUGH, _CURVED = 3, 4  # points of a curve behind its first; the last of them, by our own number
_OPERATORS = (b"m\n", b"l\n", b"", b"", b"c\n")
_VERTEX = 24  # letters of a vertex: room for some that cutting adds


class TracedPdf(QPdfWriter):
    """A PDF in which marks stand for outlines until it is finished.

    Attributes
    ----------
    traced : list of bytes, or of futures of bytes
        The outlines behind each mark, as operators.
    hand : ThreadPoolExecutor
        One thread that writes them: C and zlib, neither of which holds the interpreter.
    """

    def __init__(self, file: QIODevice) -> None:
        super().__init__(file)
        self.traced: list[Traced] = []
        self.hand = ThreadPoolExecutor(1, thread_name_prefix="tracing")


def traced_pdf(painter: QPainter, pen: QPen) -> TracedPdf | None:
    """Give the PDF that `painter` paints on if outlines of a pen go past Qt there."""
    device = painter.device()
    lined = pen.style() != Qt.PenStyle.NoPen and pen.color().alpha() == 255
    if not (isinstance(device, TracedPdf) and lined and painter.opacity() == 1):
        return None  # what is seen through, Qt does not write as it is drawn
    return device if library() is not None else None


def put(painter: QPainter, pen: QPen, brush: QBrush, text: Traced | Callable[[], bytes]) -> None:
    """Draw a path given as operators, or as what writes them, on a PDF that `traced_pdf` gave."""
    device = painter.device()
    assert isinstance(device, TracedPdf)  # noqa: S101  traced_pdf looked
    if callable(text):
        text = device.hand.submit(text)
    if not text:
        return
    mark = QPainterPath()
    mark.moveTo(-_FAR, len(device.traced))
    mark.lineTo(-_FAR - 1, len(device.traced))
    device.traced.append(text)
    painter.setPen(pen)
    painter.setBrush(brush)
    painter.drawPath(mark)


def with_outlines(page: bytes, traced: Sequence[Traced]) -> bytes:
    """Give the text of a page with the outlines in place of their marks."""

    def told(found: re.Match[bytes]) -> bytes:
        text = traced[int(found[1])]
        return text if isinstance(text, bytes) else text.result()

    return _MARK.sub(told, page)


def shapes_text(
    settings: MapSettings, shapes: Shapes, grain: tuple[float, float, int], *, filled: bool
) -> Callable[[], bytes]:
    """Give what writes outlines, each for itself, as operators; lines are not filled.

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
    most = _VERTEX * shapes.level.vertices(shapes.rows) + 1024

    def write() -> bytes:
        told = (*(one.ctypes.data for one in arrays), len(rings), ground.ctypes.data)
        room, level = most, shapes.level  # the level holds what the addresses lead to
        while True:
            letters = ctypes.create_string_buffer(room)
            asked = (*told, frame.ctypes.data, *grain, paints, letters, room)
            written = int(built.trace_shapes(*asked))
            if written < 0:
                raise MemoryError(level.tolerance)
            if written <= room:
                return letters.raw[:written]
            room = written

    return write


def path_text(path: QPainterPath) -> bytes:
    """Write a path of lines and curves, such as those of letters, as operators that draw it."""
    serial = QByteArray()
    QDataStream(serial, QIODevice.OpenModeFlag.WriteOnly) << path
    elements = np.frombuffer(serial.data(), _ELEMENT, path.elementCount(), offset=4)
    kinds = elements["type"].copy()
    # Of a curve, which are three elements, the operator stands behind the last.
    last = np.flatnonzero((kinds[1:] == _THROUGH) & (kinds[:-1] == _THROUGH)) + 1
    kinds[last] = _CURVED
    points = np.round(np.column_stack((elements["x"], elements["y"])), 1)
    vertex = _numbered(points)
    form = [vertex + _OPERATORS[kind] for kind in kinds.tolist()]
    return b"".join((*form, b"S\n")) % tuple(points.ravel().tolist())


def moved_text(text: bytes, by: QPointF) -> bytes:
    """Give operators that draw the same elsewhere, in device units."""
    return b"q\n1 0 0 1 %.7g %.7g cm\n%bQ\n" % (by.x(), by.y(), text)


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
    vertex = _numbered(points)
    form = [vertex + b"l\n"] * len(points)
    for start in starts.tolist():
        form[start] = vertex + b"m\n"
    return b"".join((*form, ends, b"\n")) % tuple(points.ravel().tolist())


def _numbered(points: Points) -> bytes:
    """Give the form of a vertex: whole numbers where all are."""
    number = b"%d" if (points == np.floor(points)).all() else b"%.7g"
    return b"%b %b " % (number, number)
