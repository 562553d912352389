"""Fusion, with fields, boxes and buttons to choose by seen on dark ground, and slim scroll bars."""

from functools import lru_cache
from math import ceil
from types import UnionType
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QFrame,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QProxyStyle,
    QRadioButton,
    QScrollBar,
    QStyle,
    QStyleOption,
    QStyleOptionComboBox,
    QStyleOptionComplex,
    QStyleOptionMenuItem,
    QStyleOptionSlider,
    QStyleOptionTab,
    QTabBar,
    QTextEdit,
    QWidget,
)

from scmap.gui import icons

Role = QPalette.ColorRole

_BOXES = {
    QStyle.PrimitiveElement.PE_IndicatorCheckBox,
    QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck,
}
_FRAMES = {QStyle.PrimitiveElement.PE_FrameLineEdit, QStyle.PrimitiveElement.PE_Frame}
# Fusion's own, on the buttons of docks, are hardly seen on dark ground.
_DRAWN = {
    QStyle.StandardPixmap.SP_TitleBarCloseButton: "close",
    QStyle.StandardPixmap.SP_TitleBarNormalButton: "float",
}
# Of the buttons below a dialog.
_OF_BUTTONS = {one for one in QStyle.StandardPixmap if one.name.startswith("SP_Dialog")}
_SOUTH = {QTabBar.Shape.RoundedSouth, QTabBar.Shape.TriangularSouth}
_LINE_PX = 5  # between two sections of a menu, the line in its middle
_FRONT_PX = 2  # below the tab that is in front
_SCROLL_BAR = QStyle.ComplexControl.CC_ScrollBar
_HANDLE_PX = 28  # least length of a scroll bar's handle
_HANDLE_WIDTH = 7
_HALF = 128  # of the lightness of a colour
_TICK = ((0.22, 0.52), (0.42, 0.72), (0.78, 0.28))  # shares of the box


