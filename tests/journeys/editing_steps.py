"""A planner's hand at the real program: draws, splits, edits, takes all back; then recovers.

Run as ``python -m tests.journeys.editing_steps DEED FILE`` it starts the program on a project, does
the deed in its window, says the state of the project in one line, and stays until it is killed.
"""

import hashlib
import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import numpy as np
import shapely
from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton

from scmap.app import run
from scmap.gui.canvas.sketching import Sketching
from scmap.gui.dialogs.calculator import CalculatorDialog
from scmap.gui.dialogs.replace import ReplaceDialog
from scmap.gui.main_window import MainWindow
from scmap.gui.messages import MessageRow
from scmap.gui.panels.feature_form import FeatureForm
from scmap.gui.panels.feature_table import FeatureTable
from scmap.gui.panels.record_dialog import RecordDialog
from scmap.gui.start import application
from scmap.model.layer import Layer
from scmap.reference import gazetteer
from scmap.session.cell_editing import cell_text
from scmap.session.session import Session
from scmap.words import tr
from tests.journeys.hand import PATIENCE_MS, Hand, keep_picture, said

Key = Qt.Key
PICTURES = os.environ.get("SCMAP_PICTURES")  # a folder for screenshots that somebody looks at
NAME = "오산 실증단지"
FAILED = 3


class Patience:
    """Waits in the program itself as pytest-qt does in a test."""

    def waitUntil(self, met: Callable[[], bool], timeout: int) -> None:
        """Let the program go on until something is the case."""
        end = time.monotonic() + timeout / 1000
        while not met():
            assert time.monotonic() < end, "waited in vain"
            loop = QEventLoop()
            QTimer.singleShot(20, loop, loop.quit)
            loop.exec()


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
    keep_picture(window, "editing")
    QTest.keyClicks(window.canvas, "@-800,200")
    QTest.keyClick(window.canvas, Key.Key_Return)
    assert len(tool.points) == 4
    QTest.keyClick(window.canvas, Key.Key_Return)
    dialog = hand.dialog(RecordDialog)
    hand.write(dialog.form.name, NAME)
    hand.choose(dialog.form.kind, "TBD")
    hand.choose(dialog.form.ministry, "국토교통부")
    dialog.form.fields.choose("TRN")
    dialog.form.year_from.setValue(2026)
    hand.press(tr("record.do"), dialog)
    hand.closed(dialog)
    QTest.keyClick(window.canvas, Key.Key_Escape)
    QTest.keyClick(window.canvas, Key.Key_Escape)
    layer = investments(window)
    return str(layer.uids[layer.text("name") == NAME][0])


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
    hand.wait(lambda: "값이 맞지 않아" in said(window.messages))
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
    choose_in_cell(window, hand, table)
    calculate_and_replace(window, hand)
    assert len(session.history) == before + 5


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


def choose_in_cell(window: MainWindow, hand: Hand, table: FeatureTable) -> None:
    """Take one of the values that a cell may hold from its list."""
    column = [one.key for one in table.rows.table.columns].index("phase")
    uid = table.rows.uid(0)
    table.setFocus()
    table.setCurrentIndex(table.rows.index(0, column))
    QTest.keyClick(table, Key.Key_F2)
    hand.wait(lambda: table.findChildren(QComboBox))
    (box,) = table.viewport().findChildren(QComboBox)
    words = [box.itemText(place) for place in range(box.count())]
    assert words == ["미상", "계획", "구축", "운영", "관리"]
    hand.wait(box.view().isVisible)
    picture(window, "choice")
    QTest.keyClick(box.view(), Key.Key_End)
    QTest.keyClick(box.view(), Key.Key_Return)
    hand.wait(lambda: investments(window).text("phase")[investments(window).rows[uid]] == "관리")


def session_of(window: MainWindow) -> Session:
    assert window.bridge.session is not None
    return window.bridge.session


