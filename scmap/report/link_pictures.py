"""The diagrams of the 연계 정의서 as pictures: who is joined to whom, and what one link carries."""

from collections.abc import Iterator, Sequence

from PySide6.QtGui import QFont

from scmap.cartography.diagram import Diagram, lay_out
from scmap.cartography.flow import Flow
from scmap.cartography.fonts import FAMILY, load_fonts
from scmap.cartography.link_diagrams import (
    boxes_of,
    diagram_image,
    flow_of,
    room_of,
    wires_of,
)
from scmap.cartography.settings import MM_PER_INCH
from scmap.model.codebook import CodeBook
from scmap.model.layer import Layer
from scmap.model.link import Link
from scmap.report.blocks import Picture
from scmap.report.korean import LANGUAGE
from scmap.report.paper import UPRIGHT, page_size
from scmap.report.png import png_of
from scmap.words import tr_in

DPI = 240.0  # an office asks for 200 at least (DOMAIN §6.1)
MOST_LINKS = 16  # on one diagram; more could not be read on a page
TALLEST_MM = 190.0
_LETTERS = 13  # pixels high, in a diagram whose boxes are 190 pixels wide


def diagrams(links: Sequence[Link], layer: Layer | None, book: CodeBook) -> Iterator[Picture]:
    """Draw who is joined to whom, on as many pictures as can be read."""
    for first in range(0, len(links), MOST_LINKS):
        some = links[first : first + MOST_LINKS]
        shown = lay_out(boxes_of(some, layer, book, LANGUAGE), wires_of(some))
        yield _picture(shown, tr_in(LANGUAGE, "definition.section.diagram"))


def flow_picture(link: Link, layer: Layer | None, book: CodeBook) -> Picture:
    """Draw what flows through a link, across which networks, and on what it rests."""
    title = tr_in(LANGUAGE, "definition.flow_of", link=f"{link.template} {link.title}")
    return _picture(flow_of(link, layer, book, LANGUAGE), title)


def _picture(shown: Diagram | Flow, title: str) -> Picture:
    """Paint a diagram as wide as the page's text, or smaller where it would be too tall."""
    load_fonts()
    font = QFont(FAMILY)
    font.setPixelSize(_LETTERS)
    room = room_of(shown, font)
    widest = page_size(sideways=False)[0] - UPRIGHT.left - UPRIGHT.right
    millimetres = min(widest / room.width(), TALLEST_MM / room.height())
    width, height = room.width() * millimetres, room.height() * millimetres
    image = diagram_image(shown, font, millimetres * DPI / MM_PER_INCH)
    return Picture(title, png_of(image), width, height)
