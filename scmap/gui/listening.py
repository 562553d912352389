"""Hears that a colleague has handed something over, without asking the window's thread for time.

A place that stands still is noticed: a server by its watchdog, a folder because the look at it does
not come back. Nobody on the window's thread ever waits for either.
"""

import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from scmap.errors import ScmapError
from scmap.session.sharing import is_server
from scmap.store.sharing.passwords import password_of
from scmap.store.sharing.place import BATCHES
from scmap.store.sharing.server import Address, Server

EVERY = 0.25  # seconds between two looks
SHORTLY, LOOKS = 0.03, 10  # the same after a hint, and how often
SOON = 4.0  # seconds after which a place that does not answer stands still
AGAIN = 4 * EVERY  # seconds until a lost line is tried again
LEAVE = 2 * EVERY  # seconds in which a thread that can hear of the end has heard of it
GONE = frozenset({"server_lost", "server_unreachable"})


class Listening(QObject):
    """Listens at folders and servers until it is told to stop.

    Signals
    -------
    heard
        Something is there that was not before; what it is, an exchange finds out.
    met : str
        Name of whoever else has the feature that was pointed at in the hand; "" for nobody.
    answered : (str, bool)
        Whether a place answers, told when it does again and when it does no more.
    """

    heard = Signal()
    met = Signal(str)
    answered = Signal(str, bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._stop = threading.Event()
        self._pointer = Pointer(self.met.emit)
        self._ears: list[Ear] = []
        self._threads: list[threading.Thread] = []
        self._watch = QTimer(self, interval=int(1000 * EVERY))
        self._watch.timeout.connect(self._look)

    @property
    def listens(self) -> bool:
        """Whether it listens now."""
        return bool(self._ears)

    def start(self, places: Mapping[str, str | None]) -> None:
        """Listen at places from now on; of a server the keyring has the password if none is given.

        Parameters
        ----------
        places : Mapping of str to str or None
            Each place with its password.
        """
        self.stop()
        stop = self._stop = threading.Event()
        pointed = self._pointer.wanted
        pointer = self._pointer = Pointer(partial(_unless, stop, self.met.emit))
        pointer.wanted = pointed
        # what the threads emit reaches the window's thread by its queue of events
        for where, password in places.items():
            tell = partial(_unless, stop, partial(self.answered.emit, where))
            ear = Ear(where, stop, partial(_unless, stop, self.heard.emit), tell)
            work = partial(at_folder, ear)
            if is_server(where):
                work = partial(at_server, ear, pointer, password)
            self._ears.append(ear)
            self._threads.append(threading.Thread(target=work, name="listening", daemon=True))
            self._threads[-1].start()
        self._watch.start()

    def point(self, layer: str, uid: str) -> None:
        """Say which feature is in the hand here; "" for none. Others are told while it listens."""
        self._pointer.wanted = (layer, uid)

    def stop(self) -> None:
        """Listen no longer; a thread that waits for what stands still is left to itself."""
        self._stop.set()
        self._watch.stop()
        self._ears.clear()
        while self._threads:
            self._threads.pop().join(LEAVE)

    def _look(self) -> None:
        for ear in self._ears:
            ear.look()


def _unless(stop: threading.Event, tell: Callable[..., None], *said: object) -> None:
    """Tell, unless nobody listens any more."""
    if not stop.is_set():
        tell(*said)


@dataclass(slots=True)
class Ear:
    """What is known of one place at which somebody listens.

    Attributes
    ----------
    where : str
        The place.
    stop : Event
        Set when nobody listens any more.
    heard : callable
        Told when there is something new.
    tell : callable
        Told whether the place answers, when that changes.
    since : float
        When it was asked something (`time.monotonic`); infinite while it is asked nothing.
    answers : bool
        Whether it does.
    """

    where: str
    stop: threading.Event
    heard: Callable[[], None]
    tell: Callable[[bool], None]
    since: float = math.inf
    answers: bool = True

    def say(self, answers: bool) -> None:
        """Note whether the place answers, and tell it where that is new."""
        if answers != self.answers:
            self.answers = answers
            self.tell(answers)

    def look(self) -> None:
        """Notice that an answer is long in coming."""
        if time.monotonic() - self.since > SOON:
            self.say(False)


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


def at_folder(ear: Ear) -> None:
    """Tell whenever a folder or package has something new, until nobody listens any more."""
    known = _seen(ear) or set()
    while not ear.stop.wait(EVERY):
        now = _seen(ear)
        ear.say(now is not None)
        if now is None:
            continue  # the share is away for a while
        if now - known:
            ear.heard()
        known = now


def _seen(ear: Ear) -> set[str] | None:
    """Give the names of what is there; None where nothing can be seen."""
    where, ear.since = Path(ear.where), time.monotonic()
    try:
        if where.is_dir():
            there = where / BATCHES
            return {one.name for one in there.iterdir()} if there.is_dir() else set()
        return {str(where.stat().st_mtime_ns)}
    except OSError:
        return None
    finally:
        ear.since = math.inf


def at_server(ear: Ear, pointer: Pointer, password: str | None = None) -> None:
    """Tell whenever somebody commits on a server, until nobody listens; a lost line is renewed."""
    address = Address.read(ear.where)
    while not ear.stop.is_set():
        ear.since = time.monotonic()
        try:
            secret = password or password_of(address) or ""
            with Server(address, secret, SOON) as line:
                line.listen()
                ear.since = math.inf  # from here the watchdog of the line looks
                ear.say(True)
                pointer.begin()
                ear.heard()  # while the line was down nobody was told
                _follow(line, ear, pointer)
        except ScmapError as error:
            ear.since = math.inf
            if error.code in GONE:
                ear.say(False)
            ear.stop.wait(AGAIN)


def _follow(line: Server, ear: Ear, pointer: Pointer) -> None:
    """Tell of what an exchange would bring: a hint without it only has one look again soon."""
    newest, looks = line.newest(), 0
    while not ear.stop.is_set():
        pointer.look(line)
        heard, known = line.heard(SHORTLY if looks else EVERY), newest
        newest = line.newest()
        if newest != known:
            ear.heard()
        # an earlier transaction may still be open, and one hint stands for several commits
        looks = LOOKS if heard else max(looks - 1, 0)
