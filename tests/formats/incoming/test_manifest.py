"""Every real file comes in as the manifest says: count, CRS, shapes, encoding, first record."""

import csv
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shapely

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
# What the manifest's maker saw of the same values: pandas' words for them.
WRITTEN = {"False": "false", "1.0": "true", "[1 2 3 4]": "1;2;3;4"}
# Its first record there is the second row of titles, which is none; a zip that GDAL cannot open.
UNTOLD = ("kr_code/서울시_행정동코드_행안부_통계청_매핑_2017.csv", "generic/shp/no-dbf.zip")
REPAIRED = (
    "coordinate_swapped",
    "coordinate_cleaned",
    "coordinate_point_lost",
    "coordinate_doubled",
    "coordinate_one_lost",
)


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


def alike(cell: object, said: str) -> bool:
    """Tell whether a cell is what the manifest's maker read, who cut long ones off."""
    said = " ".join(said.split())
    if cell is None or cell != cell:  # noqa: PLR0124  NaN, or no date
        return said in ("", "None", "NaT", "-1")
    if isinstance(cell, float):
        return cell == pytest.approx(float(said.replace(",", "")), rel=1e-9)
    return " ".join(str(cell).split()).startswith(WRITTEN.get(said, said))


def first_record(row: dict[str, str], layer: Recognised) -> list[object]:
    """Give what of the first record is not as the spot check says."""
    columns, said = layer.table.columns, row["spot_check"].split(" | ")[0]
    if not len(layer.table):
        return []  # it is kept out, its coordinates being none
    if row["kind"] == "vec":
        told = re.findall(r"(?:^|; )([^=;]+)=([^;]*)", said)
    else:
        told = list(zip(columns, said.split(" / "), strict=False)) if " / " in said else []
    return [
        (name, value, columns[name][0] if name in columns else "no such column")
        for name, value in told
        if name not in columns or not alike(columns[name][0], value.strip())
    ]


def first_coordinate(row: dict[str, str], layer: Recognised) -> list[object]:
    said = re.search(r"(?:first coord |x,y=)([-\d.]+),([-\d.]+)", row["spot_check"])
    if said is None or not len(layer.table):
        return []
    found = shapely.get_coordinates(layer.table.shapes)[0]
    right = np.allclose(found, [float(said[1]), float(said[2])], rtol=0, atol=1e-6)
    return [] if right else [found, said[0]]


def counts(row: dict[str, str], layer: Recognised) -> list[object]:
    """Hold shapes that are not valid, and rows with coordinates, against the manifest."""
    told = {issue.code: int(str(issue.values.get("count", 0))) for issue in layer.table.issues}
    invalid = re.search(r"invalid (\d+)", row["expected_geometry"])
    wrong: list[object] = []
    if row["expected_geometry"] and told.get("geometry_repaired", 0) != int(
        invalid[1] if invalid else 0
    ):
        wrong.append(("invalid", told.get("geometry_repaired"), row["expected_geometry"]))
    points = re.search(r"Korean range: (\d+), blank coords: (\d+)", row["spot_check"])
    if points:
        placed = int((~shapely.is_missing(layer.table.shapes)).sum())
        as_they_were = placed - sum(told.get(code, 0) for code in REPAIRED)
        as_they_were += told.get("coordinate_elsewhere", 0)  # in Korea, in another municipality
        found = as_they_were, told.get("coordinate_missing", 0)
        wrong += [] if found == (int(points[1]), int(points[2])) else [(found, points[0])]
    return wrong


def test_spot_checks_are_as_the_manifest_says(shared: Path, seen: Seen) -> None:
    """Values and coordinate of the first record, invalid shapes, rows with coordinates."""
    wrong, checked = {}, 0
    for row in rows(shared):
        try:
            layer = seen(shared / "data" / row["file"]).layers[0]
        except ScmapError:
            continue
        checked += bool(row["spot_check"])
        if row["file"] in UNTOLD:
            continue
        found = [*first_record(row, layer), *first_coordinate(row, layer), *counts(row, layer)]
        if found:
            wrong[row["file"]] = found
    assert wrong == {}
    assert checked == 48


def test_both_layers_of_a_geopackage_keep_their_own_crs(shared: Path, seen: Seen) -> None:
    layers = [one.table for one in seen(shared / "data/generic/gpkg/mixed_crs.gpkg").layers]
    told = [(one.name, len(one), one.crs, one.shapes[0].geom_type) for one in layers]
    assert told == [
        ("oregon_2269", 1, "EPSG:2269", "MultiPolygon"),
        ("oregon_4326", 1, "EPSG:4326", "MultiPolygon"),
    ]


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
