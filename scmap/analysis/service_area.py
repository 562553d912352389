"""What facilities cover: ground and targets by neighbourhood, once and several times, and gaps.

Euclidean reach is measured exactly on the ground (see `coverage`); how often ground is covered
(k-coverage) is counted at the centres of a 100 m grid, the grid of 국가지점번호.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.analysis.coverage import covered_area
from scmap.analysis.road_reach import Network, one_by_one
from scmap.errors import InputError
from scmap.model.layer import Objects, objects
from scmap.progress import Progress, part, silent

GRID = 100.0  # metres
MOST_CELLS = 2_000_000  # of the grid; a larger zone is looked at in a coarser one
CORNERS = 8  # of a quarter circle, on the map only
SHORE = 0.001  # share of a zone below which it is not covered

Numbers = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """How far a facility serves.

    Attributes
    ----------
    metres : float
        In a straight line, or along the roads.
    roads : (r,) object or None
        Lines along which it is measured; None for a straight line.
    aside : float
        Metres beside a road that still count as on it.
    times : int
        k of the k-coverage: by how many facilities something should be covered.
    """

    metres: float
    roads: Objects | None = None
    aside: float = 50.0
    times: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Zones:
    """Neighbourhoods that are looked at.

    Attributes
    ----------
    codes, names : sequence of str
    ground : (z,) object
        Polygons on the facilities' plane.
    """

    codes: Sequence[str]
    names: Sequence[str]
    ground: Objects


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """What is covered, by zone; every array has shape (z,).

    Attributes
    ----------
    zones : Zones
    area, covered : float64
        m² of the zone and of what is covered.
    often : float64
        Share of the zone that `times` facilities cover; NaN where nobody asked.
    facilities, targets, reached, reached_often : int64
        Facilities and targets in the zone, targets that one facility reaches, and `times` do.
    served : polygon
        The ground that is covered, for the map; cut to the zones.
    off_road : int
        Facilities without a road beside them (along roads only).
    """

    zones: Zones
    area: Numbers
    covered: Numbers
    often: Numbers
    facilities: Counts
    targets: Counts
    reached: Counts
    reached_often: Counts
    served: shapely.Geometry
    off_road: int = 0

    @property
    def share(self) -> Numbers:
        """Share of each zone that is covered, 0 to 1."""
        share: Numbers = np.clip(self.covered / self.area, 0.0, 1.0)
        return share

    @property
    def without(self) -> NDArray[np.intp]:
        """Zones in which no facility stands."""
        return np.flatnonzero(self.facilities == 0)

    @property
    def uncovered(self) -> NDArray[np.intp]:
        """Zones of which nothing is covered."""
        return np.flatnonzero(self.share < SHORE)

    @property
    def whole(self) -> float:
        """Share of all zones together that is covered."""
        return float(self.covered.sum() / self.area.sum())

    @property
    def whole_often(self) -> float:
        """Share of all zones together that `times` facilities cover; NaN where nobody asked."""
        known = ~np.isnan(self.often)
        if not known.any():
            return math.nan
        return float(np.average(self.often[known], weights=self.area[known]))


def measure_coverage(
    zones: Zones,
    facilities: Objects,
    reach: Reach,
    targets: Objects | None = None,
    *,
    progress: Progress = silent,
) -> Coverage:
    """Measure what facilities cover of zones and of the targets in them.

    Parameters
    ----------
    zones : Zones
        Without overlaps.
    facilities : (n,) object
        Points, or shapes that count by a point on them; those outside see in, too.
    reach : Reach
        How far each serves.
    targets : (m,) object or None
        What should be served.
    progress : Progress
        Told the share done; may raise CancelledError.

    Raises
    ------
    InputError
        ``coverage_no_zones``, ``coverage_no_facilities``, ``coverage_reach_wrong`` or
        ``coverage_no_roads``.
    """
    _check(zones, facilities, reach)
    places = _points(facilities)
    goals = _points(objects(()) if targets is None else targets)
    if reach.roads is None:
        found = _straight(zones, places, goals, reach, part(progress, 0.0, 0.9))
    else:
        found = _along(zones, places, goals, reach, part(progress, 0.0, 0.9))
    progress(1.0)
    return found


def _check(zones: Zones, facilities: Objects, reach: Reach) -> None:
    if not len(zones.ground):
        raise InputError("coverage_no_zones")
    if not len(facilities):
        raise InputError("coverage_no_facilities")
    if not (reach.metres > 0 and reach.times >= 1):
        raise InputError("coverage_reach_wrong", metres=reach.metres, times=reach.times)
    if reach.roads is not None and not len(reach.roads):
        raise InputError("coverage_no_roads")


def _points(shapes: Objects) -> Objects:
    made: Objects = shapely.point_on_surface(shapes) if len(shapes) else shapes
    return made


def _straight(
    zones: Zones, places: Objects, goals: Objects, reach: Reach, progress: Progress
) -> Coverage:
    covered, often = np.zeros(len(zones.ground)), np.full(len(zones.ground), math.nan)
    tree = shapely.STRtree(places)
    for row, ground in enumerate(zones.ground):
        near = places[np.unique(tree.query(ground, predicate="dwithin", distance=reach.metres))]
        covered[row] = covered_area(ground, near, reach.metres)
        if reach.times > 1:
            often[row] = _often(ground, near, reach)
        progress((row + 1) / len(zones.ground))
    counts = _within(goals, places, reach.metres)
    discs = shapely.buffer(places[_near(zones, places, reach)], reach.metres, quad_segs=CORNERS)
    served = shapely.intersection(shapely.union_all(discs), shapely.union_all(zones.ground))
    return _coverage(zones, (covered, often), places, goals, counts, reach, served)


def _near(zones: Zones, places: Objects, reach: Reach) -> NDArray[np.intp]:
    """Give the facilities that serve some zone."""
    found: NDArray[np.intp] = np.unique(
        shapely.STRtree(places).query(zones.ground, predicate="dwithin", distance=reach.metres)[1]
    )
    return found


def _within(goals: Objects, places: Objects, metres: float) -> Counts:
    """Count the facilities within reach of each target."""
    if not len(goals):
        return np.zeros(0, dtype=np.int64)
    rows, _ = shapely.STRtree(places).query(goals, predicate="dwithin", distance=metres)
    return np.bincount(rows, minlength=len(goals)).astype(np.int64)


def _often(ground: shapely.Geometry, places: Objects, reach: Reach) -> float:
    """Give the share of the grid's cells in a zone that `times` facilities cover."""
    west, south, east, north = shapely.bounds(ground)
    step = max(GRID, math.sqrt((east - west) * (north - south) / MOST_CELLS))
    x = np.arange(math.floor(west / step) * step + step / 2, east, step)
    y = np.arange(math.floor(south / step) * step + step / 2, north, step)
    cells = np.array([(one, other) for one in x for other in y]).reshape(-1, 2)
    shapely.prepare(ground)
    cells = cells[shapely.contains_xy(ground, cells[:, 0], cells[:, 1])]
    if not len(cells):
        return math.nan
    counts = _within(shapely.points(cells), places, reach.metres)
    return float((counts >= reach.times).mean())


