"""Saving what changed into the file as it stands."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from scmap.errors import RefusedError
from scmap.model.layer import Layer, objects
from scmap.model.maplayer import MapLayer
from scmap.model.project import Project, new_uid
from scmap.session.session import Session
from scmap.store.geopackage import connect, take_journal_away
from scmap.store.in_place import Held, save_in_place
from scmap.store.project_file import read_project, write_project
from tests.store import layers as sample
from tests.store.sound import check_sound
from tests.store.test_project_file import entries, same

NOW = datetime(2026, 1, 2, tzinfo=UTC)
LATER = datetime(2026, 1, 3, tzinfo=UTC)
PROJECT = Project(
    uid="p",
    title="동탄",
    layers=(
        sample.boxes((0, 0), (5000, 5000), (9000, 100), 이름=["가", "나", "다"], n=[1.0, 2.0, 3.0]),
        sample.boxes((7000, 0), name="시설"),
    ),
    map=(MapLayer("m1", "구역", "layer-zones"), MapLayer("m2", "시설", "layer-시설")),
)


def moved(layer: Layer, row: int, shape: shapely.Geometry | None) -> Layer:
    geometry = layer.geometry.copy()
    geometry[row] = shape
    return layer.replace(geometry=geometry)


def with_value(layer: Layer, name: str, row: int, value: object) -> Layer:
    column = layer.columns[name].copy()
    column[row] = value
    return layer.replace(columns={**layer.columns, name: column})


def more(layer: Layer, uid: str, shape: shapely.Geometry) -> Layer:
    other = layer.take(np.array([0])).replace(uids=objects([uid]), geometry=objects([shape]))
    return layer.extended(other)


def edits(project: Project) -> dict[str, Project]:
    zones, others = project.layers
    far = shapely.box(90_000, 90_000, 91_000, 91_000)
    return {
        "a value": project.with_layer(with_value(zones, "이름", 1, "'; DROP TABLE zones;--")),
        "unknown": project.with_layer(with_value(zones, "n", 1, np.nan)),
        "inside": project.with_layer(moved(zones, 1, shapely.box(5100, 5100, 5200, 5200))),
        "outwards": project.with_layer(moved(zones, 0, far)),
        "inwards": project.with_layer(moved(zones, 2, shapely.box(1, 1, 2, 2))),
        "taken away": project.with_layer(moved(zones, 2, None)),
        "more": project.with_layer(more(zones, "새것", far)),
        "less": project.with_layer(zones.take(np.array([0, 2]))),
        "nothing left": project.with_layer(zones.take(np.array([], dtype=int))),
        "two layers": project.with_layer(moved(zones, 0, far)).with_layer(
            moved(others, 0, shapely.box(0, 0, 1, 1))
        ),
        "security": project.with_layer(zones.replace(security="비공개")),
        "title": replace(project, title="화성", municipality="41590"),
        "tree": project.with_map((replace(project.map[1], visible=False), project.map[0])),
        "tree, less": project.with_map(project.map[1:]),
        "nothing": project,
    }


@pytest.mark.parametrize("edit", sorted(edits(PROJECT)))
def test_rows_are_saved_where_they_stand(edit: str, tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    held = write_project(PROJECT, path, now=NOW)
    after = edits(PROJECT)[edit]
    inode = path.stat().st_ino
    assert save_in_place(path, held, after, LATER) is not None
    opened = read_project(path)
    assert same(opened.project, after)
    assert (opened.read_only, opened.issues, opened.foreign) == (False, (), None)
    assert path.stat().st_ino == inode
    assert [one.name for one in tmp_path.iterdir()] == [path.name]  # no journal lies beside it
    check_sound(path)


@pytest.mark.parametrize(
    "change",
    [
        lambda p: replace(p, layers=(*p.layers, sample.boxes((0, 0), name="더"))),
        lambda p: replace(p, layers=p.layers[:1]),
        lambda p: p.with_layer(p.layers[0].replace(title="새 제목")),
        lambda p: p.with_layer(p.layers[0].replace(columns={"이름": p.layers[0].columns["이름"]})),
        lambda p: p.with_layer(p.layers[0].take(np.array([2, 1, 0]))),
        lambda p: p.with_layer(moved(p.layers[0], 0, shapely.Point(1, 2))),
        lambda p: p.with_layer(
            moved(p.layers[0], 0, shapely.box(0, 0, 1, 1).buffer(0).union(shapely.box(5, 5, 6, 6)))
        ),
    ],
)
def test_what_changes_the_form_of_a_file_is_left_to_a_whole_save(
    change: object, tmp_path: Path
) -> None:
    path = tmp_path / "p.gpkg"
    held = write_project(PROJECT, path, now=NOW)
    before = path.read_bytes()
    after = change(PROJECT)  # type: ignore[operator]
    assert save_in_place(path, held, after, LATER) is None
    assert path.read_bytes() == before
    journal = path.with_name(f"{path.name}-journal")
    journal.touch()  # as earlier versions left it
    session = Session(PROJECT, path, held=held)
    session.do("고침", lambda _project: after)
    session.save()
    assert same(read_project(path).project, after)
    assert not journal.exists()


@st.composite
def histories(draw: st.DrawFn) -> list[Project]:
    """A project and what becomes of it in a few steps, most of them edits of rows."""
    layers = tuple(draw(st.lists(sample.layers() | sample.layers(spatial=False), max_size=2)))
    project = Project(
        uid=new_uid(), title="", layers=layers, map=tuple(draw(st.lists(entries, max_size=2)))
    )
    states = [project]
    for _ in range(draw(st.integers(1, 3))):
        edited = [draw(_edited(layer)) for layer in project.layers]
        tree = tuple(draw(st.permutations(project.map)) if draw(st.booleans()) else project.map)
        project = replace(project, title=draw(sample.texts), layers=tuple(edited), map=tree)
        states.append(project)
    return states


@st.composite
def _edited(draw: st.DrawFn, layer: Layer) -> Layer:
    if not len(layer) or draw(st.booleans()):
        return layer
    kept = draw(st.lists(st.booleans(), min_size=len(layer), max_size=len(layer)))
    layer = layer.take(np.array(kept, dtype=bool))
    shapes = draw(st.lists(sample.geometries, min_size=len(layer), max_size=len(layer)))
    values = {name: draw(sample.columns(len(layer))) for name in layer.columns}
    alike = {
        name: column if column.dtype == layer.columns[name].dtype else layer.columns[name]
        for name, column in values.items()
    }
    grown = layer.replace(columns=alike, geometry=objects(shapes) if layer.crs else layer.geometry)
    if len(grown) and draw(st.booleans()):
        one = grown.take(np.array([0])).replace(uids=objects([new_uid()]))
        grown = grown.extended(one)
    return grown


@settings(max_examples=15, deadline=None)
@given(states=histories())
def test_whatever_is_saved_in_whatever_way_opens_as_it_was(
    states: list[Project], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("in_place") / "p.gpkg"
    session = Session(states[0])
    session.save(path)
    for state in states[1:]:
        session.do("고침", partial(_becomes, state))
        session.save()
        opened = read_project(path)
        assert same(opened.project, state)
        assert (opened.read_only, opened.issues, opened.foreign) == (False, (), None)
        check_sound(path)


def _becomes(after: Project, _before: Project) -> Project:
    return after


def test_a_file_that_holds_something_else_is_not_written_row_by_row(tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    held = write_project(PROJECT, path, now=NOW)
    write_project(replace(PROJECT, title="남의 것"), path, now=LATER)
    assert save_in_place(path, held, edits(PROJECT)["a value"], LATER) is None
    assert save_in_place(path, Held(PROJECT, "nobody's"), PROJECT, LATER) is None
    assert read_project(path).project.title == "남의 것"


def test_a_trigger_that_appeared_meanwhile_never_runs(tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    held = write_project(PROJECT, path, now=NOW)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "CREATE TRIGGER planted AFTER UPDATE ON zones BEGIN DELETE FROM scmap_layer; END"
        )
    with pytest.raises(RefusedError) as caught:
        save_in_place(path, held, edits(PROJECT)["a value"], LATER)
    assert caught.value.code == "trigger_appeared"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER planted")
    assert same(read_project(path).project, PROJECT)


def test_the_journal_of_another_program_that_writes_stays(tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    write_project(PROJECT, path, now=NOW)
    with closing(connect(path)) as ours, closing(connect(path)) as theirs:
        theirs.execute("BEGIN IMMEDIATE")
        theirs.execute("UPDATE scmap_meta SET value = '고치는 중' WHERE key = 'title'")
        take_journal_away(ours)
        assert path.with_name(f"{path.name}-journal").exists()
        theirs.rollback()
    with closing(connect(path)) as ours:
        take_journal_away(ours)
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
    assert same(read_project(path).project, PROJECT)


def test_the_first_save_keeps_what_was_opened_as_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    write_project(PROJECT, path)
    opened = read_project(path)
    session = Session(opened.project, path, held=opened.held)
    for title in ("하나", "둘"):
        session.do(title, partial(_becomes, replace(PROJECT, title=title)))
        session.save()
    assert read_project(path).project.title == "둘"
    assert read_project(path.with_name("p.gpkg.bak")).project.title == "동탄"


def test_a_project_of_several_layers_is_saved_in_place_after_it_was_opened(tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    zones = PROJECT.layers[0]
    second = sample.boxes((7000, 0), name="시설", 이름=["라"], n=[4.0])
    write_project(replace(PROJECT, layers=(zones, second)), path)
    assert read_project(path).held is not None


def test_a_file_that_qgis_left_in_wal_mode_is_set_back_by_the_next_save(tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    write_project(PROJECT, path)
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode = WAL")
    inode, before = path.stat().st_ino, path.read_bytes()
    opened = read_project(path)
    assert path.read_bytes() == before
    session = Session(opened.project, path, held=opened.held)
    session.do("고침", partial(_becomes, edits(opened.project)["a value"]))
    session.save()
    check_sound(path)
    assert path.stat().st_ino == inode
