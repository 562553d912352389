"""Hears that a colleague has handed something over, without asking the window's thread for time."""

import threading
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from scmap.errors import ScmapError
from scmap.session.sharing import is_server
from scmap.store.sharing.passwords import password_of
from scmap.store.sharing.place import BATCHES
from scmap.store.sharing.server import Address, Server

EVERY = 0.25  # seconds between two looks


class Listening(QObject):
    """Listens at a folder or a server until it is told to stop.

    Signals
    -------
    heard
        Something is there that was not before; what it is, an exchange finds out.
    """

    heard = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def listens(self) -> bool:
        """Whether it listens now."""
        return self._thread is not None and self._thread.is_alive()

    def start(self, where: str) -> None:
        """Listen at a place from now on."""
        self.stop()
        self._stop = threading.Event()
        work = _at_server if is_server(where) else _at_folder
        # what the thread emits reaches the window's thread by its queue of events
        self._thread = threading.Thread(
            target=work, args=(where, self._stop, self.heard.emit), name="listening", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Listen no longer."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None


def _at_folder(where: str, stop: threading.Event, tell: object) -> None:
    known = _seen(Path(where))
    while not stop.wait(EVERY):
        now = _seen(Path(where))
        if now - known:
            tell()  # type: ignore[operator]  # a signal's emit
        known = now


def _seen(where: Path) -> set[str]:
    try:
        if where.is_dir():
            return {one.name for one in (where / BATCHES).iterdir()}
        return {str(where.stat().st_mtime_ns)}
    except OSError:
        return set()  # the share is away for a while


def _at_server(where: str, stop: threading.Event, tell: object) -> None:
    address = Address.read(where)
    while not stop.is_set():
        try:
            with Server(address, password_of(address) or "") as ear:
                ear.listen()
                tell()  # type: ignore[operator]  # while the line was down nobody was told
                while not stop.is_set():
                    if ear.heard(EVERY):
                        tell()  # type: ignore[operator]
        except ScmapError:
            stop.wait(4 * EVERY)
