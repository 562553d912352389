import threading
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from scmap.errors import InputError, LockedError, RefusedError
from scmap.model.layer import objects
from scmap.model.maplayer import MapLayer
from scmap.model.project import Project, new_uid
from scmap.model.records import records
from scmap.model.review import Opinion
from scmap.session.reviewing import opinions_on, register_opinion, withdraw
from scmap.session.session import Changes, Command, Session, find_changes
from scmap.store import journal as journals
from scmap.store.journal import Journal
from scmap.store.project_file import read_project, write_project
from tests.store.layers import boxes

ZONES = boxes((0, 0), (1, 1))


def _without_a_row(project: Project) -> Project:
    layer = project.layers[0]
    return project.with_layer(layer.take(np.arange(len(layer) - 1))) if len(layer) else project


def _moved(project: Project) -> Project:
    layer = project.layers[0]
    shapes = objects(shapely.transform(one, lambda at: at + 1) for one in layer.geometry)
    return project.with_layer(layer.replace(geometry=shapes))


commands = st.sampled_from(
    (
        lambda project: titled(project, project.title + "!"),
        lambda project: project,
        lambda project: project.with_map((*project.map, MapLayer(new_uid(), "층", "base:sido"))),
        lambda project: project.with_map(project.map[:-1]),
        lambda project: replace(project, layers=(*project.layers, boxes((9, 9), name=new_uid()))),
        _without_a_row,
        _moved,
    )
)


@pytest.fixture
def session() -> Session:
    return Session(Project(uid="p", title="화성", layers=(ZONES,)))


def titled(project: Project, title: str) -> Project:
    return replace(project, title=title)


def test_undo_puts_the_very_same_project_back(session: Session) -> None:
    first = session.project
    session.do("제목 바꾸기", lambda project: titled(project, "부천"))
    second = session.project
    session.undo()
    assert session.project is first
    session.redo()
    assert session.project is second


@given(st.lists(st.sampled_from(("do", "undo", "redo")), max_size=30))
def test_history_behaves_like_two_stacks(verbs: list[str]) -> None:
    session = Session(Project(uid="p", title="0"))
    states, now = [session.project], 0
    for number, verb in enumerate(verbs, 1):
        if verb == "do":
            session.do(str(number), lambda project, number=number: titled(project, str(number)))  # type: ignore[misc]
            states, now = [*states[: now + 1], session.project], now + 1
        elif verb == "undo":
            session.undo()
            now = max(now - 1, 0)
        else:
            session.redo()
            now = min(now + 1, len(states) - 1)
        assert session.project is states[now]
        assert len(session.history) == now
        assert session.saved is (now == 0)


def test_labels_say_what_undo_and_redo_do(session: Session) -> None:
    assert (session.undo_label, session.redo_label) == (None, None)
    session.do("하나", lambda project: titled(project, "1"))
    session.do("둘", lambda project: titled(project, "2"))
    session.undo()
    assert (session.undo_label, session.redo_label) == ("하나", "둘")
    assert session.history == ("하나",)
    session.do("셋", lambda project: titled(project, "3"))
    assert session.redo_label is None


def test_a_command_that_does_nothing_leaves_no_trace(session: Session) -> None:
    heard: list[Changes] = []
    session.watch(heard.append)
    session.do("없음", lambda project: project)
    assert (heard, session.history, session.saved) == ([], (), True)


def test_a_command_that_fails_changes_nothing(session: Session) -> None:
    before = session.project
    with pytest.raises(InputError):
        session.do("실패", _fail)
    assert session.project is before
    assert session.history == ()


def _fail(_project: Project) -> Project:
    raise InputError("file_missing", file="x")


def test_watchers_hear_what_changed_and_nothing_else(session: Session) -> None:
    heard: list[Changes] = []
    unwatch = session.watch(heard.append)
    moved = ZONES.replace(title="다른 이름")
    session.do("레이어", lambda project: project.with_layer(moved))
    session.do("층", lambda project: project.with_entry(MapLayer("m", "구역", ZONES.uid)))
    session.undo()
    unwatch()
    session.undo()
    assert [(set(c.layers), c.map, c.other) for c in heard] == [
        ({ZONES.uid}, False, False),
        (set(), True, False),
        (set(), True, False),
    ]
    assert heard[2].before.map
    assert not heard[2].after.map


def test_added_and_removed_layers_are_named() -> None:
    old = Project(uid="p", title="", layers=(ZONES,))
    new = Project(uid="p", title="", layers=(boxes((3, 3), name="new"),))
    assert find_changes(old, new).layers == {"layer-zones", "layer-new"}


def test_a_watcher_must_not_change_what_it_watches(session: Session) -> None:
    session.watch(lambda _changes: session.do("다시", lambda project: titled(project, "x")))
    with pytest.raises(RuntimeError):
        session.do("하나", lambda project: titled(project, "1"))
    assert session.project.title == "1"


