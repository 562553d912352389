"""A choice whose words end in an ellipsis where they have no room; its tip says them all."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

_MARGIN = 4  # pixels that styles leave free beside the words


class ElidedChoice(QComboBox):
    """A combo box that cuts no word in the middle."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        paint_choice(self, option)


def paint_choice(widget: QWidget, option: QStyleOptionComboBox) -> None:
    """Paint a widget as a combo box that says `option.currentText`, shortened where it must be."""
    whole, style = QStyle.ComplexControl.CC_ComboBox, widget.style()
    field = QStyle.SubControl.SC_ComboBoxEditField
    room = style.subControlRect(whole, option, field, widget).width() - _MARGIN
    right = Qt.TextElideMode.ElideRight
    option.currentText = widget.fontMetrics().elidedText(option.currentText, right, room)
    painter = QStylePainter(widget)
    painter.drawComplexControl(whole, option)
    painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
    painter.end()
