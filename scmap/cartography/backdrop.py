"""A picture below the map: tiles brought onto the map's plane, pixel by pixel."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter

from scmap.cartography.pictures import picture_of
from scmap.cartography.settings import Backdrop, MapSettings
from scmap.formats.projection import reprojected
from scmap.formats.tiles import SIDE, Address, TileGrid
from scmap.model.extent import Extent
from scmap.model.maplayer import BASE, MapLayer

Pixels: TypeAlias = NDArray[np.uint32]
Floats: TypeAlias = NDArray[np.float64]
Corner: TypeAlias = tuple[int, int]  # column and row of a tile

MOST_SIDE = 1024  # pixels of one tile: nobody makes larger ones
_STEP = 32  # pixels between places that are reprojected; those between follow straight lines
_EMPTY = 0xFFFFFFFF  # white where no tile is


@dataclass(frozen=True)
class Wanted:
    """What a map asks of tiles: their plane's extent, and metres a pixel there."""

    extent: Extent
    pixel: float


def wanted(settings: MapSettings, grid: TileGrid) -> Wanted:
    """Tell which ground of the grid's plane a map shows."""
    columns, rows = np.meshgrid(
        np.linspace(0, settings.width, 9), np.linspace(0, settings.height, 9)
    )
    ground = _on_grid(settings, grid, columns.ravel(), rows.ravel())
    x0, y0 = ground.min(axis=0).tolist()
    x1, y1 = ground.max(axis=0).tolist()
    pixel = max((x1 - x0) / settings.width, (y1 - y0) / settings.height)
    return Wanted(Extent(x0, y0, x1, y1), pixel)


def tile_picture(content: bytes) -> QImage | None:
    """Read the picture of a tile; None for what is none, or larger than tiles are."""
    image = picture_of(content, MOST_SIDE)
    if image is None:
        return None
    if image.size() != QSize(SIDE, SIDE):
        image = image.scaled(SIDE, SIDE)
    return image.convertToFormat(QImage.Format.Format_ARGB32)


def laid(settings: MapSettings, grid: TileGrid, tiles: Mapping[Address, QImage]) -> Backdrop | None:
    """Lay tiles of one level under a map; None where there is none of them."""
    if not tiles:
        return None
    level = next(iter(tiles))[0]
    columns = sorted({address[1] for address in tiles})
    rows = sorted({address[2] for address in tiles})
    mosaic = _joined(tiles, (columns[0], rows[0]), (columns[-1], rows[-1]))
    size = grid.pixels[level - grid.first]
    x, y = _places(settings, grid)
    across = np.floor((x - grid.left) / size - columns[0] * SIDE).astype(np.int64)
    down = np.floor((grid.top - y) / size - rows[0] * SIDE).astype(np.int64)
    inside = (across >= 0) & (across < mosaic.shape[1]) & (down >= 0) & (down < mosaic.shape[0])
    picked = mosaic[np.clip(down, 0, mosaic.shape[0] - 1), np.clip(across, 0, mosaic.shape[1] - 1)]
    pixels: Pixels = np.where(inside, picked, np.uint32(_EMPTY)).astype(np.uint32)
    return Backdrop(settings.view, pixels)


def below(settings: MapSettings, backdrop: Backdrop | None) -> MapSettings:
    """Put a picture below a map: bundled boundaries then have no fill, which would hide it."""
    if backdrop is None:
        return settings
    layers = (
        replace(one, entry=_hollow(one.entry)) if one.entry.layer.startswith(BASE) else one
        for one in settings.layers
    )
    return replace(settings, layers=tuple(layers), backdrop=backdrop)


@lru_cache(maxsize=64)  # the same object each time: a frame is known by its entries
def _hollow(entry: MapLayer) -> MapLayer:
    look = entry.symbology
    return replace(entry, symbology=replace(look, default=replace(look.default, fill=None)))


def paint_backdrop(painter: QPainter, settings: MapSettings) -> None:
    """Paint the picture below a map where its ground is seen."""
    backdrop = settings.backdrop
    if backdrop is None:
        return
    height, width = backdrop.pixels.shape
    image = QImage(backdrop.pixels.tobytes(), width, height, 4 * width, QImage.Format.Format_ARGB32)
    extent = backdrop.extent
    ground = np.array([[extent.x0, extent.y1], [extent.x1, extent.y0]])
    (left, top), (right, bottom) = settings.to_pixels(ground).tolist()
    painter.drawImage(QRectF(left, top, right - left, bottom - top), image)


def _joined(tiles: Mapping[Address, QImage], corner: Corner, end: Corner) -> Pixels:
    """Join tiles from one column and row to another."""
    (left, top), (right, bottom) = corner, end
    shape = ((bottom - top + 1) * SIDE, (right - left + 1) * SIDE)
    mosaic = np.full(shape, _EMPTY, dtype=np.uint32)
    for (_, column, row), image in tiles.items():
        content = np.frombuffer(image.constBits(), np.uint32).reshape(SIDE, SIDE)
        y, x = (row - top) * SIDE, (column - left) * SIDE
        mosaic[y : y + SIDE, x : x + SIDE] = content
    return mosaic


def _places(settings: MapSettings, grid: TileGrid) -> tuple[Floats, Floats]:
    """Give where each pixel of a map lies on the grid's plane, two arrays (height, width)."""
    xs = np.linspace(0, settings.width, max(settings.width // _STEP, 2))
    ys = np.linspace(0, settings.height, max(settings.height // _STEP, 2))
    columns, rows = np.meshgrid(xs, ys)
    ground = _on_grid(settings, grid, columns.ravel(), rows.ravel()).reshape(len(ys), len(xs), 2)
    at_x: Floats = np.arange(settings.width, dtype=np.float64) + 0.5
    at_y: Floats = np.arange(settings.height, dtype=np.float64) + 0.5
    planes = [_between(ground[:, :, axis], xs, ys, at_x, at_y) for axis in (0, 1)]
    return planes[0], planes[1]


def _between(
    values: Floats,
    xs: Floats,
    ys: Floats,
    at_x: Floats,
    at_y: Floats,
) -> Floats:
    """Interpolate a raster of values straight along both axes."""
    column = np.clip(np.searchsorted(xs, at_x) - 1, 0, len(xs) - 2)
    row = np.clip(np.searchsorted(ys, at_y) - 1, 0, len(ys) - 2)
    u = ((at_x - xs[column]) / (xs[column + 1] - xs[column]))[None, :]
    v = ((at_y - ys[row]) / (ys[row + 1] - ys[row]))[:, None]
    upper = values[row][:, column] * (1 - u) + values[row][:, column + 1] * u
    lower = values[row + 1][:, column] * (1 - u) + values[row + 1][:, column + 1] * u
    mixed: Floats = upper * (1 - v) + lower * v
    return mixed


def _on_grid(
    settings: MapSettings,
    grid: TileGrid,
    columns: Floats,
    rows: Floats,
) -> Floats:
    view, pixel = settings.view, settings.pixel
    shown = np.column_stack([view.x0 + columns * pixel, view.y1 - rows * pixel])
    display = settings.display
    if display.crs == grid.crs and not display.is_degrees:  # pixel by pixel
        return shown
    ground = display.ground(shown)
    return ground if grid.crs == display.plane else reprojected(ground, display.plane, grid.crs)