def _along(
    zones: Zones, places: Objects, goals: Objects, reach: Reach, progress: Progress
) -> Coverage:
    network = Network.of(reach.roads if reach.roads is not None else objects(()))
    feet = network.feet(places, reach.aside)
    ways = network.ways(feet, reach.metres, progress=part(progress, 0.0, 0.5))
    lines = network.reached(feet, ways, reach.metres)
    served = shapely.union_all(shapely.buffer(lines, reach.aside, quad_segs=CORNERS))
    shapely.prepare(served)
    covered = shapely.area(shapely.intersection(zones.ground, served))
    own = network.feet(goals, reach.aside)
    if reach.times == 1:
        metres = network.distances(own, feet, ways, len(goals))
        counts = (metres <= reach.metres).astype(np.int64)
    else:
        counts = np.zeros(len(goals), dtype=np.int64)
        for done, foot in enumerate(one_by_one(feet)):
            single = network.ways(foot, reach.metres)
            counts += network.distances(own, foot, single, len(goals)) <= reach.metres
            progress(0.5 + 0.5 * (done + 1) / len(feet.rows))
    cut = shapely.intersection(served, shapely.union_all(zones.ground))
    often = np.full(len(zones.ground), math.nan)
    found = _coverage(zones, (covered, often), places, goals, counts, reach, cut)
    return replace(found, off_road=len(places) - len(feet.rows))


def _coverage(
    zones: Zones,
    ground: tuple[Numbers, Numbers],
    places: Objects,
    goals: Objects,
    counts: Counts,
    reach: Reach,
    served: shapely.Geometry,
) -> Coverage:
    """Count by zone; `ground` is what is covered of each, and how much of it often."""
    at = _zone_of(zones, goals)
    inside = at >= 0
    own = _zone_of(zones, places)

    def tally(mask: NDArray[np.bool_]) -> Counts:
        return np.bincount(at[inside & mask], minlength=len(zones.ground)).astype(np.int64)

    return Coverage(
        zones,
        shapely.area(zones.ground),
        *ground,
        np.bincount(own[own >= 0], minlength=len(zones.ground)).astype(np.int64),
        tally(inside),
        tally(counts >= 1),
        tally(counts >= reach.times),
        served,
    )


def _zone_of(zones: Zones, points: Objects) -> NDArray[np.intp]:
    """Give the zone of each point; -1 outside; on a border the first."""
    found = np.full(len(points), -1, dtype=np.intp)
    if len(points):
        rows, zone = shapely.STRtree(zones.ground).query(points, predicate="intersects")
        order = np.lexsort((zone, rows))
        rows, zone = rows[order], zone[order]
        first = np.unique(rows, return_index=True)[1]
        found[rows[first]] = zone[first]
    return found
