"""What lies on the map and belongs to it: a plate of paper, light also in a dark window."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QWidget

from scmap.gui import theme
from scmap.gui.canvas.ink import ink_plate


class Plate(QWidget):
    """A box on the map; whoever lays it out calls `dress` when all its parts are there."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            ink_plate(painter, QRectF(self.rect()))

    def dress(self) -> QPalette:
        """Give the box and its parts the colours of paper, and say which they are."""
        paper = theme.paper()
        for widget in (self, *self.findChildren(QWidget)):
            widget.setPalette(paper)
        return paper
