"""Windows and panels that several files of tests work with."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scmap.gui.main_window import MainWindow
from scmap.gui.start import application
from scmap.session.session import Session
from scmap.store.project_file import read_project
from tests.gui.board import city
from tests.gui.parts import Parts, make_parts

SAMPLE = Path(__file__).resolve().parents[2] / "sample_layers" / "scmap-sample.gpkg"
PATIENCE_MS = 20_000


@pytest.fixture
def window(qtbot: Any) -> Iterator[MainWindow]:
    """Open a small window on one city, painted and analysed."""
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
def parts(qtbot: Any) -> Iterator[Parts]:
    """Give what panels stand on, open on the sample project."""
    made = make_parts()
    made.open(qtbot, read_project(SAMPLE).project)
    yield made
    made.jobs.close()
    made.root.deleteLater()
