import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scmap.cartography.legend import legend
from scmap.cartography.marks import place_marks
from scmap.cartography.painter import render
from scmap.cartography.settings import Drawn, MapSettings, map_settings
from scmap.cartography.wire import Receiver, Sender
from scmap.model.extent import Extent
from scmap.model.maplayer import MapLayer
from scmap.model.project import Project
from tests.cartography.maps import drawn, frame, inked, layer, pixels, points, square

sizes = st.integers(1, 5000)
grounds = st.floats(1, 1e6)


def test_scale_is_ground_over_paper() -> None:
    # 100 px at 254 dpi are 10 mm; 10 mm that show 250 m are 1:25,000
    assert MapSettings(Extent(0, 0, 250, 250), 100, 100, 254).scale == pytest.approx(25_000)


@given(sizes, sizes, grounds, grounds)
def test_the_view_holds_the_extent_and_has_the_shape_of_the_frame(
    width: int, height: int, dx: float, dy: float
) -> None:
    settings = MapSettings(Extent(5.0, 7.0, 5.0 + dx, 7.0 + dy), width, height, 96)
    view, slack = settings.view, 1e-9 * (dx + dy)
    assert view.x0 <= 5.0 + slack
    assert view.y1 >= 7.0 + dy - slack
    assert view.width / view.height == pytest.approx(width / height)
    assert view.width == pytest.approx(settings.extent.fitted(width / height).width)


@given(sizes, sizes, st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_pixels_and_ground_are_inverse(width: int, height: int, x: float, y: float) -> None:
    settings = MapSettings(Extent(0, 0, 1000, 700), width, height, 96)
    px, py = settings.to_pixels(np.array([[x, y]]))[0]
    assert settings.to_ground(px, py) == pytest.approx((x, y), abs=1e-6)


def test_hidden_and_missing_layers_are_left_out() -> None:
    shown = layer([square(0, 0, 1)])
    project = Project(
        "p",
        "p",
        map=(
            MapLayer("a", "A", "layer"),
            MapLayer("b", "B", "layer", visible=False),
            MapLayer("c", "C", "result:overlap"),
        ),
    )
    sources = {"layer": shown}.get
    settings = map_settings(
        project, sources, extent=Extent(0, 0, 1, 1), width=10, height=10, dpi=96
    )
    assert [one.entry.title for one in settings.layers] == ["A"]


def test_rows_that_are_out_of_view_are_neither_painted_nor_listed_nor_placed() -> None:
    two = layer([square(10, 10, 20), square(60, 60, 20)])
    whole = drawn(two)
    first = Drawn(whole.layer, whole.entry, np.array([True, False]))
    assert first.rows.tolist() == [0]
    assert inked(render(frame(whole))).sum() > 700
    assert 350 < inked(render(frame(first))).sum() < 450
    assert [line.count for line in legend(frame(first))] == [1]
    dots = drawn(points([(20, 20), (70, 70)]), shape="point")
    assert len(place_marks(frame(dots)).row) == 2
    hidden = Drawn(dots.layer, dots.entry, np.array([False, True]))
    assert place_marks(frame(hidden)).row.tolist() == [1]


def test_what_is_out_of_view_stays_so_on_the_way_to_the_painting_process() -> None:
    many = layer([square(9 * row, 9 * row, 8) for row in range(11)])
    whole = drawn(many)
    kept = np.arange(11) % 3 == 0
    settings = frame(Drawn(whole.layer, whole.entry, kept))
    arrived = Receiver().settings(Sender().order(settings, ""))
    assert arrived.layers[0].rows.tolist() == [0, 3, 6, 9]
    assert np.array_equal(pixels(render(arrived)), pixels(render(settings)))
