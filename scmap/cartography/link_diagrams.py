"""The links of a plan as diagrams: who is joined to whom, and what flows through one link."""

from collections.abc import Sequence
from itertools import zip_longest

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from scmap.cartography.diagram import Box, Diagram, Ink, Style, Wire, paint_diagram
from scmap.cartography.flow import Flow, paint_flow
from scmap.model import amounts
from scmap.model.codebook import CodeBook, parts, title_of
from scmap.model.layer import Layer
from scmap.model.link import AGREED, Link
from scmap.words import language, tr_in

_ON_PAPER = Ink(*map(QColor, ("#FFFFFF", "#000000", "#555555", "#0F766E", "#0F766E")))


def wires_of(links: Sequence[Link]) -> tuple[Wire, ...]:
    """Give links as wires: agreed ones drawn out, planned ones dashed, stopped ones dotted."""
    return tuple(
        Wire(
            one.uid,
            *ends_of(one),
            f"{one.template} {one.title}",
            both=one.direction == "both",
            style=_style(one.state),
        )
        for one in links
    )


def ends_of(link: Link) -> tuple[str, str]:
    """Give the uids of who gives and who takes, in the direction in which the data flow."""
    return (link.right, link.left) if link.direction == "back" else (link.left, link.right)


def _style(state: str) -> Style:
    return "solid" if state in AGREED else "dot" if state == "stopped" else "dash"


def boxes_of(
    links: Sequence[Link], layer: Layer | None, book: CodeBook, code: str | None = None
) -> tuple[Box, ...]:
    """Give the investments that links join, each once, in language `code` or the window's."""
    uids = dict.fromkeys(uid for one in links for uid in ends_of(one))
    return tuple(_box(uid, layer, book, code) for uid in uids)


def _box(uid: str, layer: Layer | None, book: CodeBook, code: str | None) -> Box:
    row = layer.rows.get(uid) if layer is not None else None
    if layer is None or row is None:
        return Box(uid, amounts.unknown(code))
    kind = book.kinds.get(layer.text("kind")[row])
    told = [title_of(kind, code) if kind else "", layer.text("municipality")[row] or ""]
    return Box(
        uid, layer.text("name")[row] or amounts.unknown(code), " · ".join(filter(None, told))
    )


def flow_of(link: Link, layer: Layer | None, book: CodeBook, code: str | None = None) -> Flow:
    """Give what flows through a link, and on what that rests."""
    items = list(zip_longest(parts(link.items), parts(link.formats), fillvalue=""))
    told = {
        "owner": link.owner,
        "agreement": _until(link, code),
        "spatial_standard": link.spatial_standard,
        "technical_standard": link.technical_standard,
        "legal_ground": link.legal_ground.replace(";", ", "),
    }
    unknown = amounts.unknown(code)
    giver, taker = ends_of(link)
    zones = _zone(link.zone_left, code), _zone(link.zone_right, code)
    return Flow(
        giver=_box(giver, layer, book, code),
        taker=_box(taker, layer, book, code),
        items=items,
        both=link.direction == "both",
        zones=zones[::-1] if link.direction == "back" else zones,
        passage=_word(f"passage.{link.passage}", code) if link.passage else "",
        foot=[f"{_word(f'field.{key}', code)}: {value or unknown}" for key, value in told.items()],
    )


def _zone(zone: str, code: str | None) -> str:
    return _word(f"zone.{zone or 'unknown'}", code)


def _until(link: Link, code: str | None) -> str:
    if not link.agreement:
        return ""
    day = amounts.day(link.expires_on, code)
    return _word("until", code, agreement=link.agreement, day=day)


def _word(key: str, code: str | None, **values: object) -> str:
    return tr_in(code or language(), f"linkplan.{key}", **values)


def room_of(shown: Diagram | Flow, font: QFont) -> QRectF:
    """Give the room that a diagram takes with a font."""
    if isinstance(shown, Diagram):
        return QRectF(0.0, 0.0, shown.width, shown.height)
    return QRectF(0.0, 0.0, shown.width, shown.height(QFontMetricsF(font).lineSpacing()))


def paint(
    painter: QPainter, shown: Diagram | Flow, ink: Ink, font: QFont, chosen: str = ""
) -> None:
    """Paint either diagram from the painter's origin."""
    if isinstance(shown, Diagram):
        paint_diagram(painter, shown, ink, font, chosen)
    else:
        paint_flow(painter, shown, ink, font)


def diagram_image(shown: Diagram | Flow, font: QFont, scale: float) -> QImage:
    """Paint a diagram for a paper, dark on white, `scale` times as large as on the screen."""
    room = room_of(shown, font)
    made = QImage(
        round(room.width() * scale), round(room.height() * scale), QImage.Format.Format_RGB32
    )
    made.fill(_ON_PAPER.paper)
    with QPainter(made) as painter:
        painter.scale(scale, scale)
        paint(painter, shown, _ON_PAPER, font)
    return made
