"""A page of paper to look at: fitted to its room, or nearer, moved by hand and by keys."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from scmap.gui import theme

EDGE = 20  # logical pixels about the page
STEP = 1.25  # of a zoom
NEAREST, FARTHEST = 16.0, 0.5  # logical pixels a millimetre
PAPER = QColor("#FFFFFF")
MM_PER_INCH = 25.4


class PageView(QAbstractScrollArea):
    """Shows a picture of a page; the last one is scaled until a sharper one comes.

    Signals
    -------
    rescaled
        The page is seen at another size.
    stepped : int
        Another page is wanted: 1 for the next one, -1 for the one before.
    """

    rescaled = Signal()
    stepped = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._size = (297.0, 210.0)
        self._zoom: float | None = None  # logical pixels a millimetre; None = as the room allows
        self._said = ""
        self._held: QPointF | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
        self.setMinimumSize(320, 240)

    # -- what is shown -------------------------------------------------------------------------

    @property
    def zoom(self) -> float:
        """Logical pixels a millimetre of paper."""
        return self._fitting() if self._zoom is None else self._zoom

    @property
    def picture(self) -> QImage:
        """The newest picture of the page; null while there is none."""
        return self._image

    @property
    def has_page(self) -> bool:
        """Whether there is a picture."""
        return not self._image.isNull()

    @property
    def is_fitted(self) -> bool:
        """Whether the whole page is in sight, whatever the room."""
        return self._zoom is None

    @property
    def dpi(self) -> float:
        """Device pixels an inch of paper, as it is seen."""
        return self.zoom * MM_PER_INCH * self.devicePixelRatioF()

    @property
    def share(self) -> float:
        """How large it is seen: 1 as on paper, on a screen of 96 dots an inch."""
        return self.zoom * MM_PER_INCH / 96.0

    def show_page(self, image: QImage, size: tuple[float, float]) -> None:
        """Show a picture of a page of that size, millimetres."""
        self._image, self._said = image, ""
        self._take_size(size)

    def wait_for(self, size: tuple[float, float], said: str) -> None:
        """Show that a page of that size is being made, where there is none yet."""
        if size != self._size:
            self._image = QImage()
        self._said = said
        self._take_size(size)

    def fit(self) -> None:
        """Show the whole page."""
        self._zoom = None
        self._lay()
        self.rescaled.emit()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Come nearer, or go farther; what lies at `at` stays there."""
        centre = QRectF(self.viewport().rect()).center() if at is None else at
        spot = (centre - self._page().topLeft()) / self.zoom
        self._zoom = min(max(self.zoom * factor, FARTHEST), NEAREST)
        self._lay()
        moved = self._page().topLeft() + spot * self.zoom - centre
        self._scroll(moved)
        self.rescaled.emit()

    # -- events --------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(760, 600)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        colours = self.palette()
        painter.fillRect(self.viewport().rect(), colours.color(theme.Role.Midlight))
        page = self._page()
        shade = QColor(colours.color(theme.Role.Shadow))
        for reach in (3, 2, 1):
            shade.setAlphaF(0.10)
            painter.fillRect(page.adjusted(-reach, -reach + 1, reach, reach + 2), shade)
        painter.fillRect(page, PAPER)
        if not self._image.isNull():
            self._paint_image(painter, page)
        elif self._said:
            painter.setPen(QColor("#5F6874"))  # on paper, in a dark window too
            painter.drawText(page, Qt.AlignmentFlag.AlignCenter, self._said)
        if self.hasFocus():
            painter.setPen(colours.color(theme.Role.Accent))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _paint_image(self, painter: QPainter, page: QRectF) -> None:
        """Paint what is in sight of the picture: to scale the whole of it takes long."""
        seen = page & QRectF(self.viewport().rect())
        share = self._image.width() / page.width()
        source = QRectF((seen.topLeft() - page.topLeft()) * share, seen.size() * share)
        exact = abs(share - self.devicePixelRatioF()) * page.width() < 1
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not exact)
        painter.drawImage(seen, self._image, source)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()
        self.rescaled.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(STEP ** (event.angleDelta().y() / 120), event.position())
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom_by(1 / STEP)
        elif key == Qt.Key.Key_0:
            self.fit()
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.stepped.emit(1 if key == Qt.Key.Key_PageDown else -1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._held = event.position()
        self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            self._scroll(self._held - event.position())
            self._held = event.position()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._held = None
        self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.is_fitted:
            self.zoom_by(2.0, event.position())
        else:
            self.fit()

    # -- places --------------------------------------------------------------------------------

    def _take_size(self, size: tuple[float, float]) -> None:
        changed = size != self._size
        self._size = size
        self._lay()
        self.viewport().update()
        if changed:
            self.rescaled.emit()

    def _fitting(self) -> float:
        room = self.viewport().size()
        width, height = self._size
        across, down = (room.width() - 2 * EDGE) / width, (room.height() - 2 * EDGE) / height
        return max(min(across, down), FARTHEST)

    def _page(self) -> QRectF:
        """Place of the page in the viewport."""
        width, height = (side * self.zoom for side in self._size)
        room = self.viewport().size()
        x = max((room.width() - width) / 2, EDGE) - self.horizontalScrollBar().value()
        y = max((room.height() - height) / 2, EDGE) - self.verticalScrollBar().value()
        return QRectF(x, y, width, height)

    def _lay(self) -> None:
        room = self.viewport().size()
        bars = (self.horizontalScrollBar(), self.verticalScrollBar())
        for bar, side, seen in zip(bars, self._size, (room.width(), room.height()), strict=True):
            whole = 0 if self.is_fitted else side * self.zoom + 2 * EDGE
            bar.setPageStep(seen)
            bar.setSingleStep(40)
            bar.setRange(0, max(0, round(whole) - seen))
        self.viewport().update()

    def _scroll(self, by: QPointF) -> None:
        for bar, distance in (
            (self.horizontalScrollBar(), by.x()),
            (self.verticalScrollBar(), by.y()),
        ):
            bar.setValue(bar.value() + round(distance))
        self.viewport().update()
