"""What is marked on the map is held no longer than it is there."""

import weakref
from typing import Any

from scmap.gui.main_window import MainWindow
from scmap.session.session import Session
from tests.gui.board import city
from tests.gui.conftest import PATIENCE_MS


def test_a_result_that_is_gone_is_not_held_for_what_was_selected_of_it(
    empty_window: MainWindow, qtbot: Any
) -> None:
    """To free one of a whole country takes a frame: the worker does, unless somebody holds it."""
    window = empty_window
    window.bridge.take(Session(city()))
    qtbot.waitUntil(lambda: window.findings.table is not None, timeout=PATIENCE_MS)
    window.steps.overlap()
    window.tables.next_overlap()
    qtbot.waitUntil(lambda: window.canvas.marked is not None, timeout=PATIENCE_MS)
    layer = window.sources.of(window.selection.selected)
    assert layer is not None
    held = weakref.ref(layer)
    del layer
    window.selection.clear()
    window.findings.compute()
    qtbot.waitUntil(lambda: held() is None, timeout=PATIENCE_MS)
