"""Seeded, made-up investments of one density whatever their number: for measuring how cost grows.

Density and vertices are those of investments laid over the cities of Korea: the box of one meets
those of 140 footprints of other ministries, half of the footprints have more than 65 vertices, and
administrative units share winding borders.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.model.layer import PLANE, Layer, objects

TILE = 2000  # footprints of one tile
SIDE = 28_500.0  # metres, of the square on which they lie
CORNER = np.array([930_000.0, 1_930_000.0])  # inside Korea on EPSG:5179
UNITS = 500  # cells of the made-up administrative map
WIND = 4  # times that a border is broken in two

Geometries = NDArray[np.object_]
Points = NDArray[np.float64]


def tiled_investments(count: int, *, seed: int = 20261123, ministries: int = 12) -> Layer:
    """Make `count` investments with a numeric `ministry`, laying one tile beside the other."""
    rng = np.random.default_rng(seed)
    tile = make_tile(rng)
    number, place = np.divmod(np.arange(count), TILE)
    row = int(np.ceil(np.sqrt(-(-count // TILE))))
    shift = np.column_stack((number % row, number // row)) * SIDE
    shift = np.repeat(shift, shapely.get_num_coordinates(tile[place]), axis=0)
    return Layer(
        uid="generated",
        name="investment",
        title="generated",
        kind="investment",
        crs=PLANE,
        uids=objects(f"{one:08d}" for one in range(count)),
        geometry=shapely.transform(tile[place], lambda points: points + shift),
        columns={"ministry": rng.integers(1, ministries + 1, count).astype(float)},
    )


def make_tile(rng: np.random.Generator) -> Geometries:
    """Make the footprints of one tile: 40 % unions of cells, 40 % circles, 20 % corridors."""
    unions = _unions(rng, TILE * 2 // 5)
    circles, corridors = _circles(rng, TILE * 2 // 5), _corridors(rng, TILE // 5)
    return rng.permutation(np.concatenate((unions, circles, corridors)))


def _unions(rng: np.random.Generator, count: int) -> Geometries:
    """Unions of 1 to 5 neighbouring cells, and one in twelve of 20, as large as a city."""
    cells = _cells(rng)
    one, other = shapely.STRtree(cells).query(cells, predicate="intersects")
    beside = [other[one == cell].tolist() for cell in range(len(cells))]
    sizes = np.where(rng.random(count) < 0.08, 20, rng.integers(1, 6, count))
    return objects(shapely.union_all(cells[_group(rng, beside, size)]) for size in sizes)


def _group(rng: np.random.Generator, beside: list[list[int]], size: int) -> list[int]:
    """Grow a group of `size` neighbouring cells."""
    group = [int(rng.integers(len(beside)))]
    while len(group) < size:
        border = [cell for one in group for cell in beside[one] if cell not in group]
        group.append(border[rng.integers(len(border))])
    return group


def _cells(rng: np.random.Generator) -> Geometries:
    """Cells that share winding borders like municipalities do."""
    square = shapely.box(*CORNER, *(CORNER + SIDE))
    seeds = shapely.multipoints(CORNER + rng.random((UNITS, 2)) * SIDE)
    edges = shapely.voronoi_polygons(seeds, extend_to=square, only_edges=True)
    straight = shapely.get_parts(shapely.intersection(edges, square))
    lines = [*_winding(rng, straight), square.exterior]
    cells = shapely.get_parts(shapely.polygonize([shapely.union_all(lines)]))
    return np.asarray(cells[shapely.area(cells) > 1e4], dtype=object)


def _winding(rng: np.random.Generator, lines: Geometries) -> Geometries:
    """Break each line in two WIND times, moving the middle aside by a tenth of the length."""
    path = shapely.get_coordinates(lines).reshape(-1, 2, 2)
    for _ in range(WIND):
        ahead = path[:, 1:] - path[:, :-1]
        aside = np.stack((-ahead[:, :, 1], ahead[:, :, 0]), axis=2)
        middle = path[:, :-1] + ahead / 2 + aside * rng.normal(0, 0.1, (*aside.shape[:2], 1))
        broken = np.empty((len(path), 2 * path.shape[1] - 1, 2))
        broken[:, ::2], broken[:, 1::2] = path, middle
        path = broken
    return np.asarray(shapely.linestrings(path), dtype=object)


def _circles(rng: np.random.Generator, count: int) -> Geometries:
    radius = np.exp(rng.uniform(np.log(500), np.log(5000), count))
    middle = shapely.points(CORNER + rng.random((count, 2)) * SIDE)
    return np.asarray(shapely.buffer(middle, radius, quad_segs=16), dtype=object)


def _corridors(rng: np.random.Generator, count: int) -> Geometries:
    """Road corridors: random walks of 3 to 12 legs, 50 to 400 m to either side."""
    return objects(
        shapely.buffer(shapely.linestrings(_walk(rng)), rng.uniform(50, 400), quad_segs=8)
        for _ in range(count)
    )


def _walk(rng: np.random.Generator) -> Points:
    legs = rng.integers(3, 13)
    angle = rng.uniform(0, 2 * np.pi) + np.cumsum(rng.normal(0, 0.45, legs))
    length = rng.uniform(200, 1500, legs)
    steps = np.column_stack((length * np.cos(angle), length * np.sin(angle)))
    path: Points = CORNER + rng.random(2) * SIDE + np.vstack(([[0, 0]], np.cumsum(steps, axis=0)))
    return path
