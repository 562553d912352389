"""Corners: a shared border moves in every neighbour, and no gap opens."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from scmap.analysis.editing.corners import (
    Point,
    corner_inserted,
    corner_moved,
    corner_removed,
    has_corner,
    sharing,
)
from scmap.analysis.editing.faults import fault_of, proposal
from scmap.analysis.editing.tracing import traced
from scmap.model.layer import Layer
from tests.analysis.footprints import layer_of

GRID = [shapely.box(x, y, x + 100, y + 100) for y in (0, 100) for x in (0, 100)]


def grid() -> Layer:
    return layer_of(*GRID)


def in_all(
    layer: Layer, at: Point, change: Callable[[shapely.Geometry], shapely.Geometry | None]
) -> dict[str, Any]:
    """Change every shape of a layer that has a corner there, as the tools of the map do."""
    return {str(layer.uids[row]): change(layer.geometry[row]) for row in sharing(layer, at)}


def corner_count(shape: shapely.Geometry) -> int:
    """Count corners; those that close a ring are no others than the first."""
    return int(shapely.get_num_coordinates(shape)) - len(shapely.get_rings(shape))


def ground(shapes: list[shapely.Geometry]) -> tuple[float, float]:
    return float(shapely.union_all(shapes).area), float(sum(one.area for one in shapes))


@settings(max_examples=50, deadline=None)
@given(st.floats(-40, 40), st.floats(-40, 40))
def test_a_shared_corner_moves_in_all_four_and_leaves_no_gap(dx: float, dy: float) -> None:
    layer = grid()
    made = in_all(
        layer, (100, 100), lambda shape: corner_moved(shape, (100, 100), (100 + dx, 100 + dy))
    )
    assert sorted(made) == sorted(layer.uids)
    whole, together = ground(list(made.values()))
    assert whole == pytest.approx(40_000)
    assert together == pytest.approx(40_000)


def test_a_corner_is_put_into_a_side_of_both_neighbours_and_taken_out() -> None:
    layer = grid()
    side = ((100.0, 0.0), (100.0, 100.0))
    made = in_all(layer, side[1], lambda shape: corner_inserted(shape, side, (110, 50)))
    put_in = [uid for uid, shape in made.items() if corner_count(shape) == 5]
    assert len(put_in) == 2
    made = {uid: made[uid] for uid in put_in}
    assert sum(one.area for one in made.values()) == pytest.approx(20_000)
    after = layer.replace(
        geometry=np.array(
            [made.get(uid, layer.geometry[row]) for row, uid in enumerate(layer.uids)]
        )
    )
    again = in_all(after, (110, 50), lambda shape: corner_removed(shape, (110, 50)))
    assert sorted(again) == sorted(put_in)
    assert all(
        shape is not None and shape.equals(layer.geometry[layer.rows[uid]])
        for uid, shape in again.items()
    )


def test_the_first_corner_of_a_ring_is_a_corner_like_others() -> None:
    square = GRID[0]
    first = tuple(shapely.get_coordinates(square)[0].tolist())
    away = corner_moved(square, first, (150, -50))
    assert away.is_valid
    assert corner_count(away) == corner_count(square) == 4
    triangle = corner_removed(square, first)
    assert triangle is not None
    assert triangle.is_valid
    assert corner_count(triangle) == 3
    second = tuple(shapely.get_coordinates(triangle)[0].tolist())
    assert corner_removed(triangle, second) is None  # two corners hold no ground


def test_a_hole_that_has_too_few_corners_goes() -> None:
    holed = shapely.Polygon(GRID[0].exterior, [[(20, 20), (30, 20), (30, 30)]])
    made = corner_removed(holed, (20, 20))
    assert made is not None
    assert made.equals(GRID[0])


def test_a_corner_goes_into_a_line_too() -> None:
    road = shapely.LineString([(0, 0), (100, 0)])
    bent = corner_inserted(road, ((100, 0), (0, 0)), (50, 20))
    assert has_corner(bent, (50, 20))
    straight = corner_removed(bent, (50, 20))
    assert straight is not None
    assert straight.equals(road)


def test_what_is_wrong_is_said_with_its_place_and_mended() -> None:
    tie = shapely.Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])
    fault = fault_of(tie)
    assert fault is not None
    assert fault.code == "crossing"
    assert fault.place == pytest.approx((50, 50))
    mended = proposal(tie)
    assert mended is not None
    assert fault_of(mended) is None
    assert mended.area == pytest.approx(5_000)
    outside = shapely.Polygon(GRID[0].exterior, [[(200, 200), (210, 200), (210, 210)]])
    found = fault_of(outside)
    assert found is not None
    assert found.code == "hole_outside"


def test_a_border_is_followed_the_shorter_way_and_the_other_one() -> None:
    square = GRID[0]  # 0..100
    assert traced([square], (50, 0), (0, 50)) == [(0, 0), (0, 50)]
    longer = traced([square], (50, 0), (0, 50), other_way=True)
    assert longer == [(100, 0), (100, 100), (0, 100), (0, 50)]
    back = traced([square], (0, 50), (50, 0))
    assert back == [(0, 0), (50, 0)]
    assert traced([square], (50, 0), (300, 0)) is None
    road = shapely.LineString([(0, 0), (50, 10), (100, 0)])
    assert traced([square, road], (0, 0), (100, 0)) == [(100, 0)]  # the first that holds both
    assert traced([road], (0, 0), (100, 0)) == [(50, 10), (100, 0)]
