"""A second start hands its project to the window that is open, and waits for none that hangs."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from scmap import paths
from scmap.gui import one_instance
from scmap.gui.main_window import MainWindow
from scmap.gui.one_instance import Listening
from scmap.gui.start import ANSWERED_MS, application, take_over
from scmap.model.project import Project
from scmap.store.project_file import write_project

ROOT = Path(__file__).resolve().parents[2]
SECOND = """
import sys
from pathlib import Path
from scmap.gui.one_instance import hand_over
sys.exit(0 if hand_over(Path(sys.argv[1]) if len(sys.argv) > 1 else None) else 1)
"""
# What is freed is overwritten at once, and cannot be taken for alive (where libc can do so).
FREED = {"GLIBC_TUNABLES": "glibc.malloc.perturb=170:glibc.malloc.tcache_count=0"}
FIRST = """
import sys
from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer
from PySide6.QtNetwork import QLocalSocket
from scmap.gui.one_instance import Listening

def answer(path):
    question = QEventLoop()
    listening.findChild(QLocalSocket).destroyed.connect(question.quit)
    question.exec()
    QTimer.singleShot(200, app.quit)

app = QCoreApplication()
listening = Listening(app)
listening.asked.connect(answer)
sys.exit(app.exec())
"""


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(paths.PROFILE_VARIABLE, str(tmp_path))
    return tmp_path


@pytest.fixture
def listening(profile: Path, qtbot: Any) -> Iterator[Listening]:  # noqa: ARG001  they are needed
    application()
    home = QObject()
    heard = Listening(home)
    yield heard
    heard.close()


def second(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", SECOND, *arguments], cwd=ROOT)


def test_a_second_start_hands_its_project_over_and_ends(
    listening: Listening, qtbot: Any, tmp_path: Path
) -> None:
    project = tmp_path / "화성 시.gpkg"
    with qtbot.waitSignal(listening.asked, timeout=20_000) as asked:
        start = second(str(project))
    assert asked.args == [project]
    assert start.wait(10) == 0


def test_a_question_may_stay_open_longer_than_the_second_start(profile: Path) -> None:
    """저장 안 함, said after the second start had ended, ended the first."""
    first = subprocess.Popen([sys.executable, "-c", FIRST], cwd=ROOT, env=os.environ | FREED)
    try:
        wait_for(profile / "data" / one_instance.NOTE)
        assert second(str(profile / "동탄.gpkg")).wait(20) == 0
        assert first.wait(20) == 0
    finally:
        first.kill()


def wait_for(file: Path, seconds: float = 20.0) -> None:
    """Wait until a file is there."""
    until = time.monotonic() + seconds
    while not file.exists():
        assert time.monotonic() < until, file
        time.sleep(0.05)


@pytest.mark.usefixtures("profile")
def test_what_is_handed_over_while_a_question_is_open_waits_for_its_answer(
    qtbot: Any, tmp_path: Path
) -> None:
    application()
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    path = tmp_path / "사업.gpkg"
    write_project(Project(uid="p", title="동탄", layers=()), path)
    question = QMessageBox(window)
    question.open()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is question)
    take_over(window, path)
    qtbot.wait(3 * ANSWERED_MS)
    assert window.bridge.session is None
    assert not window.jobs.running
    question.reject()
    qtbot.waitUntil(lambda: window.bridge.session is not None, timeout=20_000)
    session = window.bridge.session
    assert session is not None
    assert session.path == path
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=20_000)
    window.bridge.take(None)


def test_the_question_about_unsaved_work_names_what_a_later_start_wants_to_open(
    window: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    window.bridge.do("제목", lambda project: replace(project, title="화성"))
    path = tmp_path / "사업.gpkg"
    write_project(Project(uid="p", title="동탄", layers=()), path)
    asked: list[str] = []

    def answer() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            asked.append(box.text())
            box.button(QMessageBox.StandardButton.Discard).click()
        else:
            QTimer.singleShot(20, answer)

    QTimer.singleShot(0, answer)
    take_over(window, path)
    assert asked == ["‘사업.gpkg’를 열려고 합니다. ‘화성’의 변경 내용을 저장하시겠습니까?"]

    def opened() -> bool:
        session = window.bridge.session
        return session is not None and session.path == path

    qtbot.waitUntil(opened, timeout=20_000)
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=20_000)


@pytest.mark.usefixtures("profile")
def test_a_note_of_a_program_that_was_killed_keeps_nobody_waiting() -> None:
    note = paths.data_dir() / one_instance.NOTE
    note.write_text(json.dumps({"name": "scmap-nobody"}), encoding="utf-8")
    begun = time.monotonic()
    assert not one_instance.hand_over(None)
    note.write_text("[]", encoding="utf-8")
    assert not one_instance.hand_over(None)
    assert time.monotonic() - begun < 2.0


@pytest.mark.usefixtures("profile")
def test_without_a_window_there_is_nobody_to_ask() -> None:
    assert not one_instance.hand_over(Path("a.gpkg"))


def test_the_note_goes_with_the_window_but_not_that_of_another(listening: Listening) -> None:
    note = paths.data_dir() / one_instance.NOTE
    assert note.exists()
    note.write_text(json.dumps({"name": "scmap-other"}), encoding="utf-8")
    listening.close()
    assert note.exists()
