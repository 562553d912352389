"""Lets the window's thread go first: jobs wait while it is at work, wherever they can.

Threads of Python take turns with the interpreter, and each waits for all others before it has its
own again: what the window does in 90 milliseconds takes 300 beside three jobs, and where these give
the interpreter back and take it again at once, the window may find no turn at all. Jobs cannot be
told to take fewer turns, but they can stand aside in their long loops (`scmap.progress.give_way`):
while the window does what is marked by `first`, and when its `pulse` is late.
"""

import threading
import time
from contextlib import ContextDecorator

from PySide6.QtCore import QObject, Qt, QTimer

from scmap.progress import give_way_by

# However much there is to do in the window, a job goes on a step after so many seconds.
PATIENCE_S = 0.01
BEAT_MS = 5
LATE_S = 0.015  # without a beat: somebody else has the interpreter, or the window is at work
ASIDE_S = 0.002  # long enough that the window has its turn


class First(ContextDecorator):
    """Work of the window's thread, or a function of it, for which jobs stand aside."""

    def __init__(self) -> None:
        self._depth = 0  # only one thread is the window's
        self._over = threading.Event()
        self._over.set()

    def __enter__(self) -> None:
        self._depth += 1
        self._over.clear()

    def __exit__(self, *_: object) -> None:
        self._depth -= 1
        if not self._depth:
            self._over.set()

    def wait(self) -> None:
        """Wait until such work is over, or `PATIENCE_S` have passed; the window never waits."""
        if threading.current_thread() is not threading.main_thread():
            self._over.wait(PATIENCE_S)


class Pulse(QObject):
    """Beats on the window's thread while jobs run."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=BEAT_MS)
        self._timer.timeout.connect(_beat)

    def begin(self) -> None:
        """Beat from now on."""
        if not self._timer.isActive():
            _beat()
            self._timer.start()

    def end(self) -> None:
        """Beat no more: nobody needs to look."""
        self._timer.stop()
        _last[0] = float("inf")


_last = [float("inf")]  # when the window's thread last had a turn; never late while nobody looks


def _beat() -> None:
    _last[0] = time.perf_counter()


def _let_it_beat() -> None:
    """Stand aside for a moment when the window has had no turn for long."""
    late = time.perf_counter() - _last[0] > LATE_S
    if late and threading.current_thread() is not threading.main_thread():
        time.sleep(ASIDE_S)


first = First()
give_way_by(first.wait)
give_way_by(_let_it_beat)