class Style(QProxyStyle):
    """Fusion, but for the widgets of which parts are drawn otherwise.

    Qt asks a style dozens of times for each cell it paints, and each question to a style of Python
    waits for the interpreter, which jobs hold. So only widgets with such parts have one.
    """

    def __init__(self) -> None:
        super().__init__("Fusion")
        parts, menus, fields = _Parts(), _Menus(), _Fields()
        bars, tabs = _ScrollBars(), _Tabs()
        for own in (parts, menus, fields, bars, tabs):
            own.setParent(QApplication.instance())  # widgets use them for longer than this one
        # The first that a widget is an instance of.
        self._own: tuple[tuple[type | UnionType, QProxyStyle | None], ...] = (
            (QScrollBar, bars),
            (QTabBar, tabs),
            (QMenu, menus),
            (QComboBox | QAbstractSpinBox, fields),
            (QLabel | QHeaderView, None),
            (QFrame | QLineEdit | QCheckBox | QRadioButton | QGroupBox, parts),
        )

    def polish(self, what: QWidget | QPalette | QApplication) -> None:  # type: ignore[override]  # all of Qt's
        super().polish(what)
        own = next((style for kind, style in self._own if isinstance(what, kind)), None)
        if own is not None and isinstance(what, QWidget):
            what.setStyle(own)

    def standardIcon(
        self,
        which: QStyle.StandardPixmap,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> QIcon:
        if which in _OF_BUTTONS:
            return QIcon()  # Fusion's are black on dark ground, and say what the words do not
        drawn = _DRAWN.get(which)
        return icons.icon(drawn) if drawn else super().standardIcon(which, option, widget)


class _Parts(QProxyStyle):
    """Draws what one chooses by with an outline of its own; Fusion's is darker than the window."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if element in _BOXES:
            _paint_box(painter, option)
        elif element == QStyle.PrimitiveElement.PE_IndicatorRadioButton:
            _paint_radio(painter, option)
        elif element != QStyle.PrimitiveElement.PE_PanelScrollAreaCorner:  # nothing is there
            super().drawPrimitive(element, option, painter, widget)
            if element in _FRAMES:
                _paint_edge(painter, option, typed=_is_typed_into(widget))


class _Menus(_Parts):
    """Parts the sections of menus by lines that are seen."""

    def drawControl(
        self,
        element: QStyle.ControlElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        super().drawControl(element, option, painter, widget)
        if isinstance(option, QStyleOptionMenuItem) and _is_line(option):
            _paint_line(painter, option)

    def sizeFromContents(
        self,
        kind: QStyle.ContentsType,
        option: QStyleOption,
        size: QSize,
        widget: QWidget | None = None,
    ) -> QSize:
        found = super().sizeFromContents(kind, option, size, widget)  # type: ignore[arg-type]  # Qt allows None
        if isinstance(option, QStyleOptionMenuItem) and _is_line(option):
            found.setHeight(_LINE_PX)  # at 150 %, items paint over the line in Fusion's 2 pixels
        return found


class _Fields(_Parts):
    """Outlines what one types into."""

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        super().drawComplexControl(control, option, painter, widget)
        written = isinstance(option, QStyleOptionComboBox) and option.editable
        if control == QStyle.ComplexControl.CC_SpinBox or written:
            _paint_edge(painter, option, typed=True)


class _Tabs(QProxyStyle):
    """Marks the tab that is in front."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def drawControl(
        self,
        element: QStyle.ControlElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        super().drawControl(element, option, painter, widget)
        if element == QStyle.ControlElement.CE_TabBarTabShape:
            _paint_front(painter, option)


class _ScrollBars(QProxyStyle):
    """Draws slim scroll bars: a handle and no arrows."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if control == _SCROLL_BAR and isinstance(option, QStyleOptionSlider):
            handle = _scroll_bar_part(option, QStyle.SubControl.SC_ScrollBarSlider)
            _paint_handle(painter, option, handle)
        else:
            super().drawComplexControl(control, option, painter, widget)

    def subControlRect(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        part: QStyle.SubControl,
        widget: QWidget | None = None,
    ) -> QRect:
        if control == _SCROLL_BAR and isinstance(option, QStyleOptionSlider):
            return _scroll_bar_part(option, part)
        return super().subControlRect(control, option, part, widget)  # type: ignore[arg-type]  # Qt allows None


def _paint_box(painter: QPainter, option: QStyleOption) -> None:
    """Paint a box; a tree has dozens that look alike, which are drawn once."""
    state, colours = option.state, option.palette
    enabled = bool(state & QStyle.StateFlag.State_Enabled)
    full = bool(state & QStyle.StateFlag.State_On)
    some = bool(state & QStyle.StateFlag.State_NoChange)
    edge = Role.Accent if (full or some) and enabled else Role.PlaceholderText
    sign = Role.HighlightedText if enabled else Role.Mid
    look = _Box(
        option.rect.width(),
        option.rect.height(),
        painter.device().devicePixelRatioF(),
        colours.color(edge if enabled else Role.Mid).rgba(),
        colours.color(Role.Highlight if full and enabled else Role.Base).rgba(),
        colours.color(sign if full else edge).rgba(),
        "full" if full else "some" if some else "none",
    )
    painter.drawImage(option.rect.topLeft(), _drawn(look))


class _Box(NamedTuple):
    """How a box looks: pixels, device pixels of one, and colours of edge, ground and sign."""

    width: int
    height: int
    ratio: float
    edge: int
    ground: int
    sign: int
    within: str


@lru_cache(maxsize=64)
def _drawn(look: _Box) -> QImage:
    ratio = look.ratio
    size = QSize(ceil(look.width * ratio), ceil(look.height * ratio))
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    side = min(look.width, look.height) - 1
    box = QRectF(0, 0, side, side)
    box.moveCenter(QPointF(look.width / 2, look.height / 2))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor.fromRgba(look.edge), 1.2))
    painter.setBrush(QColor.fromRgba(look.ground))
    painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 2.5, 2.5)
    sign = QColor.fromRgba(look.sign)
    if look.within == "full":
        painter.setPen(QPen(sign, 1.8, c=Qt.PenCapStyle.RoundCap))
        painter.drawPolyline(
            [QPointF(box.x() + x * box.width(), box.y() + y * box.height()) for x, y in _TICK]
        )
    elif look.within == "some":
        quarter = box.width() * 0.28
        painter.fillRect(box.adjusted(quarter, quarter, -quarter, -quarter), sign)
    painter.end()
    return image


def _is_typed_into(widget: QWidget | None) -> bool:
    if isinstance(widget, QPlainTextEdit | QTextEdit):
        return not widget.isReadOnly()
    return isinstance(widget, QLineEdit)


def _paint_front(painter: QPainter, option: QStyleOption) -> None:
    """Underline the tab that is in front as the step that is: on dark ground all are alike."""
    if not option.state & QStyle.StateFlag.State_Selected:
        return
    line = QRect(option.rect)
    upside_down = isinstance(option, QStyleOptionTab) and option.shape in _SOUTH
    if upside_down:
        line.setBottom(line.top() + _FRONT_PX - 1)
    else:
        line.setTop(line.bottom() - _FRONT_PX + 1)
    painter.fillRect(line.adjusted(1, 0, -1, 0), option.palette.color(Role.Accent))


def _is_line(option: QStyleOptionMenuItem) -> bool:
    return option.menuItemType == QStyleOptionMenuItem.MenuItemType.Separator and not option.text


def _paint_line(painter: QPainter, option: QStyleOption) -> None:
    """Part the sections of a menu; Fusion's line is as dark as dark ground."""
    y = option.rect.center().y()
    painter.setPen(QPen(option.palette.color(Role.Mid), 1))
    painter.drawLine(option.rect.left() + 5, y, option.rect.right() - 5, y)


def _paint_edge(painter: QPainter, option: QStyleOption, *, typed: bool) -> None:
    """Outline a field that has the focus, and fields and frames on dark ground: Fusion's are dark.

    What one types into stands out, and most of all with the focus; a list or card only a little.
    """
    state, colours = option.state, option.palette
    enabled = bool(state & QStyle.StateFlag.State_Enabled)
    has_focus = bool(state & QStyle.StateFlag.State_HasFocus)
    is_dark = colours.color(Role.Window).lightness() < _HALF
    if not enabled or not (is_dark or (typed and has_focus)):
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = (Role.Accent if has_focus else Role.PlaceholderText) if typed else Role.Mid
    painter.setPen(QPen(colours.color(edge), 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5), 2.0, 2.0)
    painter.restore()


def _paint_radio(painter: QPainter, option: QStyleOption) -> None:
    state, colours = option.state, option.palette
    enabled = bool(state & QStyle.StateFlag.State_Enabled)
    full = bool(state & QStyle.StateFlag.State_On) and enabled
    side = min(option.rect.width(), option.rect.height()) - 1
    ring = QRectF(0, 0, side, side)
    ring.moveCenter(QRectF(option.rect).center())
    edge = Role.Accent if full else Role.PlaceholderText if enabled else Role.Mid
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colours.color(edge), 1.2))
    painter.setBrush(colours.color(Role.Base))
    painter.drawEllipse(ring.adjusted(1, 1, -1, -1))
    if state & QStyle.StateFlag.State_On:
        quarter = side * 0.28
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.color(edge))
        painter.drawEllipse(ring.adjusted(quarter, quarter, -quarter, -quarter))
    painter.restore()


