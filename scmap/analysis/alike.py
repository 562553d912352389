"""Find the names that are nearly one among very many, without comparing most of them.

Two names cannot share more letters in order than they share in any order, and how many these are
is counted for thousands of names at a time. Only what that leaves is compared letter by letter.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scmap.analysis.names import similarity
from scmap.errors import InputError
from scmap.model.layer import objects
from scmap.model.overlap import Mask, Rows
from scmap.progress import Progress, part, silent

Counts = NDArray[np.unsignedinteger[Any]]

MOST_PAIRS = 8_000_000  # exceptions of one kind that are held: some 2 GB

_HIGH, _WIDE = 128, 2048  # names that are held against each other at once: they stay in the cache
_BLOCK = 1 << 20  # pairs of names that are drawn up between two progress reports
_COLUMNS = 64  # letters counted apart; rarer ones (한자, signs) are counted together
_ROUNDED = 1e-3  # what rounding may take off a bound: a few more names are compared, none is missed
_EXACT = 1e-9  # similarities are fractions of small numbers: what a double misses is far below


def alike_names(
    spelled: Sequence[str], least: float, asked: Mask | None = None, *, progress: Progress = silent
) -> NDArray[np.intp]:
    """Give every two names that are at least so similar.

    Parameters
    ----------
    spelled : sequence of str, length n
        Names as `NameForms.spelled` gives them; an unknown one ("") is like no other.
    least : float
        Least similarity, 0 to 1.
    asked : (n,) bool or None
        Only pairs of which one side at least is such a name.
    progress : Progress
        Told the share done; may raise CancelledError.

    Raises
    ------
    InputError
        ``too_many_exceptions`` where nearly all of very many names are alike.

    Returns
    -------
    (k, 2) intp
        Places in `spelled`, the smaller first, in ascending order.
    """
    names = objects(spelled)
    known = np.flatnonzero(names != "")
    forms, number = np.unique(names[known], return_inverse=True)
    wanted = np.ones(len(known), bool) if asked is None else asked[known]
    if not wanted.any():
        return np.empty((0, 2), dtype=np.intp)
    among = np.zeros(len(forms), bool)
    among[number[wanted]] = True
    alike = _alike_forms(forms.tolist(), among, least, part(progress, 0.0, 0.8))
    named = _named(alike, number, part(progress, 0.8, 1.0))
    pairs = known[held(some[wanted[some].any(axis=1)] for some in named)]
    return np.asarray(pairs[np.lexsort(pairs.T[::-1])])


def held(parts: Iterable[NDArray[np.intp]]) -> NDArray[np.intp]:
    """Take pairs together, part by part, no more of them than can be held.

    Raises
    ------
    InputError
        ``too_many_exceptions``.
    """
    taken, count = [np.empty((0, 2), dtype=np.intp)], 0
    for one in parts:
        taken.append(one)
        count += len(one)
        if count > MOST_PAIRS:
            raise InputError("too_many_exceptions", most=MOST_PAIRS)
    return np.concatenate(taken)


def _named(alike: NDArray[np.intp], number: Rows, progress: Progress) -> Iterator[NDArray[np.intp]]:
    """Give every two names that have two forms which are alike, each (k, 2), smaller first."""
    order = np.argsort(number, kind="stable")
    size = np.bincount(number)
    first = np.cumsum(size) - size
    one, other = alike.T
    # One side a name, the other all names of a form: never more at once than a block of these.
    place = np.repeat(first[one] - np.cumsum(size[one]) + size[one], size[one])
    names, partners = order[place + np.arange(len(place))], np.repeat(other, size[one])
    same = np.repeat(one == other, size[one])
    for start, stop in _blocks(size[partners]):
        progress(start / len(names))
        some = partners[start:stop]
        place = np.repeat(first[some] - np.cumsum(size[some]) + size[some], size[some])
        left, right = np.repeat(names[start:stop], size[some]), order[place + np.arange(len(place))]
        kept = (left < right) | ~np.repeat(same[start:stop], size[some])
        yield np.sort(np.column_stack((left[kept], right[kept])), axis=1)
    progress(1.0)


def _blocks(sizes: Rows) -> Iterator[tuple[int, int]]:
    """Split a row of sizes where about a block of them has come together."""
    ends = np.flatnonzero(np.diff(np.cumsum(sizes) // _BLOCK)) + 1
    yield from pairwise((0, *ends.tolist(), len(sizes)))


def _alike_forms(
    forms: list[str], among: Mask, least: float, progress: Progress
) -> NDArray[np.intp]:
    """Give the forms that are alike, each with itself too, one side at least of those asked for."""
    order = np.argsort([len(form) for form in forms], kind="stable")
    own, others = order[among[order]], order[~among[order]]
    letters, names = _letter_counts(forms), objects(forms)
    halves = ((own, own, part(progress, 0.0, 0.5)), (own, others, part(progress, 0.5, 1.0)))

    def found() -> Iterator[NDArray[np.intp]]:
        yield np.column_stack((own, own))
        for rows, columns, told in halves:
            for one, other in _perhaps(letters, rows, columns, least, told):
                sides = names[one].tolist(), names[other].tolist()
                enough = similarity(*sides, least=max(0.0, least - _ROUNDED)) >= least - _EXACT
                yield np.column_stack((one[enough], other[enough]))

    return held(found())


def _perhaps(
    letters: Counts, rows: Rows, columns: Rows, least: float, progress: Progress
) -> Iterator[tuple[Rows, Rows]]:
    """Give the pairs of forms that share letters enough, tile by tile; both sides by length."""
    length = letters.sum(axis=0, dtype=np.int64)
    needed = ((least - _EXACT) / 2 * length).astype(np.float32) - np.float32(_ROUNDED)
    widest = length[columns]
    longest = np.inf if least <= _EXACT else 2 / least - 1  # times a name's length, and a share
    for start in range(0, len(rows), _HIGH):
        some = rows[start : start + _HIGH]
        low = np.searchsorted(widest, length[some[0]] / longest - _EXACT)
        high = np.searchsorted(widest, length[some[-1]] * longest + _EXACT, side="right")
        first = start if rows is columns else int(low)
        for left in range(first, int(high), _WIDE):
            progress(start / len(rows))
            across = columns[left : min(left + _WIDE, int(high))]
            shared = _shared(letters.take(some, axis=1), letters.take(across, axis=1))
            one, other = np.nonzero(shared - needed[some, None] >= needed[across])
            if rows is columns:
                later = left + other > start + one
                one, other = one[later], other[later]
            if len(one):
                yield some[one], across[other]
    progress(1.0)


def _shared(one: Counts, other: Counts) -> Counts:
    """Count the letters that names have in common in any order, shape (one, other)."""
    shared = np.zeros((one.shape[1], other.shape[1]), dtype=one.dtype)
    both = np.empty_like(shared)
    for here, there in zip(one, other, strict=True):
        if here.any() and there.any():
            np.minimum(here[:, None], there, out=both)
            shared += both
    return shared


def _letter_counts(forms: Sequence[str]) -> Counts:
    """Count letters of each form, shape (at most 64, n); the most common ones are told apart."""
    sizes = [len(form) for form in forms]
    points = np.frombuffer("".join(forms).encode("utf-32-le"), dtype=np.uint32)
    _, number, often = np.unique(points, return_inverse=True, return_counts=True)
    column = np.empty(len(often), dtype=np.intp)
    column[np.argsort(-often, kind="stable")] = np.minimum(np.arange(len(often)), _COLUMNS - 1)
    place = column[number] * len(forms) + np.repeat(np.arange(len(forms)), sizes)
    counts = np.bincount(place, minlength=min(len(often), _COLUMNS) * len(forms))
    narrow = np.uint8 if max(sizes) < 1 << 8 else np.uint32
    counted: Counts = counts.reshape(-1, len(forms)).astype(narrow)
    return counted
