"""Made-up roads: main roads between the cores and out of the city, local ones about each core."""

from itertools import combinations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sample_layers.facilities.city import City, Points
from scmap.reference import base_layer

EXITS, STEPS = 14, 60  # main roads that leave the city, and places tried along its boundary
FRONTIER = 10.0  # metres to a neighbouring municipality; elsewhere lies the sea
SHORTEST = 80.0  # metres; what the boundary cuts off shorter is no road
BLOCK, BLOCKS = 240.0, 3  # width of a block of local roads, metres, and blocks on each side
BEND = 0.06  # how far a main road swings out, as a share of its length
DRY = 0.97  # share of a main road that must lie on the city's ground: no bridges across bays


def main_roads(city: City) -> list[BaseGeometry]:
    """Give roads between neighbouring cores, and from outer cores across the boundary."""
    between = [_bent(city, city.cores[a], city.cores[b]) for a, b in _neighbours(city.cores)]
    out = [_bent(city, core, exit_) for core, exit_ in _exits(city)]
    return _clipped(city, [line for line in (*between, *out) if _dry(city, line)])


def local_roads(city: City) -> list[BaseGeometry]:
    """Give a grid of streets about each core, each grid turned its own way."""
    offsets = BLOCK * np.arange(-BLOCKS, BLOCKS + 1)
    half = BLOCK * BLOCKS
    lines = []
    for core in city.cores:
        angle = city.dice.uniform(0.0, np.pi / 2)
        along = np.array((np.cos(angle), np.sin(angle)))
        across = np.array((-along[1], along[0]))
        for offset in offsets:
            for one, other in ((along, across), (across, along)):
                start = core + offset * other - half * one
                lines.append(shapely.LineString([start, start + 2 * half * one]))
    return _clipped(city, lines)


def _neighbours(cores: Points) -> list[tuple[int, int]]:
    """Give the pairs of cores with no third core in the disc between them (Gabriel graph)."""
    tree = shapely.STRtree(shapely.points(cores))
    pairs = []
    for a, b in combinations(range(len(cores)), 2):
        middle = (cores[a] + cores[b]) / 2
        radius = np.hypot(*(cores[a] - cores[b])) / 2
        disc = shapely.Point(middle)
        near = tree.query(disc, predicate="dwithin", distance=radius - 0.5)
        if set(near.tolist()) <= {a, b}:
            pairs.append((a, b))
    return pairs


def _exits(city: City) -> list[tuple[Points, Points]]:
    """Give points on the border with a neighbour, evenly along it, each with its nearest core."""
    land = max(shapely.get_parts(city.ground), key=lambda part: part.area)
    places = shapely.line_interpolate_point(
        land.exterior, (np.arange(STEPS) + 0.5) / STEPS, normalized=True
    )
    places = places[shapely.dwithin(_neighbouring(city), places, FRONTIER)]
    chosen = places[np.linspace(0, len(places) - 1, min(EXITS, len(places))).round().astype(int)]
    nearest = shapely.STRtree(shapely.points(city.cores)).nearest(chosen)
    edges = shapely.get_coordinates(chosen)
    return list(zip(city.cores[nearest], edges, strict=True))


def _neighbouring(city: City) -> BaseGeometry:
    """Give the ground of the other municipalities about the city."""
    layer = base_layer("municipality")
    near = layer.tree.query(city.ground, predicate="dwithin", distance=FRONTIER)
    others = [row for row in near if layer.text("code")[row] != city.plan.code]
    return shapely.union_all(layer.geometry[others])


def _dry(city: City, line: BaseGeometry) -> bool:
    return bool(shapely.intersection(line, city.ground).length >= DRY * line.length)


def _bent(city: City, start: Points, stop: Points) -> BaseGeometry:
    """Draw a road that swings a little out of the straight line."""
    across = np.array((start[1] - stop[1], stop[0] - start[0]))
    swing = city.dice.uniform(-BEND, BEND)
    steps = np.linspace(0.0, 1.0, 9)[:, None]
    points = start + steps * (stop - start) + 4 * steps * (1 - steps) * swing * across
    return shapely.LineString(np.round(points, 1))


def _clipped(city: City, lines: list[BaseGeometry]) -> list[BaseGeometry]:
    """Keep the pieces of lines within the city that are long enough for a road."""
    pieces = shapely.get_parts(shapely.intersection(lines, city.ground))
    return [piece for piece in pieces if piece.length >= SHORTEST]
