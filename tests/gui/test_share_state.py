"""The status bar says how far one is with those who share the project, and leads there."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from scmap.errors import CancelledError
from scmap.gui.main_window import MainWindow
from scmap.session import sharing
from scmap.session.outbox import known_here
from scmap.session.session import Session
from scmap.session.sharing_words import unsent_words
from scmap.words import tr
from tests.session.sharing_parts import NOW, Member, cooperative

PATIENCE_MS = 20_000


@pytest.fixture
def members(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Member]:
    """화성 김 on another computer, 수원 이 in the window."""
    kim, lee = cooperative(tmp_path, "화성 김", "수원 이")
    monkeypatch.setattr(sharing, "home", lambda: lee.home)
    return [kim, lee]


@pytest.fixture
def synced(window: MainWindow, qtbot: Any) -> Iterator[Callable[[], None]]:
    def until_done() -> None:
        window.actions_["share.sync"].trigger()
        assert told(window) == tr("window.status.shared.busy")
        qtbot.waitUntil(lambda: not window.sharing.busy, timeout=PATIENCE_MS)

    yield until_done
    window.sharing.live(on=False)


def told(window: MainWindow) -> str:
    return window.status.text("shared")


def test_the_status_bar_tells_each_state_of_sharing_and_opens_its_panel(
    window: MainWindow, members: list[Member], synced: Callable[[], None]
) -> None:
    kim, lee = members
    assert told(window) == ""
    window.bridge.take(Session(lee.project))
    assert told(window) == tr("window.status.shared.not_yet")
    (cell,) = (one for one in window.status.findChildren(QLabel) if one.objectName() == "shared")
    assert not window.sharing.panel.isVisible()
    QTest.mouseClick(cell, Qt.MouseButton.LeftButton)
    assert window.sharing.panel.isVisible()
    assert window.actions_["share.panel"].isChecked()
    synced()
    assert told(window) == tr("window.status.shared.done")
    project = window.bridge.project
    assert project is not None
    lee.project = project
    lee.edit(0, t="수원에서 고침")
    window.bridge.do("편집", lambda _now: lee.project)
    assert told(window) == tr("window.status.shared.unsent")
    kim.edit(0, t="화성에서 고침")
    kim.sync()
    synced()
    assert told(window) == tr("window.status.shared.conflicts", count=1)
    window.sharing._answer(str(lee.where), answers=False)
    assert told(window) == tr("window.status.shared.silent")
    window.bridge.take(None)
    assert told(window) == ""


def stopped(_share: float) -> None:
    raise CancelledError


def test_what_waits_to_be_sent_is_told_when_the_project_is_opened_again(
    window: MainWindow, members: list[Member], synced: Callable[[], None], qtbot: Any
) -> None:
    """Whoever worked without the share and closed the window did not know what nobody had yet."""
    _kim, lee = members

    def reopened() -> list[str]:
        window.messages.clear()
        window.bridge.take(Session(lee.project))
        qtbot.waitUntil(lambda: not window.jobs.running, timeout=PATIENCE_MS)
        return [one.text for one in window.messages.messages]

    assert reopened() == []
    assert told(window) == tr("window.status.shared.not_yet")
    lee.edit(0, t="집에서")
    lee.edit(1, n=7.0)
    known = known_here(lee.project, sharing.shares(lee.project)[0])
    assert known is not None
    with pytest.raises(CancelledError):
        known_here(lee.project, sharing.shares(lee.project)[0], progress=stopped)
    waits = unsent_words(2, known.since)
    assert f"{NOW:%Y-%m-%d %H:%M}" in waits
    assert reopened() == [waits]
    assert told(window) == tr("window.status.shared.unsent")
    window.actions_["share.panel"].trigger()
    labels = [one.text() for one in window.sharing.panel.findChildren(QLabel) if one.isVisible()]
    assert waits in labels
    assert tr("sharepanel.pending", count=2) in labels
    synced()
    assert waits not in [one.text for one in window.messages.messages]
    assert told(window) == tr("window.status.shared.done")
    assert window.bridge.project is not None
    lee.project = window.bridge.project
    assert reopened() == []
