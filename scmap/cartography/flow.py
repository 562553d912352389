"""The flow diagram of one link: its items between two systems, across their networks."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPainterPath, QPen

from scmap.cartography.diagram import Box, Ink, paint_box, paint_head, paint_label

BOX_WIDTH, ROW, WAY, EDGE, HEAD = 190.0, 44.0, 300.0, 24.0, 26.0


@dataclass(frozen=True, slots=True)
class Flow:
    """What a link carries.

    Attributes
    ----------
    giver, taker : Box
        The systems.
    items : sequence of (str, str)
        Data item and its format; "" where that is not known.
    both : bool
        Whether items flow both ways.
    zones : (str, str)
        Network of each side.
    passage : str
        How data cross; "" where the networks are one.
    foot : sequence of str
        Lines below: 협약, 표준, 법적 근거.
    """

    giver: Box
    taker: Box
    items: Sequence[tuple[str, str]]
    both: bool
    zones: tuple[str, str]
    passage: str
    foot: Sequence[str]

    @property
    def width(self) -> float:
        """Room from left to right."""
        return 2 * (EDGE + BOX_WIDTH) + WAY

    def height(self, line: float) -> float:
        """Room from top to bottom, with lines of text of a height."""
        return 2 * EDGE + HEAD + self._inner + 16.0 + line * len(self.foot)

    @property
    def _inner(self) -> float:
        return max(len(self.items), 2) * ROW

    @property
    def sides(self) -> tuple[QRectF, QRectF]:
        """Where the two systems stand."""
        left = QRectF(EDGE, EDGE + HEAD, BOX_WIDTH, self._inner)
        return left, left.translated(BOX_WIDTH + WAY, 0)


def paint_flow(painter: QPainter, flow: Flow, ink: Ink, font: QFont) -> None:
    """Paint a flow diagram from the painter's origin."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    left, right = flow.sides
    _paint_zones(painter, flow, ink, font)
    for place, (item, form) in enumerate(flow.items or (("", ""),)):
        level = left.top() + (place + 0.5) * left.height() / max(len(flow.items), 1)
        path = QPainterPath(QPointF(left.right(), level))
        path.lineTo(QPointF(right.left(), level))
        painter.setPen(QPen(ink.line, 1.8))
        painter.drawPath(path)
        paint_head(painter, path, ink.line)
        if flow.both:
            paint_head(painter, path.toReversed(), ink.line)
        told = f"{item} [{form}]" if form else item
        paint_label(painter, told, QPointF(left.right() + WAY * 0.5, level), ink, font)
    for box, where in ((flow.giver, left), (flow.taker, right)):
        paint_box(painter, box, where, ink, font)
    _paint_foot(painter, flow, ink, font, left.bottom() + 16.0)


def _paint_zones(painter: QPainter, flow: Flow, ink: Ink, font: QFont) -> None:
    """Name the network of each side, and draw the border between two."""
    painter.setFont(font)
    painter.setPen(ink.muted)
    for where, zone in zip(flow.sides, flow.zones, strict=True):
        head = QRectF(where.left(), EDGE, where.width(), HEAD - 6)
        painter.drawText(head, Qt.AlignmentFlag.AlignLeft, zone)
    if flow.zones[0] == flow.zones[1]:
        return
    left, right = flow.sides
    middle = (left.right() + right.left()) / 2
    painter.setPen(QPen(ink.accent, 1.4, Qt.PenStyle.DashLine))
    painter.drawLine(QPointF(middle, EDGE + HEAD - 4), QPointF(middle, left.bottom() + 4))
    painter.setPen(ink.accent)
    place = QRectF(middle - WAY / 2, EDGE, WAY, HEAD - 6)
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, flow.passage)


def _paint_foot(painter: QPainter, flow: Flow, ink: Ink, font: QFont, top: float) -> None:
    painter.setFont(font)
    painter.setPen(ink.text)
    step = painter.fontMetrics().lineSpacing()
    for place, words in enumerate(flow.foot):
        room = QRectF(EDGE, top + place * step, flow.width - 2 * EDGE, step)
        shown = painter.fontMetrics().elidedText(
            words, Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft, shown)
