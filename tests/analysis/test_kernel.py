"""Areas without geometry: both engines against GEOS, against each other and against laws."""

import ctypes
import time
from collections.abc import Sequence

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.data import SHAPES, investments
from scmap.analysis import kernel
from scmap.analysis.blocks import cut, in_blocks
from scmap.analysis.kernel import Engine, areas
from scmap.analysis.measurer import Measurer
from scmap.errors import CancelledError
from scmap.model.layer import Layer, Objects, objects
from tests.needs import missing

ENGINES: tuple[Engine, ...] = ("kernel", "numpy")


def need_kernel() -> None:
    if kernel.engine() != "kernel":
        missing("the area kernel is not built: python3 dev.py test builds it")


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    if request.param == "kernel":
        need_kernel()
    return request.param  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def generated() -> Layer:
    return investments(2000)


def neighbours(footprints: Objects) -> tuple[kernel.Rows, kernel.Rows]:
    left, right = shapely.STRtree(footprints).query(footprints)
    once = left < right
    return left[once], right[once]


def grove(footprints: Objects) -> kernel.Grove:
    need_kernel()
    trees = kernel.plant(footprints)
    assert isinstance(trees, kernel.Grove)
    return trees


def border_of(*footprints: shapely.Geometry) -> float:
    """Give the length of the border of what two footprints share, by the kernel."""
    return float(grove(objects(footprints)).borders(np.array([0]), np.array([1]))[0])


def area_of(engine: Engine, *footprints: shapely.Geometry) -> float:
    rows = np.array([0]), np.array([1])
    return float(areas(objects(footprints), *rows, using=engine)[0])


@pytest.mark.parametrize("shape", SHAPES)
def test_every_pair_of_a_kind_of_footprint_has_the_area_that_geos_cuts(
    shape: str, generated: Layer, engine: Engine
) -> None:
    """Unions with shared borders, buffers, corridors: what touches and what crosses."""
    footprints = generated.geometry[generated.text("shape") == shape]
    left, right = neighbours(footprints)
    expected = shapely.area(shapely.intersection(footprints[left], footprints[right]))
    found = areas(footprints, left, right, using=engine)
    assert len(found) > 300
    assert np.abs(found - expected).max() < 1e-3
    assert found.sum() == pytest.approx(expected.sum(), rel=1e-12)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_border_of_shared_ground_is_as_long_as_that_of_the_polygon_that_geos_cuts(
    shape: str, generated: Layer
) -> None:
    footprints = generated.geometry[generated.text("shape") == shape]
    left, right = neighbours(footprints)
    ground = shapely.intersection(footprints[left], footprints[right])
    found = grove(footprints).borders(left, right)
    surface = shapely.area(ground) > 1e-6
    areal_parts = shapely.get_parts(ground[surface], return_index=True)
    lines = shapely.get_dimensions(areal_parts[0]) < 2
    expected = np.zeros(len(left))
    np.add.at(
        expected,
        np.flatnonzero(surface)[areal_parts[1][~lines]],
        shapely.length(areal_parts[0][~lines]),
    )
    assert found == pytest.approx(expected, rel=1e-6, abs=1e-2)


def test_the_border_of_upright_and_shared_edges_is_counted_once() -> None:
    square = shapely.box(0, 0, 10, 10)
    assert border_of(square, square) == 40
    assert border_of(square, shapely.box(10, 0, 20, 10)) == 0
    assert border_of(square, shapely.box(0, 10, 10, 20)) == 0
    assert border_of(square, shapely.box(10, 10, 20, 20)) == 0
    assert border_of(square, shapely.box(0, 0, 5, 5)) == 20
    assert border_of(square, shapely.box(2, 0, 12, 10)) == 36
    assert border_of(square, shapely.box(2, 3, 12, 7)) == 24
    assert border_of(square, shapely.box(2, 3, 7, 6)) == 16
    ring = square - shapely.box(2, 2, 8, 8)
    assert border_of(ring, shapely.box(2, 2, 8, 8)) == 0
    assert border_of(ring, square) == 64
    assert border_of(ring, shapely.box(1, 1, 9, 9)) == 32 + 24


def test_both_engines_measure_the_same(generated: Layer) -> None:
    need_kernel()
    left, right = neighbours(generated.geometry)
    one, other = (areas(generated.geometry, left, right, using=name) for name in ENGINES)
    assert one == pytest.approx(other, rel=1e-9, abs=1e-5)


def test_processors_without_wide_instructions_measure_the_same_to_the_last_bit(
    generated: Layer,
) -> None:
    trees, sides = grove(generated.geometry), neighbours(generated.geometry)
    found = [(trees.areas(*sides), trees.borders(*sides))]
    try:
        narrow = ctypes.c_int32.in_dll(trees.library, "stay_narrow")
    except ValueError:
        return  # a processor that has but one way
    narrow.value = 1
    try:
        found.append((trees.areas(*sides), trees.borders(*sides)))
    finally:
        narrow.value = 0
    for one, other in zip(*found, strict=True):
        assert np.array_equal(one, other)


def test_an_area_does_not_depend_on_the_pairs_measured_with_it(
    generated: Layer, engine: Engine
) -> None:
    left, right = (rows[:500] for rows in neighbours(generated.geometry))
    together = areas(generated.geometry, left, right, using=engine)
    alone = [
        areas(generated.geometry, left[k : k + 1], right[k : k + 1], using=engine)[0]
        for k in range(0, 500, 50)
    ]
    assert together[::50].tolist() == alone


def test_a_hole_is_no_ground(engine: Engine) -> None:
    ring = shapely.box(0, 0, 100, 100) - shapely.box(20, 20, 80, 80)
    assert area_of(engine, ring, shapely.box(10, 10, 90, 90)) == 80 * 80 - 60 * 60


