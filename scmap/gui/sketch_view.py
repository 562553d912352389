"""A small map: where the rows of a file lie."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from scmap.cartography.painter import render
from scmap.gui import theme
from scmap.gui.models.sketch import Sketch
from scmap.words import tr

DPI = 96.0


class SketchView(QWidget):
    """Paints a Sketch; it is simple enough to be painted here, within a frame."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sketch: Sketch | None = None
        self._picture: QImage | None = None
        self.setMinimumSize(200, 120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("intake.map"))

    def show_sketch(self, sketch: Sketch | None) -> None:
        """Show another map; None says that there is nothing to place."""
        self._sketch, self._picture = sketch, None
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, 260)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._sketch is None:
            painter.setPen(self.palette().color(theme.Role.PlaceholderText))
            wrap = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(12, 12, -12, -12), wrap, tr("intake.map.none"))
            return
        painter.drawImage(self.rect(), self._painted(self._sketch))

    def _painted(self, sketch: Sketch) -> QImage:
        """Give the picture at the widget's size; it is painted again only when that changes."""
        ratio = self.devicePixelRatioF()
        size = self.size() * ratio
        if self._picture is None or self._picture.size() != size:
            self._picture = render(sketch.settings(size.width(), size.height(), DPI * ratio))
        return self._picture
