"""Lets go of large results piece by piece: a window waits while a thread frees memory.

Python frees an object and all that only this object holds in one go, and no other thread of Python
has its turn meanwhile: for the result of 100,000 investments that is a tenth of a second and more.
"""

import sys
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from types import TracebackType

import numpy as np

from scmap.progress import give_way, giving_way

AT_ONCE = 256  # elements: shapes of many corners take some microseconds each
TAKEN_APART = 4096  # members of a tuple or list; more of them are freed by the handful
_OURS = 2  # references to an object that nobody else holds: the name here, and the question itself


def let_go(held: list[object]) -> None:
    """Empty `held`, so that no single release takes long; call it where nobody waits.

    Dataclasses, tuples, lists and dictionaries are taken apart from the outside: whatever one of
    them holds is held here, too, until its own turn comes. What somebody else holds stays as it is.
    """
    pieces = _pieces(held)
    held.clear()
    while pieces:
        piece = pieces.pop()
        if isinstance(piece, np.ndarray) and piece.dtype == object and piece.base is None:
            _empty(piece)
        elif isinstance(piece, list) and sys.getrefcount(piece) <= _OURS:
            while piece:
                del piece[-AT_ONCE:]
                give_way()
        give_way()


def held_by(error: BaseException) -> list[object]:
    """Give what the calls held that `error` ended, and let the error itself go of it."""
    held: list[object] = []
    called: TracebackType | None = error.__traceback__
    while called is not None:
        held.extend(called.tb_frame.f_locals.values())
        called = called.tb_next
    error.with_traceback(None)
    return held


def _pieces(held: Iterable[object]) -> list[object]:
    """Give all that is held, the outermost last."""
    found, seen = list[object](), set[int]()
    waiting = list(held)
    for piece in giving_way(waiting):  # grows while it is walked: breadth first
        if id(piece) not in seen:
            seen.add(id(piece))
            found.append(piece)
            waiting.extend(_parts(piece))
    found.reverse()
    return found


def _parts(piece: object) -> Iterable[object]:
    if isinstance(piece, tuple | list):
        return piece if len(piece) <= TAKEN_APART else ()
    if isinstance(piece, dict):
        return list(piece.values())
    if is_dataclass(piece) and not isinstance(piece, type):
        named = [getattr(piece, field.name, None) for field in fields(piece)]
        return [*named, *getattr(piece, "__dict__", {}).values()]  # what it worked out and kept
    if isinstance(piece, np.ndarray) and piece.base is not None:
        return (piece.base,)
    return ()


def _empty(array: "np.ndarray[tuple[int, ...], np.dtype[np.object_]]") -> None:
    """Let go of the elements of an array a few at a time, if it goes with them."""
    if sys.getrefcount(array) > _OURS + 1:  # the caller's name for it
        return
    array.flags.writeable = True
    flat = array.reshape(-1)
    for start in range(0, len(flat), AT_ONCE):
        flat[start : start + AT_ONCE] = None
        give_way()
