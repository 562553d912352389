"""Places: municipalities, their codes through time, and which one a point lies in."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from scmap.errors import InputError
from scmap.model import place_names
from scmap.model.code_history import CodeHistory, Unit
from scmap.model.layer import Layer
from scmap.model.municipality import CodeChange, Municipality, Place
from scmap.model.territory import Located, Territory, joined

__all__ = ["CodeChange", "Gazetteer", "Municipality", "Place"]

LEVELS = ("sido", "municipality", "gu", "emd")


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """Names, codes and ground of municipalities, today and since 2003.

    Attributes
    ----------
    units : Mapping of str to Municipality
        시·도, municipalities and 일반구 in force today, by code.
    changes : tuple of CodeChange
        All changes of codes.
    boundaries : callable
        Gives the boundary layer of a level; called at the first question about ground.
    """

    units: Mapping[str, Municipality]
    changes: tuple[CodeChange, ...]
    boundaries: Callable[[str], Layer] = field(repr=False)

    @property
    def municipalities(self) -> tuple[Municipality, ...]:
        """All municipalities in force, by code; 일반구 and 시·도 left out."""
        return tuple(unit for unit in self.units.values() if unit.level == "municipality")

    @property
    def sidos(self) -> tuple[Municipality, ...]:
        """All 시·도 in force, by code."""
        return tuple(unit for unit in self.units.values() if unit.level == "sido")

    def gus(self, code: str) -> tuple[Municipality, ...]:
        """Give the 일반구 of a city; () for a municipality without."""
        return tuple(unit for unit in self.units.values() if unit.parent == code)

    def municipality(self, code_or_name: str, on: date | None = None) -> list[Place]:
        """Look up a municipality or 일반구 by a code or name of any time since 2003.

        Parameters
        ----------
        code_or_name : str
            "41590", a 법정동 code that starts so, "경기도 화성시", "화성", "서울 은평구",
            "강서구(부산)", "화성시 동탄구" …
        on : date or None
            Day of the record: units in force then come first, and `code_then` is of that day.

        Returns
        -------
        list of Place
            Every candidate, never a silent guess: [] for an unknown name or that of a 시·도,
            several for "고성군", or for a code that was split ("28110" → 제물포구, 영종구), each
            with its `reason`.
        """
        text = code_or_name.strip()
        if not place_names.CODE.fullmatch(text):
            return self._places(self.history.municipalities.get(place_names.key(text), ()), on)
        unit = self.history.units.get(text[:5])
        return self._places((unit,) if unit else (), on)

    def one(self, code_or_name: str, on: date | None = None) -> Municipality:
        """Give the one municipality or 일반구 that a code or name of any time means.

        Raises
        ------
        InputError
            ``place_unknown``, or ``place_ambiguous`` with the candidates.
        """
        return self._only(self.municipality(code_or_name, on), code_or_name)

    def sido(self, code_or_name: str, on: date | None = None) -> list[Place]:
        """Look up a 시·도 by code or name of any time: "45", "전라북도", "전북"."""
        text = place_names.key(code_or_name)
        unit = self.history.units.get(text) if len(text) == 2 else None
        return self._places((unit,) if unit else self.history.sidos.get(text, ()), on)

    def address(self, text: str, on: date | None = None) -> list[Place]:
        """Look up the municipality that the beginning of an address names, as finely as it does.

        A 시·도 alone names none: an address in 제주특별자치도 is not taken for one in 제주시.
        """
        for beginning in place_names.beginnings(text):
            units = self.history.municipalities.get(place_names.key(beginning))
            if units:
                return self._places(units, on)
        return []

    @cached_property
    def history(self) -> CodeHistory:
        """Codes and names of all times."""
        return CodeHistory(self.units, self.changes)

    def _places(self, units: Iterable[Unit], on: date | None) -> list[Place]:
        """Give today's municipality of each unit once, those in force on the day first."""
        found: dict[str, Place] = {}
        for unit in sorted(units, key=lambda unit: not unit.in_force(on)):
            for place in self._heirs(unit, on):
                if place.municipality.code not in found:
                    then = (
                        [unit.code] if unit.in_force(on) else self.history.then(place.unit.code, on)
                    )
                    found[place.municipality.code] = replace(place, code_then=";".join(then))
        return list(found.values())

    def _heirs(self, unit: Unit, on: date | None) -> list[Place]:
        """Give the municipalities that a unit became, with the 일반구 where it is only one."""
        by_city: dict[str, dict[str, tuple[CodeChange, ...]]] = defaultdict(dict)
        for code, changes in self.history.heirs(unit.code, on).items():
            by_city[self.units[code].parent or code][code] = changes
        return [self._heir(city, parts) for city, parts in sorted(by_city.items())]

    def _heir(self, city: str, parts: Mapping[str, tuple[CodeChange, ...]]) -> Place:
        gus = [code for code in parts if code != city]
        gu = gus[0] if len(gus) == 1 else None
        changes = parts.get(gu or city, tuple(c for part in parts.values() for c in part))
        return Place(self.units[city], self.units[gu] if gu else None, changes=changes)

    @cached_property
    def territory(self) -> Territory:
        """Polygons behind the questions about ground."""
        return Territory(self.boundaries)

    def at(self, x: float, y: float, on: date | None = None) -> Place | None:
        """Tell the municipality at a point of the plane (EPSG:5179), or the nearest within 3 km.

        A place off the known land is flagged by `nearest_m` > 0; None when all land is farther.
        """
        located = self.locate(np.array([[x, y]]))
        code, gu = located.municipality[0], located.gu[0]
        if code is None:
            return None
        then = ";".join(self.history.then(gu or code, on))
        nearest = float(located.nearest_m[0])
        return Place(self.units[code], self.units[gu] if gu else None, then, nearest)

    def locate(self, points: NDArray[np.float64]) -> Located:
        """Tell municipality and 일반구 of many points at once, shape (n, 2), EPSG:5179."""
        return self.territory.locate(points)

    def footprint(self, extent: str) -> BaseGeometry:
        """Give the ground that an extent names, as one polygon on EPSG:5179.

        Parameters
        ----------
        extent : str
            Parts joined by ";", each ``level:unit``; the level may be left out where it is that
            of the part before. "municipality:41590;41110", "gu:41597", "sido:26", or 법정동 within
            a municipality or 일반구: "emd:41590:반송동|석우동". Units by code or unmistakable name.
            A 시·도 of earlier days ("sido:29") is the ground it had, not the larger one it became.

        Raises
        ------
        InputError
            If a part names nothing, or more than one thing; names the part.
        """
        return joined([polygon for _, polygon in self._units_of(extent)])

    def parts(self, extent: str) -> tuple[tuple[str, BaseGeometry], ...]:
        """Give level and polygon of each unit that an extent names; () where it names none.

        Parameters
        ----------
        extent : str
            As in `footprint`, or anything else that stands in an investment's `extent`.
        """
        if not extent.startswith(LEVELS):
            return ()
        try:
            return tuple(self._units_of(extent))
        except InputError:
            return ()

    def _units_of(self, extent: str) -> Iterator[tuple[str, BaseGeometry]]:
        level = ""
        for part in extent.split(";"):
            before, _, unit = part.strip().partition(":")
            level, unit = (before, unit) if before in LEVELS else (level, part.strip())
            if not level or not unit:
                raise InputError("extent_unreadable", extent=extent)
            if level == "emd":
                yield from (("emd", polygon) for polygon in self._neighbourhoods(unit))
            else:
                yield self._ground(level, unit)

    def _ground(self, level: str, asked: str) -> tuple[str, BaseGeometry]:
        places = self.sido(asked) if level == "sido" else self.municipality(asked)
        unit = self._only(places, asked)
        if level == "sido" and places[0].changes:
            former = self.territory.formerly(places[0].changes[0].old)
            if former:
                return "former", joined(former)
        polygon = self.territory.polygon(unit.level, unit.code)
        if polygon is None:
            raise InputError("place_without_ground", place=asked)
        return unit.level, polygon

    def _neighbourhoods(self, asked: str) -> list[BaseGeometry]:
        """Give the polygons of "41590:반송동|석우동"."""
        place, _, names = asked.partition(":")
        within = self._only(self.municipality(place), place)
        known = self.territory.neighbourhoods(
            {within.code, *(g.code for g in self.gus(within.code))}
        )
        if not known:
            raise InputError("neighbourhoods_not_bundled", place=within.title)
        wanted = [name.strip() for name in names.split("|")]
        for name in wanted:
            if len(known.get(name, ())) != 1:
                raise InputError("neighbourhood_unknown", name=name, place=within.title)
        return [known[name][0] for name in wanted]

    def _only(self, places: list[Place], asked: str) -> Municipality:
        """Give the unit of the one candidate there is."""
        if not places:
            raise InputError("place_unknown", place=asked)
        if len(places) > 1:
            candidates = ", ".join(place.unit.title for place in places)
            raise InputError("place_ambiguous", place=asked, candidates=candidates)
        return places[0].unit
