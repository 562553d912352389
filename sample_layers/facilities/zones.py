"""Made-up areas: jurisdictions that partition the city, and zones of hazard."""

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sample_layers.facilities.city import City, Points

HAZARDS = ("침수", "산사태", "악취")


def jurisdictions(city: City, number: int, first: int) -> tuple[list[BaseGeometry], Points]:
    """Divide the city into areas along 법정동 borders, each with the place of its station.

    The first station stands in the core of rank `first` by weight, the others far from it.

    The areas are the 법정동 nearest to each station, so that together they are the whole city.
    """
    stations = _far_apart(city, number, first)
    middles = shapely.get_coordinates(shapely.point_on_surface(city.parts))
    owner = np.argmin(np.hypot(*(middles[:, None] - stations[None]).T), axis=0)
    return [shapely.coverage_union_all(city.parts[owner == one]) for one in range(number)], stations


def hazard_zones(city: City, number: int) -> list[tuple[BaseGeometry, str]]:
    """Give rounded patches about the cores, one hazard after another."""
    middles = city.about(number, 900.0)
    sizes = city.dice.uniform(120.0, 350.0, number)
    zones = []
    for place, (middle, size) in enumerate(zip(middles, sizes, strict=True)):
        corners = middle + city.dice.uniform(-size, size, (7, 2))
        patch = shapely.buffer(shapely.MultiPoint(corners).convex_hull, 40.0, quad_segs=4)
        cut = shapely.intersection(shapely.set_precision(patch, 0.1), city.ground)
        zones.append((cut, HAZARDS[place % len(HAZARDS)]))
    return zones


def _far_apart(city: City, number: int, first: int) -> Points:
    """Choose cores far from each other, starting with one of the weightiest."""
    chosen = [int(np.argsort(-city.weights, kind="stable")[first])]
    while len(chosen) < number:
        away = np.min(np.hypot(*(city.cores[:, None] - city.cores[chosen][None]).T), axis=0)
        chosen.append(int(np.argmax(away * (city.weights > np.median(city.weights) / 2))))
    return city.cores[chosen]
