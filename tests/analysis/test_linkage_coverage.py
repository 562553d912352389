"""Ground that cameras see: exact on discs, and lawful on any number of them."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from scmap.analysis.coverage import covered_area, measure_covered_length
from scmap.analysis.proximity import nearest, within

ZONE = shapely.box(0, 0, 1000, 1000)
DISC = math.pi * 50**2

places = st.lists(
    st.tuples(st.integers(-100, 1100), st.integers(-100, 1100)), min_size=1, max_size=25
)


def area(*points: tuple[float, float]) -> float:
    return covered_area(ZONE, shapely.points(points), 50)


def test_one_camera_sees_a_disc_of_fifty_metres() -> None:
    assert area((500, 500)) == pytest.approx(DISC, rel=1e-9)


def test_a_camera_on_the_edge_sees_half_a_disc_of_the_zone() -> None:
    assert area((0, 500)) == pytest.approx(DISC / 2, rel=1e-9)


def test_a_camera_outside_the_zone_still_sees_into_it() -> None:
    assert 0 < area((-30, 500)) < DISC / 2
    assert area((-50.5, 500)) == 0


def test_ground_seen_twice_is_counted_once() -> None:
    assert area((500, 500), (500, 500)) == pytest.approx(DISC, rel=1e-9)
    half_apart = 2 * 50**2 * math.acos(0.5) - 25 * math.sqrt(4 * 50**2 - 50**2)  # lens of the discs
    assert area((500, 500), (550, 500)) == pytest.approx(2 * DISC - half_apart, rel=1e-9)


@given(places)
def test_the_covered_share_lies_between_none_and_all(points: list[tuple[int, int]]) -> None:
    assert 0 <= area(*points) <= ZONE.area * (1 + 1e-12)


@given(places, st.tuples(st.integers(-100, 1100), st.integers(-100, 1100)))
def test_another_camera_never_covers_less(
    points: list[tuple[int, int]], more: tuple[int, int]
) -> None:
    assert area(*points, more) >= area(*points) - 1e-6


def test_a_way_is_covered_as_far_as_cameras_see_it() -> None:
    way = np.array([shapely.LineString([(0, 0), (1000, 0)])])
    assert measure_covered_length(way, shapely.points([(500, 0)]), 50) == pytest.approx(
        0.1, rel=1e-9
    )
    assert math.isnan(measure_covered_length(way[:0], shapely.points([(500, 0)]), 50))


def test_a_distance_equal_to_the_reach_is_within_it() -> None:
    rows, distance = nearest(shapely.points([(0, 0)]), shapely.points([(0, 50), (90, 0)]))
    assert rows.tolist() == [0]
    assert within(distance, 50).tolist() == [True]
    assert within(distance, 49.99).tolist() == [False]


def test_with_nothing_there_the_nearest_is_infinitely_far() -> None:
    _, distance = nearest(shapely.points([(0, 0)]), shapely.points(np.empty((0, 2))))
    assert distance.tolist() == [math.inf]


@given(places, st.floats(20, 200))
def test_the_ground_covered_is_that_of_the_discs_in_a_zone_with_a_hole(
    points: list[tuple[int, int]], radius: float
) -> None:
    zone = ZONE.difference(shapely.box(480, 480, 520, 530))
    cameras = shapely.points(points)
    discs = shapely.union_all(shapely.buffer(cameras, radius, quad_segs=256))
    expected = shapely.intersection(zone, discs).area
    assert covered_area(zone, cameras, radius) == pytest.approx(expected, rel=2e-5, abs=0.5)
