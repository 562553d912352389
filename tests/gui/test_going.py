"""Going to a place by name or scale, coming back to kept ones, and layers from other planes."""

import json
import time
from typing import Any

import numpy as np
import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from scmap import paths
from scmap.formats.projection import reprojected
from scmap.gui import bookmarks, search
from scmap.gui.main_window import MainWindow
from scmap.gui.models.text_index import TextIndex
from scmap.gui.scale_box import read, written
from scmap.model.layer import PLANE, Layer, bare, objects
from scmap.model.maplayer import MapLayer
from scmap.model.project import Project
from scmap.reference import gazetteer
from scmap.session.session import Session
from tests.cartography.maps import pixels
from tests.gui.board import city

PATIENCE_MS = 20_000


@pytest.fixture
def window(city_window: MainWindow) -> MainWindow:
    return city_window


@pytest.mark.parametrize(
    ("text", "denominator"),
    [("5000", 5000), ("1:5,000", 5000), (" 1 / 25000 ", 25000), ("1：10,000", 10000)],
)
def test_a_scale_is_read_as_planners_write_it(text: str, denominator: int) -> None:
    assert read(text) == denominator
    assert read(written(denominator)) == denominator


@pytest.mark.parametrize("text", ["", "0", "x", "1:", "3:5000", "1:999999999999", "-5"])
def test_what_is_no_scale_is_refused(text: str) -> None:
    assert read(text) is None


def test_a_scale_that_is_typed_is_shown(window: MainWindow) -> None:
    box = window.status.scale
    line = box.lineEdit()
    assert line is not None
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "25000")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert window.canvas.scale == pytest.approx(25_000)
    assert window.status.text("scale") == "1:25,000"
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "nonsense")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert box.currentText() == "1:25,000"


def test_a_municipality_is_gone_to_by_its_initials(window: MainWindow) -> None:
    dialog = window.going.ask()
    dialog.line.setText("ㅎㅅㅅ")
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    code = gazetteer().one("화성시").code
    middle = shapely.box(*gazetteer().footprint(f"municipality:{code}").bounds).centroid
    assert window.canvas.view.x == pytest.approx(middle.x)
    shown = window.canvas.view.extent
    assert shown.y0 < middle.y < shown.y1
    assert shown.width < 200_000


