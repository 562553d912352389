"""scmap check, copy, compact on real files, whole and not."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from scmap.model.project import Project
from scmap.store.project_file import read_project, write_project
from scmap.words import tr
from tests.store.layers import boxes
from tests.store.test_foreign import another_program

Scmap = Callable[..., Any]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "동탄 [1].gpkg"
    write_project(
        Project("p", "동탄", layers=(boxes(*((x, 0) for x in range(0, 9000, 10))),)), path
    )
    return path


def test_a_whole_project_is_called_whole(scmap: Scmap, path: Path) -> None:
    answer = scmap("check", path)
    assert (answer.code, path.name in answer.out) == (0, True)
    assert scmap("check", path, "--json").json["issues"] == []


@pytest.mark.damages
@pytest.mark.parametrize(
    ("damage", "code"),
    [
        ("DELETE FROM rtree_zones_geom WHERE id = 7", "check_index"),
        ("UPDATE rtree_zones_geom SET minx = 30, maxx = 40 WHERE id = 7", "check_index"),
        ("UPDATE gpkg_contents SET max_x = 1e9 WHERE table_name = 'zones'", "check_extent"),
        ("UPDATE gpkg_ogr_contents SET feature_count = 3", "check_count"),
        ("UPDATE gpkg_contents SET srs_id = 12345 WHERE table_name = 'zones'", "check_references"),
        ("CREATE TRIGGER planted AFTER UPDATE ON zones BEGIN SELECT 1; END", "unknown_trigger"),
    ],
)
def test_what_is_wrong_is_named(scmap: Scmap, path: Path, damage: str, code: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(damage)
    before = path.read_bytes()
    answer = scmap("check", path, "--json")
    assert (answer.code, [one["code"] for one in answer.json["issues"]]) == (10, [code])
    assert all(one["what"] for one in answer.json["issues"])
    assert path.read_bytes() == before


def test_edits_that_wait_are_told_and_are_no_fault(scmap: Scmap, path: Path) -> None:
    with another_program(path) as connection:
        connection.execute("UPDATE zones SET uid = 'other' WHERE fid = 1")
    answer = scmap("check", path)
    assert (answer.code, tr("issues.check_foreign", count=1) in answer.out) == (0, True)


def test_a_copy_holds_what_another_program_has_not_yet_put_into_the_file(
    scmap: Scmap, path: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(path)) as editor:
        editor.execute("PRAGMA journal_mode = WAL")
        with editor:
            editor.execute("UPDATE scmap_meta SET value = '화성' WHERE key = 'title'")
        assert scmap("copy", path, "--out", tmp_path / "사본.gpkg").code == 0
    copied = read_project(tmp_path / "사본.gpkg")
    assert (copied.project.title, copied.read_only) == ("화성", False)


def test_compacting_gives_back_the_room_and_keeps_the_old_file(scmap: Scmap, path: Path) -> None:
    with another_program(path) as connection:
        connection.execute("DELETE FROM zones WHERE fid > 10")
    size = path.stat().st_size
    assert scmap("compact", path).code == 0
    assert path.stat().st_size < size
    assert len(read_project(path).project.layers[0]) == 10
    assert path.with_name(path.name + ".bak").stat().st_size == size


@pytest.mark.damages
def test_what_cannot_be_copied_is_said_and_leaves_nothing(
    scmap: Scmap, path: Path, tmp_path: Path
) -> None:
    assert scmap("copy", path, "--out", tmp_path / "없는 폴더" / "사본.gpkg").code == 10
    assert scmap("compact", tmp_path / "없는 파일.gpkg").code == 10
    path.write_bytes(path.read_bytes()[:50_000])
    assert scmap("copy", path, "--out", tmp_path / "사본.gpkg").code == 10
    assert sorted(one.name for one in tmp_path.iterdir()) == [path.name]
