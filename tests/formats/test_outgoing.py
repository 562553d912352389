"""What is exported reads back as it was, in every form; what a form cannot hold is said."""

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from scmap.errors import InputError
from scmap.formats.outgoing import write_files
from scmap.formats.projection import DEGREES
from scmap.formats.short_names import NAME_BYTES, short_names
from scmap.formats.spreadsheet import read_sheet
from scmap.formats.vector import read
from scmap.model.layer import Layer, objects

BOX = shapely.box(0, 0, 1, 1)
LONG = "가나다라" * 40  # 320 bytes in CP949


def layer(**changes: object) -> Layer:
    made = Layer(
        uid="l",
        name="구역",
        title="구역",
        kind="other",
        crs="EPSG:5179",
        uids=objects(["a", "b", "c"]),
        geometry=objects(
            [shapely.box(x, 1_950_000, x + 1_000, 1_951_000) for x in (950_000, 960_000, 970_000)]
        ),
        columns={
            "이름": objects(["화성시", None, "=1+1"]),
            "총사업비": np.array([1.5, np.nan, 3.0]),
            "연도": np.array([2019.0, 2020.0, 2021.0]),
            "기준일": np.array(["2024-02-29", "NaT", "2025-01-01"], dtype="datetime64[D]"),
        },
    )
    return made.replace(**changes)


@pytest.mark.parametrize("suffix", [".shp", ".gpkg", ".geojson"])
def test_what_is_written_is_read(tmp_path: Path, suffix: str) -> None:
    write_files(layer(), tmp_path, "구역", suffix)
    found = read(tmp_path / f"구역{suffix}").layer
    assert found.text("이름").tolist() == ["화성시", None, "=1+1"]
    assert found.number("연도").tolist() == [2019.0, 2020.0, 2021.0]
    assert np.isnan(found.number("총사업비")[1])
    assert str(found.columns["기준일"][0]) == "2024-02-29"
    assert shapely.area(found.geometry) == pytest.approx([1e6] * 3, rel=1e-6)


@pytest.mark.parametrize("encoding", ["cp949", "utf-8"])
def test_a_shapefile_always_says_its_plane_and_its_letters(tmp_path: Path, encoding: str) -> None:
    write_files(layer(), tmp_path, "구역", ".shp", crs="EPSG:5186", encoding=encoding)
    assert (tmp_path / "구역.cpg").read_text() == encoding.upper()
    found = read(tmp_path / "구역.shp").layer
    assert (found.source.crs, found.source.encoding.lower()) == ("EPSG:5186", encoding)
    assert found.text("이름")[0] == "화성시"


def test_kml_and_geojson_are_in_degrees(tmp_path: Path) -> None:
    for suffix in (".kml", ".geojson"):
        write_files(layer(), tmp_path, "구역", suffix, crs="EPSG:5186")
        found = read(tmp_path / f"구역{suffix}").layer
        assert found.source.crs == DEGREES
        assert found.extent is not None
        assert found.extent.x0 == pytest.approx(950_000, abs=0.1)


def test_points_in_a_table_have_their_coordinates_in_columns(tmp_path: Path) -> None:
    points = layer(geometry=objects([shapely.Point(950_000 + x, 1_950_000) for x in range(3)]))
    write_files(points, tmp_path, "점", ".csv", crs=DEGREES, encoding="cp949")
    text = (tmp_path / "점.csv").read_text("cp949").splitlines()
    assert text[0].endswith("lon,lat")
    assert text[1].startswith("화성시")
    assert text[3].startswith("'=1+1")  # no spreadsheet computes it


def test_no_spreadsheet_computes_the_name_of_a_column(tmp_path: Path) -> None:
    named = layer(columns={'=HYPERLINK("x")': objects(["화성시", None, "오산시"])})
    write_files(named, tmp_path, "구역", ".csv")
    assert (tmp_path / "구역.csv").read_text("utf-8-sig").startswith("\"'=HYPERLINK")


def test_a_number_without_end_leaves_its_cell_empty_and_the_file_whole(tmp_path: Path) -> None:
    endless = {"총사업비": np.array([np.inf, -np.inf, 3.0])}  # as another program may have left it
    write_files(layer(columns=endless), tmp_path, "구역", ".xlsx")
    rows = read_sheet(tmp_path / "구역.xlsx").rows
    assert [row[0] for row in rows[1:]] == [None, None, 3.0]


