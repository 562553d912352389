"""Every linked service is checked at a municipality or a chosen area, with numbers and the map."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from scmap.gui.design.fits import FitsPage
from scmap.reference import gazetteer_of
from scmap.session import place_fits
from scmap.session.place_fits import ENTRY, SHOWN
from scmap.words import tr
from tests.gui.board import city
from tests.gui.design.laid import button, laid, said

pytestmark = pytest.mark.usefixtures("qapp")


def listed(page: FitsPage, service: str) -> list[tuple[str, ...]]:
    """Give the features that were counted for a service as the table shows them."""
    page.table.selectRow(page.table.rows.row(service))
    rows = page.grounds.rows
    return [
        tuple(rows.cell(row, column)[0] for column in range(5)) for row in range(rows.rowCount())
    ]


def test_sensors_are_listed_with_their_road_and_a_line_on_the_map_joins_them(qtbot: QtBot) -> None:
    with laid(city()) as table:
        page = FitsPage(table.desk)
        qtbot.addWidget(page)
        page.resize(1000, 400)
        page.show()
        page.municipality.setCurrentIndex(page.municipality.findText("부산광역시 해운대구"))
        QTest.mouseClick(button(page, "run"), Qt.MouseButton.LeftButton)
        table.wait()
        sensors = listed(page, "X3")
        assert sensors
        for kind, name, road, metres, state in sensors:
            assert kind.startswith("대기 측정기")
            assert name
            assert road not in ("", "–")
            assert float(metres) <= 300.0
            assert state == "충족"
        QTest.mouseClick(button(page, "map"), Qt.MouseButton.LeftButton)
        shown = table.desk.sources(SHOWN)
        assert shown is not None
        lines = [shape.length for shape in shown.geometry]
        told = sorted(float(row[3]) for row in sensors)
        assert sorted(lines) == pytest.approx(told, abs=0.06)  # one line for each pair


def test_all_services_are_ranked_for_a_city_and_for_a_chosen_area(qtbot: QtBot) -> None:
    with laid(city()) as table:
        page = FitsPage(table.desk)
        qtbot.addWidget(page)
        page.resize(1000, 400)
        page.show()
        assert page.municipality.currentText() == "경기도 화성시"
        QTest.mouseClick(button(page, "run"), Qt.MouseButton.LeftButton)
        table.wait()
        assert page.found is not None
        assert page.table.rows.rowCount() == 21
        scores = np.array(page.found.scores)
        known = scores[~np.isnan(scores)]
        assert known.tolist() == sorted(known.tolist(), reverse=True)
        assert page.found.fits[0].template.id == "T1"
        assert tr("fits.choose") in said(page)  # no longer that it is at work
        page.table.selectRow(0)
        assert "1.94%(기준 1% 이상)" in said(page)
        QTest.mouseClick(button(page, "map"), Qt.MouseButton.LeftButton)
        shown = table.desk.sources(SHOWN)
        assert shown is not None
        assert len(shown) > 0
        assert [entry.uid for entry in table.project.map] == [ENTRY]
        page.table.selectRow(page.table.rows.row("X2"))
        told = [page.grounds.rows.cell(row, 0)[0] for row in range(page.grounds.rows.rowCount())]
        assert told
        assert set(told) == {"폴 (가상 예시)"}, set(told)
        page.grounds.selectRow(0)
        assert len(table.desk.selection.selected) == 1
        plants = listed(page, "X4")
        assert plants
        assert all(kind.startswith("하수") and name for kind, name, *_ in plants)
        page.table.selectRow(page.table.rows.row("X3"))
        assert "측정기와 도로의 거리 300 m(판단)" in said(page)
        layer = table.project.investments
        assert layer is not None
        rows = layer.text("name") == "동탄 U-City 정보센터"
        table.desk.selection.select(layer.uid, tuple(layer.uids[rows]))
        QTest.mouseClick(button(page, "area"), Qt.MouseButton.LeftButton)
        table.wait()
        assert "선택한 구역: " in said(page)
        assert page.found.title == "선택한 구역"


def test_every_municipality_is_checked_and_a_row_leads_to_its_conditions(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = city()
    known = gazetteer_of(project)
    few = replace(known, units={one: known.units[one] for one in ("41590", "26350", "11110")})
    monkeypatch.setattr(place_fits, "gazetteer_of", lambda _project: few)
    with laid(project) as table:
        page = FitsPage(table.desk)
        qtbot.addWidget(page)
        page.resize(1000, 400)
        page.show()
        QTest.mouseClick(button(page, "every"), Qt.MouseButton.LeftButton)
        table.wait()
        rows = page.table.rows
        cells = {rows.cell(row, 0)[0]: row for row in range(rows.rowCount())}
        assert set(cells) == {"경기도 화성시", "부산광역시 해운대구", "서울특별시 종로구"}
        assert list(cells)[-1] == "서울특별시 종로구"  # the one with the fewest applicable
        titles = [column.title for column in rows.table.columns]
        assert titles[5:] == [f"T{number}" for number in range(1, 14)] + [
            f"X{number}" for number in range(1, 9)
        ]
        place = titles.index("X3")
        assert rows.cell(cells["경기도 화성시"], place)[0] == "조건 미충족"
        assert rows.cell(cells["부산광역시 해운대구"], place)[0] == "적용 가능"
        assert rows.cell(cells["서울특별시 종로구"], place)[0] == "조건 미산정"
        page.table.opened.emit("26350")
        table.wait()
        assert page.municipality.currentText() == "부산광역시 해운대구"
        assert page.table.rows.row("X3") >= 0
