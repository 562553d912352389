"""What a click would select is outlined while the cursor rests over it."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from scmap.gui.main_window import MainWindow
from scmap.model.extent import Extent
from scmap.model.maplayer import MapLayer
from scmap.model.project import Project
from scmap.model.symbology import Symbol, Symbology
from scmap.session.session import Session
from tests.cartography.maps import layer, pixels, square

PATIENCE_MS = 20_000
HERE, THERE = (955_000.0, 1_950_000.0), (958_000.0, 1_950_000.0)


@pytest.fixture
def two_areas(window: MainWindow, qtbot: Any) -> MainWindow:
    """Show two areas beside one another."""
    areas = layer([square(x - 500, y - 500, 1000) for x, y in (HERE, THERE)])
    look = Symbology(Symbol(fill="#DDDDDD", stroke="#888888"))
    entry = MapLayer("e", "구역", areas.uid, symbology=look)
    with qtbot.waitSignal(window.painted, timeout=PATIENCE_MS):
        window.bridge.take(Session(Project("p", "p", layers=(areas,), map=(entry,))))
    window.canvas.show_extent(Extent(953_000, 1_948_000, 960_000, 1_952_000))
    qtbot.waitUntil(lambda: window.canvas.is_exact, timeout=PATIENCE_MS)
    qtbot.wait(600)  # the view rests
    return window


def point_at(window: MainWindow, ground: tuple[float, float]) -> None:
    x, y = window.canvas.view.screen(*ground)
    QTest.mouseMove(window.canvas, QPoint(round(x) + 1, round(y)))
    QTest.mouseMove(window.canvas, QPoint(round(x), round(y)))


def inked(window: MainWindow, ground: tuple[float, float], before: Any) -> bool:
    """Tell whether the map looks otherwise around an area than it did."""
    x, y = (round(one) for one in window.canvas.view.screen(*ground))
    half = round(700 / window.canvas.view.pixel)
    place = np.s_[y - half : y + half, x - half : x + half]
    return not np.array_equal(pixels(window.canvas.picture())[place], before[place])


def test_the_area_under_the_cursor_is_outlined_and_no_other(
    two_areas: MainWindow, qtbot: Any
) -> None:
    before = pixels(two_areas.canvas.picture())
    point_at(two_areas, HERE)
    qtbot.waitUntil(lambda: two_areas.tooling.hover.hit is not None, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: inked(two_areas, HERE, before), timeout=PATIENCE_MS)
    assert not inked(two_areas, THERE, before)
    point_at(two_areas, THERE)
    qtbot.waitUntil(lambda: inked(two_areas, THERE, before), timeout=PATIENCE_MS)
    assert not inked(two_areas, HERE, before)
    assert [hit.row for hit in two_areas.canvas.hits(*THERE)] == [1]  # never looked for by its uid
    QApplication.sendEvent(two_areas.canvas, QEvent(QEvent.Type.Leave))
    assert np.array_equal(pixels(two_areas.canvas.picture()), before)


def test_nothing_is_outlined_while_a_tool_is_in_the_hand_or_the_map_moves(
    two_areas: MainWindow, qtbot: Any
) -> None:
    point_at(two_areas, HERE)
    qtbot.waitUntil(lambda: two_areas.tooling.hover.hit is not None, timeout=PATIENCE_MS)
    two_areas.canvas.zoom_in()
    assert two_areas.tooling.hover.hit is None
    two_areas.actions_["tool.length"].trigger()
    point_at(two_areas, HERE)
    qtbot.wait(300)
    assert two_areas.tooling.hover.hit is None
