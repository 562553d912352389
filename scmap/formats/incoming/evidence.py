"""Where the coordinates of a file can lie: each CRS of the Korean family tried against the ground.

A candidate is as good as the share of a layer's places that it puts on Korean land, and in the
municipality that the records themselves name; among those the newer systems come first, for two
datums differ by 300 m, which land alone does not show. Where the records are the municipalities
themselves, the distance between their middles and the known ones decides.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.formats import projection
from scmap.formats.incoming.table import Incoming
from scmap.model.gazetteer import Gazetteer, Place
from scmap.model.layer import PLANE, Column, Objects, are_finite
from scmap.progress import Progress, silent
from scmap.words import tr

# EPSG codes by how usual they are in files of today, and how much their being rare costs.
FAMILY: Mapping[int, float] = {
    5179: 0.0,
    4326: 0.0,
    5186: 0.0,
    5174: 0.02,
    5181: 0.02,
    5187: 0.01,
    5185: 0.01,
    5188: 0.01,
    3857: 0.01,
    5178: 0.04,
    5173: 0.03,
    5175: 0.04,
    5176: 0.03,
    5177: 0.04,
    2097: 0.05,
    2096: 0.05,
    2098: 0.05,
    32652: 0.03,
    32651: 0.04,
    4737: 0.03,
    4019: 0.04,
}
GEOGRAPHIC = frozenset({4326, 4737, 4019})
FULL_CIRCLE = 360.0  # degrees: smaller values are none of a plane in metres
SAMPLE = 400  # places of a layer that are tried
FEW = 40  # places by which what a file says is believed
MEASURED = 1_000  # records whose offset is measured; there are 269 municipalities
LEAST = 0.7  # score below which no candidate is taken
APART = 0.08  # lead of the first candidate over one that would put the places elsewhere
SAME_GROUND = 1_000.0  # metres: candidates closer than that differ in datum only
SHARP = 1_000.0  # metres: offset at which the middles of municipalities speak wholly against one
MOSTLY = 0.8  # share of the named records that must each be a municipality of its own
NAMED = 3  # municipalities that must be recognised before their middles are compared
BLOCK = 20_000  # points between two looks at whether to stop
REACH = 3_000.0  # metres off the coast that still count as land: ground reclaimed since


@dataclass(frozen=True, slots=True)
class Candidate:
    """One CRS, and how well it explains where a layer lies.

    Attributes
    ----------
    crs : str
        ``EPSG:n``.
    score : float
        0 to 1.
    on_land : float
        Share of the places on Korean land.
    agreeing : float
        Share of the places whose record names a municipality that lie in it; NaN where none does.
    offset : (east, north) or None
        Median metres from the known middles of the municipalities that the records are.
    swapped : bool
        Whether northing stands first.
    """

    crs: str
    score: float
    on_land: float
    agreeing: float
    offset: tuple[float, float] | None
    swapped: bool = False

    def why(self) -> str:
        """Say what speaks for it, in the window's language."""
        land = round(100 * self.on_land)
        if np.isnan(self.agreeing):
            return tr("inspect.why", land=land)
        agreeing = round(100 * self.agreeing)
        if self.offset is None:
            return tr("inspect.why_named", land=land, agreeing=agreeing)
        metres = round(float(np.hypot(*self.offset)))
        return tr("inspect.why_offset", land=land, agreeing=agreeing, metres=metres)


