import hashlib
import json
import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest
import shapely

from scmap.errors import CrsMismatchError, ScmapError
from scmap.formats.vector import Read, read
from scmap.words import explain

SHARED = Path(__file__).parents[2].parent / "shared" / "data"


def shared(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} is not beside the repository")
    return path


def frame(**columns: Any) -> geopandas.GeoDataFrame:
    squares = [shapely.box(x, 0, x + 1000, 1000) for x in (950_000, 952_000, 954_000)]
    return geopandas.GeoDataFrame(columns, geometry=squares, crs=5179)


def geojson(path: Path, *geometries: Any, **members: Any) -> Path:
    features = [
        {"type": "Feature", "properties": {"n": row}, "geometry": geometry}
        for row, geometry in enumerate(geometries)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **members}))
    return path


def codes(found: Read) -> list[str]:
    return [issue.code for issue in found.issues]


def refused(path: Path, **options: Any) -> ScmapError:
    with pytest.raises(ScmapError) as caught:
        read(path, **options)
    words = str(explain(caught.value))
    assert path.name in words
    assert "{" not in words
    return caught.value


@pytest.mark.parametrize("suffix", [".gpkg", ".shp", ".geojson", ".fgb"])
def test_every_common_format_gives_the_same_layer(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"투자{suffix}"
    source = frame(name=["가", None, "다"], total=[1.5, np.nan, 3.0])
    source = source.to_crs(4326) if suffix == ".geojson" else source
    source.to_file(path, encoding="utf-8")
    layer = read(path).layer
    by_name = np.argsort(np.nan_to_num(layer.columns["total"], nan=2))
    layer = layer.take(by_name)
    assert layer.columns["name"].tolist() == ["가", None, "다"]
    assert layer.columns["total"].tolist()[::2] == [1.5, 3.0]
    assert np.isnan(layer.columns["total"][1])
    assert layer.crs == "EPSG:5179"
    assert shapely.area(layer.geometry) == pytest.approx([1e6] * 3, rel=1e-6)


def test_on_the_same_plane_no_vertex_moves(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    frame().to_file(path)
    layer = read(path).layer
    assert all(layer.geometry == frame().geometry.to_numpy())


def test_another_plane_is_recorded_and_left(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    frame().to_crs(5186).to_file(path)
    layer = read(path).layer
    assert (layer.crs, layer.source.crs) == ("EPSG:5179", "EPSG:5186")
    assert layer.extent is not None
    assert layer.extent.x0 == pytest.approx(950_000, abs=0.01)


def test_values_of_every_type_come_as_text_numbers_and_dates(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    source = frame(
        number=[1, 2, 3],
        parcel=[1168010100108250021] * 3,
        truth=[True, False, True],
        day=np.array(["2020-01-02", "NaT", "2021-01-01"], dtype="datetime64[ms]"),
        moment=np.array(["2020-01-02T10:30"] * 3, dtype="datetime64[ms]"),
    )
    source.to_file(path)
    layer = read(path).layer
    assert {field.name: field.type for field in layer.fields} == {
        "number": "number",
        "parcel": "text",
        "truth": "text",
        "day": "date",
        "moment": "text",
    }
    assert layer.columns["parcel"][0] == "1168010100108250021"
    assert layer.columns["truth"].tolist() == ["true", "false", "true"]
    assert str(layer.columns["day"][0]) == "2020-01-02"


def test_the_same_file_gives_the_same_identities(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    frame().to_file(path)
    first, second = read(path).layer, read(path).layer
    assert first.uids.tolist() == second.uids.tolist()
    assert len(set(first.uids)) == 3
    assert first.uid != second.uid
    assert first.source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_identities_of_our_own_exports_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    frame(uid=["u1", "u2", "u3"]).to_file(path)
    layer = read(path).layer
    assert layer.uids.tolist() == ["u1", "u2", "u3"]
    assert "uid" not in layer.columns


@pytest.mark.parametrize("wal", [False, True])
def test_reading_changes_no_byte_and_leaves_nothing_behind(tmp_path: Path, wal: bool) -> None:
    path = tmp_path / "a.gpkg"
    frame().to_file(path)
    if wal:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
    before = path.read_bytes(), path.stat().st_mtime_ns
    assert len(read(path).layer) == 3
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["!급함.geojson", "a;b.shp", "100% #1?.gpkg"])
def test_a_planners_file_name_is_no_address(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    plain = tmp_path / f"plain{path.suffix}"
    frame().to_file(plain)
    for file in tmp_path.glob("plain.*"):
        file.rename(path.with_suffix(file.suffix))
    assert len(read(path).layer) == 3


@pytest.mark.damages
def test_a_missing_an_empty_and_a_foreign_file_are_told_apart(tmp_path: Path) -> None:
    assert refused(tmp_path / "없음.gpkg").code == "file_missing"
    empty = tmp_path / "빈.gpkg"
    empty.touch()
    assert refused(empty).code == "file_empty"
    assert refused(tmp_path).code == "file_is_folder"
    text = tmp_path / "글.gpkg"
    text.write_text("이것은 글입니다")
    assert refused(text).code == "not_geopackage"
    text.rename(text.with_suffix(".shp"))
    assert refused(text.with_suffix(".shp")).code == "shapefile_damaged"


@pytest.mark.damages
def test_a_cut_off_geopackage_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    frame().to_file(path)
    path.write_bytes(path.read_bytes()[:60_000])
    assert refused(path).code == "file_damaged"


def test_of_several_layers_one_must_be_named(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    frame().to_file(path, layer="하나")
    frame().to_file(path, layer="둘")
    error = refused(path)
    assert (error.code, error.values["layers"]) == ("layers_several", "하나, 둘")
    assert read(path, layer="둘").layer.name == "둘"
    assert refused(path, layer="셋").code == "layer_unknown"


def test_a_layer_without_crs_is_refused_unless_the_planner_names_it(tmp_path: Path) -> None:
    path = tmp_path / "a.shp"
    frame().to_file(path)
    path.with_suffix(".prj").unlink()
    error = refused(path)
    assert isinstance(error, CrsMismatchError)
    assert (error.code, error.values["layer"], error.exit_code) == ("no_crs", "a", 11)
    layer = read(path, crs="EPSG:5179").layer
    assert layer.source.crs == "EPSG:5179"


def test_metres_labelled_as_degrees_are_noticed(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.json", {"type": "Point", "coordinates": [950_000, 1_950_000]})
    assert refused(path).code == "crs_contradicted"
    assert read(path, crs="EPSG:5179").layer.extent is not None


def test_a_file_that_points_elsewhere_is_not_followed(tmp_path: Path) -> None:
    frame().to_file(tmp_path / "secret.gpkg")
    path = tmp_path / "a.json"
    path.write_text(
        '<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource relativeToVRT="1">'
        "secret.gpkg</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    )
    assert refused(path).code == "not_readable"
    shutil.make_archive(str(tmp_path / "b"), "zip", tmp_path, "a.json")
    assert refused(tmp_path / "b.zip").code == "not_readable"


@pytest.mark.parametrize(("place", "value"), [(6, 1), (8, 9)], ids=["password", "deflate64"])
def test_a_reference_in_a_zip_is_not_unpacked(tmp_path: Path, place: int, value: int) -> None:
    """GDAL unpacks what Python does not, and would follow the reference inside."""
    secret, path = tmp_path / "secret.gpkg", tmp_path / "b.zip"
    frame().to_file(secret)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "b.vrt",
            f'<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{secret}'
            "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
        )
    packed = bytearray(path.read_bytes())
    for start in (0, packed.index(b"PK\x01\x02") + 2):  # the entry, and the archive's list of it
        packed[start + place] = value
    path.write_bytes(packed)
    assert refused(path).code == "archive_empty"


def test_of_mixed_geometries_the_polygons_stay(tmp_path: Path) -> None:
    square = shapely.box(127, 37, 127.01, 37.01)
    mixed = shapely.GeometryCollection([shapely.Point(127, 37), shapely.MultiPolygon([square])])
    path = geojson(tmp_path / "a.geojson", mixed.__geo_interface__, square.__geo_interface__)
    found = read(path)
    areas = shapely.area(found.layer.geometry)
    assert areas[0] == pytest.approx(areas[1])
    assert codes(found) == ["collection_reduced"]


def test_missing_empty_and_impossible_geometries_are_counted(tmp_path: Path) -> None:
    path = geojson(
        tmp_path / "a.geojson",
        None,
        {"type": "Polygon", "coordinates": []},
        {"type": "Point", "coordinates": [1e300, 37]},
        {"type": "Point", "coordinates": [127, 37, 50]},
        {"type": "Point", "coordinates": [127, 37]},
    )
    found = read(path)
    counted = {issue.code: (issue.values["count"], issue.values["rows"]) for issue in found.issues}
    assert counted == {
        "height_dropped": (1, "4"),
        "coordinates_impossible": (1, "3"),
        "geometry_missing": (1, "1"),
        "geometry_empty": (1, "2"),
    }


def test_lines_and_points_of_a_collection_stay_where_there_is_no_polygon(tmp_path: Path) -> None:
    both = shapely.GeometryCollection([shapely.Point(127, 37), shapely.Point(128, 37)])
    path = geojson(tmp_path / "a.geojson", both.__geo_interface__)
    found = read(path)
    assert (found.layer.geometry[0].geom_type, codes(found)) == ("GeometryCollection", [])


def test_the_encoding_named_is_that_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "동.shp"
    frame(이름=["역삼동", None, "가"]).to_file(path, encoding="cp949")
    layer = read(path).layer
    assert layer.source.encoding.lower() == "cp949"
    assert layer.text("이름").tolist() == ["역삼동", None, "가"]


def test_hangul_is_found_where_the_file_names_no_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.shp"
    frame(이름=["역삼동", None, "뷁"]).to_file(path, encoding="cp949")
    path.with_suffix(".cpg").unlink()
    content = bytearray(path.with_suffix(".dbf").read_bytes())
    content[29] = 0  # the language driver: unknown
    path.with_suffix(".dbf").write_bytes(content)
    found = read(path)
    assert found.layer.columns["이름"].tolist() == ["역삼동", None, "뷁"]
    assert codes(found) == ["encoding_guessed"]


# Real files: what data/manifest.csv says a correct import gives.


def test_korean_shapefile_without_encoding_note() -> None:
    found = read(shared("kr_shp/juso_gangnam/TL_SCCO_EMD.shp"), crs="EPSG:5179")
    assert codes(found) == ["encoding_guessed"]
    assert found.layer.columns["EMD_KOR_NM"][0] == "역삼동"
    assert len(found.layer) == 14


def test_western_text_stays_western(tmp_path: Path) -> None:
    for suffix in ("shp", "dbf"):
        shutil.copy(shared(f"generic/shp/latin1.{suffix}"), tmp_path)
    found = read(tmp_path / "latin1.shp", crs="EPSG:4326")
    assert found.layer.source.encoding == "ISO-8859-1"
    assert "Ñandú" in [column[0] for column in found.layer.columns.values()]
    assert "index_rebuilt" in codes(found)
    assert len(list(tmp_path.iterdir())) == 2  # on a copy: nothing is written beside it


def test_nulls_of_every_type_stay_unknown() -> None:
    layer = read(shared("generic/gpkg/test_gpkg_nulls.gpkg")).layer
    assert len(layer) == 4
    assert layer.columns["col_bool"].tolist() == ["true", "false", "true", None]
    assert np.isnan(
        [layer.columns[f"col_{kind}"][3] for kind in ("int8", "uint64", "float32")]
    ).all()


def test_each_layer_of_a_mixed_file_comes_from_its_own_plane() -> None:
    path = shared("generic/gpkg/mixed_crs.gpkg")
    assert refused(path).values["layers"] == "oregon_2269, oregon_4326"
    crs = [read(path, layer=name).layer.source.crs for name in ("oregon_2269", "oregon_4326")]
    assert crs == ["EPSG:2269", "EPSG:4326"]


def test_an_undefined_plane_is_no_plane() -> None:
    assert refused(shared("generic/gpkg/null_crs_gdal.gpkg")).code == "no_crs"


def test_curves_heights_and_measures_are_mentioned() -> None:
    assert codes(read(shared("generic/gpkg/curve.gpkg"))) == ["curve_straightened"]
    found = read(shared("generic/gpkg/line_zm.gpkg"))
    assert codes(found) == ["measures_dropped", "height_dropped"]
    assert not found.layer.geometry[0].has_z


def test_null_geometries_of_a_real_file_are_counted() -> None:
    found = read(shared("generic/json/six_counties_three_null.json"))
    assert [(issue.code, issue.values["count"]) for issue in found.issues] == [
        ("geometry_missing", 3)
    ]


def test_a_bessel_plane_without_code_is_the_one_of_the_register() -> None:
    found = read(shared("kr_shp/kostat2013_seoul_bessel/seoul_municipalities.shp"))
    assert codes(found) == ["encoding_guessed", "crs_bessel"]
    assert found.layer.columns["name"][0] == "강동구"


def test_zipped_shapefiles_with_korean_names() -> None:
    found = read(shared("kr_zip/부산광역시 교통정보서비스센터 보유 ITS CCTV 현황.zip"))
    assert len(found.layer) == 212
    assert found.layer.columns["name"][0] == "센텀중"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("generic/shp/corrupt_too_long.shp", 10),
        ("generic/shp/data_corruption_error.shp", 8),
        ("generic/shp/zero-len-line.zip", 3),
        ("generic/shp/AllNulls.shp", 1),
        ("generic/shp/empty_zipfile.zip", 0),
        ("generic/shp/zip-in-zip.zip", 295),
        ("generic/shp/no-dbf.zip", 14),
        ("generic/shp/noshp.zip", 14),
    ],
)
def test_damaged_files_end_in_words_or_in_what_is_good_of_them(name: str, expected: int) -> None:
    path = shared(name)
    if expected:
        assert len(read(path, crs="EPSG:5179").layer) == expected
    else:
        refused(path, crs="EPSG:5179")
