"""Hand and keys do in the window what they do in other desktop programs (DESKTOP §3)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QInputDevice,
    QKeySequence,
    QMouseEvent,
    QNativeGestureEvent,
    QPointingDevice,
    QPointingDeviceUniqueId,
    QShortcutEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QMessageBox,
    QTableView,
    QTreeView,
    QWidget,
)

from scmap import paths
from scmap.gui.action_set import shown_keys
from scmap.gui.actions import ACTIONS
from scmap.gui.canvas.pointing import DRAG, FINE_STEP, STEP
from scmap.gui.main_window import MainWindow
from scmap.reference import gazetteer
from scmap.words import tr

LEFT, MIDDLE, NO_BUTTON = (
    Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.NoButton,
)  # fmt: skip
NO_KEY, CTRL, SHIFT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
PATIENCE_MS = 20_000
TOUCHPAD = QPointingDevice(
    "touchpad", 7, QInputDevice.DeviceType.TouchPad, QPointingDevice.PointerType.Finger,
    QInputDevice.Capability.Position | QInputDevice.Capability.Scroll, 2, 3, "",
    QPointingDeviceUniqueId(),
)  # fmt: skip


@pytest.fixture
def window(sample_window: MainWindow, qtbot: Any) -> MainWindow:
    """Stand before the map of one city."""
    sample_window.going.go_to(gazetteer().one("화성시").code)
    qtbot.waitUntil(lambda: sample_window.is_painted, timeout=PATIENCE_MS)
    return sample_window


# -- keys --------------------------------------------------------------------------------------


class Pressed(QObject):
    """Hears which action a shortcut means, and keeps it from being done."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[str, bool]] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QShortcutEvent) and isinstance(watched, QAction):
            self.heard.append((watched.objectName(), event.isAmbiguous()))
            return True
        return False


@contextmanager
def hearing(window: MainWindow) -> Iterator[Pressed]:
    """Let every action be reached, and none be done."""
    pressed, actions = Pressed(), [window.actions_[spec.id] for spec in ACTIONS]
    before = [action.isEnabled() for action in actions]
    for action in actions:
        action.setEnabled(True)
    QApplication.instance().installEventFilter(pressed)  # type: ignore[union-attr]
    yield pressed
    QApplication.instance().removeEventFilter(pressed)  # type: ignore[union-attr]
    for action, was in zip(actions, before, strict=True):
        action.setEnabled(was)


@pytest.mark.parametrize("place", ["map", "layers", "table"])
def test_every_key_reaches_its_command_wherever_the_keyboard_is(
    window: MainWindow, place: str
) -> None:
    there: dict[str, QWidget] = {
        "map": window.canvas,
        "layers": next(one for one in window.layers.findChildren(QTreeView) if one.isVisible()),
        "table": next(one for one in window.tables.findChildren(QTableView) if one.isVisible()),
    }
    there[place].setFocus()
    expected = [(spec.id, False) for spec in ACTIONS for _key in spec.keys]
    with hearing(window) as pressed:
        for spec in ACTIONS:
            for key in spec.keys:
                QTest.keySequence(there[place], QKeySequence(key))
    assert pressed.heard == expected


def test_f11_fills_the_screen_and_gives_it_back(window: MainWindow, qtbot: Any) -> None:
    QTest.keyClick(window, Qt.Key.Key_F11)
    qtbot.waitUntil(window.isFullScreen, timeout=PATIENCE_MS)
    QTest.keyClick(window, Qt.Key.Key_F11)
    qtbot.waitUntil(lambda: not window.isFullScreen(), timeout=PATIENCE_MS)


def test_each_command_tells_its_name_its_key_and_what_it_does(window: MainWindow) -> None:
    window.selection.clear()
    for spec in ACTIONS:
        lines = window.actions_[spec.id].toolTip().split("\n")
        keys = shown_keys(spec)
        assert lines[0] == (f"{spec.name} ({keys})" if keys else spec.name)
        assert len(lines) >= 2, spec.id
        if window.actions_[spec.id].isEnabled():  # else it says why not
            assert " ".join(lines[1:]).split() == spec.tip.split()


def test_each_menu_opens_by_a_letter_of_its_own(window: MainWindow, qtbot: Any) -> None:
    titles = [action.text() for action in window.menuBar().actions()]
    letters = [QKeySequence.mnemonic(title).toString() for title in titles]
    assert "" not in letters
    assert len(set(letters)) == len(letters)
    assert letters[0] == "Alt+F"
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None, timeout=PATIENCE_MS)
    menu = QApplication.activePopupWidget()
    assert menu is window.menuBar().actions()[0].menu()
    menu.close()


