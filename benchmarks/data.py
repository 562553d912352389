"""Seeded, made-up data for measurements and tests: nothing in it is a real place."""

from collections.abc import Callable

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.model.layer import PLANE, Layer, objects

SIDE = 60_000.0  # metres; a square about as large as a metropolitan area
CORNER = (930_000.0, 1_930_000.0)  # inside Korea on EPSG:5179
UNITS = 900  # cells of the made-up administrative map

SHAPES = ("units", "circle", "corridor")


def investments(count: int, *, seed: int = 20261123, ministries: int = 12) -> Layer:
    """Make `count` investments: unions of neighbouring cells (40 %), circles and road corridors.

    Returns
    -------
    Layer
        Kind "investment" on EPSG:5179 with a numeric `ministry` (1 to `ministries`, NaN for one
        row in fifty), `year_from`, `year_to` and the `shape` each footprint was made as.
    """
    rng = np.random.default_rng(seed + count)
    shape = rng.choice(3, count, p=[0.4, 0.4, 0.2])
    cells = _cells(np.random.default_rng(seed))
    makers = (_union(cells), _circle, _corridor)
    footprints = objects(makers[kind](rng) for kind in shape)
    first = rng.integers(2008, 2022, count).astype(float)
    ministry = rng.integers(1, ministries + 1, count).astype(float)
    ministry[rng.random(count) < 0.02] = np.nan
    return Layer(
        uid="generated",
        name="investment",
        title="generated",
        kind="investment",
        crs=PLANE,
        uids=objects(f"{row:08d}" for row in range(count)),
        geometry=footprints,
        columns={
            "name": objects(f"사업 {row}" for row in range(count)),
            "ministry": ministry,
            "year_from": first,
            "year_to": first + rng.integers(1, 6, count),
            "shape": objects(SHAPES[kind] for kind in shape),
        },
    )


def _cells(rng: np.random.Generator) -> NDArray[np.object_]:
    """Cells that share borders like municipalities do: a Voronoi map of the square."""
    square = shapely.box(*CORNER, CORNER[0] + SIDE, CORNER[1] + SIDE)
    seeds = shapely.multipoints(CORNER + rng.random((UNITS, 2)) * SIDE)
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=square))
    return np.asarray(shapely.intersection(cells, square), dtype=object)


def _union(cells: NDArray[np.object_]) -> Callable[[np.random.Generator], shapely.Geometry]:
    tree = shapely.STRtree(cells)

    def make(rng: np.random.Generator) -> shapely.Geometry:
        corner = CORNER + rng.random(2) * SIDE
        place = shapely.box(*corner, *(corner + rng.random() * 4000))
        return shapely.union_all(cells[tree.query(place, predicate="intersects")])

    return make


def _circle(rng: np.random.Generator) -> shapely.Geometry:
    radius = np.exp(rng.uniform(np.log(500), np.log(5000)))
    return shapely.buffer(shapely.Point(*(CORNER + rng.random(2) * SIDE)), radius, quad_segs=16)


def _corridor(rng: np.random.Generator) -> shapely.Geometry:
    """Make a road corridor: a random walk of 3 to 12 legs, 50 to 400 m to either side."""
    legs = rng.integers(3, 13)
    angle = rng.uniform(0, 2 * np.pi) + np.cumsum(rng.normal(0, 0.45, legs))
    length = rng.uniform(200, 1500, legs)
    steps = np.column_stack((length * np.cos(angle), length * np.sin(angle)))
    path = CORNER + rng.random(2) * SIDE + np.vstack(([[0, 0]], np.cumsum(steps, axis=0)))
    return shapely.buffer(shapely.LineString(path), rng.uniform(50, 400), quad_segs=8)
