"""Tables that GDAL cannot decode: names cut in the middle of a syllable, names given twice."""

import struct
from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely

from scmap.errors import InputError
from scmap.formats.incoming.shapefile import read_shapefile
from scmap.model.layer import PLANE


def written(path: Path, fields: list[tuple[bytes, str, int, int]], rows: list[list[bytes]]) -> Path:
    """Write a .dbf byte by byte."""
    width = 1 + sum(size for _, _, size, _ in fields)
    head = struct.pack("<BBBBIHH20x", 3, 124, 1, 1, len(rows), 32 + 32 * len(fields) + 1, width)
    described = b"".join(
        name.ljust(11, b"\x00") + kind.encode() + bytes(4) + bytes([size, decimals]) + bytes(14)
        for name, kind, size, decimals in fields
    )
    body = b"".join(
        b" " + b"".join(c.ljust(f[2])[: f[2]] for c, f in zip(row, fields, strict=True))
        for row in rows
    )
    path.write_bytes(head + described + b"\r" + body + b"\x1a")
    return path


def test_names_cut_within_a_syllable_are_mended_and_values_stay_korean(tmp_path: Path) -> None:
    """The second name ends in half a syllable and a suffix: GDAL then decodes nothing at all."""
    path = written(
        tmp_path / "사고.dbf",
        [
            ("사고유형".encode("cp949"), "C", 20, 0),
            ("가해자".encode("cp949") + b"_\xb4_1", "C", 20, 0),
            ("사고유형구".encode("cp949")[:9], "C", 20, 0),
        ],
        [["차대차".encode("cp949"), "승용차".encode("cp949"), "추돌".encode("cp949")]],
    )
    table = read_shapefile(path)
    assert table.encoding == "cp949"
    assert list(table.columns) == ["사고유형", "가해자__1", "사고유형_2"]
    assert [column[0] for column in table.columns.values()] == ["차대차", "승용차", "추돌"]
    assert "field_name_mended" in [issue.code for issue in table.issues]


def test_every_type_is_read(tmp_path: Path) -> None:
    fields = [(b"N", "N", 10, 2), (b"I", "N", 19, 0), (b"D", "D", 8, 0), (b"L", "L", 1, 0)]
    rows = [
        [b"12.50", b"1111010100100010000", b"20240229", b"T"],
        [b"", b"1111010100100010001", b"20240230", b"?"],
    ]
    table = read_shapefile(written(tmp_path / "t.dbf", fields, rows))
    number, code, day, truth = table.columns.values()
    assert number[0] == 12.5
    assert np.isnan(number[1])
    assert code[0] == "1111010100100010000"  # 19 digits: float64 would change the last ones
    assert str(day[0]) == "2024-02-29"
    assert np.isnat(day[1])
    assert truth.tolist() == ["true", None]


def test_a_table_cut_off_says_how_many_records_are_missing(tmp_path: Path) -> None:
    path = written(tmp_path / "t.dbf", [(b"A", "C", 5, 0)], [[b"1"], [b"2"], [b"3"]])
    path.write_bytes(path.read_bytes()[:-3])
    table = read_shapefile(path)
    assert len(table) == 2
    told = {issue.code: issue.values.get("count") for issue in table.issues}
    assert told["table_cut_off"] == 1


def test_nonsense_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "t.dbf"
    path.write_bytes(b"\x03" * 64)
    with pytest.raises(InputError) as caught:
        read_shapefile(path)
    assert caught.value.code == "table_damaged"


def test_a_projection_that_is_nonsense_costs_no_shape(tmp_path: Path) -> None:
    """GDAL's Python door gives up on it; the shapes do not need it."""
    frame = geopandas.GeoDataFrame({"name": ["가"]}, geometry=[shapely.box(0, 0, 9, 9)], crs=PLANE)
    frame.to_file(tmp_path / "구역.shp", encoding="cp949")
    projection = tmp_path / "구역.prj"
    for nonsense in (
        b"\xff\xfe\x00PROJCS[",
        projection.read_bytes().replace(b"PROJCS", b"PROJ\xffS"),
    ):
        projection.write_bytes(nonsense)
        table = read_shapefile(tmp_path / "구역.shp")
        assert table.shapes[0].area == 81
        assert table.columns["name"].tolist() == ["가"]


def test_a_label_that_lies_about_korean_titles_costs_nothing(tmp_path: Path) -> None:
    """GDAL's Python door fails on titles that are not in the encoding that a .cpg claims."""
    path = three_areas(tmp_path)
    path.with_suffix(".cpg").write_text("UTF-8")
    table = read_shapefile(path)
    assert table.columns["이름"].tolist() == ["가", "나", "다"]
    assert (table.encoding, len(table)) == ("cp949", 3)
    assert "encoding_contradicted" in {issue.code for issue in table.issues}


def test_shapes_beyond_the_table_come_in_and_deleted_records_are_told(tmp_path: Path) -> None:
    """GDAL takes as many as the table has, and passes over deleted ones without a word."""
    path = three_areas(tmp_path)
    raw = bytearray(path.with_suffix(".dbf").read_bytes())
    start, width = struct.unpack("<HH", raw[8:12])
    raw[start + width] = ord("*")
    path.with_suffix(".dbf").write_bytes(raw)
    (deleted,) = [one for one in read_shapefile(path).issues if one.code == "records_deleted"]
    assert (deleted.values["count"], deleted.values["numbers"]) == (1, (2,))
    raw[4:8], raw[start + width] = struct.pack("<I", 2), ord(" ")
    path.with_suffix(".dbf").write_bytes(raw[: start + 2 * width])
    table = read_shapefile(path)
    assert [shape.bounds[0] for shape in table.shapes] == [0, 10, 20]
    assert table.columns["이름"].tolist() == ["가", "나", None]
    assert "attributes_missing_rows" in {issue.code for issue in table.issues}


def three_areas(folder: Path) -> Path:
    """Write three areas with a Korean title and Korean values."""
    areas = [shapely.box(x, 0, x + 9, 9) for x in (0, 10, 20)]
    frame = geopandas.GeoDataFrame({"이름": ["가", "나", "다"]}, geometry=areas, crs=PLANE)
    frame.to_file(folder / "구역.shp", encoding="cp949")
    return folder / "구역.shp"
