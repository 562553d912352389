"""Windows and panels that several files of tests work with."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QDialog

from scmap.gui import findings
from scmap.gui.main_window import MainWindow
from scmap.gui.start import application
from scmap.session.session import Session
from tests.gui.board import city, sample_project
from tests.gui.parts import Parts, find_once, make_parts

PATIENCE_MS = 20_000


@pytest.fixture
def window(qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """Open a small window on one city, painted and analysed."""
    monkeypatch.setattr(findings, "find", find_once)
    application()
    window = MainWindow()
    window.resize(1280, 720)
    window.show()
    with qtbot.waitSignal(window.painted, timeout=PATIENCE_MS):
        window.bridge.take(Session(city()))
    yield window
    window.bridge.take(None)
    window.close()
    window.deleteLater()


@pytest.fixture
def bare_window(qtbot: Any) -> Iterator[MainWindow]:
    """Open a window without a project; the keyboard is its."""
    application()
    window = MainWindow()
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=PATIENCE_MS)
    yield window
    window.bridge.take(None)
    window.close()
    window.deleteLater()


@pytest.fixture(scope="module")
def shared_window() -> Iterator[MainWindow]:
    """Open one window for all tests of a file, which do not begin with a window just opened."""
    application()
    window = MainWindow()
    window.show()
    yield window
    window.bridge.take(None)
    window.close()
    window.deleteLater()


@pytest.fixture
def empty_window(shared_window: MainWindow, qtbot: Any) -> Iterator[MainWindow]:
    """Give a file's window without a project, a message or a dialog; the keyboard is its."""
    shared_window.activateWindow()
    qtbot.waitUntil(shared_window.isActiveWindow, timeout=PATIENCE_MS)
    yield shared_window
    for dialog in shared_window.findChildren(QDialog):
        dialog.close()
    shared_window.bridge.take(None)
    shared_window.jobs.wait()
    shared_window.messages.clear()


@pytest.fixture
def city_window(
    empty_window: MainWindow, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> MainWindow:
    """Give a file's window on one city just opened, painted and analysed."""
    monkeypatch.setattr(findings, "find", find_once)
    empty_window.resize(1280, 720)
    with qtbot.waitSignal(empty_window.painted, timeout=PATIENCE_MS):
        empty_window.bridge.take(Session(city()))
    return empty_window


@pytest.fixture
def parts(qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Parts]:
    """Give what panels stand on, open on the sample project."""
    monkeypatch.setattr(findings, "find", find_once)
    made = make_parts()
    made.open(qtbot, sample_project())
    yield made
    made.jobs.close()
    made.root.deleteLater()
