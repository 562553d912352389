"""The vocabulary of the field as values: ministries, lineages, programmes, kinds, fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


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
    """

    id: str
    title: str
    colour: str


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
class Succession:
    """An edge of the lineage graph: part of the work of one line went to another.

    `weight` is 1.0 for a full succession, 0.5 for 계승(부분).
    """

    ancestor: str
    heir: str
    on: date
    weight: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of investment and the defaults that stand in while a record says nothing."""

    code: str
    title: str
    title_en: str
    life_years: int
    tags: tuple[str, ...]
    beneficiaries: tuple[str, ...]
    marker: str
    spatial: bool = True


@dataclass(frozen=True, slots=True)
class ServiceField:
    """A service field with its statutory number (of 12) and its IFEZ column (of 6)."""

    code: str
    title: str
    title_en: str
    statutory: int | None
    ifez: str


@dataclass(frozen=True, slots=True)
class Programme:
    """A funding programme of a ministry line."""

    id: str
    title: str
    lineages: tuple[str, ...]
    kind: str
    year_from: int | None
    year_to: int | None
    source: str = ""


@dataclass(frozen=True, slots=True)
class CodeBook:
    """All look-ups of the vocabulary; `scmap.reference` builds it from resources/codes."""

    lineages: Mapping[str, Lineage] = field(default_factory=dict)
    names: tuple[MinistryName, ...] = ()
    successions: tuple[Succession, ...] = ()
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    fields: Mapping[str, ServiceField] = field(default_factory=dict)
    programmes: Mapping[str, Programme] = field(default_factory=dict)
