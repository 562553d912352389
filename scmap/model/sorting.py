"""Sort very many numbers in pieces, so that a stop is heard in between."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scmap.progress import Progress, part, silent

Rows: TypeAlias = NDArray[np.intp]
Numbers: TypeAlias = NDArray[np.int64] | NDArray[np.float64]

AT_ONCE = 2_000_000  # numbers: a quarter of a second of sorting, twice that beside other work
PIECE = 1 << 20  # numbers that are sorted, or looked up, between two looks whether to stop


def sorting_order(keys: Numbers, progress: Progress = silent) -> Rows:
    """Give the places of numbers in ascending order, equal ones as they stand.

    It is what `numpy.argsort` gives, which cannot be stopped: more than `AT_ONCE` numbers are
    sorted piece by piece, and the pieces merged two by two.

    Parameters
    ----------
    keys : (n,) int64 or float64
        No NaN among them.
    progress : Progress
        Told the share done; may raise CancelledError.
    """
    if len(keys) <= AT_ONCE:
        return np.argsort(keys, kind="stable")
    runs = []
    for start in range(0, len(keys), PIECE):
        runs.append(start + np.argsort(keys[start : start + PIECE], kind="stable"))
        progress(0.3 * start / len(keys))
    levels = (len(runs) - 1).bit_length()
    for level in range(levels):
        told = part(progress, 0.3 + 0.7 * level / levels, 0.3 + 0.7 * (level + 1) / levels)
        merged = []
        for place in range(0, len(runs), 2):
            share = part(told, place / len(runs), min(1.0, (place + 2) / len(runs)))
            merged.append(_merged(keys, runs[place : place + 2], share))
        runs = merged
    return runs[0]


def told_apart(keys: NDArray[np.intp], progress: Progress = silent) -> tuple[Rows, Rows]:
    """Give each number once, ascending, and for each of those given its place among them.

    It is what `numpy.unique` gives, told apart piece by piece where they are very many.
    """
    if len(keys) <= AT_ONCE:
        distinct, which = np.unique(keys, return_inverse=True)
        return distinct, which.ravel()
    pieces = [slice(start, start + PIECE) for start in range(0, len(keys), PIECE)]
    found: list[Rows] = []
    for done, piece in enumerate(pieces):
        found.append(np.unique(keys[piece]))
        progress(0.4 * done / len(pieces))
    some = np.concatenate(found)
    distinct = some[sorting_order(some, part(progress, 0.4, 0.6))]
    distinct = distinct[np.append(True, distinct[1:] != distinct[:-1])]
    which = np.empty(len(keys), dtype=np.intp)
    for done, piece in enumerate(pieces):
        which[piece] = np.searchsorted(distinct, keys[piece])
        progress(0.6 + 0.4 * done / len(pieces))
    return distinct, which


def _merged(keys: Numbers, runs: list[Rows], progress: Progress) -> Rows:
    """Merge two sorted runs of places, or give back the only one."""
    if len(runs) == 1:
        return runs[0]
    one, other = runs
    left, right = keys[one], keys[other]
    place: NDArray[Any] = np.arange(len(other))
    for start in range(0, len(other), PIECE):
        some = slice(start, start + PIECE)
        place[some] += np.searchsorted(left, right[some], side="right")
        progress(0.7 * start / len(other))
    rest = np.ones(len(one) + len(other), dtype=bool)
    rest[place] = False
    progress(0.8)
    merged = np.empty(len(rest), dtype=np.intp)
    merged[place] = other
    progress(0.9)
    merged[rest] = one
    return merged
