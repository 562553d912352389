"""Coverage is measured in the background, shown by neighbourhood, and what cannot be is told."""

from collections.abc import Callable

import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QWidget
from pytestqt.qtbot import QtBot

from scmap.gui.design.coverage import CoveragePage
from scmap.gui.design.desk import Desk
from scmap.gui.design.siting import SitingPage
from scmap.model.project import Project
from scmap.reference import gazetteer
from scmap.session.covering import ENTRIES, SERVED, SHARES
from tests.gui.board import city
from tests.gui.design.laid import laid

pytestmark = pytest.mark.usefixtures("qapp")


def covered(project: Project, metres: float) -> float:
    """Share of the city within so many metres of a fire station, by GEOS and nothing of ours."""
    stations = project.named("fire_station")
    assert stations is not None
    ground = gazetteer().footprint("municipality:41590")
    discs = shapely.union_all(shapely.buffer(stations.geometry, metres, quad_segs=64))
    return float(shapely.area(shapely.intersection(discs, ground)) / shapely.area(ground))


def test_coverage_is_a_table_and_two_layers_on_the_map(qtbot: QtBot) -> None:
    with laid(city()) as table:
        page = CoveragePage(table.desk)
        qtbot.addWidget(page)
        page.show()
        assert page.municipality.currentText().endswith("화성시")
        page.target.setCurrentIndex(page.target.findText("학교"))
        assert page.facility.currentText() == "방범 카메라"
        page.facility.setCurrentIndex(page.facility.findData("fire_station"))
        page.metres.setValue(2000.0)
        QTest.mouseClick(page.run, Qt.MouseButton.LeftButton)
        table.wait()
        share = f"{covered(table.project, 2000.0):.1%}"
        assert (
            f"화성시 소방서 3곳, 직선거리 2,000 m: 면적의 {share}를 담당합니다." in page.told.text()
        )
        assert "학교 110곳 가운데" in page.told.text()
        assert "소방서가 없는 법정동 38곳" in page.told.text()
        assert page.table.rows.rowCount() > 20
        assert {entry.uid for entry in table.project.map} == set(ENTRIES)
        zones, served = table.desk.sources(SHARES), table.desk.sources(SERVED)
        assert zones is not None
        assert served is not None
        assert len(zones) == page.table.rows.rowCount()
        page.municipality.setCurrentIndex(page.municipality.findData("52710"))
        QTest.mouseClick(page.run, Qt.MouseButton.LeftButton)
        table.wait()
        assert "소방서 레이어에 전북특별자치도 완주군의 자료가 없어" in page.told.text()
        assert not page.table.rows.rowCount(), "the answer of before stands below a refusal"
        assert table.desk.sources(SHARES) is None


@pytest.mark.parametrize("page_of", [CoveragePage, SitingPage])
def test_tab_comes_to_the_fields_before_the_buttons_and_the_table(
    page_of: Callable[[Desk], CoveragePage | SitingPage], qtbot: QtBot
) -> None:
    with laid(city()) as table:
        page = page_of(table.desk)
        qtbot.addWidget(page)
        last = page.target if isinstance(page, CoveragePage) else page._pick["joins"]
        met: list[QWidget | None] = [last]
        while (following := met[-1] and met[-1].nextInFocusChain()) is not last:
            met.append(following)
        there = [met.index(one) for one in (page.run, page.stop, page.table)]
        assert there == sorted(there)
        between = met[1 : there[0]]
        assert not [one for one in between if isinstance(one, QComboBox | QDoubleSpinBox)]
