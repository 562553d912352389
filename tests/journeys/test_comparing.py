"""A planner compares two maps of the same ground: wiped over each other, and side by side."""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from scmap.gui.canvas.twin import TwinCanvas
from scmap.gui.comparing import Comparing
from scmap.gui.main_window import MainWindow
from tests.cartography.maps import pixels
from tests.journeys.hand import Hand

Open = Callable[..., MainWindow]
Key: TypeAlias = Qt.Key
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def work(open_window: Open, qtbot: Any) -> tuple[MainWindow, Hand, Comparing]:
    window = open_window()
    hand = Hand(qtbot, window)
    hand.wait(lambda: window.is_painted and window.years.box.isVisible())
    qtbot.wait(300)  # the legend follows when the hand rests
    hand.wait(lambda: window.is_painted)
    return window, hand, window.tooling.comparing


def is_shown(window: MainWindow, comparing: Comparing) -> bool:
    return window.is_painted and comparing.other is not None and comparing.other.is_exact


def halves(image: QImage, share: float) -> tuple[Any, Any]:
    """Give what is left and right of the bar, the bar itself left out, above the years."""
    cells = pixels(image)[60:400]
    at = round(share * cells.shape[1])
    return cells[:, 220 : at - 12], cells[:, at + 12 :]


def test_other_years_are_wiped_over_the_map(work: tuple[MainWindow, Hand, Comparing]) -> None:
    window, hand, comparing = work
    before = window.canvas.picture()
    window.actions_["view.swipe"].trigger()
    assert comparing.bar is not None
    assert comparing.box is not None
    for box in (comparing.box.first, comparing.box.last):
        box.setValue(box.minimum())  # the first year: hardly anything
    hand.wait(lambda: is_shown(window, comparing))
    left, right = halves(window.canvas.picture(), 0.5)
    left_before, right_before = halves(before, 0.5)
    assert np.array_equal(left, left_before)
    assert not np.array_equal(right, right_before)
    canvas, bar = window.canvas, comparing.bar
    places = [(x, y) for x in range(250, 760, 24) for y in range(110, 400, 24)]
    grounds = [canvas.view.ground(*one) for one in places]
    told = [bool(canvas.hits(*one)) for one in grounds]
    left_of = [place[0] < bar.at for place in places]
    assert any(hit for hit, left in zip(told, left_of, strict=True) if left)
    bar.put(0.98)
    all_of_it = [bool(canvas.hits(*one)) for one in grounds]
    assert sum(all_of_it) > sum(told)  # what is not seen is not picked
    bar.put(0.5)
    QTest.mousePress(bar, LEFT, pos=bar.rect().center())
    QTest.mouseMove(bar, bar.rect().center() + QPoint(100, 0))
    QTest.mouseRelease(bar, LEFT, pos=bar.rect().center())
    assert bar.share > 0.55
    share = bar.share
    bar.setFocus()
    QTest.keyClick(bar, Key.Key_Left)
    assert bar.share == pytest.approx(share - 0.02)
    assert window.narrowing.years is None  # the map itself is as it was
    hand.click(next(one for one in comparing.box.findChildren(QToolButton) if not one.text()))
    assert not window.actions_["view.swipe"].isChecked()
    hand.wait(lambda: window.is_painted)
    assert window.canvas.picture() == before


def test_the_second_map_shows_other_layers(work: tuple[MainWindow, Hand, Comparing]) -> None:
    window, hand, comparing = work
    window.actions_["view.twin"].trigger()
    assert comparing.box is not None
    assert comparing.other is not None
    hand.wait(lambda: is_shown(window, comparing))
    before = comparing.other.settings
    menu = comparing.box.layers.menu()
    menu.aboutToShow.emit()
    items = {one.text(): one for one in menu.actions() if one.isCheckable()}
    assert items["시·도"].isChecked()
    items["국토교통부 계열"].trigger()
    hand.wait(lambda: is_shown(window, comparing))
    after, project = comparing.other.settings, window.bridge.project
    assert before is not None
    assert after is not None
    assert project is not None
    gone = {one.entry.title for one in before.layers} - {one.entry.title for one in after.layers}
    assert gone == {"국토교통부 계열"}
    assert any(one.title == "국토교통부 계열" and one.visible for one in project.map)


def twin_of(comparing: Comparing) -> TwinCanvas:
    assert comparing.twin is not None
    return comparing.twin


def test_two_maps_move_and_select_together(work: tuple[MainWindow, Hand, Comparing]) -> None:
    window, hand, comparing = work
    window.actions_["view.twin"].trigger()
    hand.wait(lambda: is_shown(window, comparing))
    twin, canvas = twin_of(comparing), window.canvas
    assert comparing.box is not None
    comparing.box.first.setValue(comparing.box.first.minimum())
    comparing.box.last.setValue(comparing.box.last.maximum())
    at = QPointF(twin.width() * 0.7, twin.height() * 0.3)
    ground = twin.view.ground(at.x(), at.y())
    twin.zoomed.emit(2.0, at)
    assert twin.view.ground(at.x(), at.y()) == pytest.approx(ground)
    assert canvas.view.pixel == twin.view.pixel
    middle = canvas.view.x
    QTest.mousePress(twin, LEFT, pos=twin.rect().center())
    QTest.mouseMove(twin, twin.rect().center() + QPoint(40, 0))
    QTest.mouseMove(twin, twin.rect().center() + QPoint(80, 0))
    QTest.mouseRelease(twin, LEFT, pos=twin.rect().center() + QPoint(80, 0))
    assert canvas.view.x == pytest.approx(middle - 80 * canvas.view.pixel)
    hand.wait(lambda: is_shown(window, comparing))
    window.navigation.zoom_all()
    hand.wait(lambda: is_shown(window, comparing))
    for y in range(100, twin.height() - 100, 14):
        if not window.selection.selected:
            QTest.mouseClick(twin, LEFT, pos=QPoint(twin.width() // 2, y))
    assert window.selection.selected
    window.actions_["view.swipe"].trigger()  # one way at a time, with the same look
    assert comparing.twin is None
    assert not window.actions_["view.twin"].isChecked()
    window.bridge.take(window.bridge.session)  # another project: one map again
    assert comparing.other is None


def test_two_maps_have_room_in_a_small_window(open_window: Open, qtbot: Any) -> None:
    window = open_window(size=(960, 600))
    hand = Hand(qtbot, window)
    comparing = window.tooling.comparing
    window.actions_["view.twin"].trigger()
    hand.wait(lambda: is_shown(window, comparing))
    box, twin = comparing.box, twin_of(comparing)
    assert box is not None
    assert window.width() == 960
    assert twin.rect().contains(box.geometry())
    for part in (box.first, box.last, box.layers):
        assert box.rect().contains(part.geometry())
        assert part.width() >= part.sizeHint().width()
    hand.click(next(one for one in box.findChildren(QToolButton) if not one.text()))
    assert not window.actions_["view.twin"].isChecked()
