import numpy as np
import pytest
from numpy.typing import NDArray

from scmap.cartography.labels import Occupied
from scmap.cartography.painter import render
from scmap.model.symbology import Label, Symbol, Symbology
from tests.cartography.maps import column, drawn, frame, inked, layer, points, square

PALE = Symbol(fill="#FFFFFF", stroke=None)


def named(
    size: float = 80.0, *, min_scale: float = 0.0, max_scale: float = np.inf
) -> NDArray[np.bool_]:
    shown = layer([square(10, 10, size)], name=column("화성시"))
    look = Symbology(PALE, label=Label("name", min_scale=min_scale, max_scale=max_scale))
    return inked(render(frame(drawn(shown, symbology=look))))


def test_a_name_stands_in_the_middle_of_its_area() -> None:
    ink = named()
    rows, columns = np.nonzero(ink)
    assert (columns.min() + columns.max()) / 2 == pytest.approx(50, abs=2)
    assert (rows.min() + rows.max()) / 2 == pytest.approx(50, abs=3)


def test_korean_letters_are_letters_and_not_boxes() -> None:
    ink = named()
    assert ink.sum() > 100
    one = layer([square(10, 10, 80)], name=column("\ue000\ue001\ue002"))  # in no typeface
    boxes = inked(render(frame(drawn(one, symbology=Symbology(PALE, label=Label("name"))))))
    assert (ink != boxes).any()


def test_names_keep_to_their_scales() -> None:
    assert not named(min_scale=10_000).any()  # a pixel a metre at 96 dpi is 1:3,780
    assert not named(max_scale=1_000).any()
    assert named(min_scale=1_000, max_scale=10_000).any()


def test_an_area_too_small_for_its_name_stays_without() -> None:
    assert not named(size=8).any()


def test_the_name_of_an_area_that_fills_the_view_is_seen() -> None:
    shown = layer([square(-1000, -4000, 5000)], name=column("화성시"))
    look = Symbology(PALE, label=Label("name"))
    assert inked(render(frame(drawn(shown, symbology=look)))).any()


def test_a_name_avoids_the_marker() -> None:
    marker = Symbol(fill="#FF0000", stroke=None, size_mm=4)
    look = Symbology(marker, label=Label("name", colour="#000000"))
    shown = drawn(points([(50, 50)], name=column("센터")), symbology=look, shape="point")
    bare = drawn(points([(50, 50)]), marker, shape="point")
    with_name, without = inked(render(frame(shown))), inked(render(frame(bare)))
    assert with_name.sum() > without.sum()
    assert (with_name & without).sum() == without.sum()


def test_two_names_never_share_ground() -> None:
    occupied = Occupied(frame())
    assert occupied.take((10, 10, 40, 20))
    assert not occupied.take((35, 15, 60, 25))
    assert not occupied.take((-1, 40, 20, 50))
    assert not occupied.take((90, 40, 120, 50))
    assert occupied.take((50, 40, 80, 50))
