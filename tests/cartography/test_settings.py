import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scmap.cartography.settings import MapSettings, fit_extent, map_settings
from scmap.model.extent import Extent
from scmap.model.maplayer import MapLayer
from scmap.model.project import Project
from tests.cartography.maps import layer, square

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
    assert view.width == pytest.approx(fit_extent(settings.extent, width, height).width)


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