# -- the mouse on the map ----------------------------------------------------------------------


def middle(window: MainWindow) -> QPointF:
    return QPointF(window.canvas.rect().center())


def turn(
    window: MainWindow,
    by: QPoint,
    held: Qt.KeyboardModifier = NO_KEY,
    *,
    device: QPointingDevice | None = None,
    phase: Qt.ScrollPhase = Qt.ScrollPhase.NoScrollPhase,
    at_ms: int = 0,
) -> None:
    at = middle(window)
    event = QWheelEvent(
        at, QPointF(window.canvas.mapToGlobal(at)), QPoint(), by, NO_BUTTON, held, phase, False,
        Qt.MouseEventSource.MouseEventNotSynthesized,
        device or QPointingDevice.primaryPointingDevice(),
    )  # fmt: skip
    event.setTimestamp(at_ms)
    QApplication.sendEvent(window.canvas, event)


def move(window: MainWindow, at: QPointF, held: Qt.MouseButton = NO_BUTTON) -> None:
    """Move the mouse, not the pointer of the screen, whose ways are told late and as one."""
    _mouse(window, QEvent.Type.MouseMove, at, NO_BUTTON, held)


def drag(window: MainWindow, start: QPointF, by: QPointF, button: Qt.MouseButton = LEFT) -> None:
    _mouse(window, QEvent.Type.MouseButtonPress, start, button, button)
    move(window, start + by, button)
    _mouse(window, QEvent.Type.MouseButtonRelease, start + by, button, NO_BUTTON)


def _mouse(
    window: MainWindow,
    kind: QEvent.Type,
    at: QPointF,
    button: Qt.MouseButton,
    held: Qt.MouseButton,
    keys: Qt.KeyboardModifier = NO_KEY,
) -> None:
    there = QPointF(window.canvas.mapToGlobal(at))
    QApplication.sendEvent(window.canvas, QMouseEvent(kind, at, there, button, held, keys))


def shift(window: MainWindow, deed: Callable[[], object]) -> tuple[float, float]:
    """Do something, and tell how far the map was pushed by it."""
    at, before = middle(window), window.canvas.view
    ground = before.ground(at.x(), at.y())
    deed()
    assert window.canvas.view.pixel == pytest.approx(before.pixel), "the map was zoomed"
    x, y = window.canvas.view.screen(*ground)
    return round(x - at.x(), 6), round(y - at.y(), 6)


def zoom(window: MainWindow, deed: Callable[[], object]) -> float:
    """Do something, and tell how many times closer one is; the ground under the cursor stays."""
    at, before = middle(window), window.canvas.view
    ground = before.ground(at.x(), at.y())
    deed()
    assert window.canvas.view.screen(*ground) == pytest.approx((at.x(), at.y()), abs=0.01)
    return before.pixel / window.canvas.view.pixel


def test_the_wheel_zooms_in_steps_with_ctrl_in_fine_ones_and_a_pinch_as_far_as_it_goes(
    window: MainWindow,
) -> None:
    assert zoom(window, lambda: turn(window, QPoint(0, 120))) == pytest.approx(STEP)
    assert zoom(window, lambda: turn(window, QPoint(0, -120))) == pytest.approx(1 / STEP)
    assert zoom(window, lambda: turn(window, QPoint(0, 15))) == pytest.approx(STEP ** (1 / 8))
    fine = zoom(window, lambda: turn(window, QPoint(0, 120), CTRL))
    assert 1 < fine < STEP
    assert fine == pytest.approx(FINE_STEP)
    # Windows tells of a pinch as of a wheel with Ctrl that turns by any part of a notch.
    pinched = zoom(window, lambda: turn(window, QPoint(0, 7), CTRL))
    assert pinched == pytest.approx(FINE_STEP ** (7 / 120))

    def pinch() -> None:
        at, there = middle(window), QPointF(window.canvas.mapToGlobal(middle(window)))
        kind = Qt.NativeGestureType.ZoomNativeGesture
        event = QNativeGestureEvent(kind, TOUCHPAD, 2, at, at, there, 0.2, QPointF())
        QApplication.sendEvent(window.canvas, event)

    assert zoom(window, pinch) == pytest.approx(1.2)


def test_two_fingers_push_the_map(window: MainWindow) -> None:
    def fingers(x: int, y: int, **how: Any) -> tuple[float, float]:
        return shift(window, lambda: turn(window, QPoint(x, y), **how))

    assert fingers(0, 120, device=TOUCHPAD) == (0, 60)
    assert fingers(0, -60, phase=Qt.ScrollPhase.ScrollUpdate) == (0, -30)
    assert fingers(-14, 62, at_ms=10_000) == (-7, 31)  # as Windows tells of them
    assert fingers(0, 120, at_ms=10_100) == (0, 60)  # the same push goes on
    assert fingers(120, 0, at_ms=20_000) == (60, 0)  # a wheel that is tilted
    # A while later a wheel is a wheel again.
    assert zoom(window, lambda: turn(window, QPoint(0, 120), at_ms=30_000)) == pytest.approx(STEP)


