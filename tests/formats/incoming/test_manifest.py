"""Every real file comes in as the manifest says: count, CRS, shapes, encoding, first record."""

import csv
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from scmap.errors import ScmapError
from scmap.formats.incoming.recognise import FileFound, Knowledge, Recognised, recognise
from scmap.reference.incoming import knowledge

Seen = Callable[[Path], FileFound]

# What the manifest's maker could not read is expected to be read, or refused in words.
BROKEN = {
    "generic/shp/empty_zipfile.zip": "archive_without_data",
    "kr_json/LICENSE.md": "not_data",
}
# ASCII alone reads the same in every encoding; the manifest names the one that GDAL assumes.
PLAIN = "generic/shp/noshp.zip"


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return knowledge()


def rows(shared: Path) -> list[dict[str, str]]:
    with (shared / "data" / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def expected_count(text: str) -> int | None:
    if found := re.search(r"(\d+) rows incl\. header", text):
        return int(found[1]) - 1
    first = text.split(maxsplit=1)[0] if text else ""
    return int(first) if first.isdigit() else None


def told(layer: Recognised) -> str:
    if layer.table.geometry is None:
        return "none"
    kinds = Counter(shape.geom_type for shape in layer.table.geometry if shape is not None)
    return ",".join(f"{kind}:{count}" for kind, count in kinds.items())


def differences(row: dict[str, str], layer: Recognised) -> list[str]:
    table, wrong = layer.table, []
    count = expected_count(row["expected_features"])
    if count is not None and len(table) + len(table.kept_out) != count:
        wrong.append(f"{len(table)} + {len(table.kept_out)} records, not {count}")
    crs = row["expected_crs"]
    if crs and (table.crs or "none") != crs:
        wrong.append(f"{table.crs or 'none'}, not {crs}")
    for part in re.findall(r"(\w+):(\d+)", row["expected_geometry"].split(" (invalid")[0]):
        kind = ":".join(part)
        if part[0] != "nan" and count and kind not in told(layer) and not table.kept_out:
            wrong.append(f"{told(layer)}, not {kind}")
    encoding = row["encoding"].split(" ")[0].lower()
    if encoding and table.encoding.lower() != encoding and row["file"] != PLAIN:
        wrong.append(f"{table.encoding}, not {encoding}")
    return wrong


def test_each_file_comes_in_as_the_manifest_says(shared: Path, seen: Seen) -> None:
    wrong: dict[str, object] = {}
    for row in rows(shared):
        path = shared / "data" / row["file"]
        try:
            found = seen(path)
        except ScmapError as error:
            if BROKEN.get(row["file"]) != error.code:
                wrong[row["file"]] = error
            continue
        if len(found.layers) == 1 and (told := differences(row, found.layers[0])):
            wrong[row["file"]] = told
    assert wrong == {}


def test_the_first_record_reads_as_the_manifest_says(shared: Path, seen: Seen) -> None:
    """Names and values of the first record, and the first coordinate, of every vector file."""
    wrong = []
    for row in rows(shared):
        if row["kind"] != "vec" or "first coord" not in row["spot_check"]:
            continue
        try:
            layer = seen(shared / "data" / row["file"]).layers[0].table
        except ScmapError:
            continue
        for name, value in re.findall(r"([^;=|]+)=([^;|]*)(?:;|\|)", row["spot_check"]):
            column = layer.columns.get(name.strip())
            if column is None or not len(column) or not re.fullmatch("[가-힣]+", value.strip()):
                continue
            if column[0] != value.strip():
                wrong.append((row["file"], name.strip(), value.strip(), column[0]))
    assert wrong == []


def test_no_side_file_is_left_beside_a_source(shared: Path, known: Knowledge) -> None:
    data = shared / "data"
    before = sorted(one.name for one in data.rglob("*"))
    for file in ("generic/other/polylines.dxf", "kr_kml/skorea_provinces_simple.kml"):
        recognise(data / file, known)
    recognise(data / "generic/shp/latin1.shp", known)
    assert sorted(one.name for one in data.rglob("*")) == before


def test_an_old_datum_under_a_new_name_is_measured(shared: Path, seen: Seen) -> None:
    """The file says WGS 84 and lies 208 m east and 305 m south of its place."""
    path = shared / "data/kr_shp/kostat2013_seoul_wgs84_shifted/seoul_municipalities.shp"
    layer = seen(path).layers[0]
    assert layer.shift == pytest.approx((208, -305), abs=5)
    assert "datum_shifted" in [issue.code for issue in layer.table.issues]


def test_a_bessel_plane_without_code_is_not_read_by_its_parameters(
    shared: Path, known: Knowledge, seen: Seen
) -> None:
    path = shared / "data/kr_shp/kostat2013_seoul_bessel/seoul_municipalities.shp"
    layer = seen(path).layers[0]
    assert layer.table.crs == "EPSG:5174"
    asked = (layer.table.shapes, layer.table.columns, layer.meanings, "EPSG:5174")
    offset = known.evidence.offset(*asked)
    assert offset is not None
    assert max(map(abs, offset[:2])) <= 30  # the source's own residual: 24 m E, 5 m N


def test_a_generalised_outline_in_the_old_datum_is_suspected(shared: Path, seen: Seen) -> None:
    layer = seen(shared / "data/kr_kml/skorea_provinces_simple.kml").layers[0]
    assert "datum_suspected" in [issue.code for issue in layer.table.issues]
    right = seen(shared / "data/kr_json/skorea-municipalities-2018-topo.json")
    codes = [issue.code for issue in right.layers[0].table.issues]
    assert not {"datum_suspected", "datum_shifted"} & set(codes)


def test_metres_are_not_taken_for_degrees(shared: Path, seen: Seen) -> None:
    layer = seen(shared / "data/kr_json/광주광역시_시군구_경계.json").layers[0]
    assert (layer.table.crs, layer.table.crs_from) == ("EPSG:5179", "guessed")
    assert "crs_not_believed" in [issue.code for issue in layer.table.issues]


def test_busan_cameras_are_repaired_as_measured(shared: Path, seen: Seen) -> None:
    """42 swapped, 1 lost its point, 4 with a comma behind, 2 that hold two numbers."""
    path = shared / "data/kr_csv/부산광역시_방범용CCTV 정보_20241231(공공데이터포털).csv"
    table = seen(path).layers[0].table
    counts = {issue.code: issue.values["count"] for issue in table.issues}
    assert counts == {
        "coordinate_cleaned": 4,
        "coordinate_point_lost": 1,
        "coordinate_swapped": 42,
        "coordinate_two_numbers": 2,
    }
    assert (len(table), len(table.kept_out)) == (21058, 2)
