"""A small map: where the rows of a file lie."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from scmap.cartography.fonts import load_fonts
from scmap.cartography.painter import render
from scmap.gui import theme
from scmap.gui.job import Jobs
from scmap.gui.models.sketch import Sketch
from scmap.progress import Progress
from scmap.words import tr

DPI = 96.0


@dataclass(frozen=True, slots=True, eq=False)
class _Picture:
    """A small map as it was painted, and of what."""

    sketch: Sketch
    size: QSize
    image: QImage


class SketchView(QWidget):
    """Shows a Sketch, which a worker paints: a tenth of a second would hold the window."""

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        load_fonts()  # here: a worker must not be the first
        self._jobs = jobs
        self._sketch: Sketch | None = None
        self._picture: _Picture | None = None
        self._asked = False  # whether a worker is painting
        self.setMinimumSize(200, 100)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("intake.map"))

    @property
    def is_painted(self) -> bool:
        """Whether what it shows is the map at its size."""
        return self._sketch is None or self._is_of(self._picture, self._sketch)

    def show_sketch(self, sketch: Sketch | None) -> None:
        """Show another map; None says that there is nothing to place."""
        self._sketch = sketch
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
        shown = self._picture
        if shown is not None and shown.sketch is self._sketch:  # at another size for a moment
            painter.drawImage(self.rect(), shown.image)
        else:
            painter.fillRect(self.rect(), QColor(self._sketch.settings(1, 1, DPI).background))
        if not self._is_of(shown, self._sketch):
            self._ask(self._sketch)

    def _pixels(self) -> QSize:
        return self.size() * self.devicePixelRatioF()

    def _is_of(self, shown: _Picture | None, sketch: Sketch) -> bool:
        return shown is not None and shown.sketch is sketch and shown.size == self._pixels()

    def _ask(self, sketch: Sketch) -> None:
        """Have the map painted at the size of the widget, one picture at a time."""
        if self._asked:
            return
        size = self._pixels()
        settings = sketch.settings(size.width(), size.height(), DPI * self.devicePixelRatioF())
        self._asked = True

        def work(_progress: Progress) -> _Picture:
            return _Picture(sketch, size, render(settings))

        self._jobs.run("", work, self._take, momentary=True).ended.connect(self._over)

    def _take(self, picture: _Picture) -> None:
        self._picture = picture

    def _over(self) -> None:
        self._asked = False
        self.update()