@dataclass(frozen=True, eq=False)
class Evidence:
    """The ground that foreign coordinates are held against.

    Attributes
    ----------
    gazetteer : Gazetteer
        Names, codes and boundaries of municipalities.
    """

    gazetteer: Gazetteer

    def candidates(
        self, geometry: Objects, columns: Mapping[str, Column], meanings: Mapping[str, str]
    ) -> list[Candidate]:
        """Rank the CRSs in which a layer may be; none that puts nothing on Korean land.

        Parameters
        ----------
        geometry : (n,) object
            As read.
        columns, meanings : Mapping
            What the records say of their place.
        """
        sample = self._sample(geometry, columns, meanings)
        if sample is None:
            return []
        found = [
            one
            for code in FAMILY
            for swapped in (False, True)
            if _possible(code, sample.points, swapped)
            and (one := self._tried(f"EPSG:{code}", swapped, sample, FAMILY[code])) is not None
        ]
        return sorted(found, key=lambda one: (-one.score, one.crs))

    def held(
        self,
        geometry: Objects,
        columns: Mapping[str, Column],
        meanings: Mapping[str, str],
        crs: str,
        *,
        swapped: bool = False,
    ) -> Candidate | None:
        """Hold what a file says of its CRS against the ground by a few places.

        Parameters
        ----------
        geometry, columns, meanings
            As for `candidates`.
        crs : str
            ``EPSG:n``, or any description.
        swapped : bool
            Whether northing stands first.

        Returns
        -------
        Candidate or None
            None where it puts nothing on Korean land, or there are no places.
        """
        sample = self._sample(geometry, columns, meanings, most=FEW)
        return None if sample is None else self._tried(crs, swapped, sample)

    def chosen(self, candidates: Sequence[Candidate], geometry: Objects) -> Candidate | None:
        """Give the candidate that is clearly ahead of those that would put the layer elsewhere."""
        if not candidates or candidates[0].score < LEAST:
            return None
        best, middle = candidates[0], _middles(geometry)
        middle = middle[np.isfinite(middle).all(axis=1)][:1]
        ground = _onto_plane(best, middle)
        for other in candidates[1:]:
            near = np.hypot(*(_onto_plane(other, middle) - ground)[0]) < SAME_GROUND
            if not near and best.score - other.score < APART:
                return None
        return best

    def offset(
        self,
        geometry: Objects,
        columns: Mapping[str, Column],
        meanings: Mapping[str, str],
        crs: str,
    ) -> tuple[float, float, float] | None:
        """Measure how far municipalities of a file lie from where they are known to be.

        Returns
        -------
        east, north, scatter : float, or None
            Median offset in metres, and the median distance of single ones from it; None where the
            records are no municipalities.
        """
        few = self._sample(geometry, columns, meanings, most=FEW)
        if few is None or not few.areal or not any(few.named):
            return None
        sample = self._sample(geometry, columns, meanings, most=MEASURED)
        if sample is None or sum(map(bool, sample.named)) < NAMED:
            return None
        # A middle of shapes on the plane: that of degrees, brought there, lies metres beside it.
        moved = partial(projection.reprojected, source=crs, target=PLANE)
        flat = shapely.transform(geometry[sample.rows], moved)
        return self._offset(_middles(flat), sample)

    def nearer_in(
        self,
        geometry: Objects,
        columns: Mapping[str, Column],
        meanings: Mapping[str, str],
        crs: str,
        other: str,
    ) -> float:
        """Give the share of municipalities that lie nearer to their known place in another CRS.

        0 where the records are no municipalities. Middles of generalised outlines scatter by more
        than two datums differ; which of both is right still shows in how many of them come nearer.
        """
        sample = self._sample(geometry, columns, meanings, most=MEASURED)
        if sample is None:
            return 0.0
        away = [self._away(_moved(sample.points, name, False), sample) for name in (crs, other)]
        if away[0] is None or away[1] is None:
            return 0.0
        return float((np.hypot(*away[1].T) < np.hypot(*away[0].T)).mean())

    def elsewhere(
        self, table: Incoming, meanings: Mapping[str, str], *, progress: Progress = silent
    ) -> NDArray[np.bool_]:
        """Tell which points lie more than `REACH` from the municipality that they name.

        Parameters
        ----------
        table : Incoming
            Points in degrees.
        meanings : Mapping of str to str
            Only addresses and names of municipalities beside a 시·도 count.
        progress : Progress
            Told the share done; may raise CancelledError.

        Returns
        -------
        (n,) bool
            One a record; False where it names no municipality, or has no place.
        """
        geometry = table.geometry
        away = np.zeros(len(table), dtype=bool)
        if geometry is None or not {"address", "sido"} & set(meanings.values()):
            return away
        known = np.flatnonzero(~(shapely.is_missing(geometry) | shapely.is_empty(geometry)))
        for start in range(0, len(known), BLOCK):
            progress(start / len(known))
            rows = known[start : start + BLOCK]
            points = _moved(shapely.get_coordinates(geometry[rows]), table.crs, False)
            located = self.gazetteer.territory.locate(points, reach=REACH)
            named = self.named(rows, table.columns, meanings)
            for place, row in enumerate(rows.tolist()):
                codes = frozenset(self._city(code) for code in named[place])
                if codes and located.municipality[place] not in codes:
                    away[row] = self._far(points[place], codes)
        return away

    def _city(self, code: str) -> str:
        """Give the municipality of a 일반구, whose borders within the city are young and coarse."""
        unit = self.gazetteer.units[code]
        return unit.parent or unit.code

    def _far(self, point: NDArray[np.float64], codes: frozenset[str]) -> bool:
        grounds = [
            self.gazetteer.territory.polygon(self.gazetteer.units[code].level, code)
            for code in codes
        ]
        known = [ground for ground in grounds if ground is not None]
        return bool(known) and all(
            shapely.distance(ground, shapely.points(*point)) > REACH for ground in known
        )

    def _sample(
        self,
        geometry: Objects,
        columns: Mapping[str, Column],
        meanings: Mapping[str, str],
        most: int = SAMPLE,
    ) -> "_Sample | None":
        known = np.flatnonzero(np.isfinite(shapely.bounds(geometry)).all(axis=1))
        if not len(known):
            return None
        rows = known[np.linspace(0, len(known) - 1, min(most, len(known))).astype(int)]
        rows = rows[are_finite(geometry[rows])]  # GEOS takes no others
        points = _middles(geometry[rows])
        finite = np.isfinite(points).all(axis=1)
        rows, points = rows[finite], points[finite]
        if not len(rows):
            return None
        areal = bool((shapely.get_dimensions(geometry[rows]) == 2).all())
        return _Sample(rows, points, self.named(rows, columns, meanings), areal)

    def units(
        self, table: Incoming, meanings: Mapping[str, str], rows: NDArray[np.intp]
    ) -> list[frozenset[str]]:
        """Give the units that records name, or in which they lie where they name none."""
        named = self.named(rows, table.columns, meanings)
        if any(named) or table.geometry is None or not table.crs:
            return named
        shapes = table.geometry[rows]
        finite = are_finite(shapes)
        points = np.full((len(rows), 2), np.nan)
        middles = _middles(shapes[finite])
        points[finite] = _moved(middles, table.said_crs or table.crs, False)
        located = self.gazetteer.territory.locate(points)
        both = zip(located.gu, located.municipality, strict=True)
        return [frozenset(filter(None, (gu or municipality,))) for gu, municipality in both]

    def named(
        self, rows: NDArray[np.intp], columns: Mapping[str, Column], meanings: Mapping[str, str]
    ) -> list[frozenset[str]]:
        """Give the municipalities and 일반구 that each record may name; none where none is said."""
        texts = [column for name, column in columns.items() if meanings.get(name) == "address"]
        places = [c for n, c in columns.items() if meanings.get(n) == "municipality"]
        within = [c for n, c in columns.items() if meanings.get(n) == "sido"]
        if not texts and not places:
            places = [c for n, c in columns.items() if meanings.get(n) == "name"]
        return [self._named(row, texts, places, within) for row in rows.tolist()]

    def _named(
        self, row: int, texts: Sequence[Column], places: Sequence[Column], within: Sequence[Column]
    ) -> frozenset[str]:
        for column in texts:
            found = self._address(_word(column[row]))
            if found:
                return found
        sido = next((_word(column[row]) for column in within if _word(column[row])), "")
        for column in places:
            word = _word(column[row])
            found = self._place(f"{sido} {word}".strip() if sido else word)
            if found:
                return found
        return frozenset()

    @cached_property
    def _address(self) -> Callable[[str], frozenset[str]]:
        @lru_cache(maxsize=20_000)
        def codes(beginning: str) -> frozenset[str]:
            return _codes(self.gazetteer.address(beginning)) if beginning else frozenset()

        return lambda text: codes(" ".join(text.split()[:3]))

    @cached_property
    def _place(self) -> Callable[[str], frozenset[str]]:
        @lru_cache(maxsize=20_000)
        def codes(name: str) -> frozenset[str]:
            if not name:
                return frozenset()
            return _codes(self.gazetteer.municipality(name)) or _codes(self.gazetteer.sido(name))

        return codes

    def _tried(
        self, crs: str, swapped: bool, sample: "_Sample", cost: float = 0.0
    ) -> Candidate | None:
        """Try one CRS; None when it puts nothing on Korean land."""
        points = _moved(sample.points, crs, swapped)
        located = self.gazetteer.territory.locate(points, reach=REACH)
        land = np.array([one is not None for one in located.municipality])
        if not land.any():
            return None
        named = np.array([bool(one) for one in sample.named])
        hits = [
            bool(names & {municipality, gu, (municipality or "")[:2]})
            for municipality, gu, names in zip(
                located.municipality, located.gu, sample.named, strict=True
            )
        ]
        agreeing = float(np.mean(np.array(hits)[named])) if named.any() else float("nan")
        offset = self._offset(points, sample)
        score = 0.6 * land.mean() + 0.4 * agreeing if named.any() else 0.92 * land.mean()
        if offset is not None:
            score -= 0.3 * min(1.0, float(np.hypot(offset[0], offset[1])) / SHARP)
        score = max(0.0, score - cost - 0.1 * swapped)
        moved = None if offset is None else (round(offset[0], 1), round(offset[1], 1))
        return Candidate(crs, round(float(score), 3), float(land.mean()), agreeing, moved, swapped)

    def _offset(
        self, points: NDArray[np.float64], sample: "_Sample"
    ) -> tuple[float, float, float] | None:
        """Compare the middles of polygons that are municipalities with the known ones."""
        away = self._away(points, sample)
        if away is None:
            return None
        east, north = np.median(away, axis=0)
        scatter = float(np.median(np.hypot(away[:, 0] - east, away[:, 1] - north)))
        return float(east), float(north), scatter

    def _away(self, points: NDArray[np.float64], sample: "_Sample") -> NDArray[np.float64] | None:
        """Give the metres east and north of each polygon that is a municipality, shape (n, 2)."""
        if not sample.areal:
            return None
        named = [(row, self._nearest(points[row], names)) for row, names in enumerate(sample.named)]
        single = [row for row, code in named if code]
        codes = [code for _row, code in named if code]
        alone = [codes.count(code) == 1 for code in codes]
        if sum(alone) < max(NAMED, MOSTLY * len(codes)):
            return None  # several records in one municipality: they are parts of it
        known = {
            row: middle
            for row, code, once in zip(single, codes, alone, strict=True)
            if once
            and np.isfinite(points[row]).all()
            and (middle := self._middle(code)) is not None
        }
        rows = list(known)
        if len(rows) < NAMED:
            return None
        moved: NDArray[np.float64] = points[rows] - np.array([known[row] for row in rows])
        return moved

    def _nearest(self, point: NDArray[np.float64], codes: frozenset[str]) -> str:
        """Give the unit of several with one name whose middle is nearest; "" where none is."""
        far: dict[str, float] = {}
        for code in codes:
            if (middle := self._middle(code)) is not None:
                away: NDArray[np.float64] = point - middle
                far[code] = float(np.hypot(*away))
        return min(far, key=far.__getitem__, default="")

    @cached_property
    def _middle(self) -> Callable[[str], tuple[float, float] | None]:
        @lru_cache(maxsize=2_000)
        def middle(code: str) -> tuple[float, float] | None:
            level = self.gazetteer.units[code].level
            polygon = self.gazetteer.territory.polygon(level, code)
            return None if polygon is None else (polygon.centroid.x, polygon.centroid.y)

        return middle


