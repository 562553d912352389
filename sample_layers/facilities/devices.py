"""Made-up things on poles: cameras, signals, lights, sensors; and what stands about them."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from sample_layers.facilities.city import City, Points
from scmap.model.layer import Objects

STREET = 450.0  # spread of cameras about a core, metres
SEEN = 50.0  # metres; what stands nearer to a camera is seen by it
EDGE = 40.0  # metres inside the boundary at which number plates are read
NETWORKED = 0.6  # share of signals that the traffic centre reaches
FAR_LIGHT, FAR_SENSOR, FAR_SEWER = 70.0, 360.0, 560.0  # metres: beyond what a template asks for


@dataclass(frozen=True, slots=True, eq=False)
class Cameras:
    """Cameras of a city, row for row.

    Attributes
    ----------
    points : (n, 2) float64
        Where they are.
    purpose, device : tuple of str
        Field codes, and CCTV, ANPR or VDS.
    """

    points: Points
    purpose: tuple[str, ...]
    device: tuple[str, ...]

    def serving(self, field: str) -> Points:
        """Give the places of those that serve a field."""
        return self.points[[field in one.split(";") for one in self.purpose]]


def cameras(city: City, main: list[BaseGeometry]) -> Cameras:
    """Put cameras about the cores and along main roads, and number-plate readers at the edge."""
    plan = city.plan
    crime = city.about(plan.crime, STREET)
    shared = city.beside(crime[: plan.sharing], 3.0, 8.0)
    along = _along(city, main, max(plan.traffic - plan.sharing, 0))
    both = city.about(plan.both, STREET)
    plates = _plates(city, main)
    traffic = np.concatenate((shared, along))
    devices = ["VDS" if row % 3 == 0 else "CCTV" for row in range(len(traffic))]
    plate_purpose = "TRN" if plan.traffic else "CRM;TRN"
    return Cameras(
        points=np.concatenate((crime, traffic, both, plates)),
        purpose=(
            *["CRM"] * len(crime),
            *["TRN"] * len(traffic),
            *["CRM;TRN"] * len(both),
            *[plate_purpose] * len(plates),
        ),
        device=(*["CCTV"] * len(crime), *devices, *["CCTV"] * len(both), *["ANPR"] * len(plates)),
    )


def signals(city: City, main: list[BaseGeometry], local: list[BaseGeometry]) -> Points:
    """Give crossings of main and local roads."""
    one, other = shapely.STRtree(local).query(main, predicate="crosses")
    met = shapely.intersection(np.array(main)[one], np.array(local)[other])
    points = np.round(shapely.get_coordinates(met), 1)
    points = np.unique(points[city.inside(points)], axis=0)
    count = min(city.plan.signals, len(points))
    chosen: Points = points[np.sort(city.dice.choice(len(points), count, replace=False))]
    return chosen


def lights(city: City, crime: Points) -> Points:
    """Give street lights: beside cameras, or out of their sight where the plan says so."""
    count = city.plan.lights
    if city.plan.far_lights:
        thrown = city.about(6 * count, 2 * STREET)
        return _first(thrown, _farther(thrown, crime, FAR_LIGHT), count)
    beside = city.beside(crime[: count // 3], 4.0, 40.0)
    return np.concatenate((beside, city.about(count - len(beside), STREET)))


def sensors(city: City, roads: list[BaseGeometry], traffic: Points) -> Points:
    """Give air sensors: by watched roads, or away from them where the plan says so."""
    watched = _watched(roads, traffic)
    count = city.plan.sensors
    if city.plan.far_sensors:
        thrown = city.about(200 * count, 6 * STREET)
        away = shapely.distance(shapely.points(thrown), shapely.union_all(watched)) > FAR_SENSOR
        return _first(thrown, away, count)
    return city.beside(_along(city, watched, count), 10.0, 120.0)


def sewers(city: City, zones: list[BaseGeometry], air: Points) -> Points:
    """Give sewer plants: some in flood and odour zones, or far from them and from sensors."""
    count = city.plan.sewers
    ground = shapely.union_all(zones)
    thrown = city.about(40 * count, 2 * STREET)
    dry = shapely.distance(shapely.points(thrown), ground) > 1.0
    if city.plan.far_sewers:
        return _first(thrown, dry & _farther(thrown, air, FAR_SEWER), count)
    wet = _first(thrown, ~dry, count // 4)
    return np.concatenate((wet, _first(thrown, dry, count - len(wet))))


def _along(city: City, lines: list[BaseGeometry], count: int) -> Points:
    """Give points on lines, longer lines getting more of them."""
    lengths = np.array([line.length for line in lines])
    chosen = city.dice.choice(len(lines), count, p=lengths / lengths.sum())
    share = city.dice.uniform(0.02, 0.98, count)
    on = shapely.line_interpolate_point(np.array(lines)[chosen], share, normalized=True)
    return _places(on)


def _plates(city: City, main: list[BaseGeometry]) -> Points:
    """Give points near the boundary end of a share of the roads that reach it."""
    edge = shapely.boundary(city.ground)
    ways = [way for line in main for way in (line, line.reverse())]
    entering = [way for way in ways if shapely.distance(edge, shapely.Point(way.coords[0])) < 1]
    entering = entering[: round(city.plan.plates * len(entering))]
    return _places(shapely.line_interpolate_point(entering, EDGE))


def _places(points: Objects) -> Points:
    coordinates: Points = np.round(shapely.get_coordinates(points), 1).reshape(-1, 2)
    return coordinates


def _watched(roads: list[BaseGeometry], traffic: Points) -> list[BaseGeometry]:
    near = shapely.STRtree(shapely.points(traffic)).query(roads, predicate="dwithin", distance=SEEN)
    return [roads[row] for row in np.unique(near[0])]


def _first(points: Points, mask: NDArray[np.bool_], count: int) -> Points:
    chosen: Points = points[mask][:count]
    return chosen


def _farther(points: Points, others: Points, least: float) -> NDArray[np.bool_]:
    """Tell which points have none of the others within a distance."""
    tree = shapely.STRtree(shapely.points(others))
    near = tree.query(shapely.points(points), predicate="dwithin", distance=least)[0]
    far = np.ones(len(points), dtype=bool)
    far[near] = False
    return far
