"""Official boundaries become the ground of a project: told by name, code of any time and place."""

from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely

from scmap.cartography.presets import default_map, plain_entry
from scmap.formats.kept_rows import reason
from scmap.model.boundary import own_boundaries
from scmap.model.layer import PLANE, Layer, objects
from scmap.model.maplayer import MapLayer
from scmap.model.project import Project
from scmap.reference import base_layer, codebook, gazetteer, gazetteer_of
from scmap.reference.incoming import knowledge
from scmap.report.rule_tables import layer_table
from scmap.session.arrivals import Arrival, Asked
from scmap.session.findings import Lookups
from scmap.session.intake import recognise, take_in
from scmap.session.session import Session
from scmap.store.project_file import read_project, write_project

OSAN, GUNWI, EAST, WEST = "41370", "27720", "28125", "28155"


def ground(code: str) -> shapely.Geometry:
    unit = gazetteer().units[code]
    found = gazetteer().territory.polygon(unit.level, code)
    assert found is not None
    return found


def boundary_file(path: Path, *rows: tuple[str, str, shapely.Geometry]) -> Path:
    codes, names, shapes = zip(*rows, strict=True)
    columns = {"SIG_CD": codes, "SIG_KOR_NM": names}
    geopandas.GeoDataFrame(columns, geometry=list(shapes), crs=PLANE).to_file(path, driver="GPKG")
    return path


def arrive(path: Path, project: Project | None = None, **source: str) -> Arrival:
    asked = Asked(kind="boundary", source=source)
    places = gazetteer_of(project)
    (found,) = recognise([path], codebook(), places, knowledge(), asked=asked)
    return found


def tree(layers: tuple[Layer, ...]) -> tuple[MapLayer, ...]:
    return default_map(layers, codebook())


def investments() -> Layer:
    drawn = shapely.box(957_000, 1_905_000, 958_000, 1_906_000)
    osan = shapely.multipolygons(shapely.get_parts(gazetteer().footprint(f"municipality:{OSAN}")))
    return Layer(
        uid="i",
        name="investment",
        title="투자사업",
        kind="investment",
        crs=PLANE,
        uids=objects(["a", "b"]),
        geometry=objects([osan, drawn]),
        columns={
            "name": objects(["오산 통합플랫폼", "그린 구역"]),
            "extent": objects([f"municipality:{OSAN}", "drawn"]),
            "year_from": np.array([2020.0, 2020.0]),
        },
    )


def test_codes_of_earlier_days_are_brought_to_todays_and_what_was_split_is_listed(
    tmp_path: Path,
) -> None:
    whole = shapely.union(ground(EAST), ground(WEST))
    rows = (
        ("47720", "군위군", ground(GUNWI)),
        ("28110", "중구", whole),
        ("41370", "오산시", ground(OSAN)),
        ("11110", "없는구", shapely.box(950_000, 1_950_000, 951_000, 1_951_000)),
    )
    found = arrive(boundary_file(tmp_path / "경계_2022.gpkg", *rows))
    assert (found.kind, found.rows, found.coming) == ("boundary", 4, 2)
    assert {row.code for row in found.kept_out} == {
        "kept_boundary_split",
        "kept_boundary_elsewhere",
    }
    split = next(row for row in found.kept_out if row.code == "kept_boundary_split")
    assert "제물포구" in str(split.values["heirs"])
    assert "영종구" in str(split.values["heirs"])
    told = {issue.code: issue.values for issue in found.issues}
    assert told["boundary_taken"]["count"] == 2
    assert "47720 군위군 → 대구광역시 군위군" in str(told["boundary_renamed"]["pairs"])
    assert found.layer is not None
    assert found.layer.source.base_date == "2022", "the name of the file tells the year"


def test_digits_of_another_system_are_told_by_the_name_beside_them(tmp_path: Path) -> None:
    """11230 is 강남구 to 통계청, and 동대문구 in the codes used here."""
    file = boundary_file(tmp_path / "sgis.gpkg", ("11230", "강남구", ground("11680")))
    found = arrive(file)
    assert found.coming == 1
    (base,) = [one for one in found.base if one.name == "base_municipality"]
    assert base.text("source")[base.text("code").tolist().index("11680")] == "sgis.gpkg"


def test_one_that_lies_elsewhere_than_its_name_is_kept_out(tmp_path: Path) -> None:
    found = arrive(boundary_file(tmp_path / "b.gpkg", ("41370", "오산시", ground(GUNWI))))
    assert (found.coming, [one.code for one in found.kept_out]) == (
        0,
        ["kept_boundary_elsewhere"],
    )


