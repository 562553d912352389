"""A second canvas beside the first: the same ground at the same scale, another look."""

from dataclasses import replace

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from scmap.cartography.highlight import ACCENT, CASING
from scmap.cartography.settings import MapSettings
from scmap.gui import texts
from scmap.gui.canvas.canvas import PAPER, REACH, Canvas
from scmap.gui.canvas.furniture import paint_furniture
from scmap.gui.canvas.other_map import OtherMap
from scmap.gui.canvas.overlay import Marks, Overlay
from scmap.gui.canvas.picking import Hit, names, pick
from scmap.gui.canvas.pointing import PointedWidget
from scmap.gui.canvas.view import LEAST_PX, View
from scmap.gui.sources import Sources
from scmap.words import tr

ARM = 9.0  # of the cross that shows where the cursor is on the other map


class TwinCanvas(PointedWidget):
    """Follows the first canvas in every move; what is done on it is done on both."""

    def __init__(
        self, canvas: Canvas, other: OtherMap, sources: Sources, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._canvas, self._other, self._sources = canvas, other, sources
        self._overlay, self._marks = Overlay(self), Marks()
        self._there: tuple[float, float] | None = None  # the cursor on the first canvas
        self._here: tuple[float, float] | None = None  # and on this one
        self.setMinimumSize(LEAST_PX, LEAST_PX)
        self.panned.connect(canvas.panned)
        self.zoomed.connect(self._zoom)
        self.clicked.connect(self._pick)
        self.lingered.connect(self._name)
        self.moved_over.connect(self._tell_ground)
        self.left.connect(self._forget)
        canvas.moved.connect(self.look)
        canvas.hovered.connect(self._follow)
        canvas.left.connect(self._unfollow)
        canvas.over.append(self._mark_there)
        other.changed.connect(self.update)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self.setAccessibleName(tr("compare.twin"))
        self.setAccessibleDescription(tr("window.canvas.keys"))

    @property
    def view(self) -> View:
        """Part of the plane in sight: about the same middle as the first canvas's."""
        return replace(self._canvas.view, width=self.width(), height=self.height())

    def sizeHint(self) -> QSize:
        return QSize(500, 600)

    def look(self) -> None:
        """Keep up with the first canvas."""
        self._other.show_view(self.view)
        self.update()

    def leave(self) -> None:
        """Leave the first canvas alone."""
        self._canvas.over.remove(self._mark_there)
        for signal, slot in (
            (self._canvas.moved, self.look),
            (self._canvas.hovered, self._follow),
            (self._canvas.left, self._unfollow),
            (self._other.changed, self.update),
        ):
            signal.disconnect(slot)
        self._canvas.update()
        self.hide()
        self.deleteLater()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self.look()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), PAPER)
        self._other.paint(painter, self.view)
        settings = self._other.in_sight(self.view)
        if settings is not None:
            ratio = self.devicePixelRatioF()
            painter.scale(1 / ratio, 1 / ratio)
            marked = self._canvas.marked_among(self._other.masks, self._marks)
            self._overlay.paint(painter, settings, marked, moving=False)
            paint_furniture(painter, settings)
            painter.resetTransform()
        if self._there is not None:
            _cross(painter, QPointF(*self.view.screen(*self._there)))
        painter.end()

    def _zoom(self, factor: float, at: QPointF | None) -> None:
        """Zoom both about the same ground."""
        if at is not None:
            at = QPointF(*self._canvas.view.screen(*self.view.ground(at.x(), at.y())))
        self._canvas.zoomed.emit(factor, at)

    def _pick(self, at: QPointF, held: Qt.KeyboardModifier) -> None:
        self._canvas.choose(self._other.settings, self.view.at(at.x(), at.y()), held)

    def _hits(self, at: QPointF) -> tuple[Hit, ...]:
        settings: MapSettings | None = self._other.settings
        if settings is None:
            return ()
        x, y = self.view.at(at.x(), at.y())
        return pick(settings, x, y, REACH * self.view.pixel)

    def _name(self, at: QPointF) -> None:
        lines = names(self._hits(at), self._sources)
        QToolTip.showText(self.mapToGlobal(at.toPoint()), texts.tip(lines), self)

    def _tell_ground(self, at: QPointF) -> None:
        self._here = self.view.ground(at.x(), at.y())
        self._there = None
        self._canvas.hovered.emit(*self._here)
        self._there = None
        self._canvas.update()

    def _forget(self) -> None:
        self._here = None
        self._canvas.update()

    def _follow(self, x: float, y: float) -> None:
        self._there = (x, y)
        self.update()

    def _unfollow(self) -> None:
        self._there = None
        self.update()

    def _mark_there(self, painter: QPainter) -> None:
        """Show on the first canvas where the cursor is on this one."""
        if self._here is not None:
            _cross(painter, QPointF(*self._canvas.view.screen(*self._here)))


def _cross(painter: QPainter, at: QPointF) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for colour, width in ((QColor(CASING), 4.0), (QColor(ACCENT), 1.6)):
        painter.setPen(QPen(colour, width))
        painter.drawLine(at - QPointF(ARM, 0), at + QPointF(ARM, 0))
        painter.drawLine(at - QPointF(0, ARM), at + QPointF(0, ARM))
    painter.restore()