def test_all_parts_and_their_holes_count_whatever_their_direction(engine: Engine) -> None:
    islands = shapely.MultiPolygon([shapely.box(0, 0, 10, 10), shapely.box(20, 0, 30, 10)])
    band = shapely.Polygon([(-5, 2), (-5, 4), (50, 4), (50, 2)], [[(1, 3), (2, 3), (2, 3.5)]])
    for left in (islands, islands.reverse()):
        for right in (band, band.reverse()):
            assert area_of(engine, left, right) == pytest.approx(2 * 10 * 2 - 0.25)


def test_neighbours_along_a_border_share_nothing(engine: Engine) -> None:
    assert area_of(engine, shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)) == 0
    assert area_of(engine, shapely.box(0, 0, 10, 10), shapely.box(0, 10, 10, 20)) == 0


def test_parallel_edges_far_apart_are_measured_without_a_warning(engine: Engine) -> None:
    far = shapely.box(0, 0, 40_000, 40_000), shapely.box(20_000, 20_000, 60_000, 60_000)
    assert area_of(engine, *far) == pytest.approx(4e8)


def test_a_house_in_a_country_keeps_its_area(engine: Engine) -> None:
    country = shapely.Point(950_000, 1_950_000).buffer(400_000, quad_segs=2000)
    house = shapely.box(1_000_000, 2_000_000, 1_000_010, 2_000_010)
    assert area_of(engine, country, house) == pytest.approx(100, abs=1e-6)


points = st.tuples(st.integers(0, 30), st.integers(0, 30))
polygons = (
    st.lists(points, min_size=3, max_size=12, unique=True)
    .map(lambda ring: shapely.make_valid(shapely.Polygon(ring)))
    .filter(lambda one: one.geom_type in ("Polygon", "MultiPolygon"))
)


@given(st.lists(polygons, min_size=2, max_size=2))
def test_the_border_of_crossing_touching_and_collinear_edges_is_one_case(
    pair: Sequence[shapely.Geometry],
) -> None:
    ground = shapely.get_parts(shapely.get_parts(shapely.intersection(*pair)))
    expected = shapely.length(shapely.union_all(ground[shapely.get_dimensions(ground) == 2]))
    assert border_of(*pair) == pytest.approx(expected, rel=1e-6, abs=1e-5)
    assert border_of(*reversed(pair)) == pytest.approx(expected, rel=1e-6, abs=1e-5)


@given(st.lists(polygons, min_size=2, max_size=2), st.sampled_from(ENGINES))
def test_crossing_touching_and_collinear_edges_are_one_case(
    pair: Sequence[shapely.Geometry], engine: Engine
) -> None:
    if engine == "kernel" and kernel.engine() != "kernel":
        return
    expected = shapely.intersection(*pair).area
    assert area_of(engine, *pair) == pytest.approx(expected, abs=1e-9)
    assert area_of(engine, *reversed(pair)) == pytest.approx(expected, abs=1e-9)


def test_a_footprint_that_moves_is_measured_against_all_others_as_if_it_were_one_of_them(
    generated: Layer, engine: Engine
) -> None:
    """Also a larger one than there was room for, and beside rows that lost or changed theirs."""
    footprints = generated.geometry[:400].copy()
    footprints[7] = None
    measurer = Measurer(footprints, using=engine)
    large = shapely.buffer(shapely.centroid(footprints[5]), 9_000.0, quad_segs=6_000)
    assert shapely.get_num_coordinates(large) > 20_000
    rows = np.arange(400)
    for moved in (footprints[5], shapely.affinity.translate(footprints[5], 700, 40), large):
        expected = shapely.area(shapely.intersection(moved, footprints))
        found = measurer.areas_with(moved, rows)
        assert found == pytest.approx(np.nan_to_num(expected), rel=1e-9, abs=1e-3)
    measurer.replace(11, large)
    measurer.replace(12, None)
    found = measurer.areas_with(large, np.array([11, 12, 13]))
    assert found == pytest.approx(
        [large.area, 0, shapely.intersection(large, footprints[13]).area], rel=1e-9
    )


def test_a_footprint_is_measured_against_hundreds_while_it_is_dragged() -> None:
    need_kernel()
    layer = investments(2000)
    measurer = Measurer(layer.geometry)
    moved = layer.geometry[3]
    rows = np.arange(300)
    seconds = []
    for step in range(50):
        place = shapely.affinity.translate(moved, 10.0 * step, 0)
        start = time.perf_counter()
        measurer.areas_with(place, rows)
        seconds.append(time.perf_counter() - start)
    assert np.median(seconds) < 0.004  # 0.3 ms on an idle machine


@given(st.lists(st.floats(0, 100), max_size=50), st.floats(1, 200))
def test_blocks_hold_every_item_once_and_little_more_than_the_budget(
    cost: list[float], budget: float
) -> None:
    blocks = cut(np.array(cost), budget)
    places = [place for block in blocks for place in range(block.start, block.stop)]
    assert places == list(range(len(cost)))
    assert all(sum(cost[block][:-1]) <= budget * 1.0001 for block in blocks)


def test_work_that_is_told_to_stop_does_not_begin_its_other_blocks() -> None:
    done: list[slice] = []

    def stop(_share: float, /) -> None:
        raise CancelledError

    def work(block: slice) -> None:
        done.append(block)
        time.sleep(0.05)

    with pytest.raises(CancelledError):
        in_blocks(work, cut(np.ones(1000), 1.0), stop)
    assert 0 < len(done) < 50


def test_a_fault_in_a_block_is_not_swallowed() -> None:
    def work(_block: slice) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        in_blocks(work, cut(np.ones(10), 1.0), lambda _share: None)
