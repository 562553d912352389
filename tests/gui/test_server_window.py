"""A cooperative on a server, in the window from the first login to leaving it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QMessageBox, QPushButton, QWidget

from benchmarks.postgres import Cluster
from scmap import paths
from scmap.gui import listening
from scmap.gui.dialogs.conflict import ConflictDialog
from scmap.gui.dialogs.joining import JoiningDialog
from scmap.gui.dialogs.password import PasswordDialog
from scmap.gui.main_window import MainWindow
from scmap.gui.trusting import BOX
from scmap.session import sharing
from scmap.session.session import Session
from scmap.session.sharing import shares
from scmap.session.sharing_words import in_order
from scmap.store.sharing import passwords
from scmap.store.sharing.batch import Act
from scmap.store.sharing.trust import certificate_of, keep_certificate, read_certificate
from scmap.words import tr
from tests.gui.test_sharing import PATIENCE_MS, press, words
from tests.needs import PASSWORD
from tests.session.identity_parts import HOST, Authority, speaking_tls
from tests.session.server_parts import ServerMember, on_server, prepared
from tests.session.sharing_parts import ZONES, edited


@pytest.fixture
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine whose system keeps no passwords: they are asked for."""
    for module in (sharing, listening, passwords):
        monkeypatch.setattr(module, "password_of", lambda _address: None)


@pytest.fixture
def until(window: MainWindow, qtbot: Any) -> Callable[..., None]:
    def wait(seen: Callable[[], object] = lambda: True) -> None:
        def rests() -> bool:
            return bool(not window.jobs.running and not window.sharing.busy and seen())

        qtbot.waitUntil(rests, timeout=PATIENCE_MS)

    return wait


def dialog(window: MainWindow, kind: type[Any]) -> Any:
    return next(one for one in window.findChildren(kind) if one.isVisible())


def log_in(window: MainWindow, qtbot: Any) -> None:
    every = partial(window.findChildren, PasswordDialog)
    qtbot.waitUntil(lambda: any(one.isVisible() for one in every()), timeout=PATIENCE_MS)
    asks = dialog(window, PasswordDialog)
    asks.keep.setChecked(False)
    asks.entry.setText(PASSWORD)
    asks.accept()


def buttons(panel: QWidget) -> set[str]:
    return {one.text() for one in panel.findChildren(QPushButton) if one.isVisibleTo(panel)}


