"""Files are recognised by what they hold; one that cannot be read stops none of the others."""

import csv
import shutil
import zipfile
from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely

from scmap.cartography.presets import default_map, plain_entry
from scmap.errors import CancelledError
from scmap.formats.kept_rows import write_kept_rows
from scmap.formats.register_form import COLUMNS
from scmap.formats.vector import read as read_vector
from scmap.model.layer import Layer
from scmap.model.maplayer import MapLayer
from scmap.reference import codebook, gazetteer
from scmap.reference.incoming import knowledge
from scmap.session.arrivals import Arrival, Asked
from scmap.session.intake import files_in, recognise, take_in
from scmap.session.registering import new_project
from scmap.session.session import Session
from scmap.store.project_file import write_project

GOOD = {
    "name": "나루 통합플랫폼",
    "kind": "통합플랫폼",
    "ministry": "국토교통부",
    "municipality": "화성시",
    "main_field": "방범",
    "year_from": "2024",
}


def form(path: Path, *rows: dict[str, str]) -> Path:
    titles = {column.name: column.title for column in COLUMNS}
    with path.open("w", encoding="cp949", newline="") as stream:
        writer = csv.DictWriter(stream, list(titles.values()))
        writer.writeheader()
        writer.writerows({titles[name]: value for name, value in row.items()} for row in rows)
    return path


def shapes(path: Path, layer: str) -> Path:
    box = shapely.box(950_000, 1_950_000, 951_000, 1_951_000)
    frame = geopandas.GeoDataFrame({"이름": ["가"]}, geometry=[box], crs="EPSG:5179")
    frame.to_file(path, layer=layer, driver="GPKG")
    return path


def arrive(*paths: Path) -> tuple[Arrival, ...]:
    return recognise(paths, codebook(), gazetteer(), knowledge())


def tree(layers: tuple[Layer, ...]) -> tuple[MapLayer, ...]:
    return default_map(layers, codebook())


def test_each_file_is_told_for_what_it_is(tmp_path: Path) -> None:
    write_project(new_project("화성"), tmp_path / "project.gpkg")
    broken = tmp_path / "깨진.xlsx"
    broken.write_bytes(b"PK not a book")
    arrivals = arrive(
        broken,
        form(tmp_path / "사업.csv", GOOD, {**GOOD, "kind": "우주센터"}),
        shapes(tmp_path / "구역.gpkg", "구역"),
        tmp_path / "project.gpkg",
    )
    assert [one.kind for one in arrivals] == ["unreadable", "form", "layer", "project"]
    assert [(one.rows, one.coming, len(one.kept_out)) for one in arrivals] == [
        (0, 0, 0),
        (2, 1, 1),
        (1, 1, 0),
        (0, 0, 0),
    ]
    assert arrivals[0].error is not None
    assert arrivals[0].error.code == "table_unreadable"


def test_each_layer_of_a_file_arrives_by_itself(tmp_path: Path) -> None:
    file = shapes(tmp_path / "여럿.gpkg", "하나")
    shapes(file, "둘")
    titles = [one.layer.title for one in arrive(file) if one.layer is not None]
    assert titles == ["하나", "둘"]


def test_of_a_folder_come_all_files_and_of_a_shapefile_one(tmp_path: Path) -> None:
    inner = tmp_path / "자료" / "속"
    inner.mkdir(parents=True)
    for name in ("길.shp", "길.dbf", "길.shx", "길.shp.xml", ".숨김", "~$잠금.xlsx", "표.csv"):
        (inner / name).touch()
    assert [file.name for file in files_in([tmp_path])] == ["길.shp", "표.csv"]


def test_a_window_reads_so_many_files_and_a_command_line_all(tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / f"{number}.csv").touch()
    known = codebook(), gazetteer(), knowledge()
    assert [len(recognise([tmp_path], *known, most=most)) for most in (3, None)] == [3, 4]


def test_a_mapinfo_table_is_one_file_among_its_parts(tmp_path: Path) -> None:
    for name in ("지구.tab", "지구.dat", "지구.map", "지구.id"):
        (tmp_path / name).write_bytes(b"")
    assert [file.name for file in files_in([tmp_path])] == ["지구.tab"]


