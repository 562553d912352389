"""Rows of the layer tree: a title that is too long for its line takes more."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from scmap.gui.models.layer_tree import COUNT, TITLE
from scmap.gui.models.table import Index

ROW_PX = 26
MOST_LINES = 3  # of a title; what is longer ends in an ellipsis


class TreeRows(QStyledItemDelegate):
    """Measures and writes the rows of a view of the tree."""

    def __init__(self, view: QTreeView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        hint = super().sizeHint(option, index)
        if index.column() == COUNT:
            return QSize(hint.width() + 8, max(ROW_PX, hint.height()))
        line, full = option.fontMetrics.lineSpacing(), QStyleOptionViewItem(option)
        self.initStyleOption(full, index)
        room, wrap = max(self._room(full, index), 1), int(Qt.TextFlag.TextWordWrap)
        needed = full.fontMetrics.boundingRect(0, 0, room, MOST_LINES * line, wrap, full.text)
        more = min(round(needed.height() / line), MOST_LINES) - 1
        return QSize(hint.width(), max(ROW_PX, hint.height()) + more * line)

    def _room(self, option: QStyleOptionViewItem, index: Index) -> int:
        """Pixels that a line of a title has in a row that looks so."""
        depth, above = 1, index.parent()
        while above.isValid():
            depth, above = depth + 1, above.parent()
        width = self._view.columnWidth(TITLE) - depth * self._view.indentation()
        option.rect = QRect(0, 0, width, ROW_PX)
        style, part = self._view.style(), QStyle.SubElement.SE_ItemViewItemText
        margin = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin) + 1
        return style.subElementRect(part, option, self._view).width() - 2 * margin