@pytest.mark.usefixtures("no_keyring")
def test_from_the_login_to_leaving(
    window: MainWindow,
    postgres: Cluster,
    tmp_path: Path,
    until: Callable[..., None],
    qtbot: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kim, lee, park = on_server(postgres, tmp_path, "kim", "lee", "park")
    monkeypatch.setattr(sharing, "home", lambda: lee.home)
    panel = window.sharing.panel
    # late: everything from the beginning is there after one login
    late_joining(window, lee, qtbot)
    until(lambda: shares_of(window))
    assert {member.login for member in (kim, lee, park)} == set(told(window).members)
    assert "구성원 3명" in words(panel)
    assert not {tr("sharepanel.admit")} & buttons(panel), "whoever keeps the logins admits"
    # a vote about who may edit the layer
    mode = next(one for one in panel.findChildren(QComboBox) if one.isVisibleTo(panel))
    mode.setCurrentIndex(2)
    mode.activated.emit(2)
    until(lambda: "찬성 1" in words(panel))
    vote(kim, yes=False)
    press(panel, tr("sharepanel.sync"))
    until(lambda: "반대 1" in words(panel))
    assert told(window).layers["zones"].mode == "joint"
    # a conflict waits for whoever came second, and is decided
    kim.edit(0, t="김", n=8.0)
    kim.sync()
    window.bridge.do("편집", lambda project: edited(project, 0, t="이", n=9.0))
    press(panel, tr("sharepanel.sync"))
    until(lambda: "결정을 기다리는 충돌 1건" in words(panel))
    decide(window)
    until(lambda: "결정을 기다리는" not in words(panel))
    # what a feature was, by whom, and back
    window.selection.select("zones", ["zones-0"])
    shown = words(panel)
    assert "이력 3건" in shown, "drawn, edited by one, decided by the other: each once"
    assert f"구성원 {kim.login}" in shown
    assert "현재 값을 입력한 구성원" in shown
    every = [one for one in panel.findChildren(QPushButton) if one.isVisibleTo(panel)]
    backs = [one for one in every if one.text() == tr("sharepanel.restore")]
    backs[-1].click()
    press(panel, tr("sharepanel.sync"))
    until(lambda: "보낼 변경" not in words(panel))
    kim.sync()
    assert kim.zones.columns["t"][0] == "가"
    lost_and_left(window, park, until)


def late_joining(window: MainWindow, lee: ServerMember, qtbot: Any) -> None:
    """Join by the address of the server, which asks for no more than the password."""
    window.actions_["share.panel"].setChecked(True)
    window.actions_["share.join"].trigger()
    asks = dialog(window, JoiningDialog)
    asks.place.setText(lee.cluster.address(lee.login, lee.database))
    assert "관리자" in words(asks)
    assert asks.place.isVisible()
    assert not asks.name.isVisible(), "it stands with the login"
    press(asks, tr("sharepanel.join.server.do"))
    log_in(window, qtbot)


def shares_of(window: MainWindow) -> object:
    project = window.bridge.project
    return project is not None and shares(project) and project.layer("zones")


def told(window: MainWindow) -> Any:
    assert window.sharing.last is not None
    return window.sharing.last.done.told


def vote(member: ServerMember, yes: bool) -> None:
    with member.desk() as desk:
        (proposal,) = desk.state().proposals.values()
        desk.act(Act("vote", {"proposal": proposal.id, "yes": yes}))


def decide(window: MainWindow) -> None:
    press(window.sharing.panel, tr("sharepanel.decide"))
    asks = dialog(window, ConflictDialog)
    (page,) = asks.pages
    assert set(page.conflict.fields) == {"t", "n"}
    asks.reject()
    press(window.sharing.panel, tr("sharepanel.decide"))
    asks = dialog(window, ConflictDialog)
    (page,) = asks.pages
    for name, mine in (("t", "이"), ("n", 9.0)):
        claims = in_order(page.conflict.fields[name].claims, told(window))  # as they are shown
        values = [claim.value for claim in claims]
        page.choose(name, values.index(mine))
    press(asks, tr("sharepanel.conflict.decide"))


def lost_and_left(window: MainWindow, park: ServerMember, until: Callable[..., None]) -> None:
    """Take a lost login's rights away, then leave."""
    panel = window.sharing.panel
    name = tr("sharepanel.withdraw.of", name=f"구성원 {park.login}")
    every = panel.findChildren(QPushButton)
    next(one for one in every if one.accessibleName() == name and one.isVisibleTo(panel)).click()
    confirm(window, "withdraw")
    until(lambda: "키 회수 동의 1명" in words(panel))
    assert told(window).members[park.login].active, "one does not decide alone"
    window.bridge.do("편집", lambda project: edited(project, 1, t="나가기 전"))
    press(panel, tr("sharepanel.leave"))
    confirm(window, "leave")
    until(lambda: "(탈퇴)" in words(panel))
    park.sync()
    assert park.zones.columns["t"][1] == "나가기 전", "what was done is sent before one leaves"
    assert not {tr("sharepanel.withdraw"), tr("sharepanel.more_layers")} & buttons(panel)


def confirm(window: MainWindow, name: str) -> None:
    box = window.findChild(QMessageBox, f"confirm.{name}")
    assert box is not None
    box.buttons()[0].click()
    box.deleteLater()


@pytest.mark.usefixtures("no_keyring")
def test_the_first_one_shares_layers_by_the_window(
    window: MainWindow,
    postgres: Cluster,
    tmp_path: Path,
    until: Callable[..., None],
    qtbot: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    database = prepared(postgres, "first", "second")
    first, second = (
        ServerMember(one, postgres, database, tmp_path / one) for one in ("first", "second")
    )
    monkeypatch.setattr(sharing, "home", lambda: first.home)
    window.bridge.take(Session(first.project.with_layer(ZONES)))
    window.sharing.exchange("postgresql://first@127.0.0.1:1/nowhere", lambda _desk: None)
    until(lambda: [one.level for one in window.messages.messages] == ["error"])
    window.actions_["share.begin"].trigger()
    asks = dialog(window, JoiningDialog)
    asks.place.setText(postgres.address("first", database))
    asks.table.choose("zones", "own_area")
    press(asks, tr("sharepanel.begin.server.do"))
    log_in(window, qtbot)
    until(lambda: window.sharing.last and "zones" in told(window).layers)
    assert not [one for one in window.messages.messages if one.level == "error"], "it is over"
    assert told(window).layers["zones"].mode == "own_area"
    second.sync()
    assert second.zones.columns["t"].tolist() == ["가", "나", "다"]


def test_a_certificate_is_kept_by_the_window_once_its_fingerprint_was_compared(
    window: MainWindow,
    postgres: Cluster,
    tmp_path: Path,
    until: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Only the command line could: the window said that it had not connected, and no more."""
    monkeypatch.setenv(paths.PROFILE_VARIABLE, str(tmp_path / "profile"))
    monkeypatch.setattr(sharing, "password_of", lambda _address: PASSWORD)
    _kim, lee = on_server(postgres, tmp_path, "kim", "lee")
    monkeypatch.setattr(sharing, "home", lambda: lee.home)
    authority = Authority()
    (tmp_path / "other").mkdir()
    keep_certificate(HOST, read_certificate(Authority().file(tmp_path / "other")))
    wrong, right = certificate_of(HOST), authority.file(tmp_path)
    assert wrong is not None
    before = wrong.read_bytes()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(right), ""))
    address = lee.cluster.address(lee.login, lee.database).replace("127.0.0.1", HOST)
    window.bridge.take(Session(lee.project))
    with speaking_tls(postgres, authority):
        window.sharing.exchange(address, lambda _desk: None)
        until(lambda: window.messages.messages)
        (said,) = window.messages.messages
        assert (said.level, said.action) == ("error", "인증서 선택…")
        for answer, kept in ((1, before), (0, right.read_bytes())):
            assert said.act is not None
            said.act()
            box = window.findChild(QMessageBox, BOX)
            assert box is not None
            assert box.informativeText() == read_certificate(right).fingerprint
            assert wrong.read_bytes() == before, "nothing is trusted before it is compared"
            box.buttons()[answer].click()
            assert wrong.read_bytes() == kept
            QCoreApplication.sendPostedEvents(box, QEvent.Type.DeferredDelete)
        until(lambda: window.sharing.last)
    assert [one for one in window.messages.messages if one.level == "error"] == []
