"""Files that are called what they are not, or come in parts, are read for what they are."""

import json
import shutil
import zipfile
from pathlib import Path

import geopandas
import pytest
import shapely
import xlsxwriter

from scmap.errors import InputError, RefusedError
from scmap.formats.incoming.reading import read_tables
from scmap.formats.incoming.recognise import recognise
from scmap.formats.incoming.table import Incoming
from scmap.model.layer import PLANE
from scmap.reference.incoming import knowledge
from scmap.session.intake import files_in

TABLE = "시설명,위도,경도\n쉼터,37.2,127.07\n정류장,37.21,127.03\n"
POINT = {"type": "Point", "coordinates": [127.07, 37.2]}
FEATURE = {"type": "Feature", "properties": {"시설명": "쉼터"}, "geometry": POINT}


def table(path: Path) -> Incoming:
    """Give the one table of a file."""
    (found,) = recognise(path, knowledge()).layers
    return found.table


def codes(found: Incoming) -> set[str]:
    return {issue.code for issue in found.issues}


def workbook(path: Path) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for number, row in enumerate(TABLE.splitlines()):
            book.worksheets_objs or book.add_worksheet("현황")
            book.worksheets_objs[0].write_row(number, 0, row.split(","))
    return path


@pytest.mark.parametrize("called", ["a.txt", "a.csv", "a.xlsx"])
def test_a_geojson_by_another_name_gives_its_shapes(tmp_path: Path, called: str) -> None:
    path = tmp_path / called
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [FEATURE]}))
    found = table(path)
    assert found.shapes[0].equals(shapely.Point(127.07, 37.2))
    assert "kind_otherwise" in codes(found)


def test_a_workbook_and_a_text_by_each_others_name_are_tables(tmp_path: Path) -> None:
    shutil.move(workbook(tmp_path / "b.xlsx"), tmp_path / "b.csv")
    (tmp_path / "c.xlsx").write_text(TABLE, encoding="cp949")
    shutil.copyfile(
        tmp_path / "b.csv", tmp_path / "d.xls"
    )  # what Excel saves today, called as then
    for name in ("b.csv", "c.xlsx", "d.xls"):
        found = table(tmp_path / name)
        assert found.columns["시설명"].tolist() == ["쉼터", "정류장"]
        assert "kind_otherwise" in codes(found)
        assert found.crs == "EPSG:4326"


def test_a_text_in_two_bytes_without_a_mark_is_read(tmp_path: Path) -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        path = tmp_path / "a.txt"
        path.write_bytes(TABLE.replace(",", "\t").encode(encoding))
        found = table(path)
        assert (found.encoding, found.columns["시설명"].tolist()) == (encoding, ["쉼터", "정류장"])


@pytest.mark.parametrize(
    ("name", "start", "code"),
    [
        ("a.7z", b"7z\xbc\xaf'\x1c", "other_archive"),
        ("a.egg", b"EGGA", "other_archive"),
        ("a.zip", b"Rar!\x1a\x07", "other_archive"),
        ("보고.hwp", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "not_table_or_map"),
        ("표.csv", b"%PDF-1.4", "not_table_or_map"),
        ("도면.dwg", b"AC1015", "not_table_or_map"),
    ],
)
def test_what_needs_another_program_first_is_named(
    tmp_path: Path, name: str, start: bytes, code: str
) -> None:
    (tmp_path / name).write_bytes(start + bytes(600))
    with pytest.raises(InputError, match=code) as caught:
        read_tables(tmp_path / name)
    assert caught.value.values["file"] == name


def test_parts_of_a_shapefile_that_are_spelled_otherwise_are_one(tmp_path: Path) -> None:
    frame = geopandas.GeoDataFrame({"이름": ["가"]}, geometry=[shapely.box(0, 0, 9, 9)], crs=PLANE)
    frame.to_file(tmp_path / "a.shp", encoding="cp949")
    names = {".shp": "Roads.SHP", ".dbf": "roads.Dbf", ".shx": "ROADS.shx", ".prj": "roads.PRJ"}
    for ending, name in names.items():
        (tmp_path / f"a{ending}").rename(tmp_path / name)
    (tmp_path / "a.cpg").unlink()
    assert [path.name for path in files_in([tmp_path])] == ["Roads.SHP"]
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        for name in names.values():
            archive.write(tmp_path / name, f"도로/{name}")
    read = read_tables(tmp_path / "b.zip")
    assert ([one.columns["이름"].tolist() for one in read.tables], read.passed) == ([["가"]], ())