def edit(window: MainWindow, hand: Hand) -> None:
    """Draw along a border, split, edit; take all back, and do it again."""
    session = session_of(window)
    window.going.go_to(gazetteer().one("오산시").code)
    hand.wait(lambda: window.is_painted)
    before = session.project
    count = len(investments(window))
    uid = draw_test_bed(window, hand)
    whole = investments(window)
    area = whole.geometry[whole.rows[uid]].area
    split(window, hand, uid)
    hand.wait(lambda: len(investments(window)) == count + 2)
    after = investments(window)
    parts = [row for row, one in enumerate(after.text("name")) if NAME in str(one)]
    assert np.isclose(sum(after.geometry[row].area for row in parts), area, rtol=1e-9)
    hand.wait(lambda: window.is_painted)
    picture(window, "split")
    edit_form(window, hand, uid)
    edit_cells(window, hand)
    last = session.project
    done = len(session.history)
    assert done >= 8
    for _ in range(done):
        window.actions_["edit.undo"].trigger()
    assert session.project is before
    picture(window, "undone")
    for _ in range(done):
        window.actions_["edit.redo"].trigger()
    assert session.project is last


def recover(window: MainWindow, hand: Hand) -> None:
    """Take what the program offers at its start."""
    words = tr("recovery.restore")

    def offered() -> list[QPushButton]:
        rows = window.messages.findChildren(MessageRow)
        every = (button for row in rows for button in row.findChildren(QPushButton))
        return [one for one in every if one.isVisible() and one.text() == words]

    hand.wait(offered)
    picture(window, "offered")
    opened = window.bridge.session
    hand.click(offered()[0])
    hand.wait(lambda: window.bridge.session not in (None, opened))
    hand.wait(lambda: window.is_painted)
    picture(window, "recovered")
    assert not session_of(window).saved


def state(window: MainWindow) -> str:
    """Tell what the project holds, in one line."""
    layer = investments(window)
    order = np.argsort(layer.uids.astype(str))
    cells = {
        name: [cell_text(one) for one in column[order]] for name, column in layer.columns.items()
    }
    shapes = [shapely.to_wkb(one, hex=True) for one in layer.geometry[order]]
    told = json.dumps([layer.uids[order].tolist(), cells, shapes], sort_keys=True)
    return f"{len(layer)} {hashlib.sha256(told.encode()).hexdigest()}"


def windows() -> list[MainWindow]:
    """Give the window of this program, once its map is painted."""
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)]
    return [one for one in found if one.isVisible() and one.is_painted]


def begin(deed: Callable[[MainWindow, Hand], None], end: float) -> None:
    """Do a deed as soon as the window is there.

    It is asked for from the program's own loop, turn by turn: a loop begun here could stand within
    the one that shows the first look, and the window would never be made.
    """
    if windows():
        drive(deed, windows()[0])
    elif time.monotonic() < end:
        QTimer.singleShot(20, lambda: begin(deed, end))
    else:
        print("waited in vain for the window", file=sys.stderr, flush=True)
        os._exit(FAILED)


def drive(deed: Callable[[MainWindow, Hand], None], window: MainWindow) -> None:
    """Do a deed in the window of this program, and say what came of it."""
    try:
        hand = Hand(Patience(), window)
        hand.activate()
        deed(window, hand)
        journal = session_of(window).journal
        assert journal is not None
        journal.settle()  # a thread of its own writes it, a moment later than the hand
        print(state(window), flush=True)
    except BaseException:  # noqa: BLE001  the program itself would show it and go on
        traceback.print_exc()
        os._exit(FAILED)


if __name__ == "__main__":
    application()
    wanted = {"edit": edit, "recover": recover}[sys.argv[1]]
    limit = time.monotonic() + 2 * PATIENCE_MS / 1000
    QTimer.singleShot(0, lambda: begin(wanted, limit))
    sys.exit(run(["open", str(Path(sys.argv[2]))]))
