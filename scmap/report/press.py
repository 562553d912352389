"""Map sheets made in a process of their own: painting would stall the window (HOUSE §3.10)."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Self

import shapely
from PySide6.QtGui import QImage

from scmap.cartography.sheet import Sheet
from scmap.cartography.wire import Sender
from scmap.errors import CancelledError, InputError
from scmap.formats.partner import POLL_S, Partner
from scmap.model.boundary import level_of
from scmap.model.layout import Layout
from scmap.progress import Progress, silent
from scmap.report.map_files import Named, picture_files
from scmap.report.map_print import Printing
from scmap.report.press_worker import (
    STOP,
    Broken,
    Packed,
    Pixels,
    Print,
    Proof,
    Task,
    Wanted,
    Write,
    serve,
)
from scmap.store.replacing import abandon

log = logging.getLogger(__name__)

PATIENCE_S = 0.7  # with a page that is being painted when one has asked to stop

Maker = Callable[[], Sheet]


class Press:
    """Paints, writes and prints sheets elsewhere; each call waits for its end.

    Calls come from threads that may wait, never from the window's own. What a sheet's map draws is
    sent once, as long as its layers live.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sender = Sender()
        self._partner = Partner("press", serve)
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def begin(self) -> None:
        """Start the process early, so that it is ready when the first sheet is."""
        with self._lock:
            if not self._closed:
                self._begun()

    def proof(self, make: Maker, layout: Layout, dpi: float) -> QImage:
        """Paint one sheet as a picture of its page."""
        answer = self._ask(Proof(layout, dpi), [make], silent)
        assert isinstance(answer, QImage)  # noqa: S101  what a proof is
        return answer

    def write(
        self,
        pages: Sequence[Named],
        layout: Layout,
        path: Path,
        *,
        dpi: float,
        progress: Progress = silent,
    ) -> tuple[Path, ...]:
        """Write files, see `scmap.report.map_files.write_sheets`; raises what that does."""
        names = tuple(name for name, _ in pages)
        try:
            self._ask(Write(names, layout, path, dpi), [make for _, make in pages], progress)
        except CancelledError:
            for file in picture_files(path, names):
                abandon(file)
            abandon(path)
            raise
        return (path,) if path.suffix.lower() == ".pdf" else picture_files(path, names)

    def print(
        self,
        makers: Sequence[Maker],
        layout: Layout,
        printing: Printing,
        progress: Progress = silent,
    ) -> None:
        """Print pages, see `scmap.report.map_print.print_sheets`; raises what that does."""
        self._ask(Print(len(makers), layout, printing), makers, progress)

    def close(self) -> None:
        """End the process."""
        self._closed = True
        self._partner.stop()
        with self._lock:
            self._partner.end()

    # -- the other side ------------------------------------------------------------------------

    def _ask(self, task: Task, makers: Sequence[Maker], progress: Progress) -> object:
        with self._lock:
            try:
                pipe = self._begun()
                pipe.send(task)
                return self._served(pipe, makers, progress)
            except (EOFError, OSError) as error:
                self._partner.end()
                if self._closed:
                    raise CancelledError from error
                log.warning("the press ended while it worked")
                raise InputError("press_ended") from error

    def _served(self, pipe: Connection, makers: Sequence[Maker], progress: Progress) -> object:
        """Hand over what is wanted until there is an answer."""
        page = 0
        picture: QImage | None = None
        while True:
            self._wait(pipe, lambda: progress(page / len(makers)))  # noqa: B023  called at once
            told = pipe.recv()
            if isinstance(told, Wanted):
                page = told.page
                pipe.send(self._packed(pipe, makers[page]))
            elif isinstance(told, Pixels) and picture is None:
                picture = _picture(told, pipe.recv_bytes())
            elif isinstance(told, Broken):
                self._sender = Sender()  # what has arrived is not known: send all again
                raise RuntimeError(told.report)
            elif isinstance(told, BaseException):
                raise told
            else:
                progress(1.0)
                return picture if picture is not None else told

    def _wait(self, pipe: Connection, look: Callable[[], None]) -> None:
        """Wait until something comes; when one asks to stop, no longer than a moment."""
        try:
            look()
            while not pipe.poll(POLL_S):
                look()
        except CancelledError:
            if pipe.poll(PATIENCE_S) and isinstance(pipe.recv(), Wanted):
                pipe.send(STOP)
                pipe.recv()
            else:
                self._partner.end()
            raise

    def _packed(self, pipe: Connection, make: Maker) -> Packed:
        try:
            sheet = make()
            order = self._sender.order(sheet.settings, "")
        except BaseException:
            pipe.send(STOP)
            pipe.recv()
            raise
        bare = replace(sheet.settings, layers=())
        known = sheet.country
        own = known.geometry if known is not None and level_of(known) else ()
        shapes = [shapely.to_wkb(one) for one in own]
        return Packed(order, replace(sheet, settings=bare, country=None), shapes)

    def _begun(self) -> Connection:
        """Give the pipe to the process, which is started when it is first needed."""
        if self._closed:
            raise EOFError
        if not self._partner.runs:
            self._sender = Sender()
        return self._partner.begun()


def _picture(size: Pixels, content: bytes) -> QImage:
    form = QImage.Format.Format_RGB32
    return QImage(content, size.width, size.height, size.width * 4, form).copy()
