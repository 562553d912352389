"""Choosing a colour: palettes that colour-blind readers can tell apart, or any by its number."""

import re

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from scmap.cartography.ramps import graded, palettes, ramps
from scmap.gui import texts, theme
from scmap.gui.line_entry import LineEntry
from scmap.words import tr

CELL, SWATCH = 24, QSize(28, 14)
COLUMNS = 9
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -COLUMNS,
    Qt.Key.Key_Down: COLUMNS,
}
_SHADES = ("grey", "blue", "teal", "orange", "red")
_COLOUR = re.compile(r"#?([0-9A-Fa-f]{6})", re.ASCII)
_PAPER = QColor("#FFFFFF")  # swatches are read against the map's ground


class ColourButton(QPushButton):
    """Shows a colour; pressed, it offers others.

    Signals
    -------
    chosen : object
        ``#RRGGBB``, or None for no colour.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, optional: bool = True) -> None:
        super().__init__(parent)
        self._optional = optional
        self._colour: str | None = None
        self.setIconSize(SWATCH)
        self.clicked.connect(self._offer)

    @property
    def colour(self) -> str | None:
        """The colour in sight."""
        return self._colour

    def show_colour(self, colour: str | None) -> None:
        """Show a colour; nobody is told."""
        self._colour = colour
        self.setIcon(QIcon(_swatch(colour, SWATCH, self.devicePixelRatioF())))
        self.setText(colour or tr("style.colour.none"))

    def _offer(self) -> None:
        popup = ColourPopup(self._colour, self, optional=self._optional)
        popup.chosen.connect(self._choose)
        popup.adjustSize()
        at = self.mapToGlobal(QPoint(0, self.height()))
        room = self.screen().availableGeometry()
        size = popup.sizeHint()
        left = min(at.x(), room.right() - size.width())
        above = self.mapToGlobal(QPoint(0, 0)).y() - size.height()
        top = at.y() if at.y() + size.height() <= room.bottom() else above
        popup.move(left, top)
        popup.show()

    def _choose(self, colour: str | None) -> None:
        self.show_colour(colour)
        self.chosen.emit(colour)


class ColourPopup(QFrame):
    """Colours as a grid: the arrow keys go from one to the next, Enter takes one.

    Signals
    -------
    chosen : object
        ``#RRGGBB``, or None for no colour.
    """

    chosen = Signal(object)

    def __init__(self, colour: str | None, parent: QWidget, *, optional: bool) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self._cells: list[_Cell] = []
        self._grid = QGridLayout()
        self._grid.setSpacing(2)
        body = QVBoxLayout(self)
        body.setContentsMargins(8, 8, 8, 8)
        body.setSpacing(8)
        body.addLayout(self._grid)
        for row, colours in enumerate(_rows()):
            for column, one in enumerate(colours):
                self._add(one, row, column)
        body.addLayout(self._below(colour, optional=optional))
        same = (cell for cell in self._cells if cell.colour == colour)
        next(same, self._cells[0]).setFocus(Qt.FocusReason.PopupFocusReason)

    def _add(self, colour: str, row: int, column: int) -> None:
        cell = _Cell(colour, self)
        cell.clicked.connect(lambda: self._take(colour))
        self._grid.addWidget(cell, row, column)
        self._cells.append(cell)

    def _below(self, colour: str | None, *, optional: bool) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(6)
        if optional:
            nothing = QPushButton(tr("style.colour.none"), self)
            nothing.setAutoDefault(False)
            nothing.clicked.connect(lambda: self._take(None))
            line.addWidget(nothing)
        self._number = LineEntry(self)
        self._number.setText(colour or "")
        self._number.setPlaceholderText("#1F5FBF")
        self._number.setAccessibleName(tr("style.colour.number"))
        self._number.setToolTip(texts.tip(tr("style.colour.number")))
        self._number.returnPressed.connect(self._take_number)
        line.addWidget(self._number, 1)
        return line

    def step(self, cell: "_Cell", by: int) -> None:
        """Go to another cell of the grid."""
        place = self._cells.index(cell) + by
        if 0 <= place < len(self._cells):
            self._cells[place].setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self, colour: str | None) -> None:
        self.chosen.emit(colour)
        self.close()

    def _take_number(self) -> None:
        found = _COLOUR.fullmatch(self._number.text().strip())
        if found:
            self._take(f"#{found[1].upper()}")


class _Cell(QToolButton):
    """One colour of the grid."""

    def __init__(self, colour: str, popup: ColourPopup) -> None:
        super().__init__(popup)
        self.colour, self._popup = colour, popup
        self.setFixedSize(CELL, CELL)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(colour)
        self.setToolTip(colour)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            self._popup.step(self, step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        painter.setPen(QPen(self.palette().color(theme.Role.Mid), 1))
        painter.setBrush(QColor(self.colour))
        painter.drawRoundedRect(place, 3, 3)
        if self.hasFocus() or self.underMouse():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.palette().color(theme.Role.Accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()


def _rows() -> list[tuple[str, ...]]:
    """Colours from the top: both palettes, then shades from light to dark."""
    distinct, muted = palettes()["distinct"], palettes()["muted"]
    shades = [graded(name, COLUMNS) for name in _SHADES if name in ramps()]
    return [(*distinct, "#111827"), muted, ("#FFFFFF", *shades[0][1:]), *shades[1:]]


def _swatch(colour: str | None, size: QSize, ratio: float) -> QPixmap:
    """Draw a colour, or a stroke through an empty field for none."""
    picture = QPixmap(size * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    place = QRectF(0.5, 0.5, size.width() - 1, size.height() - 1)
    painter.setPen(QPen(QColor("#8A929E"), 1))
    painter.setBrush(QColor(colour) if colour else _PAPER)
    painter.drawRoundedRect(place, 2, 2)
    if colour is None:
        painter.drawLine(place.bottomLeft(), place.topRight())
    painter.end()
    return picture
