"""The polygons shown for pairs are the ground whose area the table states."""

import pytest
import shapely

from benchmarks.data import investments
from scmap.analysis.overlay import find_overlaps
from scmap.analysis.pair_layers import overlap_layer
from scmap.analysis.shared_ground import intersect
from scmap.model.layer import objects
from scmap.model.overlap import OverlapRule


def test_each_pair_is_drawn_with_the_area_of_its_row() -> None:
    layer = investments(200)
    groups = [frozenset({str(uid)}) for uid in layer.uids]
    run = find_overlaps(layer, groups, None, OverlapRule(time="any"))
    drawn = overlap_layer(run)
    assert len(drawn) == len(run.table) > 200
    assert shapely.area(drawn.geometry) == pytest.approx(run.table.area, abs=1e-3)
    assert set(drawn.text("class")) <= {"high", "partial", "low", "sliver"}


def test_a_pair_keeps_its_identity_from_run_to_run() -> None:
    layer = investments(50)
    groups = [frozenset({str(uid)}) for uid in layer.uids]
    rule = OverlapRule(time="any")
    first = overlap_layer(find_overlaps(layer, groups, None, rule))
    second = overlap_layer(find_overlaps(layer, groups, None, rule))
    assert first.uids.tolist() == second.uids.tolist()


def test_touching_squares_share_an_empty_polygon() -> None:
    (cut,) = intersect(objects([shapely.box(0, 0, 1, 1)]), objects([shapely.box(1, 0, 2, 1)]))
    assert cut.is_empty
    assert cut.geom_type == "Polygon"
