"""Very many points: none is lost, dense places are darker, and they lie where single ones would."""

import time
from dataclasses import replace

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QPainter

from scmap.cartography import crowds, painter
from scmap.cartography.crowds import DENSE, MANY, crowd_in, crowd_of, is_crowd, nearest
from scmap.cartography.highlight import MANY_POINTS, paint_highlight
from scmap.cartography.marks import place_marks
from scmap.cartography.painter import render
from scmap.cartography.settings import MapSettings
from scmap.gui.canvas.picking import pick
from scmap.model.extent import Extent
from scmap.model.layer import Layer, bare, objects
from scmap.model.symbology import Category, Symbol, Symbology
from tests.cartography.maps import drawn, frame, pixels

RED, BLUE = Symbol(fill="#CC0000", stroke=None), Symbol(fill="#0000CC", stroke=None)
LOOK = Symbology(RED, "kind", (Category("a", "a", RED), Category("b", "b", BLUE)))


def crowd(points: NDArray[np.float64], kinds: str = "a") -> Layer:
    cells = objects([kinds[row % len(kinds)] for row in range(len(points))])
    uids = objects(f"p{row}" for row in range(len(points)))
    return Layer("crowd", "crowd", "", "other", "EPSG:5179", uids, bare(points), {"kind": cells})


def strewn(count: int, seed: int = 1) -> NDArray[np.float64]:
    return np.random.default_rng(seed).random((count, 2)) * 100


def painted(settings: MapSettings) -> NDArray[np.bool_]:
    """Tell which pixels are not paper."""
    different: NDArray[np.bool_] = (pixels(render(settings)) != 0xFF).any(axis=-1)
    return different


def test_a_layer_of_bare_points_is_a_layer_like_any_other() -> None:
    points = strewn(50)
    one = crowd(points)
    assert one.points is points
    assert shapely.get_coordinates(one.geometry).tolist() == points.tolist()
    assert one.geometry is one.replace(title="renamed").geometry  # what did not change is the same
    assert one.take(np.arange(3)).points is not None
    assert len(one.extended(one)) == 100
    mixed = replace(one, uid="x", geometry=objects([shapely.box(0, 0, 1, 1)] * 50))
    assert len(one.extended(mixed).geometry) == 100
    assert one.extent == Extent.around(shapely.bounds(one.geometry))
    with pytest.raises(AttributeError):
        _ = one.no_such_thing  # type: ignore[attr-defined]


def test_few_points_are_markers_more_are_pictures_and_very_many_are_dots() -> None:
    for count, many in ((MANY, False), (MANY + 1, True), (DENSE + 1, True)):
        settings = frame(drawn(crowd(strewn(count)), symbology=LOOK, shape="footprint"), width=400)
        assert (crowd_in(settings.layers[0], settings.view) is not None) == many
        assert (len(place_marks(settings).row) == 0) == many
        assert painted(settings).any()


@pytest.mark.parametrize("count", [MANY + 1, DENSE + 1])
def test_a_point_far_from_the_crowd_is_seen_where_it_is(count: int) -> None:
    points = np.vstack((strewn(count) * (0.3, 0.3), [[90.0, 80.0]]))
    settings = frame(drawn(crowd(points), symbology=LOOK), width=400)
    x, y = np.round(settings.to_pixels(points[-1:])[0]).astype(int)
    ink = painted(settings)
    assert ink[y - 3 : y + 4, x - 3 : x + 4].any()
    assert not ink[:, 200:330].any()  # and nothing between


def test_dots_are_darker_where_more_points_fall_on_one() -> None:
    heap = np.full((DENSE, 2), 20.5)
    settings = frame(drawn(crowd(np.vstack((heap, [[80.0, 80.0]])), "a")), width=400)
    colours = pixels(render(settings)).reshape(-1, pixels(render(settings)).shape[-1])
    inked = colours[(colours != 0xFF).any(axis=1)]
    assert len(np.unique(inked, axis=0)) == 2


def test_the_class_that_the_legend_names_first_lies_on_top() -> None:
    heap = np.full((DENSE + 1, 2), 50.0)
    settings = frame(drawn(crowd(heap, "ba"), symbology=LOOK), width=100)
    colours = pixels(render(settings))
    inked = colours[(colours != 0xFF).any(axis=-1)]
    assert (inked[:, :3] != inked[:, :1]).any()
    only_red = frame(drawn(crowd(heap, "a"), symbology=LOOK), width=100)
    assert (colours == pixels(render(only_red))).all()


