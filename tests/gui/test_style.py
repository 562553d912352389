"""Scroll bars show where one is, and are dragged and paged by the mouse."""

import gc
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QMainWindow,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollBar,
    QSlider,
    QSpinBox,
    QTabBar,
    QToolButton,
    QWidget,
)

from scmap.gui import theme
from scmap.gui.start import application
from tests.gui import audit

LEAST_SEEN = 40  # pixels: a cursor alone is about half of that
EDGE = {"light": 1.3, "dark": 3.0}  # contrast of the edge; the light field itself stands out, too


@pytest.fixture(params=[Qt.Orientation.Vertical, Qt.Orientation.Horizontal])
def bar(request: Any, qtbot: Any) -> QScrollBar:
    application()
    bar = QScrollBar(request.param)
    qtbot.addWidget(bar)
    bar.setRange(0, 900)
    bar.setPageStep(100)
    bar.resize(*((14, 400) if request.param == Qt.Orientation.Vertical else (400, 14)))
    bar.show()
    return bar


def along(bar: QScrollBar, place: int) -> QPoint:
    return QPoint(7, place) if bar.orientation() == Qt.Orientation.Vertical else QPoint(place, 7)


def test_the_handle_follows_the_mouse(bar: QScrollBar) -> None:
    QTest.mousePress(bar, Qt.MouseButton.LeftButton, pos=along(bar, 10))
    QTest.mouseMove(bar, along(bar, 190))
    QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=along(bar, 190))
    assert bar.value() == pytest.approx(450, abs=10)


def test_a_click_beside_the_handle_turns_a_page(bar: QScrollBar) -> None:
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=along(bar, 390))
    assert bar.value() == 100
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=along(bar, 2))
    assert bar.value() == 0


def test_the_handle_is_painted_where_one_is(bar: QScrollBar) -> None:
    bar.setValue(bar.maximum())
    picture = bar.grab().toImage()
    end, middle = along(bar, 385), along(bar, 200)
    ground = picture.pixelColor(middle)
    assert picture.pixelColor(end) != ground
    bar.setValue(0)
    assert bar.grab().toImage().pixelColor(end) == ground


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit])
def test_a_field_stands_out_from_its_ground(qtbot: Any, kind: type[QWidget], scheme: str) -> None:
    application()
    theme.choose(scheme)
    ground = QWidget()
    qtbot.addWidget(ground)
    ground.resize(300, 120)
    line = QLineEdit(ground)  # it takes the focus, whose edge is another
    field = kind(ground)
    line.setGeometry(10, 80, 200, 28)
    field.setGeometry(10, 10, 200, 28)
    ground.show()
    for has_focus in (line, field) if kind is QPlainTextEdit else (line,):
        has_focus.setFocus()
        picture = ground.grab().toImage()
        seen = [picture.pixelColor(100, y) for y in range(8, 14)]
        assert max(audit.contrast(one, picture.pixelColor(2, 2)) for one in seen) > EDGE[scheme]
    theme.choose("system")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("shape", [QTabBar.Shape.RoundedNorth, QTabBar.Shape.RoundedSouth])
def test_the_tab_in_front_is_marked(qtbot: Any, scheme: str, shape: QTabBar.Shape) -> None:
    application()
    theme.choose(scheme)
    bar = QTabBar()
    qtbot.addWidget(bar)
    bar.setShape(shape)
    for title in ("중첩", "투자사업"):
        bar.addTab(title)
    bar.setCurrentIndex(1)
    bar.show()
    picture, accent = bar.grab().toImage(), bar.palette().color(theme.Role.Accent)
    marked = []
    for place in range(bar.count()):
        tab = bar.tabRect(place)
        column = [picture.pixelColor(tab.left() + 12, y) for y in range(bar.height())]
        marked.append(accent in (*column[:3], *column[-3:]))
    assert marked == [False, True]
    theme.choose("system")


