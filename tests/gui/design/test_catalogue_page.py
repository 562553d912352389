"""The catalogue in the window: a service is edited, added, given out and taken in, with undo."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from scmap.gui.design.catalogue import CataloguePage
from scmap.gui.design.service_form import ServiceForm
from scmap.session.judging import templates_of
from tests.gui.design.laid import Laid, button, laid, ok, said
from tests.session.test_linking import accepted

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def table() -> Iterator[Laid]:
    with laid(accepted()[0]) as made:
        yield made


@pytest.fixture
def page(table: Laid, qtbot: QtBot) -> CataloguePage:
    page = CataloguePage(table.desk)
    qtbot.addWidget(page)
    page.resize(1000, 400)
    page.show()
    return page


def form_of(table: Laid, page: CataloguePage, name: str) -> ServiceForm:
    QTest.mouseClick(button(page, name), Qt.MouseButton.LeftButton)
    return next(one for one in table.desk.window.findChildren(ServiceForm) if one.isVisible())


def test_all_services_are_listed_with_conditions_and_their_basis(page: CataloguePage) -> None:
    assert page.table.rows.rowCount() == 21
    page.table.selectRow(0)
    assert "카메라 1대의 감시 반경 50 m(보고된 값)" in said(page)
    assert "「개인정보 보호법」" in said(page)


def test_a_service_is_edited_and_restored(table: Laid, page: CataloguePage) -> None:
    page.table.selectRow(0)
    form = form_of(table, page, "edit")
    form.lines["benefit"].setText("검거율 향상")
    QTest.mouseClick(ok(form), Qt.MouseButton.LeftButton)
    assert templates_of(table.project).templates["T1"].benefit.ko == "검거율 향상"
    assert templates_of(table.project).templates["T1"].title.en  # English words stay
    QTest.mouseClick(button(page, "restore"), Qt.MouseButton.LeftButton)
    assert templates_of(table.project).templates["T1"].benefit.ko != "검거율 향상"
    table.undo()
    table.undo()
    assert templates_of(table.project).templates["T1"].benefit.ko != "검거율 향상"


def test_a_service_is_added_given_out_and_taken_in(
    table: Laid, page: CataloguePage, tmp_path: Path
) -> None:
    form = form_of(table, page, "add")
    form.lines["title"].setText("드론 순찰")
    QTest.mouseClick(ok(form), Qt.MouseButton.LeftButton)
    assert templates_of(table.project).templates["L1"].title.ko == "드론 순찰"
    assert page.table.rows.rowCount() == 22
    page.give(tmp_path / "services.json")
    told = [one.text for one in table.desk.messages.messages]
    assert "서비스 목록을 저장했습니다: services.json" in told
    table.undo()
    assert page.table.rows.rowCount() == 21
    page.take(tmp_path / "services.json")
    assert page.table.rows.rowCount() == 22
    page.give(tmp_path / "없는 폴더" / "services.json")
    assert "error" in [one.level for one in table.desk.messages.messages]
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    page.take(tmp_path / "broken.json")
    assert page.table.rows.rowCount() == 22
