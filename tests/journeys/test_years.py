"""A planner pulls the years together on the map: map, tables, matrix and badge follow."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from scmap.gui.canvas import year_play
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
    hand.click(next(one for one in box.findChildren(QToolButton) if one.text()))
    hand.wait(lambda: window.is_painted)
    assert window.narrowing.years is None
    assert table(window.tables).model().rowCount() == whole


def test_what_the_years_hide_is_not_outlined_and_is_again_when_they_show_it(
    open_window: Open, qtbot: Any
) -> None:
    window = open_window()
    hand = Hand(qtbot, window)
    project, narrowing = window.bridge.project, window.narrowing
    assert project is not None
    assert project.investments is not None
    hand.wait(lambda: narrowing.bounds is not None)
    layer, span = project.investments, window.years.box.track.span
    window.selection.select(layer.uid, layer.uids[:40].tolist())
    whole = window.canvas.marked
    narrowing.choose_years(span.low, span.low + 2)
    hand.wait(lambda: window.is_painted)
    masks, marked = narrowing.masks, window.canvas.marked
    assert whole is not None
    assert marked is not None
    assert len(whole.rows) == 40
    assert 0 < len(marked.rows) < 40
    assert masks[layer.uid][marked.rows].all()
    assert len(window.selection.selected) == 40  # they stay selected
    narrowing.show_all_years()
    assert window.canvas.marked is not None
    assert window.canvas.marked.same(whole)


def test_the_years_play_one_by_one_and_stop_at_the_end(
    open_window: Open, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(year_play, "BEAT_MS", 40)
    window = open_window()
    hand = Hand(qtbot, window)
    box, seen = window.years.box, []
    window.narrowing.changed.connect(lambda: seen.append(window.narrowing.years))
    hand.click(box.play)
    span = box.track.span
    hand.wait(lambda: not window.years.play.is_playing)
    ones = list(dict.fromkeys(one for one in seen if one is not None))
    assert ones == [(year, year) for year in range(span.low, span.high + 1)]
    hand.click(box.play)  # from the end it begins anew
    assert box.track.span.first == span.low
    hand.click(box.play)
    assert not window.years.play.is_playing
    window.narrowing.choose_years(span.high - 4, span.high - 2)
    hand.wait(lambda: window.is_painted)
    hand.click(box.play)
    hand.wait(lambda: not window.years.play.is_playing)
    assert window.narrowing.years == (span.high - 2, span.high)
