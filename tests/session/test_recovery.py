"""Work that a killed program did not save is offered, restored, or put aside for a week."""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scmap.errors import InputError, LockedError
from scmap.model.project import Project
from scmap.session import recovery
from scmap.session.session import Command, Session
from scmap.store.change import diff
from scmap.store.project_file import read_project, write_project
from tests.store.layers import boxes
from tests.store.test_journal import NOW, batch

ZONES = boxes((0, 0), (1, 1), n=[1.0, 2.0])
PROJECT = Project(uid="p", title="화성", layers=(ZONES,))


@pytest.fixture(autouse=True)
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SCMAP_PROFILE_DIR", str(tmp_path / "profile"))
    return tmp_path / "profile"


def titled(title: str) -> Command:
    return lambda project: replace(project, title=title)


def saved_session(file: Path) -> Session:
    write_project(PROJECT, file)
    return kept(Session(read_project(file).project, file))


def kept(session: Session) -> Session:
    recovery.keep(session)
    return session


def kill(session: Session) -> None:
    """Leave what a killed program leaves."""
    assert session.journal is not None
    session.journal.settle()
    session.journal.abandon()


def same(left: Project, right: Project) -> bool:
    return not diff(left, right, who="", when=NOW) and not diff(right, left, who="", when=NOW)


@pytest.fixture
def restored() -> Iterator[list[recovery.Restored]]:
    sessions: list[recovery.Restored] = []
    yield sessions
    for one in sessions:
        one.session.close()


def test_nothing_is_found_after_a_clean_end(tmp_path: Path) -> None:
    session = saved_session(tmp_path / "a.gpkg")
    session.do("하나", titled("1"))
    session.save()
    session.close()
    assert recovery.found() == recovery.discarded() == ()


def test_what_was_done_before_a_journal_was_kept_is_in_it(
    restored: list[recovery.Restored],
) -> None:
    session = Session(PROJECT)  # files that came in while none was open
    session.do("가져오기", titled("새 자료"), beside=True)
    kill(kept(session))
    (work,) = recovery.found()
    assert (work.path, work.labels) == (None, ("가져오기",))
    restored.append(recovery.restore(work))
    assert restored[0].session.project.title == "새 자료"
    restored[0].session.undo()
    assert restored[0].session.project.title == PROJECT.title


def test_unsaved_work_is_told_in_words(tmp_path: Path) -> None:
    session = saved_session(tmp_path / "a.gpkg")
    session.do("제목 바꾸기", titled("1"))
    session.do("다시 바꾸기", titled("2"))
    assert recovery.found() == ()  # it is still open
    kill(session)
    (work,) = recovery.found()
    assert (work.title, work.path, work.commands) == ("화성", tmp_path / "a.gpkg", 2)
    assert work.labels == ("제목 바꾸기", "다시 바꾸기")


def test_restoring_gives_the_project_with_its_file_and_its_history(tmp_path: Path) -> None:
    session = saved_session(tmp_path / "a.gpkg")
    for number in range(1, 4):
        session.do(str(number), lambda project, number=number: batch(project, number))  # type: ignore[misc]
    session.undo()
    expected = session.project
    kill(session)
    (work,) = recovery.found()
    assert work.labels == ("1", "2", "3 (실행 취소됨)")  # what stands done, then what can be redone
    again = recovery.restore(work).session
    assert same(again.project, expected)
    assert (again.path, again.saved) == (tmp_path / "a.gpkg", False)
    assert (again.history, again.redo_label) == (("1", "2"), "3")
    again.undo()
    again.undo()
    assert again.saved
    again.redo()
    again.save()
    again.close()
    assert read_project(tmp_path / "a.gpkg").project.title == "1"
    assert recovery.found() == ()


def test_a_project_that_was_never_saved_comes_back_whole(
    restored: list[recovery.Restored],
) -> None:
    session = kept(Session(PROJECT))
    session.do("하나", lambda project: batch(project, 1))
    kill(session)
    restored.append(recovery.restore(recovery.found()[0]))
    assert same(restored[0].session.project, session.project)
    assert restored[0].session.path is None


def test_what_was_restored_survives_the_next_kill_too(restored: list[recovery.Restored]) -> None:
    session = kept(Session(PROJECT))
    session.do("하나", titled("1"))
    kill(session)
    again = recovery.restore(recovery.found()[0]).session
    again.do("둘", titled("2"))
    kill(again)
    (work,) = recovery.found()
    assert work.labels == ("하나", "둘")
    restored.append(recovery.restore(work))
    assert restored[0].session.project.title == "2"


def test_a_file_that_changed_meanwhile_is_not_overwritten(
    tmp_path: Path, restored: list[recovery.Restored]
) -> None:
    file = tmp_path / "a.gpkg"
    session = saved_session(file)
    session.do("제목", titled("우리"))
    kill(session)
    write_project(replace(PROJECT, municipality="41590"), file)
    restored.append(recovery.restore(recovery.found()[0]))
    again, issues = restored[0].session, restored[0].issues
    assert [issue.code for issue in issues] == ["base_changed"]
    assert (again.project.title, again.project.municipality) == ("우리", "41590")
    assert again.path is None
    with pytest.raises(InputError, match="no_path"):
        again.save()


