"""A real window on the test's display, opened and put away like a planner does."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

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
