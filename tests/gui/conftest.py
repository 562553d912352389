"""Windows and panels that several files of tests work with."""

from collections.abc import Iterator
from typing import Any

import pytest

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


@pytest.fixture
def parts(qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Parts]:
    """Give what panels stand on, open on the sample project."""
    monkeypatch.setattr(findings, "find", find_once)
    made = make_parts()
    made.open(qtbot, sample_project())
    yield made
    made.jobs.close()
    made.root.deleteLater()