def test_everything_comes_in_as_one_command(tmp_path: Path) -> None:
    table = form(tmp_path / "사업.csv", GOOD)
    session = Session(new_project("화성", "41590").with_map(tree(())))
    arrivals = arrive(table, table.with_name("없음.csv"), shapes(tmp_path / "a.gpkg", "investment"))
    before = session.project
    session.do("가져오기", lambda now: take_in(now, arrivals, tree, plain_entry))
    investments = session.project.investments
    assert investments is not None
    assert investments.text("name").tolist() == ["나루 통합플랫폼"]
    names = [layer.name for layer in session.project.layers if layer.kind != "records"]
    assert names == ["investment", "investment 2"]
    session.undo()
    assert session.project is before


def test_a_ministrys_first_investment_brings_its_entry_and_keeps_what_was_arranged(
    tmp_path: Path,
) -> None:
    one = arrive(form(tmp_path / "1.csv", GOOD))
    two = arrive(form(tmp_path / "2.csv", {**GOOD, "ministry": "행정안전부"}))
    project = take_in(new_project("화성").with_map(tree(())), one, tree, plain_entry)
    arranged = project.with_map(project.map[1:])  # the planner took the finest boundaries off
    grown = take_in(arranged, two, tree, plain_entry)
    assert [e.uid for e in grown.map] == [e.uid for e in tree(grown.layers)[1:]]
    assert len(grown.map) == len(arranged.map) + 1


def test_rows_kept_out_come_in_when_they_were_put_right(tmp_path: Path) -> None:
    (arrival,) = arrive(form(tmp_path / "사업.csv", {**GOOD, "year_from": "19"}))
    sheet = tmp_path / "제외.xlsx"
    write_kept_rows(sheet, arrival.header, arrival.kept_out)
    (again,) = arrive(sheet)
    assert [kept.code for kept in again.kept_out] == ["year_wrong"]
    assert again.kept_out[0].values == {"value": "19"}


@pytest.mark.parametrize("text", ["=1+1", "+82", "@x", "'가"])
def test_a_saved_row_is_text_and_no_formula(tmp_path: Path, text: str) -> None:
    from zipfile import ZipFile

    (arrival,) = arrive(form(tmp_path / "사업.csv", {**GOOD, "name": text, "kind": "?"}))
    write_kept_rows(tmp_path / "제외.xlsx", arrival.header, arrival.kept_out)
    with ZipFile(tmp_path / "제외.xlsx") as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    assert arrive(tmp_path / "제외.xlsx")[0].kept_out[0].cells[3] == text


def test_a_table_with_coordinates_comes_in_as_points(tmp_path: Path) -> None:
    """Rows that cannot be placed stay out with cells and line; personal columns stay out always."""
    file = tmp_path / "카메라.csv"
    file.write_text(
        "설치목적,위도,경도,담당자\n방범,37.2005,127.0735,김\n교통,127.08,37.21,이\n방범,0,0,박\n",
        encoding="cp949",
    )
    (arrival,) = arrive(file)
    layer = arrival.layer
    assert layer is not None
    assert (arrival.kind, arrival.rows, arrival.coming) == ("layer", 3, 2)
    assert layer.crs == "EPSG:5179"
    assert layer.extent is not None
    assert layer.extent.x0 == pytest.approx(962_036, abs=2_000)
    assert "담당자" not in layer.columns
    (kept,) = arrival.kept_out
    assert (kept.row, kept.cells[0]) == (4, "방범")
    assert "담당자" in " ".join(issue.said() for issue in arrival.issues)


def test_a_korean_shapefile_without_any_label_comes_in_at_its_place(shared: Path) -> None:
    (arrival,) = arrive(shared / "data/kr_shp/juso_gangnam/TL_SCCO_EMD.shp")
    layer = arrival.layer
    assert layer is not None
    assert layer.text("EMD_KOR_NM")[0] == "역삼동"
    assert (layer.source.crs, layer.source.encoding) == ("EPSG:5179", "cp949")
    inside = gazetteer().locate(shapely.get_coordinates(shapely.centroid(layer.geometry)))
    assert set(inside.municipality) == {"11680"}


