"""Cutting, joining and reshaping hold to what their words mean, whatever the shapes."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from scmap.analysis.editing.cutting import merged, reshaped, split, with_hole, without_hole
from scmap.analysis.editing.making import buffered, circle, corridor, moved, turned
from scmap.errors import InputError

SQUARE = shapely.box(0, 0, 100, 100)
METRES = st.integers(-200_000, 200_000).map(lambda cm: cm / 100)
PLACES = st.tuples(METRES, METRES)
BLADE = st.lists(PLACES, min_size=2, max_size=5, unique=True).map(shapely.LineString)


@st.composite
def areas(draw: st.DrawFn) -> shapely.Geometry:
    """Give valid areas: stars with any corners, some with a hole, some with an island."""
    count = draw(st.integers(3, 9))
    radii = draw(st.lists(st.floats(200, 1500), min_size=count, max_size=count))
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
    star = shapely.Polygon(
        np.column_stack((np.cos(angles), np.sin(angles))) * np.array(radii)[:, None]
    )
    if draw(st.booleans()):
        star = shapely.difference(star, shapely.Point(0, 0).buffer(60))
    if draw(st.booleans()):
        star = shapely.MultiPolygon([*shapely.get_parts(star), shapely.box(3000, 0, 3100, 100)])
    return star


@settings(max_examples=25, deadline=None)
@given(areas(), BLADE)
def test_parts_sum_to_the_whole_and_do_not_overlap(
    area: shapely.Geometry, blade: shapely.Geometry
) -> None:
    try:
        parts = split(area, blade)
    except InputError:
        return
    assert sum(part.area for part in parts) == pytest.approx(area.area, rel=1e-9)
    for place, part in enumerate(parts):
        assert part.is_valid
        for other in parts[place + 1 :]:
            assert shapely.intersection(part, other).area == pytest.approx(0, abs=1e-6)
    again = merged(parts)
    assert again.area == pytest.approx(area.area, rel=1e-9)
    assert shapely.symmetric_difference(again, area).area == pytest.approx(0, abs=1e-3)


def test_what_a_blade_does_not_cut_through_is_said() -> None:
    with pytest.raises(InputError, match="edit_not_cut"):
        split(SQUARE, shapely.LineString([(10, 10), (60, 60)]))
    assert len(split(SQUARE, shapely.LineString([(-1, 50), (101, 50)]))) == 2


def test_a_line_is_cut_and_joined_end_to_end() -> None:
    road = shapely.LineString([(0, 0), (100, 0), (100, 100)])
    parts = split(road, shapely.LineString([(50, -10), (50, 10)]))
    assert [part.length for part in parts] == pytest.approx([150, 50])
    assert merged(parts).equals(road)
    with pytest.raises(InputError, match="edit_kinds_differ"):
        merged([road, SQUARE])


@settings(max_examples=25, deadline=None)
@given(areas(), BLADE)
def test_a_new_course_of_the_border_makes_valid_ground(
    area: shapely.Geometry, line: shapely.Geometry
) -> None:
    try:
        made = reshaped(area, line)
    except InputError:
        return
    assert made.is_valid
    assert made.area > 0


def test_the_border_takes_the_course_of_the_line() -> None:
    bulge = reshaped(SQUARE, shapely.LineString([(20, 90), (20, 120), (80, 120), (80, 90)]))
    assert bulge.area == pytest.approx(10_000 + 60 * 20)
    dent = reshaped(SQUARE, shapely.LineString([(20, 110), (20, 80), (80, 80), (80, 110)]))
    assert dent.area == pytest.approx(10_000 - 60 * 20)
    with pytest.raises(InputError, match="edit_not_crossed"):
        reshaped(SQUARE, shapely.LineString([(20, 110), (20, 80)]))
    road = shapely.LineString([(0, 0), (100, 0)])
    detour = reshaped(road, shapely.LineString([(20, -5), (20, 30), (60, 30), (60, -5)]))
    assert detour.length == pytest.approx(20 + 30 + 40 + 30 + 40)


def test_a_hole_is_cut_and_filled_again() -> None:
    hole = shapely.box(20, 20, 40, 40)
    holed = with_hole(SQUARE, hole)
    assert holed.area == pytest.approx(9600)
    assert without_hole(holed, (30, 30)).equals(SQUARE)
    with pytest.raises(InputError, match="edit_hole_outside"):
        with_hole(SQUARE, shapely.box(90, 90, 120, 120))
    with pytest.raises(InputError, match="edit_no_hole"):
        without_hole(holed, (60, 60))


@settings(max_examples=20, deadline=None)
@given(areas(), st.floats(-5000, 5000), st.floats(-5000, 5000), st.floats(-360, 360))
def test_what_is_moved_or_turned_stays_as_large(
    area: shapely.Geometry, dx: float, dy: float, degrees: float
) -> None:
    assert moved(moved(area, dx, dy), -dx, -dy).equals_exact(area, 1e-6)
    there = turned(area, (dx, dy), degrees)
    assert there.area == pytest.approx(area.area, rel=1e-6)
    assert turned(there, (dx, dy), -degrees).equals_exact(area, 1e-6)


def test_shapes_of_a_number_have_that_size() -> None:
    assert circle((0, 0), 1000).area == pytest.approx(np.pi * 1e6, rel=5e-4)
    made = corridor(shapely.LineString([(0, 0), (1000, 0)]), 40)
    assert made is not None
    assert made.area == pytest.approx(40_000)
    assert corridor(shapely.LineString([(0, 0), (1000, 0)]), 0) is None
    assert buffered(SQUARE, -10).area == pytest.approx(6400)
    with pytest.raises(InputError, match="edit_nothing_left"):
        buffered(SQUARE, -60)
