"""Where a scrolled text goes on below its place, it fades: no line of it is cut in two."""

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from scmap.gui import theme

HEIGHT_PX = 28  # a line and its space


class Fade(QWidget):
    """Lies on the lower edge of a scroll area while there is more below; the mouse goes through."""

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self._area = area
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        bar = area.verticalScrollBar()
        bar.valueChanged.connect(self._look)
        bar.rangeChanged.connect(self._look)
        area.viewport().installEventFilter(self)
        self._look()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._look()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        ground = self.palette().color(theme.Role.Window)
        clear = self.palette().color(theme.Role.Window)
        clear.setAlpha(0)
        fading = QLinearGradient(0, 0, 0, self.height())
        fading.setColorAt(0, clear)
        fading.setColorAt(0.6, ground)
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), fading)

    def _look(self) -> None:
        """Lie where the text ends, if it goes on."""
        bar, shown = self._area.verticalScrollBar(), self._area.viewport().geometry()
        height = min(HEIGHT_PX, shown.height())
        corner = QPoint(shown.left(), shown.bottom() + 1 - height)
        self.move(corner)
        self.resize(QSize(shown.width(), height))
        self.setVisible(bar.value() < bar.maximum())
        self.raise_()
