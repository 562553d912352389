"""What other programs do to a project file is known at the next opening, with what was before."""

import json
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from scmap.model.project import Project
from scmap.session.opening import opened_session
from scmap.session.session import Session
from scmap.store import blob
from scmap.store.project_file import Opened, read_project, write_project
from scmap.words import tr
from tests.store import layers as sample
from tests.store.sound import check_sound
from tests.store.test_in_place import PROJECT as TWO
from tests.store.test_in_place import edits
from tests.store.test_project_file import same, state
from tests.store.test_qgis import PYTHON, _has_qgis

NOW = datetime(2026, 1, 2, tzinfo=UTC)
EDITOR = Path(__file__).with_name("qgis_editor.py")
PROJECT = Project(
    uid="p",
    title="동탄",
    layers=(
        sample.boxes((0, 0), (5000, 5000), (9000, 100), 이름=["가", "나", "다"], n=[1.0, 2.0, 3.0]),
    ),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "p.gpkg"
    write_project(PROJECT, path, now=NOW)
    return path


@contextmanager
def another_program(path: Path) -> Iterator[sqlite3.Connection]:
    """A program that knows GeoPackage, and nothing of ours."""
    with closing(sqlite3.connect(path)) as connection:
        blob.register_functions(connection)
        with connection:
            yield connection


def did(opened: Opened) -> list[tuple[str, str, dict[str, object]]]:
    assert opened.foreign is not None
    assert {one.who for one in opened.foreign.changes} <= {tr("foreign.who")}
    return [(one.op, one.uid, dict(one.values)) for one in opened.foreign.changes]


def test_nothing_is_told_where_nothing_happened(path: Path) -> None:
    assert read_project(path).foreign is None


def test_a_value_that_another_program_changed_is_known_with_what_it_was(path: Path) -> None:
    with another_program(path) as connection:
        connection.execute("UPDATE zones SET n = 20 WHERE 이름 = '나'")
        connection.execute("UPDATE zones SET n = 21 WHERE 이름 = '나'")
    opened = read_project(path)
    assert did(opened) == [("update", "zones-1", {"n": 21.0})]
    assert opened.foreign is not None
    assert same(opened.foreign.before, PROJECT)
    assert opened.project.layers[0].number("n").tolist() == [1.0, 21.0, 3.0]


def test_rows_that_came_moved_and_went_are_known(path: Path) -> None:
    square = blob.encode(np.array([shapely.box(1, 1, 2, 2)], dtype=object), 5179)[0]
    with another_program(path) as connection:
        connection.execute("INSERT INTO zones (geom, 이름) VALUES (?, '새')", (square,))
        connection.execute("UPDATE zones SET geom = ? WHERE uid = 'zones-0'", (square,))
        connection.execute("DELETE FROM zones WHERE uid = 'zones-2'")
    opened = read_project(path)
    ((deleted, gone, _), (updated, one, values), (inserted, _new, told)) = did(opened)
    assert (deleted, gone) == ("delete", "zones-2")
    assert (updated, one, values) == ("update", "zones-0", {})
    assert (inserted, told["이름"]) == ("insert", "새")
    assert opened.foreign is not None
    assert same(opened.foreign.before, PROJECT)


def test_what_came_and_went_again_is_nothing(path: Path) -> None:
    with another_program(path) as connection:
        connection.execute("INSERT INTO zones (이름) VALUES ('새')")
        connection.execute("UPDATE zones SET n = 5 WHERE 이름 = '새'")
        connection.execute("DELETE FROM zones WHERE 이름 = '새'")
    opened = read_project(path)
    assert did(opened) == []
    assert same(opened.project, PROJECT)


def test_undo_takes_back_what_another_program_did_and_saving_settles_it(path: Path) -> None:
    with another_program(path) as connection:
        connection.execute("UPDATE zones SET 이름 = NULL WHERE uid = 'zones-0'")
    session = opened_session(read_project(path), path)
    assert session.saved
    assert session.undo_label == tr("foreign.did", count=1)
    session.undo()
    assert same(session.project, PROJECT)
    session.save()
    opened = read_project(path)
    assert (opened.foreign, opened.held is not None) == (None, True)
    check_sound(path)


def test_opening_marks_nothing_and_changes_no_byte(path: Path) -> None:
    with another_program(path) as connection:
        connection.execute("DELETE FROM zones WHERE uid = 'zones-0'")
    before = state(path.parent)
    read_project(path)
    assert state(path.parent) == before


@pytest.mark.parametrize("edit", ["a value", "outwards", "more", "less", "two layers"])
def test_what_we_save_ourselves_is_not_marked(path: Path, edit: str) -> None:
    held = write_project(TWO, path, now=NOW)
    session = Session(TWO, path, held=held)
    session.do("고침", lambda project: edits(project)[edit])
    session.save()
    assert read_project(path).foreign is None


def test_gdal_edits_a_project(path: Path) -> None:
    frame = geopandas.read_file(path, layer="zones").drop(columns=["uid", "rev"])
    frame.iloc[:1].assign(이름="덧붙임").to_file(path, layer="zones", mode="a")
    opened = read_project(path)
    ((op, uid, values),) = did(opened)
    assert (op, len(uid), values["이름"]) == ("insert", 36, "덧붙임")


values = st.tuples(st.sampled_from(("이름", "n")), sample.texts | st.floats(-9, 9) | st.none())
steps = st.one_of(
    st.tuples(st.just("update"), st.integers(1, 6), values),
    st.tuples(st.just("delete"), st.integers(1, 6)),
    st.tuples(st.just("insert"), values),
    st.tuples(st.just("move"), st.integers(1, 6), sample.polygons),
)


@settings(max_examples=20, deadline=None)
@given(script=st.lists(steps, max_size=8))
def test_whatever_another_program_did_the_saved_project_is_known(
    script: list[tuple[object, ...]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("foreign") / "p.gpkg"
    write_project(PROJECT, path, now=NOW)
    with another_program(path) as connection:
        for step in script:
            _carry_out(connection, step)
    opened = read_project(path)
    before = opened.foreign.before if opened.foreign else opened.project
    rows = {layer.uid: layer.take(np.argsort(layer.uids.astype(str))) for layer in before.layers}
    assert same(before.with_layer(rows["layer-zones"]), PROJECT)


def _carry_out(connection: sqlite3.Connection, step: tuple[object, ...]) -> None:
    match step:
        case ("update", key, (name, value)):
            if name == "n" and isinstance(value, str):
                value = None
            connection.execute(f'UPDATE zones SET "{name}" = ? WHERE fid = ?', (value, key))  # noqa: S608
        case ("delete", key):
            connection.execute("DELETE FROM zones WHERE fid = ?", (key,))
        case ("insert", (_name, value)):
            connection.execute("INSERT INTO zones (이름) VALUES (?)", (value,))
        case ("move", key, shape):
            body = blob.encode(np.array([shape], dtype=object), 5179)[0]
            connection.execute("UPDATE zones SET geom = ? WHERE fid = ?", (body, key))


qgis = pytest.mark.skipif(not _has_qgis(), reason="QGIS is missing: apt install python3-qgis")
SCRIPT = (
    ["value", "zones-0", "이름", "고침"],
    ["move", "zones-1", "POLYGON((0 0, 10 0, 10 10, 0 0))"],
    ["delete", "zones-2"],
    ["add", {"이름": "QGIS에서"}, "POLYGON((0 0, 20 0, 20 20, 0 0))"],
)


def in_qgis(path: Path, *more: str) -> "subprocess.Popen[str]":
    command = [str(PYTHON), str(EDITOR), str(path), "zones", json.dumps(SCRIPT), *more]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)


def expected(opened: Opened) -> None:
    assert sorted(op for op, _uid, _values in did(opened)) == [
        "delete",
        "insert",
        "update",
        "update",
    ]
    assert opened.project.layers[0].text("이름").tolist() == ["고침", "나", "QGIS에서"]


@qgis
def test_what_qgis_did_is_known_and_its_wal_is_gone_after_the_next_save(path: Path) -> None:
    with in_qgis(path) as editor:
        assert editor.wait(60) == 0
    before = state(path.parent)
    opened = read_project(path)
    assert state(path.parent) == before  # also when it was left in WAL mode
    expected(opened)
    assert opened.foreign is not None
    rows = opened.foreign.before.layers[0]
    assert same(opened.foreign.before.with_layer(rows.take(np.argsort(rows.uids))), PROJECT)
    session = opened_session(opened, path)
    session.do("고침", lambda one: one.with_layer(one.layers[0].replace(security="공개")))
    session.save()
    check_sound(path)
    assert read_project(path).foreign is None


@qgis
def test_saving_while_qgis_edits_keeps_both(path: Path) -> None:
    """QGIS has begun an edit session, which puts the file into WAL mode; we save; QGIS commits."""
    opened = read_project(path)
    session = Session(opened.project, path, held=opened.held)
    with in_qgis(path, "wait") as editor:
        assert editor.stdout is not None
        assert editor.stdout.readline() == "edited\n"
        session.do("고침", lambda one: one.with_layer(one.layers[0].replace(security="비공개")))
        session.save()
        assert editor.communicate("\n", 60)[0] == "committed\n"
    again = read_project(path)
    expected(again)
    assert again.project.layers[0].security == "비공개"
