"""공유 in the window: what colleagues did arrives on the map, what differs is decided."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton, QRadioButton, QWidget

from benchmarks.postgres import Cluster
from scmap.gui import listening
from scmap.gui import sharing as gui_sharing
from scmap.gui.dialogs.conflict import ConflictDialog
from scmap.gui.dialogs.joining import JoiningDialog
from scmap.gui.dialogs.layers_to_share import MoreLayersDialog
from scmap.gui.main_window import MainWindow
from scmap.session import sharing
from scmap.session.session import Session
from scmap.store.sharing.keys import fingerprint_of
from tests.gui.test_slow_share import STILL_S, Pulse
from tests.needs import PASSWORD
from tests.session.server_parts import ServerMember, on_server
from tests.session.sharing_parts import ZONES, Member, cooperative, edited

PATIENCE_MS = 20_000


def words(widget: QWidget) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget))


def press(widget: QWidget, text: str) -> None:
    next(one for one in widget.findChildren(QPushButton) if one.text() == text).click()


@pytest.fixture
def members(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Member]:
    """화성 김 on another computer, 수원 이 in the window."""
    kim, lee = cooperative(tmp_path, "화성 김", "수원 이")
    monkeypatch.setattr(sharing, "home", lambda: lee.home)
    return [kim, lee]


@pytest.fixture
def settle(window: MainWindow, qtbot: Any) -> Iterator[Callable[[], None]]:
    def until_done() -> None:
        qtbot.waitUntil(lambda: not window.jobs.running, timeout=PATIENCE_MS)

    yield until_done
    window.sharing.live(on=False)


def open_on(window: MainWindow, member: Member) -> None:
    window.bridge.take(Session(member.project))
    window.actions_["share.panel"].setChecked(True)


def zones(window: MainWindow) -> Any:
    project = window.bridge.project
    layer = project.layer("zones") if project is not None else None
    assert layer is not None
    return layer.columns


def test_what_a_colleague_did_arrives_glows_and_is_taken_back(
    window: MainWindow, members: list[Member], settle: Callable[[], None], qtbot: Any
) -> None:
    kim, lee = members
    kim.edit(0, t="새 이름")
    kim.sync()
    open_on(window, lee)
    settle()
    press(window.sharing.panel, "동기화")
    settle()
    assert zones(window)["t"][0] == "새 이름"
    assert window.sharing.glow.count == 1
    told = words(window.sharing.panel)
    assert "받은 변경 1건" in told
    assert "화성 김" in told
    window.selection.select("zones", ["zones-0"])
    told = words(window.sharing.panel)
    assert "이력 2건" in told
    press(window.sharing.panel, "이 상태로 되돌리기")
    assert zones(window)["t"][0] == "가"
    assert "보낼 변경 1건" in words(window.sharing.panel)
    window.actions_["share.sync"].trigger()
    settle()
    assert "보낼 변경" not in words(window.sharing.panel)
    kim.sync()
    assert kim.zones.columns["t"][0] == "가", "what was restored is an edit like any other"
    window.actions_["share.live"].setChecked(True)
    kim.edit(1, t="곧바로")
    kim.sync()
    qtbot.waitUntil(lambda: zones(window)["t"][1] == "곧바로", timeout=PATIENCE_MS)
    settle()


def test_what_came_in_and_was_undone_is_nothing_to_send(
    window: MainWindow, members: list[Member], settle: Callable[[], None]
) -> None:
    """It was listed as 보낼 변경, and the next exchange sent nothing and brought it again."""
    kim, lee = members
    open_on(window, lee)
    settle()
    window.bridge.do("편집", lambda project: edited(project, 1, t="내 것"))
    kim.edit(0, t="새 이름")
    kim.sync()
    press(window.sharing.panel, "동기화")
    settle()
    window.bridge.undo()
    assert (zones(window)["t"][0], zones(window)["t"][1]) == ("가", "내 것")
    assert "보낼 변경" not in words(window.sharing.panel)
    window.bridge.do("편집", lambda project: edited(project, 2, t="또"))
    assert "보낼 변경 1건" in words(window.sharing.panel)
    press(window.sharing.panel, "동기화")
    settle()
    assert zones(window)["t"].tolist() == ["새 이름", "내 것", "또"]


def begin(window: MainWindow, where: Path, settle: Callable[[], None]) -> None:
    """Begin a cooperative with the project that is open, which has none."""
    window.actions_["share.panel"].setChecked(True)
    assert "공유하지 않는 프로젝트" in words(window.sharing.panel)
    press(window.sharing.panel, "협력체 시작…")
    dialog = window.findChild(JoiningDialog)
    assert dialog is not None
    dialog.place.setText(str(where))
    dialog.name.setText("화성시 김○○")
    dialog.area.setText("화성시, 중구")
    assert "중구" in words(dialog), "there are several of that name"
    dialog.area.setText("화성시")
    dialog.last_day.setText("내년")
    assert "2027" in words(dialog), "how a day is written"
    dialog.last_day.setText("2027-12-31")
    assert (dialog.who.municipalities, dialog.expires) == ("41590", "2027-12-31")
    dialog.accept()
    settle()
    told = words(window.sharing.panel)
    assert "구성원 1명" in told
    assert "화성시 김○○" in told


def test_a_conflict_is_decided_in_the_dialog_or_later(
    window: MainWindow, members: list[Member], settle: Callable[[], None]
) -> None:
    begin(window, members[0].home.parent / "다른 공유", settle)
    kim, lee = members
    kim.edit(0, t="김", n=8.0)
    kim.sync()
    lee.edit(0, t="이", n=9.0)
    open_on(window, lee)
    settle()
    window.actions_["share.sync"].trigger()
    settle()
    assert "충돌 1건" in words(window.sharing.panel)
    press(window.sharing.panel, "결정…")
    dialog = window.findChild(ConflictDialog)
    assert dialog is not None
    (page,) = dialog.pages
    told = words(page)
    for text in ("화성 김", "수원 이", "가", "김", "이", "8", "9"):
        assert text in told or any(
            text in one.text() for one in page.findChildren(QWidget) if hasattr(one, "text")
        )
    assert "수원 이 (나)" in {one.text() for one in page.findChildren(QRadioButton)}
    page.choose("t", 0)
    assert dialog.decisions == [], "an answer is missing"
    dialog.reject()
    assert "충돌 1건" in words(window.sharing.panel), "later"
    window.sharing.decide()
    dialog = window.findChildren(ConflictDialog)[-1]
    page = dialog.pages[0]
    for name in ("t", "n"):
        page.choose(name, 1)
    (decision,) = dialog.decisions
    window.sharing.sync()
    assert window.sharing.busy, "an exchange goes on while the dialog is answered"
    dialog.accept()
    settle()
    assert window.sharing.last is not None
    assert window.sharing.last.done.conflicts == ()
    assert not [one for one in window.messages.messages if "충돌" in one.text]
    kim.sync()
    assert kim.last is not None
    assert kim.last.conflicts == ()
    assert kim.zones.columns["t"][0] == decision.chosen["t"]


def test_what_is_edited_during_an_exchange_or_taken_back_after_it_goes_to_the_others(
    window: MainWindow, members: list[Member], settle: Callable[[], None]
) -> None:
    kim, lee = members
    open_on(window, lee)
    settle()
    for text in ("하나", "둘"):
        window.bridge.do("편집", partial(edited, row=0, t=text))
        window.sharing.sync()
    settle()
    assert window.sharing.last is not None
    assert window.sharing.last.done.conflicts == (), "with oneself"
    kim.sync()
    assert kim.zones.columns["t"][0] == "둘"
    window.bridge.undo()
    assert zones(window)["t"][0] == "하나", "no step of an exchange stands in between"
    window.sharing.sync()
    settle()
    assert zones(window)["t"][0] == "하나"
    assert kim.sync().conflicts == ()
    assert kim.zones.columns["t"][0] == "하나"


def test_who_asked_to_join_is_told_what_to_read_out_and_may_only_look(
    window: MainWindow,
    members: list[Member],
    settle: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    new = Member("새 구성원", members[0].home.parent / "new", members[0].where)
    new.home.mkdir()
    monkeypatch.setattr(sharing, "home", lambda: new.home)
    open_on(window, new)
    settle()
    window.actions_["share.join"].trigger()
    dialog = window.findChild(JoiningDialog)
    assert dialog is not None
    dialog.place.setText(str(new.where))
    dialog.name.setText(new.name)
    dialog.accept()
    settle()
    told = words(window.sharing.panel)
    assert "가입을 요청했습니다" in told
    assert fingerprint_of(new.id) in told
    buttons = {one.text() for one in window.sharing.panel.findChildren(QPushButton)}
    assert not buttons & {"가입 동의", "키 회수…", "레이어 추가 공유…", "탈퇴…"}


def confirm(window: MainWindow, name: str) -> None:
    box = window.findChild(QMessageBox, f"confirm.{name}")
    assert box is not None
    box.buttons()[0].click()
    box.deleteLater()


def test_layers_are_shared_later_a_key_is_withdrawn_and_one_leaves(
    window: MainWindow, members: list[Member], settle: Callable[[], None]
) -> None:
    kim, lee = members
    more = ZONES.replace(uid="more", name="more", title="하천", kind="boundary")
    lee.project = lee.project.with_layer(more)
    open_on(window, lee)
    settle()
    press(window.sharing.panel, "동기화")
    settle()
    press(window.sharing.panel, "레이어 추가 공유…")
    dialog = window.findChild(MoreLayersDialog)
    assert dialog is not None
    assert dialog.layers == {"more": "read_only"}, "framework data come from above"
    dialog.table.choose("more", "own_area")
    dialog.accept()
    settle()
    assert "공유 레이어 2개" in words(window.sharing.panel)
    told = kim.sync().told
    assert told.layers["more"].mode == "own_area"
    assert kim.project.layer("more") is not None
    press(window.sharing.panel, "키 회수…")
    confirm(window, "withdraw")
    settle()
    told_in_panel = words(window.sharing.panel)
    assert "화성 김  기관 · 지자체 (탈퇴)" in told_in_panel
    assert "키 회수 동의 – 화성 김" in told_in_panel
    window.bridge.do("편집", lambda project: edited(project, 0, t="나가기 전"))
    press(window.sharing.panel, "탈퇴…")
    confirm(window, "leave")
    settle()
    told_in_panel = words(window.sharing.panel)
    assert "수원 이  기관 · 지자체 (탈퇴)" in told_in_panel
    assert "구성원 0명" in told_in_panel
    kim.sync()
    assert kim.zones.columns["t"][0] == "나가기 전", "what was done is sent before one leaves"


@contextmanager
def standing_still(member: ServerMember) -> Iterator[None]:
    """Stop the server as a machine that hangs does: nothing is closed, nothing answers."""
    with member.server() as server:
        every = server.rows("SELECT pid FROM pg_stat_activity WHERE usename = %s", member.login)
    postmaster = int((member.cluster.folder / "postmaster.pid").read_text().split()[0])
    stopped = [postmaster, *(pid for (pid,) in every)]
    try:
        for pid in stopped:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)
        yield
    finally:
        for pid in stopped:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


def test_a_server_that_stands_still_is_noticed_and_the_window_goes_on(
    window: MainWindow,
    settle: Callable[[], None],
    postgres: Cluster,
    tmp_path: Path,
    qtbot: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kim, lee = on_server(postgres, tmp_path, "kim", "lee")
    monkeypatch.setattr(sharing, "home", lambda: lee.home)
    for module in (sharing, listening):
        monkeypatch.setattr(module, "password_of", lambda _address: PASSWORD)
    monkeypatch.setattr(listening, "SOON", 0.4)
    monkeypatch.setattr(gui_sharing.Sharing, "SLOW_MS", 300)

    def said(text: str) -> bool:
        return text in words(window.messages)

    window.bridge.take(Session(lee.project))
    window.actions_["share.panel"].setChecked(True)
    window.actions_["share.live"].setChecked(True)
    qtbot.waitUntil(lambda: window.sharing.last is not None, timeout=PATIENCE_MS)
    settle()
    with standing_still(lee):
        pulse = Pulse(window)
        qtbot.waitUntil(lambda: said("응답하지 않습니다"), timeout=PATIENCE_MS)
        assert "응답하지 않습니다" in words(window.sharing.panel)
        window.bridge.do("편집", lambda project: edited(project, 0, t="그동안"))
        window.actions_["share.sync"].trigger()
        qtbot.waitUntil(lambda: said("동기화가 오래 걸립니다"), timeout=PATIENCE_MS)
        assert zones(window)["t"][0] == "그동안"
        pulse.stop()
        assert pulse.longest < STILL_S
    qtbot.waitUntil(lambda: not window.sharing.silent, timeout=PATIENCE_MS)
    settle()
    assert not said("응답하지 않습니다")
    assert not said("동기화가 오래 걸립니다")
    kim.sync()
    assert kim.zones.columns["t"][0] == "그동안", "what was done meanwhile was sent"
