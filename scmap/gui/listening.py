"""Hears that a colleague has handed something over, without asking the window's thread for time."""

import threading
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from scmap.errors import ScmapError
from scmap.session.sharing import is_server
from scmap.store.sharing.passwords import password_of
from scmap.store.sharing.place import BATCHES
from scmap.store.sharing.server import Address, Server

EVERY = 0.25  # seconds between two looks


class Listening(QObject):
    """Listens at folders and servers until it is told to stop.

    Signals
    -------
    heard
        Something is there that was not before; what it is, an exchange finds out.
    met : str
        Name of whoever else has the feature that was pointed at in the hand; "" for nobody.
    """

    heard = Signal()
    met = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._stop = threading.Event()
        self._pointer = Pointer(self.met.emit)
        self._threads: list[threading.Thread] = []

    @property
    def listens(self) -> bool:
        """Whether it listens now."""
        return any(thread.is_alive() for thread in self._threads)

    def start(self, places: Mapping[str, str | None]) -> None:
        """Listen at places from now on; of a server the keyring has the password if none is given.

        Parameters
        ----------
        places : Mapping of str to str or None
            Each place with its password.
        """
        self.stop()
        self._stop = threading.Event()
        # what the threads emit reaches the window's thread by its queue of events
        for where, password in places.items():
            if is_server(where):
                tell = (self.heard.emit, self._pointer, password)
                work = partial(at_server, where, self._stop, *tell)
            else:
                work = partial(at_folder, where, self._stop, self.heard.emit)
            self._threads.append(threading.Thread(target=work, name="listening", daemon=True))
            self._threads[-1].start()

    def point(self, layer: str, uid: str) -> None:
        """Say which feature is in the hand here; "" for none. Others are told while it listens."""
        self._pointer.wanted = (layer, uid)

    def stop(self) -> None:
        """Listen no longer."""
        self._stop.set()
        while self._threads:
            self._threads.pop().join()


class Pointer:
    """Says on a server which feature is in the hand, and asks whether somebody else has it.

    A courtesy, no lock: the server lets go of it when the connection ends.
    """

    def __init__(self, met: Callable[[str], None]) -> None:
        self.wanted = ("", "")
        self._met, self._held, self._name = met, ("", ""), ""

    def begin(self) -> None:
        """Hold nothing: this is another connection."""
        self._held = ("", "")

    def look(self, server: Server) -> None:
        """Hold what is in the hand now, and tell who else does."""
        wanted = self.wanted
        if self._held != wanted and self._held[1]:
            server.let_go(*self._held)
            self._held = ("", "")
        if wanted[1] and self._held != wanted and server.take_hold(*wanted):
            self._held = wanted
        name = server.editing(*wanted) if wanted[1] and self._held != wanted else ""
        if name != self._name:
            self._name = name
            self._met(name)


def at_folder(where: str, stop: threading.Event, tell: Callable[[], None]) -> None:
    """Tell whenever a folder or package has something new, until `stop` is set."""
    known = _seen(Path(where))
    while not stop.wait(EVERY):
        now = _seen(Path(where))
        if now - known:
            tell()
        known = now


def _seen(where: Path) -> set[str]:
    try:
        if where.is_dir():
            return {one.name for one in (where / BATCHES).iterdir()}
        return {str(where.stat().st_mtime_ns)}
    except OSError:
        return set()  # the share is away for a while


def at_server(
    where: str,
    stop: threading.Event,
    tell: Callable[[], None],
    pointer: Pointer,
    password: str | None = None,
) -> None:
    """Tell whenever somebody commits on a server, until `stop` is set; a lost line is renewed."""
    address = Address.read(where)
    while not stop.is_set():
        try:
            with Server(address, password or password_of(address) or "") as ear:
                ear.listen()
                pointer.begin()
                tell()  # while the line was down nobody was told
                newest, again = ear.newest(), False
                while not stop.is_set():
                    pointer.look(ear)
                    heard, known = ear.heard(EVERY), newest
                    newest = ear.newest()
                    # one hint may stand for several commits, of which some come just after it
                    if heard or again or newest != known:
                        tell()
                    again = heard or newest != known
        except ScmapError:
            stop.wait(4 * EVERY)
