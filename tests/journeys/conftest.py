"""A real window on the test's display, opened and put away like a planner does."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit

from scmap.gui.main_window import MainWindow
from scmap.gui.start import application
from scmap.session.session import Session
from scmap.store.project_file import read_project

SAMPLE = Path(__file__).resolve().parents[2] / "sample_layers" / "scmap-sample.gpkg"
PATIENCE_MS = 20_000


@pytest.fixture
def open_window(qtbot: Any) -> Iterator[Callable[..., MainWindow]]:
    """Open windows on the sample, or on nothing, and wait until their map is painted."""
    application()
    windows: list[MainWindow] = []

    def open_one(path: Path | None = SAMPLE, size: tuple[int, int] = (1440, 900)) -> MainWindow:
        window = MainWindow()
        windows.append(window)
        window.resize(*size)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow, timeout=PATIENCE_MS)
        if path is not None:
            with qtbot.waitSignal(window.painted, timeout=PATIENCE_MS):
                window.bridge.take(Session(read_project(path).project))
        return window

    yield open_one
    for window in windows:
        session = window.bridge.session
        if session is not None:
            window.bridge.take(None)  # nothing is asked about unsaved changes
        window.close()
        window.deleteLater()


@pytest.fixture(scope="module")
def one_window(qapp: QApplication) -> Iterator[MainWindow]:
    """Open one window on the sample for all tests of a file; each finds it as `put_back` leaves it.

    A window takes two seconds to open, and most tests change nothing that stays.
    """
    application()
    window = MainWindow()
    window.resize(1440, 900)
    window.show()
    window.activateWindow()
    painted = QEventLoop()
    window.painted.connect(painted.quit)
    window.bridge.take(Session(read_project(SAMPLE).project))
    limit = QTimer(singleShot=True, interval=PATIENCE_MS)
    limit.timeout.connect(painted.quit)
    limit.start()
    painted.exec()
    assert window.is_painted
    yield window
    window.bridge.take(None)
    window.close()
    window.deleteLater()
    qapp.processEvents()


@pytest.fixture
def sample_window(one_window: MainWindow, qtbot: Any) -> MainWindow:
    """Give the window of this file's tests as it was when it had just opened."""
    put_back(one_window)
    qtbot.waitUntil(one_window.isActiveWindow, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: one_window.is_painted, timeout=PATIENCE_MS)
    return one_window


def put_back(window: MainWindow) -> None:
    """Take back what a test did in the window: changes, tools, filters, panels, selection, view."""
    for dialog in QApplication.topLevelWidgets():
        if isinstance(dialog, QDialog) and dialog.isVisible():
            dialog.close()
    session = window.bridge.session
    assert session is not None
    while session.undo_label is not None:
        window.bridge.undo()
    window.tooling.tools.put_down()
    window.tooling.comparing.stop()
    window.years.play.stop()
    window.narrowing.clear()
    window.survey.forget()
    window.selection.clear()
    window.tables.show_filters(False)
    for line in window.tables.findChildren(QLineEdit):
        if line.isVisible() and line.text():
            line.clear()
    window.actions_["step.overlap"].trigger()
    window.actions_["view.reset"].trigger()
    window.navigation.zoom_all()
    window.activateWindow()