@pytest.mark.parametrize(
    ("folder", "metres"), [("kostat2013_seoul_wgs84_shifted", 5), ("kostat2013_seoul_bessel", 30)]
)
def test_an_old_datum_comes_in_at_its_place(shared: Path, folder: str, metres: float) -> None:
    """Medians of the 구 lie where they are known to, whatever the file says of its datum."""
    (arrival,) = arrive(shared / f"data/kr_shp/{folder}/seoul_municipalities.shp")
    layer = arrival.layer
    assert layer is not None
    known = read_vector(shared / "data/derived/sgg_20260720_approx_t30.gpkg").layer
    place = {
        name: polygon
        for name, code, polygon in zip(
            known.text("name"), known.text("code"), known.geometry, strict=True
        )
        if str(code).startswith("11")
    }
    away = [
        shapely.get_coordinates(shapely.centroid(polygon))[0]
        - shapely.get_coordinates(shapely.centroid(place[name]))[0]
        for name, polygon in zip(layer.text("name"), layer.geometry, strict=True)
    ]
    assert np.abs(np.median(away, axis=0)).max() <= metres


def test_what_was_guessed_asks_for_a_look(shared: Path, tmp_path: Path) -> None:
    """A file whose places were moved is doubtful; one that says all of itself is not."""
    folder = tmp_path / "자료"
    shutil.copytree(shared / "data/kr_shp/kostat2013_seoul_wgs84_shifted", folder)
    (moved,) = arrive(folder)  # its .qpj and all other parts come with it
    (plain,) = arrive(shapes(tmp_path / "구역.gpkg", "구역"))
    assert (moved.is_doubtful, plain.is_doubtful) == (True, False)


def test_reading_a_long_table_hears_the_stop(tmp_path: Path) -> None:
    file = tmp_path / "긴.csv"
    rows = "".join(f"가{n},{n}\n" for n in range(60_000))
    file.write_text(f"이름,값\n{rows}", encoding="cp949")
    told: list[float] = []

    def stop(share: float) -> None:
        told.append(share)
        if share > 0.2:
            raise CancelledError

    with pytest.raises(CancelledError):
        recognise([file], codebook(), gazetteer(), knowledge(), progress=stop)
    assert len(told) >= 5
    assert told == sorted(told)


def test_the_form_takes_what_the_planner_knows_of_its_source(tmp_path: Path) -> None:
    asked = Asked(source={"organisation": "화성시", "base_date": "2026-11"})
    file = form(tmp_path / "사업.csv", GOOD)
    (found,) = recognise([file], codebook(), gazetteer(), knowledge(), asked=asked)
    assert found.layer is not None
    source = found.layer.source
    assert (source.organisation, source.base_date) == ("화성시", "2026-11")
    assert source.retrieved, "the day on which it came in"


def test_files_of_an_archive_that_nobody_reads_are_named(tmp_path: Path) -> None:
    (tmp_path / "점.csv").write_text("이름,경도,위도\n가,127.0,37.2\n", encoding="cp949")
    with zipfile.ZipFile(tmp_path / "자료.zip", "w") as archive:
        archive.write(tmp_path / "점.csv", "점.csv")
        archive.writestr("설명서.hwp", "x")
        archive.writestr("설치.exe", "x")
    (found,) = arrive(tmp_path / "자료.zip")
    (told,) = [issue for issue in found.issues if issue.code == "members_passed"]
    assert told.values["count"] == 2
    assert set(str(told.values["names"]).split(", ")) == {"설명서.hwp", "설치.exe"}


def test_what_belongs_to_a_shapefile_is_not_named_beside_it(tmp_path: Path) -> None:
    box = shapely.box(950_000, 1_950_000, 951_000, 1_951_000)
    frame = geopandas.GeoDataFrame({"이름": ["가"]}, geometry=[box], crs="EPSG:5179")
    (tmp_path / "shp").mkdir()
    frame.to_file(tmp_path / "shp" / "구역.shp", encoding="cp949")
    (tmp_path / "shp" / "구역.shp.xml").write_text("<a/>")
    with zipfile.ZipFile(tmp_path / "구역.zip", "w") as archive:
        for file in (tmp_path / "shp").iterdir():
            archive.write(file, file.name)
    (found,) = arrive(tmp_path / "구역.zip")
    assert "members_passed" not in {issue.code for issue in found.issues}


