"""How long work tells how far it is, hears that it should stop, and lets others go first."""

import gc
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar


class Progress(Protocol):
    """Told the share of work done; raises CancelledError when the work should stop."""

    def __call__(self, share: float, /) -> None:
        """Take note that `share` (0 to 1) of the work is done."""


def silent(_share: float, /) -> None:
    """Listen to nobody: the default for work that nobody watches."""


def part(progress: Progress, start: float, stop: float) -> Progress:
    """Give a step of a larger job its own 0 to 1 between `start` and `stop` of the whole."""

    def inner(share: float, /) -> None:
        progress(start + (stop - start) * share)

    return inner


# How far work that nobody waits for steps back where there are fewer processors than threads: to a
# third of a share.
STEPPED_BACK = 5

AT_ONCE = 64  # items: a fraction of a millisecond
TOLD_EVERY = 1024  # items: some milliseconds
Item = TypeVar("Item")

_waits: list[Callable[[], None]] = []


def give_way() -> None:
    """Let whoever must not be kept waiting go first.

    Long loops that hold the interpreter call it every fraction of a millisecond: threads of Python
    take turns, so that a window beside three of them has but a quarter of its time.
    """
    for wait in _waits:
        wait()


def give_way_by(wait: Callable[[], None]) -> None:
    """Have `give_way` call `wait`, which returns when the caller may go on."""
    if wait not in _waits:
        _waits.append(wait)


def giving_way(items: Iterable[Item]) -> Iterator[Item]:
    """Yield what whoever takes it in C would take all at once, and give way now and then."""
    for number, item in enumerate(items):
        if number % AT_ONCE == AT_ONCE - 1:
            give_way()
        yield item


def told(items: Iterable[Item], count: int, progress: Progress) -> Iterator[Item]:
    """Yield what is taken in as by `giving_way`, and tell how much of `count` there was."""
    for number, item in enumerate(giving_way(items)):
        if number % TOLD_EVERY == 0:
            progress(number / count)
        yield item


def stand_behind(window: int | None = None) -> None:
    """Let the window go first where both want a processor: this thread, and what it begins.

    Windows does so by itself for the window in front; of Linux's threads each has its own priority.

    Parameters
    ----------
    window : int or None
        Process of the window; None where it is this one.
    """
    if sys.platform == "linux":
        # The window's own is not 0 where somebody started the program behind others.
        me, front = threading.get_native_id(), window or os.getpid()
        usual, first = (os.getpriority(os.PRIO_PROCESS, one) for one in (me, front))
        os.setpriority(os.PRIO_PROCESS, me, max(usual, first + STEPPED_BACK))


@contextmanager
def uncollected() -> Iterator[None]:
    """Let Python's collector of cycles wait: it would look at all that is made again and again.

    A million shapes or a hundred thousand changes have no cycle among them; to make points takes
    half as long without it.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
