"""The vocabulary of the field as values: ministries, agencies, programmes, kinds, fields."""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Literal, Protocol, TypeAlias

from scmap.model.ministry import (
    Lineage,
    MinistryName,
    Resolved,
    Succession,
    When,
    between,
    days_of,
    ministries,
    nearest,
    span,
    spelling,
)
from scmap.words import language, tr_in

View: TypeAlias = Literal["field", "statutory", "ifez"]

UNCLASSIFIED = ""  # column of a view for records without a field: 미분류


class Titled(Protocol):
    """Something that the tables name in Korean and in English."""

    @property
    def title(self) -> str:
        """Korean name."""

    @property
    def title_en(self) -> str:
        """English name; "" where there is none."""


def title_of(thing: Titled, code: str | None = None) -> str:
    """Give the name of `thing` in language `code` ("ko", "en"), or in the window's language."""
    return thing.title_en or thing.title if (code or language()) == "en" else thing.title


@dataclass(frozen=True, slots=True)
class Agency:
    """One name of a 전담기관 and its time; several names share an `id`."""

    id: str
    title: str
    start: date | None = None
    end: date | None = None
    short: tuple[str, ...] = ()
    title_en: str = ""


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
    source: str = ""


@dataclass(frozen=True, slots=True)
class ServiceField:
    """A service field with its statutory number (of 12) and its IFEZ column (of 6)."""

    code: str
    title: str
    title_en: str
    statutory: int | None
    ifez: str

    def column(self, view: View) -> str | None:
        """Give the column of a view that the field belongs to; None when it has none of its own."""
        if view == "field":
            return self.code
        if view == "ifez":
            return self.ifez
        return None if self.statutory is None else str(self.statutory)


