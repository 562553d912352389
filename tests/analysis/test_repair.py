"""Footprints that cannot be measured as they are: repaired, named, never stopping a run."""

from collections.abc import Callable

import numpy as np
import pytest
import shapely

from scmap.analysis import repair, shared_ground
from scmap.analysis.mismatch import boundary_mismatches
from scmap.analysis.overlay import find_overlaps
from scmap.analysis.repair import repair_footprints, repaired
from scmap.model.layer import Layer, objects
from scmap.model.overlap import EVERY_PAIR
from tests.analysis.footprints import layer_of
from tests.analysis.test_overlay import each_its_own

BOW_TIE = shapely.Polygon([(0, 0), (1000, 1000), (1000, 0), (0, 1000)])
HOLED = shapely.Polygon(
    [(0, 0), (0, 100), (100, 100), (100, 0)], [[(90, 90), (90, 120), (120, 120), (120, 90)]]
)

Way = Callable[..., shapely.Geometry]


def refuse(*_geometries: object, **_options: object) -> shapely.Geometry:
    raise shapely.errors.GEOSException("TopologyException: side location conflict")


@pytest.mark.parametrize("refused", [0, 1, 2, 3])
def test_what_one_way_refuses_is_tried_in_the_next(
    refused: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways = [(how, refuse if at < refused else way) for at, (how, way) in enumerate(repair._WAYS)]
    monkeypatch.setattr(repair, "_WAYS", tuple(ways))
    ground, how = repaired(BOW_TIE)
    assert how == ["make_valid", "structure", "grid", "pieces"][refused]
    assert ground is not None
    assert shapely.is_valid(ground)
    assert ground.area == pytest.approx(500_000, abs=1.0)


def test_a_footprint_that_all_ways_refuse_is_left_out_and_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(repair, "_WAYS", tuple((how, refuse) for how, _ in repair._WAYS))
    footprints, (note,) = repair_footprints(layer_of(BOW_TIE, shapely.box(0, 0, 1, 1)))
    assert footprints[0] is None
    assert (note.feature, note.how, note.keeps_area) == ("u000", "none", True)


def test_a_repair_tells_whether_it_changed_the_area() -> None:
    spike = shapely.Polygon([(0, 0), (0, 100), (100, 100), (100, 0), (50, 0), (50, -80), (50, 0)])
    _, notes = repair_footprints(layer_of(BOW_TIE, spike, HOLED))
    assert [note.keeps_area for note in notes] == [False, True, False]


def test_a_repair_that_makes_more_ground_than_there_was_is_not_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def grow(_footprint: shapely.Geometry) -> shapely.Geometry:
        return shapely.box(-1e4, -1e4, 1e4, 1e4)

    monkeypatch.setattr(repair, "_WAYS", (("make_valid", grow), *repair._WAYS[1:]))
    ground, how = repaired(BOW_TIE)
    assert how == "structure"
    assert ground is not None
    assert ground.area == pytest.approx(500_000)


@pytest.mark.parametrize("refused", ["intersection", "both"])
def test_a_pair_that_geos_refuses_is_cut_another_way(
    refused: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut = shapely.intersection

    def stubborn(one: object, other: object, grid_size: float | None = None) -> object:
        if grid_size is None or (refused == "both" and isinstance(one, shapely.MultiPolygon)):
            return refuse()
        return cut(one, other, grid_size=grid_size)

    monkeypatch.setattr(shapely, "intersection", stubborn)
    islands = shapely.MultiPolygon([shapely.box(0, 0, 10, 10), shapely.box(20, 0, 30, 10)])
    band = shapely.box(-5, 2, 50, 4)
    (ground,) = shared_ground.intersect(objects([islands]), objects([band]))
    assert ground.area == pytest.approx(40.0)


def test_a_pair_that_geos_refuses_altogether_has_no_polygon_and_stops_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shapely, "intersection", refuse)
    one, other = shapely.box(0, 0, 1024, 1024), shapely.box(1024 - 2**-10, 0, 2048, 1024)
    (ground,) = shared_ground.intersect(objects([one]), objects([other]))
    assert ground.is_empty
    layer = layer_of(one, shapely.box(500, 0, 2500, 1000), other)
    table = find_overlaps(layer, each_its_own(layer), None, EVERY_PAIR).table
    assert 500 * 1000 + 24 * 1000 in table.area


def test_a_strip_between_two_sources_is_named_on_both_sides() -> None:
    """Not one between footprints of one source, nor a circle's, nor one across."""
    city, plan = shapely.box(0, 0, 1000, 1000), shapely.box(995, 0, 2000, 1000)
    cases = [
        ("municipality:41590", "", "", "도시계획도", True),
        ("", "도시계획도", "", "지적도", True),
        ("", "지적도", "", "지적도", False),
        ("municipality:41590", "", "emd:41590:반송동", "어느 문서", False),
        ("municipality:41590", "", "circle", "기사", False),
        ("municipality:41590", "", "", "", False),
    ]
    for extent, source, other_extent, other_source, expected in cases:
        layer = layer_of(city, plan).replace(
            columns={
                "name": objects(["시 사업", "계획 사업"]),
                "extent": objects([extent or None, other_extent or None]),
                "source": objects([source or None, other_source or None]),
            }
        )
        run = find_overlaps(layer, each_its_own(layer), None, EVERY_PAIR)
        assert run.table.sliver.tolist() == [True]
        assert boundary_mismatches(layer, run.table).tolist() == [expected]
        told = [(issue.feature, issue.values["other"]) for issue in run.issues]
        assert told == ([("u000", "계획 사업"), ("u001", "시 사업")] if expected else [])
    assert "5.0" in _said(layer_of(city, plan))


def _said(layer: Layer) -> str:
    named = {"extent": objects(["municipality:41590", None]), "source": objects([None, "지적도"])}
    layer = layer.replace(columns={**named, "name": objects(["가", "나"])})
    issues = find_overlaps(layer, each_its_own(layer), None, EVERY_PAIR).issues
    return " ".join(issue.said("ko") for issue in issues)


def test_a_thin_footprint_inside_another_is_no_mismatch() -> None:
    layer = layer_of(shapely.box(0, 0, 1000, 1000), shapely.box(100, 100, 900, 106)).replace(
        columns={"source": objects(["지적도", "도시계획도"])}
    )
    table = find_overlaps(layer, each_its_own(layer), None, EVERY_PAIR).table
    assert table.sliver.tolist() == [True]
    assert not boundary_mismatches(layer, table).any()
    assert np.isclose(table.coefficient[0], 1.0)
