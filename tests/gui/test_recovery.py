"""What a killed window leaves behind, the next one offers."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from scmap.gui.main_window import MainWindow
from scmap.gui.messages import Message, MessageRow
from scmap.gui.recovery import Journals
from scmap.gui.start import application
from scmap.model.project import Project
from scmap.session import recovery
from scmap.session.session import Session
from scmap.store.journal import Journal
from scmap.store.project_file import write_project
from scmap.words import tr
from tests.store.layers import boxes

PROJECT = Project(uid="p", title="동탄", layers=(boxes((950_000, 1_900_000)),))
HOSTILE = "<b>굵게</b> & {0} ‘따옴표’"


@pytest.fixture(autouse=True)
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCMAP_PROFILE_DIR", str(tmp_path / "profile"))


@pytest.fixture
def window() -> Iterator[MainWindow]:
    application()
    window = MainWindow()
    window.show()
    yield window
    if window.bridge.session is not None:
        window.bridge.take(None)
    window.close()
    window.deleteLater()


def buttons(window: MainWindow) -> dict[str, QPushButton]:
    rows = window.messages.findChildren(MessageRow)
    return {
        button.text(): button
        for row in rows
        if row.isVisible()
        for button in row.findChildren(QPushButton)
    }


def press(qtbot: QtBot, window: MainWindow, key: str) -> None:
    qtbot.waitUntil(lambda: tr(key) in buttons(window))
    QTest.mouseClick(buttons(window)[tr(key)], Qt.MouseButton.LeftButton)


def told(window: MainWindow) -> list[Message]:
    return list(window.messages.messages)


def leave_work(*labels: str) -> Session:
    """Leave what a killed window leaves."""
    session = Session(PROJECT)
    recovery.keep(session)
    for number, label in enumerate(labels, 1):
        session.do(label, lambda project, number=number: replace(project, title=f"동탄 {number}"))  # type: ignore[misc]
    assert isinstance(session.journal, Journal)
    session.journal.settle()
    session.journal.abandon()
    return session


def searched(window: MainWindow) -> None:
    Journals(window, window.bridge, window.jobs, window.messages)
    window.files.offers.left()
    window.jobs.wait()


def test_nothing_is_offered_when_nothing_was_left(window: MainWindow) -> None:
    searched(window)
    assert told(window) == []


def test_what_was_left_is_told_and_restored_as_unsaved(qtbot: QtBot, window: MainWindow) -> None:
    leave_work("제목 바꾸기", HOSTILE)
    searched(window)
    (message,) = told(window)
    assert "변경 2건" in message.text
    assert "‘동탄’" in message.text
    assert HOSTILE in message.detail
    press(qtbot, window, "recovery.restore")
    window.jobs.wait()
    assert window.bridge.project is not None
    assert window.bridge.project.title == "동탄 2"
    assert window.isWindowModified()
    assert window.bridge.session is not None
    assert window.bridge.session.history == ("제목 바꾸기", HOSTILE)
    assert [message.level for message in told(window)] == ["success"]


def test_discarded_work_can_be_brought_back_at_once(qtbot: QtBot, window: MainWindow) -> None:
    leave_work("제목 바꾸기")
    searched(window)
    press(qtbot, window, "recovery.discard")
    assert recovery.found() == ()
    press(qtbot, window, "recovery.bring_back")
    qtbot.waitUntil(lambda: tr("recovery.restore") in buttons(window))
    assert len(recovery.found()) == 1


def test_work_on_a_file_that_changed_is_restored_with_a_warning(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    file = tmp_path / "동탄.gpkg"
    write_project(PROJECT, file)
    session = Session(PROJECT, file)
    recovery.keep(session)
    session.do("하나", lambda project: replace(project, title="우리"))
    assert session.journal is not None
    session.journal.abandon()
    write_project(replace(PROJECT, municipality="41590"), file)
    searched(window)
    press(qtbot, window, "recovery.restore")
    window.jobs.wait()
    (message,) = told(window)
    assert message.level == "warning"
    assert "동탄.gpkg" in message.detail
    assert window.bridge.session is not None
    assert window.bridge.session.path is None


def test_closing_without_saving_puts_the_work_aside(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    Journals(window, window.bridge, window.jobs, window.messages)
    window.bridge.take(Session(PROJECT))
    window.bridge.do("제목", lambda project: replace(project, title="새"))
    assert recovery.found() == recovery.discarded() == ()  # it is open
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: QMessageBox.StandardButton.Discard)
    window.files.close()
    assert recovery.found() == ()
    assert [work.labels for work in recovery.discarded()] == [("제목",)]
    window.actions_["file.discarded"].trigger()
    press(qtbot, window, "recovery.restore")
    window.jobs.wait()
    assert window.bridge.project is not None
    assert window.bridge.project.title == "새"


def test_nothing_to_bring_back_is_said(window: MainWindow) -> None:
    window.actions_["file.discarded"].trigger()
    assert [message.text for message in told(window)] == [tr("recovery.none")]


def test_a_saved_project_leaves_nothing(window: MainWindow, tmp_path: Path) -> None:
    kept = Journals(window, window.bridge, window.jobs, window.messages)
    session = Session(PROJECT)
    window.bridge.take(session)
    window.bridge.do("제목", lambda project: replace(project, title="새"))
    session.save(tmp_path / "a.gpkg")
    kept.close()
    assert recovery.found() == recovery.discarded() == ()


def test_a_full_disk_is_told_and_the_work_goes_on(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    Journals(window, window.bridge, window.jobs, window.messages)
    (tmp_path / "profile" / "data").mkdir(parents=True, exist_ok=True)
    (tmp_path / "profile" / "data" / "journal").write_text("no folder")
    window.bridge.take(Session(PROJECT))
    window.bridge.do("제목", lambda project: replace(project, title="새"))
    qtbot.waitUntil(lambda: bool(window.messages.messages))
    assert tr("errors.journal_not_kept.what") in window.messages.messages[0].text
    assert window.bridge.project is not None
    assert window.bridge.project.title == "새"


KILLED = """
import sys
from dataclasses import replace
from scmap.gui.main_window import MainWindow
from scmap.gui.recovery import Journals
from scmap.gui.start import application
from scmap.session.session import Session
from tests.gui.test_recovery import PROJECT

app = application()
window = MainWindow()
kept = Journals(window, window.bridge, window.jobs, window.messages)
window.show()
window.bridge.take(Session(PROJECT))
for number in range(5):
    label = f"명령 {number}"
    window.bridge.do(label, lambda project: replace(project, title=f"제목 {number}"))
    window.bridge.session.journal.settle()
    print(label, flush=True)
app.exec()
"""


def test_a_killed_window_is_followed_by_one_that_offers_its_work(
    qtbot: QtBot, window: MainWindow
) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"}
    with subprocess.Popen(
        [sys.executable, "-c", KILLED],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # its helpers say that they clean up after it
        encoding="utf-8",
        env=environment,
        cwd=Path(__file__).parents[2],
    ) as killed:
        assert killed.stdout is not None
        said = [killed.stdout.readline().strip() for _number in range(5)]
        searched(window)
        assert told(window) == []  # it still runs: its work is its own
        killed.kill()
    searched(window)
    (message,) = told(window)
    assert said[-1] == "명령 4"
    assert "변경 5건" in message.text
    press(qtbot, window, "recovery.restore")
    window.jobs.wait()
    assert window.bridge.project is not None
    assert window.bridge.project.title == "제목 4"