def test_a_hand_that_trembles_clicks_and_drags_from_four_pixels_on(window: MainWindow) -> None:
    at, clicked = middle(window), list[QPointF]()
    window.canvas.clicked.connect(lambda place, _held: clicked.append(place))
    assert shift(window, lambda: drag(window, at, QPointF(DRAG - 1, 0))) == (0, 0)
    assert len(clicked) == 1
    assert DRAG == 4
    assert shift(window, lambda: drag(window, at, QPointF(DRAG, 0))) == (DRAG, 0)
    assert len(clicked) == 1


TOOLS = [spec.id for spec in ACTIONS if spec.id.startswith("tool.") and spec.checkable]
DRAWING = ["shape.point", "shape.line", "shape.area", "shape.circle"]


@pytest.mark.parametrize("tool", ["", *TOOLS, *DRAWING])
def test_the_middle_button_and_space_push_the_map_in_every_tool(
    window: MainWindow, tool: str
) -> None:
    if tool:
        window.actions_[tool].trigger()
        assert window.canvas.tool is not None
    held = window.canvas.tool
    at, by = middle(window), QPointF(37, -21)
    assert shift(window, lambda: drag(window, at, by, MIDDLE)) == (37, -21)
    window.canvas.setFocus()

    def space(button: Qt.MouseButton) -> None:
        QTest.keyPress(window.canvas, Qt.Key.Key_Space)
        if button != NO_BUTTON:
            _mouse(window, QEvent.Type.MouseButtonPress, at, button, button)
        move(window, at, button)
        before = window.canvas.view
        move(window, at + by, button)
        assert window.canvas.view != before, "Space does not push the map"
        if button != NO_BUTTON:
            _mouse(window, QEvent.Type.MouseButtonRelease, at + by, button, NO_BUTTON)
        QTest.keyRelease(window.canvas, Qt.Key.Key_Space)
        rest = window.canvas.view
        move(window, at)
        assert window.canvas.view == rest, "the map still follows the mouse"

    space(NO_BUTTON)
    space(LEFT)
    assert window.canvas.tool is held
    assert held is None or not held.is_busy, "something was drawn"


def test_the_right_button_asks_for_a_menu_and_finishes_what_is_drawn(
    window: MainWindow, qtbot: Any
) -> None:
    def ask() -> None:
        at = window.canvas.rect().center()
        event = QContextMenuEvent(
            QContextMenuEvent.Reason.Mouse, at, window.canvas.mapToGlobal(at), NO_KEY
        )
        QApplication.sendEvent(window.canvas, event)

    ask()
    menu = QApplication.activePopupWidget()
    assert menu is not None
    assert len(menu.actions()) >= 3
    menu.close()
    qtbot.wait(1)
    window.actions_["tool.length"].trigger()
    for by in (0, 60):
        QTest.mouseClick(window.canvas, LEFT, NO_KEY, window.canvas.rect().center() + QPoint(by, 0))
    tool = window.canvas.tool
    assert tool is not None
    assert tool.is_busy
    ask()
    assert not tool.is_busy
    assert QApplication.activePopupWidget() is None


def test_a_double_click_comes_nearer(window: MainWindow) -> None:
    place = window.canvas.rect().center()
    nearer = zoom(window, lambda: QTest.mouseDClick(window.canvas, LEFT, NO_KEY, place))
    assert nearer == pytest.approx(STEP * STEP)


# -- selecting ---------------------------------------------------------------------------------


def test_rows_are_selected_as_in_other_lists(window: MainWindow) -> None:
    view = next(one for one in window.tables.findChildren(QTableView) if one.isVisible())

    def click(row: int, held: Qt.KeyboardModifier = NO_KEY) -> int:
        place = view.visualRect(view.model().index(row, 0)).center()
        QTest.mouseClick(view.viewport(), LEFT, held, place)
        return len(window.selection.selected)

    assert [click(0), click(2)] == [1, 1]  # replaces
    assert [click(0, CTRL), click(2, CTRL)] == [2, 1]  # toggles
    assert click(3, SHIFT) >= 2  # adds all between
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert len(window.selection.selected) == 0


