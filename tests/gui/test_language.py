"""A window that changes its language says all that one says which was opened in it."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDockWidget,
    QLabel,
    QLineEdit,
    QTabBar,
    QWidget,
)

from scmap.gui.dialogs.manual import ManualDialog
from scmap.gui.dialogs.style import StyleDialog
from scmap.gui.dialogs.updates import UpdatesDialog
from scmap.gui.main_window import MainWindow
from scmap.session.session import Session
from tests.gui.board import city
from tests.gui.test_accessible import choose_a_layer_and_a_pair

STEPS = ("step.data", "step.overlap", "step.link", "step.review", "analysis.survey", "share.panel")
UNLIKE = {"ScaleBox", "CellLine", "FiguresLine"}
HANGUL = re.compile("[가-힣]")
ROWS = 20  # of a list that are read
PATIENCE_MS, MOST_LOOKS = 20_000, 20
LASTING: dict[str, type[QDialog]] = {
    "help.manual": ManualDialog,
    "layer.style": StyleDialog,
    "help.updates": UpdatesDialog,
}


def said(window: QWidget) -> set[tuple[str, str]]:
    """Give what is in sight of a window or is read aloud of it, with the kind of who says it."""
    shown = [one for one in window.findChildren(QWidget) if one.isVisibleTo(window)]
    return {
        (type(one).__name__, words)
        for one in (window, *shown)
        for words in map(str, _words(one))
        if words.strip()
    }


def _words(one: QWidget) -> Iterator[object]:
    yield from (one.toolTip(), one.accessibleName(), one.accessibleDescription())
    for action in one.actions():
        yield from (action.text(), action.toolTip())
    match one:
        case QLabel() | QAbstractButton():
            yield one.text()
        case QLineEdit():
            yield one.placeholderText()
        case QComboBox():
            yield from (one.itemText(row) for row in range(min(one.count(), ROWS)))
        case QTabBar():
            yield from (one.tabText(place) for place in range(one.count()))
        case QDockWidget() | QDialog():
            yield one.windowTitle()
        case QAbstractItemView():
            yield from _cells(one)


def _cells(view: QAbstractItemView) -> Iterator[object]:
    model, top = view.model(), QModelIndex()
    # A list model keeps to itself that it has one column.
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(top)
    for column in range(columns):
        yield model.headerData(column, Qt.Orientation.Horizontal)
        for row in range(min(model.rowCount(top), ROWS)):
            index = model.index(row, column, top)
            yield from (index.data(), index.data(Qt.ItemDataRole.AccessibleTextRole))


@pytest.fixture
def other(qtbot: Any, window: MainWindow) -> Iterator[Callable[[], MainWindow]]:
    """Open a second window on the same city."""
    made: list[MainWindow] = []

    def open_other() -> MainWindow:
        made.append(MainWindow())
        made[0].resize(window.size())
        made[0].show()
        with qtbot.waitSignal(made[0].painted, timeout=PATIENCE_MS):
            made[0].bridge.take(Session(city()))
        return made[0]

    yield open_other
    for one in made:
        one.bridge.take(None)
        one.close()
        one.deleteLater()


def test_all_that_is_in_sight_or_read_aloud_changes_its_language(
    window: MainWindow, other: Callable[[], MainWindow], qtbot: Any
) -> None:
    switched: dict[str, set[tuple[str, str]]] = {}
    try:
        choose_a_layer_and_a_pair(window, qtbot)
        for step in STEPS:
            window.program.speak("ko")
            window.actions_[step].trigger()
            window.program.speak("en")
            switched[step] = settled(window, qtbot)
        opened = other()
        choose_a_layer_and_a_pair(opened, qtbot)
        for step in STEPS:
            opened.actions_[step].trigger()
            spoken = {words for _, words in settled(opened, qtbot)}
            left = {(kind, words) for kind, words in switched[step] if words not in spoken}
            # The scale, columns in sight and tips of what is cut depend on widths of before.
            left = {one for one in left if one[0] not in UNLIKE or HANGUL.search(one[1])}
            assert left == set(), step
    finally:
        window.program.speak("ko")


def settled(window: MainWindow, qtbot: Any) -> set[tuple[str, str]]:
    """Give what is said when nothing of it changes any more."""
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=PATIENCE_MS)
    before: set[tuple[str, str]] = set()
    for _ in range(MOST_LOOKS):
        now = said(window)
        if now == before:
            break
        before = now
        qtbot.wait(150)
    return before


@pytest.mark.parametrize("action", LASTING)
def test_dialogs_that_stay_open_change_their_language(
    window: MainWindow, qtbot: Any, action: str
) -> None:
    choose_a_layer_and_a_pair(window, qtbot)

    def shown() -> QDialog | None:
        every: list[QDialog] = window.findChildren(LASTING[action])
        return next((one for one in every if one.isVisible()), None)

    try:
        window.actions_[action].trigger()
        qtbot.waitUntil(lambda: shown() is not None)
        before = shown()
        window.program.speak("en")
        qtbot.waitUntil(lambda: shown() not in (None, before))
        switched = shown()
        assert switched is not None
        told = {words for _, words in said(switched)}
        switched.close()
        qtbot.waitUntil(lambda: shown() is None)
        qtbot.wait(1)
        window.actions_[action].trigger()
        qtbot.waitUntil(lambda: shown() is not None)
        fresh = shown()
        assert fresh is not None
        assert told == {words for _, words in said(fresh)}
        fresh.close()
    finally:
        window.program.speak("ko")
