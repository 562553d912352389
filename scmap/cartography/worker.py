"""The painting process itself: paints what it is told into shared memory, ends with its parent.

It never loads the window's code; it has its own Qt application, without a display, and its own
fonts. It is started by `scmap.cartography.process`.
"""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.shared_memory import SharedMemory

import numpy as np
from PySide6.QtGui import QImage, QPainter

from scmap.cartography import level_store
from scmap.cartography.blocks import HEAD, PIXEL
from scmap.cartography.easel import level_of
from scmap.cartography.fonts import load_fonts
from scmap.cartography.outlines import prepare
from scmap.cartography.painter import paint
from scmap.cartography.settings import MM_PER_INCH, MapSettings
from scmap.cartography.wire import Order, Piece, Receiver
from scmap.errors import CancelledError, places_of


@dataclass(frozen=True, slots=True)
class Painted:
    """The picture is in the shared memory."""

    milliseconds: float


@dataclass(frozen=True, slots=True)
class Dropped:
    """Another picture was asked for before this one was done."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The picture could not be painted: a bug."""

    report: str


REST_S = 0.5  # nothing was asked for so long: then there is time to prepare


def serve(orders: Connection) -> None:
    """Paint what comes through `orders` until it closes or brings None."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which then closes
    load_fonts()
    studio = Studio()
    while True:
        try:
            if not orders.poll(REST_S):
                studio.prepare(orders.poll)
            order = orders.recv()
            if order is None:
                break
            if isinstance(order, Piece):
                studio.take(order)
            else:
                orders.send(studio.work(order))
        except (EOFError, OSError):  # the parent has gone
            break
    studio.close()


class Studio:
    """Holds what was sent, and the shared memory that is painted into."""

    def __init__(self) -> None:
        self._receiver = Receiver()
        self._blocks: dict[str, SharedMemory] = {}
        self._painted: MapSettings | None = None

    def take(self, piece: Piece) -> None:
        """Keep what the next order asks for."""
        self._receiver.take(piece)

    def work(self, order: Order) -> Painted | Dropped | Failed:
        """Paint one picture."""
        start = time.perf_counter()
        try:
            self._paint(order)
        except CancelledError:
            return Dropped()
        except Exception as error:  # noqa: BLE001  the parent logs it; the next picture may well succeed
            return Failed(places_of(error))
        return Painted((time.perf_counter() - start) * 1000)

    def prepare(self, enough: Callable[[], bool]) -> None:
        """Make what a hand that goes on will ask for, until there is enough time no more.

        First all of the detail that was painted last, then one coarser and one finer: what a pan
        or a turn of the wheel shows needs no shape to be simplified while somebody waits.
        """
        settings = self._painted
        if settings is None:
            return
        for by in (0, 1, -1):
            for drawn in settings.layers:
                if drawn.layer.points is None and level_store.name_of(drawn.layer.geometry):
                    step = tuple(one + by for one in level_of(settings))
                    if not prepare(drawn.layer.geometry, (step[0], step[1]), enough):
                        return
        self._painted = None

    def close(self) -> None:
        """Let the shared memory go; it belongs to the parent."""
        for block in self._blocks.values():
            block.close()
        self._blocks = {}

    def _paint(self, order: Order) -> None:
        settings = self._painted = self._receiver.settings(order)
        width, height = settings.width, settings.height
        shared = self._opened(order).buf
        assert shared is not None  # noqa: S101  it is open
        pixels = np.ndarray((height, width), np.uint32, shared, HEAD)
        bits, line = pixels.data.cast("B"), width * PIXEL
        image = QImage(bits, width, height, line, QImage.Format.Format_RGB32)
        image.setDotsPerMeterX(round(settings.dpi / MM_PER_INCH * 1000))
        image.setDotsPerMeterY(round(settings.dpi / MM_PER_INCH * 1000))
        with QPainter(image) as painter:
            paint(painter, settings, lambda _share: _heed(shared))

    def _opened(self, order: Order) -> SharedMemory:
        for name in self._blocks.keys() - {order.memory, *order.kept}:
            self._blocks.pop(name).close()
        if order.memory not in self._blocks:
            self._blocks[order.memory] = SharedMemory(order.memory)
        return self._blocks[order.memory]


def _heed(shared: memoryview) -> None:
    if shared[0]:
        raise CancelledError