def test_a_geodatabase_is_one_file_in_a_folder_and_in_an_archive(tmp_path: Path) -> None:
    frame = geopandas.GeoDataFrame({"nm": ["가"]}, geometry=[shapely.box(0, 0, 9, 9)], crs=PLANE)
    folder = tmp_path / "자료" / "국토.gdb"
    folder.parent.mkdir()
    frame.to_file(folder, driver="OpenFileGDB", layer="zone")
    before = {one.name: one.read_bytes() for one in folder.iterdir()}
    assert files_in([folder.parent]) == files_in([folder]) == [folder]
    assert table(folder).columns["nm"].tolist() == ["가"]
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        for one in folder.iterdir():
            archive.write(one, f"국토.gdb/{one.name}")
    read = read_tables(tmp_path / "b.zip")
    assert ([one.name for one in read.tables], read.passed) == (["zone"], ())
    assert {one.name: one.read_bytes() for one in folder.iterdir()} == before


def test_records_of_a_service_are_a_table(tmp_path: Path) -> None:
    records: list[dict[str, object]] = [
        {"시설명": "쉼터", "위도": "37.2", "경도": "127.07", "관리": {"기관": "화성시"}},
        {"시설명": "정류장", "위도": "37.21", "경도": "127.03", "대수": 3},
    ]
    (tmp_path / "a.json").write_text(json.dumps({"response": {"body": {"items": records}}}))
    items = "".join(
        "<item>" + "".join(f"<{k}>{v}</{k}>" for k, v in one.items() if k != "관리") + "</item>"
        for one in records
    )
    (tmp_path / "b.xml").write_text(
        f"<response><head><code>0</code></head><items>{items}</items></response>"
    )
    found = [table(tmp_path / name) for name in ("a.json", "b.xml")]
    assert [(one.columns["시설명"].tolist(), one.crs) for one in found] == [
        (["쉼터", "정류장"], "EPSG:4326")
    ] * 2
    assert found[0].columns["관리.기관"].tolist() == ["화성시", None]


def test_records_that_declare_entities_are_refused(tmp_path: Path) -> None:
    declared = '<!-- {} --><!DOCTYPE a [<!ENTITY x "y">]><a><b><c>&x;</c><d>1</d></b></a>'
    path = tmp_path / "a.xml"
    for filling, encoding in (("x" * 70_000, "utf-8"), ("", "utf-16")):
        path.write_bytes(declared.format(filling).encode(encoding))
        with pytest.raises(RefusedError, match="xml_entities"):
            read_tables(path)


def test_codes_in_gml_keep_their_leading_nought_and_arcs_are_told(tmp_path: Path) -> None:
    arc = "<gml:Arc><gml:posList>550000 200000 550500 200500 550000 201000</gml:posList></gml:Arc>"
    crs = "urn:ogc:def:crs:EPSG::5186"
    line = f'<gml:Curve srsName="{crs}"><gml:segments>{arc}</gml:segments></gml:Curve>'
    values = "<o:code>04113</o:code><o:value>1.5</o:value>"
    path = tmp_path / "a.gml"
    path.write_text(
        '<o:FeatureCollection xmlns:o="http://ogr.maptools.org/" '
        'xmlns:gml="http://www.opengis.net/gml/3.2"><o:featureMember><o:zone gml:id="a">'
        f"<o:geometryProperty>{line}</o:geometryProperty>{values}</o:zone></o:featureMember>"
        "</o:FeatureCollection>",
        encoding="utf-8",
    )
    found = table(path)
    assert found.columns["code"].tolist() == ["04113"]
    assert found.columns["value"].tolist() == [1.5]
    assert "curve_straightened" in codes(found)
    assert round(found.shapes[0].length) == round(3.14159 * 500 * 0.9998)


def test_a_table_without_records_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("시설명,대수\n", encoding="utf-8")
    assert "no_records" in codes(table(path))


def test_a_sheet_without_a_name_of_its_own_is_called_by_its_file(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "쉼터 현황.xlsx") as book:
        for name in ("Sheet1", "예산"):
            book.add_worksheet(name).write_row(0, 0, ["이름", "값"])
    titles = [one.table.title for one in recognise(tmp_path / "쉼터 현황.xlsx", knowledge()).layers]
    assert titles == ["쉼터 현황", ""]
