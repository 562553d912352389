"""Paints maps in a process of their own, so that the window never waits for a picture.

Qt holds Python's interpreter lock while it paints, so a thread would stall the window (RENDER §3).
One process paints for the whole life of the window; the newest view wins.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from multiprocessing.shared_memory import SharedMemory

from PySide6.QtGui import QImage

from scmap.cartography import launch
from scmap.cartography.blocks import HEAD, PIXEL, Blocks
from scmap.cartography.fonts import load_fonts
from scmap.cartography.painter import render
from scmap.cartography.settings import MapSettings
from scmap.cartography.wire import Sender
from scmap.cartography.worker import Dropped, Failed, Painted
from scmap.progress import give_way, stand_behind

log = logging.getLogger(__name__)

RESTARTED, IN_PROCESS, FAILED = (
    "map.painting_restarted",
    "map.painting_in_process",
    "map.painting_failed",
)

_STARTS = 2  # the first one and one more
_LOOK_S = 1.0  # between two looks whether the process lives
_STALE_S = 0.33  # a hand that moves the map sees a new frame at least about so often
_END_S = 2.0  # patience with a process that was told to end


@dataclass(frozen=True, eq=False)
class Frame:
    """A painted map.

    Attributes
    ----------
    image : QImage
        It may be kept: its pixels stay as they are as long as it, or a copy of it, lives.
    settings : MapSettings
        The very value that was requested.
    milliseconds : float
        How long painting took, transport apart.
    """

    image: QImage
    settings: MapSettings
    milliseconds: float


class PaintingProcess:
    """Paints requested maps elsewhere and hands them back.

    Parameters
    ----------
    on_frame : callable
        Takes each `Frame`.
    on_notice : callable
        Takes the key of words that tell the user what went wrong with painting.

    Both are called on a thread of this object: a window turns them into queued signals.
    """

    def __init__(self, on_frame: Callable[[Frame], None], on_notice: Callable[[str], None]) -> None:
        load_fonts()  # here, where the application lives: painting may have to fall back on it
        self._on_frame, self._on_notice = on_frame, on_notice
        self._changed = threading.Condition()
        self._wanted: MapSettings | None = None
        self._closing = False
        self._remote = _Remote()
        self._starts = 0
        self._came = 0.0  # when the last frame did
        self._thread = threading.Thread(target=self._run, name="painting", daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int | None:
        """Process id of the painting process; None before it started and when there is none."""
        return self._remote.pid

    def request(self, settings: MapSettings) -> None:
        """Ask for a map and return at once; one asked for earlier and not done is dropped.

        Of a hand that goes on moving the map some frames are done all the same.
        """
        with self._changed:
            self._wanted = settings
            if time.monotonic() - self._came < _STALE_S:
                self._remote.drop()
            self._changed.notify()

    def close(self) -> None:
        """End the process and forget what was asked; nothing is called any more afterwards."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._remote.stop()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _run(self) -> None:
        stand_behind()
        try:
            self._start()
            while (settings := self._next()) is not None:
                frame = self._painted(settings)
                if frame is not None and not self._closing:
                    self._came = time.monotonic()
                    self._on_frame(frame)
        finally:
            self._remote.close()

    def _next(self) -> MapSettings | None:
        """Wait for the newest request; None when it is time to end.

        Whether the process still lives is looked at meanwhile: the user is told at once.
        """
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closing or self._wanted is not None, _LOOK_S)
                if self._closing or self._wanted is not None:
                    settings, self._wanted = self._wanted, None
                    return None if self._closing else settings
            if self._starts <= _STARTS and not self._remote.lives:
                self._lost()
            self._remote.tidy()

    def _start(self) -> None:
        """Start the process early, so that it is ready when the first map is asked for."""
        self._starts += 1
        self._remote.start()

    def _painted(self, settings: MapSettings) -> Frame | None:
        """Paint in the process; start it once again when it died; then paint here."""
        while self._starts <= _STARTS and not self._closing:
            try:
                return self._answered(settings)
            except (EOFError, OSError):
                self._lost()
        return None if self._closing else _painted_here(settings)

    def _lost(self) -> None:
        """Start a process that died once again, or do without."""
        self._remote.close()
        if self._closing:
            return
        if self._starts < _STARTS:
            log.warning("the painting process ended; starting another")
            self._on_notice(RESTARTED)
            self._start()
        else:
            log.error("the painting process ended again; painting in the window's process")
            self._on_notice(IN_PROCESS)
            self._starts = _STARTS + 1

    def _answered(self, settings: MapSettings) -> Frame | None:
        answer = self._remote.ask(settings)
        if isinstance(answer, Failed):
            log.error("painting failed:\n%s", answer.report)
            self._on_notice(FAILED)
            return None
        if isinstance(answer, Dropped):
            return None
        return Frame(self._remote.image(settings), settings, answer.milliseconds)


