"""The view of the layer tree: how its rows are laid out, unfolded and entered."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView

from scmap.gui.courtesy import first
from scmap.gui.models.layer_tree import COUNT, TITLE, UID
from scmap.gui.models.table import ROOT
from scmap.gui.models.tree_nodes import SWATCH_PX
from scmap.gui.panels.tree_rows import TreeCounts, TreeRows

INDENT_PX, NARROW_INDENT_PX = 14, 8  # of each step in the tree; in a view below NARROW_PX
NARROW_PX = 240
_OF_LETTERS = {QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange, QEvent.Type.StyleChange}


class TreeView(QTreeView):
    """The view of the tree: whole rows, Space switches, Enter and double click go there.

    Signals
    -------
    entered_row : QModelIndex
        Enter, or a double click, on a row that is no heading.
    """

    entered_row = Signal(QModelIndex)

    def dress(self) -> None:
        """Lay out columns and rows, once a model is set."""
        self.setHeaderHidden(True)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setIconSize(QSize(SWATCH_PX, SWATCH_PX))
        self.setIndentation(INDENT_PX)
        self.setWordWrap(True)  # a row is as tall as its title needs
        self.setAllColumnsShowFocus(True)
        self.setExpandsOnDoubleClick(False)
        self._titles = TreeRows(self)
        self.setItemDelegate(self._titles)
        self._counts = TreeCounts(self)
        self.setItemDelegateForColumn(COUNT, self._counts)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(TITLE, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(COUNT, QHeaderView.ResizeMode.ResizeToContents)
        header.sectionResized.connect(self._measure)
        self.doubleClicked.connect(self._enter)

    def changeEvent(self, event: QEvent) -> None:
        """Measure the rows anew where letters have another size; Qt lays them out then."""
        if event.type() in _OF_LETTERS and hasattr(self, "_counts"):
            self._titles.forget()
            self._counts.forget()
        super().changeEvent(event)

    @first
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint in one turn: else each cell that Qt asks for waits for the jobs that run."""
        super().paintEvent(event)

    @first
    def doItemsLayout(self) -> None:
        """Lay out in one turn, too."""
        super().doItemsLayout()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Step in less where there is little room for words."""
        self.setIndentation(INDENT_PX if event.size().width() >= NARROW_PX else NARROW_INDENT_PX)
        super().resizeEvent(event)

    def unfolded(self) -> dict[tuple[str, str], bool]:
        """Tell which rows are unfolded, by the title of a heading or the uid of an entry."""
        return {_key(index): self.isExpanded(index) for index in self._parents()}

    def unfold(self, known: dict[tuple[str, str], bool]) -> None:
        """Unfold rows as they were; headings that are new are unfolded, legends are not."""
        for index in self._parents():
            self.setExpanded(index, known.get(_key(index), not index.data(UID)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex().siblingAtColumn(TITLE)
        if event.key() == Qt.Key.Key_Space and index.isValid():
            now = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole) or 0)
            then = Qt.CheckState.Checked
            if now == Qt.CheckState.Checked:
                then = Qt.CheckState.Unchecked
            self.model().setData(index, then, Qt.ItemDataRole.CheckStateRole)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and index.isValid():
            self._enter(index)
        else:
            super().keyPressEvent(event)

    def _measure(self, column: int, before: int, now: int) -> None:
        """Measure the rows anew where titles have another width."""
        if column == TITLE and before != now:
            self.scheduleDelayedItemsLayout()

    def _enter(self, index: QModelIndex) -> None:
        index = index.siblingAtColumn(TITLE)
        if index.data(UID) or not self.model().hasChildren(index):
            self.entered_row.emit(index)
        else:
            self.setExpanded(index, not self.isExpanded(index))

    def _parents(self, above: QModelIndex = ROOT) -> Iterable[QModelIndex]:
        for row in range(self.model().rowCount(above)):
            index = self.model().index(row, TITLE, above)
            if self.model().hasChildren(index):
                yield index
                yield from self._parents(index)


def _key(index: QModelIndex) -> tuple[str, str]:
    uid = str(index.data(UID) or "")
    return uid, "" if uid else str(index.data())
