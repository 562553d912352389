"""The window as a whole: each command works or says why not, and each control has a name."""

from operator import attrgetter
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMenu,
    QWidget,
)

from scmap import paths, words
from scmap.gui import findings
from scmap.gui.action import NEEDS, ActionSpec, State
from scmap.gui.actions import ACTIONS, MENUS, in_menu
from scmap.gui.main_window import MainWindow
from scmap.session.session import Session
from tests.gui.board import city
from tests.gui.parts import find_once

PATIENCE_MS = 20_000
ROOM_PX = 620  # of 720: what lies below the menu bar and above the bar of tasks


@pytest.fixture
def window(shared_window: MainWindow, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """Give one window on one city to test after test, which look at it; one closes the project."""
    if shared_window.bridge.project is None:
        monkeypatch.setattr(findings, "find", find_once)
        shared_window.resize(1280, 720)
        with qtbot.waitSignal(shared_window.painted, timeout=PATIENCE_MS):
            shared_window.bridge.take(Session(city()))
    return shared_window


@pytest.mark.parametrize("spec", ACTIONS, ids=lambda spec: spec.id)
@pytest.mark.parametrize("language", words.LANGUAGES)
def test_each_command_has_words_and_an_icon_that_is_drawn(spec: ActionSpec, language: str) -> None:
    said = words.catalogue(language)
    assert said[f"actions.{spec.id}"]
    assert said[f"actions.{spec.id}.tip"]
    assert not spec.icon or paths.resource("icons", f"{spec.icon}.svg").is_file()


@pytest.mark.parametrize("need", NEEDS)
@pytest.mark.parametrize("language", words.LANGUAGES)
def test_each_condition_has_words(need: str, language: str) -> None:
    assert words.catalogue(language)[f"actions.need.{need}"]


def test_no_key_means_two_things() -> None:
    keys = [QKeySequence(key).toString() for spec in ACTIONS for key in spec.keys]
    assert "" not in keys
    assert len(keys) == len(set(keys))


def test_keys_mean_what_they_mean_in_other_programs() -> None:
    """DESKTOP §3; Ctrl+X is free, for rows of a register are withdrawn and never cut."""
    meant = {
        "file.new": "Ctrl+N", "file.open": "Ctrl+O", "file.save": "Ctrl+S",
        "file.save_as": "Ctrl+Shift+S", "file.close": "Ctrl+W", "file.print": "Ctrl+P",
        "file.quit": "Ctrl+Q", "help.commands": "F3 Ctrl+Shift+P", "help.manual": "F1",
        "edit.undo": "Ctrl+Z", "edit.redo": "Ctrl+Y Ctrl+Shift+Z", "edit.copy": "Ctrl+C",
        "edit.paste": "Ctrl+V", "edit.all": "Ctrl+A", "edit.clear": "Esc", "edit.find": "Ctrl+F",
        "shape.delete": "Del", "layer.rename": "F2", "layer.zoom": "Ctrl+J",
        "view.redraw": "F5", "view.full_screen": "F11", "view.zoom_all": "Ctrl+0",
        "view.back": "Alt+Left", "view.forward": "Alt+Right",
        "view.layers": "Ctrl+1", "view.inspector": "Ctrl+2", "view.tables": "Ctrl+3",
    }  # fmt: skip
    keys = {spec.id: spec.keys for spec in ACTIONS}
    assert {name: keys[name] for name in meant} == {
        name: tuple(said.split()) for name, said in meant.items()
    }


def test_each_command_stands_in_a_menu_that_is_shown(window: MainWindow) -> None:
    assert {spec.menu for spec in ACTIONS} <= set(MENUS)
    shown = [action.text() for action in window.menuBar().actions()]
    assert len(shown) == sum(bool(in_menu(menu)) for menu in MENUS)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_menu_is_taller_than_a_small_screen_has_room(window: MainWindow, language: str) -> None:
    window.program.speak(language)
    try:
        menus = [action.menu() for action in window.menuBar().actions()]
        tall = {
            menu.title(): height
            for menu in menus
            if isinstance(menu, QMenu) and (height := menu.sizeHint().height()) > ROOM_PX
        }
    finally:
        window.program.speak("ko")
    assert tall == {}


def test_each_command_leads_to_something_that_can_be_called(window: MainWindow) -> None:
    for spec in ACTIONS:
        assert callable(attrgetter(spec.handler)(window)), spec.id


def test_what_cannot_be_used_says_why(window: MainWindow) -> None:
    window.bridge.take(None)
    off = [spec for spec in ACTIONS if not window.actions_[spec.id].isEnabled()]
    assert off
    for spec in off:
        assert spec.hindrance(State()) in window.actions_[spec.id].toolTip()


def focusable(window: MainWindow) -> list[QWidget]:
    """Controls that the Tab key reaches."""
    return [
        one
        for one in window.findChildren(QWidget)
        if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isEnabled()
    ]


def spoken(widget: QWidget) -> str:
    """What a screen reader says of a control."""
    return str(QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name))


def test_each_control_has_a_name_for_those_who_hear_the_window(window: MainWindow) -> None:
    nameless = [
        f"{type(one).__name__} in {type(one.parent()).__name__}"
        for one in focusable(window)
        if not isinstance(one, QLabel) and not spoken(one)
    ]
    assert not nameless


def test_the_tab_key_comes_by_every_panel_and_is_never_trapped(
    window: MainWindow, qtbot: Any
) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=PATIENCE_MS)
    window.canvas.setFocus()
    seen: list[QWidget] = []
    for _ in range(200):
        now = QApplication.focusWidget()
        assert now is not None
        if seen and now is seen[0]:
            break
        seen.append(now)
        qtbot.keyClick(now, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is seen[0]
    panels = (window.steps, window.layers, window.tables, window.inspector)
    assert all(any(panel.isAncestorOf(one) for one in seen) for panel in panels)
