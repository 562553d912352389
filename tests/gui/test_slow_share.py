"""A project on a share that is gone: the window goes on, says what to do, and loses nothing."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel

from scmap.gui.main_window import MainWindow
from scmap.gui.start import application
from scmap.model.project import Project
from scmap.session.session import Session
from scmap.store.project_file import read_project, write_project
from scmap.words import tr
from tests.dead_share import gone
from tests.store.layers import boxes

BEAT_MS, STILL_S = 10, 0.3
PATIENCE_S = 0.6
PROJECT = Project(uid="p", title="동탄", layers=(boxes((950_000, 1_900_000)),))


class Pulse:
    """Tells how long a window stood still at most."""

    def __init__(self, window: MainWindow) -> None:
        self.longest, self._last = 0.0, time.monotonic()
        timer = QTimer(window, interval=BEAT_MS)
        timer.timeout.connect(self._beat)
        timer.start()
        self.stop = timer.stop

    def _beat(self) -> None:
        now = time.monotonic()
        self.longest, self._last = max(self.longest, now - self._last), now


@pytest.fixture
def window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    monkeypatch.setenv("SCMAP_PROFILE_DIR", str(tmp_path / "profile"))
    application()
    window = MainWindow()
    window.show()
    yield window
    window.bridge.take(None)
    window.close()
    window.deleteLater()


def said(window: MainWindow) -> str:
    return "\n".join(one.text() for one in window.messages.findChildren(QLabel) if one.isVisible())


def test_a_project_on_a_share_that_is_gone_is_kept_and_the_window_goes_on(
    window: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scmap.formats.patience.PATIENCE_S", PATIENCE_S)
    monkeypatch.setattr("scmap.gui.files.SLOW_MS", 200)
    share = tmp_path / "공유 폴더"
    share.mkdir()
    path = share / "사업.gpkg"
    write_project(PROJECT, path)
    found = read_project(path)
    session = Session(found.project, path, held=found.held)
    window.bridge.take(session)
    window.bridge.do("제목", lambda project: replace(project, title="고친 제목"))
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=20_000)
    with gone(share) as answer_again:
        pulse = Pulse(window)
        window.actions_["file.save"].trigger()
        window.actions_["file.save"].trigger()  # twice: the first one is still at it
        qtbot.waitUntil(lambda: tr("keeping.slow", file=path.name) in said(window), timeout=5_000)
        qtbot.waitUntil(lambda: "응답하지 않아" in said(window), timeout=5_000)
        assert tr("keeping.slow", file=path.name) not in said(window)  # it waits no more
        assert window.files.keeping.place(session) == Path.home()  # no dialog looks there
        window.files.load(path)
        qtbot.waitUntil(lambda: "동안 응답하지 않습니다" in said(window), timeout=5_000)
        pulse.stop()
        assert pulse.longest < STILL_S
        assert window.bridge.session is session
        assert not session.saved
        answer_again()
    window.actions_["file.save"].trigger()
    qtbot.waitUntil(lambda: session.saved, timeout=10_000)
    assert read_project(path).project.title == "고친 제목"
    qtbot.waitUntil(lambda: "저장하지 않았습니다" not in said(window))  # it holds no longer
    qtbot.waitUntil(lambda: window.files.keeping.place(session) == share, timeout=5_000)
