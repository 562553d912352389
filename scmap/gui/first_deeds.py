"""What the hand does before the true window is loaded: the map follows, and all is done again.

Nothing here loads more than Qt.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from PySide6.QtCore import (
    QEvent,
    QKeyCombination,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSizeF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QImage,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTransform,
)
from PySide6.QtWidgets import QApplication, QWidget

from scmap.gui.canvas.pointing import PointedWidget

PLACE = "Place"  # name of a text of a picture: where it lies
_SIDES = 4
PAPER = Qt.GlobalColor.white  # of every map, in a dark window too

# What is done with the true window and its map.
Deed: TypeAlias = Callable[[QWidget, PointedWidget], None]


class MapLook(PointedWidget):
    """The map in a picture of the window; it moves with the hand.

    Parameters
    ----------
    picture : QImage
        Of the window.
    place : QRect
        Where the map is in it, logical pixels.
    above : sequence of QRect
        Where on the map something lies that stays while the map moves.
    ground : QImage
        The picture of the map with its margin; its text `PLACE` says where on the map it lies.
    parent : QWidget
        Shows the picture.

    Signals
    -------
    did : Deed
        The hand meant something.
    painted
        It is on screen as the hand has moved it.
    """

    did = Signal(object)
    painted = Signal()

    def __init__(
        self,
        picture: QImage,
        place: QRect,
        above: Sequence[QRect],
        ground: QImage,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._picture, self._place, self._above = picture, place, above
        self._ground = ground
        self.moved = QTransform()  # from the map as it was to the map as the hand has moved it
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setGeometry(place)
        self.panned.connect(self._pan)
        self.zoomed.connect(self._zoom)
        self.boxed.connect(self._box)
        self.clicked.connect(self._click)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.moved.isIdentity():
            painter.drawImage(QRectF(self.rect()), self._picture, self._source(self.rect()))
        else:
            painter.fillRect(self.rect(), PAPER)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.setTransform(self.moved, combine=True)
            painter.drawImage(rect_of(self._ground.text(PLACE)), self._ground)
            painter.resetTransform()
            for part in self._above:
                painter.drawImage(QRectF(part), self._picture, self._source(part))
        painter.end()
        self.painted.emit()

    def _source(self, part: QRect) -> QRectF:
        """Give where in the picture a part of the map is, device pixels."""
        ratio = self._picture.devicePixelRatio()
        there = part.translated(self._place.topLeft())
        return QRectF(QPointF(there.topLeft()) * ratio, QSizeF(there.size()) * ratio)

    def _pan(self, by: QPointF) -> None:
        self._move(QTransform.fromTranslate(by.x(), by.y()))
        self.did.emit(lambda _window, canvas: canvas.panned.emit(by))

    def _zoom(self, factor: float, at: QPointF | None) -> None:
        about = QPointF(self.width(), self.height()) / 2 if at is None else at
        self._move(_closer(factor, about, about))
        self.did.emit(lambda _window, canvas: canvas.zoomed.emit(factor, at))

    def _box(self, box: QRectF) -> None:
        share = max(box.width() / self.width(), box.height() / self.height(), 1e-3)
        middle = QPointF(self.width(), self.height()) / 2
        self._move(_closer(1 / share, box.center(), middle))
        self.did.emit(lambda _window, canvas: canvas.boxed.emit(box))

    def _click(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self.did.emit(lambda _window, canvas: canvas.clicked.emit(at, modifiers))

    def _move(self, by: QTransform) -> None:
        self.moved *= by
        self.update()


def _closer(factor: float, was: QPointF, becomes: QPointF) -> QTransform:
    """Give the transform that brings all so many times closer, and one point to another."""
    transform = QTransform.fromTranslate(becomes.x(), becomes.y())
    return transform.scale(factor, factor).translate(-was.x(), -was.y())


def click(at: QPoint, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> Deed:
    """Press a button of the mouse on the window, and let it go."""

    def deed(window: QWidget, _canvas: PointedWidget) -> None:
        target = window.childAt(at) or window
        local, place = QPointF(target.mapFrom(window, at)), QPointF(window.mapToGlobal(at))
        for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
            held = button if kind == QEvent.Type.MouseButtonPress else Qt.MouseButton.NoButton
            QApplication.postEvent(target, QMouseEvent(kind, local, place, button, held, modifiers))

    return deed


def press(keys: QKeyCombination) -> Deed:
    """Do what a shortcut of the window stands for."""

    def deed(window: QWidget, _canvas: PointedWidget) -> None:
        asked = QKeySequence(keys)
        for action in window.findChildren(QAction):
            if asked in action.shortcuts():
                action.trigger()
                return

    return deed


def rect_of(text: str) -> QRectF:
    """Read a rectangle; an empty one of a text that holds none."""
    parts = text.split()
    return QRectF(*map(float, parts)) if len(parts) == _SIDES else QRectF()


def written(rect: QRectF) -> str:
    """Write a rectangle for `rect_of`."""
    return f"{rect.x()} {rect.y()} {rect.width()} {rect.height()}"
