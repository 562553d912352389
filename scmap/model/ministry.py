"""Ministries through time: their names, the lines they form, and what one line handed to another.

A ministry is written as it was named at the time and never renamed; what belongs together is told
by lineage. The same name may have been in use twice (행정안전부 2008–2013 and since 2017), and the
same abbreviation may stand for several names: the record's date decides.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from itertools import pairwise
from typing import TypeAlias

When: TypeAlias = date | tuple[date, date] | None

_BRACKETS = re.compile(r"\([^)]*\)")
_SEPARATORS = re.compile(r"[;,/·ㆍ+]")


@dataclass(frozen=True, slots=True)
class Lineage:
    """A line of ministries that follow one another, whatever they were called.

    Attributes
    ----------
    id : str
        Stable id, for example "MOLIT".
    title : str
        Name of the line ("국토교통부 계열").
    colour : str
        Hue of the line on every map, ``#RRGGBB``.
    title_en : str
        Name of the line in English.
    """

    id: str
    title: str
    colour: str
    title_en: str = ""


@dataclass(frozen=True, slots=True)
class MinistryName:
    """One name of a ministry and the time in which it was so called.

    Attributes
    ----------
    name : str
        Official name at the time.
    lineage : str
        id of its lineage.
    start, end : date or None
        First and last day under that name; None = open.
    short : tuple of str
        Abbreviations in use ("행안부").
    source : str
        Where the dates come from.
    """

    name: str
    lineage: str
    start: date | None
    end: date | None
    short: tuple[str, ...] = ()
    source: str = ""

    def valid(self, first: date, last: date) -> bool:
        """Tell whether the name was in use on any day from `first` to `last`."""
        return (self.start is None or self.start <= last) and (
            self.end is None or first <= self.end
        )


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a ministry's name in a record stands for.

    Attributes
    ----------
    text : str
        As the record writes it.
    lineage : str or None
        id of the line; None when the name is unknown, or could be of several lines.
    name : MinistryName or None
        The official name, with its dates.
    in_force : bool
        Whether the name was in use at the record's date. A line told from a name that was not is
        a guess, to be shown.
    """

    text: str
    lineage: str | None = None
    name: MinistryName | None = None
    in_force: bool = False


@dataclass(frozen=True, slots=True)
class Succession:
    """An edge of the lineage graph: work of one line went to another.

    Attributes
    ----------
    ancestor, heir : str
        ids of the two lines.
    on : date
        First day with the heir.
    weight : float
        1.0 for all of it, 0.5 for 계승(부분).
    note : str
        Which work it was.
    """

    ancestor: str
    heir: str
    on: date
    weight: float
    note: str = ""


def ministries(cell: str | None) -> list[str]:
    """Give the names in a ministry cell, however they are separated; () within a name stay."""
    if not cell:
        return []
    protected = _BRACKETS.sub(lambda found: "\0" * len(found[0]), cell)
    bounds = [-1, *(found.start() for found in _SEPARATORS.finditer(protected)), len(cell)]
    names = (cell[start + 1 : stop].strip() for start, stop in pairwise(bounds))
    return [name for name in names if name]


def spelling(text: str) -> str:
    """Give a name without remarks in brackets and without spaces."""
    return "".join(_BRACKETS.sub("", text).split())


def _is_year(year: float) -> bool:
    """Tell whether a calendar has the year; NaN is none, nor is a slip of the pen such as 20140."""
    return MINYEAR <= year <= MAXYEAR


def days_of(year: float, until: float) -> When:
    """Give the first and last day of a year, or of years; None for a year that is none."""
    if not _is_year(year):
        return None
    last = max(year, until) if _is_year(until) else year
    return date(int(year), 1, 1), date(int(last), 12, 31)


def span(on: date | tuple[date, date]) -> tuple[date, date]:
    """Give the first and last possible day."""
    return on if isinstance(on, tuple) else (on, on)


def nearest(names: Sequence[MinistryName], on: When) -> MinistryName:
    """Give the name whose time lies nearest to `on`, the later of two; the last without a date."""
    if on is None:
        return names[-1]
    first, last = span(on)

    def gap(name: MinistryName) -> int:
        before = (name.start - last).days if name.start else 0
        after = (first - name.end).days if name.end else 0
        return max(0, before, after)

    return min(reversed(names), key=gap)


def between(earlier: date | None, on: date, later: date | None) -> bool:
    """Tell whether `on` may lie between two days, either of which may be unknown."""
    return (earlier is None or earlier <= on) and (later is None or on <= later)
