"""Rows of the layer tree: a title that is too long for its line takes more."""

from typing import TypeAlias

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from scmap.gui.models.layer_tree import LAID, TITLE, TYPED
from scmap.gui.models.table import Index
from scmap.words import is_wide

ROW_PX = 26
ABOVE_PX = 4  # of a row of large letters: room above and below them
MOST_LINES = 3  # of a title; what is longer ends in an ellipsis
BREAK = "\u200b"  # a place without width at which a line may end
MOST_KEPT = 2_000  # sizes; beyond them they are measured anew

_ANY_PX = 400  # a width that has room for all beside a title
_Looks: TypeAlias = tuple[QStyleOptionViewItem.ViewItemFeature, int]  # of a row, and its swatch

# What is laid out, in which width, how far each step stands in, and whether it is in bold.
_About: TypeAlias = tuple[str, int, int, bool]


class TreeRows(QStyledItemDelegate):
    """Measures and writes the titles of a view of the tree.

    To break a title into lines takes half a millisecond, and all rows are laid out whenever the
    tree changes: what was measured is remembered by all that it depends on.
    """

    def __init__(self, view: QTreeView) -> None:
        super().__init__(view)
        self._view = view
        self._sizes: dict[_About, QSize] = {}
        self._texts: dict[_About, str] = {}
        self._taken: dict[_Looks, int] = {}  # what a row's box and swatch leave no room for

    def forget(self) -> None:
        """Measure anew: letters have another size."""
        self._sizes.clear()
        self._texts.clear()
        self._taken.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        about = self._about(index)
        size = self._sizes.get(about)
        if size is None:
            size = self._sizes[about] = self._measured(option, index)
        return size

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        about = self._about(index)
        text = self._texts.get(about)
        if text is None:
            text = breakable(option.text, option.fontMetrics, self._room(option, index))
            self._texts[about] = text
        option.text = text

    def _about(self, index: Index) -> _About:
        """Give all on which it depends how a title is laid out, but for the view's own font."""
        if max(len(self._sizes), len(self._texts)) >= MOST_KEPT:
            self.forget()
        view, bold = self._view, index.data(Qt.ItemDataRole.FontRole) is not None
        return index.data(LAID), view.columnWidth(TITLE), view.indentation(), bold

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Give the title as it was typed: a standard one is shown in the window's language."""
        if isinstance(editor, QLineEdit):
            editor.setText(index.data(TYPED))

    def _measured(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give the lines that a title needs; the style's own measuring would ask for all twice."""
        full = QStyleOptionViewItem(option)
        self.initStyleOption(full, index)
        metrics, wrap = full.fontMetrics, int(Qt.TextFlag.TextWordWrap)
        line, room = metrics.lineSpacing(), max(self._room(full, index), 1)
        lines = 1
        if metrics.horizontalAdvance(full.text) > room:
            needed = metrics.boundingRect(0, 0, room, MOST_LINES * line, wrap, full.text)
            lines = min(round(needed.height() / line), MOST_LINES)
        return QSize(room, max(ROW_PX, line + ABOVE_PX) + (lines - 1) * line)

    def _room(self, option: QStyleOptionViewItem, index: Index) -> int:
        """Pixels that a line of a title has in a row that looks so."""
        looks = option.features, option.decorationSize.width()
        taken = self._taken.get(looks)
        if taken is None:
            taken = self._taken[looks] = self._measure_taken(option)
        return self._view.columnWidth(TITLE) - self._depth(index) * self._view.indentation() - taken

    def _measure_taken(self, option: QStyleOptionViewItem) -> int:
        """Pixels that box, swatch and margins take in a row that looks so."""
        wide = QStyleOptionViewItem(option)
        wide.rect = QRect(0, 0, _ANY_PX, ROW_PX)
        style, part = self._view.style(), QStyle.SubElement.SE_ItemViewItemText
        margin = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin) + 1
        return _ANY_PX - style.subElementRect(part, wide, self._view).width() + 2 * margin

    @staticmethod
    def _depth(index: Index) -> int:
        """How many rows stand above one in the tree, itself among them."""
        depth, above = 1, index.parent()
        while above.isValid():
            depth, above = depth + 1, above.parent()
        return depth


class TreeCounts(QStyledItemDelegate):
    """Measures the counts beside the titles: of each five times, whenever the tree changes."""

    def __init__(self, view: QTreeView) -> None:
        super().__init__(view)
        self._sizes: dict[object, QSize] = {}

    def forget(self) -> None:
        """Measure anew: letters have another size."""
        self._sizes.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        about = index.data(), index.data(Qt.ItemDataRole.DecorationRole) is not None
        size = self._sizes.get(about)
        if size is None:
            if len(self._sizes) >= MOST_KEPT:
                self.forget()
            hint = super().sizeHint(option, index)
            size = self._sizes[about] = QSize(hint.width() + 8, max(ROW_PX, hint.height()))
        return size


def breakable(text: str, metrics: QFontMetrics, room: int) -> str:
    """Let a Korean word end its line anywhere that is wider than one, such as 과학기술정보통신부.

    Qt breaks it between words alone, and puts an ellipsis into a longer one. A word of Latin script
    keeps that: nobody reads one that is broken anywhere.
    """
    if metrics.horizontalAdvance(text) <= room:
        return text
    words = text.split(" ")
    return " ".join(
        BREAK.join(word) if _is_broken(word) and metrics.horizontalAdvance(word) > room else word
        for word in words
    )


def _is_broken(word: str) -> bool:
    return any(map(is_wide, word))
