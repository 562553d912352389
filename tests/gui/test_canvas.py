"""The canvas: where things are, what a click means, what is marked, and what a tip says."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QImage,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPointingDevice,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from scmap.cartography.marks import place_marks
from scmap.cartography.settings import MapSettings
from scmap.gui.canvas import overlay
from scmap.gui.canvas.overlay import Marked, Overlay
from scmap.gui.canvas.picking import Hit, names, pick
from scmap.gui.canvas.pointing import PointedWidget
from scmap.gui.canvas.view import View
from scmap.model.extent import Extent
from scmap.model.layer import Layer, objects
from scmap.model.symbology import Symbol
from tests.cartography.maps import drawn, frame, layer, points, square
from tests.gui.parts import HOSTILE

metres = st.floats(-2e6, 3e6)
views = st.builds(View, metres, metres, st.floats(0.5, 2000), st.just(900), st.just(600))
places = st.tuples(st.floats(0, 900), st.floats(0, 600))


@given(views, places, st.floats(0.5, 2.0))
def test_zooming_keeps_the_ground_under_the_cursor(
    view: View, at: tuple[float, float], factor: float
) -> None:
    there = view.zoomed(factor, at).ground(*at)
    assert there == pytest.approx(view.ground(*at), abs=1e-3)


@given(views, places)
def test_the_screen_and_the_ground_agree(view: View, at: tuple[float, float]) -> None:
    assert view.screen(*view.ground(*at)) == pytest.approx(at, abs=1e-3)


@given(views, metres, metres, st.floats(0, 5e5), st.floats(0, 5e5))
def test_a_fitted_view_shows_all_of_the_extent(
    view: View, x: float, y: float, width: float, height: float
) -> None:
    shown = view.fitted(Extent(x, y, x + width, y + height)).extent
    assert shown.x0 < x
    assert shown.y0 < y
    assert shown.x1 > x + width
    assert shown.y1 > y + height


def named(one: Layer, uid: str) -> Layer:
    return replace(one, uid=uid)


def test_markers_beside_one_another_are_picked_where_they_are_painted() -> None:
    beside = [named(points([(50, 50)]), f"layer {n}") for n in range(3)]
    settings = frame(*(drawn(one, Symbol(size_mm=3.0), shape="point") for one in beside))
    marks = place_marks(settings)
    for number, (x, y) in zip(marks.layer.tolist(), marks.place.tolist(), strict=True):
        hits = pick(settings, *settings.to_ground(x, y), reach=4.0)
        assert hits[0] == Hit(f"layer {number}", "f0")


def test_markers_are_picked_before_areas_and_small_areas_before_large_ones() -> None:
    large = named(layer([square(0, 0, 100)]), "large")
    small = named(layer([square(40, 40, 20)]), "small")
    centre = named(points([(50, 50)]), "centre")
    settings = frame(drawn(large), drawn(small), drawn(centre, shape="point"))
    hits = pick(settings, 50, 50, reach=9.0)
    assert [hit.layer for hit in hits] == ["centre", "small", "large"]
    assert pick(settings, 10, 10, reach=9.0) == (Hit("large", "f0"),)


def test_bundled_boundaries_are_not_picked() -> None:
    base = drawn(named(layer([square(0, 0, 100)]), "base:sido"))
    assert pick(frame(base), 50, 50, reach=9.0) == ()


def test_a_tip_names_pairs_by_both_sides_and_says_how_many_more_there_are() -> None:
    many = layer([square(0, 0, 9)] * 6, name=objects(["센터", *"12345"]))
    pair = named(
        layer([square(0, 0, 9)], left_name=objects(["가"]), right_name=objects([HOSTILE])), "pair"
    )
    known = {"layer": many, "pair": pair}
    hits = (Hit("pair", "f0"), *(Hit("layer", f"f{n}") for n in range(6)))
    lines = names(hits, known.get).split("\n")
    assert lines[0] == f"가 × {HOSTILE}"
    assert lines[1] == "센터"
    assert "3" in lines[-1]


def test_what_is_gone_is_not_named() -> None:
    assert names((Hit("none", "f0"),), lambda _name: None) == ""


def painted(marks: Overlay, settings: MapSettings, marked: Marked, *, moving: bool) -> bytes:
    done = False
    while not done:  # a slow machine paints marks in several turns, each on a map painted anew
        image = QImage(settings.width, settings.height, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        marks.paint(painter, settings, marked, moving=moving)
        painter.end()
        done = moving or marks.is_done
    return bytes(image.constBits())


def test_dear_marks_move_with_the_map_and_are_exact_at_rest(
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    canvas = QWidget()
    qtbot.addWidget(canvas)
    shown = layer([square(20, 20, 40)], x=np.array([np.nan]), y=np.array([np.nan]))
    here = frame(drawn(shown))
    there = replace(here, extent=Extent(-10, 0, 90, 100))
    closer = replace(here, extent=Extent(0, 0, 50, 50))
    marked, exact = Marked(shown, np.array([0])), Overlay(canvas)
    monkeypatch.setattr(overlay, "BUDGET_S", -1.0)  # every mark is dear
    marks = Overlay(canvas)
    painted(marks, here, marked, moving=False)
    assert painted(marks, there, marked, moving=True) == painted(exact, there, marked, moving=False)
    blurred = painted(marks, closer, marked, moving=True)
    sharp = painted(marks, closer, marked, moving=False)
    assert blurred != sharp == painted(exact, closer, marked, moving=False)


def test_hand_and_keys_are_told_as_what_they_mean(qtbot: QtBot) -> None:
    widget = PointedWidget()
    qtbot.addWidget(widget)
    widget.resize(400, 300)
    widget.show()
    told: list[object] = []
    widget.clicked.connect(lambda at, _held: told.append(at))
    widget.panned.connect(told.append)
    widget.zoomed.connect(lambda factor, _at: told.append(factor > 1))
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(50, 60))
    QTest.keyClick(widget, Qt.Key.Key_Left)
    QTest.keyClick(widget, Qt.Key.Key_PageUp)
    QTest.keyClick(widget, Qt.Key.Key_Minus)
    assert told == [QPointF(50, 60), QPointF(60, 0), True, False]


@pytest.mark.parametrize("button", [Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton])
def test_a_drag_pans_and_selects_nothing(qtbot: QtBot, button: Qt.MouseButton) -> None:
    widget = PointedWidget()
    qtbot.addWidget(widget)
    widget.resize(400, 300)
    widget.show()
    pushed: list[QPointF] = []
    widget.panned.connect(pushed.append)
    with qtbot.assertNotEmitted(widget.clicked):
        QTest.mousePress(widget, button, pos=QPoint(50, 50))
        for x in (60, 90):
            QTest.mouseMove(widget, QPoint(x, 50))
        QTest.mouseRelease(widget, button, pos=QPoint(90, 50))
    assert sum(by.x() for by in pushed) == 40


def test_wheel_pinch_and_space_do_what_they_do_elsewhere(qtbot: QtBot) -> None:
    widget = PointedWidget()
    qtbot.addWidget(widget)
    widget.resize(400, 300)
    widget.show()
    factors: list[float] = []
    pushed: list[QPointF] = []
    widget.zoomed.connect(lambda factor, _at: factors.append(factor))
    widget.panned.connect(pushed.append)
    at, none = QPointF(50, 60), Qt.MouseButton.NoButton
    for held in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier):
        turn = QWheelEvent(
            at, at, QPoint(), QPoint(0, 120), none, held, Qt.ScrollPhase.NoScrollPhase, False
        )
        QApplication.sendEvent(widget, turn)
    assert 1 < factors[1] < factors[0]  # with Ctrl in fine steps
    device = QPointingDevice.primaryPointingDevice()
    kind = Qt.NativeGestureType.ZoomNativeGesture
    pinch = QNativeGestureEvent(kind, device, 2, at, at, at, 0.1, QPointF())
    QApplication.sendEvent(widget, pinch)
    assert factors[2] == pytest.approx(1.1)
    QTest.keyPress(widget, Qt.Key.Key_Space)
    for x in (100, 160):  # not the pointer of the screen, whose ways are told late, and as one
        place = QPointF(x, 50)
        move, free = QEvent.Type.MouseMove, Qt.KeyboardModifier.NoModifier
        moved = QMouseEvent(move, place, widget.mapToGlobal(place), none, none, free)
        QApplication.sendEvent(widget, moved)
    QTest.keyRelease(widget, Qt.Key.Key_Space)
    assert pushed[-1] == QPointF(60, 0)


def test_a_box_is_zoomed_to(qtbot: QtBot) -> None:
    widget = PointedWidget()
    qtbot.addWidget(widget)
    widget.resize(400, 300)
    widget.show()
    shift = Qt.KeyboardModifier.ShiftModifier
    with qtbot.waitSignal(widget.boxed) as box:
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, shift, QPoint(50, 50))
        QTest.mouseMove(widget, QPoint(150, 90))
        QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, shift, QPoint(150, 90))
    assert box.args is not None
    assert box.args[0].width() == pytest.approx(101, abs=1)
