"""From a graded pair to an accepted link with what is agreed on it: by mouse, then by keys only."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QTableView, QWidget

from scmap.gui.design.link_form import LinkForm
from scmap.gui.main_window import MainWindow
from scmap.model.link import Link
from scmap.model.records import records
from scmap.session.session import Session
from tests.gui.board import city
from tests.journeys.hand import Hand, field

MOST_CLICKS = 9  # fewer than ten
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(open_window: Any, qtbot: Any) -> MainWindow:
    window: MainWindow = open_window(None)
    with qtbot.waitSignal(window.painted, timeout=20_000):
        window.bridge.take(Session(city()))
    return window


def links(window: MainWindow) -> tuple[Link, ...]:
    project = window.bridge.project
    assert project is not None
    return records(project, Link)


def test_a_graded_pair_becomes_an_agreed_link_in_under_ten_clicks_and_by_keys_only(
    window: MainWindow, qtbot: Any
) -> None:
    hand = Hand(qtbot, window)
    by_mouse(window, hand)
    assert hand.clicks <= MOST_CLICKS, hand.clicks
    while links(window):
        window.actions_["edit.undo"].trigger()
    window.selection.clear()
    hand.clicks = 0
    by_keys(window, hand)
    assert hand.clicks == 0


def by_mouse(window: MainWindow, hand: Hand) -> None:
    tables = [one for one in window.tables.findChildren(QTableView) if one.isVisible()]
    hand.row(tables[0], "화성시 도시안전센터")
    hand.press("연계 설계", window.inspector)
    hand.press("연계 채택", window.linkage)
    (link,) = links(window)
    assert link.line is not None
    assert hand.clicks == 3  # the link is in the plan; the rest is what was agreed on it
    design = window.designing.table
    assert design is not None
    rows = next(one for one in design.findChildren(QTableView) if one.isVisible())
    hand.row(rows, link.title)
    hand.press("연계 편집…", design)
    form = hand.dialog(LinkForm)
    agreement = field(form, "협약")
    assert isinstance(agreement, QLineEdit)
    hand.write(agreement, "영상정보 제공 협약")
    hand.press("저장", form)
    hand.closed(form)
    assert links(window)[0].agreement == "영상정보 제공 협약"


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def tab_to(words: str, most: int = 80) -> QPushButton:
    """Press Tab until the button with these words has the keyboard."""
    for _ in range(most):
        now = focused()
        if isinstance(now, QPushButton) and now.text().replace("&", "") == words:
            return now
        QTest.keyClick(now, Qt.Key.Key_Tab)
    raise AssertionError(f"Tab does not come to {words}")


def by_keys(window: MainWindow, hand: Hand) -> None:
    hand.key(Qt.Key.Key_F8)
    assert window.selection.selected.current
    hand.key(Qt.Key.Key_3, ALT)
    window.linkage.setFocus()
    accept = tab_to("연계 채택")
    QTest.keyClick(accept, Qt.Key.Key_Space)
    (link,) = links(window)
    hand.key(Qt.Key.Key_L, CTRL, ALT)
    design = window.designing.table
    assert design is not None
    rows = next(one for one in design.findChildren(QTableView) if one.isVisible())
    rows.setFocus()
    QTest.keyClick(rows, Qt.Key.Key_Home)
    QTest.keyClick(rows, Qt.Key.Key_Return)
    form = hand.dialog(LinkForm)
    title = field(form, "연계명")
    title.setFocus()
    QTest.keyClicks(title, " A")
    QTest.keyClick(form, Qt.Key.Key_Return)
    hand.closed(form)
    assert links(window)[0].title == f"{link.title} A"