def test_a_kill_right_after_saving_costs_nothing_and_offers_no_copy(tmp_path: Path) -> None:
    file = tmp_path / "a.gpkg"
    session = saved_session(file)
    session.do("하나", lambda project: batch(project, 1))
    session.undo()
    session.do("둘", lambda project: batch(project, 2))
    write_project(session.project, file)  # the file is there, the journal not yet started anew
    kill(session)
    restored = recovery.restore(recovery.found()[0])
    assert [issue.code for issue in restored.issues] == ["work_was_saved"]
    assert (restored.session.path, restored.session.saved) == (file, True)
    assert recovery.found() == ()


def test_a_missing_file_leaves_the_work_where_it_is(tmp_path: Path) -> None:
    session = saved_session(tmp_path / "a.gpkg")
    session.do("하나", titled("1"))
    kill(session)
    (tmp_path / "a.gpkg").unlink()
    with pytest.raises(InputError, match="file_missing"):
        recovery.restore(recovery.found()[0])
    assert len(recovery.found()) == 1


def test_two_windows_do_not_restore_the_same_work(restored: list[recovery.Restored]) -> None:
    session = kept(Session(PROJECT))
    session.do("하나", titled("1"))
    kill(session)
    (work,) = recovery.found()
    restored.append(recovery.restore(work))
    for verb in (recovery.restore, recovery.discard):
        with pytest.raises(LockedError, match="work_taken"):
            verb(work)
    recovery.bring_back(recovery.discard(leave("둘")))


def leave(label: str) -> recovery.Recoverable:
    session = kept(Session(PROJECT))
    session.do(label, titled(label))
    kill(session)
    return recovery.found()[0]


def test_work_that_is_no_longer_there_is_told() -> None:
    work = leave("하나")
    aside = recovery.discard(work)
    for verb, one in ((recovery.restore, work), (recovery.discard, work)):
        with pytest.raises(LockedError, match="work_taken"):
            verb(one)
    recovery.bring_back(aside)
    with pytest.raises(LockedError, match="work_taken"):
        recovery.bring_back(aside)


def test_a_damaged_journal_gives_what_stands_before_the_damage(
    profile: Path, restored: list[recovery.Restored]
) -> None:
    session = kept(Session(PROJECT))
    for number in "123":
        session.do(number, titled(number))
    kill(session)
    (path,) = (profile / "data" / "journal").glob("*.journal")
    path.write_bytes(path.read_bytes().replace(b'"label":"2"', b'"label":"9"'))
    (work,) = recovery.found()
    assert (work.labels, work.damaged) == (("1",), True)
    restored.append(recovery.restore(work))
    assert [issue.code for issue in restored[0].issues] == ["journal_damaged"]
    assert restored[0].session.project.title == "1"
    assert list((profile / "data" / "journal" / "discarded").glob("*.damaged"))


def test_work_that_was_not_saved_on_closing_can_be_brought_back_for_a_week() -> None:
    session = kept(Session(PROJECT))
    session.do("하나", titled("1"))
    session.close()
    assert recovery.found() == ()
    (work,) = recovery.discarded()
    recovery.bring_back(work)
    (work,) = recovery.found()
    work = recovery.discard(work)
    assert recovery.found() == ()
    old = time.time() - recovery.KEPT_SECONDS - 1
    os.utime(work.journal, (old, old))
    assert recovery.discarded() == ()


VERBS = ("do", "undo", "redo", "save", "kill")


@given(st.lists(st.sampled_from(VERBS), max_size=25))
def test_whatever_was_done_is_there_after_a_kill(
    tmp_path_factory: pytest.TempPathFactory, verbs: list[str]
) -> None:
    file = tmp_path_factory.mktemp("p") / "a.gpkg"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SCMAP_PROFILE_DIR", str(file.parent / "profile"))
        session = kept(Session(PROJECT))
        for number, verb in enumerate((*verbs, "kill")):
            session = _step(session, verb, number, file)
        session.close()


def _step(session: Session, verb: str, number: int, file: Path) -> Session:
    if verb == "do":
        session.do(str(number), lambda project: batch(project, number))
    elif verb == "save":
        session.save(file)
    elif verb == "kill":
        return _killed_and_restored(session, file)
    else:
        getattr(session, verb)()
    return session


def _killed_and_restored(session: Session, file: Path) -> Session:
    kill(session)
    works = recovery.found()
    if works:
        again = recovery.restore(works[0]).session
    else:  # nothing was done since it was saved, or at all
        again = kept(
            Session(read_project(file).project, file) if session.path else Session(PROJECT)
        )
    assert same(again.project, session.project)
    return again
