"""A planner draws a test-bed along a border, splits it, edits it, takes all back, and survives."""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from scmap.gui.canvas.sketching import Sketching
from scmap.gui.dialogs.calculator import CalculatorDialog
from scmap.gui.dialogs.replace import ReplaceDialog
from scmap.gui.main_window import MainWindow
from scmap.gui.messages import MessageRow
from scmap.gui.panels.feature_form import FeatureForm
from scmap.gui.panels.feature_table import FeatureTable
from scmap.gui.panels.record_dialog import RecordDialog
from scmap.model.layer import Layer
from scmap.model.maplayer import BASE, RESULT
from scmap.model.project import Project
from scmap.reference import gazetteer
from scmap.session import recovery
from scmap.session.session import Session
from scmap.store.project_file import read_project, write_project
from scmap.words import tr
from tests.journeys.hand import Hand, said

Open = Callable[..., MainWindow]
Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
SAMPLE = Path(__file__).resolve().parents[2] / "sample_layers" / "scmap-sample.gpkg"
PICTURES = os.environ.get("SCMAP_PICTURES")  # a folder for screenshots that somebody looks at


@pytest.fixture
def planner(
    open_window: Open, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[MainWindow, Hand]:
    """Stand before one city of a project file, with a journal."""
    monkeypatch.setenv("SCMAP_PROFILE_DIR", str(tmp_path / "profile"))
    path = tmp_path / "내 사업.gpkg"
    write_project(small(read_project(SAMPLE).project), path)
    window = open_window(None)
    session = Session(read_project(path).project, path)
    recovery.keep(session)
    window.bridge.take(session)
    qtbot.waitUntil(lambda: window.is_painted, timeout=60_000)
    hand = Hand(qtbot, window)
    window.going.go_to(gazetteer().one("오산시").code)
    hand.wait(lambda: window.is_painted)
    return window, hand


def small(project: Project) -> Project:
    """Keep the investments and the boundaries, without what stands in the field."""
    layer = project.investments
    assert layer is not None
    kept = (layer.uid, BASE, RESULT)
    shown = tuple(one for one in project.map if one.layer.startswith(kept))
    return replace(project, uid="journey", layers=(layer,), map=shown)


def investments(window: MainWindow) -> Layer:
    project = window.bridge.project
    assert project is not None
    assert project.investments is not None
    return project.investments


def picture(window: MainWindow, name: str) -> None:
    if PICTURES:
        window.grab().save(f"{PICTURES}/{name}.png")


def on_canvas(window: MainWindow, at: tuple[float, float]) -> QPoint:
    x, y = window.canvas.view.screen(*at)
    return QPoint(round(x), round(y))


def draw_test_bed(window: MainWindow, hand: Hand) -> str:
    """Draw an area whose first two corners are corners of the border, and register it."""
    window.actions_["shape.area"].trigger()
    tool = window.canvas.tool
    assert isinstance(tool, Sketching)
    border = gazetteer().footprint("municipality:41370")
    corners = shapely.get_coordinates(border.exterior if border.geom_type == "Polygon" else border)
    seen = window.canvas.rect().adjusted(300, 220, -200, -160)
    near = [one for one in corners.tolist() if seen.contains(on_canvas(window, tuple(one)))]
    first = near[0]
    for at, (dx, dy) in ((first, (3, 3)), (first, (70, 30)), (first, (40, 90))):
        place = on_canvas(window, tuple(at)) + QPoint(dx, dy)
        QTest.mouseMove(window.canvas, place)
        hand.click(window.canvas, place)
    assert tool.points[0] in [tuple(one) for one in corners.tolist()]  # snapped, though beside it
    hand.wait(lambda: any("겹치는 사업" in line for line in tool.told))
    picture(window, "drawing")
    QTest.keyClicks(window.canvas, "@-800,200")
    QTest.keyClick(window.canvas, Key.Key_Return)
    assert len(tool.points) == 4
    QTest.keyClick(window.canvas, Key.Key_Return)
    dialog = hand.dialog(RecordDialog)
    hand.write(dialog.form.name, "오산 실증단지")
    hand.choose(dialog.form.kind, "TBD")
    hand.choose(dialog.form.ministry, "국토교통부")
    dialog.form.fields.choose("TRN")
    dialog.form.year_from.setValue(2026)
    hand.press(tr("record.do"), dialog)
    hand.closed(dialog)
    QTest.keyClick(window.canvas, Key.Key_Escape)
    QTest.keyClick(window.canvas, Key.Key_Escape)
    layer = investments(window)
    return str(layer.uids[layer.text("name") == "오산 실증단지"][0])


def split(window: MainWindow, hand: Hand, uid: str) -> None:
    layer = investments(window)
    window.selection.select(layer.uid, (uid,))
    x0, y0, x1, y1 = layer.geometry[layer.rows[uid]].bounds
    window.actions_["shape.split"].trigger()
    for at in (((x0 + x1) / 2, y1 + 500), ((x0 + x1) / 2, y0 - 500)):
        hand.click(window.canvas, on_canvas(window, at))
    QTest.keyClick(window.canvas, Key.Key_Return)
    QTest.keyClick(window.canvas, Key.Key_Escape)


def edit_form(window: MainWindow, hand: Hand, uid: str) -> None:
    window.selection.select(investments(window).uid, (uid,))
    hand.wait(lambda: window.inspector.card is not None)
    hand.press("속성 편집", window.inspector)
    form = hand.dialog(FeatureForm)
    hand.write(form.answers["source"].widget, "현장 조사")
    form.answers["total_mkrw"].put("1,000")
    form.answers["national_mkrw"].put("700")
    form.answers["local_mkrw"].put("500")
    assert "차이" in said(form)  # the split is larger than the total
    form.answers["local_mkrw"].put("300")
    assert "미상" in said(form)
    if PICTURES:
        form.grab().save(f"{PICTURES}/form.png")
    hand.press(tr("forms.do"), form)
    hand.closed(form)
    layer = investments(window)
    assert layer.number("national_mkrw")[layer.rows[uid]] == 700.0


def test_what_was_drawn_split_and_edited_is_taken_back_and_survives_a_crash(
    planner: tuple[MainWindow, Hand], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, hand = planner
    session = window.bridge.session
    assert session is not None
    before = session.project
    count = len(investments(window))
    uid = draw_test_bed(window, hand)
    whole = investments(window)
    area = whole.geometry[whole.rows[uid]].area
    split(window, hand, uid)
    hand.wait(lambda: len(investments(window)) == count + 2)
    after = investments(window)
    parts = [row for row, one in enumerate(after.text("name")) if "오산 실증단지" in str(one)]
    assert sum(after.geometry[row].area for row in parts) == pytest.approx(area, rel=1e-9)
    hand.wait(lambda: window.is_painted)
    picture(window, "split")
    edit_form(window, hand, uid)
    edit_cells(window, hand)
    last = session.project
    shutil.copytree(recovery.journal_dir(), tmp_path / "left")  # as a crash leaves it
    done = len(session.history)
    assert done >= 7
    for _ in range(done):
        window.actions_["edit.undo"].trigger()
    assert session.project is before
    for _ in range(done):
        window.actions_["edit.redo"].trigger()
    assert session.project is last
    crash_and_recover(window, hand, tmp_path, monkeypatch)
    assert window.bridge.session is not None
    for one in (session, window.bridge.session):
        one.close()
    recovered = investments(window)
    assert len(recovered) == count + 2
    row = recovered.rows[uid]
    assert recovered.number("national_mkrw")[row] == 700.0
    then = last.investments
    assert then is not None
    assert recovered.geometry[row].equals(then.geometry[then.rows[uid]])


def crash_and_recover(
    window: MainWindow, hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Begin anew with what the disk held at the moment of a crash, and take the offer."""
    window.bridge.take(None)
    monkeypatch.setenv("SCMAP_PROFILE_DIR", str(tmp_path / "after"))
    shutil.copytree(tmp_path / "left", recovery.journal_dir(), dirs_exist_ok=True)
    window.files.offers.left()
    words = tr("recovery.restore")

    def offered() -> list[QPushButton]:
        rows = window.messages.findChildren(MessageRow)
        every = (button for row in rows for button in row.findChildren(QPushButton))
        return [one for one in every if one.isVisible() and one.text() == words]

    hand.wait(offered)
    picture(window, "offered")
    hand.click(offered()[0])
    hand.wait(lambda: window.bridge.project is not None)
    if PICTURES:
        hand.wait(lambda: window.is_painted)
    picture(window, "recovered")


def open_table(window: MainWindow, hand: Hand) -> tuple[FeatureTable, int]:
    """Show the attributes of the investments; gives also the column of the total."""
    project = window.bridge.project
    assert project is not None
    entry = next(one for one in project.map if one.layer == investments(window).uid)
    window.actions_["view.tables"].setChecked(True)
    window.tables.show_attributes(entry)
    table = window.tables.attributes
    hand.wait(lambda: table.rows.rowCount() > 3)
    hand.activate()
    return table, [one.key for one in table.rows.table.columns].index("total_mkrw")


def type_and_paste(window: MainWindow, hand: Hand, table: FeatureTable, column: int) -> None:
    table.setFocus()
    table.setCurrentIndex(table.rows.index(0, column))
    QTest.keyClick(table, Key.Key_F2)  # about the cell here, not the layer's name
    editor = table.findChild(QLineEdit, "qt_lineedit_editor") or QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    editor.setText("12a")
    QTest.keyClick(editor, Key.Key_Return)
    hand.wait(lambda: "받을 수 없어" in said(window.messages))
    first, second = table.rows.uid(0), table.rows.uid(1)
    QApplication.clipboard().setText("1,500\t700\n2,500\t둘\n")
    table.setCurrentIndex(table.rows.index(0, column))
    window.actions_["edit.paste"].trigger()
    now = investments(window)
    assert now.number("total_mkrw")[[now.rows[first], now.rows[second]]].tolist() == [1500, 2500]
    picture(window, "pasted")


def edit_cells(window: MainWindow, hand: Hand) -> None:
    """Type, paste, fill down, calculate and replace, each as one step back."""
    session = window.bridge.session
    assert session is not None
    before = len(session.history)
    table, column = open_table(window, hand)
    type_and_paste(window, hand, table, column)
    table.selectAll()
    window.actions_["edit.fill"].trigger()
    seen = [table.rows.uid(row) for row in range(table.rows.rowCount())]
    now = investments(window)
    assert {now.number("total_mkrw")[now.rows[uid]] for uid in seen} == {1500.0}
    calculate_and_replace(window, hand)
    assert len(session.history) == before + 4


def calculate_and_replace(window: MainWindow, hand: Hand) -> None:
    window.actions_["edit.calculate"].trigger()
    dialog = hand.dialog(CalculatorDialog)
    hand.choose(dialog.into, tr("cells.calculator.new"))
    hand.write(dialog.name, "비율")
    dialog.formula.setText("반올림([national_mkrw] / [total_mkrw] * 100)")
    hand.wait(lambda: dialog.change.count)
    hand.press(tr("cells.calculator.do"), dialog)
    hand.closed(dialog)
    hand.wait(lambda: "비율" in investments(window).columns)
    assert np.isnan(investments(window).number("비율")).any()
    window.actions_["edit.replace"].trigger()
    asked = hand.dialog(ReplaceDialog)
    hand.choose(asked.column, "name")
    hand.write(asked.find_, "구축")
    hand.write(asked.by, "조성")
    hand.wait(lambda: asked.change.count)
    hand.press(tr("cells.replace.do"), asked)
    hand.closed(asked)
    assert any("조성" in str(one) for one in investments(window).text("name"))
