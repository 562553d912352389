"""Rows of the layer tree: a title that is too long for its line takes two."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from scmap.gui.models.layer_tree import COUNT, TITLE
from scmap.gui.models.table import Index

ROW_PX = 26


class TreeRows(QStyledItemDelegate):
    """Measures and writes the rows of a view of the tree."""

    def __init__(self, view: QTreeView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        hint = super().sizeHint(option, index)
        if index.column() == COUNT:
            return QSize(hint.width() + 8, max(ROW_PX, hint.height()))
        line = option.fontMetrics.lineSpacing()
        more = line if self._room(option, index) < self._needed(option, index) else 0
        return QSize(hint.width(), max(ROW_PX, hint.height()) + more)

    def _room(self, option: QStyleOptionViewItem, index: Index) -> int:
        """Pixels that a title has for a line."""
        depth, above = 1, index.parent()
        while above.isValid():
            depth, above = depth + 1, above.parent()
        width = self._view.columnWidth(TITLE) - depth * self._view.indentation()
        full = QStyleOptionViewItem(option)
        self.initStyleOption(full, index)
        full.rect = QRect(0, 0, width, ROW_PX)
        part = QStyle.SubElement.SE_ItemViewItemText
        return self._view.style().subElementRect(part, full, self._view).width()

    def _needed(self, option: QStyleOptionViewItem, index: Index) -> int:
        """Pixels that it needs."""
        full = QStyleOptionViewItem(option)
        self.initStyleOption(full, index)
        margin = self._view.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin) + 1
        return full.fontMetrics.horizontalAdvance(full.text) + 2 * margin