def test_saving_makes_the_session_saved_and_gives_it_a_file(
    session: Session, tmp_path: Path
) -> None:
    session.do("하나", lambda project: titled(project, "1"))
    with pytest.raises(InputError) as caught:
        session.save()
    assert caught.value.code == "no_path"
    session.save(tmp_path / "p.gpkg")
    assert (session.saved, session.path) == (True, tmp_path / "p.gpkg")
    session.undo()
    assert not session.saved
    session.save()
    assert read_project(tmp_path / "p.gpkg").project.title == "화성"


def test_a_read_only_project_is_saved_as_a_copy_only(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    write_project(session.project, path)
    opened = Session(session.project, path, read_only=True)
    with pytest.raises(RefusedError):
        opened.save()
    opened.save(tmp_path / "copy.gpkg")
    opened.save()
    assert opened.path == tmp_path / "copy.gpkg"


def test_another_programs_edit_is_not_overwritten(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    session.save(path)
    write_project(titled(session.project, "QGIS에서 고침"), path)
    with pytest.raises(LockedError) as caught:
        session.save()
    assert caught.value.code == "file_changed"
    assert read_project(path).project.title == "QGIS에서 고침"


OPINION = Opinion("o1", "item", "관", "김", "시청", "찬", "좋음")


def standing_names(project: Project) -> list[str]:
    return [one.name for one in opinions_on(project, "item")]


def test_what_is_registered_is_withdrawn_by_undo_and_stays_on_record(session: Session) -> None:
    session.do("제목", lambda project: titled(project, "초안"))
    session.do("의견 등록", lambda project: register_opinion(project, OPINION))
    session.undo()
    assert standing_names(session.project) == []
    assert [one.withdraws for one in records(session.project, Opinion)] == ["", "o1"]
    session.undo()
    assert (session.project.title, len(records(session.project, Opinion))) == ("화성", 2)
    session.redo()
    assert standing_names(session.project) == []
    session.redo()
    assert standing_names(session.project) == ["김"]
    assert len(records(session.project, Opinion)) == 3
    session.go_to(0)
    session.go_to(2)
    assert standing_names(session.project) == ["김"]
    withdrawn = {one.withdraws for one in records(session.project, Opinion)}
    assert len(records(session.project, Opinion)) == 5
    assert "o1" in withdrawn


def test_a_withdrawal_that_is_undone_is_registered_again(session: Session) -> None:
    session.do("의견 등록", lambda project: register_opinion(project, OPINION))
    session.do("철회", lambda project: withdraw(project, OPINION, "o2"))
    session.undo()
    assert standing_names(session.project) == ["김"]
    assert [one.uid for one in records(session.project, Opinion)][:2] == ["o1", "o2"]


def test_going_to_a_step_tells_once_and_knows_where_it_was_saved(
    session: Session, tmp_path: Path
) -> None:
    heard: list[Changes] = []
    for title in "가나다라":
        session.do(title, lambda project, title=title: titled(project, title))  # type: ignore[misc]
    session.save(tmp_path / "p.gpkg")
    session.watch(heard.append)
    session.go_to(1)
    assert (session.project.title, session.place, session.saved_place) == ("가", 1, 4)
    assert session.steps == ("가", "나", "다", "라")
    assert [(one.before.title, one.after.title) for one in heard] == [("라", "가")]
    session.go_to(99)
    assert (session.project.title, session.saved) == ("라", True)
    session.go_to(4)
    assert len(heard) == 2


@given(st.lists(st.one_of(commands, st.sampled_from(("undo", "redo"))), max_size=20))
def test_any_history_goes_back_to_the_very_first_value_and_forth_again(
    script: "list[Command | str]",
) -> None:
    session = Session(Project(uid="p", title="화성", layers=(ZONES,)))
    first = session.project
    for step in script:
        if isinstance(step, str):
            getattr(session, step)()
        else:
            session.do("고침", step)
    last = session.project
    made = len(session.history)
    for _ in range(made):
        session.undo()
    assert session.project is first
    for _ in range(made):
        session.redo()
    assert session.project is last


def test_a_command_is_shown_while_the_journal_keeps_it(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, told, usual = threading.Event(), list[str](), Journal._append

    def slow(journal: Journal, *entry: Any) -> None:
        told.append("shown" if shown.wait(5) else "waited for")
        usual(journal, *entry)
        told.append("kept")

    monkeypatch.setattr(Journal, "_append", slow)
    monkeypatch.setattr(journals, "PATIENCE", 20.0)
    session.journal = Journal(tmp_path, session.project, None)
    session.watch(lambda _changes: shown.set())
    session.do("이름", partial(titled, title="다른 이름"))
    assert told == ["shown", "kept"], "and when the hand goes on, the disk has it"
    session.close()


def test_a_disk_that_takes_long_is_not_waited_for(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free, usual = threading.Event(), Journal._append

    def stuck(journal: Journal, *entry: Any) -> None:
        free.wait(30)
        usual(journal, *entry)

    monkeypatch.setattr(Journal, "_append", stuck)
    session.journal = journal = Journal(tmp_path, session.project, None)
    begun = time.monotonic()
    for title in "가나다":
        session.do(title, partial(titled, title=title))
    session.go_to(0)
    assert time.monotonic() - begun < 5
    assert session.project.title == "화성"
    free.set()
    assert journal.settle()
    session.close()
