import numpy as np
import pytest
from numpy.typing import NDArray

from scmap.cartography.labels import Occupied
from scmap.cartography.painter import render
from scmap.model.symbology import Label, Symbol, Symbology
from tests.cartography.maps import column, drawn, frame, inked, layer, pixels, points, square

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


def crowd(label: Label) -> NDArray[np.bool_]:
    """Paint seven named points in one place, and tell what is dark."""
    places = [(150.0, 150.0)] * 7
    look = Symbology(Symbol(fill="#0000FF", stroke=None, size_mm=1), label=label)
    many = drawn(
        points(places, name=column(*["긴 이름의 센터"] * 7)), symbology=look, shape="point"
    )
    return pixels(render(frame(many, width=300, height=300)))[:, :, 0] < 100


def test_a_crowd_is_named_at_the_end_of_lines() -> None:
    without = crowd(Label("name", colour="#000000"))
    led = crowd(Label("name", colour="#000000", leader=True))
    assert led.sum() > 1.3 * without.sum()
    assert np.ptp(np.nonzero(led)[0]) > np.ptp(np.nonzero(without)[0])


def test_the_name_of_the_higher_priority_gets_the_only_place() -> None:
    def painted(priority: int) -> NDArray[np.uint8]:
        area = [square(10, 10, 80)]
        upper = Label("name", 20.0, "#000000")
        lower = Label("name", 20.0, "#FF0000", priority=priority)
        one = drawn(layer(area, name=column("가나")), symbology=Symbology(PALE, label=lower))
        two = drawn(layer(area, name=column("다라")), symbology=Symbology(PALE, label=upper))
        return pixels(render(frame(one, two)))

    def middle_is_red(picture: NDArray[np.uint8]) -> bool:
        strip = picture[40:60]
        return bool(((strip[:, :, 0] > 200) & (strip[:, :, 1] < 60)).any())

    assert not middle_is_red(painted(0))
    assert middle_is_red(painted(5))


def test_a_number_is_written_as_people_do_and_an_unknown_one_not_at_all() -> None:
    look = Symbology(PALE, label=Label("year"))

    def ink(values: NDArray[np.float64]) -> int:
        shown = layer([square(10, 10, 80)], year=values)
        return int(inked(render(frame(drawn(shown, symbology=look)))).sum())

    text = drawn(layer([square(10, 10, 80)], year=column("2011")), symbology=look)
    assert ink(np.array([2011.0])) == inked(render(frame(text))).sum()
    assert ink(np.array([np.nan])) == 0


def test_a_halo_has_its_own_colour_and_width_or_none() -> None:
    def yellow(label: Label) -> int:
        shown = layer([square(10, 10, 80)], name=column("화성시"))
        picture = pixels(render(frame(drawn(shown, symbology=Symbology(PALE, label=label)))))
        return int(((picture[:, :, 0] > 200) & (picture[:, :, 2] < 90)).sum())

    thin = yellow(Label("name", halo="#FFFF00", halo_mm=0.3))
    assert yellow(Label("name", halo="#FFFF00", halo_mm=1.2)) > 1.5 * thin > 0
    assert yellow(Label("name", halo="#FFFF00", halo_mm=0.0)) == 0
