"""A map shown in another CRS: each place where pyproj says, whatever is painted, picked or told."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyproj import Geod, Transformer
from PySide6.QtCore import QRectF

from scmap.cartography.display import DEGREE_M, PLAIN, Display
from scmap.cartography.painter import render
from scmap.cartography.settings import MapSettings, map_settings
from scmap.cartography.sheet import Sheet, sheet_settings
from scmap.cartography.wire import Receiver, Sender
from scmap.model.extent import Extent
from scmap.model.layer import PLANE, Layer, bare
from scmap.model.maplayer import MapLayer
from scmap.model.project import DISPLAYS, Project
from scmap.model.symbology import Symbology
from scmap.store.project_file import read_project, write_project
from tests.cartography.maps import RED, inked, layer, points
from tests.report.sample import PLAIN as TEXTS
from tests.report.sample import project as sample

WIDTH, HEIGHT = 320, 240
SEOUL = (953_900.0, 1_952_000.0)
PLACES = ((953_900.0, 1_952_000.0), (954_600.0, 1_952_450.0), (953_200.0, 1_951_500.0))
OTHERS = [crs for crs in DISPLAYS if crs != PLANE]


def expected(places: np.ndarray, crs: str) -> np.ndarray:
    """Give where pyproj says that places of the plane lie, degrees as metres of the equator."""
    x, y = Transformer.from_crs(PLANE, crs, always_xy=True).transform(*places.T)
    return np.column_stack((x, y)) * (DEGREE_M if crs == "EPSG:4326" else 1.0)


def shown(crs: str, what: Layer, **entry: object) -> tuple[np.ndarray, np.ndarray]:
    """Paint a layer in a CRS about Seoul; give its ink, and where pyproj says its places are."""
    display = Display(PLANE, crs)
    project = Project("p", "p", layers=(what,), display_crs=crs)
    project = project.with_map([MapLayer("e", "e", what.uid, symbology=Symbology(RED), **entry)])  # type: ignore[arg-type]
    extent = display.shown(
        Extent(SEOUL[0] - 1500, SEOUL[1] - 1100, SEOUL[0] + 1500, SEOUL[1] + 1100)
    )
    settings = map_settings(
        project, project.layer, extent=extent, width=WIDTH, height=HEIGHT, dpi=96, display=display
    )
    sent = Sender().order(settings, "memory")
    painted = inked(render(Receiver().settings(sent)))  # as the painting process has it
    view, at = settings.view, expected(np.array(PLACES), crs)
    return painted, (at - (view.x0, view.y1)) / (settings.pixel, -settings.pixel)


def middles(ink: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Give the middle of the ink about each place."""
    rows, columns = np.nonzero(ink)
    at = np.column_stack((columns + 0.5, rows + 0.5))
    near = np.linalg.norm(at[:, None] - places[None], axis=2).argmin(axis=1)
    assert set(near.tolist()) == set(range(len(places)))
    return np.array(
        [(at[near == k].min(axis=0) + at[near == k].max(axis=0)) / 2 for k in range(len(places))]
    )


@pytest.mark.parametrize("crs", DISPLAYS)
def test_areas_points_and_markers_are_painted_where_pyproj_says(crs: str) -> None:
    squares = layer([shapely.box(x - 60, y - 60, x + 60, y + 60) for x, y in PLACES])
    cameras = layer([None] * 3).replace(geometry=bare(np.array(PLACES)))
    for what, entry in ((squares, {}), (cameras, {}), (points(PLACES), {"shape": "point"})):
        ink, at = shown(crs, what, **entry)
        assert np.abs(middles(ink, at) - at).max() < 1.0


@pytest.mark.parametrize("crs", OTHERS)
@pytest.mark.parametrize("middle", [(953_900.0, 1_952_000.0), (1_306_000.0, 1_931_000.0)])
def test_the_scale_is_that_of_the_ground_in_the_middle(
    crs: str, middle: tuple[float, float]
) -> None:
    display = Display(PLANE, crs)
    x, y = middle
    extent = display.shown(Extent(x - 5_000, y - 4_000, x + 5_000, y + 4_000))
    settings = MapSettings(extent, WIDTH, HEIGHT, 96, display=display)
    row = [(WIDTH / 2 - 100, HEIGHT / 2), (WIDTH / 2 + 100, HEIGHT / 2)]
    ends = display.ground(np.array([settings.to_ground(*one) for one in row]))
    lon, lat = Transformer.from_crs(PLANE, "EPSG:4326", always_xy=True).transform(*ends.T)
    metres = Geod(ellps="GRS80").line_length(lon, lat)
    on_paper = 200 / settings.dpi * 0.0254
    assert settings.scale == pytest.approx(metres / on_paper, rel=0.005)
    # And a sheet of a fixed scale has just that one.
    sheet = sheet_settings(Sheet(settings, "t", scale=25_000.0), QRectF(0, 0, 200, 140), 150.0)
    assert sheet.scale == pytest.approx(25_000.0)


@pytest.mark.parametrize("crs", OTHERS)
def test_ground_and_display_are_inverse(crs: str) -> None:
    display, places = Display(PLANE, crs), np.array(PLACES)
    assert display.ground(display.place(places)) == pytest.approx(places, abs=0.001)
    assert display.place(places) == pytest.approx(expected(places, crs), abs=1e-6)
    extent = Extent(900_000, 1_700_000, 1_100_000, 1_900_000)
    back = display.seen(display.shown(extent))
    assert back.x0 <= extent.x0 + 1
    assert back.y1 >= extent.y1 - 1


def test_what_a_display_cannot_show_is_left_out() -> None:
    far = layer([shapely.box(0, 0, 1e300, 1e300), None, shapely.box(*SEOUL, 954_000, 1_953_000)])
    moved = Display(PLANE, "EPSG:4326").moved(far)
    assert moved.geometry[0] is None
    assert moved.geometry[1] is None
    assert moved.geometry[2] is not None
    strayed = layer([None] * 2).replace(geometry=bare(np.array([SEOUL, (1e300, 1e300)])))
    assert np.isfinite(Display(PLANE, "EPSG:3857").moved(strayed).ground).all()


def test_a_project_keeps_how_it_is_shown(tmp_path: Path) -> None:
    project = replace(sample(TEXTS), display_crs="EPSG:5186")
    file = tmp_path / "a.gpkg"
    write_project(project, file)
    opened = read_project(file).project
    assert opened.display == "EPSG:5186"
    assert Display.of(opened) == Display(PLANE, "EPSG:5186")
    assert Display.of(replace(opened, display_crs="EPSG:1; DROP")) == PLAIN
    layers = opened.investments, opened.layers[0]
    assert all(one is not None and one.crs == PLANE for one in layers)
