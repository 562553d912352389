"""Frames on the canvas: a pan finds its frame there, nothing waits, a killed painter comes back."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from scmap.cartography.settings import MapSettings
from scmap.gui.canvas.canvas import MARGIN
from scmap.gui.main_window import MainWindow
from scmap.gui.messages import Message
from scmap.model.extent import Extent
from scmap.session.session import Session
from tests.cartography.maps import pixels
from tests.gui.board import city, sample_project

PATIENCE_MS = 20_000
Kind = QEvent.Type
Button = Qt.MouseButton


@pytest.fixture
def window(window: MainWindow, qtbot: Any) -> MainWindow:
    """Put the sample's map on it; the ground around the view comes after what is in sight."""
    tree = sample_project().map
    window.bridge.do("", lambda project: project.with_map(tree))

    def has_margin() -> bool:
        frame = window.canvas.frame
        wide = frame is not None and frame.settings.width > window.canvas.width()
        return wide and window.is_painted and bool(window.canvas.drawn)

    qtbot.waitUntil(has_margin, timeout=PATIENCE_MS)
    return window


def drag(window: MainWindow, dx: float, dy: float) -> None:
    """Push the map with the left button."""
    canvas, none = window.canvas, Qt.KeyboardModifier.NoModifier
    at = QPointF(canvas.width() / 2, canvas.height() / 2)
    steps = (
        (Kind.MouseButtonPress, at, Button.LeftButton, Button.LeftButton),
        (Kind.MouseMove, at + QPointF(dx, dy), Button.NoButton, Button.LeftButton),
        (Kind.MouseButtonRelease, at + QPointF(dx, dy), Button.LeftButton, Button.NoButton),
    )
    for kind, place, button, held in steps:
        ground = canvas.mapToGlobal(place)
        QApplication.sendEvent(canvas, QMouseEvent(kind, place, ground, button, held, none))


def turn(window: MainWindow, delta: int) -> None:
    """Turn the wheel over the middle of the map."""
    canvas = window.canvas
    at = QPointF(canvas.width() / 2, canvas.height() / 2)
    none = Button.NoButton, Qt.KeyboardModifier.NoModifier
    phase = Qt.ScrollPhase.NoScrollPhase
    turned = QPoint(0, delta)
    event = QWheelEvent(at, canvas.mapToGlobal(at), QPoint(), turned, *none, phase, False)
    QApplication.sendEvent(canvas, event)


def requests(window: MainWindow, monkeypatch: Any) -> list[MapSettings]:
    """Note what the painting process is asked for."""
    asked: list[MapSettings] = []
    request = window.canvas._painting.request

    def note(settings: MapSettings) -> None:
        asked.append(settings)
        request(settings)

    monkeypatch.setattr(window.canvas._painting, "request", note)
    return asked


def exact(window: MainWindow) -> Callable[[], bool]:
    return lambda: window.canvas.is_exact


def test_a_short_pan_is_exact_at_once_and_shows_what_a_new_frame_would(
    window: MainWindow, qtbot: Any, monkeypatch: Any
) -> None:
    asked = requests(window, monkeypatch)
    drag(window, 11, -7)
    assert window.canvas.is_exact
    assert not asked
    shifted = pixels(window.canvas.picture())
    window.canvas.refresh()
    assert not window.canvas.is_exact
    qtbot.waitUntil(exact(window), timeout=PATIENCE_MS)
    fresh = pixels(window.canvas.picture())
    # Names are placed anew at the rim of the frame; all else is the same, pixel by pixel.
    assert (np.abs(shifted.astype(int) - fresh).max(axis=2) > 8).mean() < 0.01


def test_the_frame_is_painted_around_the_view_when_the_hand_rests(
    window: MainWindow, qtbot: Any, monkeypatch: Any
) -> None:
    asked = requests(window, monkeypatch)
    drag(window, 20, 0)
    qtbot.waitUntil(lambda: bool(asked), timeout=PATIENCE_MS)
    assert window.canvas.is_exact  # all the time
    x, y = asked[-1].extent.centre
    assert (x, y) == (window.canvas.view.x, window.canvas.view.y)


def test_a_pan_beyond_the_margin_asks_for_a_frame(
    window: MainWindow, qtbot: Any, monkeypatch: Any
) -> None:
    asked = requests(window, monkeypatch)
    drag(window, window.canvas.width() * (MARGIN + 0.1), 0)
    assert asked
    assert not window.canvas.is_exact
    qtbot.waitUntil(exact(window), timeout=PATIENCE_MS)


def test_no_turn_of_the_wheel_waits_for_a_frame_and_the_map_is_never_empty(
    window: MainWindow, qtbot: Any
) -> None:
    begun = time.perf_counter()
    for _ in range(40):
        turn(window, 30)
        turn(window, -30)
    assert (time.perf_counter() - begun) / 80 < 0.05  # some 2 ms; a frame takes longer
    turn(window, 120)
    assert not window.canvas.is_exact
    assert (pixels(window.canvas.picture()) < 250).any(axis=2).mean() > 0.01
    qtbot.waitUntil(exact(window), timeout=PATIENCE_MS)


