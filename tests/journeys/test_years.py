"""A planner pulls the years together on the map: map, tables, matrix and badge follow."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from scmap.gui.main_window import MainWindow
from tests.journeys.hand import Hand, said, table

Open = Callable[..., MainWindow]
LEFT = Qt.MouseButton.LeftButton


def test_the_years_are_pulled_together_and_let_go_again(open_window: Open, qtbot: Any) -> None:
    window = open_window()
    hand = Hand(qtbot, window)
    box = window.years.box
    track, project = box.track, window.bridge.project
    whole = table(window.tables).model().rowCount()
    before = window.canvas.picture()
    start = QPoint(round(track._edge(track.span.last + 1)), 21)
    stop = QPoint(round(track._edge(2014)), 21)
    QTest.mousePress(track, LEFT, pos=start)
    QTest.mouseMove(track, stop)
    QTest.mouseRelease(track, LEFT, pos=stop)
    hand.wait(lambda: window.is_painted)
    assert window.narrowing.years == (track.span.low, 2013)
    assert 0 < table(window.tables).model().rowCount() < whole
    assert "사업" in said(box)
    assert window.canvas.picture() != before
    assert window.bridge.project is project  # a way of looking, no change
    hand.click(box.findChildren(QToolButton)[0])
    hand.wait(lambda: window.is_painted)
    assert window.narrowing.years is None
    assert table(window.tables).model().rowCount() == whole
