"""A planner works with tables: filters, sums, columns, the clipboard, any layer as a table."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QWidget

from scmap.gui.main_window import MainWindow
from scmap.gui.panels.column_chooser import ColumnChooser
from scmap.gui.panels.feature_table import FeatureTable
from scmap.gui.panels.filter_row import CellLine
from tests.journeys.hand import Hand, keep_picture

Open = Callable[..., MainWindow]
LEFT, CTRL, SHIFT = (
    Qt.MouseButton.LeftButton,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


def table(window: MainWindow) -> FeatureTable:
    return next(one for one in window.tables.findChildren(FeatureTable) if one.isVisible())


def told(window: MainWindow) -> str:
    QApplication.processEvents()
    labels = (one for one in window.tables.findChildren(QLabel) if one.isVisible())
    return "\n".join(one.text() for one in labels)


def typing() -> CellLine:
    line = QApplication.focusWidget()
    assert isinstance(line, CellLine)
    return line


def column(window: MainWindow, key: str, row: int = 0) -> str:
    rows = table(window).rows
    place = next(n for n, one in enumerate(rows.table.columns) if one.key == key)
    return str(rows.index(row, place).data())


def test_a_planner_narrows_column_by_column_and_takes_the_rows_along(
    open_window: Open, qtbot: Any
) -> None:
    window = open_window(size=(1280, 720))
    hand = Hand(qtbot, window)
    window.tables.show_tab("investments")
    every = table(window).rows.rowCount()
    # By keys alone: to the filters, from column to column, on to the rows.
    qtbot.keyClick(window, Qt.Key.Key_F, CTRL | SHIFT)
    hand.wait(lambda: isinstance(QApplication.focusWidget(), CellLine))
    qtbot.keyClicks(typing(), "U-City")
    hand.wait(lambda: 0 < table(window).rows.rowCount() < every)
    some = table(window).rows.rowCount()
    while typing().column.key != "total":
        qtbot.keyClick(typing(), Qt.Key.Key_Tab)
    line = typing()
    view = table(window)
    place = view.mapFromGlobal(line.mapToGlobal(QPoint(2, 2)))
    assert view.rect().contains(place), "the filter one types into is in sight"
    qtbot.keyClicks(line, ">=10000")
    hand.wait(lambda: 0 < table(window).rows.rowCount() < some)
    rows = view.rows
    for row in range(rows.rowCount()):
        assert "U-City" in column(window, "name", row)
        assert float(column(window, "total", row).replace(",", "")) >= 10_000
    hand.wait(lambda: f"표시 {rows.rowCount()}행 · 합계" in told(window))
    assert "미상 0행" in told(window)
    keep_picture(window, "tables")
    # On to the rows: the first is selected, on the map, too.
    qtbot.keyClick(line, Qt.Key.Key_Down)
    assert window.selection.selected.current == rows.uid(0)
    hand.wait(lambda: "선택 1행" in told(window))
    assert line.isVisible(), "the table did not jump sideways"
    qtbot.keyClick(view, Qt.Key.Key_C, CTRL)
    data = QGuiApplication.clipboard().mimeData()
    assert len(data.text().splitlines()) == 2
    assert "mso-number-format" in data.html()
    # Esc in a filter takes that filter away, and only that.
    hand.click(line)
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    hand.wait(lambda: table(window).rows.rowCount() == some)


def test_columns_are_chosen_in_sight_and_what_is_copied_follows(
    open_window: Open, qtbot: Any
) -> None:
    window = open_window(size=(1280, 720))
    hand = Hand(qtbot, window)
    window.tables.show_tab("investments")
    hand.press("열", window.tables)
    hand.wait(lambda: any(one.isVisible() for one in window.findChildren(ColumnChooser)))
    chooser = next(one for one in window.findChildren(ColumnChooser) if one.isVisible())
    listed = chooser.findChildren(QListWidget)[0]
    item = next(
        listed.item(row) for row in range(listed.count()) if listed.item(row).text() == "유형"
    )
    box = listed.visualItemRect(item)
    qtbot.mouseClick(listed.viewport(), LEFT, pos=QPoint(box.left() + 10, box.center().y()))
    assert "유형" not in [one.heading for one in table(window).shown_table.columns]
    qtbot.keyClick(chooser, Qt.Key.Key_Escape)
    qtbot.keyClick(window, Qt.Key.Key_C, CTRL)
    assert "유형" not in QGuiApplication.clipboard().text().splitlines()[0]


def test_a_layer_of_the_tree_opens_as_a_table_and_shares_its_selection_with_the_map(
    open_window: Open, qtbot: Any
) -> None:
    window = open_window(size=(1280, 720))
    hand = Hand(qtbot, window)
    project = window.bridge.project
    assert project is not None
    entry = next(one for one in project.map if one.title.startswith("신호기"))
    window.layers.select_entry(entry.uid)
    qtbot.keyClick(window, Qt.Key.Key_F6)
    hand.wait(lambda: window.tables.tab == "attributes" and window.tables.row_count == 530)
    assert column(window, "name").startswith("가상")
    hand.row(table(window), column(window, "name", 3))
    assert window.selection.selected.layer == entry.layer
    assert window.selection.selected.current == table(window).rows.uid(3)
    marked = window.canvas.marked
    assert marked is not None
    assert marked.rows.tolist() == [3]
    window.selection.select(entry.layer, [table(window).rows.uid(200)])
    assert table(window).selected_rows().tolist() == [200]
    visible: QWidget = table(window).viewport()
    assert visible.rect().intersects(table(window).visualRect(table(window).rows.index(200, 0)))
