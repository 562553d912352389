"""Beside a pair stands how far it was looked at; comments are pinned by a line and a key."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from scmap.gui.panels.finding_part import FindingPart
from scmap.model.finding import CONFIRMED, LOOKED_AT, PAIR_LAYER
from scmap.session import finding_states
from tests.gui.board import Desk, buttons, city, desk, press
from tests.gui.test_review_panel import field, said, write


@pytest.fixture
def table() -> Iterator[Desk]:
    with desk() as laid:
        yield laid


@pytest.fixture
def part(table: Desk, qtbot: QtBot) -> FindingPart:
    made = FindingPart(table.bridge)
    qtbot.addWidget(made)
    table.open(city())
    pair = table.select_pair()
    table.bridge.changed.connect(lambda _: made.put(table.project, PAIR_LAYER, pair))
    made.put(table.project, PAIR_LAYER, pair)
    made.resize(420, 300)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_a_pair_is_taken_up_confirmed_and_its_state_undone(part: FindingPart, table: Desk) -> None:
    pair = table.selection.selected.current
    assert "신규" in said(part)
    assert buttons(part, "확정") == []
    press(part, "검토 시작")
    assert "담당자가 없습니다" in said(part)
    write(part, "담당자", "김주무")
    press(part, "검토 시작")
    found = finding_states.finding_of(table.project, pair)
    assert (found.state, found.assignee) == (LOOKED_AT, "김주무")
    press(part, "기각")
    assert "사유가 필요합니다" in said(part)
    write(part, "확정·기각 사유", "같은 서비스")
    press(part, "확정")
    found = finding_states.finding_of(table.project, pair)
    assert (found.state, found.reason) == (CONFIRMED, "같은 서비스")
    assert buttons(part, "다시 검토")
    table.bridge.undo()
    assert finding_states.finding_of(table.project, pair).state == LOOKED_AT


def unfold(part: FindingPart) -> None:
    fold = next(one for one in part.findChildren(QToolButton) if one.text() == "의견 0")
    QTest.mouseClick(fold, Qt.MouseButton.LeftButton)


def test_a_comment_is_written_with_the_return_key_and_taken_away(
    part: FindingPart, table: Desk
) -> None:
    pair = table.selection.selected.current
    unfold(part)
    write(part, "이 위치에 남길 의견을 입력하십시오", "현장 확인 필요")
    QTest.keyClick(field(part, "이 위치에 남길 의견을 입력하십시오"), Qt.Key.Key_Return)
    (one,) = finding_states.comments_on(table.project, PAIR_LAYER, pair)
    assert one.text == "현장 확인 필요"
    assert "현장 확인 필요" in said(part)
    QTest.mouseClick(field(part, "의견 삭제"), Qt.MouseButton.LeftButton)
    assert finding_states.comments_on(table.project, PAIR_LAYER, pair) == ()
