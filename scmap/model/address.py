"""Where an address is, without asking anybody: its municipality, and its 법정동 where it names one.

Addresses are written with lots (지번) or roads (도로명, the 법정동 in brackets), with or without
the 시·도, under names of any time. One that could be several places is several: none is guessed.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from shapely.geometry.base import BaseGeometry

from scmap.model.gazetteer import Gazetteer

COUNTRY = "emd_country"  # level of the boundaries that holds every 법정동
WORDS = 7  # of an address, among which the 법정동 stands
_BRACKETS = re.compile(r"[(（\[]([^)）\]]*)[)）\]]")
_NEIGHBOURHOOD = re.compile(r"([가-힣]+?)제?\d*(?:[·.]\d+)*(동|가|읍|면|리)(?![가-힣])")
_NUMBERED = re.compile(r"([가-힣]+)(\d+)가(?![가-힣])")  # 종로1가 is a name of its own


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that an address may mean.

    Attributes
    ----------
    unit : str
        Code of the municipality or 일반구, in force today.
    title : str
        Its full name, with the 법정동.
    neighbourhood : str
        Code of the 법정동 (eight digits); "" where the address names none that is known.
    """

    unit: str
    title: str
    neighbourhood: str = ""


@dataclass(frozen=True, eq=False)
class Addresses:
    """Places of addresses.

    Attributes
    ----------
    gazetteer : Gazetteer
        Names, codes and ground of municipalities.
    """

    gazetteer: Gazetteer
    _known: dict[str, tuple[Spot, ...]] = field(default_factory=dict, repr=False)

    def spots(self, text: str) -> tuple[Spot, ...]:
        """Give every place that an address may mean: () for none that is known."""
        words = _BRACKETS.sub(" ", text).split()[:WORDS]
        within = " ".join(_BRACKETS.findall(text))
        key = f"{' '.join(words)}|{within}"
        if key not in self._known:
            self._known[key] = self._found(" ".join(words), within)
        return self._known[key]

    def coded(self, units: Iterable[str], code: str) -> tuple[Spot, ...]:
        """Give the places of a code: the units in force that it means, or its 법정동 in one.

        Parameters
        ----------
        units : iterable of str
            Codes of units in force.
        code : str
            As it is written: eight and ten digits may be a 법정동's.
        """
        known = [self.gazetteer.units[unit] for unit in sorted(units)]
        emd = code[:8] if len(known) == 1 and code[:8] in self._names else ""
        titles = (f"{unit.title} {self._names[emd]}" if emd else unit.title for unit in known)
        return tuple(Spot(u.code, title, emd) for u, title in zip(known, titles, strict=True))

    def ground(self, spot: Spot) -> BaseGeometry | None:
        """Give the ground of a place on the plane of the boundaries."""
        if spot.neighbourhood:
            return self._ground[spot.neighbourhood]
        unit = self.gazetteer.units[spot.unit]
        return self.gazetteer.territory.polygon(unit.level, unit.code)

    def _found(self, text: str, within: str) -> tuple[Spot, ...]:
        units = {place.unit.code: place.unit for place in self.gazetteer.address(text)}
        named = list(dict.fromkeys((*_named(text), *_named(within))))
        found = [
            Spot(code, f"{unit.title} {self._names[emd]}", emd)
            for code, unit in units.items()
            for emd in self._of(code, named)
        ]
        if found:
            # 강서구 화곡동: of the two 강서구 only one has it.
            return tuple(found) if len({one.unit for one in found}) > 1 else _one(found)
        return tuple(Spot(code, unit.title) for code, unit in units.items())

    def _of(self, code: str, named: Iterable[str]) -> list[str]:
        """Give the 법정동 of a unit by the first name of which it has any."""
        parents = {code, *(gu.code for gu in self.gazetteer.gus(code))}
        for name in named:
            codes = [emd for parent in parents for emd in self._inside[parent].get(name, ())]
            if codes:
                return codes
        return []

    @cached_property
    def _inside(self) -> Mapping[str, Mapping[str, list[str]]]:
        layer = self.gazetteer.boundaries(COUNTRY)
        found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        columns = (layer.text(name) for name in ("parent", "name", "code"))
        for parent, name, code in zip(*columns, strict=True):
            found[parent][name].append(code)
        return found

    @cached_property
    def _names(self) -> Mapping[str, str]:
        layer = self.gazetteer.boundaries(COUNTRY)
        return dict(zip(layer.text("code"), layer.text("name"), strict=True))

    @cached_property
    def _ground(self) -> Mapping[str, BaseGeometry]:
        layer = self.gazetteer.boundaries(COUNTRY)
        return dict(zip(layer.text("code"), layer.geometry, strict=True))


def _one(found: list[Spot]) -> tuple[Spot, ...]:
    """Give the one 법정동, or the municipality where it has several of that name."""
    if len(found) == 1:
        return (found[0],)
    first = found[0]
    return (Spot(first.unit, first.title.rpartition(" ")[0]),)


def _named(text: str) -> list[str]:
    """Give the names of 읍·면·동 in a text as 법정동 are called: 우1동 → 우동, 종로1가 stays."""
    names = [f"{name}{number}가" for name, number in _NUMBERED.findall(text)]
    return names + [name + kind for name, kind in _NEIGHBOURHOOD.findall(text)]
