"""Centres and platforms are described, linked inside and mapped in the window, with undo."""

from collections.abc import Iterator

import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableWidget
from pytestqt.qtbot import QtBot

from scmap.gui.design.centres import CentresPage
from scmap.gui.design.platform_form import PlatformForm
from scmap.gui.design.platform_table import neighbours
from scmap.gui.design.platforms import PlatformsPage
from scmap.model.centre import SystemLink
from scmap.model.layer import Field
from scmap.model.project import Project
from scmap.model.records import records
from scmap.reference import gazetteer
from scmap.session.centres import matches_of
from scmap.session.editing import with_cells
from scmap.session.maturity_map import ENTRY, MATURITY
from scmap.session.session import Session
from scmap.words import tr
from tests.analysis import scenes
from tests.gui.design.laid import Laid, button, laid, ok
from tests.session.test_linking import accepted

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def table() -> Iterator[Laid]:
    with laid(accepted()[0]) as made:
        yield made


def cell_text(matrix: QTableWidget, row: int, column: int) -> str:
    item = matrix.item(row, column)
    assert item is not None
    return item.text()


def test_systems_are_added_and_linked_by_clicks_on_the_matrix(table: Laid, qtbot: QtBot) -> None:
    page = CentresPage(table.desk)
    qtbot.addWidget(page)
    page.resize(1000, 400)
    page.show()
    assert "기능 단계: 2단계 수집·제공" in page.said.text()
    assert "계획대로면 3단계 연계서비스" in page.said.text()
    assert "3단계: 확정·운영 연계서비스 1종 이상" in page.rule.text()
    assert "채택한 연계로 본 추이: 2026년 3단계" in page.said.text()
    QTest.mouseClick(page.steps, Qt.MouseButton.LeftButton)
    steps = table.desk.sources(MATURITY)
    assert steps is not None
    assert steps.number("step").tolist() == [2.0, 1.0]
    assert ENTRY in {entry.uid for entry in table.project.map}
    for name in ("방범 CCTV", "교통정보", "재난예경보"):
        page.name.setText(name)
        QTest.mouseClick(page.add, Qt.MouseButton.LeftButton)
    assert page.matrix.rowCount() == 3
    for _ in range(2):
        cell = page.matrix.visualRect(page.matrix.model().index(0, 1)).center()
        QTest.mouseClick(page.matrix.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    assert cell_text(page.matrix, 1, 0) == "연계"
    assert page.inner.text() == "내부 연계율 33.3%(1/3), 예정 0"
    table.undo()
    assert cell_text(page.matrix, 0, 1) == "예정"
    page.matrix.setCurrentCell(0, 0)
    QTest.mouseClick(page.remove, Qt.MouseButton.LeftButton)
    assert page.matrix.rowCount() == 2
    assert records(table.project, SystemLink) == ()


def test_a_centre_tells_its_cameras_by_purpose_and_whether_the_police_are_there(
    table: Laid, qtbot: QtBot
) -> None:
    page = CentresPage(table.desk)
    qtbot.addWidget(page)
    page.show()
    assert "관할의 카메라: 미상" in page.said.text()
    assert "경찰 상주: 미상" in page.said.text()
    layer = table.project.investments
    assert layer is not None
    own = layer.geometry[layer.rows[page.uid]]
    code = layer.text("municipality_code")[layer.rows[page.uid]]
    inside = shapely.point_on_surface(own)
    far = shapely.Point(inside.x + 1e6, inside.y)
    cameras = scenes.layer(
        "camera",
        (inside, inside, inside, inside, far),
        {"purpose": ("CRM", "CRM;TRN", "TRN", None, "CRM"), "municipality_code": (code,) * 5},
    )
    table.desk.do("x", lambda now: now.with_layer(cameras))
    field = Field("police")
    table.desk.do("x", lambda now: with_cells(now, layer.uid, field, {page.uid: "상주"}))
    assert (
        "관할의 카메라 4대(설치목적별 방범 2, 교통 2, 미상 1; 목적이 둘 이상인 1대는 각각 집계)"
        in page.said.text()
    )
    assert "경찰 상주: 상주" in page.said.text()


def test_two_platforms_are_described_compared_and_mapped(table: Laid, qtbot: QtBot) -> None:
    page = PlatformsPage(table.desk)
    qtbot.addWidget(page)
    page.resize(1100, 500)
    page.show()
    for side, told in (("left", "영상[RTSP]\n이벤트[JSON]"), ("right", "영상[HLS]\n이벤트[JSON]")):
        QTest.mouseClick(button(page, side), Qt.MouseButton.LeftButton)
        forms = table.desk.window.findChildren(PlatformForm)
        form = next(one for one in forms if one.isVisible())
        form.items.setText(told)
        form.openness.setCurrentIndex(3 if side == "left" else 1)
        QTest.mouseClick(ok(form), Qt.MouseButton.LeftButton)
    assert "공통 1항목, 변환 필요 1항목" in page.said.text()
    assert "개방성: 개방 / 폐쇄" in page.said.text()
    QTest.mouseClick(button(page, "map"), Qt.MouseButton.LeftButton)
    left, right = page.pair
    found = matches_of(table.project, left, right)
    assert [(one.left_item, one.status) for one in found] == [
        ("영상", "convert"),
        ("이벤트", "same"),
    ]
    item = page.mapping.item(0, 1)
    assert item is not None
    item.setText("rtsp_url")
    (first, _) = matches_of(table.project, left, right)
    assert first.left_field == "rtsp_url"
    turned = matches_of(table.project, right, left)[0]
    assert (turned.right_field, turned.right_item) == ("rtsp_url", "영상")
    page.mapping.setCurrentCell(1, 0)
    QTest.mouseClick(button(page, "unmap"), Qt.MouseButton.LeftButton)
    assert len(matches_of(table.project, left, right)) == 1


def test_nothing_of_another_project_is_shown_in_one_without_platforms(
    table: Laid, qtbot: QtBot
) -> None:
    page = PlatformsPage(table.desk)
    qtbot.addWidget(page)
    page.show()
    assert page.left.count() > 0
    assert page.said.text() not in ("", tr("centre.empty"))
    table.desk.bridge.take(Session(Project("p", "새 사업")))
    assert page.around.model().rowCount() == page.table.model().rowCount() == 0
    assert page.said.text() == tr("centre.empty")
    assert not any(one.isEnabled() for one in page._deeds.buttons.values())


def test_a_county_has_its_neighbours_around_it() -> None:
    """완주 touches 전주, 익산, 김제, 정읍, 임실, 진안, and 논산 and 금산 in 충남."""
    names = {one.code: one.name for one in gazetteer().municipalities}
    around = {names[code] for code in neighbours(gazetteer(), "52710")}
    assert {"완주군", "전주시", "익산시", "김제시", "진안군"} <= around
    assert "부산진구" not in around
