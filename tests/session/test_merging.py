"""Edits of another program while the project is open here: both are kept, and it can be saved."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scmap.errors import LockedError
from scmap.model.project import Project
from scmap.session.opening import opened_session, save_over
from scmap.session.session import Session
from scmap.store.project_file import read_project, write_project
from tests.store.layers import boxes
from tests.store.test_foreign import PROJECT, another_program


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "p.gpkg"
    write_project(PROJECT, path)
    return path


def valued(name: str, row: int, value: Any, project: Project) -> Project:
    layer = project.layers[0]
    column = layer.columns[name].copy()
    column[row] = value
    return project.with_layer(layer.replace(columns={**layer.columns, name: column}))


def less(rows: list[int], project: Project) -> Project:
    return project.with_layer(project.layers[0].take(np.array(rows)))


def opened(path: Path) -> Session:
    return opened_session(read_project(path), path)


def cells(project: Project, name: str) -> dict[str, Any]:
    layer = project.layers[0]
    return dict(zip(layer.uids.tolist(), layer.columns[name].tolist(), strict=True))


def test_edits_of_both_sides_are_kept_and_saved(path: Path) -> None:
    session = opened(path)
    session.do("이름", partial(valued, "이름", 0, "우리"))
    with another_program(path) as connection:
        connection.execute("UPDATE zones SET n = 77 WHERE uid = 'zones-0'")
        connection.execute("DELETE FROM zones WHERE uid = 'zones-2'")
    with pytest.raises(LockedError) as caught:
        session.save()
    assert caught.value.code == "file_changed"
    found = session.take_in("외부", session.look_at_file())
    assert (len(found.changes), found.conflicts) == (2, ())
    assert not session.saved
    session.save()
    kept = read_project(path)
    assert cells(kept.project, "이름") == {"zones-0": "우리", "zones-1": "나"}
    assert cells(kept.project, "n") == {"zones-0": 77.0, "zones-1": 2.0}
    assert kept.foreign is None
    session.undo()
    assert cells(session.project, "n")["zones-2"] == 3.0


def test_one_value_edited_by_both_stays_as_it_is_here_and_is_told(path: Path) -> None:
    session = opened(path)
    session.do("이름", partial(valued, "이름", 0, "우리"))
    with another_program(path) as connection:
        connection.execute("UPDATE zones SET 이름 = '그쪽', n = 5 WHERE uid = 'zones-0'")
    found = session.take_in("외부", session.look_at_file())
    assert found.conflicts == ("zones-0",)
    assert cells(session.project, "이름")["zones-0"] == "우리"
    assert cells(session.project, "n")["zones-0"] == 5.0


def test_a_row_that_one_side_deleted_and_the_other_edited_is_as_it_is_here_and_told(
    path: Path,
) -> None:
    session = opened(path)
    session.do("이름", partial(valued, "이름", 0, "우리"))
    session.do("지우기", partial(less, [0, 2]))
    with another_program(path) as connection:
        connection.execute("DELETE FROM zones WHERE uid = 'zones-0'")
        connection.execute("UPDATE zones SET n = 9 WHERE uid = 'zones-1'")
    found = session.take_in("외부", session.look_at_file())
    assert set(found.conflicts) == {"zones-0", "zones-1"}
    assert cells(session.project, "이름") == {"zones-0": "우리", "zones-2": "다"}


def test_without_edits_here_the_session_is_saved_afterwards(path: Path) -> None:
    session = opened(path)
    with another_program(path) as connection:
        connection.execute("UPDATE zones SET n = 9 WHERE uid = 'zones-1'")
    session.take_in("외부", session.look_at_file())
    assert session.saved
    session.do("이름", partial(valued, "이름", 0, "우리"))
    session.save()
    assert cells(read_project(path).project, "n")["zones-1"] == 9.0


def test_another_project_in_its_place_is_not_taken_in(path: Path) -> None:
    session = opened(path)
    write_project(replace(PROJECT, uid="another"), path)
    with pytest.raises(LockedError):
        session.take_in("외부", session.look_at_file())


def test_a_layer_that_a_command_brought_in_meanwhile_is_taken_in(path: Path) -> None:
    session = opened(path)
    write_project(PROJECT.with_layer(boxes((9, 9), (20, 9), name="else")), path)
    session.do("이름", partial(valued, "이름", 0, "여기"))
    session.take_in("외부", session.look_at_file())
    session.save()
    kept = read_project(path).project
    assert [(one.name, len(one)) for one in kept.layers][1:] == [("else", 2)]
    assert cells(kept, "이름")["zones-0"] == "여기"


def test_a_layer_that_both_sides_made_is_left_to_the_planner(path: Path) -> None:
    session = opened(path)
    write_project(PROJECT.with_layer(boxes((9, 9), name="else")), path)
    session.do("레이어", lambda before: before.with_layer(boxes((5, 5), name="else")))
    with pytest.raises(LockedError):
        session.take_in("외부", session.look_at_file())


def test_what_another_window_saved_is_taken_in_and_both_are_kept(path: Path) -> None:
    first, second = opened(path), opened(path)
    first.do("이름", partial(valued, "이름", 0, "첫째"))
    first.save()
    second.do("수", partial(valued, "n", 0, 5.0))
    second.do("이름", partial(valued, "이름", 1, "둘째"))
    with pytest.raises(LockedError):
        second.save()
    found = second.take_in("외부", second.look_at_file())
    assert (len(found.changes), found.conflicts) == (1, ())
    second.save()
    kept = read_project(path).project
    assert cells(kept, "이름") == {"zones-0": "첫째", "zones-1": "둘째", "zones-2": "다"}
    assert cells(kept, "n")["zones-0"] == 5.0


def test_what_was_saved_while_a_verb_was_at_work_is_not_lost(path: Path) -> None:
    read = read_project(path)
    window = opened_session(read_project(path), path)
    window.do("제목", lambda project: replace(project, title="창에서 고친 제목"))
    window.save()
    more = boxes((500, 0), name="새 구역")
    made = replace(read.project, layers=(*read.project.layers, more))
    with pytest.raises(LockedError) as told:
        save_over(read, made)
    assert told.value.code == "file_changed"
    assert read_project(path).project.title == "창에서 고친 제목"
