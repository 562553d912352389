"""The simplified map against the whole one: edges within a pixel, and nothing that is gone."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from scmap import reference
from scmap.cartography import easel, painter
from scmap.cartography.painter import render
from scmap.cartography.settings import MapSettings
from scmap.model.extent import Extent
from scmap.model.layer import Layer
from scmap.model.symbology import Symbol
from tests.cartography.maps import drawn, pixels

INK = Symbol(fill="#000000", stroke=None)
LINED = Symbol(fill="#000000", stroke="#000000", stroke_mm=0.2)
BORDER = Symbol(fill=None, stroke="#000000", stroke_mm=0.26)  # a pixel
FINEST = -7  # of a level that leaves every vertex: less than a centimetre
WIDTH, HEIGHT = 480, 480


def country() -> Layer:
    return reference.base_layer("municipality")


def about(x: float, y: float, pixel: float, symbol: Symbol = INK) -> MapSettings:
    """Give a map of the country's municipalities in black."""
    dx, dy = WIDTH * pixel / 2, HEIGHT * pixel / 2
    layers = (drawn(country(), symbol),)
    return MapSettings(Extent(x - dx, y - dy, x + dx, y + dy), WIDTH, HEIGHT, 96.0, layers)


VIEWS = {
    "country": (1_010_000.0, 1_770_000.0, 1600.0),
    "islands": (880_000.0, 1_620_000.0, 300.0),
    "coast": (920_000.0, 1_935_000.0, 60.0),
}


def darkness(settings: MapSettings) -> NDArray[np.float64]:
    """Tell how black each pixel is, 0 to 1."""
    dark: NDArray[np.float64] = 1 - pixels(render(settings)).mean(axis=2) / 255
    return dark


def spread(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Give ink and the pixels that touch it."""
    padded = np.pad(ink, 1)
    parts = [padded[dy : dy + HEIGHT, dx : dx + WIDTH] for dy in range(3) for dx in range(3)]
    touched: NDArray[np.bool_] = np.logical_or.reduce(parts)
    return touched


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("way", ["brush", "qt"])
def test_edges_of_the_simplified_map_are_within_a_pixel(
    view: str, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if way == "qt":
        monkeypatch.setattr(painter, "is_for", lambda *_: False)
    settings = about(*VIEWS[view])
    simple, (_, dot) = darkness(settings), easel.level_of(settings)
    monkeypatch.setattr(easel, "level_of", lambda _: (FINEST, dot))
    whole, borders = darkness(settings), darkness(about(*VIEWS[view], symbol=BORDER)) > 0.2
    assert 0.05 < (whole > 0.5).mean() < 0.995
    assert not ((np.abs(simple - whole) > 0.3) & ~spread(borders)).any()
    assert (np.abs(simple - whole) > 0.5).mean() < 0.01


@pytest.mark.parametrize("way", ["brush", "qt"])
def test_every_island_of_the_country_is_on_its_map(
    way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Down to 독도, of which a pixel of a national map would hold several."""
    if way == "qt":
        monkeypatch.setattr(painter, "is_for", lambda *_: False)
    settings = about(*VIEWS["country"], symbol=LINED)
    ink = spread(darkness(settings) > 0.1)
    parts = shapely.get_parts(country().geometry)
    at = np.floor(settings.to_pixels(shapely.get_coordinates(shapely.point_on_surface(parts))))
    column, row = at.astype(int).T
    seen = (column >= 0) & (column < WIDTH) & (row >= 0) & (row < HEIGHT)
    assert seen.sum() > 0.95 * len(parts)
    assert ink[row[seen], column[seen]].all()
    dokdo = parts[np.argmax(shapely.bounds(parts)[:, 2])]
    (x, y) = settings.to_pixels(shapely.get_coordinates(dokdo.representative_point()))[0]
    assert seen.any()
    assert ink[int(y), int(x)]
    alone = replace(settings, layers=(drawn(country().take(np.arange(0)), INK),))
    assert not (darkness(alone) > 0).any()  # a layer without features paints nothing
