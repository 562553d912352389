"""Gives memory that was needed for a while back to the system, at once or when the window rests.

What jobs and frames free stays with the process otherwise: a hundred megabytes with a million
points on the map.
"""

import ctypes
import sys
import threading
import time
from collections.abc import Callable
from functools import cache

from PySide6.QtCore import QObject, QTimer

from scmap.gui.canvas.canvas import Canvas
from scmap.gui.job import Jobs

REST_MS = 2_000
BUSY = 0.05  # share of a processor: a window whose thread works more than that is no resting one
LARGE = 1 << 19  # bytes: arrays of so many get memory of their own, which goes with them
ARENAS = 2  # heaps of the C library: each further one keeps what jobs on its thread have freed
_MMAP_THRESHOLD, _ARENA_MAX = -3, -8  # malloc.h has the same numbers


class Slack(QObject):
    """Looks after the memory of the window's process."""

    def __init__(self, canvas: Canvas, jobs: Jobs) -> None:
        super().__init__(canvas)
        option = _from_libc("mallopt")
        if option is not None:
            option(_ARENA_MAX, ARENAS)
            # Else the limit grows with the largest that was freed, to 32 MB.
            option(_MMAP_THRESHOLD, LARGE)
        self._jobs = jobs
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._give_back)
        self._worked = 0.0  # by the window's thread when the rest began, seconds
        for signal in (jobs.idle, canvas.settled):
            signal.connect(self._begin)

    def _begin(self) -> None:
        self._worked = time.thread_time()
        self._rest.start()

    def _give_back(self) -> None:
        """Give back, unless somebody works in the window: what that needs from the heap waits."""
        if self._jobs.running or _from_libc("malloc_trim") is None:
            return  # the end of the last job comes back here
        if time.thread_time() - self._worked > BUSY * REST_MS / 1000:
            self._begin()
        else:
            # No job: those stand behind the window (`stand_behind`), and this one holds the heap
            # that the window needs. Waiting for a processor, it would keep the window waiting.
            threading.Thread(target=give_back, name="slack").start()


def give_back() -> None:
    """Give back what is free; other threads go on meanwhile, as long as they need no memory."""
    trim = _from_libc("malloc_trim")
    if trim is not None:
        trim(0)


@cache
def _from_libc(name: str) -> Callable[..., object] | None:
    """Give a call of the C library; None where there is none such, or none is needed."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        found: Callable[..., object] = getattr(ctypes.CDLL(None), name)
    except (OSError, AttributeError):
        return None
    return found
