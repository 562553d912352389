"""Fusion, with check boxes that are seen on dark ground too."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPalette, QPen
from PySide6.QtWidgets import QProxyStyle, QStyle, QStyleOption, QWidget

Role = QPalette.ColorRole

_BOXES = {
    QStyle.PrimitiveElement.PE_IndicatorCheckBox,
    QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck,
}
_TICK = ((0.22, 0.52), (0.42, 0.72), (0.78, 0.28))  # shares of the box


class Style(QProxyStyle):
    """Draws check boxes with an outline of their own; Fusion draws it darker than the window."""

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
        else:
            super().drawPrimitive(element, option, painter, widget)


def _paint_box(painter: QPainter, option: QStyleOption) -> None:
    state, colours = option.state, option.palette
    enabled = bool(state & QStyle.StateFlag.State_Enabled)
    full = bool(state & QStyle.StateFlag.State_On)
    some = bool(state & QStyle.StateFlag.State_NoChange)
    side = min(option.rect.width(), option.rect.height()) - 1
    box = QRectF(0, 0, side, side)
    box.moveCenter(QRectF(option.rect).center())
    edge = Role.Highlight if (full or some) and enabled else Role.PlaceholderText
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colours.color(edge if enabled else Role.Mid), 1.2))
    painter.setBrush(colours.color(Role.Highlight if full and enabled else Role.Base))
    painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 2.5, 2.5)
    if full:
        sign = Role.HighlightedText if enabled else Role.Mid
        painter.setPen(QPen(colours.color(sign), 1.8, c=Qt.PenCapStyle.RoundCap))
        painter.drawPolyline(
            [QPointF(box.x() + x * box.width(), box.y() + y * box.height()) for x, y in _TICK]
        )
    elif some:
        quarter = box.width() * 0.28
        painter.fillRect(box.adjusted(quarter, quarter, -quarter, -quarter), colours.color(edge))
    painter.restore()