def test_a_shapefile_holds_one_kind_of_shape(tmp_path: Path) -> None:
    mixed = layer(
        geometry=objects(
            [shapely.box(0, 0, 1, 1), shapely.Point(5, 5), shapely.LineString([(0, 0), (1, 1)])]
        )
    )
    written = write_files(mixed, tmp_path, "모두", ".shp")
    shp = sorted(file.name for file in written.files if file.suffix == ".shp")
    assert shp == ["모두_LineString.shp", "모두_Point.shp", "모두_Polygon.shp"]


def test_what_is_shortened_or_lost_is_said(tmp_path: Path) -> None:
    columns = {
        "사업추진근거": objects([LONG, "뷁", "𝔾"]),
        "사업추진근거법령": objects(["a", "b", "c"]),
    }
    nowhere = layer().geometry.copy()
    nowhere[2] = None
    written = write_files(
        layer(columns=columns, geometry=objects(nowhere)), tmp_path, "구역", ".shp"
    )
    counts = {issue.code: issue.values["count"] for issue in written.issues}
    assert counts == {"texts_cut": 1, "letters_lost": 1, "export_nowhere": 1}
    assert written.names == {"사업추진근거": "사업추진근", "사업추진근거법령": "사업추진_2"}
    found = read(tmp_path / "구역.shp").layer
    assert found.text("사업추진근").tolist() == [LONG[:127], "뷁"]


def test_a_table_without_places_is_no_shapefile(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        write_files(layer(geometry=objects([None] * 3), crs=""), tmp_path, "표", ".shp")
    assert caught.value.code == "export_without_places"


@given(
    st.lists(st.text("가나다abcAB_", min_size=1, max_size=14), unique=True, max_size=30),
    st.sampled_from(["cp949", "utf-8"]),
)
def test_names_fit_and_never_come_out_alike(names: list[str], encoding: str) -> None:
    chosen = short_names(names, encoding)
    assert all(len(short.encode(encoding)) <= NAME_BYTES for short in chosen.values())
    assert len({short.upper() for short in chosen.values()}) == len(names)


def test_units_blanks_and_dots_go_before_syllables() -> None:
    names = ["시·군·구", "총사업비(백만원)", "시·군·구비(백만원)", "그 밖의 분야(; 로 구분)", "(a)"]
    told = ["시·군·구", "총사업비", "시군구비", "그밖의분야", "(a)"]
    assert list(short_names(names, "cp949").values()) == told


def test_other_programs_show_title_grade_and_days_without_an_hour(tmp_path: Path) -> None:
    told = layer(title="사업 구역 (100 m 격자별 개수)")
    marks = ("공간정보 보안등급: 공개 · 대외공개용 · 제외: 나", "주의")
    for suffix in (".gpkg", ".geojson", ".kml"):
        write_files(told, tmp_path, "구역", suffix, marks=marks)
    with closing(sqlite3.connect(tmp_path / "구역.gpkg")) as package:
        (shown,) = package.execute("SELECT identifier, description FROM gpkg_contents")
        days = package.execute('SELECT "기준일", typeof("기준일") FROM "구역"').fetchall()
        (kind,) = package.execute(
            "SELECT type FROM pragma_table_info('구역') WHERE name = '기준일'"
        )
    assert shown == (told.title, "\n".join(marks))
    assert (kind, days[0]) == (("DATE",), ("2024-02-29", "text"))
    for suffix in (".geojson", ".kml"):
        text = (tmp_path / f"구역{suffix}").read_text("utf-8")
        assert marks[0] in text
        assert "T00:00" not in text


@pytest.mark.parametrize(
    ("shapes", "kind"),
    [
        ([shapely.Point(0, 0), None], "MULTIPOINT"),
        (
            [shapely.box(0, 0, 1, 1), shapely.MultiPolygon([shapely.box(0, 0, 1, 1)])],
            "MULTIPOLYGON",
        ),
        ([shapely.Point(0, 0, 5), shapely.Point(1, 1, 5)], "MULTIPOINT"),
        ([shapely.Point(0, 0), BOX], "GEOMETRY"),
        ([shapely.GeometryCollection([shapely.Point(0, 0)]), None], "GEOMETRYCOLLECTION"),
        ([None, None], "GEOMETRY"),
    ],
)
def test_a_geopackage_names_the_one_kind_of_its_shapes(
    tmp_path: Path, shapes: list[BaseGeometry | None], kind: str
) -> None:
    made = layer().take(np.arange(2)).replace(geometry=objects(shapes))
    write_files(made, tmp_path, "구역", ".gpkg")
    with closing(sqlite3.connect(tmp_path / "구역.gpkg")) as package:
        (named,) = package.execute("SELECT geometry_type_name, z FROM gpkg_geometry_columns")
    assert named == (kind, int(shapes[0] is not None and shapes[0].has_z))
