"""The window is seen before it is loaded, as it looked last, and only while nothing has changed."""

import os
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QImage, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from scmap import paths, settings
from scmap.gui import first_look, start
from scmap.gui.first_deeds import PLACE, written
from scmap.gui.first_look import SIZE, FirstLook
from scmap.gui.main_window import MainWindow
from scmap.gui.tour import Tour, is_first_start
from scmap.model.layer import CLOSED
from scmap.session.session import Session
from tests.cartography.maps import pixels
from tests.event_loop import rest
from tests.gui.board import city

PATIENCE_MS = 20_000
DARK = Qt.GlobalColor.black
pytestmark = pytest.mark.damages  # what it calls a project is none


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SCMAP_PROFILE_DIR", str(tmp_path / "profile"))
    file = tmp_path / "사업.gpkg"
    file.write_bytes(b"as it is")
    return file


@pytest.fixture
def seen(qtbot: Any, project: Path) -> QWidget:
    """Open a window, and keep how it looks."""
    window = QLabel("화성시")
    qtbot.addWidget(window)
    window.resize(*SIZE)
    window.setWindowTitle("사업[*] – scmap")
    canvas = QWidget(window)
    canvas.setGeometry(300, 100, 800, 500)
    legend = QLabel("범례", canvas)
    legend.setGeometry(12, 12, 120, 60)
    window.show()
    first_look.keep(window, project, canvas, ground_of(canvas))
    qtbot.waitUntil(lambda: bool(pictures(project)), timeout=PATIENCE_MS)
    return window


def pictures(project: Path) -> list[Path]:
    folder = project.parent / "profile" / "cache" / "first_looks"
    return list(folder.glob("*.look"))


def ground_of(canvas: QWidget) -> QImage:
    """Give a map with a dark middle, an eighth wider a side than the canvas."""
    size = canvas.size() * 1.25
    ground = QImage(size, QImage.Format.Format_RGB32)
    ground.fill(Qt.GlobalColor.white)
    with QPainter(ground) as painter:
        painter.fillRect(QRectF(size.width() / 2 - 50, size.height() / 2 - 50, 100, 100), DARK)
    place = QRectF(-canvas.width() / 8, -canvas.height() / 8, size.width(), size.height())
    ground.setText(PLACE, written(place))
    return ground


def dark_share(look: FirstLook) -> float:
    """Tell how much of the map is dark."""
    assert look.map is not None
    shown = pixels(look.map.grab().toImage())
    return float((shown[:, :, 0] < 40).mean())


def turn(widget: QWidget, notches: int) -> None:
    at = QPointF(widget.rect().center())
    none, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    phase, by = Qt.ScrollPhase.NoScrollPhase, QPoint(0, 120 * notches)
    place = QPointF(widget.mapToGlobal(at))
    QApplication.sendEvent(widget, QWheelEvent(at, place, QPoint(), by, none, keys, phase, False))


def test_the_first_look_is_how_the_window_looked(seen: QWidget, project: Path, qtbot: Any) -> None:
    look = first_look.shown(project)
    assert look is not None
    qtbot.addWidget(look)
    assert look.isVisible()
    assert look.windowTitle() == "사업 – scmap"
    assert (pixels(look.grab().toImage()) == pixels(seen.grab().toImage())).all()
    if os.name == "posix":
        assert pictures(project)[0].stat().st_mode & 0o077 == 0  # for the planner alone


@pytest.mark.usefixtures("seen")
def test_no_first_look_is_shown_of_what_has_changed(project: Path) -> None:
    project.write_bytes(b"otherwise")
    assert first_look.shown(project) is None


@pytest.mark.usefixtures("seen")
def test_no_first_look_is_shown_in_another_dress(project: Path) -> None:
    file = settings.settings_file()
    settings.save(settings.load(file).having("colour_scheme", "dark"), file)
    assert first_look.shown(project) is None


@pytest.mark.usefixtures("seen")
def test_a_damaged_picture_is_none_and_pictures_are_wiped_on_request(project: Path) -> None:
    pictures(project)[0].write_bytes(b"no picture")
    assert first_look.shown(project) is None
    first_look.forget()
    assert not pictures(project)


