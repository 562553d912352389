"""Selecting by area and by distance: every relation, every kind of layer, what has no place."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from scmap.analysis import spatial_selection
from scmap.analysis.spatial_selection import Relation, find_in_area, find_related, places_of
from scmap.errors import CancelledError
from scmap.model.layer import PLANE, Layer, bare, objects
from tests.cartography.maps import layer, points

BOX = shapely.box(0, 0, 10, 10)


def every(one: Layer) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    return np.arange(len(one))


@pytest.mark.parametrize(
    ("relation", "found"),
    [("meets", [0, 1, 2, 3]), ("within", [0, 3]), ("holds", [2, 3])],
)
def test_each_relation_finds_what_it_says(relation: Relation, found: list[int]) -> None:
    shapes = [
        shapely.box(1, 1, 2, 2),  # within
        shapely.box(8, 8, 12, 12),  # across
        shapely.box(-5, -5, 15, 15),  # holds it
        BOX,  # the very same
        shapely.box(20, 20, 21, 21),  # away
        None,
        shapely.Polygon(),
    ]
    one = layer(shapes)
    assert find_in_area(one, every(one), BOX, relation).tolist() == found


def test_only_the_rows_that_are_asked_are_found() -> None:
    one = layer([shapely.box(1, 1, 2, 2)] * 4)
    assert find_in_area(one, np.array([1, 3]), BOX).tolist() == [1, 3]


def test_points_of_columns_are_asked_where_they_are_what_the_map_shows() -> None:
    one = points([(5, 5), (11, 5), (10, 10), (np.nan, 3)])
    assert find_in_area(one, every(one), BOX, as_points=True).tolist() == [0, 2]
    assert find_in_area(one, every(one), BOX).tolist() == []  # their footprints are not known


@given(st.lists(st.tuples(st.floats(-20, 20), st.floats(-20, 20)), max_size=40))
def test_bare_points_are_found_as_geometries_are(places: list[tuple[float, float]]) -> None:
    at = np.array(places, dtype=float).reshape(-1, 2)
    uids = objects(f"f{i}" for i in range(len(at)))
    few = Layer("a", "a", "", "other", PLANE, uids, bare(at.copy()), {})
    shaped = layer(list(shapely.points(at)))
    ring = shapely.Polygon([(-10, -10), (12, -3), (0, 0), (3, 14)])
    assert find_in_area(few, every(few), ring).tolist() == (
        find_in_area(shaped, every(shaped), ring).tolist()
    )


def test_near_finds_by_distance_from_any_of_the_others() -> None:
    places = objects([shapely.Point(0, 0), shapely.Point(3, 4), shapely.box(20, 0, 21, 1), None])
    others = objects([shapely.Point(0, 0), None, shapely.Point(25, 0)])
    assert find_related(places, others, "near", 0.0).tolist() == [0]
    assert find_related(places, others, "near", 5.0).tolist() == [0, 1, 2]
    assert find_related(places, objects([None]), "near", 5.0).tolist() == []


@pytest.mark.parametrize(
    ("relation", "found"), [("meets", [0, 1, 2]), ("within", [0]), ("holds", [2])]
)
def test_relations_to_any_of_several_others(relation: Relation, found: list[int]) -> None:
    places = objects(
        [
            shapely.box(1, 1, 2, 2),
            shapely.box(8, 8, 12, 12),
            shapely.box(-5, -5, 15, 15),
            shapely.box(50, 50, 51, 51),
        ]
    )
    others = objects([shapely.box(100, 100, 101, 101), BOX])
    assert find_related(places, others, relation).tolist() == found


def test_a_feature_without_a_footprint_is_at_its_point() -> None:
    one = points([(5, 5), (np.nan, 1)])
    places = places_of(one)
    assert places[0] == shapely.Point(5, 5)
    assert places[1] is None
    shaped = layer([BOX])
    assert places_of(shaped) is shaped.geometry


def test_a_search_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spatial_selection, "PIECE", 10)
    one = layer([shapely.box(1, 1, 2, 2)] * 100)
    shares: list[float] = []

    def stop(share: float, /) -> None:
        shares.append(share)
        if len(shares) == 3:
            raise CancelledError

    with pytest.raises(CancelledError):
        find_in_area(one, every(one), BOX, progress=stop)
    assert shares == pytest.approx([0.1, 0.2, 0.3])
