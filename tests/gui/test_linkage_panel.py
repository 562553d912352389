"""The linkage panel offers what fits, says what is missing, and takes in what is accepted."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from scmap.gui.card_view import TargetButton
from scmap.gui.panels.linkage import LinkagePanel
from scmap.gui.panels.offer_view import LinkView, OfferView
from scmap.model.link import Link
from scmap.model.records import records
from tests.gui.board import Desk, buttons, city, desk, press

ACCEPT, WITHDRAW = "연계 채택", "철회"


@pytest.fixture
def table() -> Iterator[Desk]:
    with desk() as laid:
        yield laid


@pytest.fixture
def panel(table: Desk, qtbot: QtBot) -> LinkagePanel:
    panel = LinkagePanel(table.bridge, table.findings, table.selection, table.jobs)
    qtbot.addWidget(panel)
    panel.resize(360, 900)
    panel.show()
    table.open(city())
    table.jobs.wait()
    return panel


def said(panel: LinkagePanel) -> str:
    return "\n".join(one.text() for one in panel.findChildren(QLabel) if one.isVisible())


def offers(panel: LinkagePanel) -> list[OfferView]:
    return [one for one in panel.findChildren(OfferView) if one.isVisible()]


def pairs(panel: LinkagePanel) -> list[TargetButton]:
    return [one for one in panel.findChildren(TargetButton) if one.isVisible()]


def choose(panel: LinkagePanel, text: str) -> None:
    """Press the first pair that says this, by mouse."""
    pair = next(one for one in pairs(panel) if text in one.accessibleName())
    QTest.mouseClick(pair, Qt.MouseButton.LeftButton)


def test_with_nothing_selected_the_most_promising_pairs_come_first(panel: LinkagePanel) -> None:
    names = [pair.accessibleName() for pair in pairs(panel)]
    scores = [float(name.split("연계 적합도 ")[1].split("점")[0]) for name in names]
    assert len(scores) > 5
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 70


def test_a_pair_shows_each_service_with_what_is_met_and_what_is_short(panel: LinkagePanel) -> None:
    choose(panel, "동탄 U-City 정보센터 × 화성시 CCTV 통합관제센터")
    shown = offers(panel)
    assert shown[0].offer.title == "T1 112센터 긴급영상 지원"
    assert "적용 가능 · 조건 3/3 충족" in said(panel)
    assert "구역과 겹치는 경찰 관할" in said(panel)
    assert "「개인정보 보호법」" in said(panel)
    assert "가상 예시 시설물" in said(panel)
    short = next(view for view in shown if view.offer.standing == "none")
    QTest.mouseClick(short.findChildren(QToolButton)[0], Qt.MouseButton.LeftButton)
    assert "부족" in said(panel)


def test_accepting_makes_a_link_on_the_map_that_undo_takes_back(
    panel: LinkagePanel, table: Desk
) -> None:
    choose(panel, "동탄 U-City")
    press(panel, ACCEPT)
    (link,) = records(table.project, Link)
    assert link.title == "112센터 긴급영상 지원"
    assert link.line is not None
    assert [entry.layer for entry in table.project.map] == [Link.TABLE]
    assert table.session.undo_label == "연계 채택: 112센터 긴급영상 지원"
    assert offers(panel)[0].offer.accepted == link.uid
    table.bridge.undo()
    assert records(table.project, Link) == ()
    assert not offers(panel)[0].offer.accepted


def test_accepted_links_are_listed_shown_and_withdrawn(panel: LinkagePanel, table: Desk) -> None:
    choose(panel, "동탄 U-City")
    press(panel, ACCEPT)
    table.selection.clear()
    assert "채택한 연계 1건" in said(panel)
    press(panel, "보기")
    (link,) = records(table.project, Link)
    assert table.selection.selected.current == link.uid
    assert offers(panel)[0].offer.accepted
    press(panel, "← 연계 후보 목록")
    assert len(panel.findChildren(LinkView)) == 1
    press(panel, WITHDRAW)
    assert records(table.project, Link) == ()
    assert not buttons(panel, WITHDRAW)


def test_an_investment_shows_its_own_pairs(panel: LinkagePanel, table: Desk) -> None:
    layer = table.project.investments
    assert layer is not None
    every = len(pairs(panel))
    row = layer.text("name").tolist().index("동탄 U-City 정보센터")
    table.selection.select(layer.uid, (layer.uids[row],))
    assert 0 < len(pairs(panel)) < every
    assert all("동탄 U-City 정보센터" in pair.accessibleName() for pair in pairs(panel))


def test_an_empty_panel_says_what_to_do(panel: LinkagePanel, table: Desk, qtbot: QtBot) -> None:
    table.bridge.take(None)
    with qtbot.waitSignal(panel.action_wanted) as asked:
        press(panel, "열기…")
    assert asked.args == ["file.open"]


def test_a_theme_leaves_its_services_and_its_layers(panel: LinkagePanel, table: Desk) -> None:
    choose(panel, "동탄 U-City")
    before = {one.offer.template for one in offers(panel)}
    panel.theme.box.setCurrentIndex(panel.theme.box.findData("vulnerable"))
    after = {one.offer.template for one in offers(panel)}
    assert after == before & {"T5", "T7", "T12", "T13"}
    assert "T5" in after
    assert table.session.undo_label == "주제: 약자보호"
    panel.theme.box.setCurrentIndex(0)
    assert {one.offer.template for one in offers(panel)} == before
