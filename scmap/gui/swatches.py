"""Pictures of symbols for lists and editors."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap

from scmap.cartography.legend import Form, swatch
from scmap.model.symbology import Symbol


def picture(symbol: Symbol, form: Form, size: int, ratio: float) -> QPixmap:
    """Draw a symbol on the map's paper."""
    pixels = round(size * ratio)
    drawn = swatch(symbol, form, pixels)
    made = QPixmap(pixels, pixels)
    made.fill(Qt.GlobalColor.white)
    with QPainter(made) as painter:
        painter.drawImage(0, 0, drawn)
    made.setDevicePixelRatio(ratio)
    return made
