"""Footprints that are composed of administrative units meet as sets: their areas need no edges.

Units of one level share no ground, so two unions of them share just the units that both have. That
holds only while a footprint still is the union that its extent names: one that was edited since, or
drawn on an older boundary, is measured like any other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
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
        named = np.flatnonzero((extents != None) & ~shapely.is_missing(footprints))  # noqa: E711
        names, which = np.unique(extents[named].astype(str), return_inverse=True)
        known = [_composed(parts, name) for name in names.tolist()]
        numbers: dict[bytes, int] = {}
        sets = [[numbers.setdefault(key, len(numbers)) for key in one.areas] for one in known]
        area = np.zeros(len(numbers))
        for one in known:
            area[[numbers[key] for key in one.areas]] = list(one.areas.values())
        same = _look_alike(footprints[named], known, which.ravel())
        return cls._laid_out(len(extents), named[same], which.ravel()[same], (known, sets), area)

    @classmethod
    def _laid_out(
        cls,
        count: int,
        rows: Rows,
        which: Rows,
        known: "tuple[list[_Composed], list[list[int]]]",
        area: Values,
    ) -> "UnitSets":
        """Lay out the sets of some rows, of which `which` says the number among those known."""
        composed, sets = known
        codes = {name: code for code, name in enumerate(sorted({one.level for one in composed}))}
        levels = np.array([codes[one.level] for one in composed], dtype=np.int8)
        level = np.full(count, -1, dtype=np.int8)
        level[rows] = levels[which]
        sizes = np.zeros(count, dtype=np.intp)
        sizes[rows] = np.array([len(one) for one in sets], dtype=np.intp)[which]
        units = [np.sort(np.array(one, dtype=np.intp)) for one in sets]
        unit = np.concatenate([np.empty(0, dtype=np.intp), *(units[one] for one in which.tolist())])
        return cls(level, np.concatenate(([0], np.cumsum(sizes))), unit, area)

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


@dataclass(frozen=True, slots=True, eq=False)
class _Composed:
    """What an extent names: a union of units of one level, or none.

    Attributes
    ----------
    level : str
        "" for none.
    areas : dict
        Area of each unit, m², by its very polygon: one may go by several names.
    exact, size : (5,), (2,) float64
        Bounds and number of vertices, area and perimeter of the union; NaN for none.
    """

    level: str
    areas: dict[bytes, float]
    exact: Values
    size: Values


_NONE = _Composed("", {}, np.full(5, np.nan), np.full(2, np.nan))


@lru_cache(maxsize=10_000)
def _composed(parts: Parts, extent: str) -> _Composed:
    """Compose units; none where there are none, of several levels, or such that share ground."""
    named = parts(extent)
    if len({level for level, _ in named}) != 1:
        return _NONE
    polygons = np.array([polygon for _, polygon in named], dtype=object)
    try:
        union = shapely.coverage_union_all(polygons)  # 7 times as fast as any union
    except shapely.errors.GEOSException:
        return _NONE
    if abs(shapely.area(polygons).sum() - union.area) > SAME * union.area:
        return _NONE
    keys = shapely.to_wkb(shapely.normalize(polygons)).tolist()
    (exact,), (size,) = _prints(np.array([union], dtype=object))
    areas = dict(zip(keys, shapely.area(polygons).tolist(), strict=True))
    return _Composed(named[0][0], areas, exact, size)


def _prints(footprints: Objects) -> tuple[Values, Values]:
    """Give what tells footprints apart at a glance: bounds and vertices; area and perimeter."""
    vertices = shapely.get_num_coordinates(footprints)
    exact = np.column_stack((shapely.bounds(footprints).reshape(-1, 4), vertices))
    return exact, np.column_stack((shapely.area(footprints), shapely.length(footprints)))


def _look_alike(footprints: Objects, known: list[_Composed], which: Rows) -> Rows:
    """Give the places of footprints that look like the union that their extent names."""
    if not known:
        return which
    exact, size = _prints(footprints)
    union = np.stack([one.size for one in known])[which]
    same = (exact == np.stack([one.exact for one in known])[which]).all(axis=1)
    return np.flatnonzero(same & (np.abs(size - union) <= SAME * union).all(axis=1))