def test_names_are_read_before_anybody_searches_and_never_again(
    window: MainWindow, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[int] = []
    read = TextIndex.of

    def counted(values: Any, write: Any, *, progress: Any) -> TextIndex:
        reads.append(len(values))
        return read(values, write, progress=progress)

    ready = window.going  # first with the project that is open: its names count no more
    qtbot.waitUntil(lambda: ready._finder is not None, timeout=PATIENCE_MS)
    monkeypatch.setattr(TextIndex, "of", counted)
    project = city()
    named = [one for one in project.layers if {"name", "title"} & set(one.columns) and len(one)]
    window.bridge.take(Session(project))
    every = len(named) + 1  # and the neighbourhoods
    qtbot.waitUntil(lambda: len(reads) == every, timeout=PATIENCE_MS)
    dialog = window.going.ask()
    dialog.line.setText("관제")
    found = dialog.list.model()
    qtbot.waitUntil(lambda: found.rowCount() > 1, timeout=PATIENCE_MS)
    assert len(reads) == every
    dialog.close()


def test_a_kept_place_is_gone_back_to_and_forgotten(window: MainWindow) -> None:
    before = window.canvas.view
    window.going.keep_as("우리 동네")
    window.canvas.zoom_out()
    dialog = window.going.ask()
    dialog.line.setText("ㅇㄹ")
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    now = window.canvas.view
    assert (now.x, now.y, now.pixel) == pytest.approx((before.x, before.y, before.pixel))
    dialog = window.going.ask()
    QTest.keyClick(dialog.line, Qt.Key.Key_Delete)
    dialog.close()
    project = window.bridge.project
    assert project is not None
    assert not bookmarks.bookmarks(project.uid)


def test_a_file_of_places_from_elsewhere_gives_only_what_is_one() -> None:
    file = paths.data_dir() / bookmarks.KEPT.file
    for text in ("", "[]", '{"p": 3}', "\x00", '{"p": {"a": [1, 2], "b": [1, 2, -3]}}'):
        file.write_text(text, encoding="utf-8")
        assert bookmarks.bookmarks("p") == {}
    file.write_text(json.dumps({"p": {"a": [1, 2, 3]}}), encoding="utf-8")
    assert bookmarks.bookmarks("p") == {"a": (1.0, 2.0, 3.0)}
    file.unlink()


def shown(window: MainWindow, qtbot: Any, *layers: Layer) -> None:
    """Open a project of these layers, each drawn plainly."""
    entries = tuple(MapLayer(one.uid, one.title, one.uid) for one in layers)
    with qtbot.waitSignal(window.painted, timeout=3 * PATIENCE_MS):
        window.bridge.take(Session(Project("p", "p", layers=layers, map=entries)))


def made(uid: str, geometry: Any, crs: str = PLANE) -> Layer:
    count = len(geometry)
    uids = objects(f"{uid}{row}" for row in range(count))
    return Layer(uid, uid, uid, "other", crs, uids, geometry)


def test_a_layer_on_another_plane_lies_where_it_is(window: MainWindow, qtbot: Any) -> None:
    place = np.array([[955_000.0, 1_950_000.0]])
    there = reprojected(place, PLANE, "EPSG:5186")
    areas = made("areas", objects([shapely.Point(*there[0]).buffer(500)]), "EPSG:5186")
    points = made("points", bare(np.repeat(there, 3000, axis=0)), "EPSG:5186")
    shown(window, qtbot, areas, points)
    qtbot.waitUntil(lambda: len(window.canvas.drawn) == 2, timeout=PATIENCE_MS)
    for drawn in window.canvas.drawn:
        extent = drawn.layer.extent
        assert extent is not None
        assert extent.centre == pytest.approx(tuple(place[0]), abs=1.0)


@pytest.mark.parametrize(("crs", "title"), [("EPSG:999999", "EPSG:999999"), ("EPSG:4326", "wrong")])
def test_a_layer_whose_plane_cannot_be_is_named_and_the_others_are_shown(
    window: MainWindow, qtbot: Any, crs: str, title: str
) -> None:
    areas = objects(
        [shapely.box(955_000, 1_950_000, 956_000, 1_951_000), shapely.box(127, 37, 128, 38)]
    )
    good = made("good", objects([shapely.box(954_000, 1_950_000, 955_000, 1_951_000)]))
    shown(window, qtbot, made("wrong", areas, crs), good)
    qtbot.waitUntil(window.messages.isVisible, timeout=PATIENCE_MS)
    assert title in window.messages.messages[0].text
    assert "good" in {drawn.layer.uid for drawn in window.canvas.drawn}


def test_an_empty_layer_and_one_with_a_huge_coordinate_spoil_nothing(
    window: MainWindow, qtbot: Any
) -> None:
    wild = objects([shapely.box(1e15, -1e15, 1.1e15, 1e15), shapely.box(0, 0, 100, 100), None])
    good = made("good", objects([shapely.box(954_000, 1_950_000, 955_000, 1_951_000)]))
    points = made("points", bare(np.array([[955_000.0, 1_951_000.0], [1e300, 0.0]])))
    shown(window, qtbot, made("empty", objects([])), made("wild", wild), good, points)
    window.navigation.zoom_all()
    qtbot.waitUntil(lambda: window.canvas.is_exact, timeout=PATIENCE_MS)
    for x, y in ((954_000, 1_950_000), (955_000, 1_951_000), (100, 100)):  # what can be is in sight
        left, top = window.canvas.view.screen(x, y)
        assert 0 <= left <= window.canvas.width()
        assert 0 <= top <= window.canvas.height()
    window.canvas.set_scale(5000)
    qtbot.waitUntil(lambda: window.canvas.is_exact, timeout=PATIENCE_MS)
    assert not window.messages.isVisible()


def test_a_polygon_of_five_million_vertices_is_painted_and_the_window_lives(
    window: MainWindow, qtbot: Any
) -> None:
    angle = np.linspace(0, 2 * np.pi, 5_000_000, endpoint=False)
    ring = np.column_stack((np.cos(angle), np.sin(angle))) * (
        20_000 + 300 * np.sin(angle * 9001)[:, None]
    ) + (955_000, 1_950_000)
    huge = made("huge", objects([shapely.Polygon(ring)]))
    shown(window, qtbot, huge)
    assert (pixels(window.canvas.picture()) < 250).any(axis=2).mean() > 0.001
    window.canvas.zoom_in()
    qtbot.waitUntil(lambda: window.canvas.is_exact, timeout=3 * PATIENCE_MS)
    hits = window.canvas.hits  # it is found once it is prepared, behind the window
    qtbot.waitUntil(lambda: len(hits(955_000, 1_950_000)) == 1, timeout=3 * PATIENCE_MS)
    before, begun = window.canvas.picture(), time.process_time()
    window.selection.select("huge", ("huge0",))
    assert window.canvas.picture() != before
    assert time.process_time() - begun < 1.5  # it took five seconds to simplify it for its mark


@pytest.mark.parametrize(
    "text",
    ["다사 5389 5203", "953,895, 1,952,035", "37.566372, 126.977796", "EPSG:5179 953895 1952035"],
)
def test_a_coordinate_is_gone_to_however_it_is_typed(window: MainWindow, text: str) -> None:
    dialog = window.going.ask()
    dialog.line.setText(text)
    assert "다사 53" in dialog.list.model().index(0, 0).data()
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    view = window.canvas.view
    assert (view.x, view.y) == pytest.approx((953_895, 1_952_035), abs=30)
    assert window.canvas.view.extent.width < 20_000
    assert window.going.pin.place == pytest.approx((view.x, view.y))
    before = window.canvas.picture()
    window.going.pin.clear()
    assert window.canvas.picture() != before


def test_a_project_is_found_by_its_initials_selected_and_shown(
    window: MainWindow, qtbot: Any
) -> None:
    project = window.bridge.project
    assert project is not None
    investments = project.investments
    assert investments is not None
    name = str(investments.text("name")[0])
    dialog = window.going.ask()
    dialog.line.setText(search.initials(name))

    def found() -> bool:
        model = dialog.list.model()
        lines = [model.index(row, 0).data() for row in range(model.rowCount())]
        return any(line.startswith(f"{name} —") for line in lines)

    qtbot.waitUntil(found, timeout=PATIENCE_MS)
    model = dialog.list.model()
    row = next(
        row for row in range(model.rowCount()) if model.index(row, 0).data().startswith(name)
    )
    dialog.list.setCurrentIndex(model.index(row, 0))
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    assert window.selection.selected.current == investments.uids[0]
    assert window.selection.selected.layer == investments.uid
