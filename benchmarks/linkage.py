"""What the fit check costs: python -m benchmarks.linkage [--cameras 20000] [--json] [--short].

All templates are checked in 화성시 with many cameras, and in every municipality of the country with
facilities strewn over all of it; the cameras near schools are counted by geopandas as well. Twenty
centres are added to 250 places (p-median), to the proven optimum.
"""

import statistics
import sys
import time

import geopandas as gpd
import numpy as np
import shapely

from benchmarks.outcome import Control, at_least, at_most, options, tell
from sample_layers.build_facilities import facility_layers
from scmap.analysis.linkage import Survey
from scmap.analysis.scene import Facilities
from scmap.analysis.siting.facility_siting import p_median
from scmap.model.layer import PLANE, Layer, objects
from scmap.model.siting import Candidates, Demand, Wish
from scmap.reference import gazetteer
from scmap.reference.templates import templates

ONE, ALL, MEDIAN = 1.0, 60.0, 10.0  # seconds
SITES, NEW = 250, 20  # places of the p-median, and centres to be added
CITY = "41590"
REACH = 300.0  # metres, of T5
SEED = 20261128


def many_cameras(layer: Layer, count: int) -> Layer:
    """Repeat the cameras of 화성시 about their places until there are enough."""
    mine = layer.take(np.flatnonzero(layer.text("municipality_code") == CITY))
    rows = np.resize(np.arange(len(mine)), count)
    strewn = np.random.default_rng(SEED).normal(0.0, 150.0, (count, 2))
    places = shapely.get_coordinates(mine.geometry)[rows] + strewn
    return strewn_as(mine.take(rows), places)


def strewn_as(layer: Layer, places: np.ndarray) -> Layer:
    """Give a layer new places and identities, row by row."""
    return layer.replace(
        geometry=objects(shapely.points(places)),
        uids=objects(f"{layer.name}{row}" for row in range(len(layer))),
    )


def country() -> Facilities:
    """Strew the facilities of 화성시 over every municipality, turned into its box."""
    source = {one.name: one for one in facility_layers()}
    code = "municipality_code"
    layers = {}
    for role, layer in source.items():
        mine = layer.take(np.flatnonzero(layer.text(code) == CITY))
        mine = mine.take(np.arange(min(len(mine), 200)))
        layers[role] = mine.replace(
            geometry=objects(
                shapely.transform(shape, lambda xy, to=to: xy + to)
                for to in offsets()
                for shape in mine.geometry
            ),
            uids=objects(f"{role}{row}" for row in range(len(mine) * len(offsets()))),
            columns={
                name: np.tile(column, len(offsets())) for name, column in mine.columns.items()
            },
        )
    return Facilities(layers)


def offsets() -> np.ndarray:
    """Give how far each municipality's middle is from that of 화성시, shape (n, 2)."""
    middles = shapely.get_coordinates([shapely.point_on_surface(zone) for zone in zones().values()])
    home = shapely.get_coordinates(shapely.point_on_surface(zones()[CITY]))[0]
    moved: np.ndarray = middles - home
    return moved


def zones() -> dict[str, shapely.Geometry]:
    """Give the ground of every municipality, by code."""
    layer = gazetteer().boundaries("municipality")
    return dict(zip(layer.text("code").tolist(), layer.geometry.tolist(), strict=True))


def near_cameras(schools: Layer, cameras: Layer, zone: shapely.Geometry, reach: float) -> float:
    """Count the share of a zone's schools near a camera with geopandas."""
    left = gpd.GeoDataFrame(geometry=gpd.GeoSeries(schools.geometry, crs=PLANE))
    left = left[left.within(zone)].reset_index(drop=True)
    right = gpd.GeoDataFrame(geometry=gpd.GeoSeries(cameras.geometry, crs=PLANE))
    met = gpd.sjoin(left, right, predicate="dwithin", distance=reach)
    return float(met.index.nunique()) / len(left)


def median_of_the_country() -> tuple[float, float, int]:
    """Add twenty centres to 250 places: seconds, the gap, and how many places.

    The places are the municipalities of the country, filled up to 250 by points strewn among them.
    """
    places = shapely.get_coordinates(shapely.point_on_surface(np.array(list(zones().values()))))
    rng = np.random.default_rng(SEED)
    more = rng.uniform(places.min(axis=0), places.max(axis=0), (max(0, SITES - len(places)), 2))
    points = np.vstack((places, more))[:SITES]
    names = tuple(str(row) for row in range(SITES))
    demand = Demand(names, names, points, rng.lognormal(11.0, 1.0, SITES))
    free, unknown = np.zeros(SITES, dtype=bool), np.full(SITES, np.nan)
    candidates = Candidates(names, names, points, free, unknown)
    start = time.perf_counter()
    found = p_median(demand, candidates, Wish(NEW))
    return time.perf_counter() - start, found.gap, SITES


def main() -> int:
    """Measure and print."""
    parser = options(__doc__, short="twelve municipalities only")
    parser.add_argument("--cameras", type=int, default=20_000)
    asked = parser.parse_args()
    layers = {one.name: one for one in facility_layers()}
    layers["camera"] = many_cameras(layers["camera"], asked.cameras)
    zone, table = zones()[CITY], templates()
    seconds, share = [], float("nan")
    for _ in range(5):
        start = time.perf_counter()
        fits = Survey(Facilities(layers), table).at(zone)
        seconds.append(time.perf_counter() - start)
        share = next(fit for fit in fits if fit.template.id == "T5").checks[0].value
    peer = near_cameras(layers["school"], layers["camera"], zone, REACH)
    wrong = near_cameras(layers["school"], layers["camera"], zone, REACH / 2)
    field = country()
    chosen = list(zones().values())[: 12 if asked.short else None]
    start = time.perf_counter()
    survey = Survey(field, table)
    for one in chosen:
        survey.at(one)
    every = time.perf_counter() - start
    median, gap, sites = median_of_the_country()
    return tell(
        [
            {
                "cameras": asked.cameras,
                "templates": len(table.templates),
                "one_s": round(statistics.median(seconds), 3),
                "municipalities": len(chosen),
                "all_s": round(every, 2),
                "p_median_places": sites,
                "p_median_s": round(median, 2),
            }
        ],
        [Control("cameras reach half as far", wrong != share)],
        [
            at_most("seconds for one municipality", ONE, statistics.median(seconds)),
            at_most("seconds for all municipalities", ALL, every),
            at_most("seconds for twenty centres among 250 places", MEDIAN, median),
            at_most("gap to the optimum of the p-median", 0.0, gap),
            at_least("share of T5 as geopandas counts it", 1.0, float(abs(peer - share) < 1e-9)),
        ],
        as_json=asked.json,
    )


if __name__ == "__main__":
    sys.exit(main())