def test_a_project_stands_on_the_new_boundaries_until_it_is_undone(tmp_path: Path) -> None:
    smaller = ground(OSAN).buffer(-300)
    file = boundary_file(tmp_path / "시군구.gpkg", (OSAN, "오산시", smaller))
    said = {"organisation": "통계청", "dataset": "SGIS 행정구역경계", "base_date": "2026-06-30"}
    found = arrive(file, None, **said)
    begun = Project("p", "오산", municipality=OSAN, layers=(investments(),))
    session = Session(begun.with_map(tree(begun.layers)))
    before = session.project
    session.do("교체", lambda project: take_in(project, [found], tree, plain_entry))
    after = session.project
    known = Lookups.of(after).gazetteer
    assert known is gazetteer_of(after), "one object, so that results rest on the same ground"
    assert known.footprint(f"municipality:{OSAN}").area == pytest.approx(smaller.area)
    assert after.investments is not None
    own, drawn = after.investments.geometry
    assert own.area == pytest.approx(smaller.area), "a footprint named by its unit follows"
    assert before.investments is not None
    assert drawn is before.investments.geometry[1], "one that was drawn stays"
    edge = shapely.point_on_surface(ground(OSAN).buffer(-50).difference(ground(OSAN).buffer(-200)))
    near = known.at(edge.x, edge.y)
    assert near is not None
    assert near.nearest_m > 0, "the ground that is gone is off the land now"
    (row,) = layer_table([known.boundaries("municipality")]).rows
    assert row.cells[1:4] == ("통계청", "SGIS 행정구역경계", "2026. 6. 30.")
    write_project(after, tmp_path / "p.gpkg")
    again = read_project(tmp_path / "p.gpkg").project
    assert {one.name for one in own_boundaries(again)} == {"base_municipality"}
    stored = gazetteer_of(again)
    assert stored.footprint(f"municipality:{OSAN}").area == pytest.approx(smaller.area)
    assert len(again.map) == len(before.map), "boundaries are no layer of their own in the tree"
    session.undo()
    assert session.project is before
    assert gazetteer_of(session.project) is gazetteer()


def test_a_city_is_the_sum_of_its_gu_and_a_sido_of_its_municipalities(tmp_path: Path) -> None:
    seoul = [one for one in gazetteer().municipalities if one.sido == "서울특별시"]
    rows = [(one.code, one.name, ground(one.code)) for one in seoul]
    gu = gazetteer().gus("41110")[0]
    rows.append((gu.code, gu.name, ground(gu.code).buffer(-100)))
    found = arrive(boundary_file(tmp_path / "b.gpkg", *rows))
    base = {one.name: one for one in found.base}
    assert set(base) == {"base_sido", "base_municipality", "base_gu"}
    cities = base["base_municipality"]
    city = cities.geometry[cities.text("code").tolist().index("41110")]
    assert city.area < ground("41110").area
    unchanged = cities.text("code").tolist().index(OSAN)
    assert cities.geometry[unchanged] is base_layer("municipality").geometry[unchanged]


def test_neighbourhoods_are_taken_by_where_they_lie(tmp_path: Path) -> None:
    x0, y0, x1, y1 = ground("11680").bounds
    west = shapely.intersection(ground("11680"), shapely.box(x0, y0, (x0 + x1) / 2, y1))
    frame = geopandas.GeoDataFrame(
        {"EMD_CD": ["11680999"], "EMD_KOR_NM": ["서강남동"]}, geometry=[west], crs=PLANE
    )
    frame.to_file(tmp_path / "emd.gpkg", driver="GPKG")
    found = arrive(tmp_path / "emd.gpkg")
    assert found.coming == 1
    project = take_in(Project("p", ""), [found], tree, plain_entry)
    part = gazetteer_of(project).footprint("emd:11680:서강남동")
    assert part.area == pytest.approx(west.area, rel=1e-6)


def test_a_layer_of_boundaries_is_offered_for_it(tmp_path: Path) -> None:
    file = boundary_file(tmp_path / "b.gpkg", (OSAN, "오산시", ground(OSAN)))
    (plain,) = recognise([file], codebook(), gazetteer(), knowledge())
    assert (plain.kind, plain.offers_base) == ("layer", True)
    for name, offered in (("오산시", True), ("반월공원", False)):
        frame = geopandas.GeoDataFrame({"name": [name]}, geometry=[ground(OSAN)], crs=PLANE)
        frame.to_file(tmp_path / f"{name}.gpkg", driver="GPKG")
        places = gazetteer()
        (one,) = recognise([tmp_path / f"{name}.gpkg"], codebook(), places, knowledge())
        assert one.offers_base is offered


def test_a_unit_that_lies_elsewhere_is_named_without_empty_brackets(tmp_path: Path) -> None:
    far = shapely.box(1_300_000, 1_600_000, 1_301_000, 1_601_000)
    found = arrive(
        boundary_file(tmp_path / "a.gpkg", (OSAN, "오산시", ground(OSAN)), (GUNWI, "군위군", far))
    )
    (kept,) = found.kept_out
    assert reason(kept, "ko").startswith("이름과 코드가 가리키는 곳에 있지 않습니다")
    assert "()" not in reason(kept, "ko")
