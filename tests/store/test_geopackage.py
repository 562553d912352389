import hashlib
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import given, settings

from scmap.errors import CrsMismatchError, InputError
from scmap.model.layer import Layer
from scmap.store.geopackage import read_layer, table_names, write_layers, writing
from tests.store import layers as sample

NOW = datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)


@settings(max_examples=60, deadline=None)
@given(layer=sample.layers())
def test_a_layer_reads_as_it_was_written(
    layer: Layer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("gpkg") / "한 글.gpkg"
    renamed = layer.replace(
        name="zones", columns={f"c{i}": c for i, c in enumerate(layer.columns.values())}
    )
    write_layers(path, [renamed], now=NOW)
    assert sample.same_rows(read_layer(path, "zones"), renamed)


def test_gdal_finds_the_same_layer(tmp_path: Path) -> None:
    path = tmp_path / "zones.gpkg"
    write_layers(
        path, [sample.boxes((0, 0), (5000, 5000), name="경계", 이름=["가", None])], now=NOW
    )
    info = pyogrio.read_info(path, layer="경계", force_feature_count=True, force_total_bounds=True)
    assert (info["features"], info["crs"], info["geometry_type"]) == (2, "EPSG:5179", "Polygon")
    assert info["total_bounds"] == (0, 0, 6000, 6000)
    near = pyogrio.read_dataframe(path, layer="경계", bbox=(5500, 5500, 5600, 5600))
    assert near["uid"].tolist() == ["경계-1"]


def test_extent_and_moment_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "zones.gpkg"
    layer = sample.boxes((0, 0), (5000, 7000), (9e5, 9e5))
    geometry = layer.geometry.copy()
    geometry[2] = shapely.Point()
    write_layers(path, [layer.replace(geometry=geometry)], now=NOW)
    with closing(sqlite3.connect(path)) as connection:
        listed = connection.execute(
            "SELECT min_x, min_y, max_x, max_y, srs_id, last_change FROM gpkg_contents"
        ).fetchone()
    assert listed == (0, 0, 6000, 8000, 5179, "2026-01-02T03:04:05.678Z")


def test_the_same_layers_give_the_same_bytes(tmp_path: Path) -> None:
    paths = [tmp_path / "a.gpkg", tmp_path / "b.gpkg"]
    for path in paths:
        write_layers(path, [sample.boxes((0, 0), (1, 1))], now=NOW)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert sorted(tmp_path.iterdir()) == paths


def test_layers_of_one_name_keep_apart(tmp_path: Path) -> None:
    path = tmp_path / "two.gpkg"
    write_layers(path, [sample.boxes((0, 0)), sample.boxes((9, 9))])
    assert table_names(path) == ["zones", "zones_2"]
    assert read_layer(path, "zones_2").extent.x0 == 9  # type: ignore[union-attr]


def test_other_programs_edits_keep_index_count_and_identity(tmp_path: Path) -> None:
    path = tmp_path / "zones.gpkg"
    write_layers(path, [sample.boxes((0, 0), (5000, 0), (9000, 0))])
    with writing(path) as connection:
        connection.execute(
            "UPDATE zones SET geom = (SELECT geom FROM zones WHERE fid=2) WHERE fid=1"
        )
        connection.execute("UPDATE zones SET fid = 30 WHERE fid = 3")
        connection.execute("UPDATE zones SET geom = NULL WHERE fid = 30")
        connection.execute("INSERT INTO zones (geom) SELECT geom FROM zones WHERE fid = 2")
        connection.execute("DELETE FROM zones WHERE fid = 2")
    with closing(sqlite3.connect(path)) as connection:
        index = connection.execute("SELECT id, minx FROM rtree_zones_geom").fetchall()
        check = connection.execute("SELECT rtreecheck('rtree_zones_geom')").fetchone()
        count = connection.execute("SELECT feature_count FROM gpkg_ogr_contents").fetchone()
    assert (index, check, count) == ([(1, 5000.0), (31, 5000.0)], ("ok",), (3,))


def test_a_row_without_uid_gets_the_same_one_each_time(tmp_path: Path) -> None:
    path = tmp_path / "zones.gpkg"
    write_layers(path, [sample.boxes((0, 0), (5000, 0))])
    with writing(path) as connection:
        connection.execute("INSERT INTO zones (geom, uid) SELECT geom, uid FROM zones")
        connection.execute("INSERT INTO zones (geom) SELECT geom FROM zones WHERE fid = 1")
    first, second = read_layer(path, "zones"), read_layer(path, "zones")
    assert first.uids.tolist() == second.uids.tolist()
    assert len(set(first.uids)) == len(first) == 5


def state(folder: Path) -> dict[str, tuple[str, int]]:
    return {
        file.name: (hashlib.sha256(file.read_bytes()).hexdigest(), file.stat().st_mtime_ns)
        for file in folder.iterdir()
    }


def test_reading_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "zones.gpkg"
    write_layers(path, [sample.boxes((0, 0))])
    before = state(tmp_path)
    assert len(read_layer(path, "zones")) == 1
    assert state(tmp_path) == before


@pytest.mark.damages
@pytest.mark.parametrize(
    "value", [5, 1.5, "text", b"", b"GP", b"GP\x00\x01" + bytes(4), b"GP\x00\x0f" + bytes(90)]
)
def test_what_is_no_geometry_is_named_by_its_feature(tmp_path: Path, value: object) -> None:
    path = tmp_path / "zones.gpkg"
    write_layers(path, [sample.boxes((0, 0), (1, 1))])
    with writing(path) as connection:
        connection.execute("UPDATE zones SET geom = ? WHERE fid = 2", (value,))
    with pytest.raises(InputError) as caught:
        read_layer(path, "zones")
    assert caught.value.code == "geometry_unreadable"
    assert caught.value.values["feature"] == "fid 2"


@pytest.mark.damages
def test_values_of_another_type_are_unknown_rather_than_wrong(tmp_path: Path) -> None:
    path = tmp_path / "zones.gpkg"
    write_layers(path, [sample.boxes((0, 0), (1, 1), n=[1.0, 2.0], t=["a", "b"])])
    with writing(path) as connection:
        connection.execute("UPDATE zones SET n = 'many', t = x'00' WHERE fid = 2")
    layer = read_layer(path, "zones")
    assert np.isnan(layer.columns["n"][1])
    assert layer.columns["t"].tolist() == ["a", None]


@pytest.mark.damages
def test_a_text_in_another_encoding_loses_its_letters_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "zones.gpkg"
    write_layers(path, [sample.boxes((0, 0), (1, 1), t=["화성시", "b"])])
    with writing(path) as connection:
        connection.execute("UPDATE zones SET t = CAST(x'61FFFE62' AS TEXT) WHERE fid = 2")
    assert read_layer(path, "zones").columns["t"].tolist() == ["화성시", "a\ufffd\ufffdb"]


def test_a_long_parcel_number_keeps_its_digits(tmp_path: Path) -> None:
    path = tmp_path / "zones.gpkg"
    write_layers(path, [sample.boxes((0, 0))])
    with writing(path) as connection:
        connection.execute("ALTER TABLE zones ADD COLUMN pnu INTEGER")
        connection.execute("UPDATE zones SET pnu = 1168010100108250021")
    assert read_layer(path, "zones").columns["pnu"].tolist() == ["1168010100108250021"]


def test_an_unknown_layer_is_answered_with_those_there_are(tmp_path: Path) -> None:
    path = tmp_path / "zones.gpkg"
    write_layers(path, [sample.boxes((0, 0))])
    with pytest.raises(InputError) as caught:
        read_layer(path, "없음")
    assert (caught.value.code, caught.value.values["layers"]) == ("layer_unknown", "zones")


def test_a_table_without_geometry_is_a_layer_too(tmp_path: Path) -> None:
    path = tmp_path / "table.gpkg"
    table = sample.boxes((0, 0), (1, 1), t=["a", None])
    table = table.replace(crs="", geometry=np.full(2, None, dtype=object))
    write_layers(path, [table])
    assert sample.same_rows(read_layer(path, "zones"), table)


@pytest.mark.damages
def test_a_layer_without_crs_is_neither_written_nor_read(tmp_path: Path) -> None:
    path = tmp_path / "zones.gpkg"
    with pytest.raises(CrsMismatchError):
        write_layers(path, [sample.boxes((0, 0)).replace(crs="")])
    assert not list(tmp_path.iterdir())
    write_layers(path, [sample.boxes((0, 0))])
    with writing(path) as connection:
        connection.execute("UPDATE gpkg_geometry_columns SET srs_id = -1")
    with pytest.raises(CrsMismatchError):
        read_layer(path, "zones")


def test_text_that_no_file_can_hold_is_refused_and_the_old_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "zones.gpkg"
    write_layers(path, [sample.boxes((0, 0))])
    before = state(tmp_path)
    with pytest.raises(InputError) as caught:
        write_layers(path, [sample.boxes((0, 0), t=["\ud800"])])
    assert caught.value.code == "text_not_storable"
    assert state(tmp_path) == before


def test_other_planes_are_looked_up(tmp_path: Path) -> None:
    path = tmp_path / "zones.gpkg"
    write_layers(path, [sample.boxes((0, 0)).replace(crs="EPSG:5186")])
    assert read_layer(path, "zones").crs == "EPSG:5186"
    assert pyogrio.read_info(path)["crs"] == "EPSG:5186"
    with pytest.raises(CrsMismatchError):
        write_layers(path, [sample.boxes((0, 0)).replace(crs="EPSG:99999")])


def test_solid_coordinates_keep_their_height(tmp_path: Path) -> None:
    path = tmp_path / "z.gpkg"
    layer = sample.boxes((0, 0)).replace(geometry=np.array([shapely.Point(1, 2, 3)], dtype=object))
    write_layers(path, [layer])
    assert read_layer(path, "zones").geometry[0].z == 3