@dataclass(frozen=True, slots=True, eq=False)
class _Sample:
    """Places of a layer: rows, points as read, what they name, whether they are areas."""

    rows: NDArray[np.intp]
    points: NDArray[np.float64]
    named: list[frozenset[str]]
    areal: bool


def _middles(geometry: Objects) -> NDArray[np.float64]:
    """Give the middle of each geometry, shape (n, 2), NaN where there is none.

    Of coordinates that are no numbers GEOS gives no middle, an empty one or an error.
    """
    corners, row = shapely.get_coordinates(geometry, return_index=True)
    sound = ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    sound[row[~np.isfinite(corners).all(axis=1)]] = False
    middle = shapely.centroid(geometry[sound])
    middles = np.full((len(geometry), 2), np.nan)
    middles[sound] = np.column_stack((shapely.get_x(middle), shapely.get_y(middle)))
    return middles


def _possible(code: int, points: NDArray[np.float64], swapped: bool) -> bool:
    """Tell whether values can be of a CRS at all, before anything is transformed."""
    x, y = map(float, np.median(points[:, ::-1] if swapped else points, axis=0))
    if max(abs(x), abs(y)) <= FULL_CIRCLE and code not in GEOGRAPHIC:
        return False
    if code in GEOGRAPHIC:
        return 120 <= x <= 135 and 30 <= y <= 45
    if code == 3857:
        return 1.3e7 <= x <= 1.5e7 and 3.5e6 <= y <= 5.5e6
    if code in (32651, 32652):
        return -1e6 <= x <= 2e6 and 3.4e6 <= y <= 4.9e6
    if code in (5179, 5178):
        return 5e5 <= x <= 1.6e6 and 1.2e6 <= y <= 2.5e6
    return -3e5 <= x <= 7e5 and -3e5 <= y <= 9e5


def _onto_plane(candidate: Candidate, points: NDArray[np.float64]) -> NDArray[np.float64]:
    return _moved(points, candidate.crs, candidate.swapped)


def _moved(points: NDArray[np.float64], crs: str, swapped: bool) -> NDArray[np.float64]:
    own = points[:, ::-1] if swapped else points
    moved = own if crs == PLANE else projection.reprojected(own, crs, PLANE)
    return np.where(np.isfinite(moved), moved, np.nan)


def _codes(places: Sequence[Place]) -> frozenset[str]:
    """Give the codes that a look-up found: several for "중구", of which the place decides."""
    return frozenset(place.unit.code for place in places)


def _word(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
