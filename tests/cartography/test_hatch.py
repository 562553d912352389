import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from scmap.cartography.hatch import Area, hatch_dots, hatch_lines

FRAME = np.array([[-1000.0, -1000.0], [1000.0, 1000.0]])
RING = shapely.Point(0, 0).buffer(300).difference(shapely.box(-50, -120, 90, 40))

triangles = st.lists(
    st.tuples(st.integers(-300, 300), st.integers(-300, 300)), min_size=3, max_size=3, unique=True
)


def area(polygon: shapely.Polygon) -> Area:
    rings = [np.array(ring.coords) for ring in (polygon.exterior, *polygon.interiors)]
    sizes = np.cumsum([0, *map(len, rings)])
    return Area(np.concatenate(rings), sizes[:-1])


def segments(lines: np.ndarray) -> np.ndarray:
    return np.asarray(shapely.linestrings(lines.reshape(-1, 2, 2)))


@pytest.mark.parametrize("angle", [0.0, 45.0, -45.0, 90.0])
def test_hatch_measures_the_area(angle: float) -> None:
    lines = hatch_lines([area(RING)], angle, 2.0, (0.3, 0.7), FRAME)
    assert shapely.length(segments(lines)).sum() * 2.0 == pytest.approx(RING.area, rel=0.01)


@given(triangles, st.sampled_from([0.0, 45.0, -45.0]))
def test_no_line_leaves_its_area(corners: list[tuple[int, int]], angle: float) -> None:
    polygon = shapely.Polygon(corners)
    lines = segments(hatch_lines([area(polygon)], angle, 7.0, (0.0, 0.0), FRAME))
    assert shapely.covers(polygon.buffer(1e-6), lines).all()


def test_neighbours_share_their_lines() -> None:
    halves = [area(shapely.box(-200, -100, 0, 100)), area(shapely.box(0, -100, 200, 100))]
    together = [area(shapely.box(-200, -100, 200, 100))]
    cut = shapely.union_all(segments(hatch_lines(halves, 45, 9.0, (0, 0), FRAME)))
    whole = shapely.union_all(segments(hatch_lines(together, 45, 9.0, (0, 0), FRAME)))
    assert shapely.hausdorff_distance(cut, whole) < 1e-6


def test_overlapping_areas_are_hatched_each_for_itself() -> None:
    box = area(shapely.box(0, 0, 100, 100))
    one = hatch_lines([box], 0, 10.0, (0, 5), FRAME)
    two = hatch_lines([box, box], 0, 10.0, (0, 5), FRAME)
    assert len(two) == 2 * len(one) == 20


def test_nothing_is_made_outside_the_frame() -> None:
    frame = np.array([[-10.0, -10.0], [10.0, 10.0]])
    lines = hatch_lines([area(shapely.box(-1e7, -1e7, 1e7, 1e7))], 45, 2.0, (0, 0), frame)
    assert len(lines) < 20
    assert np.abs(lines).max() < 40


def test_dots_lie_in_the_area_in_shifted_rows() -> None:
    dots = hatch_dots([area(RING)], 20.0, (0.0, 0.0), FRAME)
    assert shapely.covers(RING.buffer(1e-6), shapely.points(dots)).all()
    assert len(dots) == pytest.approx(RING.area / 400, rel=0.05)
    assert set(np.mod(dots[dots[:, 1] == 100, 0], 20)) == {10.0}
    assert set(np.mod(dots[dots[:, 1] == 200, 0], 20)) == {0.0}


def test_no_areas_no_lines() -> None:
    assert hatch_lines([], 45, 2.0, (0, 0), FRAME).shape == (0, 4)
    assert hatch_dots([], 2.0, (0, 0), FRAME).shape == (0, 2)
