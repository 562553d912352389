"""Footprints that are composed of administrative units meet as sets: their areas need no edges.

Units of one level share no ground, so two unions of them share just the units that both have. That
holds only while a footprint still is the union that its extent names: one that was edited since, or
drawn on an older boundary, is measured like any other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.analysis.blocks import cut
from scmap.model.layer import Objects

# Gives level and polygon of each unit that an extent names; () where it names none.
Parts: TypeAlias = Callable[[str], Sequence[tuple[str, shapely.Geometry]]]

Rows = NDArray[np.intp]
Values = NDArray[np.float64]

SAME = 1e-9  # share by which area and perimeter of a union may differ from those of the footprint

_MANY = 1_000_000  # units that are looked up at once


@dataclass(frozen=True, slots=True, eq=False)
class UnitSets:
    """Which units each row of a layer consists of.

    Attributes
    ----------
    level : (n,) int8
        Number of the level of its units, the same for units of one level; -1 where the row is no
        union of units of one level.
    start : (n + 1,) intp
        The units of row i are ``unit[start[i]:start[i + 1]]``, ascending.
    unit : (t,) intp
        Numbers of units.
    area : (u,) float64
        Area of each unit, m².
    """

    level: NDArray[np.int8]
    start: Rows
    unit: Rows
    area: Values

    @classmethod
    def of(cls, extents: Objects, footprints: Objects, parts: Parts) -> "UnitSets":
        """Read what extents name, and see which footprints still are that.

        Parameters
        ----------
        extents : (n,) object
            Text or None; see `EXTENT_FORMS`.
        footprints : (n,) object
            Valid polygons, None where a row has none.
        parts : Parts
            Looks units up.
        """
        units, levels = _Units(), dict[str, int]()
        look = cache(lambda extent: _Composed.of(parts(extent), units, levels))
        named = np.flatnonzero((extents != None) & ~shapely.is_missing(footprints))  # noqa: E711
        there = _Print.of(footprints[named])
        level = np.full(len(extents), -1, dtype=np.int8)
        sets: list[Rows] = [_NO_UNITS] * len(extents)
        for place, row in enumerate(named.tolist()):
            composed = look(str(extents[row]))
            if composed is not None and there.is_same(place, composed.print):
                level[row], sets[row] = composed.level, composed.units
        sizes = np.fromiter(map(len, sets), np.intp, len(sets))
        start = np.concatenate(([0], np.cumsum(sizes)))
        return cls(level, start, np.concatenate([_NO_UNITS, *sets]), np.array(units.areas))

    def areas(self, left: Rows, right: Rows) -> Values:
        """Measure the ground that pairs of rows share as sets, m²; NaN where they are none."""
        area = np.full(len(left), np.nan)
        sets = np.flatnonzero((self.level[left] >= 0) & (self.level[left] == self.level[right]))
        size = np.diff(self.start)
        for block in cut(size[left[sets]], _MANY):
            some = sets[block]
            area[some] = self._shared(left[some], right[some])
        return area

    def _shared(self, left: Rows, right: Rows) -> Values:
        """Sum up the units of the left rows that the right ones have too."""
        count = max(len(self.area), 1)
        size = np.diff(self.start)
        pair = np.repeat(np.arange(len(left)), size[left])
        within = np.arange(len(pair)) - np.repeat(np.cumsum(size[left]) - size[left], size[left])
        unit = self.unit[self.start[left][pair] + within]
        keys = np.repeat(np.arange(len(size)), size) * count + self.unit
        asked = right[pair] * count + unit
        place = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
        found = keys[place] == asked
        shared: Values = np.bincount(pair[found], self.area[unit[found]], len(left)).astype(float)
        return shared


_NO_UNITS = np.empty(0, dtype=np.intp)


class _Units:
    """Units by their very polygons: one may go by several names."""

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}
        self.areas: list[float] = []

    def number(self, polygon: shapely.Geometry) -> int:
        """Give the number of a unit, a new one if it is seen for the first time."""
        key = shapely.to_wkb(shapely.normalize(polygon))
        if key not in self._numbers:
            self._numbers[key] = len(self.areas)
            self.areas.append(float(shapely.area(polygon)))
        return self._numbers[key]


@dataclass(frozen=True, slots=True, eq=False)
class _Print:
    """What tells footprints apart at a glance: bounds, vertices, area and perimeter, (n, 7)."""

    exact: Values
    size: Values

    @classmethod
    def of(cls, footprints: Objects) -> "_Print":
        vertices = shapely.get_num_coordinates(footprints)
        exact = np.column_stack((shapely.bounds(footprints).reshape(-1, 4), vertices))
        return cls(exact, np.column_stack((shapely.area(footprints), shapely.length(footprints))))

    def is_same(self, place: int, other: "_Print") -> bool:
        """Tell whether the footprint at a place looks like the only one of `other`."""
        close = np.abs(self.size[place] - other.size[0]) <= SAME * other.size[0]
        return bool(close.all()) and bool((self.exact[place] == other.exact[0]).all())


@dataclass(frozen=True, slots=True, eq=False)
class _Composed:
    """A union of units of one level."""

    level: int
    units: Rows
    print: _Print

    @classmethod
    def of(
        cls,
        parts: Sequence[tuple[str, shapely.Geometry]],
        units: _Units,
        levels: dict[str, int],
    ) -> "_Composed | None":
        """Compose units; None if there are none, of several levels, or ones that share ground."""
        names = {level for level, _ in parts}
        if len(names) != 1:
            return None
        polygons = np.array([polygon for _, polygon in parts], dtype=object)
        try:
            union = shapely.coverage_union_all(polygons)  # 7 times as fast as any union
        except shapely.errors.GEOSException:
            return None
        if abs(shapely.area(polygons).sum() - union.area) > SAME * union.area:
            return None
        numbers = np.unique([units.number(polygon) for polygon in polygons]).astype(np.intp)
        level = levels.setdefault(names.pop(), len(levels))
        return cls(level, numbers, _Print.of(np.array([union], dtype=object)))
