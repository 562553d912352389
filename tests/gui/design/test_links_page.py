"""The design table lists the links, says what each lacks, and its form keeps what is typed."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QDate, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QLineEdit,
)
from pytestqt.qtbot import QtBot

from scmap.cartography.diagram import Box, Diagram, Wire, lay_out
from scmap.cartography.flow import Flow
from scmap.gui.design.diagrams import DiagramsPage
from scmap.gui.design.link_form import LinkForm
from scmap.gui.design.links import LinksPage
from scmap.model.link import Link
from scmap.model.records import records
from scmap.session import linking
from tests.gui.design.laid import Laid, button, laid, ok, said
from tests.session.test_linking import accepted

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def table() -> Iterator[Laid]:
    """Three links between two centres."""
    project, link = accepted()
    for number, title in enumerate(("둘째", "셋째"), start=2):
        more = replace(link, uid=f"l{number}", template=f"T{number}", title=title)
        project = linking.accept(project, more)
    with laid(project) as made:
        yield made


@pytest.fixture
def page(table: Laid, qtbot: QtBot) -> LinksPage:
    page = LinksPage(table.desk)
    qtbot.addWidget(page)
    page.resize(900, 300)
    page.show()
    return page


def links(table: Laid) -> tuple[Link, ...]:
    return records(table.project, Link)


def form_of(table: Laid, page: LinksPage) -> LinkForm:
    QTest.mouseClick(button(page, "edit"), Qt.MouseButton.LeftButton)
    form = table.desk.window.findChild(LinkForm)
    assert isinstance(form, LinkForm)
    return form


def test_the_links_are_listed_with_what_each_lacks(table: Laid, page: LinksPage) -> None:
    assert page.table.rows.rowCount() == 3
    assert "연계 3건" in said(page)
    page.table.selectRow(1)
    assert table.desk.selection.selected.current == "l2"
    assert "T2 둘째" in said(page)
    assert "협약이 없습니다." in said(page)
    assert "공간단위 서비스 표준 미지정" in said(page)


def test_the_form_keeps_what_is_typed_and_undo_takes_it_back(table: Laid, page: LinksPage) -> None:
    page.table.selectRow(0)
    form = form_of(table, page)
    agreement, state = form.fields["agreement"], form.fields["state"]
    assert isinstance(agreement, QLineEdit)
    assert isinstance(state, QComboBox)
    QTest.keyClicks(agreement, "MOU 2026")
    state.setCurrentIndex(2)
    QTest.mouseClick(ok(form), Qt.MouseButton.LeftButton)
    assert links(table)[0].agreement == "MOU 2026"
    assert links(table)[0].state == "agreed"
    assert "협약 만료일 미상" in said(page)
    table.undo()
    assert links(table)[0].agreement == ""


def test_a_form_says_what_is_wrong_before_it_is_kept(table: Laid, page: LinksPage) -> None:
    page.table.selectRow(0)
    form = form_of(table, page)
    agreed, ends = form.fields["agreed_on"], form.fields["expires_on"]
    assert isinstance(agreed, QDateEdit)
    assert isinstance(ends, QDateEdit)
    agreed.setDate(QDate(2026, 5, 1))
    ends.setDate(QDate(2026, 4, 1))
    assert not ok(form).isEnabled()
    ends.setDate(QDate(2027, 4, 1))
    assert ok(form).isEnabled()
    form.reject()


def test_a_link_is_shown_on_the_map_and_withdrawn(table: Laid, page: LinksPage) -> None:
    page.table.selectRow(2)
    QTest.mouseClick(button(page, "show"), Qt.MouseButton.LeftButton)
    assert table.zoomed == [(Link.TABLE, "l3")]
    QTest.mouseClick(button(page, "withdraw"), Qt.MouseButton.LeftButton)
    assert [one.uid for one in links(table)] == ["l1", "l2"]


def test_without_links_the_page_says_what_to_do(table: Laid, page: LinksPage) -> None:
    for one in links(table):
        table.desk.do("x", lambda now, uid=one.uid: linking.withdraw(now, uid))  # type: ignore[misc]
    assert "채택한 연계가 없습니다" in said(page)


def test_the_diagram_joins_the_boxes_and_a_click_on_a_wire_selects_its_link(
    table: Laid, qtbot: QtBot
) -> None:
    page = DiagramsPage(table.desk)
    qtbot.addWidget(page)
    page.resize(1100, 400)
    page.show()
    diagram = page.whole.shown
    assert isinstance(diagram, Diagram)
    _, _, middle = next(one for one in diagram.wires if one[0].key == "l3")
    at = (middle * page.whole.shrunk).toPoint()
    QTest.mouseClick(page.whole, Qt.MouseButton.LeftButton, pos=at)
    assert table.desk.selection.selected.current == "l3"
    flow = page.flow.shown
    assert isinstance(flow, Flow)
    assert [item for item, _ in flow.items] == ["영상(설치 목적 추가)", "차량 이벤트"]
    assert flow.both
    assert not page.flow.image().isNull()


def test_boxes_stand_apart_and_each_wire_has_a_level_of_its_own() -> None:
    boxes = [Box(key, key) for key in "abcd"]
    wires = [Wire(f"{a}{b}", a, b) for a, b in ("ab", "ab", "ac", "bc", "da")]
    wires[1] = Wire("ab2", "a", "b")
    made = lay_out(boxes, wires)
    places = [where for _, where in made.boxes.values()]
    assert len(places) == 4
    assert not any(one.intersects(other) for one in places for other in places if one is not other)
    ends = [(path.pointAtPercent(0.0).y(), wire.start) for wire, path, _ in made.wires]
    assert len(set(ends)) == len(ends)
    assert made.wire_at(QPointF(-50, -50)) == ""
