"""A planner's first look: the sample opens, a row is clicked, everything follows."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QInputMethodEvent, QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QTreeView,
    QWidget,
)

from scmap.gui.main_window import MainWindow
from scmap.words import tr
from tests.cartography.maps import pixels

GRADE_COLOURS = ((0x9F, 0x12, 0x39), (0xC2, 0x41, 0x0C), (0xA1, 0x62, 0x07))  # Ⅰ, Ⅱ, Ⅲ

Open = Callable[..., MainWindow]


def labels(window: MainWindow) -> str:
    shown = [one.text() for one in window.inspector.findChildren(QLabel) if one.isVisible()]
    return "\n".join(shown)


def table(window: MainWindow) -> QTableView:
    return next(view for view in window.tables.findChildren(QTableView) if view.isVisible())


def click_row(qtbot: Any, view: QTableView, row: int) -> None:
    index = view.model().index(row, 1)
    view.scrollTo(index)
    centre = view.visualRect(index).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=centre)


def accent_pixels(picture: QImage) -> int:
    accent = 0xFF1F5FBF
    places = range(0, picture.width(), 2), range(0, picture.height(), 2)
    return sum(picture.pixel(x, y) == accent for x in places[0] for y in places[1])


def wheel(canvas: Any, at: QPoint, notches: int) -> None:
    event = QWheelEvent(
        QPointF(at),
        QPointF(canvas.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def compose(widget: QWidget, text: str) -> None:
    """Type Korean as its input method does: a preedit for each syllable, then the commit."""
    for syllable in text:
        QApplication.sendEvent(widget, QInputMethodEvent(syllable, []))
        commit = QInputMethodEvent("", [])
        commit.setCommitString(syllable)
        QApplication.sendEvent(widget, commit)


def test_the_sample_shows_its_overlaps_on_the_map_in_the_table_and_in_the_steps(
    sample_window: MainWindow, tmp_path: Path
) -> None:
    window = sample_window
    assert table(window).model().rowCount() == 75
    assert any("통합운영센터 20" in title for title in window.legend.titles)
    shown = pixels(window.canvas.picture())
    graded = sum(int((shown == of).all(axis=2).sum()) for of in GRADE_COLOURS)
    assert graded > 20
    window.grab().save(str(tmp_path / "first-look.png"))


def test_a_clicked_row_is_seen_on_the_map_in_the_inspector_and_in_the_tree(
    sample_window: MainWindow, qtbot: Any
) -> None:
    window = sample_window
    before = accent_pixels(window.canvas.picture())
    click_row(qtbot, table(window), 1)
    qtbot.waitUntil(lambda: "화성시" in labels(window))
    assert "행정안전부" in labels(window)
    assert "㎢" in labels(window)
    assert accent_pixels(window.canvas.picture()) > before
    assert window.status.text("selected") == "선택 1"
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.status.text("selected") == ""


def test_a_click_on_the_map_selects_in_the_table(sample_window: MainWindow, qtbot: Any) -> None:
    window = sample_window
    click_row(qtbot, table(window), 1)
    uid = window.selection.selected.current
    with qtbot.waitSignal(window.canvas.settled, timeout=20_000):
        window.navigation.zoom_selection()
    window.selection.clear()
    middle = window.canvas.rect().center()
    qtbot.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=middle)
    assert len(window.selection.selected) == 1
    hits = {window.selection.selected.current}
    for _ in range(40):
        qtbot.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=middle)
        hits.add(window.selection.selected.current)
    assert uid in hits


@pytest.mark.parametrize("notches", [3, -2])
def test_the_wheel_keeps_the_ground_under_the_cursor(
    sample_window: MainWindow, qtbot: Any, notches: int
) -> None:
    window = sample_window
    at = QPoint(window.canvas.width() // 3, window.canvas.height() // 3)
    before = window.canvas.view.ground(at.x(), at.y())
    with qtbot.waitSignal(window.canvas.settled, timeout=20_000):
        wheel(window.canvas, at, notches)
    after = window.canvas.view.ground(at.x(), at.y())
    assert after == pytest.approx(before, abs=1.0)
    assert window.canvas.view.pixel != pytest.approx(1)


def test_the_table_is_filtered_as_one_types(sample_window: MainWindow) -> None:
    window = sample_window
    line = next(one for one in window.tables.findChildren(QLineEdit) if one.isVisible())
    line.setFocus()
    compose(line, "화성")
    assert 0 < table(window).model().rowCount() < 74
    line.clear()
    compose(line, "ㅎㅅㅅ")
    assert 0 < table(window).model().rowCount() < 74


def test_the_cursor_tells_coordinate_and_municipality(
    sample_window: MainWindow, qtbot: Any
) -> None:
    window = sample_window
    x, y = window.canvas.view.screen(955_500, 1_951_800)
    qtbot.mouseMove(window.canvas, QPoint(round(x), round(y)))
    qtbot.waitUntil(lambda: "특별시" in window.status.text("place"), timeout=5_000)
    assert "°" in window.status.text("coordinate")


def test_hiding_a_layer_is_a_command_that_can_be_undone(open_window: Open, qtbot: Any) -> None:
    window = open_window()
    project = window.bridge.project
    tree = next(view for view in window.layers.findChildren(QTreeView) if view.isVisible())
    entry = tree.model().index(0, 0, tree.model().index(0, 0))
    tree.setCurrentIndex(entry)
    tree.setFocus()
    qtbot.keyClick(tree, Qt.Key.Key_Space)
    assert window.bridge.project is not project
    assert any("*" in title for title in [window.windowTitle()])
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.bridge.project is project


def test_without_a_project_the_window_says_how_to_begin(open_window: Open) -> None:
    window = open_window(None)
    offered = [one.text() for one in window.findChildren(QPushButton) if one.isVisible()]
    assert tr("actions.file.sample") in offered
    assert not window.actions_["file.save"].isEnabled()
    assert "프로젝트" in window.actions_["file.save"].toolTip()


def test_the_window_speaks_english_when_asked_and_korean_again(sample_window: MainWindow) -> None:
    window = sample_window
    window.program.switch_language()
    try:
        assert window.menuBar().actions()[0].text().startswith("&File")
    finally:
        window.program.switch_language()
    assert "파일" in window.menuBar().actions()[0].text()