def test_features_of_the_map_are_selected_as_rows_are(window: MainWindow) -> None:
    canvas, project = window.canvas, window.bridge.project
    assert project is not None
    assert project.investments is not None
    places: dict[str, QPoint] = {}
    grid = product(range(20, canvas.width() - 20, 12), range(20, canvas.height() - 20, 12))
    while len(places) < 2:
        x, y = next(grid)
        hits = canvas.hits(*canvas.view.ground(x, y))
        if hits and hits[0].layer == project.investments.uid:
            places.setdefault(hits[0].uid, QPoint(x, y))
    first, second = places

    def click(uid: str, held: Qt.KeyboardModifier = NO_KEY) -> set[str]:
        QTest.mouseClick(canvas, LEFT, held, places[uid])
        return set(window.selection.selected.uids)

    assert click(first) == {first}
    assert click(second) == {second}
    assert click(first, SHIFT) == {first, second}
    assert click(first, SHIFT) == {first, second}
    assert click(first, CTRL) == {second}
    assert click(first, CTRL) == {first, second}
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert len(window.selection.selected) == 0


# -- the open project --------------------------------------------------------------------------


def shown_title(window: MainWindow) -> str:
    """Give the title as the window's frame has it."""
    handle = window.windowHandle()
    assert handle is not None
    return str(handle.title())


def change(window: MainWindow) -> None:
    window.bridge.do("레이어 순서", lambda project: project.with_map(project.map[1:]))


def answering(key: Qt.Key) -> list[tuple[set[str], str, str]]:
    """Press a key in the dialog that is about to halt the window; tell what was asked by then."""
    found: list[tuple[set[str], str, str]] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            QTimer.singleShot(20, look)
            return
        buttons = {button.text() for button in box.buttons()}
        found.append((buttons, box.defaultButton().text(), box.informativeText()))
        QTest.keyClick(box, key)

    QTimer.singleShot(0, look)
    return found


def test_what_is_not_saved_is_marked_listed_and_saved_by_enter(
    window: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = window.bridge.session
    assert not window.isWindowModified()
    assert "*" not in shown_title(window)
    change(window)
    assert window.isWindowModified()
    assert "*" in shown_title(window)
    window.bridge.undo()
    assert "*" not in shown_title(window)
    change(window)
    save, discard, cancel = (tr(f"window.unsaved.{name}") for name in ("save", "discard", "cancel"))
    asked = answering(Qt.Key.Key_Escape)
    window.files.close()
    assert asked == [({save, discard, cancel}, save, f"{tr('window.unsaved.did')}\n레이어 순서")]
    assert window.bridge.session is before, "Esc stays"
    path = tmp_path / "화성.gpkg"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    asked = answering(Qt.Key.Key_Return)
    window.files.close()
    assert len(asked) == 1
    assert path.exists(), "Enter saves"
    assert window.bridge.project is None
    window.bridge.take(before)
    window.bridge.undo()
    asked = answering(Qt.Key.Key_Escape)
    window.files.close()
    assert asked == [({save, discard, cancel}, save, "")], "what was saved is taken back"
    window.files.save()  # or what is done next would be asked about, as it was before
    window.jobs.wait()
    qtbot.waitUntil(lambda: window.is_painted, timeout=PATIENCE_MS)


def test_the_sample_is_never_overwritten(
    window: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, sample = window.bridge.session, paths.sample(paths.SAMPLE_PROJECT)
    kept = sample.read_bytes()
    window.actions_["file.sample"].trigger()
    qtbot.waitUntil(lambda: window.bridge.session is not before, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: window.is_painted, timeout=PATIENCE_MS)
    change(window)
    asked: list[Path] = []

    def ask(*_asked: Any) -> tuple[str, str]:
        asked.append(tmp_path / "나의 표본.gpkg")
        return str(asked[-1]), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    QTest.keyClick(window, Qt.Key.Key_S, CTRL)
    window.jobs.wait()
    assert [one.exists() for one in asked] == [True], "a place was asked for"
    assert sample.read_bytes() == kept
    window.bridge.take(before)
    qtbot.waitUntil(lambda: window.is_painted, timeout=PATIENCE_MS)


# -- the status bar ----------------------------------------------------------------------------


def test_the_coordinate_is_clicked_to_be_copied(window: MainWindow, qtbot: Any) -> None:
    move(window, middle(window))
    qtbot.waitUntil(lambda: "°" in window.status.text("coordinate"), timeout=PATIENCE_MS)
    every = window.status.findChildren(QLabel)
    (cell,) = (one for one in every if one.objectName() == "coordinate")
    QTest.mouseClick(cell, LEFT)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    menu.actions()[0].trigger()
    menu.close()
    assert QApplication.clipboard().text() in menu.actions()[0].text()