@pytest.mark.usefixtures("seen")
def test_the_map_follows_the_hand_before_the_window_is_loaded(project: Path, qtbot: Any) -> None:
    look = first_look.shown(project)
    assert look is not None
    look.wake()
    assert look.map is not None
    qtbot.addWidget(look)
    legend = pixels(look.map.grab(QRect(12, 12, 120, 60)).toImage())
    before = pixels(look.map.grab().toImage())
    turn(look.map, 3)
    closer = 100 * 100 * 1.25**6 / (800 * 500)
    assert dark_share(look) == pytest.approx(closer, rel=0.05)
    assert (pixels(look.map.grab(QRect(12, 12, 120, 60)).toImage()) == legend).all()
    turn(look.map, -3)
    assert (pixels(look.map.grab().toImage()) == before).all()
    assert not look.wanted


@pytest.mark.usefixtures("seen")
def test_what_the_hand_did_is_done_by_the_true_window(
    window: MainWindow, project: Path, qtbot: Any
) -> None:
    look = first_look.shown(project)
    assert look is not None
    look.wake()
    assert look.map is not None
    qtbot.addWidget(look)
    turn(look.map, 2)
    QTest.mouseClick(look, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    QTest.keyClick(look, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert look.wanted
    before, shown = window.canvas.view, window.actions_["view.tables"].isChecked()
    for deed in look.deeds:
        deed(window, window.canvas)
    middle = look.map.rect().center()
    assert window.canvas.view == before.zoomed(1.25**2, (middle.x(), middle.y()))
    assert window.actions_["view.tables"].isChecked() != shown


@pytest.mark.usefixtures("seen")
def test_the_hand_moves_the_map_while_all_is_loaded(project: Path, qtbot: Any) -> None:
    look = first_look.shown(project)
    assert look is not None
    look.wake()
    map_ = look.map
    assert map_ is not None
    qtbot.addWidget(look)
    QTimer.singleShot(20, look, lambda: turn(map_, 1))
    loading = threading.Thread(target=time.sleep, args=(0.2,))
    look.answer_while(loading)
    assert not loading.is_alive()
    assert not map_.moved.isIdentity()


@pytest.mark.parametrize("act", ["click", "key", "size"])
def test_the_cover_gives_way_to_the_hand_and_to_another_size(seen: QWidget, act: str) -> None:
    look = FirstLook(seen.grab().toImage())
    look.setGeometry(seen.geometry())
    cover = look.cover(seen)
    told: list[bool] = []
    cover.dismissed.connect(lambda: told.append(True))
    if act == "click":
        QTest.mouseClick(cover, Qt.MouseButton.LeftButton)
    elif act == "key":
        QTest.keyClick(cover, Qt.Key.Key_A)
    else:
        seen.resize(900, 700)
    assert told
    cover.leave()
    look.deleteLater()


@pytest.mark.parametrize("grade", ["공개", CLOSED])
def test_what_is_closed_leaves_no_picture(
    window: MainWindow, project: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch, grade: str
) -> None:
    monkeypatch.setattr(start, "REST_MS", 1)
    shown = city()
    layers = tuple(layer.replace(security=grade) for layer in shown.layers)
    window.resize(*SIZE)
    kept = start.KeptLook(window, project)
    kept.over.connect(window.program.begin_tour)  # as at the first start
    with qtbot.waitSignal(window.painted, timeout=PATIENCE_MS):
        window.bridge.take(Session(replace(shown, layers=layers)))
    if grade == CLOSED:
        rest(300)
        assert not pictures(project)
    else:
        qtbot.waitUntil(lambda: bool(pictures(project)), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: len(window.findChildren(Tour)) == 1)  # once, and on no picture
    window.findChildren(Tour)[0].end()
    kept.deleteLater()


def test_the_tour_offers_itself_at_the_first_start_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(paths.PROFILE_VARIABLE, str(tmp_path))
    assert is_first_start()
    assert not is_first_start()
    monkeypatch.setenv(paths.PROFILE_VARIABLE, str(tmp_path / paths.SAFE))
    assert not is_first_start()  # what one does in need begins with no tour
