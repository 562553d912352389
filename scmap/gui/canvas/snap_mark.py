"""What the hand snapped to, shown where it is: a mark for each kind, and its name."""

from collections.abc import Collection, Sequence
from typing import Protocol

import shapely
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from scmap.analysis.editing.snapping import Snap
from scmap.cartography.highlight import CASING
from scmap.gui.canvas.ink import ink_figure
from scmap.gui.canvas.tool import Point
from scmap.gui.canvas.view import View
from scmap.words import tr

MARK = QColor("#C2185B")  # unlike the accent of what is drawn, on any map
HALF = 6.0  # pixels
ABOVE = 20.0  # where its name stands


class Snapper(Protocol):
    """Tells what is meant near a place."""

    @property
    def traces(self) -> bool:
        """Whether borders are followed between two points."""
        ...

    def snap(self, at: Point, without: Collection[str] = ()) -> Snap | None:
        """Give what is meant, None for the bare place; features named in `without` are not."""
        ...

    def title(self, snap: Snap) -> str:
        """Name the feature."""
        ...

    def borders(self, one: Point, other: Point) -> Sequence[shapely.Geometry]:
        """Give the shapes whose borders may be followed from one place to another."""
        ...


def snap_words(snap: Snap, snapper: Snapper) -> str:
    """Say what the hand snapped to: "꼭짓점 · 동탄 시범지구"."""
    return tr(f"editing.snap.{snap.kind}", feature=snapper.title(snap))


def ink_snap(painter: QPainter, view: View, font: QFont, snap: Snap, words: str) -> None:
    """Mark a place that was snapped to: a square, a cross or a wedge, and what it is."""
    at = QPointF(*view.screen(snap.x, snap.y))
    for colour, width in ((QColor(CASING), 4.5), (MARK, 2.0)):
        painter.setPen(QPen(colour, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if snap.kind == "corner":
            painter.drawRect(QRectF(at.x() - HALF, at.y() - HALF, 2 * HALF, 2 * HALF))
        elif snap.kind == "crossing":
            painter.drawLine(at + QPointF(-HALF, -HALF), at + QPointF(HALF, HALF))
            painter.drawLine(at + QPointF(-HALF, HALF), at + QPointF(HALF, -HALF))
        else:
            ends = [(-HALF, -HALF), (HALF, -HALF), (-HALF, HALF), (HALF, HALF)]
            painter.drawPolygon(QPolygonF([at + QPointF(*one) for one in ends]))
    half = QFontMetricsF(font).horizontalAdvance(words) / 2 + 12
    x = min(max(at.x(), half), max(view.width - half, half))
    y = at.y() - ABOVE if at.y() > 2 * ABOVE else at.y() + ABOVE
    ink_figure(painter, QPointF(x, y), words, font)
