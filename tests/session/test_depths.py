"""The depth of the sample project against an independent overlay and points thrown on it."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
import shapely

from scmap import paths
from scmap.analysis.depth import draw
from scmap.analysis.depth_cells import cut_cell
from scmap.analysis.depth_layer import Drawn
from scmap.analysis.depth_tables import tabulate
from scmap.errors import InputError
from scmap.model.layer import Layer, objects
from scmap.model.project import Project
from scmap.reference import gazetteer
from scmap.session.depths import Depths
from scmap.session.findings import Lookups
from scmap.session.judging import Editor, set_values
from scmap.store.project_file import read_project
from tests.analysis.footprints import one_after_the_other

CHEONAN = "44130"
PLACES = gazetteer()


@pytest.fixture(scope="module")
def project() -> Project:
    return read_project(paths.sample("scmap-sample.gpkg")).project


@pytest.fixture(scope="module")
def depths(project: Project) -> Depths:
    return Depths.of(project, Lookups.of(project))


@pytest.fixture(scope="module")
def field(project: Project) -> Lookups:
    return Lookups.of(project)


@pytest.fixture(scope="module")
def stacks(project: Project) -> Mapping[frozenset[int], float]:
    """Area by the rows that stand on it, by plain intersections and differences of shapely."""
    layer = project.investments
    assert layer is not None
    rows: dict[bytes, list[int]] = {}
    for row, shape in enumerate(layer.geometry):
        if shape is not None:
            rows.setdefault(shapely.to_wkb(shape), []).append(row)
    names = objects(str(place) for place in range(len(rows)))
    shapes = objects(shapely.from_wkb(list(rows)))
    stood = list(rows.values())
    overlay = one_after_the_other(
        Layer("l", "investment", "l", "investment", layer.crs, names, shapes)
    )
    return {
        frozenset(row for place in members for row in stood[int(place)]): area
        for members, area in overlay.items()
    }


def test_areas_by_depth_are_those_of_an_independent_overlay(
    depths: Depths, stacks: Mapping[frozenset[int], float]
) -> None:
    lineages = depths.stakes.lineages
    expected: dict[int, float] = {}
    for rows, area in stacks.items():
        known = [lineages[row] for row in rows if lineages[row]]
        deep = min(len(frozenset().union(*known)), len(known), 4)
        expected[deep] = expected.get(deep, 0.0) + area
    expected.pop(0, None)
    tables = tabulate(depths.count())
    assert tables.by_depth.keys() == expected.keys()
    assert max(tables.by_depth) >= 3
    for deep, one in tables.by_depth.items():
        assert one.area == pytest.approx(expected[deep], rel=1e-6), deep


def test_money_is_that_of_the_rule_on_an_independent_overlay(
    depths: Depths, stacks: Mapping[frozenset[int], float]
) -> None:
    """DOMAIN §5.3: per face area · (Σ d - max d), from the columns and nothing else."""
    layer, lineages = depths.partition.layer, depths.stakes.lineages
    total, ground = layer.number("total_mkrw"), shapely.area(layer.geometry)
    bound = 0.0
    for rows, area in stacks.items():
        density = [
            total[row] / ground[row] for row in rows if lineages[row] and not math.isnan(total[row])
        ]
        bound += area * (sum(density) - max(density, default=0.0))
    whole = tabulate(depths.count()).whole
    assert whole.bound == pytest.approx(bound, rel=1e-6)
    assert 0 < whole.between < whole.bound < whole.invested


def test_points_thrown_on_the_country_stand_in_as_many_footprints(depths: Depths) -> None:
    depth, layer = depths.count(), depths.partition.layer
    random = np.random.default_rng(4)
    box = shapely.total_bounds(layer.geometry)
    points = shapely.points(random.uniform(box[:2], box[2:], (4000, 2)))
    faces = draw(depth.partition, np.arange(len(depth)))
    inside = np.full(len(points), 0)
    place, face = shapely.STRtree(faces).query(points, predicate="intersects")
    inside[place] = depth.investments[face]
    known = np.flatnonzero(depths.stakes.known & ~shapely.is_missing(layer.geometry))
    counted = np.zeros(len(points), int)
    place, _ = shapely.STRtree(layer.geometry[known]).query(points, predicate="intersects")
    np.add.at(counted, place, 1)
    assert (counted > 0).sum() > 500
    assert inside.tolist() == counted.tolist()


def test_cheonan_is_not_doubled_by_projects_that_also_stand_elsewhere(
    depths: Depths, field: Lookups
) -> None:
    """DOMAIN §9.6: one project covers 천안 and 아산, others 천안 alone; its ground counts once."""
    record = depths.view(field, municipality=CHEONAN).record
    boundary = PLACES.territory.polygon("municipality", CHEONAN)
    assert boundary is not None
    totals = record["totals"]
    assert isinstance(totals, dict)
    assert totals["area_m2"] == pytest.approx(boundary.area, rel=1e-6)
    assert totals["investments"] >= 2
    assert totals["bound_mkrw"] <= totals["invested_mkrw"]


def test_a_year_counts_what_operates_in_it_without_cutting(
    depths: Depths, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a filter cut geometry")

    monkeypatch.setattr(shapely, "union_all", refuse)
    monkeypatch.setattr(shapely, "polygonize", refuse)
    whole = tabulate(depths.count())
    some = tabulate(depths.count(year=2014))
    assert 0 < some.whole.investments < whole.whole.investments
    assert some.whole.area < whole.whole.area
    assert some.not_chosen > 0


def test_regional_investments_can_be_left_out(depths: Depths) -> None:
    """E4: a footprint that is a whole 시·도 says little of where the money is spent."""
    whole, some = tabulate(depths.count()), tabulate(depths.count(regional=False))
    assert (whole.regional, some.regional) == (15, 0)
    assert some.whole.investments == whole.whole.investments - whole.regional
    assert some.whole.area < whole.whole.area


def test_the_record_is_plain_and_says_what_it_leaves_out(
    depths: Depths, project: Project, field: Lookups
) -> None:
    record = depths.view(field).record
    again = Depths.of(project, Lookups.of(project), earlier=depths.partition).view(field).record
    assert record == again
    left_out = record["exclusions"]
    assert isinstance(left_out, dict)
    assert left_out["unknown_ministry"] == 20
    assert "아닙니다" in str(record["caveat"])
    by_depth, places = record["by_depth"], record["by_municipality"]
    assert isinstance(by_depth, list)
    assert isinstance(places, list)
    assert [one["ministries"] for one in by_depth] == sorted(one["ministries"] for one in by_depth)
    assert {"code": CHEONAN, "name": "충청남도 천안시"}.items() <= next(
        one for one in places if one["code"] == CHEONAN
    ).items()


def test_a_place_that_has_no_boundary_is_refused(depths: Depths, field: Lookups) -> None:
    with pytest.raises(InputError):
        depths.view(field, municipality="99999")


def test_a_project_without_investments_has_no_depth() -> None:
    empty = Project("p", "")
    depth = Depths.of(empty, Lookups.of(empty)).count()
    assert tabulate(depth).whole.faces == 0


def test_the_projects_own_judgement_decides_what_is_a_sliver_and_what_operates(
    project: Project, depths: Depths
) -> None:
    edits = {"overlap.sliver_width": 25.0, "life.CCC": 0.0, "life.OPC": 0.0}
    other = set_values(project, edits, Editor())
    again = Depths.of(other, Lookups.of(other), earlier=depths.partition)
    assert (depths.count().sliver_width, again.count().sliver_width) == (10.0, 25.0)
    late = 2022.0
    assert (again.operating[:, 1] >= late).sum() < (depths.operating[:, 1] >= late).sum()


def _moved(project: Project, uid: str, metres: float) -> Project:
    layer = project.investments
    assert layer is not None
    geometry = layer.geometry.copy()
    row = layer.rows[uid]
    geometry[row] = shapely.transform(geometry[row], lambda points: points + metres)
    return project.with_layer(layer.replace(geometry=geometry))


def test_a_moved_footprint_cuts_again_only_where_it_was_and_is(
    project: Project, depths: Depths, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut: list[int] = []
    really = cut_cell

    def told(*args: Any, **options: Any) -> Any:
        cut.append(1)
        return really(*args, **options)

    layer = depths.partition.layer
    small = min(
        (shape.area, uid) for shape, uid in zip(layer.geometry, layer.uids, strict=True) if shape
    )[1]
    moved = _moved(project, small, 40.0)
    field = Lookups.of(moved)
    monkeypatch.setattr("scmap.analysis.depth.cut_cell", told)
    renewed = Depths.of(moved, field, earlier=depths.partition)
    touched = len(cut)
    fresh = Depths.of(moved, field)
    assert 0 < touched < len(cut) - touched
    assert renewed.view(field).record == fresh.view(field).record
    for name in ("face", "start", "member", "ground", "area", "width"):
        assert np.array_equal(getattr(renewed.partition, name), getattr(fresh.partition, name))


def test_money_and_names_touch_no_ground(
    project: Project, depths: Depths, monkeypatch: pytest.MonkeyPatch
) -> None:
    layer = project.investments
    assert layer is not None
    dearer = layer.replace(columns={**layer.columns, "total_mkrw": layer.number("total_mkrw") * 2})
    edited = project.with_layer(dearer)
    # Nothing reads a footprint.
    monkeypatch.setattr("scmap.analysis.depth.repair_footprints", None)
    renewed = Depths.of(edited, Lookups.of(edited), earlier=depths.partition)
    assert renewed.partition.layer is dearer
    assert renewed.partition.face is depths.partition.face
    before, after = tabulate(depths.count()).whole, tabulate(renewed.count()).whole
    assert after.bound == pytest.approx(2 * before.bound)


def test_faces_that_no_change_touched_are_drawn_as_they_were(
    project: Project, depths: Depths
) -> None:
    before = Drawn.of(depths.count())
    layer = depths.partition.layer
    uid = next(uid for uid, shape in zip(layer.uids, layer.geometry, strict=True) if shape)
    moved = _moved(project, str(uid), 500.0)
    renewed = Depths.of(moved, Lookups.of(moved), earlier=depths.partition)
    after = Drawn.of(renewed.count(), earlier=before)
    fresh = Drawn.of(renewed.count())
    kept = {id(one) for one in before.geometry}
    assert 0 < sum(id(one) in kept for one in after.geometry) < len(after.geometry)
    assert after.uids.tolist() == fresh.uids.tolist()
    assert shapely.equals(after.geometry, fresh.geometry).all()


def test_faces_that_are_asked_for_are_drawn_before_deeper_ones(depths: Depths) -> None:
    depth = depths.count()
    some = Drawn.of(depth, most=50)
    layer = some.layer(depth)
    assert (len(layer), layer.left_out) == (50, int((depth.investments > 0).sum()) - 50)
    missing = np.setdiff1d(np.flatnonzero(depth.investments > 0), some.faces)[:20]
    asked = Drawn.of(depth, first=missing, earlier=some, most=50)
    assert len(asked.faces) == 50
    assert set(missing.tolist()) <= set(asked.faces.tolist())
