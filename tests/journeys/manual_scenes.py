"""Scenes for the manual that no test comes by: many links, two editors of the sample.

`dev.py manual` runs them by name; the tests of the same deeds work on less.
"""

import os
import shutil
import tempfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import shapely
from PySide6.QtWidgets import QPushButton, QTableView

from scmap.gui.dialogs.conflict import ConflictDialog
from scmap.gui.main_window import MainWindow
from scmap.model.layer import Layer
from scmap.model.link import Link
from scmap.model.project import Project
from scmap.model.records import records
from scmap.session import sharing
from scmap.session.session import Session
from scmap.store.project_file import read_project
from scmap.words import tr
from tests.journeys.conftest import SAMPLE
from tests.journeys.hand import PICTURES, Hand, keep_picture
from tests.session.sharing_parts import NOW, Member

SIZE = (1280, 720)
LINKS = 5
CENTRE = "동탄 U-City 정보센터"
MOVED_M = 700.0
SHARE = "스마트도시 공유 폴더"


def project_of(window: MainWindow) -> Project:
    project = window.bridge.project
    assert project is not None
    return project


def test_a_city_with_several_links(open_window: Callable[..., MainWindow], qtbot: Any) -> None:
    window = open_window(size=SIZE)
    hand = Hand(qtbot, window)
    hand.row(first_table(window), "화성시 도시안전센터")
    hand.press("연계 설계", window.inspector)
    for count in range(1, LINKS + 1):
        accepting = [one for one in offers(window) if one.isEnabled()]
        accepting[0].click()
        hand.wait(partial(has_links, window, count))
    hand.wait(lambda: window.is_painted)
    design = window.designing.table
    assert design is not None
    rows = next(one for one in design.findChildren(QTableView) if one.isVisible())
    hand.row(rows, records(project_of(window), Link)[0].title)
    window.navigation.zoom_selection()
    hand.wait(lambda: window.is_painted)
    keep_picture(window, "linkage_design")


def has_links(window: MainWindow, count: int) -> bool:
    return len(records(project_of(window), Link)) == count


def first_table(window: MainWindow) -> QTableView:
    return next(one for one in window.tables.findChildren(QTableView) if one.isVisible())


def offers(window: MainWindow) -> list[QPushButton]:
    every = window.linkage.findChildren(QPushButton)
    return [one for one in every if one.text() == tr("linkpanel.accept")]


@dataclass
class Colleague(Member):
    """Somebody who has the whole sample."""

    def change(self, name: str, moved: float) -> None:
        """Give a centre another name, and move it."""
        layer = investments(self.project)
        row = list(layer.text("name")).index(CENTRE)
        shapes, names = layer.geometry.copy(), layer.text("name").copy()
        shapes[row] = shapely.transform(shapes[row], lambda at: at + moved)
        names[row] = name
        columns = {**layer.columns, "name": names}
        self.project = self.project.with_layer(layer.replace(columns=columns, geometry=shapes))


def investments(project: Project) -> Layer:
    layer = project.investments
    assert layer is not None
    return layer


@pytest.fixture
def colleagues(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Colleague, Colleague]]:
    """김 of 화성시 on another computer, 이 of 수원시 in the window; both edited the same centre."""
    with ExitStack() as kept:
        folder = kept.enter_context(tempfile.TemporaryDirectory())
        # A picture shows where the folder lies: at the same place whenever it is taken.
        where = Path(tempfile.gettempdir() if os.environ.get(PICTURES) else folder, SHARE)
        where.mkdir()
        kept.callback(shutil.rmtree, where, ignore_errors=True)
        own = read_project(SAMPLE).project
        kim = Colleague("화성시 김○○", Path(folder) / "kim", where, own)
        lee = Colleague("수원시 이○○", Path(folder) / "lee", where, own)
        for who, secret in ((kim, b"k" * 32), (lee, b"l" * 32)):  # whose value is seen follows it
            who.home.mkdir()
            (who.home / "key").write_bytes(b64encode(secret))
        shared = {investments(own).uid: "joint"}
        kim.project = sharing.begin(
            own,
            where,
            kim.who,
            shared,  # type: ignore[arg-type]  # one of the modes
            title="수도권 스마트도시 협력체",
            now=NOW,
            folder=kim.home,
        ).project
        lee.ask()
        kim.admit(lee)
        lee.sync()
        kim.change("화성 동탄 스마트도시센터", MOVED_M)
        kim.sync()
        monkeypatch.setattr(sharing, "home", lambda: lee.home)
        yield kim, lee


def test_two_who_edited_the_same_centre(
    open_window: Callable[..., MainWindow], colleagues: tuple[Colleague, Colleague], qtbot: Any
) -> None:
    _, lee = colleagues
    lee.change("화성 동탄 통합운영센터", -MOVED_M)
    window = open_window(None, SIZE)
    hand = Hand(qtbot, window)
    with qtbot.waitSignal(window.painted, timeout=60_000):
        window.bridge.take(Session(lee.project))
    window.actions_["share.panel"].setChecked(True)
    window.actions_["share.sync"].trigger()
    hand.wait(lambda: not window.jobs.running)
    layer = investments(project_of(window))
    row = next(r for r, name in enumerate(layer.text("name")) if str(name).startswith("화성 동탄"))
    window.selection.select(layer.uid, [str(layer.uids[row])])
    window.navigation.zoom_selection()
    hand.wait(lambda: window.is_painted)
    came = layer.geometry[row]  # its glow had faded while all came to rest
    keep_picture(window, "sharing", first=lambda: window.sharing.glow.show([came]))
    window.sharing.decide()
    dialog = hand.dialog(ConflictDialog)
    dialog.pages[0].choose("name", 0)
    keep_picture(dialog, "sharing_conflict")
    dialog.reject()
    window.sharing.live(on=False)
