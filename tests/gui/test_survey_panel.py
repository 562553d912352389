"""타 부처 사업 조회 in the window: drawn or named, listed by line, nothing saved unasked."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel

from scmap.gui.canvas.drawing import Drawing
from scmap.gui.card_view import TargetButton
from scmap.gui.main_window import MainWindow
from scmap.gui.panels.record_dialog import RecordDialog
from scmap.reference import gazetteer
from tests.journeys.conftest import one_window, sample_window

__all__ = ["one_window", "sample_window"]  # fixtures

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
PATIENCE_MS = 20_000
Open = Callable[..., MainWindow]


@pytest.fixture
def window(sample_window: MainWindow) -> MainWindow:
    if not sample_window.survey.isVisible():
        sample_window.actions_["analysis.survey"].trigger()
    for box in sample_window.survey.findChildren(QComboBox):
        box.setCurrentIndex(0)
    assert sample_window.survey.isVisible()
    return sample_window


def settle(window: MainWindow, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: window.is_painted, timeout=PATIENCE_MS)


def read(window: MainWindow) -> str:
    labels = window.survey.findChildren(QLabel)
    return "\n".join(one.text() for one in labels if one.isVisible())


def listed(window: MainWindow) -> list[str]:
    buttons = window.survey.findChildren(TargetButton)
    return [one.accessibleName() for one in buttons if one.isVisible()]


def draw_square(window: MainWindow) -> None:
    """Click the four corners of two kilometres in the middle of 부천."""
    middle = gazetteer().footprint("municipality:41190").centroid
    window.survey.draw.click()
    for dx, dy in ((-1000, -1000), (1000, -1000), (1000, 1000), (-1000, 1000)):
        x, y = window.canvas.view.screen(middle.x + dx, middle.y + dy)
        QTest.mouseClick(window.canvas, LEFT, pos=QPoint(round(x), round(y)))


def show_bucheon(window: MainWindow, qtbot: Any) -> None:
    window.survey.place.setText("부천시")
    QTest.keyClick(window.survey.place, Key.Key_Return)
    qtbot.waitUntil(lambda: len(listed(window)) == 5, timeout=PATIENCE_MS)
    settle(window, qtbot)


def test_a_footprint_drawn_in_bucheon_lists_its_five_records_before_anything_is_saved(
    window: MainWindow, qtbot: Any
) -> None:
    project = window.bridge.project
    show_bucheon(window, qtbot)
    draw_square(window)
    QTest.keyClick(window.canvas, Key.Key_Return)
    qtbot.waitUntil(lambda: "겹치는 사업 4건" in read(window), timeout=PATIENCE_MS)
    assert len(listed(window)) == 5
    assert all(name.startswith("부천시") for name in listed(window))
    said = read(window)
    assert said.index("국토교통부 계열 4건") < said.index("기후에너지환경부 계열 1건")
    assert "국토교통부 계열(3건), 기후에너지환경부 계열(1건)" in said
    assert window.bridge.project is project  # nothing is saved
    found = window.survey.found
    assert found is not None
    assert found.plan.footprint.area == pytest.approx(4e6, rel=0.1)
    assert found.plan.place == "경기도 부천시"


def test_a_ministry_and_a_kind_bring_likely_grades(window: MainWindow, qtbot: Any) -> None:
    show_bucheon(window, qtbot)
    assert not any("예상" in name for name in listed(window))
    assert "부처를 선택하면" in read(window)
    form = window.survey.form
    form.ministry.setCurrentIndex(form.ministry.findData("행정안전부"))
    form.kind.setCurrentIndex(form.kind.findData("CCC"))
    form.fields.choose("CRM", "DIS")
    form.year_from.setValue(2021)
    qtbot.waitUntil(lambda: any("예상" in name for name in listed(window)), timeout=PATIENCE_MS)
    assert window.survey.plan is not None
    assert window.survey.plan.fields == ("CRM", "DIS")


def test_a_click_on_an_investment_selects_it_everywhere(window: MainWindow, qtbot: Any) -> None:
    show_bucheon(window, qtbot)

    def offered() -> list[TargetButton]:
        return [one for one in window.survey.findChildren(TargetButton) if one.isVisible()]

    qtbot.waitUntil(lambda: bool(offered()), timeout=PATIENCE_MS)
    qtbot.mouseClick(offered()[0], LEFT)
    assert window.status.text("selected") == "선택 1"
    project = window.bridge.project
    assert project is not None
    assert project.investments is not None
    assert window.selection.selected.layer == project.investments.uid


def test_points_are_taken_back_and_escape_draws_nothing(window: MainWindow, qtbot: Any) -> None:
    show_bucheon(window, qtbot)
    before = window.survey.plan
    draw_square(window)
    drawing = window.canvas.tool
    assert isinstance(drawing, Drawing)
    assert len(drawing.points) == 4
    QTest.keyClick(window.canvas, Key.Key_Backspace)
    assert len(drawing.points) == 3
    QTest.keyClick(window.canvas, Key.Key_Backspace)
    QTest.keyClick(window.canvas, Key.Key_Return)  # two points are no area yet
    assert window.canvas.tool is drawing
    QTest.keyClick(window.canvas, Key.Key_Escape)
    assert window.canvas.tool is None
    assert window.survey.plan is not None
    assert before is not None
    assert window.survey.plan.footprint is before.footprint


def test_a_neighbourhood_is_named_and_what_is_unknown_is_said(
    window: MainWindow, qtbot: Any
) -> None:
    survey = window.survey
    survey.place.setText("부천시 내동·삼정동")
    QTest.keyClick(survey.place, Key.Key_Return)
    qtbot.waitUntil(lambda: survey.found is not None, timeout=PATIENCE_MS)
    assert survey.found is not None
    assert survey.found.plan.quality == "A′"
    assert survey.found.plan.extent == "emd:41190:내동|삼정동"
    assert survey.found.meets.sum() == 5
    survey.place.setText("없는시")
    QTest.keyClick(survey.place, Key.Key_Return)
    assert "찾을 수 없습니다" in read(window)


def test_the_ground_of_a_selected_investment_is_used(window: MainWindow, qtbot: Any) -> None:
    survey = window.survey
    survey.use.click()
    assert "먼저 선택하십시오" in read(window)
    layer = window.bridge.project.investments if window.bridge.project else None
    assert layer is not None
    row = [str(name) for name in layer.text("name")].index("부천시 스마트시티 챌린지(예비)")
    window.selection.select(layer.uid, (layer.uids[row],))
    survey.use.click()
    qtbot.waitUntil(lambda: survey.found is not None, timeout=PATIENCE_MS)
    assert survey.plan is not None
    assert survey.plan.footprint.area == layer.geometry[row].area


def test_the_list_is_copied_with_what_it_leaves_out(window: MainWindow, qtbot: Any) -> None:
    show_bucheon(window, qtbot)
    window.survey.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 6
    assert lines[0].split("\t")[:2] == ["부처 계열", "사업명"]
    told: list[Any] = []
    window.survey.save_wanted.disconnect()
    window.survey.save_wanted.connect(lambda *saved: told.append(saved[1]))
    window.survey._save.click()
    assert any("저장되지 않습니다" in note for note in told[0].notes)


def test_the_plan_is_registered_when_it_is_wanted_and_that_is_undone(
    window: MainWindow, qtbot: Any
) -> None:
    show_bucheon(window, qtbot)
    survey, session = window.survey, window.bridge.session
    assert session is not None
    before = session.project.investments
    survey.form.ministry.setCurrentIndex(survey.form.ministry.findData("행정안전부"))
    survey.register.click()
    dialog = window.findChild(RecordDialog)
    assert dialog is not None
    assert not dialog._yes.isEnabled()
    assert "사업명을 입력" in dialog._told.text()
    assert "유형을 선택" in dialog._told.text()
    assert "부처를 선택" not in dialog._told.text()  # what the panel knows is there
    dialog.form.name.setText("부천시 새 관제센터")
    dialog.form.kind.setCurrentIndex(dialog.form.kind.findData("CCC"))
    dialog.form.fields.choose("CRM")
    dialog.form.year_from.setValue(2027)
    dialog.form.year_to.setValue(2026)
    assert "빠릅니다" in dialog._told.text()
    dialog.form.year_to.setValue(2028)
    dialog.form.total.setValue(100)
    dialog.split["national"].setValue(150)
    assert "넘습니다" in dialog._told.text()
    assert not dialog._yes.isEnabled()
    dialog.split["national"].setValue(50)
    assert dialog._told.text() == ""
    dialog.agency.setText("한국지능정보사회진흥원")
    dialog._yes.click()
    after = session.project.investments
    assert before is not None
    assert after is not None
    assert len(after) == len(before) + 1
    assert after.text("name")[-1] == "부천시 새 관제센터"
    assert after.text("municipality_code")[-1] == "41190"
    assert after.text("quality")[-1] == "B"
    assert after.text("agency")[-1] == "한국지능정보사회진흥원"
    assert after.number("national_mkrw")[-1] == 50
    assert np.isnan(after.number("local_mkrw")[-1])
    assert "지정한 구역으로 등록" in str(after.text("source")[-1])
    assert survey.plan is None
    settle(window, qtbot)
    session.undo()
    assert session.project.investments is before
    settle(window, qtbot)


def test_closing_it_forgets_the_plan(window: MainWindow, qtbot: Any) -> None:
    show_bucheon(window, qtbot)
    window.actions_["analysis.survey"].trigger()
    assert not window.survey.isVisible()
    assert window.survey.plan is None
    assert window.canvas._sketch is None


def hover(window: MainWindow, x: float, y: float) -> None:
    at = window.canvas.view.screen(x, y)
    QTest.mouseMove(window.canvas, QPoint(*map(round, at)))


def met(window: MainWindow) -> dict[str, tuple[str, str]]:
    return {one.name: (one.grade, one.area) for one in window.survey._met.shown.rows if one.uid}


def test_what_is_met_is_listed_with_grades_while_the_hand_still_draws(
    window: MainWindow, qtbot: Any
) -> None:
    project, survey = window.bridge.project, window.survey
    show_bucheon(window, qtbot)
    survey.form.ministry.setCurrentIndex(survey.form.ministry.findData("행정안전부"))
    survey.form.kind.setCurrentIndex(survey.form.kind.findData("CCC"))
    survey.form.year_from.setValue(2021)
    settle(window, qtbot)
    middle = gazetteer().footprint("municipality:41190").centroid
    survey.draw.click()
    for dx, dy in ((-1000, -1000), (1000, -1000)):
        x, y = window.canvas.view.screen(middle.x + dx, middle.y + dy)
        QTest.mouseClick(window.canvas, LEFT, pos=QPoint(round(x), round(y)))
    hover(window, middle.x + 1000, middle.y + 1000)
    qtbot.waitUntil(lambda: survey.live.isVisible() and len(met(window)) == 4, timeout=PATIENCE_MS)
    small = met(window)["부천시 스마트도시 통합운영센터"]
    assert small[0] in ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ")
    assert float(small[1]) == pytest.approx(2.0, rel=0.1)
    hover(window, middle.x + 1000, middle.y + 1600)
    qtbot.waitUntil(
        lambda: float(met(window)["부천시 스마트도시 통합운영센터"][1]) > float(small[1]),
        timeout=PATIENCE_MS,
    )
    assert "협의 대상: 국토교통부 계열" in read(window)
    assert window.bridge.project is project
    QTest.keyClick(window.canvas, Key.Key_Escape)
    assert not survey.live.isVisible()
    assert survey.found is not None


def test_a_plan_is_carried_to_another_place_and_tells_what_it_meets_on_the_way(
    window: MainWindow, qtbot: Any
) -> None:
    survey = window.survey
    assert not survey.move_.isEnabled()
    show_bucheon(window, qtbot)
    draw_square(window)
    QTest.keyClick(window.canvas, Key.Key_Return)
    qtbot.waitUntil(lambda: "겹치는 사업 4건" in read(window), timeout=PATIENCE_MS)
    before = survey.plan
    assert before is not None
    middle = before.footprint.centroid
    survey.move_.click()
    for step in (0, 1000, 5000):
        hover(window, middle.x + step, middle.y)
    name = "부천시 스마트도시 통합운영센터"
    qtbot.waitUntil(
        lambda: survey.live.isVisible() and float(met(window).get(name, ("", "0"))[1]) < 3.5,
        timeout=PATIENCE_MS,
    )
    at = window.canvas.view.screen(middle.x + 3000, middle.y)
    QTest.mouseClick(window.canvas, LEFT, pos=QPoint(*map(round, at)))
    qtbot.waitUntil(
        lambda: survey.plan is not None and survey.plan.footprint is not before.footprint,
        timeout=PATIENCE_MS,
    )
    qtbot.waitUntil(lambda: survey.found is not None, timeout=PATIENCE_MS)
    assert survey.plan is not None
    assert survey.plan.footprint.centroid.x - middle.x == pytest.approx(3000, abs=1100)
    assert survey.plan.footprint.area == pytest.approx(before.footprint.area)
    assert not survey.live.isVisible()


def test_an_investment_is_carried_and_one_step_back_returns_it(
    window: MainWindow, qtbot: Any
) -> None:
    show_bucheon(window, qtbot)
    session, survey = window.bridge.session, window.survey
    assert session is not None
    before = session.project.investments
    assert before is not None
    row = before.text("name").tolist().index("부천시 스마트시티 챌린지(예비)")
    uid = str(before.uids[row])
    assert not window.actions_["analysis.carry"].isEnabled()
    window.selection.select(before.uid, (uid,))
    window.actions_["analysis.carry"].trigger()
    middle = before.geometry[row].centroid
    for step in (0, 500, 1500):
        hover(window, middle.x + step, middle.y)
    qtbot.waitUntil(lambda: survey.live.isVisible() and len(met(window)) > 0, timeout=PATIENCE_MS)
    assert "부천시 스마트시티 챌린지(예비)" not in met(window)
    assert session.project.investments is before  # nothing is changed on the way
    at = window.canvas.view.screen(middle.x + 1500, middle.y)
    QTest.mouseClick(window.canvas, LEFT, pos=QPoint(*map(round, at)))
    qtbot.waitUntil(lambda: session.project.investments is not before, timeout=PATIENCE_MS)
    after = session.project.investments
    assert after is not None
    assert after.geometry[row].centroid.x > middle.x + 400
    assert after.geometry[row].area == pytest.approx(before.geometry[row].area)
    settle(window, qtbot)
    window.actions_["edit.undo"].trigger()
    assert session.project.investments is before
    settle(window, qtbot)
