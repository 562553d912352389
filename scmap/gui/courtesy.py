"""Lets the window's thread go first: jobs wait while it is at work, wherever they can.

Threads of Python take turns with the interpreter, and each waits for all others before it has its
own again: what the window does in 90 milliseconds takes 300 beside three jobs. Jobs cannot be told
to take fewer turns, but they can stand aside in their long loops (`scmap.progress.give_way`) while
the window does what is marked by `first`.

A thread that lets go of the interpreter for some microseconds at a time, as a call of numpy does,
has it back before anybody else has woken up, and begins everybody's waiting anew (decision 0034).
So those loops also rest for long enough, often enough.
"""

import threading
import time
from contextlib import ContextDecorator

from scmap.progress import give_way_by

# However much there is to do in the window, a job goes on a step after so many seconds.
PATIENCE_S = 0.05
# How long a job rests, and how long it works in between: a thread wakes up within a tenth of a
# millisecond, and a twentieth of the job's time is little.
REST_S = 0.00005
REST_EVERY_S = 0.002


class First(ContextDecorator):
    """Work of the window's thread, or a function of it, for which jobs stand aside."""

    def __init__(self) -> None:
        self._depth = 0  # only one thread is the window's
        self._over = threading.Event()
        self._over.set()
        self._rested = threading.local()

    def __enter__(self) -> None:
        self._depth += 1
        self._over.clear()

    def __exit__(self, *_: object) -> None:
        self._depth -= 1
        if not self._depth:
            self._over.set()

    def wait(self) -> None:
        """Wait until such work is over, or `PATIENCE_S` have passed; the window never waits."""
        if threading.current_thread() is threading.main_thread():
            return
        self._over.wait(PATIENCE_S)
        if time.perf_counter() - getattr(self._rested, "at", 0.0) > REST_EVERY_S:
            time.sleep(REST_S)
            self._rested.at = time.perf_counter()


first = First()
give_way_by(first.wait)
