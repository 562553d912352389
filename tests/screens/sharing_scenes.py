"""What members of a cooperative see: the panel, and the dialogs in which something is decided."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QDialog

from scmap.errors import InputError
from scmap.gui.dialogs.joining import JoiningDialog
from scmap.gui.dialogs.password import PasswordDialog
from scmap.model.layer import Layer, objects
from scmap.session import sharing
from scmap.session.session import Session
from scmap.store.project_file import read_project
from scmap.store.sharing.server import Address
from scmap.words import explain
from tests.screens.stage import SAMPLE, Stage
from tests.session.sharing_parts import Member, cooperative
from tests.store.layers import boxes

SERVER = "postgresql://hwaseong@share.example.kr:5432/capital"


def zones() -> Layer:
    """Give three squares in 화성 that the members edit together."""
    layer = boxes(
        (952_000, 1_911_000), (954_000, 1_911_000), (956_000, 1_911_000),
        note=["방범", "방범", "교통"], total_mkrw=[1200.0, 800.0, 300.0],
        municipality_code=["41590", "41590", "41590"],
    )  # fmt: skip
    columns = {"name": objects(["동탄 1구역", "동탄 2구역", "병점 구역"]), **layer.columns}
    return layer.replace(uid="zones", title="방범 협업 구역", columns=columns)


@contextmanager
def members(stage: Stage) -> Iterator[tuple[Member, Member]]:
    """Give 화성 김 on another computer, and 수원 이 in the window, who has the sample, too."""
    root = stage.folder / "협력"
    root.mkdir()
    kim, lee = cooperative(root, "화성 김", "수원 이", layer=zones())
    sample = read_project(SAMPLE).project
    investments = sample.investments
    if investments is not None:
        entries = [one for one in sample.map if one.layer == investments.uid]
        lee.project = lee.project.with_layer(investments).with_map((*lee.project.map, *entries))
    at_home, sharing.home = sharing.home, lambda: lee.home
    try:
        yield kim, lee
    finally:
        sharing.home = at_home
        stage.window.sharing.live(on=False)
        stage.open_sample()


def joining(stage: Stage) -> None:
    """Begin a cooperative, join one in a folder or on a server, and log in."""
    stage.act("share.panel")
    stage.take("share-none")
    begin = stage.show("dialog-share.begin", lambda: stage.act("share.begin"))
    if isinstance(begin, JoiningDialog):
        begin.place.setText(str(stage.folder))
        begin.name.setText("화성시 김○○")
        begin.area.setText("화성시, 중구")
        begin.last_day.setText("내년")
    stage.camera.take("dialog-share.begin-faults", begin)
    stage.close_dialogs()
    join = stage.show("dialog-share.join", lambda: stage.act("share.join"))
    if isinstance(join, JoiningDialog):
        join.place.setText(SERVER)
    stage.camera.take("dialog-share.join-server", join)
    stage.close_dialogs()
    server, window = Address.read(SERVER), stage.window
    stage.shown("dialog-password", PasswordDialog(server, "", window).open)
    refused = InputError("server_refused", server=server.host, login=server.login)
    tried = str(explain(refused))
    stage.shown("dialog-password-again", PasswordDialog(server, tried, window).open)


def exchanging(stage: Stage) -> None:
    """Exchange with a colleague, look at what came, and decide what both changed."""
    window = stage.window
    with members(stage) as (kim, lee):
        kim.edit(0, name="동탄 1구역(확대)")
        kim.sync()
        window.bridge.take(Session(lee.project))
        stage.act("share.panel")
        stage.take("share-not-yet")
        stage.act("share.sync")
        stage.settle()
        window.selection.select("zones", ["zones-0"])
        stage.take("share-news")
        stage.scroll(window.sharing.panel)
        stage.take("share-news-below")
        kim.edit(1, name="동탄 2구역 북", total_mkrw=900.0)
        kim.sync()
        lee.project = window.bridge.project or lee.project
        lee.edit(1, name="동탄 2구역 남", total_mkrw=750.0)
        window.bridge.do("편집", lambda _now: lee.project)
        stage.act("share.sync")
        stage.settle()
        stage.take("share-conflict")
        stage.shown("dialog-conflict", lambda: stage.act("share.decide"))
        stage.shown("dialog-share.more", lambda: stage.act("share.more"))
        stage.shown("dialog-share.leave", lambda: stage.act("share.leave"))
        stage.act("share.panel")


def asking(stage: Stage) -> None:
    """Show what whoever asked to join reads."""
    window = stage.window
    root = stage.folder / "요청"
    root.mkdir()
    kim, _lee = cooperative(root, "화성 김", "수원 이", layer=zones())
    new = Member("새 구성원", root / "new", kim.where)
    new.home.mkdir()
    at_home, sharing.home = sharing.home, lambda: new.home
    try:
        window.bridge.take(Session(new.project))
        stage.act("share.panel")
        dialog = stage.opened(lambda: stage.act("share.join"))
        if isinstance(dialog, JoiningDialog):
            dialog.place.setText(str(new.where))
            dialog.name.setText(new.name)
        if isinstance(dialog, QDialog):
            dialog.accept()
        stage.settle()
        stage.take("share-asked")
    finally:
        sharing.home = at_home
        stage.open_sample()


SCENES = (joining, exchanging, asking)
