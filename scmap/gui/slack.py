"""Gives memory that was needed for a while back to the system, when the window rests.

What jobs and frames free stays with the process otherwise: a hundred megabytes with a million
points on the map.
"""

import ctypes
import linecache
import sys
from collections.abc import Callable
from functools import cache

from PySide6.QtCore import QObject, QTimer

from scmap.gui.canvas.canvas import Canvas
from scmap.gui.job import Jobs
from scmap.progress import Progress

REST_MS = 2_000


class Slack(QObject):
    """Looks after the memory of the window's process."""

    def __init__(self, canvas: Canvas, jobs: Jobs) -> None:
        super().__init__(canvas)
        self._jobs = jobs
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._give_back)
        for signal in (jobs.idle, canvas.settled):
            signal.connect(self._rest.start)

    def _give_back(self) -> None:
        if not self._jobs.running and _trim() is not None:
            self._jobs.run("", give_back, momentary=True)


def give_back(_progress: Progress) -> None:
    """Give back what is free; other threads go on meanwhile."""
    linecache.clearcache()  # the sources of Qt's modules, which these look at when they are loaded
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Callable[[int], object] | None:
    """Give the call of the C library for it; None where there is none, or none is needed."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        found: Callable[[int], object] = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError):
        return None
    return found
