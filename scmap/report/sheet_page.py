"""A map sheet on a page of its own: which way the page lies, and the sheet as a picture."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from weakref import WeakKeyDictionary

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from scmap.cartography.fonts import load_fonts
from scmap.cartography.settings import MM_PER_INCH
from scmap.cartography.sheet import Sheet, paint_sheet, sheet_settings
from scmap.progress import Progress, silent
from scmap.report.blocks import Picture
from scmap.report.korean import word
from scmap.report.paper import page_size
from scmap.report.png import png_of

EDGE_MM, FOOT_MM = 12.0, 15.0  # the foot leaves room for the page number

DPI = 210.0  # of pictures at print size; an office asks for 200 at least (DOMAIN §6.1)

_DPI = 300.0  # for comparing scales only


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


# A sheet is never changed: what one writer has painted serves the next.
_PAINTED: WeakKeyDictionary[Sheet, Picture] = WeakKeyDictionary()


def pictures(sheets: Sequence[Sheet], progress: Progress = silent) -> tuple[Picture, ...]:
    """Paint sheets as pictures at print size, each once; one is pressed while the next is painted.

    Parameters
    ----------
    sheets : sequence of Sheet
        What.
    progress : Progress
        Told the share done; may raise CancelledError.
    """
    wanted = [sheet for sheet in sheets if sheet not in _PAINTED]
    with ThreadPoolExecutor(1) as thread:
        pressed = []
        for done, sheet in enumerate(wanted):
            progress(done / len(wanted))
            pressed.append(thread.submit(png_of, sheet_image(sheet, DPI)))
        for sheet, png in zip(wanted, pressed, strict=True):
            _PAINTED[sheet] = _picture(sheet, png.result())
    progress(1.0)
    return tuple(_PAINTED[sheet] for sheet in sheets)


def paint_known(sheets: Sequence[Sheet], maps: Sequence[bytes]) -> None:
    """Take over pictures of sheets, as PNG, that another process has painted."""
    for sheet, png in zip(sheets, maps, strict=True):
        _PAINTED[sheet] = _picture(sheet, png)


def _picture(sheet: Sheet, png: bytes) -> Picture:
    place = sheet_rect(sideways=lies_sideways(sheet))
    title = word("sheet", n=sheet.number, title=sheet.title)
    return Picture(title, png, place.width(), place.height())


def sheet_image(sheet: Sheet, dpi: float) -> QImage:
    """Paint a sheet as an image of its place on the page."""
    load_fonts()
    width, height = sheet_size(sheet, dpi)
    place = sheet_rect(sideways=lies_sideways(sheet))
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.setDotsPerMeterX(round(dpi / MM_PER_INCH * 1000))
    image.setDotsPerMeterY(round(dpi / MM_PER_INCH * 1000))
    image.fill(QColor("#FFFFFF"))
    with QPainter(image) as painter:
        paint_sheet(painter, QRectF(0, 0, place.width(), place.height()), sheet)
    return image


def sheet_size(sheet: Sheet, dpi: float) -> tuple[int, int]:
    """Tell how many pixels a sheet is wide and high."""
    place = sheet_rect(sideways=lies_sideways(sheet))
    return round(place.width() * dpi / MM_PER_INCH), round(place.height() * dpi / MM_PER_INCH)
