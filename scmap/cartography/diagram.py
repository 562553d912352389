"""Diagrams of a plan of links: who is joined to whom, and what flows through one link."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

BOX = 190.0, 52.0  # width and height of a box
GAP = 22.0  # between boxes of a column
WAY = 240.0  # between columns
PORT = 24.0  # between wires at a box
EDGE = 24.0
HEAD = 9.0  # length of an arrow's head
LABEL = 150.0, 18.0  # room that a label wants about its middle
_LABEL_SHARES = (0.5, 0.4, 0.6, 0.32, 0.68, 0.25, 0.75)  # of a wire, where a label may stand
NEAR = 6.0  # pixels about a wire that are the wire

Style = Literal["solid", "dash", "dot"]
_PENS: Mapping[Style, Qt.PenStyle] = {
    "solid": Qt.PenStyle.SolidLine,
    "dash": Qt.PenStyle.DashLine,
    "dot": Qt.PenStyle.DotLine,
}


@dataclass(frozen=True, slots=True)
class Ink:
    """Colours of a diagram, from the palette of whoever shows it."""

    paper: QColor
    text: QColor
    muted: QColor
    line: QColor
    accent: QColor


@dataclass(frozen=True, slots=True)
class Box:
    """A system: an investment, or an agency outside.

    Attributes
    ----------
    key : str
        Its identity.
    title, detail : str
        Its name, and a line below it.
    """

    key: str
    title: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Wire:
    """A link between two boxes.

    Attributes
    ----------
    key : str
        Its identity.
    start, stop : str
        Keys of the boxes.
    label : str
        What stands on it.
    both : bool
        Whether it points both ways.
    style : str
        "solid" for what is agreed or runs, "dash" for what is planned, "dot" for what stopped.
    """

    key: str
    start: str
    stop: str
    label: str = ""
    both: bool = False
    style: Style = "solid"


@dataclass(frozen=True, eq=False)
class Diagram:
    """Boxes and wires with their places.

    Attributes
    ----------
    boxes : mapping of str to (Box, QRectF)
    wires : tuple of (Wire, QPainterPath, QPointF)
        Path from start to stop, and where the label's middle stands.
    width, height : float
        Room that it takes.
    """

    boxes: Mapping[str, tuple[Box, QRectF]]
    wires: Sequence[tuple[Wire, QPainterPath, QPointF]]
    width: float
    height: float

    def wire_at(self, at: QPointF) -> str:
        """Give the key of the wire at a point; "" for none."""
        return next((wire.key for wire, path, _ in self.wires if _along(path, at)), "")


def lay_out(boxes: Sequence[Box], wires: Sequence[Wire]) -> Diagram:
    """Place boxes in two columns so that wires run across; each wire has a level of its own."""
    known = {box.key: box for box in boxes}
    wires = [one for one in wires if one.start in known and one.stop in known]
    side = _sides(wires)
    ports = {key: [one for one in wires if key in (one.start, one.stop)] for key in known}
    placed: dict[str, tuple[Box, QRectF]] = {}
    bottom = 0.0
    for place in (0, 1):
        column = [box for box in boxes if side.get(box.key, 0) == place]
        column.sort(key=lambda box: _level(box.key, ports[box.key], placed))
        top = EDGE
        for box in column:
            height = max(BOX[1], PORT * len(ports[box.key]) + 8.0)
            placed[box.key] = box, QRectF(EDGE + place * (BOX[0] + WAY), top, BOX[0], height)
            top += height + GAP
        bottom = max(bottom, top - GAP)
    drawn: list[tuple[Wire, QPainterPath, QPointF]] = []
    for one in wires:
        path = _path(one, placed, ports)
        drawn.append((one, path, _label_place(path, [place for *_, place in drawn])))
    loops = WAY * 0.5 if any(side[one.start] == side[one.stop] for one in wires) else 0.0
    return Diagram(placed, drawn, 2 * (EDGE + BOX[0]) + WAY + loops, bottom + EDGE)


def _sides(wires: Sequence[Wire]) -> dict[str, int]:
    """Give the column of each box: the first giver on the left, whom it is joined to across."""
    side: dict[str, int] = {}
    for first in wires:
        waiting = [] if first.start in side else [first.start]
        side.setdefault(first.start, 0)
        while waiting:
            key = waiting.pop()
            for one in wires:
                if key in (one.start, one.stop):
                    other = one.stop if one.start == key else one.start
                    if other not in side:
                        side[other] = 1 - side[key]
                        waiting.append(other)
    return side


def _level(key: str, ports: Sequence[Wire], placed: Mapping[str, tuple[Box, QRectF]]) -> float:
    """Put a box about level with those it is joined to, so that few wires cross."""
    ends = [one.stop if one.start == key else one.start for one in ports]
    heights = [placed[end][1].center().y() for end in ends if end in placed]
    return sum(heights) / len(heights) if heights else math.inf


def _path(
    wire: Wire, placed: Mapping[str, tuple[Box, QRectF]], ports: Mapping[str, Sequence[Wire]]
) -> QPainterPath:
    """Draw a wire from one box to another."""
    start, stop = placed[wire.start][1], placed[wire.stop][1]
    inward = start.left() <= EDGE, stop.left() <= EDGE  # whether it leaves on the right
    same = inward[0] == inward[1]
    one = QPointF(
        start.right() if inward[0] or same else start.left(), _port(wire, start, ports[wire.start])
    )
    other = QPointF(
        stop.right() if inward[1] or same else stop.left(), _port(wire, stop, ports[wire.stop])
    )
    path = QPainterPath(one)
    if same:  # within a column: round its right side
        out = QPointF(WAY * 0.5, 0)
        path.cubicTo(one + out, other + out, other)
        return path
    reach = QPointF((other.x() - one.x()) * 0.45, 0)
    path.cubicTo(one + reach, other - reach, other)
    return path


def _label_place(path: QPainterPath, taken: Sequence[QPointF]) -> QPointF:
    """Give the place near a wire's middle where its label covers no other, as far as can be."""
    places = [path.pointAtPercent(share) for share in _LABEL_SHARES]

    def free(place: QPointF) -> float:
        return min(
            (max(abs(place.y() - one.y()) / LABEL[1], abs(place.x() - one.x()) / LABEL[0])
             for one in taken),
            default=1.0,
        )  # fmt: skip

    return next((place for place in places if free(place) >= 1.0), max(places, key=free))