def test_panning_moves_dots_with_the_map() -> None:
    one = drawn(crowd(strewn(DENSE * 2)), symbology=LOOK)
    settings = frame(one, width=400)
    moved = replace(settings, extent=Extent(25, 0, 425, 100))
    ink, after = pixels(render(settings)), pixels(render(moved))
    assert (ink[:, 30:110] == after[:, 5:85]).all()


def test_rows_that_are_not_in_view_are_not_strewn() -> None:
    layer = crowd(strewn(DENSE * 2))
    kept = np.arange(len(layer)) < 10
    shown = replace(drawn(layer, symbology=LOOK), kept=kept)
    assert crowd_in(shown, Extent(0, 0, 100, 100)) is None
    assert len(place_marks(frame(shown, width=400)).row) == 10


def test_the_nearest_point_of_a_crowd_is_picked() -> None:
    points = strewn(DENSE + 1)
    layer = crowd(points)
    settings = frame(drawn(layer, symbology=LOOK), width=400)
    x, y = points[77].tolist()
    hits = pick(settings, x, y, reach=1.0)
    assert hits[0].uid == "p77"
    away = np.hypot(*(points - points[77]).T)
    assert len(nearest(settings.layers[0], x, y, 1.0)) == (away <= 1.0).sum()


@pytest.mark.parametrize("masked", [False, True])
def test_pointing_tells_a_crowd_as_painting_does_and_holds_no_place_twice(masked: bool) -> None:
    layer = crowd(strewn(DENSE * 2), "abba")
    kept = np.arange(len(layer)) % 3 > 0 if masked else None
    shown = replace(drawn(layer, symbology=LOOK), kept=kept)
    views = [Extent(30, 30, 30 + side, 40 + side) for side in range(5, 70, 3)]
    told = [is_crowd(shown, view) for view in views]
    nearest(shown, 50, 50, 1.0)
    assert not {"x", "y"} & vars(crowd_of(shown)).keys(), "of a million they take 8 MB"
    assert told == [crowd_in(shown, view) is not None for view in views]
    assert True in told
    assert False in told
    assert told == [is_crowd(shown, view) for view in views]


def test_a_huge_coordinate_leaves_the_others_where_they_are() -> None:
    points = strewn(DENSE + 1)
    wild = np.vstack((points, [[1e15, -1e15]]))
    ordinary = frame(drawn(crowd(points), symbology=LOOK), width=400)
    with_wild = frame(drawn(crowd(wild), symbology=LOOK), width=400)
    assert (painted(ordinary) == painted(with_wild)).mean() > 0.999


def ringed(settings: MapSettings, shown: Layer, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Tell which pixels the marks of selected points change."""
    image = QImage(settings.width, settings.height, QImage.Format.Format_RGB32)
    image.fill(0xFF808080)
    with QPainter(image) as painter:
        paint_highlight(painter, settings, shown, rows)
    changed: NDArray[np.bool_] = (pixels(image) != 0x80).any(axis=-1)
    return changed


def test_selected_points_of_a_crowd_are_ringed_where_they_are_and_nothing_is_sorted_for_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ground = strewn(MANY_POINTS + 1) * (1, 0.4)  # all in the lower part
    ground[7] = (50, 80)
    shown = crowd(ground)
    settings = frame(drawn(shown, symbology=LOOK, shape="footprint"), width=100)
    monkeypatch.setattr(crowds.Crowd, "of", lambda _: pytest.fail("a million would take a second"))
    one = np.argwhere(ringed(settings, shown, np.array([7])))
    assert one.mean(axis=0) == pytest.approx((20, 50), abs=1.0)
    every = ringed(settings, shown, np.arange(len(shown)))
    assert every[settings.height - 30 :].any(axis=0).mean() > 0.95
    assert every[10:30, 40:60].any(), "one that stands alone is not lost among very many"
    assert not every[32:46].any()


def test_a_million_points_take_milliseconds() -> None:
    one = drawn(crowd(strewn(1_000_000)), symbology=LOOK)
    crowd_of(one)
    begun = time.process_time()
    seen = crowd_in(one, Extent(0, 0, 100, 100))
    assert seen is not None
    crowds.strewn(seen, LOOK, frame(one))
    assert time.process_time() - begun < 1.0  # some 0.02 s; a marker each would take a minute


@pytest.mark.parametrize("count", [MANY + 1, DENSE + 1, 150_000])
def test_dots_are_the_same_with_and_without_the_library(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = frame(drawn(crowd(strewn(count), "abba"), symbology=LOOK), width=401, height=301)
    fast = pixels(render(settings))
    monkeypatch.setattr(crowds, "library", lambda: None)
    monkeypatch.setattr(painter, "is_plain", lambda _: False)
    slow = pixels(render(frame(*settings.layers, width=401, height=301)))
    assert (fast == slow).all()
