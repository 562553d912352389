"""A disc that stands for joined points opens where it is clicked, and tells what it stands for."""

import threading
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from scmap.cartography import clusters
from scmap.cartography.clusters import clusters_of
from scmap.cartography.settings import MapSettings
from scmap.gui.canvas.picking import MOST_JOINED, disc_at, names
from scmap.gui.main_window import MainWindow
from scmap.model.extent import Extent
from scmap.model.layer import Layer
from scmap.model.maplayer import MapLayer
from scmap.model.project import Project
from scmap.model.symbology import Symbol, Symbology
from scmap.session.session import Session
from tests.cartography.maps import column, points

PATIENCE_MS = 20_000
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
TOWN = [(955_000.0 + 300 * n, 1_950_000.0) for n in range(5)]
AT_ONE_PLACE = [(975_000.0, 1_950_000.0)] * 3


@pytest.fixture
def clustered(window: MainWindow, qtbot: Any) -> MainWindow:
    """Show five points beside one another and, far off, three at one place; all are joined."""
    names_ = column(*(f"점 {n}" for n in range(len(TOWN) + len(AT_ONE_PLACE))))
    layer = points([*TOWN, *AT_ONE_PLACE], name=names_)
    look = Symbology(Symbol(fill="#0072B2"), clusters=True)
    entry = MapLayer("e", "점", layer.uid, shape="point", symbology=look)
    with qtbot.waitSignal(window.painted, timeout=PATIENCE_MS):
        window.bridge.take(Session(Project("p", "p", layers=(layer,), map=(entry,))))
    window.canvas.show_extent(Extent(940_000, 1_930_000, 990_000, 1_970_000))
    settle(window, qtbot)
    return window


def settle(window: MainWindow, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: window.canvas.is_exact, timeout=PATIENCE_MS)


def counts(window: MainWindow) -> list[int]:
    settings = window.canvas.settings
    assert settings is not None
    return sorted(clusters_of(settings, 0).count.tolist())


def place(window: MainWindow, ground: tuple[float, float]) -> QPoint:
    return QPoint(*(round(one) for one in window.canvas.view.screen(*ground)))


def layer_of(window: MainWindow) -> Layer:
    project = window.bridge.project
    assert project is not None
    return project.layers[0]


def test_a_click_on_a_disc_comes_nearer_until_its_points_stand_apart(
    clustered: MainWindow, qtbot: Any
) -> None:
    assert counts(clustered) == [3, 5]
    scale = clustered.canvas.scale
    QTest.mouseClick(clustered.canvas, LEFT, NONE, place(clustered, TOWN[2]))
    assert clustered.canvas.scale < scale / 5
    settle(clustered, qtbot)
    assert counts(clustered) == []
    assert not clustered.selection.selected
    for one in TOWN:
        x, y = clustered.canvas.view.screen(*one)
        assert 0 < x < clustered.canvas.width()
        assert 0 < y < clustered.canvas.height()


def test_points_that_no_scale_tells_apart_are_selected_together(clustered: MainWindow) -> None:
    QTest.mouseClick(clustered.canvas, LEFT, NONE, place(clustered, AT_ONE_PLACE[0]))
    rows = clustered.selection.selected.rows(layer_of(clustered))
    assert sorted(rows.tolist()) == [5, 6, 7]


def test_a_disc_tells_what_it_stands_for_and_a_held_key_adds_one(clustered: MainWindow) -> None:
    told = names(clustered.canvas.hits(*TOWN[2]), clustered.sources)
    assert told.splitlines()[0] == "점 2"  # the nearest to the cursor first
    assert len(clustered.canvas.hits(*TOWN[2])) == 5
    scale = clustered.canvas.scale
    held = Qt.KeyboardModifier.ControlModifier
    QTest.mouseClick(clustered.canvas, LEFT, held, place(clustered, TOWN[2]))
    assert clustered.canvas.scale == scale
    assert clustered.selection.selected.rows(layer_of(clustered)).tolist() == [2]


def test_a_disc_of_very_many_points_gives_the_nearest(clustered: MainWindow, qtbot: Any) -> None:
    rng = np.random.default_rng(2)
    many = [(955_000.0 + x, 1_950_000.0 + y) for x, y in rng.normal(0, 200, (5000, 2))]
    layer = points(many)
    look = Symbology(Symbol(fill="#0072B2"), clusters=True)
    entry = MapLayer("e", "점", layer.uid, shape="point", symbology=look)
    with qtbot.waitSignal(clustered.painted, timeout=PATIENCE_MS):
        clustered.bridge.take(Session(Project("q", "q", layers=(layer,), map=(entry,))))
    clustered.canvas.show_extent(Extent(940_000, 1_930_000, 990_000, 1_970_000))
    settle(clustered, qtbot)
    settings = clustered.canvas.settings
    assert settings is not None
    disc = disc_at(settings, 955_000, 1_950_000)
    assert disc is not None
    assert len(disc.uids) == MOST_JOINED
    away = np.hypot(*(np.array(many) - (955_000, 1_950_000)).T)
    nearest = [str(layer.uids[row]) for row in np.argsort(away)[:MOST_JOINED]]
    assert list(disc.uids) == nearest


def test_very_many_points_are_joined_behind_the_window(
    clustered: MainWindow, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hand never waits for them: until they are joined, nothing is told of them."""
    gathered, where = clusters._gathered, []

    def note(settings: MapSettings, number: int) -> clusters.Clusters:
        where.append(threading.current_thread() is threading.main_thread())
        return gathered(settings, number)

    monkeypatch.setattr(clusters, "_gathered", note)
    monkeypatch.setattr(clusters, "MANY", 3)
    canvas = clustered.canvas
    canvas.zoom_in()
    assert canvas.hits(*TOWN[2]) == ()
    settle(clustered, qtbot)
    qtbot.waitUntil(lambda: len(canvas.hits(*TOWN[2])) > 1, timeout=PATIENCE_MS)
    assert where
    assert not any(where)
