"""What is meant near the cursor: a corner, a crossing, a side; of many shapes soon enough."""

import numpy as np
import shapely

from scmap.analysis.editing.snapping import MOST_SHAPES, SnapIndex, Target
from scmap.model.layer import bare
from tests.analysis.footprints import layer_of

LEFT_ = Target("left", layer_of(shapely.box(0, 0, 100, 100)))
ACROSS = Target("across", layer_of(shapely.LineString([(50, -50), (50, 50)])))


def test_a_corner_comes_before_a_crossing_and_a_side() -> None:
    index = SnapIndex()
    both = [LEFT_, ACROSS]
    corner = index.snap(both, (97, 98), 5)
    assert corner is not None
    assert (corner.kind, corner.x, corner.y, corner.layer) == ("corner", 100, 100, "left")
    crossing = index.snap(both, (52, 1), 5)
    assert crossing is not None
    assert (crossing.kind, crossing.x, crossing.y) == ("crossing", 50, 0)
    side = index.snap(both, (80, 2), 5)
    assert side is not None
    assert (side.kind, side.x, side.y) == ("side", 80, 0)
    assert side.side is not None
    assert set(side.side) == {(0, 0), (100, 0)}
    assert index.snap(both, (300, 300), 5) is None


def test_only_what_is_asked_for_and_in_sight_is_found() -> None:
    index = SnapIndex()
    assert index.snap([LEFT_], (99, 99), 5, ("side",)) is not None
    found = index.snap([LEFT_], (99, 99), 5, ("side",))
    assert found is not None
    assert found.kind == "side"
    hidden = Target("left", LEFT_.layer, np.array([False]))
    assert index.snap([hidden], (99, 99), 5) is None


def test_points_are_snapped_to_however_they_are_kept() -> None:
    points = np.array([[10.0, 10.0], [200.0, 200.0]])
    layer = layer_of(*map(shapely.Point, points))
    for one in (layer, layer.replace(geometry=bare(points))):
        found = SnapIndex().snap([Target("poles", one)], (201, 201), 5)
        assert found is not None
        assert (found.kind, found.x, found.y) == ("corner", 200, 200)
        assert found.uid == one.uids[1]


def test_where_no_one_can_tell_nothing_is_meant() -> None:
    heap = layer_of(*(shapely.box(0, 0, 1 + row, 1) for row in range(MOST_SHAPES + 1)))
    assert SnapIndex().snap([Target("heap", heap)], (0, 0), 5) is None


def test_what_was_near_before_is_not_taken_apart_again() -> None:
    index = SnapIndex()
    ring = shapely.Point(0, 0).buffer(1000, quad_segs=64)
    target = Target("ring", layer_of(ring))
    first = index.snap([target], (1001, 0), 5)
    again = index.snap([target], (1001, 0), 5)
    assert first == again
    assert len(index._kept) == 1
    ((layer, sides, rows),) = index._kept.values()
    assert layer is target.layer
    assert len(sides) == len(rows) == 256
