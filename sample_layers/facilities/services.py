"""Made-up things that services of fire, water, ways home and private security ask for."""

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sample_layers.facilities.city import City, Points
from sample_layers.facilities.zones import jurisdictions
from scmap.model.layer import Objects

GUARDED = 500.0  # spread of guarded areas about a core, metres
FAR_MARKET = 160.0  # metres from every camera: beyond what a template asks for
SENSORS = 4  # in each market
STEPS = 7  # corners of a way home


def customer_areas(city: City) -> list[BaseGeometry]:
    """Give blocks of buildings that a private firm guards."""
    return _blocks(city, city.about(city.plan.customers, GUARDED), 30.0, 90.0)


def markets(city: City, watching: Points) -> list[BaseGeometry]:
    """Give markets beside cameras, or out of their sight where the plan says so."""
    count = city.plan.markets
    if city.plan.far_markets:
        thrown = city.about(60 * count, 3 * GUARDED)
        near = shapely.STRtree(shapely.points(watching)).query_nearest(
            shapely.points(thrown), return_distance=True, all_matches=False
        )[1]
        middles = thrown[near > FAR_MARKET][:count]
    else:
        middles = watching[city.dice.choice(len(watching), count, replace=False)]
    return _blocks(city, middles, 25.0, 60.0)


def fire_sensors(city: City, stalls: list[BaseGeometry]) -> Points:
    """Give the sensors of each market, about its middle."""
    middles = shapely.get_coordinates(shapely.point_on_surface(np.array(stalls)))
    return city.beside(np.repeat(middles, SENSORS, axis=0), 2.0, 12.0)


def routes(city: City, crime: Points) -> list[BaseGeometry]:
    """Give ways home: from camera to nearest camera where the plan says so, else anywhere."""
    starts = crime[city.dice.choice(len(crime), city.plan.routes, replace=False)]
    return [
        _watched(start, crime) if city.plan.watched_routes else _any(city, start)
        for start in starts
    ]


def basins(city: City) -> list[BaseGeometry]:
    """Give basins, which partition the city along 법정동 borders."""
    areas, _ = jurisdictions(city, city.plan.basins, 1)
    return [area for area in areas if not area.is_empty]


def gauges(city: City, drained: list[BaseGeometry], pumps: Objects) -> Points:
    """Give water gauges; where the plan says so, none in a basin with a pump."""
    thrown = city.about(40 * city.plan.gauges, 4 * GUARDED)
    if city.plan.far_gauges:
        with_pump = np.unique(shapely.STRtree(drained).query(pumps, predicate="within")[1])
        wet = shapely.union_all([drained[row] for row in with_pump])
        thrown = thrown[~shapely.contains_xy(wet, thrown[:, 0], thrown[:, 1])]
    return thrown[: city.plan.gauges]


def _blocks(city: City, middles: Points, least: float, most: float) -> list[BaseGeometry]:
    """Give turned rectangles about points, within the city."""
    blocks = []
    for middle in middles:
        width, height = city.dice.uniform(least, most, 2)
        turn = city.dice.uniform(0.0, np.pi)
        across = np.array(((np.cos(turn), -np.sin(turn)), (np.sin(turn), np.cos(turn))))
        corners = np.array(((-1, -1), (1, -1), (1, 1), (-1, 1))) * (width, height)
        block = shapely.Polygon(np.round(middle + corners @ across.T, 1))
        blocks.append(shapely.intersection(block, city.ground))
    return blocks


def _watched(start: Points, crime: Points) -> BaseGeometry:
    """Walk from camera to the nearest that was not met yet."""
    left, way = crime[(crime != start).any(axis=1)], [start]
    for _ in range(STEPS):
        nearest = int(np.argmin(np.hypot(*(left - way[-1]).T)))
        way.append(left[nearest])
        left = np.delete(left, nearest, axis=0)
    return shapely.LineString(way)


def _any(city: City, start: Points) -> BaseGeometry:
    """Walk steps of about 120 m that stay in the city."""
    way = [start]
    for _ in range(STEPS):
        way.append(city.beside(way[-1][np.newaxis], 80.0, 160.0)[0])
    return shapely.intersection(shapely.LineString(way), city.ground)
