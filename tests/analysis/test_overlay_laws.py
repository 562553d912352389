"""Laws that areas of shared ground obey, and footprints as bad as they come."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.affinity import translate

from benchmarks.data import investments
from benchmarks.tiles import tiled_investments
from scmap.analysis import kernel
from scmap.analysis.kernel import Engine, areas
from scmap.analysis.overlay import find_overlaps
from scmap.errors import CancelledError
from scmap.model.layer import Layer, Objects, objects
from scmap.model.overlap import EVERY_PAIR
from tests.analysis.footprints import layer_of
from tests.analysis.test_overlay import each_its_own

ENGINES: tuple[Engine, ...] = ("kernel", "numpy")
points = st.tuples(st.floats(0, 1000), st.floats(0, 1000))


def _areal(ring: list[tuple[float, float]]) -> shapely.Geometry:
    parts = shapely.get_parts(shapely.make_valid(shapely.Polygon(ring)))
    return shapely.union_all(parts[shapely.get_dimensions(parts) == 2])


polygons = (
    st.lists(points, min_size=3, max_size=9, unique=True)
    .map(_areal)
    .filter(lambda one: one.geom_type in ("Polygon", "MultiPolygon") and one.area > 1.0)
)
engines = st.sampled_from([one for one in ENGINES if one == "numpy" or kernel.engine() == one])


def area_of(one: shapely.Geometry, other: shapely.Geometry, engine: Engine) -> float:
    return float(areas(objects([one, other]), np.array([0]), np.array([1]), using=engine)[0])


@given(polygons, polygons, engines)
def test_neither_side_comes_first(
    one: shapely.Geometry, other: shapely.Geometry, engine: Engine
) -> None:
    forth, back = area_of(one, other, engine), area_of(other, one, engine)
    assert forth == pytest.approx(back, rel=1e-9, abs=1e-6)


@given(polygons, engines)
def test_all_of_a_footprint_lies_in_itself(one: shapely.Geometry, engine: Engine) -> None:
    assert area_of(one, one, engine) == pytest.approx(one.area, rel=1e-9, abs=1e-6)


@given(polygons, polygons, st.floats(100, 900), engines)
def test_the_parts_of_a_footprint_share_together_what_the_whole_does(
    one: shapely.Geometry, other: shapely.Geometry, x: float, engine: Engine
) -> None:
    halves = (
        shapely.intersection(one, shapely.box(-1, -1, x, 1001)),
        shapely.intersection(one, shapely.box(x, -1, 1001, 1001)),
    )
    known = [_ground(half) for half in halves]
    parts = sum(area_of(half, other, engine) for half in known if half is not None)
    assert parts == pytest.approx(area_of(one, other, engine), rel=1e-9, abs=1e-6)


def _ground(geometry: shapely.Geometry) -> shapely.Geometry | None:
    parts = shapely.get_parts(shapely.get_parts(geometry))
    ground = shapely.multipolygons(parts[shapely.get_dimensions(parts) == 2])
    return None if ground.is_empty else ground


@given(polygons, polygons, st.integers(0, 800_000), st.integers(0, 2_000_000), engines)
def test_the_place_on_the_plane_does_not_matter(
    one: shapely.Geometry, other: shapely.Geometry, east: int, north: int, engine: Engine
) -> None:
    there = area_of(translate(one, east, north), translate(other, east, north), engine)
    assert there == pytest.approx(area_of(one, other, engine), rel=1e-6, abs=1e-3)


@given(st.lists(polygons, min_size=3, max_size=6), engines)
def test_stacked_footprints_share_what_geos_cuts_of_each_two(
    stack: list[shapely.Geometry], engine: Engine
) -> None:
    """Also what is left of the union when pairs and triples are taken off and put back."""
    footprints = objects(stack)
    left, right = np.triu_indices(len(stack), 1)
    expected = shapely.area(shapely.intersection(footprints[left], footprints[right]))
    found = areas(footprints, left, right, using=engine)
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-6)
    a, b, c = stack[:3]
    triple = _ground(shapely.intersection(a, b))
    thrice = 0.0 if triple is None else area_of(triple, c, engine)
    twice = area_of(a, b, engine) + area_of(a, c, engine) + area_of(b, c, engine)
    once = a.area + b.area + c.area
    union = shapely.union_all([a, b, c]).area
    assert once - twice + thrice == pytest.approx(union, rel=1e-6, abs=1e-3)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_house_in_many_countries_keeps_its_area(engine: Engine) -> None:
    if engine == "kernel" and kernel.engine() != "kernel":
        return
    angle = np.linspace(0, 2 * np.pi, 20_000, endpoint=False)
    reach = 300_000 * (1 + 0.1 * np.sin(41 * angle) + 0.05 * np.cos(1999 * angle))
    shore = np.column_stack((950_000 + reach * np.cos(angle), 1_950_000 + reach * np.sin(angle)))
    country = shapely.make_valid(shapely.Polygon(shore))
    houses = [shapely.box(x, 1_950_000, x + 8, 1_950_012) for x in (950_000, 1_100_000, 700_000)]
    footprints = objects([country, *houses])
    found = areas(footprints, np.zeros(3, int), np.arange(1, 4), using=engine)
    assert found == pytest.approx([96.0] * 3, abs=1e-4)


def bad_footprints() -> Objects:
    """Rings that cross, double, collapse, lie outside or within, or end in nothing."""
    square = [(0, 0), (0, 100), (100, 100), (100, 0)]
    with np.errstate(invalid="ignore"):
        nowhere = shapely.Polygon([(0, 0), (float("nan"), 100), (100, 100), (100, 0)])
    return objects(
        [
            shapely.Polygon([(0, 0), (100, 100), (100, 0), (0, 100)]),  # bow tie
            shapely.MultiPolygon([shapely.Polygon(square)] * 2),  # the same part twice
            shapely.Polygon(square, [square]),  # a hole as large as all
            shapely.Polygon(square, [[(200, 200), (200, 210), (210, 210)]]),  # a hole outside
            shapely.Polygon([*square, (50, 0), (50, -80), (50, 0)]),  # a spike
            shapely.Polygon([(0, 0), (50, 0), (100, 0)]),  # no ground
            shapely.Polygon([(0, 0)] * 4),  # one place
            shapely.Polygon([*square, *square]),  # twice around
            shapely.MultiPolygon([shapely.Polygon(square), shapely.box(50, 50, 150, 150)]),
            nowhere,
            shapely.Polygon(),
            shapely.LineString([(0, 0), (100, 100)]),
            shapely.box(0, 0, 100, 100),  # the one that is as it should be
        ]
    )


def test_bad_footprints_are_repaired_and_named_and_share_what_geos_cuts_of_the_repaired() -> None:
    layer = layer_of(*bad_footprints())
    run = find_overlaps(layer, each_its_own(layer), None, EVERY_PAIR)
    wrong = {f"u{row:03d}" for row in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9)}
    assert {one.feature for one in run.repaired} == wrong
    assert all(one.why for one in run.repaired)
    square = shapely.box(0, 0, 100, 100)
    for pair in range(len(run.table)):
        rows = run.table.left[pair], run.table.right[pair]
        one, other = (shapely.make_valid(layer.geometry[row]) for row in rows)
        assert run.table.area[pair] == pytest.approx(one.intersection(other).area, abs=1e-3)
        assert one.area <= square.area * 2
    assert (run.table.right == 12).sum() >= 5


def test_bad_footprints_among_generated_ones_change_no_other_pair() -> None:
    good = investments(300)
    bad = [translate(one, *good.geometry[7].centroid.coords[0]) for one in bad_footprints()[:9]]
    alone = find_overlaps(good, each_its_own(good), None, EVERY_PAIR).table
    geometry = objects([*good.geometry, *bad])
    uids = objects([*good.uids, *(f"bad{row}" for row in range(len(bad)))])
    both = Layer("l", "investment", "l", "investment", good.crs, uids, geometry)
    table = find_overlaps(both, each_its_own(both), None, EVERY_PAIR).table
    kept = table.take((table.left < 300) & (table.right < 300))
    assert kept.uids().tolist() == alone.uids().tolist()
    assert kept.area.tolist() == alone.area.tolist()


def test_a_run_can_be_stopped_at_each_of_its_steps() -> None:
    """Steps of a tenth of the size at which a second must not pass: 100,000 footprints."""
    layer = tiled_investments(2_000)
    groups = each_its_own(layer)
    told: list[float] = []
    find_overlaps(layer, groups, None, EVERY_PAIR, progress=told.append)
    assert told == sorted(told)
    for share in np.unique(np.round(told, 1)):

        def stop(done: float, /, share: float = share) -> None:
            if done >= share:
                raise CancelledError

        with pytest.raises(CancelledError):
            find_overlaps(layer, groups, None, EVERY_PAIR, progress=stop)