def _scroll_bar_part(option: QStyleOptionSlider, part: QStyle.SubControl) -> QRect:
    """Where a part of a scroll bar lies: it has a handle and two pages, and no arrows."""
    bar = option.rect
    upright = option.orientation == Qt.Orientation.Vertical
    length = bar.height() if upright else bar.width()
    steps = option.maximum - option.minimum
    handle = length * option.pageStep // max(steps + option.pageStep, 1) if steps else length
    handle = min(max(handle, _HANDLE_PX), length)
    start = QStyle.sliderPositionFromValue(
        option.minimum, option.maximum, option.sliderPosition, length - handle, option.upsideDown
    )
    spans = {
        QStyle.SubControl.SC_ScrollBarGroove: (0, length),
        QStyle.SubControl.SC_ScrollBarSlider: (start, handle),
        QStyle.SubControl.SC_ScrollBarSubPage: (0, start),
        QStyle.SubControl.SC_ScrollBarAddPage: (start + handle, length - start - handle),
    }
    at, size = spans.get(part, (0, 0))
    if upright:
        return QRect(bar.x(), bar.y() + at, bar.width() if size else 0, size)
    return QRect(bar.x() + at, bar.y(), size, bar.height() if size else 0)


def _paint_handle(painter: QPainter, option: QStyleOptionSlider, handle: QRect) -> None:
    colours = option.palette
    used = option.activeSubControls & QStyle.SubControl.SC_ScrollBarSlider
    colour = colours.color(Role.PlaceholderText)
    colour.setAlphaF(0.75 if used else 0.45)
    place = QRectF(handle)
    if option.orientation == Qt.Orientation.Vertical:
        inset = (place.width() - _HANDLE_WIDTH) / 2
        place.adjust(inset, 2, -inset, -2)
    else:
        inset = (place.height() - _HANDLE_WIDTH) / 2
        place.adjust(2, inset, -2, -inset)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(place, _HANDLE_WIDTH / 2, _HANDLE_WIDTH / 2)
    painter.restore()
