"""Small maps to paint: layers by hand, frames on which a pixel is a metre, and how to see them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtGui import QColor, QImage, QImageWriter

from scmap.cartography.settings import Drawn, MapSettings
from scmap.model.extent import Extent
from scmap.model.layer import PLANE, Column, Layer, objects
from scmap.model.maplayer import MapLayer
from scmap.model.symbology import Category, Symbol, Symbology

RED = Symbol(fill="#C00000", stroke=None)


def layer(geometry: Sequence[Any], **columns: Column) -> Layer:
    """Give a layer of these geometries."""
    uids = objects(f"f{i}" for i in range(len(geometry)))
    return Layer("layer", "layer", "", "other", PLANE, uids, objects(geometry), columns)


def points(places: Sequence[tuple[float, float]], **columns: Column) -> Layer:
    """Give a layer without footprints whose rows have these x and y."""
    x, y = np.array(places, dtype=float).reshape(-1, 2).T
    return layer([None] * len(places), x=x.copy(), y=y.copy(), **columns)


def drawn(shown: Layer, symbol: Symbol = RED, **entry: Any) -> Drawn:
    """Give the layer as an entry of the tree, all rows alike unless `symbology` is given."""
    entry = {"symbology": Symbology(symbol)} | entry
    return Drawn(shown, MapLayer("entry", "Entry", shown.uid, **entry))


def frame(*layers: Drawn, width: int = 100, height: int = 100, dpi: float = 96.0) -> MapSettings:
    """Give a map on which a pixel is a metre, with the ground's origin in its lower left corner."""
    return MapSettings(Extent(0, 0, width, height), width, height, dpi, layers)


def pixels(image: QImage) -> NDArray[np.uint8]:
    """Give the colours of an image, shape (height, width, 3): red, green, blue."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    colours = np.frombuffer(image.constBits(), np.uint8)
    return colours.reshape(image.height(), image.width(), 4)[:, :, 2::-1].copy()


def inked(image: QImage) -> NDArray[np.bool_]:
    """Tell which pixels are not white."""
    return np.asarray((pixels(image) < 250).any(axis=2))


def column(*values: object) -> Column:
    """Give a text column."""
    return objects(values)


def square(x: float, y: float, size: float) -> shapely.Polygon:
    """Give a square by its lower left corner."""
    return shapely.box(x, y, x + size, y + size)


def by_value(field: str, looks: Mapping[str, Symbol], default: Symbol = RED) -> Symbology:
    """Give a symbology with one category a value, titled by the value in capitals."""
    categories = tuple(Category(value, value.upper(), symbol) for value, symbol in looks.items())
    return Symbology(default, field, categories)


def png(width: int, height: int, colour: str = "#3366CC") -> bytes:
    """Give a picture of one colour as a PNG file has it."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    return bytes(data.data())
