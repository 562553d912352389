"""Tiles below the map: on the right ground, on either plane, never above a layer."""

import numpy as np
import pytest
from PySide6.QtGui import QImage

from scmap.cartography.backdrop import below, laid, tile_picture, wanted
from scmap.cartography.painter import render
from scmap.cartography.settings import Drawn, MapSettings
from scmap.cartography.wire import Receiver, Sender
from scmap.formats.projection import reprojected
from scmap.formats.tiles import GRIDS, SIDE, Address, TileGrid, addresses
from scmap.model.extent import Extent
from scmap.model.layer import PLANE
from scmap.model.maplayer import BASE, MapLayer
from scmap.model.symbology import Symbol, Symbology
from tests.cartography.maps import drawn, layer, pixels, png, square

TOWN = Extent(950_000, 1_930_000, 966_000, 1_942_000)


def town(*layers: Drawn) -> MapSettings:
    return MapSettings(TOWN, 400, 300, 96.0, layers)


def hue(grid: TileGrid, x: float, y: float) -> tuple[int, int, int]:
    """Give the colour that the made-up service has at a place of its plane."""
    return int(x // 500) % 256, int(y // 500) % 256, 128 if grid.crs == PLANE else 32


def tile(grid: TileGrid, address: Address) -> QImage:
    """Make a tile whose pixels tell where they are."""
    level, column, row = address
    size = grid.pixels[level - grid.first]
    x = grid.left + (column * SIDE + np.arange(SIDE) + 0.5) * size
    y = grid.top - (row * SIDE + np.arange(SIDE) + 0.5) * size
    red, green = (x // 500).astype(np.int64) % 256, (y // 500).astype(np.int64) % 256
    blue = 128 if grid.crs == PLANE else 32
    content = (0xFF000000 | (red[None, :] << 16) | (green[:, None] << 8) | blue).astype(np.uint32)
    return QImage(content.tobytes(), SIDE, SIDE, 4 * SIDE, QImage.Format.Format_ARGB32).copy()


def lay(settings: MapSettings, grid: TileGrid) -> MapSettings:
    need = wanted(settings, grid)
    found = {one: tile(grid, one) for one in addresses(grid, need.extent, need.pixel)}
    return below(settings, laid(settings, grid, found))


@pytest.mark.parametrize("name", GRIDS)
def test_every_pixel_shows_its_own_ground(name: str) -> None:
    grid, settings = GRIDS[name], town()
    picture = pixels(render(lay(settings, grid))).astype(int)
    for column, row in ((0, 0), (399, 299), (200, 150), (37, 251)):
        ground = np.array([settings.to_ground(column + 0.5, row + 0.5)])
        x, y = (ground if grid.crs == PLANE else reprojected(ground, PLANE, grid.crs))[0]
        red, green, blue = hue(grid, x, y)
        assert picture[row, column, 2] == blue
        assert abs(picture[row, column, 0] - red) <= 1
        assert abs(picture[row, column, 1] - green) <= 1


def test_layers_lie_above_and_boundaries_lose_their_fill() -> None:
    area = layer([square(952_000, 1_932_000, 4_000)])
    land = layer([square(950_000, 1_930_000, 16_000)])
    entry = MapLayer("b", "b", BASE + "sido", symbology=Symbology(Symbol(fill="#F3F4F6")))
    upper = drawn(area, Symbol(fill="#FF0000", stroke=None))
    shown = lay(town(Drawn(land, entry), upper), GRIDS["national"])
    picture = pixels(render(shown))
    red = (picture == (255, 0, 0)).all(axis=2)
    assert red.sum() == pytest.approx(100 * 100, rel=0.05)
    assert not (picture == (0xF3, 0xF4, 0xF6)).all(axis=2).any()


def test_the_painting_process_gets_the_picture_once() -> None:
    sender, receiver = Sender(), Receiver()
    shown = lay(town(), GRIDS["national"])
    first = sender.order(shown, "memory")
    assert (pixels(render(receiver.settings(first))) == pixels(render(shown))).all()
    again = sender.order(shown, "memory")
    assert not again.columns
    assert receiver.settings(again).backdrop is not None


def test_no_tiles_are_no_picture() -> None:
    settings = town()
    assert laid(settings, GRIDS["web"], {}) is None
    assert below(settings, None) is settings


def test_a_tile_is_a_small_picture_and_nothing_else() -> None:
    image = tile_picture(png(512, 512))
    assert image is not None
    assert (image.width(), image.height()) == (SIDE, SIDE)
    assert tile_picture(png(4000, 10)) is None
    assert tile_picture(b"\x89PNG\r\n\x1a\nbroken") is None
    assert tile_picture(b"") is None
    assert tile_picture(b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>") is None