def test_a_killed_painting_process_comes_back_and_the_user_is_told(
    window: MainWindow, qtbot: Any
) -> None:
    pid = window.canvas._painting.pid
    assert pid is not None
    told: list[str] = []
    window.canvas.noticed.connect(told.append)
    os.kill(pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE_MS)  # though nothing was asked for
    assert window.messages.isVisible()
    turn(window, 240)
    qtbot.waitUntil(exact(window), timeout=PATIENCE_MS)
    assert window.canvas._painting.pid not in {None, pid}


def test_a_zoom_shows_what_is_in_sight_first_and_what_lies_around_afterwards(
    window: MainWindow, qtbot: Any, monkeypatch: Any
) -> None:
    asked = requests(window, monkeypatch)
    canvas = window.canvas
    turn(window, 120)
    size = canvas.devicePixelRatioF() * canvas.width()
    assert asked[-1].width == round(size)
    qtbot.waitUntil(exact(window), timeout=PATIENCE_MS)
    qtbot.waitUntil(
        lambda: any(one.pixel > 1.5 * canvas.view.pixel for one in asked), timeout=PATIENCE_MS
    )
    assert any(one.width > round(size) for one in asked)  # with the margin, for a short pan
    qtbot.waitUntil(lambda: canvas._around.frame is not None, timeout=PATIENCE_MS)
    canvas.zoom_out()  # the rim is not empty while the next frame is on the way
    assert not canvas.is_exact
    rim = pixels(canvas.picture())[: canvas.height() // 8, canvas.width() // 3 :]
    assert (rim < 250).any(axis=2).mean() > 0.001


def test_the_map_of_an_opened_project_goes_before_its_analysis(
    window: MainWindow, qtbot: Any
) -> None:
    tree = sample_project().map
    window.findings._wait.setInterval(PATIENCE_MS)  # however slow the machine is
    there: list[bool] = []
    window.findings.began.connect(
        lambda: there.append(window.canvas.is_exact and window.sources.complete)
    )
    with qtbot.waitSignal(window.painted, timeout=PATIENCE_MS):
        window.bridge.take(Session(replace(city(), uid="another", map=tree)))
        assert not window.findings.settled  # nobody takes it for done
        assert not there
    assert there[0]
    assert window.findings.found is not None


def whole_in_sight(window: MainWindow, extent: Extent) -> bool:
    """Tell whether all of some ground is on the map, above the year slider."""
    canvas = window.canvas
    (left, top), (right, low) = (
        canvas.view.screen(x, y) for x, y in ((extent.x0, extent.y1), (extent.x1, extent.y0))
    )
    foot = canvas.height() - canvas.foot
    return bool(left >= 0 and top >= 0 and right <= canvas.width() and low <= foot)


def test_what_is_shown_whole_stays_whole_when_panels_open(window: MainWindow, qtbot: Any) -> None:
    canvas, extent = window.canvas, Extent(950_000, 1_900_000, 1_000_000, 2_000_000)
    for name in ("view.layers", "view.tables", "view.inspector"):
        window.actions_[name].setChecked(False)
    qtbot.waitUntil(lambda: canvas.width() > 1000, timeout=PATIENCE_MS)
    canvas.show_extent(extent)
    qtbot.wait(600)  # the view rests
    earlier, scale = canvas.has_earlier, canvas.scale
    for name in ("view.layers", "view.tables", "view.inspector"):
        window.actions_[name].setChecked(True)
    qtbot.waitUntil(lambda: canvas.width() < 900, timeout=PATIENCE_MS)
    canvas.foot += 30
    assert whole_in_sight(window, extent)
    assert canvas.scale > scale
    assert canvas.has_earlier == earlier
    qtbot.waitUntil(exact(window), timeout=PATIENCE_MS)
    height = canvas.height()
    window.actions_["view.tables"].setChecked(False)
    qtbot.waitUntil(lambda: canvas.height() > 1.5 * height, timeout=PATIENCE_MS)
    canvas.show_extent(extent)
    scale, height = canvas.scale, canvas.height()
    window.messages.tell(Message("info", "알림"))
    qtbot.waitUntil(lambda: canvas.height() < height, timeout=PATIENCE_MS)
    assert canvas.scale == scale  # a message moves nothing
    assert whole_in_sight(window, extent)


def test_what_the_hand_has_moved_stays_at_its_scale_when_panels_open(
    window: MainWindow, qtbot: Any
) -> None:
    canvas = window.canvas
    canvas.show_extent(Extent(950_000, 1_900_000, 1_000_000, 2_000_000))
    qtbot.wait(600)
    first = canvas.view
    turn(window, 120)
    qtbot.wait(600)
    scale, middle, width = canvas.scale, canvas.view.middle, canvas.width()
    window.actions_["view.layers"].setChecked(False)
    qtbot.waitUntil(lambda: canvas.width() > width, timeout=PATIENCE_MS)
    assert canvas.scale == pytest.approx(scale)
    assert canvas.view.middle == pytest.approx(middle)
    canvas.back()  # one step, although the canvas has another size
    assert canvas.view.pixel == first.pixel
    qtbot.waitUntil(exact(window), timeout=PATIENCE_MS)
