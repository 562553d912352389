"""Sites are computed in the window, kept as scenarios, compared and adopted."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from scmap.gui.design.links import LinksPage
from scmap.gui.design.scenarios import ScenariosPage
from scmap.gui.design.siting import SitingPage
from scmap.gui.models import agenda
from scmap.model.link import Link
from scmap.model.records import records
from scmap.model.review import AgendaItem, Round
from scmap.model.scenario import Scenario, ScenarioLink
from scmap.session import reviewing
from scmap.session.linking import ENTRY
from scmap.session.scenarios import entries_of
from tests.gui.board import city
from tests.gui.design.laid import Laid, button, laid, said
from tests.session.test_linking import accepted

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def table() -> Iterator[Laid]:
    with laid(accepted()[0]) as made:
        yield made


@pytest.fixture
def page(table: Laid, qtbot: QtBot) -> ScenariosPage:
    page = ScenariosPage(table.desk)
    qtbot.addWidget(page)
    page.resize(1100, 300)
    page.show()
    return page


def cells(page: ScenariosPage) -> dict[str, list[str]]:
    rows = page.differences.rows
    told = [[rows.cell(row, column)[0] for column in range(4)] for row in range(rows.rowCount())]
    return {first: rest for first, *rest in told}


def test_a_branch_is_changed_compared_and_adopted(
    table: Laid, page: ScenariosPage, qtbot: QtBot
) -> None:
    page.branch("대안 A")
    page.table.selectRow(0)
    assert page.right.currentText() == "대안 A"
    links = LinksPage(table.desk)
    qtbot.addWidget(links)
    links.show()
    links.plan.setCurrentIndex(1)
    links.table.selectRow(0)
    assert table.desk.selection.selected.layer == ScenarioLink.TABLE
    QTest.mouseClick(button(links, "withdraw"), Qt.MouseButton.LeftButton)
    assert cells(page)["연계"] == ["1", "0", "−1"]
    place = page.differences.rows.index(0, 1)
    assert place.data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert len(records(table.project, Link)) == 1
    page.table.selectRow(0)
    QTest.mouseClick(button(page, "adopt"), Qt.MouseButton.LeftButton)
    assert records(table.project, Link) == ()
    table.undo()
    assert len(records(table.project, Link)) == 1


def test_a_scenario_is_put_on_the_agenda_of_the_newest_round(
    table: Laid, page: ScenariosPage
) -> None:
    page.branch("대안 A")
    page.table.selectRow(0)
    QTest.mouseClick(button(page, "propose"), Qt.MouseButton.LeftButton)
    assert "회의 차수를 먼저" in said(page)
    opened = Round("r", 2026, 1, "가온시 위원회")
    table.desk.do("회의", lambda now: reviewing.open_round(now, opened))
    page.table.selectRow(0)
    QTest.mouseClick(button(page, "propose"), Qt.MouseButton.LeftButton)
    (item,) = records(table.project, AgendaItem)
    assert item.title == "시나리오 「대안 A」 채택 심의"
    assert item.text == "현행 계획의 연계 1건을 시나리오의 연계 1건으로 바꾸고자 함."
    assert agenda.subject_title(table.project, item) == "대안 A"
    QTest.mouseClick(button(page, "propose"), Qt.MouseButton.LeftButton)
    assert len(records(table.project, AgendaItem)) == 1


def test_two_maps_show_one_side_each(table: Laid, page: ScenariosPage) -> None:
    page.branch("대안 A")
    page.branch("다른 대안")
    other = entries_of(records(table.project, Scenario)[1].uid)
    page.left.setCurrentIndex(0)
    page.right.setCurrentIndex(1)
    QTest.mouseClick(button(page, "twin"), Qt.MouseButton.LeftButton)
    shown = {entry.uid: entry.visible for entry in table.project.map if entry.uid not in other}
    assert not any(entry.visible for entry in table.project.map if entry.uid in other)
    (turned,) = table.turned
    assert "왼쪽 현재 계획, 오른쪽 대안 A" in said(page)
    assert shown[ENTRY]
    assert turned == shown.keys()
    assert [uid for uid, on in shown.items() if not on] == [uid for uid in shown if uid != ENTRY]


def test_sites_are_computed_in_the_background_and_kept(qtbot: QtBot) -> None:
    with laid(city()) as table:
        page = SitingPage(table.desk)
        qtbot.addWidget(page)
        page.show()
        page.model.setCurrentIndex(1)
        page.region.setCurrentIndex(page.region.findText("강원특별자치도"))
        assert page.new.isVisible()
        assert not page.radius.isVisible()
        page.new.setValue(2)
        QTest.mouseClick(page.run, Qt.MouseButton.LeftButton)
        assert not page.run.isEnabled()
        table.wait()
        assert "최적임을 증명했습니다." in page.told.text()
        assert page.table.rows.rowCount() == 18
        (scenario,) = records(table.project, Scenario)
        assert scenario.title == "강원특별자치도 p-중앙값 신규 2곳"
        page.new.setValue(99)
        QTest.mouseClick(page.run, Qt.MouseButton.LeftButton)
        table.wait()
        assert "신규 센터 99곳을 요청했으나 후보지는" in page.told.text()
        assert len(records(table.project, Scenario)) == 1
        assert page.run.isEnabled()


def test_a_computation_is_stopped_and_leaves_nothing(qtbot: QtBot) -> None:
    with laid(city()) as table:
        page = SitingPage(table.desk)
        qtbot.addWidget(page)
        page.show()
        page.model.setCurrentIndex(1)  # the whole country, twenty new centres: some seconds
        page.new.setValue(20)
        QTest.mouseClick(page.run, Qt.MouseButton.LeftButton)
        assert page.stop.isEnabled()
        QTest.mouseClick(page.stop, Qt.MouseButton.LeftButton)
        table.wait()
        assert "계산을 중지했습니다" in page.told.text()
        assert records(table.project, Scenario) == ()
        assert page.run.isEnabled()


def test_sites_are_adopted_as_planned_centres_in_one_step(
    page: ScenariosPage, table: Laid, qtbot: QtBot
) -> None:
    siting = SitingPage(table.desk)
    qtbot.addWidget(siting)
    siting.show()
    siting.region.setCurrentIndex(siting.region.findText("경상남도"))
    QTest.mouseClick(siting.run, Qt.MouseButton.LeftButton)
    table.wait()
    assert "남해군–" in siting.told.text()
    assert "남해대교" in siting.told.text()
    siting.joined.setChecked(False)
    QTest.mouseClick(siting.run, Qt.MouseButton.LeftButton)
    table.wait()
    assert "이웃이 없어 묶을 수 없는 곳" in siting.told.text()
    assert "남해군" in siting.told.text().split("이웃이 없어")[1]
    page.table.selectRow(0)
    assert "담당 지자체" in cells(page)
    assert "오른쪽에만 있는 담당 지자체: 경상남도" in said(page)
    QTest.mouseClick(button(page, "adopt"), Qt.MouseButton.LeftButton)
    layer = table.project.investments
    assert layer is not None
    assert len(layer) > 2
    assert (layer.text("phase")[2:] == "계획").all()
    table.undo()
    assert len(table.project.investments or ()) == 2


def test_what_cannot_be_sited_is_explained_and_nothing_is_lost(qtbot: QtBot) -> None:
    with laid(city()) as table:
        page = SitingPage(table.desk)
        qtbot.addWidget(page)
        page.show()
        for model, region, words in (
            (0, "제주특별자치도", "배치할 시·군·구가 없습니다."),  # no 군 at all
            (0, "대구광역시", "곳의 묶음이 없습니다."),  # two 군 that do not touch
            (2, "강원특별자치도", "예산 10백만원으로는 설치비가 가장 적은 후보지"),
        ):
            page.model.setCurrentIndex(model)
            page.region.setCurrentIndex(page.region.findText(region))
            page.new.setValue(1)
            page.budget.setValue(10.0 if model == 2 else 0.0)
            page.cost.setValue(3000.0)
            QTest.mouseClick(page.run, Qt.MouseButton.LeftButton)
            table.wait()
            assert words in page.told.text(), page.told.text()
        assert records(table.project, Scenario) == ()
