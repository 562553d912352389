"""A map sheet on a page of its own: which way the page lies, and the sheet as a picture."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from scmap.cartography.fonts import load_fonts
from scmap.cartography.settings import MM_PER_INCH
from scmap.cartography.sheet import Sheet, paint_sheet, sheet_settings
from scmap.report.paper import page_size

EDGE_MM, FOOT_MM = 12.0, 15.0  # the foot leaves room for the page number

_DPI = 300.0  # for comparing scales only
_QUICK = 80  # how Qt says to press a PNG lightly: some larger, several times as fast


def sheet_rect(*, sideways: bool) -> QRectF:
    """Give the place of a map sheet on its page, millimetres."""
    width, height = page_size(sideways=sideways)
    return QRectF(EDGE_MM, EDGE_MM, width - 2 * EDGE_MM, height - EDGE_MM - FOOT_MM)


def lies_sideways(sheet: Sheet) -> bool:
    """Tell which way the page lies: the one that shows the ground larger."""
    upright, lying = (
        sheet_settings(sheet, sheet_rect(sideways=way), _DPI).scale for way in (False, True)
    )
    return lying <= upright


def sheet_png(sheet: Sheet, dpi: float) -> tuple[bytes, float, float]:
    """Paint a sheet as a PNG of its place on the page.

    Parameters
    ----------
    sheet : Sheet
        What.
    dpi : float
        Pixels an inch at print size.

    Returns
    -------
    png : bytes
    width, height : float
        Size at which it is printed, millimetres.
    """
    load_fonts()
    place = sheet_rect(sideways=lies_sideways(sheet))
    width, height = (round(side * dpi / MM_PER_INCH) for side in (place.width(), place.height()))
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.setDotsPerMeterX(round(dpi / MM_PER_INCH * 1000))
    image.setDotsPerMeterY(round(dpi / MM_PER_INCH * 1000))
    image.fill(QColor("#FFFFFF"))
    with QPainter(image) as painter:
        paint_sheet(painter, QRectF(0, 0, place.width(), place.height()), sheet)
    return png_of(image), place.width(), place.height()


def png_of(image: QImage) -> bytes:
    """Give a picture as the bytes of a PNG."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG", _QUICK):  # type: ignore[call-overload]  # the stub wants bytes
        raise OSError("a picture cannot be written as PNG")
    return bytes(data.data())
