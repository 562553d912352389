"""What a row's revision says outlives a save that writes the whole file."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from scmap.model.maplayer import MapLayer
from scmap.model.project import Project
from scmap.session.session import Session
from scmap.store.project_file import read_project, write_project
from tests.store.layers import boxes
from tests.store.sound import check_sound
from tests.store.test_in_place import with_value

PROJECT = Project(
    uid="p",
    title="동탄",
    layers=(boxes((0, 0), (5000, 5000), (9000, 100), 이름=["가", "나", "다"]),),
    map=(MapLayer("m1", "구역", "layer-zones"),),
)


def revisions(path: Path, table: str = "zones") -> list[str | None]:
    with closing(sqlite3.connect(path)) as connection:
        return [rev for (rev,) in connection.execute(f'SELECT rev FROM "{table}" ORDER BY fid')]  # noqa: S608  own names


def renamed(row: int, name: str, project: Project) -> Project:
    return project.with_layer(with_value(project.layers[0], "이름", row, name))


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """Stand before a file of which one row and one entry were changed and saved in place."""
    path = tmp_path / "p.gpkg"
    write_project(PROJECT, path)
    found = read_project(path)
    session = Session(found.project, path, held=found.held)
    session.do("고침", lambda project: renamed(1, "나중", project))
    session.do("숨김", lambda p: p.with_map((replace(p.map[0], visible=False),)))
    session.save()
    assert [one is None for one in revisions(path)] == [True, False, True]
    return session


def test_a_whole_save_keeps_them_and_changes_those_of_what_changed(session: Session) -> None:
    path = session.path
    assert path is not None
    zones, entries = revisions(path), revisions(path, "scmap_map_layer")
    assert entries[0] is not None
    session.do("레이어", lambda p: replace(p, layers=(*p.layers, boxes((1, 1), name="새"))))
    session.do("고침", lambda project: renamed(2, "셋째", project))
    session.save()  # another layer: the file is written whole
    after = revisions(path)
    assert after[:2] == zones[:2]
    assert after[2] not in (None, zones[1])
    assert revisions(path, "새") == [None]
    assert revisions(path, "scmap_map_layer") == entries
    check_sound(path)
    found = read_project(path)
    assert found.held is not None
    again = Session(found.project, path, held=found.held)
    again.do("고침", lambda project: renamed(0, "첫째", project))
    again.save()  # in place again
    assert revisions(path)[1:] == after[1:]


def test_saving_under_another_name_keeps_them_and_the_first_file(
    session: Session, tmp_path: Path
) -> None:
    first = session.path
    assert first is not None
    before, zones = first.read_bytes(), revisions(first)
    session.do("고침", lambda project: renamed(0, "첫째", project))
    session.save(tmp_path / "다른 이름.gpkg")
    after = revisions(tmp_path / "다른 이름.gpkg")
    assert after[1:] == zones[1:]
    assert after[0] is not None
    assert first.read_bytes() == before


def test_a_file_that_another_program_changed_tells_nothing_about_the_rows(
    session: Session, tmp_path: Path
) -> None:
    assert session.path is not None
    with closing(sqlite3.connect(session.path, isolation_level=None)) as connection:
        connection.execute("UPDATE scmap_meta SET value = 'x' WHERE key = 'title'")
    session.save(tmp_path / "다른 이름.gpkg")
    assert revisions(tmp_path / "다른 이름.gpkg") == [None] * 3