def test_an_invalid_area_is_repaired_and_its_size_told(tmp_path: Path) -> None:
    bow = shapely.Polygon([(0, 0), (1000, 1000), (1000, 0), (0, 1000)])
    corner = np.array([950_000, 1_950_000])
    twisted = shapely.transform(bow, lambda points: points + corner)
    square = shapely.box(950_000, 1_950_000, 951_000, 1_951_000)
    frame = geopandas.GeoDataFrame({"이름": ["가", "나"]}, geometry=[twisted, square], crs=5179)
    frame.to_file(tmp_path / "구역.gpkg")
    (arrival,) = arrive(tmp_path / "구역.gpkg")
    assert arrival.layer is not None
    assert shapely.is_valid(arrival.layer.geometry).all()
    assert arrival.layer.geometry[0].area == pytest.approx(500_000)
    (told,) = [issue for issue in arrival.issues if issue.code == "geometry_mended"]
    assert "Self-intersection" in told.said()
    assert told.said().endswith("면적 0.0 ㎡ → 500,000.0 ㎡")
    assert told.feature == "1행"


@pytest.mark.parametrize("written", ["20240630", "2024.6.30.", "2024-06-30", "2024년 6월 30일"])
def test_the_day_that_records_name_is_written_in_one_way(tmp_path: Path, written: str) -> None:
    file = tmp_path / "쉼터.csv"
    file.write_text(
        f"시설명,위도,경도,데이터기준일자\n가,37.2,127.07,{written}\n", encoding="utf-8"
    )
    (found,) = arrive(file)
    assert found.layer is not None
    assert found.layer.source.base_date == "2024-06-30"


def test_ground_that_a_file_of_projects_draws_is_theirs(tmp_path: Path) -> None:
    ground = shapely.box(950_000, 1_905_000, 952_000, 1_906_000)
    geopandas.GeoDataFrame(
        {
            "사업명": ["화성 통합플랫폼 확산"],
            "소관부처": ["국토교통부"],
            "시군구": ["화성시"],
            "분야": ["방범"],
            "시작연도": [2020],
        },
        geometry=[ground],
        crs="EPSG:5179",
    ).to_file(tmp_path / "사업구역.shp", encoding="cp949")
    (found,) = arrive(tmp_path / "사업구역.shp")
    assert found.kind == "form"
    assert found.layer is not None
    assert found.layer.geometry[0].equals(ground)
    assert found.layer.text("quality").tolist() == ["A"]
    assert ground.contains(shapely.Point(found.layer.number("x")[0], found.layer.number("y")[0]))


def test_projects_of_the_country_a_province_and_two_cities_are_placed(tmp_path: Path) -> None:
    places = ("전국", "부산광역시", "천안시;아산시")
    rows = "".join(f"통합플랫폼 {place},국토교통부,{place},방범,2020\n" for place in places)
    path = tmp_path / "사업.csv"
    path.write_text(f"사업명,부처,시군구,분야,시작연도\n{rows}", encoding="utf-8")
    (found,) = arrive(path)
    assert (found.kind, found.kept_out) == ("form", ())
    assert found.layer is not None
    nowhere, province, two = found.layer.geometry
    assert nowhere is None
    assert found.layer.text("extent")[0] == "nation"
    assert 700e6 < province.area < 900e6
    assert found.layer.text("municipality_code")[2] == "44130;44200"
    assert two.area > 1.1e9


def test_a_row_kept_out_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "쉼터.csv"
    path.write_text("이름,위도,경도\n가,37.2,127.0\n나,0,0\n다,37.3,127.1\n", encoding="utf-8")
    (found,) = arrive(path)
    assert [one.code for one in found.kept_out] == ["kept_coordinate_zero"]
    assert "coordinate_zero" in [one.code for one in found.issues]
    assert found.noticed == ()


def test_what_is_said_of_rows_kept_out_alone_is_not_said_of_those_that_come(
    tmp_path: Path,
) -> None:
    path = tmp_path / "사업.csv"
    path.write_text(
        "사업명,부처,시군구,분야,사업기간,총사업비(백만원)\n"
        "화성 통합플랫폼,국토교통부,화성시,방범,2019~2020,1200\n"
        "오산 통합플랫폼,국토교통부,오산시,방범,Sep-13,800\n"
        "합계,,,,,2000\n",
        encoding="utf-8",
    )
    (found,) = arrive(path)
    assert [one.row for one in found.kept_out] == [3, 4]
    codes = {issue.code for issue in found.noticed}
    assert not codes & {"totals_sum", "date_unclear"}
    assert [one.where() for one in found.noticed if one.code == "kind_guessed"] == ["2행"]
