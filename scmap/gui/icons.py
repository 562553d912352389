"""Icons: one drawn set (20 px, 1.5 px strokes), tinted by the palette in force."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from scmap import paths

SIZE = 20


def icon(name: str, colour: QColor | None = None) -> QIcon:
    """Give the icon `name` in the colour of button text, or in `colour`."""
    palette = QGuiApplication.palette()
    text = QPalette.ColorRole.ButtonText
    normal = colour or palette.color(QPalette.ColorGroup.Active, text)
    muted = palette.color(QPalette.ColorGroup.Disabled, text)
    chosen = palette.color(QPalette.ColorRole.HighlightedText)
    # Each screen gets its own sharp picture.
    ratios = {1.0, *(screen.devicePixelRatio() for screen in QGuiApplication.screens())}
    return _tinted(name, normal.name(), muted.name(), chosen.name(), tuple(sorted(ratios)))


def pixmap(name: str, colour: QColor, *, size: int = SIZE, ratio: float = 1.0) -> QPixmap:
    """Draw the icon `name` in one colour, sharp at device pixel ratio `ratio`."""
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    text = _drawing(name).replace("currentColor", colour.name())
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


@cache
def _tinted(name: str, normal: str, muted: str, chosen: str, ratios: tuple[float, ...]) -> QIcon:
    made = QIcon()
    for ratio in ratios:
        made.addPixmap(pixmap(name, QColor(normal), ratio=ratio), QIcon.Mode.Normal)
        made.addPixmap(pixmap(name, QColor(muted), ratio=ratio), QIcon.Mode.Disabled)
        made.addPixmap(pixmap(name, QColor(chosen), ratio=ratio), QIcon.Mode.Selected)
    return made


@cache
def _drawing(name: str) -> str:
    return paths.resource("icons", f"{name}.svg").read_text(encoding="utf-8")
