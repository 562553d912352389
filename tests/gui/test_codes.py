"""국가표준 연계 in the window: codes are linked by table, by name and by hand, and kept."""

from pathlib import Path

from PySide6.QtWidgets import QPushButton, QTabWidget

from scmap.gui.dialogs.codes import LOCAL, NATIONAL, CodesDialog
from scmap.gui.main_window import MainWindow
from scmap.gui.sheet_view import SheetView
from scmap.model.crosswalk import CodeLink, Regional
from scmap.model.layer import Layer, objects
from scmap.model.project import Project
from scmap.model.records import records
from scmap.session.session import Session
from tests.cli.test_crosswalk import codes
from tests.journeys.hand import keep_picture


def named() -> Layer:
    """Give the layer of 40 codes with a field of names beside them, one of which is ambiguous."""
    layer = codes(40)
    names = ["화성시", "수원시", "중구"] * len(layer)
    return layer.replace(columns={**layer.columns, "시군구": objects(names[: len(layer)])})


def opened(window: MainWindow) -> CodesDialog:
    window.actions_["share.codes"].trigger()
    return window.findChildren(CodesDialog)[-1]


def column(dialog: CodesDialog, number: int) -> list[str]:
    found = (dialog.table.item(row, number) for row in range(dialog.table.rowCount()))
    return [item.text() for item in found if item is not None]


def test_codes_are_linked_by_table_by_name_and_by_hand(window: MainWindow, tmp_path: Path) -> None:
    window.bridge.take(Session(Project("p", "t", layers=(named(),))))
    dialog = opened(window)
    table = tmp_path / "표.csv"
    lines = ["지역,표준", *(f"L{number:02d},N{number}" for number in range(3, 40))]
    table.write_text("\n".join(lines), encoding="cp949")
    dialog.take_table(table)
    assert "37/40 연계(92.5%)" in dialog.told.text()
    assert "코드가 없는 행 1개" in dialog.told.text()
    assert column(dialog, LOCAL)[:3] == ["L00", "L01", "L02"], "what is missing comes first"
    cell = dialog.table.item(0, NATIONAL)
    assert cell is not None
    cell.setText("N0")
    assert "38/40 연계(95.0%)" in dialog.told.text()
    dialog.regional.setChecked(True)
    dialog.steward.setText("화성시 정보통신과")
    dialog.cycle.setText("분기")
    keep_picture(dialog, "crosswalk")
    dialog.field.setCurrentText("시군구")
    find = next(one for one in dialog.findChildren(QPushButton) if one.text() == "이름으로 찾기")
    find.click()
    assert "2/3 연계(66.7%)" in dialog.told.text(), "several places are called 중구"
    assert dict(zip(column(dialog, LOCAL), column(dialog, NATIONAL), strict=True)) == {
        "화성시": "41590",
        "수원시": "41110",
        "중구": "",
    }
    tabs = dialog.findChild(QTabWidget)
    assert tabs is not None
    register = tabs.widget(1)
    assert isinstance(register, SheetView)
    assert register.model().rowCount() >= 20
    dialog.accept()
    project = window.bridge.project
    assert project is not None
    assert len(records(project, CodeLink)) == 40
    assert records(project, Regional) == (Regional("u", "화성시 정보통신과", "분기"),)
    again = opened(window)
    assert "38/40" in again.told.text() or "2/3" in again.told.text(), "kept with the project"
    again.regional.setChecked(False)
    again.accept()
    project = window.bridge.project
    assert project is not None
    assert records(project, Regional) == ()
    window.bridge.undo()
    assert window.bridge.project is not None
    assert records(window.bridge.project, Regional)
