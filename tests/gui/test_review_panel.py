"""The board walks an item from an empty round to its phase, and skips no step."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from scmap.gui.panels.agenda_list import AgendaList
from scmap.gui.panels.boards_page import BoardsPage
from scmap.gui.panels.form import Choice, WholePage
from scmap.gui.panels.review import ReviewPanel
from scmap.gui.sources import OVERLAP
from scmap.model.link import Link
from scmap.model.records import records
from scmap.model.review import AgendaItem, Decision, Opinion, Round
from scmap.reference.templates import templates
from scmap.session import linking, reviewing
from tests.gui.board import Desk, buttons, city, desk, press

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def table() -> Iterator[Desk]:
    with desk() as laid:
        yield laid


@pytest.fixture
def panel(table: Desk, qtbot: QtBot) -> ReviewPanel:
    panel = ReviewPanel(table.bridge, table.findings, table.selection)
    qtbot.addWidget(panel)
    panel.resize(1000, 1400)
    panel.show()
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    table.open(city())
    return panel


def field(panel: QWidget, name: str) -> QWidget:
    """Give the field in sight with this label."""
    every = panel.findChildren(QWidget)
    return next(one for one in every if one.isVisible() and one.accessibleName() == name)


def write(panel: QWidget, name: str, text: str) -> None:
    """Type into a field as an input method does: composed, then committed."""
    target = field(panel, name)
    QTest.mouseClick(getattr(target, "viewport", lambda: target)(), LEFT)
    for syllable in text:
        compose(target, syllable)
        commit = QInputMethodEvent("", [])
        commit.setCommitString(syllable)
        QGuiApplication.sendEvent(target, commit)


def empty(panel: QWidget, name: str) -> None:
    """Take away what stands in a line."""
    line = field(panel, name)
    assert isinstance(line, QLineEdit)
    line.clear()


def compose(target: QWidget, syllable: str) -> None:
    QGuiApplication.sendEvent(target, QInputMethodEvent(syllable, []))


def choose(panel: QWidget, name: str, value: str) -> None:
    """Go through a choice by the arrow keys until it shows the value."""
    target = field(panel, name)
    assert isinstance(target, Choice)
    target.setFocus()
    QTest.keyClick(target, Qt.Key.Key_Home)
    for _ in range(target.count()):
        if target.value != value:
            QTest.keyClick(target, Qt.Key.Key_Down)
    assert target.value == value


def said(panel: QWidget) -> str:
    """Give the words in sight; what was just added to a page comes into sight in a moment."""
    QGuiApplication.processEvents()
    return "\n".join(one.text() for one in panel.findChildren(QLabel) if one.isVisible())


def open_round(panel: ReviewPanel, committee: str = "화성시 스마트도시위원회") -> None:
    press(panel, "새 회의")
    write(panel, "위원회", committee)
    press(panel, "회의 등록")


def put_on_agenda(panel: ReviewPanel, table: Desk, row: int = 0) -> AgendaItem:
    table.select_pair(row)
    press(panel, "안건 상정")
    press(panel, "상정")
    return records(table.project, AgendaItem)[-1]


def give_opinion(panel: ReviewPanel, role: str, name: str) -> None:
    choose(panel, "구분", role)
    write(panel, "이름", name)
    write(panel, "의견", "영상 연계를 먼저 하는 것이 타당함")
    press(panel, "의견 등록")


def decide(panel: ReviewPanel, verdict: str, reason: str) -> None:
    choose(panel, "판정", verdict)
    write(panel, "사유", reason)
    press(panel, "판정 등록")


def test_from_an_empty_round_to_a_phased_item_and_undo_takes_each_step_back(
    panel: ReviewPanel, table: Desk
) -> None:
    open_round(panel)
    (opened,) = records(table.project, Round)
    assert (opened.number, opened.committee) == (1, "화성시 스마트도시위원회")
    item = put_on_agenda(panel, table)
    assert "화성시 도시안전센터" in item.title
    assert "유사·중복 의심" in item.text
    give_opinion(panel, "학", "김도시")
    give_opinion(panel, "실무", "박담당")
    assert [one.role for one in records(table.project, Opinion)] == ["학", "실무"]
    decide(panel, "매칭", "조건을 모두 충족함")
    (decision,) = records(table.project, Decision)
    assert (decision.verdict, decision.reason) == ("매칭", "조건을 모두 충족함")
    assert decision.grade == "Ⅱ"
    assert decision.duplication > 60
    choose(panel, "추진단계", "중기")
    press(panel, "추진단계 확정")
    assert records(table.project, AgendaItem)[0].phase == "중기"
    assert "모든 단계를 마쳤습니다" in said(panel)
    labels = [label.split(":")[0] for label in table.session.history]
    assert labels == [
        "회의 등록",
        "안건 상정",
        "의견 등록",
        "의견 등록",
        "판정 등록",
        "추진단계 확정",
    ]
    steps = []
    for _ in labels[1:]:
        steps.append(reviewing.step_of(table.project, item.uid))
        table.bridge.undo()
    assert steps == ["phased", "decided", "practice", "expert", "sorted"]
    table.bridge.undo()
    assert "회의 차수가 없습니다" in said(panel)


def test_a_decision_before_the_opinions_is_impossible_and_says_why(
    panel: ReviewPanel, table: Desk
) -> None:
    open_round(panel)
    put_on_agenda(panel, table)
    (decide_button,) = buttons(panel, "판정 등록")
    assert not decide_button.isEnabled()
    assert "② 전문가 자문, ③ 실무 의견 미등록" in said(panel)
    assert "② 전문가 자문, ③ 실무 의견 미등록" in decide_button.toolTip()
    give_opinion(panel, "연", "이연구")
    assert not decide_button.isEnabled()
    assert "② 전문가 자문" not in decide_button.toolTip()
    (phase,) = buttons(panel, "추진단계 확정")
    assert not phase.isEnabled()
    assert "④ 판정 미등록" in phase.toolTip()
    give_opinion(panel, "실무", "박담당")
    assert decide_button.isEnabled()


def test_a_decision_without_reason_is_refused_beside_its_button(
    panel: ReviewPanel, table: Desk
) -> None:
    open_round(panel)
    put_on_agenda(panel, table)
    give_opinion(panel, "관", "최공무")
    give_opinion(panel, "실무", "박담당")
    decide(panel, "폐지", "")
    assert records(table.project, Decision) == ()
    assert "판정과 그 사유를 함께 입력해 주십시오" in said(panel)


def test_registered_entries_are_withdrawn_not_changed(panel: ReviewPanel, table: Desk) -> None:
    open_round(panel)
    item = put_on_agenda(panel, table)
    give_opinion(panel, "학", "김도시")
    press(panel, "철회")
    assert len(records(table.project, Opinion)) == 2
    assert reviewing.opinions_on(table.project, item.uid) == ()
    assert "철회됨" in said(panel)
    assert not buttons(panel, "철회")


def test_nothing_selected_is_nothing_to_put_on_the_agenda(panel: ReviewPanel, table: Desk) -> None:
    open_round(panel)
    assert not buttons(panel, "안건 상정")[0].isEnabled()
    assert "표나 지도에서 쌍이나 연계를 먼저 선택하십시오" in said(panel)
    table.select_pair()
    assert buttons(panel, "안건 상정")[0].isEnabled()


def test_a_pair_without_a_round_waits_for_the_round_and_is_put_on_its_agenda(
    panel: ReviewPanel, table: Desk
) -> None:
    uid = table.select_pair()
    panel.propose()
    assert "회의를 등록하면 이 안건을 상정합니다: " in said(panel)
    table.selection.select(OVERLAP, ())
    write(panel, "위원회", "화성시 스마트도시위원회")
    press(panel, "회의 등록")
    press(panel, "상정")
    (opened,) = records(table.project, Round)
    (item,) = records(table.project, AgendaItem)
    assert (item.round, item.subject_kind, item.subject) == (opened.uid, "pair", uid)
    assert "유사·중복 의심" in item.text


def test_a_round_opened_for_itself_has_nothing_waiting(panel: ReviewPanel, table: Desk) -> None:
    table.select_pair()
    panel.propose()
    press(panel, "현황판")
    press(panel, "현황판 닫기")
    open_round(panel)
    assert "이 안건을 상정합니다" not in said(panel)
    assert not buttons(panel, "상정")


def test_the_same_pair_twice_is_refused_in_the_form(panel: ReviewPanel, table: Desk) -> None:
    open_round(panel)
    put_on_agenda(panel, table)
    put_on_agenda(panel, table)
    assert len(records(table.project, AgendaItem)) == 1
    assert "이미 있습니다" in said(panel)


def test_a_link_is_put_on_the_agenda_with_what_was_computed(
    panel: ReviewPanel, table: Desk
) -> None:
    services = table.findings.services
    assert services is not None
    fit = next(fits[0] for fits in services.fits if fits)
    link = linking.proposed(table.project, fit, templates(), uid="l", accepted_on=None)  # type: ignore[arg-type]
    table.bridge.do("연계 채택", lambda project: linking.accept(project, link))
    open_round(panel)
    table.selection.select(Link.TABLE, ("l",))
    press(panel, "안건 상정")
    press(panel, "상정")
    (item,) = records(table.project, AgendaItem)
    assert (item.subject_kind, item.subject) == ("link", "l")
    assert "연계 추진" in item.title
    assert "[충족]" in item.text


def test_fields_keep_a_syllable_that_is_still_being_composed(
    panel: ReviewPanel, table: Desk
) -> None:
    open_round(panel)
    put_on_agenda(panel, table)
    write(panel, "주관기관", "화성")
    compose(field(panel, "주관기관"), "시")
    field(panel, "총괄담당관").setFocus()
    assert records(table.project, AgendaItem)[0].lead == "화성시"
    assert table.session.undo_label == "안건 수정: 주관기관"
    assert field(panel, "사업비").text() == "미상"  # type: ignore[attr-defined]


def test_the_agenda_shows_how_far_each_item_is(panel: ReviewPanel, table: Desk) -> None:
    open_round(panel)
    put_on_agenda(panel, table, 0)
    put_on_agenda(panel, table, 1)
    give_opinion(panel, "학", "김도시")
    agenda = panel.findChildren(AgendaList)[0]
    assert [row.done for row in agenda.rows] == [1, 2]
    assert "다음: ③ 실무 의견" in agenda.rows[1].detail
    first = agenda.visualItemRect(agenda.item(0)).center()
    QTest.mouseClick(agenda.viewport(), LEFT, pos=QPoint(first))
    assert records(table.project, AgendaItem)[0].title in said(panel)


def test_an_item_is_shown_from_its_title_on(panel: ReviewPanel, table: Desk, qtbot: QtBot) -> None:
    panel.resize(1000, 500)
    open_round(panel)
    put_on_agenda(panel, table)
    page = next(one for one in panel.findChildren(WholePage) if one.isVisible())
    bar = page.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    give_opinion(panel, "학", "김교수")
    assert bar.value() > 0  # the same item stays where one works on it
    second = put_on_agenda(panel, table, 1)
    assert second.title in said(panel)
    assert bar.value() == 0


def test_what_was_begun_on_an_item_waits_until_one_comes_back(
    panel: ReviewPanel, table: Desk
) -> None:
    open_round(panel)
    put_on_agenda(panel, table, 0)
    write(panel, "이름", "김도시")
    put_on_agenda(panel, table, 1)
    assert field(panel, "이름").text() == ""  # type: ignore[attr-defined]
    agenda = panel.findChildren(AgendaList)[0]
    first = agenda.visualItemRect(agenda.item(0)).center()
    QTest.mouseClick(agenda.viewport(), LEFT, pos=QPoint(first))
    assert field(panel, "이름").text() == "김도시"  # type: ignore[attr-defined]


def enrol(panel: ReviewPanel, role: str, name: str) -> None:
    choose(panel, "구분", role)
    write(panel, "이름", name)
    press(panel, "위원 등록")


def test_members_vote_and_the_decision_follows_the_majority(
    panel: ReviewPanel, table: Desk
) -> None:
    open_round(panel)
    press(panel, "위원·정족수·문서")
    for role, name in (("관", "김하나"), ("학", "이두리"), ("산", "박세나")):
        enrol(panel, role, name)
    assert "개의 가능: 재적 3명, 출석 3명(필요 2명)" in said(panel)
    item = put_on_agenda(panel, table)
    give_opinion(panel, "학", "김도시")
    give_opinion(panel, "실무", "박담당")
    decide(panel, "매칭", "조건을 충족함")
    assert records(table.project, Decision) == ()
    assert "찬성이 부족하여 의결할 수 없습니다" in said(panel)
    for _ in range(2):
        choose(panel, "표결", "찬성")
        press(panel, "표결 등록")
    assert "의결정족수 충족: 찬성 2" in said(panel)
    assert "의결할 수 없습니다" not in said(panel)
    press(panel, "판정 등록")
    assert reviewing.step_of(table.project, item.uid) == "decided"
    assert not buttons(panel, "표결 등록")
    press(panel, "위원·정족수·문서")
    write(panel, "확정자", "김하나")
    press(panel, "확정")
    assert "확정본입니다(김하나" in said(panel)


def test_a_round_that_follows_has_the_members_and_what_was_left(
    panel: ReviewPanel, table: Desk
) -> None:
    open_round(panel)
    press(panel, "위원·정족수·문서")
    enrol(panel, "관", "김하나")
    (sign,) = buttons(panel, "확정")
    assert sign.isEnabled()
    put_on_agenda(panel, table)
    press(panel, "위원·정족수·문서")
    assert "판정하지 않은 안건 1건" in said(panel)
    press(panel, "새 회의")
    press(panel, "회의 등록")
    carried = records(table.project, AgendaItem)[-1]
    assert carried.carried_from == records(table.project, AgendaItem)[0].uid
    press(panel, "위원·정족수·문서")
    assert "정족수 미달: 재적 1명, 출석 0명" in said(panel)


def test_the_only_item_is_come_back_to_by_clicking_it(panel: ReviewPanel, table: Desk) -> None:
    open_round(panel)
    item = put_on_agenda(panel, table)
    press(panel, "위원·정족수·문서")
    assert not buttons(panel, "의견 등록")
    agenda = panel.findChildren(AgendaList)[0]
    place = QPoint(agenda.visualItemRect(agenda.item(0)).center())
    QTest.mouseClick(agenda.viewport(), LEFT, pos=place)
    assert item.title in said(panel)
    assert buttons(panel, "의견 등록")


def test_an_item_by_hand_needs_a_title_only(panel: ReviewPanel, table: Desk) -> None:
    open_round(panel)
    press(panel, "직접 상정")
    press(panel, "상정")
    assert "안건명이 없습니다" in said(panel)
    write(panel, "안건명", "운영규정 개정")
    press(panel, "상정")
    (item,) = records(table.project, AgendaItem)
    assert (item.title, item.subject) == ("운영규정 개정", "")


def test_items_bear_a_governance_and_goals_and_the_agenda_is_narrowed_by_them(
    panel: ReviewPanel, table: Desk
) -> None:
    open_round(panel)
    first, second = put_on_agenda(panel, table), put_on_agenda(panel, table, 1)
    assert (first.governed, second.governed) == ("행정", "행정")
    target = next(
        one
        for one in panel.findChildren(Choice)
        if one.isVisible() and one.accessibleName() == "거버넌스"
    )
    target.setCurrentIndex(target.findData("기술"))
    target.activated.emit(target.currentIndex())
    write(panel, "추진목표", "도시재생")
    panel.setFocus()
    assert records(table.project, AgendaItem)[-1].governance == "기술"
    assert records(table.project, AgendaItem)[-1].goals == "도시재생"
    shown = panel.findChild(AgendaList)
    assert shown is not None
    filters = [
        one
        for one in panel.findChildren(QComboBox)
        if one.accessibleName() == "거버넌스" and not isinstance(one, Choice)
    ]
    for value, uids in (("기술", [second.uid]), ("행정", [first.uid]), ("글로벌", [])):
        filters[0].setCurrentIndex(filters[0].findData(value))
        assert [row.uid for row in shown.rows] == uids
    filters[0].setCurrentIndex(0)
    for words in ("도시재생", "ㄷㅅㅈㅅ"):
        empty(panel, "담당관·기관·목표 찾기")
        write(panel, "담당관·기관·목표 찾기", words)
        assert [row.uid for row in shown.rows] == [second.uid]


def test_the_boards_show_the_register_and_are_narrowed_by_an_officer(
    panel: ReviewPanel, table: Desk
) -> None:
    open_round(panel)
    put_on_agenda(panel, table, 0)
    write(panel, "총괄담당관", "김총괄")
    field(panel, "주관기관").setFocus()
    put_on_agenda(panel, table, 1)
    press(panel, "현황판")
    boards = panel.findChildren(BoardsPage)[0]
    boards.choose("monitoring")
    assert boards.table.rowCount() == 2
    for words in ("김총괄", "ㄱㅊㄱ"):
        empty(panel, "담당관·안건으로 찾기")
        write(panel, "담당관·안건으로 찾기", words)
        assert [boards.table.isRowHidden(row) for row in range(2)] == [False, True]
    shown = boards.table
    cut = [
        place
        for place in range(shown.columnCount())
        if shown.columnWidth(place) < shown.sizeHintForColumn(place)
    ]
    widths = sum(shown.columnWidth(place) for place in range(shown.columnCount()))
    assert not cut or widths >= shown.viewport().width()  # none is cut beside an empty room
    (listed,) = panel.findChildren(AgendaList)
    assert not listed.isVisible()  # the boards have the whole width
    press(panel, "현황판 닫기")
    assert listed.isVisible()
    assert not boards.isVisible()


def test_an_opinion_is_anchored_to_what_is_selected_on_the_map(
    panel: ReviewPanel, table: Desk
) -> None:
    open_round(panel)
    put_on_agenda(panel, table)
    layer = table.project.investments
    assert layer is not None
    feature, name = str(layer.uids[3]), str(layer.text("name")[3])
    table.selection.select(layer.uid, (feature,))
    said(panel)
    anchor = field(panel, "대상")
    assert isinstance(anchor, QComboBox)
    assert [anchor.itemText(n) for n in range(anchor.count())] == [
        "안건 전체",
        f"지도에서 선택한 대상: {name}",
    ]
    anchor.setFocus()
    QTest.keyClick(anchor, Qt.Key.Key_Down)
    table.selection.clear()  # what was chosen stays
    give_opinion(panel, "학", "홍길동")
    told = records(table.project, Opinion)[-1]
    assert (told.layer, told.feature, told.about) == (layer.uid, feature, name)
    assert anchor.currentIndex() == 0
    assert name in said(panel)
    press(panel, "지도에서 보기")
    assert table.selection.selected.uids == (feature,)