def _port(wire: Wire, where: QRectF, ports: Sequence[Wire]) -> float:
    """Give the height at which a wire meets a box."""
    return where.top() + (ports.index(wire) + 0.5) * where.height() / len(ports)


def _along(path: QPainterPath, at: QPointF) -> bool:
    if not path.boundingRect().adjusted(-NEAR, -NEAR, NEAR, NEAR).contains(at):
        return False
    steps = (path.pointAtPercent(step / 60) - at for step in range(61))
    return min(math.hypot(step.x(), step.y()) for step in steps) <= NEAR


def paint_diagram(
    painter: QPainter, diagram: Diagram, ink: Ink, font: QFont, chosen: str = ""
) -> None:
    """Paint a diagram; the chosen wire or box is in the accent."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for wire, path, _ in diagram.wires:
        _paint_wire(painter, wire, path, ink.accent if wire.key == chosen else ink.line)
    for wire, _, middle in diagram.wires:
        paint_label(painter, wire.label, middle, ink, font)
    for key, (box, where) in diagram.boxes.items():
        paint_box(painter, box, where, ink, font, chosen=key == chosen)


def _paint_wire(painter: QPainter, wire: Wire, path: QPainterPath, colour: QColor) -> None:
    painter.setPen(QPen(colour, 1.8, _PENS[wire.style]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    paint_head(painter, path, colour)
    if wire.both:
        paint_head(painter, path.toReversed(), colour)


def paint_head(painter: QPainter, path: QPainterPath, colour: QColor) -> None:
    """Paint the head of an arrow at the end of a path."""
    tip = path.pointAtPercent(1.0)
    back = path.pointAtPercent(max(0.0, path.percentAtLength(path.length() - HEAD)))
    angle = math.atan2(tip.y() - back.y(), tip.x() - back.x())
    sides = [
        tip - QPointF(HEAD * math.cos(angle + turn), HEAD * math.sin(angle + turn))
        for turn in (0.42, -0.42)
    ]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon([tip, *sides])


def paint_label(painter: QPainter, text: str, middle: QPointF, ink: Ink, font: QFont) -> None:
    """Write words on a line, on paper of their own."""
    if not text:
        return
    metrics = QFontMetricsF(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, WAY - 24.0)
    room = metrics.boundingRect(shown).size()
    where = QRectF(middle.x() - room.width() / 2 - 4, middle.y() - room.height() / 2 - 1,
                   room.width() + 8, room.height() + 2)  # fmt: skip
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.paper)
    painter.drawRect(where)
    painter.setPen(ink.text)
    painter.setFont(font)
    painter.drawText(where, Qt.AlignmentFlag.AlignCenter, shown)


def paint_box(
    painter: QPainter, box: Box, where: QRectF, ink: Ink, font: QFont, *, chosen: bool = False
) -> None:
    """Paint a box with its name and the line below it."""
    painter.setPen(QPen(ink.accent if chosen else ink.line, 2.2 if chosen else 1.2))
    painter.setBrush(ink.paper)
    painter.drawRoundedRect(where, 4, 4)
    bold = QFont(font)
    bold.setBold(True)
    room = where.adjusted(8, 6, -8, -6)
    for words, letters, colour, side in (
        (box.title, bold, ink.text, Qt.AlignmentFlag.AlignTop),
        (box.detail, font, ink.muted, Qt.AlignmentFlag.AlignBottom),
    ):
        painter.setFont(letters)
        painter.setPen(colour)
        shown = QFontMetricsF(letters).elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(side) | int(Qt.AlignmentFlag.AlignLeft), shown)