def test_what_has_no_part_of_its_own_is_painted_without_the_interpreter(qtbot: Any) -> None:
    """Each question that Qt asks a style of Python waits for the jobs that run."""
    application()
    window = QMainWindow()
    qtbot.addWidget(window)
    cells = [QLabel("1:25,000"), QPushButton("저장"), QToolButton(), QWidget()]
    for cell in cells:
        window.statusBar().addWidget(cell)
    window.show()
    asked = list[str]()

    def note(frame: Any, event: str, _arg: object) -> None:
        if event == "call":
            asked.append(frame.f_code.co_qualname)

    sys.setprofile(note)
    try:
        for cell in (window, window.statusBar(), *cells):
            cell.grab()
    finally:
        sys.setprofile(None)
    assert [name for name in asked if "." in name] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_sections_of_a_menu_are_parted_by_a_line_with_room_about_it(
    qtbot: Any, scheme: str
) -> None:
    application()
    theme.choose(scheme)
    menu = QMenu()
    qtbot.addWidget(menu)
    menu.addAction("레이어 복제")
    line = menu.addSeparator()
    menu.addAction("목록에서 제거")
    menu.popup(QPoint(0, 0))
    place = menu.actionGeometry(line)
    assert place.height() >= 5, "at 150 % the items beside it paint over a lower one"
    picture = menu.grab().toImage()
    seen = [picture.pixelColor(place.center().x(), y) for y in range(place.y(), place.bottom() + 1)]
    assert seen.count(menu.palette().color(theme.Role.Mid)) == 1
    menu.close()
    theme.choose("system")


def test_buttons_of_dialogs_have_words_alone(qtbot: Any) -> None:
    application()
    usual = QDialogButtonBox.StandardButton
    box = QDialogButtonBox(usual.Ok | usual.Cancel | usual.Close | usual.Save)
    qtbot.addWidget(box)
    box.show()
    assert all(button.icon().isNull() and button.text() for button in box.buttons())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "make",
    [
        lambda: QLineEdit("화성시"),
        lambda: QPlainTextEdit("화성시"),
        lambda: QPushButton("저장"),
        lambda: QCheckBox("켜기"),
        lambda: QRadioButton("하나"),
        lambda: named(QToolButton()),
        lambda: filled(QComboBox()),
        QSpinBox,
        lambda: filled(QListWidget()),
        lambda: tabbed(QTabBar()),
        lambda: QSlider(Qt.Orientation.Horizontal),
    ],
    ids=[
        "line", "text", "button", "check", "radio", "tool", "choice", "number", "list", "tabs",
        "slider",
    ],
)  # fmt: skip
def test_it_is_seen_where_the_keyboard_is(
    qtbot: Any, make: Callable[[], QWidget], scheme: str
) -> None:
    """By more than the cursor of a text, which comes and goes."""
    application()
    theme.choose(scheme)
    try:
        window = QWidget()
        qtbot.addWidget(window)
        row = QHBoxLayout(window)
        one, other = make(), QPushButton("다른 것")
        for widget in (one, other):
            widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            row.addWidget(widget)
        window.show()
        with qtbot.waitActive(window):
            window.activateWindow()
        QApplication.setCursorFlashTime(0)
        other.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.waitUntil(other.hasFocus)
        qtbot.wait(30)
        without = one.grab().toImage()
        QTest.keyClick(other, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
        qtbot.waitUntil(one.hasFocus)
        qtbot.wait(30)
        assert differing(without, one.grab().toImage()) >= LEAST_SEEN
    finally:
        QApplication.setCursorFlashTime(1000)
        theme.choose("system")


def named(button: QToolButton) -> QWidget:
    button.setText("더 보기")
    return button


def filled(choice: QComboBox | QListWidget) -> QWidget:
    choice.addItems(["수원시", "화성시"])
    return choice


def tabbed(bar: QTabBar) -> QWidget:
    bar.addTab("표")
    bar.addTab("연도")
    return bar


def differing(one: QImage, other: QImage) -> int:
    """Count the pixels of two pictures that are unlike."""
    sides = (np.frombuffer(side.constBits(), np.uint32) for side in (one, other))
    first, second = (side.copy() for side in sides)
    return int((first != second).sum())


def test_a_window_outlives_the_style_it_was_made_with(qtbot: Any) -> None:
    application()
    line = QLineEdit("화성시")
    qtbot.addWidget(line)
    line.show()
    theme.apply(application())
    gc.collect()
    assert not line.grab().isNull()
