"""Lets the window's thread go first: jobs wait while it is at work, wherever they can.

Threads of Python take turns with the interpreter, and each waits for all others before it has its
own again: what the window does in 90 milliseconds takes 300 beside three jobs. Jobs cannot be told
to take fewer turns, but they can stand aside in their long loops (`scmap.progress.give_way`) while
the window does what is marked by `first`.

A thread that lets go of the interpreter for some microseconds at a time, as a call of numpy does,
has it back before anybody else has woken up, and begins everybody's waiting anew (decision 0034).
So those loops also rest for long enough, often enough.

What is marked is not all that the window does: when they rest, jobs look whether its thread works,
and rest on while it does (decision 0067).
"""

import ctypes
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ContextDecorator

from scmap.progress import give_way_by

# So many seconds a job stands aside for a window that is at work without a pause, and from then on,
# until it is seen to pause, so many between two steps: a quarter of the time is left to the job.
PATIENCE_S = 0.1
TIRED_S = 0.006
# How long a job rests, and how long it works in between: a thread wakes up within a tenth of a
# millisecond, and a twentieth of the job's time is little.
REST_S = 0.00005
REST_EVERY_S = 0.002
LOOK_S = 0.0005  # between two looks at the window's thread while it is at work


def _clock() -> Callable[[], int]:
    """Give what tells how much the main thread has worked, in whatever the system counts it."""
    main = threading.main_thread()
    if sys.platform == "win32":
        system, known = ctypes.windll.kernel32, ctypes.c_uint64()
        system.OpenThread.restype = ctypes.c_void_p
        thread = ctypes.c_void_p(system.OpenThread(_QUERY, False, main.native_id))

        def cycles() -> int:
            system.QueryThreadCycleTime(thread, ctypes.byref(known))
            return known.value

        return cycles
    if not hasattr(time, "pthread_getcpuclockid") or main.ident is None:
        return lambda: 0  # it is never seen at work
    clock = time.pthread_getcpuclockid(main.ident)
    return lambda: time.clock_gettime_ns(clock)


_QUERY = 0x0040  # THREAD_QUERY_INFORMATION
_worked = _clock()


class _Known(threading.local):
    """What a thread remembers of its own standing aside."""

    rested = 0.0  # when it rested last, by the clock
    patience = PATIENCE_S


class First(ContextDecorator):
    """Work of the window's thread, or a function of it, for which jobs stand aside."""

    def __init__(self) -> None:
        self._depth = 0  # only one thread is the window's
        self._over = threading.Event()
        self._over.set()
        self._known = _Known()

    def __enter__(self) -> None:
        self._depth += 1
        self._over.clear()

    def __exit__(self, *_: object) -> None:
        self._depth -= 1
        if not self._depth:
            self._over.set()

    def wait(self) -> None:
        """Wait until such work is over, or patience is; the window never waits."""
        if threading.current_thread() is threading.main_thread():
            return
        known, now = self._known, time.perf_counter()
        due = now - known.rested > REST_EVERY_S
        tired = known.patience < PATIENCE_S
        if not due and (tired or self._over.is_set()):
            return
        paused = self._over.wait(known.patience) and (not due or self._rest(now + known.patience))
        known.patience = PATIENCE_S if paused else TIRED_S
        known.rested = time.perf_counter()

    @staticmethod
    def _rest(until: float) -> bool:
        """Rest, and as long as the window's thread is seen at work; False if it still was then."""
        worked, rest = _worked(), REST_S
        while True:
            time.sleep(rest)
            before, worked, rest = worked, _worked(), LOOK_S
            if worked == before:
                return True
            if time.perf_counter() >= until:
                return False


first = First()
give_way_by(first.wait)
