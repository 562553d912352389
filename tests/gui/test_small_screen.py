"""The window works on a laptop of 1366 × 768 at 150 %: 910 × 512 logical pixels, in every step."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDockWidget, QScrollArea, QTabBar, QToolButton

from scmap.gui import preferences
from scmap.gui.design_pages import DESIGN_PAGES
from scmap.gui.main_window import MainWindow
from scmap.gui.panels.tab_line import TABS
from scmap.session.session import Session
from tests.report import round_sample

SMALL = QSize(910, 512)
PATIENCE_MS = 20_000
SIDES = ("analysis.survey", "share.panel", "tool.identify")


@pytest.fixture(params=["ko", "en"])
def window(
    bare_window: MainWindow, qtbot: Any, request: pytest.FixtureRequest
) -> Iterator[MainWindow]:
    preferences.choose_language(request.param)
    bare_window.resize(SMALL)
    with qtbot.waitSignal(bare_window.painted, timeout=PATIENCE_MS):
        bare_window.bridge.take(Session(round_sample.project()))
    yield bare_window
    bare_window.bridge.take(None)
    preferences.choose_language("ko")


def test_no_step_and_no_page_needs_more_than_a_small_screen(window: MainWindow, qtbot: Any) -> None:
    larger = {}

    def go(action: str) -> None:
        window.actions_[action].trigger()
        look(action)

    def look(name: str) -> None:
        qtbot.wait(60)
        least = window.minimumSizeHint().expandedTo(window.size())
        if least != SMALL:
            larger[name] = least.toTuple()
            window.resize(SMALL)

    for step in ("data", "overlap", "link", "review", "overlap"):
        go(f"step.{step}")
    for tab in TABS[:-1]:
        window.tables.show_tab(tab)
        look(tab)
    window.tables.show_tab("overlaps")
    for side in SIDES:
        go(side)
        go(side)
    go("step.link")
    for page in ("links", *DESIGN_PAGES):
        go(f"link.{page}")
    assert larger == {}


def test_the_tab_in_front_is_read_from_its_first_letter_on(window: MainWindow, qtbot: Any) -> None:
    window.actions_["step.overlap"].trigger()
    bar = next(one for one in window.tables.findChildren(QTabBar) if one.isVisible())
    for tab in TABS[:-1]:
        window.tables.show_tab(tab)
        window.resize(window.minimumSizeHint())
        qtbot.wait(60)
        front = bar.tabRect(bar.currentIndex())
        arrows = (bar.findChild(QToolButton, f"Scroll{side}Button") for side in ("Left", "Right"))
        shown = [one.x() for one in arrows if isinstance(one, QToolButton) and one.isVisible()]
        right = min(shown, default=bar.width())
        assert front.left() >= 0, tab
        assert front.right() <= right, tab


def test_the_layers_go_with_the_map_in_a_narrow_window_and_come_back(
    window: MainWindow, qtbot: Any
) -> None:
    layers = window.findChild(QDockWidget, "layers")
    assert isinstance(layers, QDockWidget)
    before = layers.width()
    window.actions_["step.review"].trigger()
    assert not layers.isVisible()
    window.actions_["step.overlap"].trigger()
    qtbot.wait(60)
    assert layers.isVisible()
    assert layers.width() >= before
    window.actions_["view.layers"].trigger()
    for step in ("review", "overlap"):
        window.actions_[f"step.{step}"].trigger()
    assert not layers.isVisible(), "a planner put them away"


def test_boards_and_agenda_have_room_and_the_tables_come_back(
    window: MainWindow, qtbot: Any
) -> None:
    window.resize(1280, 720)
    qtbot.wait(60)
    tables = window.findChild(QDockWidget, "tables")
    assert isinstance(tables, QDockWidget)
    before = tables.height()
    window.actions_["step.review"].trigger()
    qtbot.wait(60)
    assert window.review.height() > 370
    window.actions_["step.overlap"].trigger()
    qtbot.wait(60)
    assert tables.height() == before


def test_the_details_of_a_pair_are_read_and_its_buttons_reached(
    window: MainWindow, qtbot: Any
) -> None:
    window.actions_["step.overlap"].trigger()
    window.actions_["analysis.next"].trigger()
    inspector = window.inspector
    qtbot.waitUntil(inspector.finding.isVisible)
    area = inspector.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    qtbot.waitUntil(lambda: area.viewport().height() > 100)
    assert area.isAncestorOf(inspector.finding)
    bar = area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: inspector.finding.visibleRegion().boundingRect().height() > 20)
    window.resize(1440, 900)
    qtbot.waitUntil(lambda: not area.isAncestorOf(inspector.finding))
