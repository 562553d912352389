import gc
import weakref

import numpy as np
import shapely

from scmap.cartography.alike import first_alike
from scmap.cartography.outlines import level, outline, step_of
from scmap.model.layer import objects
from tests.cartography.maps import square

ISLANDS = shapely.MultiPolygon([square(0, 0, 1000), square(5000, 5000, 30), square(5040, 5040, 20)])


def test_parts_too_small_to_see_become_one_dot_a_place() -> None:
    (shape,) = outline(objects([ISLANDS]), tolerance=50, dot=100)
    assert len(shape.starts) == 2  # the mainland and one dot for both islets
    islet = shape.points[shape.starts[1] :]
    assert np.ptp(islet, axis=0).tolist() == [100, 100]
    assert shapely.Polygon(islet).intersects(ISLANDS)


def test_an_outline_stays_within_its_tolerance() -> None:
    circle = shapely.Point(0, 0).buffer(1000, quad_segs=64)
    (shape,) = outline(objects([circle]), tolerance=5, dot=10)
    assert len(shape.points) < 65
    assert shapely.hausdorff_distance(shapely.Polygon(shape.points), circle) < 5.1


def test_holes_are_rings_of_the_same_path() -> None:
    ring = square(0, 0, 100).difference(square(40, 40, 20))
    (shape,) = outline(objects([ring]), tolerance=1, dot=2)
    assert len(shape.starts) == 2
    assert not shape.path.contains(shape.path.boundingRect().center())


def test_lines_are_not_closed_and_nothing_is_nothing() -> None:
    line, empty, missing = outline(
        objects([shapely.LineString([(0, 0), (9, 0)]), shapely.Polygon(), None]), 1, 1
    )
    assert not line.closed
    assert line.points.tolist() == [[0, 0], [9, 0]]
    assert len(empty.points) == len(missing.points) == 0


def test_outlines_are_kept_only_as_long_as_the_layer() -> None:
    geometry = objects([ISLANDS])
    kept = level(geometry, step_of(1, 2))
    assert level(geometry, step_of(1.1, 2.1)) is kept  # the same power of two
    assert kept.of(np.array([0]))[0] is kept.of(np.array([0]))[0]
    gone = weakref.ref(kept)
    del geometry, kept
    gc.collect()
    assert gone() is None


def test_equal_footprints_are_found() -> None:
    geometry = objects([square(0, 0, 1), None, square(5, 5, 1), square(0, 0, 1), None])
    assert first_alike(geometry).tolist() == [0, 1, 2, 0, 4]


def test_what_has_a_coordinate_that_is_no_number_is_not_painted_and_hides_no_other() -> None:
    sound, second = square(0, 0, 1000), np.arange(5)[:, None] == 1
    nowhere = [
        shapely.transform(sound, lambda c, bad=bad: np.where(second, bad, c))
        for bad in (np.nan, np.inf)
    ]
    made = outline(objects([*nowhere, sound]), 1.0, 2.0)
    assert [len(one.points) for one in made] == [0, 0, 5]


def test_very_long_rings_are_simplified_in_pieces_within_the_tolerance() -> None:
    angle = np.linspace(0, 2 * np.pi, 60_000, endpoint=False)
    radius = 1000 + 30 * np.sin(40 * angle)
    wave = shapely.Polygon(np.column_stack((np.cos(angle), np.sin(angle))) * radius[:, None])
    ring = wave.difference(square(-50, -50, 100))
    (shape,) = outline(objects([ring]), tolerance=2, dot=4)
    assert len(shape.points) < 1500
    assert len(shape.starts) == 2
    outer = shapely.LineString(shape.points[: shape.starts[1]])
    assert outer.is_ring
    assert shapely.hausdorff_distance(outer, wave.exterior) < 2.5