class _Remote:
    """The other process, the pipe to it and the memory shared with it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stopped = False
        self._process: SpawnProcess | None = None
        self._orders: Connection | None = None
        self._sender = Sender()
        self._blocks = Blocks()
        self._memory: SharedMemory | None = None  # what is painted into

    @property
    def pid(self) -> int | None:
        process = self._process
        return process.pid if process is not None else None

    @property
    def lives(self) -> bool:
        """Whether the process runs."""
        process = self._process
        return process is not None and process.is_alive()

    def start(self) -> None:
        """Start the process; when the system refuses, `ask` will say that there is none."""
        self._sender = Sender()
        with self._lock:
            if self._stopped:
                return
            try:
                self._process, self._orders = launch.take() or launch.launched()
            except OSError:
                log.exception("no painting process could be started")

    def drop(self) -> None:
        """Let the picture that is being painted be given up."""
        with self._lock:
            if self._memory is not None:
                _tell(self._memory, stale=True)

    def ask(self, settings: MapSettings) -> Painted | Dropped | Failed:
        """Have a map painted into the shared memory.

        Raises
        ------
        EOFError, OSError
            If the process has ended.
        """
        if self._process is None or self._orders is None:
            raise EOFError
        memory = self._room(HEAD + settings.width * settings.height * PIXEL)
        _tell(memory, stale=False)
        for message in self._sender.order(settings, memory.name, self._blocks.names).messages():
            self._orders.send(message)
            give_way()
        answer: Painted | Dropped | Failed = self._orders.recv()
        if isinstance(answer, Failed):
            self._sender = Sender()  # what has arrived is not known: send all again
        return answer

    def image(self, settings: MapSettings) -> QImage:
        """Give the picture that was painted last, once; the next one goes elsewhere."""
        with self._lock:
            memory, self._memory = self._memory, None
        assert memory is not None  # noqa: S101  an answer came, so there is memory
        return self._blocks.picture(memory, settings.width, settings.height)

    def tidy(self) -> None:
        """Give memory back that nothing is painted into."""
        self._blocks.tidy()

    def stop(self) -> None:
        """End the process at once; it holds nothing that could be lost."""
        with self._lock:
            self._stopped = True
            if self._process is not None:
                self._process.terminate()

    def close(self) -> None:
        """Take everything down; called on the thread that started it."""
        if self._orders is not None:
            self._orders.close()
            self._orders = None
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            _end(process)
        with self._lock:
            self._memory = None
        self._blocks.close()
        self._blocks = Blocks()

    def _room(self, size: int) -> SharedMemory:
        """Give the block of at least `size` bytes that is painted into."""
        with self._lock:
            before, self._memory = self._memory, None
        if before is not None:  # its picture was given up
            self._blocks.give_back(before)
        memory = self._blocks.take(size)
        with self._lock:
            self._memory = memory
        return memory


def _painted_here(settings: MapSettings) -> Frame:
    start = time.perf_counter()
    image = render(settings)
    return Frame(image, settings, (time.perf_counter() - start) * 1000)


def _tell(memory: SharedMemory, *, stale: bool) -> None:
    """Let the other process see whether the picture it paints is still wanted."""
    if memory.buf is not None:
        memory.buf[0] = stale


def _end(process: SpawnProcess) -> None:
    """Wait for a process whose pipe is closed; make sure."""
    process.join(_END_S)
    if process.is_alive():
        process.kill()
        process.join()
    process.close()
