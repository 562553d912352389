"""The map in another CRS, in the window: same ground, same answers, one step back."""

from typing import Any

import numpy as np
import pytest
from pyproj import Transformer
from PySide6.QtCore import QPointF, Qt

from scmap.cartography.display import DEGREE_M
from scmap.gui.display_box import DisplayBox
from scmap.gui.main_window import MainWindow
from scmap.gui.sources import OVERLAP
from scmap.model.extent import Extent
from scmap.model.layer import PLANE
from tests.cartography.maps import inked
from tests.gui.board import sample_project

PATIENCE_MS = 20_000
NO_KEYS = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def mapped(window: MainWindow, qtbot: Any) -> MainWindow:
    """Give the window with the layer tree of the sample."""
    tree = sample_project().map
    window.bridge.do("", lambda project: project.with_map(tree))
    qtbot.waitUntil(lambda: window.canvas.is_exact, timeout=PATIENCE_MS)
    return window


def show_in(window: MainWindow, qtbot: Any, crs: str) -> None:
    """Choose a CRS from the menu of the status bar, and wait for the map."""
    box = window.findChild(DisplayBox)
    assert box is not None
    menu = box.menu()
    assert menu is not None
    next(action for action in menu.actions() if crs in action.text()).trigger()
    qtbot.waitUntil(lambda: window.canvas.is_exact and not window.jobs.running, timeout=PATIENCE_MS)
    assert window.status.text("crs") == crs


def test_the_same_ground_is_seen_pointed_at_and_told(mapped: MainWindow, qtbot: Any) -> None:
    canvas = mapped.canvas
    middle, scale = np.array(canvas.view.middle), canvas.scale
    told: list[tuple[float, float]] = []
    canvas.hovered.connect(lambda x, y: told.append((x, y)))
    at = QPointF(canvas.width() / 3, canvas.height() / 4)
    for crs in ("EPSG:4326", "EPSG:3857", "EPSG:5187"):
        show_in(mapped, qtbot, crs)
        assert np.array(canvas.view.middle) == pytest.approx(middle, abs=canvas.view.pixel)
        assert canvas.scale == pytest.approx(scale, rel=1e-3)
        assert inked(canvas.picture()).mean() > 0.05
        # A place on the canvas is where pyproj says, in the CRS that is shown.
        canvas.moved_over.emit(at)
        expected = Transformer.from_crs(PLANE, crs, always_xy=True).transform(*told[-1])
        unit = DEGREE_M if crs == "EPSG:4326" else 1.0
        assert np.array(canvas.view.at(at.x(), at.y())) / unit == pytest.approx(expected, rel=1e-6)
        assert canvas.view.screen(*told[-1]) == pytest.approx((at.x(), at.y()), abs=0.01)


def test_picks_lengths_and_ways_back_are_of_the_ground_and_undo_shows_it_as_before(
    mapped: MainWindow, qtbot: Any
) -> None:
    canvas, layer = mapped.canvas, mapped.sources(OVERLAP)
    assert layer is not None
    place = layer.geometry[0].representative_point()
    before, hits = canvas.view, canvas.hits(place.x, place.y)
    assert hits
    show_in(mapped, qtbot, "EPSG:4326")
    assert canvas.hits(place.x, place.y) == hits
    at = canvas.view.screen(place.x, place.y)
    canvas.clicked.emit(QPointF(*at), NO_KEYS)
    assert mapped.selection.selected.current == hits[0].uid
    targets = mapped.tooling.editing.snapping.targets  # what is drawn snaps where things are
    assert targets
    assert {one.layer.crs for one in targets} == {PLANE}
    qtbot.waitUntil(lambda: canvas.marked is not None, timeout=PATIENCE_MS)
    assert canvas.marked is not None
    (row,) = canvas.marked.rows
    seen = canvas.view.extent
    x0, y0, x1, y1 = canvas.marked.layer.bounds[row]  # it is marked where it is shown
    assert seen.x0 < x1
    assert seen.x1 > x0
    assert seen.y0 < y1
    assert seen.y1 > y0
    mapped.bridge.undo()
    qtbot.waitUntil(lambda: canvas.is_exact, timeout=PATIENCE_MS)
    assert canvas.view.display == before.display
    assert (canvas.view.x, canvas.view.y) == pytest.approx((before.x, before.y), abs=1.0)
    assert canvas.view.pixel == pytest.approx(before.pixel, rel=1e-6)
    x, y = canvas.view.middle
    ends = (x - 2_000.0, y), (x + 2_000.0, y + 1_000.0)
    mapped.tooling.tools.length(True)
    figures = []
    for crs in (PLANE, "EPSG:3857"):
        show_in(mapped, qtbot, crs)
        for end in ends:
            canvas.clicked.emit(QPointF(*canvas.view.screen(*end)), NO_KEYS)
        assert canvas.tool is not None
        canvas.tool.finish()
        figures.append(canvas.tool.legs.sum())  # type: ignore[attr-defined]
    assert figures[1] == pytest.approx(figures[0], abs=0.1)
    wide = canvas.view
    canvas.show_extent(Extent(x - 500, y - 500, x + 500, y + 500))
    near = canvas.view.middle
    canvas.back()
    canvas.forward()
    assert canvas.view.middle == near
    show_in(mapped, qtbot, PLANE)
    canvas.back()  # to a view that was kept in another CRS
    assert canvas.view.display.is_plain
    assert canvas.view.middle == pytest.approx(wide.middle, abs=wide.pixel)