@dataclass(frozen=True, slots=True)
class Programme:
    """A funding programme of a ministry line.

    Attributes
    ----------
    lineages : tuple of str
        Lines that fund it: what a record without a ministry is proposed, never more.
    other_lineages : tuple of str
        What another source says instead (출처 간 소관 상이).
    """

    id: str
    title: str
    lineages: tuple[str, ...]
    kind: str
    year_from: int | None
    year_to: int | None
    source: str = ""
    title_en: str = ""
    other_lineages: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A word that records may use in a column, or a column of a view."""

    code: str
    title: str
    title_en: str = ""


@dataclass(frozen=True, slots=True)
class CodeTable:
    """A table of the vocabulary with its version and the day from which it holds."""

    id: str
    version: str
    effective: date
    title: str
    title_en: str = ""


@dataclass(frozen=True, eq=False)
class CodeBook:
    """All look-ups of the vocabulary; `scmap.reference` builds it from resources/codes."""

    lineages: Mapping[str, Lineage] = field(default_factory=dict)
    names: tuple[MinistryName, ...] = ()
    successions: tuple[Succession, ...] = ()
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    fields: Mapping[str, ServiceField] = field(default_factory=dict)
    programmes: Mapping[str, Programme] = field(default_factory=dict)
    agencies: tuple[Agency, ...] = ()
    views: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)
    tags: Mapping[str, Term] = field(default_factory=dict)
    beneficiaries: Mapping[str, Term] = field(default_factory=dict)
    money_bases: Mapping[str, Term] = field(default_factory=dict)
    synonyms: Mapping[str, str] = field(
        default_factory=dict
    )  # word of a 사업명 → what stands for it
    tables: tuple[CodeTable, ...] = ()

    def living(self, lives: Mapping[str, float]) -> "CodeBook":
        """Give the vocabulary with other life-times of its kinds, years by code."""
        kinds = {
            code: replace(kind, life_years=int(lives.get(code, kind.life_years)))
            for code, kind in self.kinds.items()
        }
        return self if kinds == self.kinds else replace(self, kinds=kinds)

    # -- ministries --------------------------------------------------------------------------

    def resolve(self, text: str, on: When = None) -> Resolved:
        """Tell what one ministry's name or abbreviation stands for.

        Parameters
        ----------
        text : str
            "안전행정부", "행안부", "안전행정부(현 행정안전부)" …
        on : date, pair of dates, or None
            Day of the record, or its first and last possible day; None = unknown.
        """
        candidates = self._names_by_spelling.get(spelling(text), [])
        valid = [name for name in candidates if on is not None and name.valid(*span(on))]
        chosen = valid or candidates
        if len({name.lineage for name in chosen}) != 1:
            return Resolved(text)
        return Resolved(text, chosen[-1].lineage, nearest(chosen, on), bool(valid) or on is None)

    def resolve_all(
        self, text: str | None, year: float = math.nan, until: float = math.nan
    ) -> tuple[Resolved, ...]:
        """Tell what each ministry of a cell ("국토교통부;과학기술정보통신부") stands for.

        A record that knows only its year is valid under every name of that year; one that ran
        `until` a later year, under every name of those years.
        """
        return tuple(self.resolve(part, days_of(year, until)) for part in ministries(text))

    def lineage_of(self, name: str, on: When = None) -> str | None:
        """Give the lineage of a ministry's name or abbreviation; None when it is not known.

        A name used outside its dates still tells its line when there is only one: `resolve` says
        whether it was in force.
        """
        return self.resolve(name, on).lineage

    def lineages_of(
        self, text: str | None, year: float = math.nan, until: float = math.nan
    ) -> frozenset[str]:
        """Give the lineages of a cell with one ministry or several; empty = unknown.

        One name that is not known makes the whole set unknown: a pair must not be called 부처 간
        because a partner could not be read.
        """
        found = [resolved.lineage for resolved in self.resolve_all(text, year, until)]
        return frozenset(filter(None, found)) if all(found) else frozenset()

    def succession(
        self, a: str, b: str, a_on: date | None = None, b_on: date | None = None
    ) -> float | None:
        """Give the share of its work that one lineage handed to the other, in either direction.

        Parameters
        ----------
        a, b : str
            ids of lineages.
        a_on, b_on : date or None
            Days of the two records: work counts only when it was handed over between them.

        Returns
        -------
        float or None
            1.0 within one lineage, 0.5 for 계승(부분), None when they are not related.
        """
        if a == b:
            return 1.0
        weights = [
            edge.weight
            for edge in self.successions
            if (edge.ancestor == a and edge.heir == b and between(a_on, edge.on, b_on))
            or (edge.ancestor == b and edge.heir == a and between(b_on, edge.on, a_on))
        ]
        return max(weights, default=None)

    def current_name(self, lineage: str) -> str | None:
        """Give the name under which a lineage exists today; None when it ended."""
        names = [name.name for name in self.names if name.lineage == lineage and name.end is None]
        return names[-1] if names else None

    def display(self, text: str, on: When = None, code: str | None = None) -> str:
        """Write ministries as they were named then: "안전행정부(현 행정안전부)".

        Abbreviations are written out; a name that is not known stays as it is.
        """
        return "·".join(self._displayed(part, on, code or language()) for part in ministries(text))

    def _displayed(self, text: str, on: When, code: str) -> str:
        resolved = self.resolve(text, on)
        if resolved.name is None:
            return text
        current, name = self.current_name(resolved.name.lineage), resolved.name.name
        if current is None:
            return tr_in(code, "codes.ministry_ended", name=name)
        if current == name:
            return name
        return tr_in(code, "codes.ministry_now", name=name, current=current)

    @cached_property
    def _names_by_spelling(self) -> Mapping[str, list[MinistryName]]:
        """Names under every way of writing them, the earliest first."""
        found: defaultdict[str, list[MinistryName]] = defaultdict(list)
        for name in sorted(self.names, key=lambda name: name.start or date.min):
            for written in (name.name, *name.short):
                found[written].append(name)
        return dict(found)

    # -- agencies, programmes ----------------------------------------------------------------

    def agency_now(self, text: str, code: str | None = None) -> str:
        """Write a 전담기관 as its record does, with what it is called today where that differs.

        It is told by any of its names, by its short names or by its id; an unknown one stays.
        """
        wanted = spelling(text)
        known = (a.id for a in self.agencies if wanted in {a.id, a.title, *a.short})
        agency = next(known, None)
        names = [a.title for a in self.agencies if a.id == agency and a.end is None]
        if not names or wanted == names[-1]:
            return text
        return tr_in(code or language(), "codes.ministry_now", name=text, current=names[-1])

    # -- codes -------------------------------------------------------------------------------

    def terms(self, column: str) -> Mapping[str, Titled]:
        """Give the terms whose codes a column of investments or facilities holds; {} for others."""
        return self._terms.get(column, {})

    def words(self, column: str, cell: str, between: str = ", ") -> str:
        """Write the codes of a cell, separated by ";", as they are read: "방범, 교통".

        What the tables lack stands for itself.
        """
        terms = self.terms(column)
        if not terms:
            return cell
        named = (title_of(terms[part]) if part in terms else part for part in parts(cell))
        return between.join(named)

    def code(self, column: str, text: str) -> str:
        """Give the code that is kept for a name in either language; the text itself for others."""
        wanted = text.casefold()
        named = (
            code
            for code, term in self.terms(column).items()
            if wanted in (term.title.casefold(), term.title_en.casefold())
        )
        return next(named, text)

    @cached_property
    def _terms(self) -> Mapping[str, Mapping[str, Titled]]:
        return {
            "kind": self.kinds,
            "fields": self.fields,
            "purpose": self.fields,
            "programme": self.programmes,
            "tags": self.tags,
            "beneficiaries": self.beneficiaries,
            "money_basis": self.money_bases,
        }

    # -- fields ------------------------------------------------------------------------------

    def field_shares(
        self, fields: str | None, view: View = "field", *, equal: bool = False
    ) -> dict[str, float]:
        """Say how one record counts in the columns of a view, so that its row always sums to 1.

        Parameters
        ----------
        fields : str or None
            Codes separated by ";", the first is the 주분야.
        view : "field", "statutory" or "ifez"
            Finest fields, the statutory 12 or the IFEZ 6.
        equal : bool
            Split evenly over the record's fields instead of counting it under its 주분야.

        Returns
        -------
        dict of str to float
            Share by column; `UNCLASSIFIED` when no field of the record has a column. 지역
            특화서비스 has none among the statutory ones: it counts only with another field.
        """
        known = [self.fields[code] for code in parts(fields) if code in self.fields]
        columns = [column for field in known if (column := field.column(view)) is not None]
        if not columns:
            return {UNCLASSIFIED: 1.0}
        counted = columns if equal else columns[:1]
        return {column: counted.count(column) / len(counted) for column in dict.fromkeys(counted)}

    def columns(self, view: View) -> tuple[Term, ...]:
        """Give the columns of a view in order, without the one for 미분류."""
        if view == "field":
            return tuple(Term(f.code, f.title, f.title_en) for f in self.fields.values())
        return self.views.get(view, ())


def parts(cell: str | None) -> list[str]:
    """Give the parts of a cell that holds several values separated by ";"."""
    return [part for part in map(str.strip, (cell or "").split(";")) if part]
