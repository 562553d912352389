"""A newer file of a source that is there already: which of its rows are which of the old ones.

Rows are told by their identity, else by a column that names each row, else by being the same
throughout, else by name, place and year. What more than one row could be is not guessed: it is
listed. Nothing here knows where the rows come from.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.model.difference import NEW
from scmap.model.distinct import distinct
from scmap.model.layer import Column, Layer, Objects, objects
from scmap.model.row_index import found_rows

Rows = NDArray[np.intp]
Mask = NDArray[np.bool_]
Pair = tuple[Rows, Rows]  # cells of a column in both layers: a number for each word
Places = Callable[[str], frozenset[str]]

UID, KEY, SAME, MARKS = "uid", "key", "same", "marks"  # how a row was found again
DISTINCT = 0.98  # share of the rows that a key names apart
COMMON = 0.5  # share of the rows that both files must have, and of the cells that must be alike
ASKED = 5_000  # rows by which a key is tried
FEW = 20  # rows below which a column is a key only if its title says so
NOTHING = 0  # number of a cell that says nothing
MOST = 2**62  # numbers up to which several columns are told together
FILED = 1e-14  # of a figure: more than files of any kind lose of it
METRE = 1.0  # places as near as that are one place
_ORIGIN = 2**30  # metres by which places are counted from below zero


@dataclass(frozen=True, slots=True)
class Marks:
    """Columns by which people tell rows.

    Attributes
    ----------
    names, places, addresses, years : tuple of str
        Columns that hold the name; the municipality by code or name; an address; the year.
    keys : tuple of str
        Columns that together name each row, where the user says so.
    numbers : tuple of str
        Columns whose title says that they number rows.
    has_key : bool
        Whether a column that names each row is to be looked for.
    """

    names: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    has_key: bool = True


@dataclass(frozen=True, eq=False)
class Matching:
    """Which row of an older layer each row of a newer one is.

    Attributes
    ----------
    origin : (n,) intp
        Row of the older layer, `NEW` for one that it has not.
    how : (n,) object
        `UID`, `KEY`, `SAME` or `MARKS`; None for a new row.
    key : str
        Column that names each row; "" where there is none.
    unclear : (n,) bool
        New rows that more than one older row could be, or the other way round.
    """

    origin: Rows
    how: Objects
    key: str
    unclear: Mask


def matched(before: Layer, after: Layer, marks: Marks, places: Places) -> Matching:
    """Find the rows of an older layer in a newer one.

    Parameters
    ----------
    before, after : Layer
        Of one source; their columns need not be the same.
    marks : Marks
        What tells rows; columns that one layer lacks do not count.
    places : callable
        Gives the municipalities in force that a code or name of any time means, so that a place
        whose code changed stays the same place.
    """
    return _Matcher(before, after, marks, places).matching()


@dataclass
class _Matcher:
    before: Layer
    after: Layer
    marks: Marks
    places: Places
    origin: Rows = field(init=False)
    how: Objects = field(init=False)
    free: Mask = field(init=False)  # rows of `before` that are not found again yet
    closed: Mask = field(init=False)  # rows of `after` of which nothing more is asked
    _told: dict[str, Pair] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.origin = np.full(len(self.after), NEW, dtype=np.intp)
        self.how = objects([None] * len(self.after))
        self.free = np.ones(len(self.before), dtype=bool)
        self.closed = np.zeros(len(self.after), dtype=bool)

    def matching(self) -> Matching:
        known = found_rows(self.before.rows, self.after.uids)
        self._take(np.flatnonzero(known != NEW), known[known != NEW], UID)
        key = self.marks.keys or (self._key() if self.marks.has_key else ())
        if key:
            codes = self._cells(key)
            self._by(codes, KEY, sure=not self.marks.keys)
            # A row that its key names alone, and no other row: it is new, or it is gone.
            self.free &= ~_once(codes[0])
            self.closed |= _once(codes[1])
        self._same()
        unclear = np.zeros(len(self.after), dtype=bool)
        rounds = self._rounds()
        while self.free.any() and self._open.any():
            marks = next(rounds, None)
            if marks is None:
                break
            unclear |= self._by(marks, MARKS)
        return Matching(self.origin, self.how, ", ".join(key), unclear & (self.origin == NEW))

    @cached_property
    def _common(self) -> list[str]:
        return [name for name in self.after.columns if name in self.before.columns]

    def _key(self) -> tuple[str, ...]:
        """Find the column that names each row in both files, and means the same row in both."""
        told = {*self.marks.names, *self.marks.places, *self.marks.addresses, *self.marks.years}
        fewest = min(len(self.before), len(self.after))
        best: float = 0.0
        key: tuple[str, ...] = ()
        for name in self._common:
            if name in told and (name not in self.marks.names or self._has_place):
                continue
            if fewest < FEW and name not in self.marks.numbers:
                continue  # of a few rows any column may name each by chance
            if not all(_names_rows(layer.columns[name]) for layer in (self.before, self.after)):
                continue
            codes = self._cells((name,))
            new, old = _alone(*codes)
            if len(new) < COMMON * fewest:
                continue
            likeness = self._likeness(new, old, name)
            if likeness >= COMMON and likeness * len(new) > best:
                best, key = likeness * len(new), (name,)
        return key

    @property
    def _has_place(self) -> bool:
        return bool(self._held(self.marks.places) or self._held(self.marks.addresses)) or any(
            shape is not None for shape in self.after.geometry[:1]
        )

    def _likeness(self, new: Rows, old: Rows, key: str) -> float:
        """Give the share of the other cells that are alike where a key is."""
        others = [name for name in self._common if name != key]
        old, new = old[:ASKED], new[:ASKED]
        alike = [
            np.mean(texts(self.before.columns[name][old]) == texts(self.after.columns[name][new]))
            for name in others[:12]
        ]
        return float(np.mean(alike)) if alike else 1.0

    def _same(self) -> None:
        """Find rows again that are the same throughout; of several the same, the nth is the nth."""
        if not self._common or not self.free.any() or not self._open.any():
            return
        old, new = self._joined([*map(self._column, self._common), *self._shape()])
        order = [_turns(codes, open_) for codes, open_ in ((old, self.free), (new, self._open))]
        most = max((int(turn.max(initial=0)) for turn in order), default=0) + 2
        both = [codes * most + turn for codes, turn in zip((old, new), order, strict=True)]
        self._by((both[0], both[1]), SAME)

    @property
    def _open(self) -> Mask:
        return np.asarray((self.origin == NEW) & ~self.closed, dtype=bool)

    def _rounds(self) -> Iterator[tuple[Rows, Rows]]:
        """Give what tells rows, the sharpest first; rows that lack the name are told by place."""
        names, years = self._columns(self.marks.names), self._columns(self.marks.years)
        addresses = self._columns(self.marks.addresses)
        spot = [self._spots] if self._is_spotted else []
        for place in ([*addresses, *spot], spot, addresses):
            if place:
                yield self._joined([*names, *years, *place], [*names, *place])
        held = self._held(self.marks.places) or self._held(self.marks.addresses)
        if names and held:
            yield self._joined([*names, *years, self._ground(held)], names)
            yield self._met(self._joined([*names, *years], names), held)
        elif names and not spot:
            yield self._joined([*names, *years], names)

    def _met(self, codes: tuple[Rows, Rows], place: Sequence[str]) -> tuple[Rows, Rows]:
        """Tell rows alike whose places share a municipality: a code was split, or put together."""
        old, new = codes[0].copy(), codes[1].copy()
        grounds = [self._municipalities(layer, place) for layer in (self.before, self.after)]
        by_code: dict[int, list[int]] = {}
        for row in np.flatnonzero(self.free & (old >= 0)).tolist():
            by_code.setdefault(int(old[row]), []).append(row)
        marks = (np.full(len(old), -1, dtype=np.intp), np.full(len(new), -1, dtype=np.intp))
        for row in np.flatnonzero(self._open & (new >= 0)).tolist():
            near = [
                one for one in by_code.get(int(new[row]), ()) if grounds[0][one] & grounds[1][row]
            ]
            if len(near) == 1:
                marks[0][near[0]], marks[1][row] = near[0], near[0]
        return marks

    def _municipalities(self, layer: Layer, place: Sequence[str]) -> list[frozenset[str]]:
        found: list[frozenset[str]] = [frozenset()] * len(layer)
        for name in place:
            values, at = distinct(layer.columns[name])
            known = [self.places(_word(value)) for value in values]
            found = [one or known[which] for one, which in zip(found, at.tolist(), strict=True)]
        return found

    def _ground(self, place: Sequence[str]) -> Pair:
        """Tell rows by the municipalities in force, or by the word as it stands."""
        sides = []
        for layer in (self.before, self.after):
            words = [";".join(sorted(one)) for one in self._municipalities(layer, place)]
            own = texts(layer.columns[place[0]])
            sides.append(objects(word or plain for word, plain in zip(words, own, strict=True)))
        return _numbered(sides[0], sides[1])

    @cached_property
    def _is_spotted(self) -> bool:
        return all(
            bool((~shapely.is_missing(one.geometry)).any()) for one in (self.before, self.after)
        )

    @cached_property
    def _spots(self) -> Pair:
        """Tell rows by where they are, to the metre."""
        spots = [_spots(layer) for layer in (self.before, self.after)]
        known = np.concatenate([one >= 0 for one in spots])
        numbers = np.unique(np.concatenate(spots), return_inverse=True)[1].reshape(-1) + 1
        numbers[~known] = NOTHING
        return numbers[: len(self.before)], numbers[len(self.before) :]

    def _shape(self) -> list[Pair]:
        return [self._spots] if self._is_spotted else []

    def _held(self, names: Sequence[str]) -> list[str]:
        return [name for name in names if name in self._common]

    def _columns(self, names: Sequence[str]) -> list[Pair]:
        return [self._column(name) for name in self._held(names)]

    def _column(self, name: str) -> Pair:
        if name not in self._told:
            columns = (self.before.columns[name], self.after.columns[name])
            self._told[name] = _numbered(*columns)
        return self._told[name]

    def _cells(self, names: Sequence[str]) -> tuple[Rows, Rows]:
        return self._joined(self._columns(names), self._columns(names))

    def _joined(self, columns: Sequence[Pair], needed: Sequence[Pair] = ()) -> tuple[Rows, Rows]:
        """Give one number for what columns hold together, -1 where a needed one is empty."""
        count = len(self.before)
        codes, most = np.zeros(count + len(self.after), dtype=np.intp), 1
        for pair in columns:
            numbers = np.concatenate(pair)
            several = int(numbers.max(initial=0)) + 1
            if most * several >= MOST:  # to sort a million numbers for each column takes seconds
                codes, most = _closely(codes)
            codes, most = codes * several + numbers, most * several
        codes, _most = _closely(codes)
        for pair in needed:
            codes[np.concatenate(pair) == NOTHING] = -1
        return codes[:count], codes[count:]

    def _by(self, codes: tuple[Rows, Rows], how: str, *, sure: bool = False) -> Mask:
        """Match the rows that a code names alone on both sides; tell those that it does not."""
        old = np.where(self.free, codes[0], -1)
        new = np.where(self._open, codes[1], -1)
        rows, origins = _alone(old, new)
        if sure:
            right = ~self._strange(rows, origins)
            rows, origins = rows[right], origins[right]
        self._take(rows, origins, how)
        left = np.isin(new, old[old >= 0]) & (new >= 0) & self._open
        return np.asarray(left, dtype=bool)

    def _strange(self, new: Rows, old: Rows) -> Mask:
        """Tell where a key is alike and neither name nor place is: it was given to another row."""
        strange = np.ones(len(new), dtype=bool)
        named = self._held(self.marks.names)
        place = self._held(self.marks.places) or self._held(self.marks.addresses)
        if not named or not place:
            return np.zeros(len(new), dtype=bool)
        for name in named:
            was, now = self._column(name)
            strange &= was[old] != now[new]
        was, now = self._ground(place)
        return np.asarray(strange & (was[old] != now[new]), dtype=bool)

    def _take(self, new: Rows, old: Rows, how: str) -> None:
        self.origin[new], self.how[new] = old, how
        self.free[old] = False


def _closely(codes: Rows) -> tuple[Rows, int]:
    """Give codes numbered from 0 without gaps, and how many there are."""
    values, at = np.unique(codes, return_inverse=True)
    return at.reshape(-1).astype(np.intp), max(len(values), 1)


def _alone(old: Rows, new: Rows) -> tuple[Rows, Rows]:
    """Give rows of `new` and of `old` with a code that is there once on each side."""
    sides = []
    for codes in (old, new):
        values, first, counts = np.unique(codes, return_index=True, return_counts=True)
        once = (counts == 1) & (values >= 0)
        sides.append((values[once], first[once]))
    _values, left, right = np.intersect1d(
        sides[0][0], sides[1][0], assume_unique=True, return_indices=True
    )
    return sides[1][1][right].astype(np.intp), sides[0][1][left].astype(np.intp)


def _once(codes: Rows) -> Mask:
    """Tell which rows have a code of their own."""
    _values, at, counts = np.unique(codes, return_inverse=True, return_counts=True)
    return np.asarray((counts[at.reshape(-1)] == 1) & (codes >= 0), dtype=bool)


def _turns(codes: Rows, counted: Mask) -> Rows:
    """Count through the rows of each code in their order, some of them only."""
    turns = np.zeros(len(codes), dtype=np.intp)
    rows = np.flatnonzero(counted)
    order = rows[np.argsort(codes[rows], kind="stable")]
    if len(order):
        starts = np.flatnonzero(np.diff(codes[order], prepend=codes[order[0]] - 1))
        lengths = np.diff(np.append(starts, len(order)))
        turns[order] = np.arange(len(order)) - np.repeat(starts, lengths)
    return turns


def _names_rows(column: Column) -> bool:
    """Tell whether a column names each row: all different, and no mere counting of rows."""
    if column.dtype.kind not in "Of" or not len(column):
        return False
    for part in (column[:1000], column):
        values, _at = distinct(part)
        if len(values) < DISTINCT * len(part):
            return False
    words = texts(column[:ASKED])
    counted = objects(str(number) for number in range(1, len(words) + 1))
    if (words == counted).mean() > COMMON or (words == "").mean() > 1 - DISTINCT:
        return False
    return column.dtype.kind == "O" or bool((column == np.round(column)).all())


def texts(column: Column) -> Objects:
    """Give the cells of a column as words without blanks around them, "" for unknown."""
    values, at = distinct(column)
    return objects(_words(values))[at] if values else objects([])


def _words(values: Sequence[Any]) -> list[str]:
    return [value.strip() if type(value) is str else _word(value) for value in values]


def _numbered(before: Column, after: Column) -> Pair:
    """Give each cell of two columns a number, the same one for the same word."""
    if before.dtype.kind == after.dtype.kind == "f":
        return _numbered_figures(before, after)
    numbers: dict[str, int] = {"": NOTHING}
    sides = []
    for column in (before, after):
        values, at = distinct(column)
        words = _words(values)
        fresh = [word for word in words if word not in numbers]
        numbers.update(zip(fresh, range(len(numbers), len(numbers) + len(fresh)), strict=True))
        known = np.fromiter(map(numbers.__getitem__, words), np.intp, len(words))
        sides.append(known[at] if values else np.zeros(0, np.intp))
    return sides[0], sides[1]


def _numbered_figures(before: Column, after: Column) -> Pair:
    """Do it for figures, of which only neighbours are written to see whether they are alike."""
    both = np.concatenate((before, after))
    values, at = np.unique(both, return_inverse=True)
    numbers = np.arange(1, len(values) + 1, dtype=np.intp)
    for place in np.flatnonzero(nearly(values[:-1], values[1:])).tolist():
        if _word(values[place]) == _word(values[place + 1]):
            numbers[place + 1] = numbers[place]
    told = np.where(np.isnan(both), NOTHING, numbers[at.reshape(-1)])
    return told[: len(before)], told[len(before) :]


def nearly(one: NDArray[np.float64], other: NDArray[np.float64]) -> Mask:
    """Tell which figures may be the same to 15 digits, which is what files keep of them."""
    with np.errstate(invalid="ignore"):
        return np.asarray(np.abs(one - other) <= FILED * np.abs(other), dtype=bool)


def _word(value: Any) -> str:
    if value is None or (isinstance(value, np.datetime64) and np.isnat(value)):
        return ""
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.15g}"
    return str(value).strip()


def _spots(layer: Layer) -> NDArray[np.int64]:
    """Give a number for where each row is to the metre, -1 where it is nowhere, shape (n,)."""
    bounds = layer.bounds
    middles = (bounds[:, :2] + bounds[:, 2:]) / 2
    known: Mask = np.asarray(np.isfinite(middles).all(axis=1), dtype=bool)
    rounded = np.where(known[:, None], np.round(middles / METRE), 0.0)
    values = rounded.astype(np.int64) + _ORIGIN
    return np.where(known, (values[:, 0] << 31) ^ (values[:, 1] & 0x7FFFFFFF), -1)
