"""How far an agenda item is on its way through the five steps of the review."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from scmap.gui import theme
from scmap.model.review import STEPS
from scmap.words import tr

Role = theme.Role

_DISC, _HEIGHT = 22, 46


class ProgressBar(QWidget):
    """Five discs with the steps' names below: done ones are ticked, the next one is ringed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._done = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def put(self, done: int) -> None:
        """Show that the first `done` steps are done."""
        self._done = done
        said = (tr(f"board.progress.{'done' if n < done else 'open'}") for n in range(len(STEPS)))
        names = (tr(f"board.step.{step}.numbered") for step in STEPS)
        self.setAccessibleName(", ".join(f"{a} {b}" for a, b in zip(names, said, strict=True)))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(360, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = self.width() / len(STEPS)
        places = [(number + 0.5) * width for number in range(len(STEPS))]
        self._paint_line(painter, places)
        painter.setFont(theme.small(self.font()))
        for number, (step, x) in enumerate(zip(STEPS, places, strict=True)):
            disc = QRectF(x - _DISC / 2, 1, _DISC, _DISC)
            paint_disc(painter, disc, number, self._done, self.palette())
            known = number <= self._done
            painter.setPen(self.palette().color(Role.WindowText if known else Role.PlaceholderText))
            words = QRectF(x - width / 2, _DISC + 4, width, _HEIGHT - _DISC - 4)
            name = tr(f"board.step.{step}")
            text = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(width))
            painter.drawText(words, Qt.AlignmentFlag.AlignHCenter, text)

    def _paint_line(self, painter: QPainter, places: Sequence[float]) -> None:
        y = 1 + _DISC / 2
        for number in range(1, len(places)):
            done = number < self._done
            colour = self.palette().color(Role.Highlight if done else Role.Mid)
            painter.setPen(QPen(colour, 2))
            gap = _DISC / 2
            x0, x1 = places[number - 1] + gap, places[number] - gap
            painter.drawLine(round(x0), round(y), round(x1), round(y))


def paint_disc(painter: QPainter, disc: QRectF, number: int, done: int, colours: QPalette) -> None:
    """Paint the sign of a step: a tick when it is done, its number in a ring when it is not."""
    painter.save()
    if number < done:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.color(Role.Highlight))
        painter.drawEllipse(disc)
        painter.setPen(QPen(colours.color(Role.HighlightedText), max(1.4, disc.width() / 11)))
        painter.drawPath(_tick(disc))
    else:
        following = number == done
        edge = colours.color(Role.Highlight if following else Role.Mid)
        painter.setPen(QPen(edge, 1.6 if following else 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(disc.adjusted(0.8, 0.8, -0.8, -0.8))
        words = Role.WindowText if following else Role.PlaceholderText
        painter.setPen(colours.color(words))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(number + 1))
    painter.restore()


def _tick(disc: QRectF) -> QPainterPath:
    x, y, size = disc.x(), disc.y(), disc.width()
    path = QPainterPath()
    path.moveTo(x + 0.28 * size, y + 0.52 * size)
    path.lineTo(x + 0.44 * size, y + 0.68 * size)
    path.lineTo(x + 0.73 * size, y + 0.34 * size)
    return path
