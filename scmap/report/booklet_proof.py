"""Single pages of a booklet as pictures: laid out by the very hand that writes its PDF."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QFile, QRect, QRectF
from PySide6.QtGui import QColor, QImage

from scmap.cartography.settings import MM_PER_INCH
from scmap.cartography.sheet import Sheet
from scmap.report.blocks import Booklet
from scmap.report.booklet_pdf import PAGES, header_of, write_on
from scmap.report.paper import DPI, Paper
from scmap.report.sheet_page import sheet_image

_NOWHERE = Path("proof.pdf")


@dataclass(frozen=True, slots=True, eq=False)
class PageProof:
    """A page as it will be printed.

    Attributes
    ----------
    image : QImage
        Its picture; null where there is no such page.
    page, pages : int
        Which it is, from 1, and how many there are.
    places : dict of str to int
        Page on which each text begins.
    """

    image: QImage
    page: int
    pages: int
    places: dict[str, int] = field(default_factory=dict)


def page_proof(booklet: Booklet, page: int, dpi: float) -> PageProof:
    """Paint one page of a booklet.

    Parameters
    ----------
    booklet : Booklet
    page : int
        From 1; the last one for a larger number, none for 0.
    dpi : float
        Pixels an inch.
    """
    paper = _Proof(booklet, page, dpi)
    write_on(paper, booklet)
    paper.close()
    if paper.image.isNull() and page > paper.page:
        return page_proof(booklet, paper.page, dpi)
    return PageProof(paper.image, page, paper.page, paper.places)


def page_numbers(booklet: Booklet) -> Mapping[str, int]:
    """Tell on which page of its PDF each table, form and map begins, written already or not."""
    if booklet not in PAGES:
        paper = _Proof(booklet, 0, DPI)
        write_on(paper, booklet)
        paper.close()
    return PAGES[booklet]


class _Proof(Paper):
    """Paper of which one page is painted, and the others are only laid out."""

    def __init__(self, booklet: Booklet, wanted: int, dpi: float) -> None:
        self._wanted, self._seen_dpi, self._number = wanted, dpi, 0
        self._blank = QImage(1, 1, QImage.Format.Format_RGB32)
        self.image = QImage()
        self.places: dict[str, int] = {}
        super().__init__(_NOWHERE, booklet.title, header_of(booklet), cover=True)

    def lines(self, text: str, points: float, width: float, *, running: bool = False) -> list[str]:
        self.places.setdefault(text, self._number)
        return super().lines(text, points, width, running=running)

    def sheet(self, place: QRectF, sheet: Sheet) -> None:
        if self._number == self._wanted:
            left, top = self.px(place.x()), self.px(place.y())
            to = QRectF(left, top, self.px(place.width()), self.px(place.height()))
            self.painter.drawImage(to, sheet_image(sheet, self._seen_dpi))

    def close(self) -> None:
        self.painter.end()

    def _opened(self, path: Path) -> QFile:
        return QFile(str(path))  # type is measured on it, and nothing written

    def _begin(self) -> None:
        self._go_on()

    def _go_on(self) -> None:
        if self.painter.isActive():
            self.painter.end()
        self._number += 1
        seen = self._number == self._wanted
        if seen:
            width, height = (side / MM_PER_INCH * self._seen_dpi for side in self._size)
            self.image = QImage(round(width), round(height), QImage.Format.Format_RGB32)
            self.image.fill(QColor("#FFFFFF"))
        device = self.image if seen else self._blank
        # Type is as large as on the device that measures it.
        device.setDotsPerMeterX(round(DPI / MM_PER_INCH * 1000))
        device.setDotsPerMeterY(round(DPI / MM_PER_INCH * 1000))
        self.painter.begin(device)
        if seen:
            self.painter.scale(self._seen_dpi / DPI, self._seen_dpi / DPI)
        else:
            self.painter.setClipRect(QRect())
