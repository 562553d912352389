"""Ideas are imported, ranked against test-beds, and tried with one press."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from scmap.gui.design.ideas import IdeasPage
from scmap.model.link import Link
from scmap.model.records import records
from tests.gui.design.laid import button, laid
from tests.session.test_ideas import sample, written

pytestmark = pytest.mark.usefixtures("qapp")


def test_an_idea_is_imported_and_tried_in_the_best_host(qtbot: QtBot, tmp_path: Path) -> None:
    with laid(sample()) as table:
        page = IdeasPage(table.desk)
        qtbot.addWidget(page)
        page.show()
        assert page.table.rows.rowCount() == 6  # contests of the register
        page.take(written(tmp_path, 2))
        table.wait()
        assert page.table.rows.rowCount() == 8
        page.table.selectRow(0)
        names = [page.hosts.rows.cell(row, 1)[0] for row in range(page.hosts.rows.rowCount())]
        assert any("수성알파시티" in name for name in names)
        assert not button(page, "apply").isEnabled()
        page.hosts.selectRow(0)
        QTest.mouseClick(button(page, "apply"), Qt.MouseButton.LeftButton)
        (link,) = records(table.project, Link)
        assert link.title == "적용: 안심 버스 0"
        table.undo()
        assert records(table.project, Link) == ()
        page.field.setCurrentIndex(page.field.findData("WAT"))
        assert page.hosts.rows.rowCount() == 1
        assert "에코델타" in page.hosts.rows.cell(0, 1)[0]
