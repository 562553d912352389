"""Codes and names of municipalities through time: which unit was meant, and what it is today."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from scmap.model.municipality import CodeChange, Municipality
from scmap.model.place_names import key, spellings


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of any time: how it was called, and the days it was in force.

    `until` is the first day after; None for both ends that the tables do not know.
    """

    code: str
    title: str
    since: date | None
    until: date | None = None

    def in_force(self, on: date | None) -> bool:
        """Tell whether the unit existed on a day (None: today)."""
        if on is None:
            return self.until is None
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)


@dataclass(frozen=True, eq=False)
class CodeHistory:
    """Units of all times, found by code or name, and the changes that join them.

    Attributes
    ----------
    today : Mapping of str to Municipality
        Units in force, by code.
    changes : tuple of CodeChange
        All changes.
    """

    today: Mapping[str, Municipality]
    changes: tuple[CodeChange, ...]

    @cached_property
    def units(self) -> Mapping[str, Unit]:
        """All units, in force or not, by code."""
        current = {m.code: Unit(m.code, m.title, m.since) for m in self.today.values()}
        born = {change.new: change.on for change in self.changes}
        former = {
            change.old: Unit(change.old, change.old_name, born.get(change.old), change.on)
            for change in sorted(self.changes, key=lambda change: change.on, reverse=True)
            if change.old not in current
        }
        return former | current

    @cached_property
    def sidos(self) -> Mapping[str, tuple[Unit, ...]]:
        """시·도 of all times by the key of each of their names."""
        return self._by_key({code: map(key, names) for code, names in self._sido_names.items()})

    @cached_property
    def municipalities(self) -> Mapping[str, tuple[Unit, ...]]:
        """Municipalities and 일반구 of all times by the key of each spelling of their names.

        "광주" and "제주" alone stand for the 시·도, so no city is found under them.
        """
        names = {code: self._spellings(code) for code in self.units if len(code) > 2}
        return self._by_key(names)

    def heirs(self, code: str, on: date | None = None) -> dict[str, tuple[CodeChange, ...]]:
        """Give the units in force that took over a code, each with the changes that lead there.

        A unit that still is in force is its own heir; it has others beside it where, after the
        day of the record, part of its ground went to them.
        """
        found: dict[str, tuple[CodeChange, ...]] = {code: ()} if code in self.today else {}
        for change in self._changes_of.get(code, ()):
            if code not in self.today or (on is not None and on < change.on):
                found |= {heir: (change, *more) for heir, more in self.heirs(change.new).items()}
        return found

    def then(self, code: str, on: date | None) -> list[str]:
        """Give the codes, in force on a day, of the ground that a unit covers today, in order.

        Several where the unit was several then; [] where the tables do not reach back so far.
        """
        unit = self.units[code]
        if unit.in_force(on):
            return [code]
        before = {
            old for change in self._changes_to.get(code, ()) for old in self.then(change.old, on)
        }
        if not before and code in self.today and self.today[code].parent:
            return self.then(self.today[code].parent, on)
        return sorted(self._finest(before))

    def _finest(self, codes: Iterable[str]) -> set[str]:
        """Leave out a city beside its own 일반구."""
        titles = {code: self.units[code].title for code in codes}
        return {
            code
            for code, title in titles.items()
            if not any(other.startswith(f"{title} ") for other in titles.values())
        }

    @cached_property
    def _changes_of(self) -> Mapping[str, list[CodeChange]]:
        found = defaultdict(list)
        for change in self.changes:
            found[change.old].append(change)
        return found

    @cached_property
    def _changes_to(self) -> Mapping[str, list[CodeChange]]:
        found = defaultdict(list)
        for change in self.changes:
            found[change.new].append(change)
        return found

    @cached_property
    def _sido_names(self) -> Mapping[str, tuple[str, ...]]:
        """Names of each 시·도 of all times, by code."""
        former = {c.old: (c.old_name, *c.aliases) for c in self.changes if len(c.old) == 2}
        return former | {
            m.code: (m.name, *m.aliases) for m in self.today.values() if len(m.code) == 2
        }

    def _spellings(self, code: str) -> frozenset[str]:
        """Give the keys of one municipality, but no shortened name that is also a 시·도's."""
        unit, current = self.units[code], self.today.get(code)
        sido, _, name = unit.title.partition(" ")
        aliases = current.aliases if current else ()
        sido_names = next((names for names in self._sido_names.values() if sido in names), (sido,))
        taken = self.sidos.keys() - {key(word) for word in (name or sido, *aliases)}
        return spellings(name or sido, sido_names, aliases) - taken

    def _by_key(self, keys: Mapping[str, Iterable[str]]) -> Mapping[str, tuple[Unit, ...]]:
        found = defaultdict(list)
        for code in sorted(keys):
            for spelling in keys[code]:
                found[spelling].append(self.units[code])
        return {spelling: tuple(units) for spelling, units in found.items()}
