"""Chooses which columns of a table are shown, and in which order."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from scmap.gui import icons, texts
from scmap.gui.dialog import Dialog
from scmap.gui.models.column import Column
from scmap.gui.models.column_look import ColumnLook
from scmap.gui.rows import Rows
from scmap.words import tr

CHARACTERS, LINES = 44, 26
KEY = Qt.ItemDataRole.UserRole


class ColumnChooser(Dialog):
    """A list of columns with boxes; what is changed is seen in the table at once.

    Signals
    -------
    chosen : ColumnLook
        How the columns are to stand.
    """

    chosen = Signal(object)

    def __init__(self, columns: Sequence[Column], look: ColumnLook, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("columnbox.title"))
        self._titles = {column.key: column.heading for column in columns}
        self._look = look
        self._list = QListWidget(self)
        self._list.setItemDelegate(Rows(self._list))
        self._list.setAccessibleName(tr("columnbox.title"))
        self._list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self._list.setAlternatingRowColors(True)
        self._buttons = {
            name: QPushButton(icons.icon(icon) if icon else icons.icon("table"), "", self)
            for name, icon in (
                ("up", "up"),
                ("down", "down"),
                ("all", "visible"),
                ("reset", "undo"),
            )
        }
        self._lay_out()
        self._fill(look)
        self._list.itemChanged.connect(self._tick)
        self._list.model().rowsMoved.connect(lambda *_: self._tell())
        self._list.currentRowChanged.connect(lambda _row: self._offer())
        self._list.setCurrentRow(0)
        metrics = self.fontMetrics()
        self.resize(metrics.averageCharWidth() * CHARACTERS, metrics.lineSpacing() * LINES)

    def _lay_out(self) -> None:
        deeds = {
            "up": lambda: self._move(-1),
            "down": lambda: self._move(1),
            "all": self._show_all,
            "reset": self._reset,
        }
        side = QVBoxLayout()
        for name, button in self._buttons.items():
            button.setText(tr(f"columnbox.{name}"))
            button.setAutoDefault(False)
            button.clicked.connect(deeds[name])
            side.addWidget(button)
        side.addStretch(1)
        middle = QHBoxLayout()
        middle.addWidget(self._list, 1)
        middle.addLayout(side)
        close = QPushButton(tr("columnbox.close"), self)
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        body.setSpacing(10)
        body.addWidget(texts.label(tr("columnbox.text"), parent=self))
        body.addLayout(middle, 1)
        body.addLayout(foot)

    def _fill(self, look: ColumnLook) -> None:
        """List the columns from left to right."""
        keys = list(self._titles)
        shown = set(look.shown(keys))
        with QSignalBlocker(self._list):
            self._list.clear()
            for key in look.ordered(keys):
                item = QListWidgetItem(self._titles[key], self._list)
                item.setData(KEY, key)
                item.setFlags(
                    Qt.ItemFlag.ItemIsEnabled
                    | Qt.ItemFlag.ItemIsSelectable
                    | Qt.ItemFlag.ItemIsUserCheckable
                    | Qt.ItemFlag.ItemIsDragEnabled
                )
                ticked = Qt.CheckState.Checked if key in shown else Qt.CheckState.Unchecked
                item.setCheckState(ticked)

    def _items(self) -> list[QListWidgetItem]:
        return [self._list.item(row) for row in range(self._list.count())]

    def _tick(self, item: QListWidgetItem) -> None:
        """Show or hide a column; the last one stays."""
        if all(one.checkState() == Qt.CheckState.Unchecked for one in self._items()):
            with QSignalBlocker(self._list):
                item.setCheckState(Qt.CheckState.Checked)
            return
        self._tell()

    def _tell(self) -> None:
        items = self._items()
        order = tuple(item.data(KEY) for item in items)
        hidden = {i.data(KEY) for i in items if i.checkState() == Qt.CheckState.Unchecked}
        plain = order == tuple(self._titles)
        self._look = ColumnLook(() if plain else order, frozenset(hidden), self._look.widths)
        self.chosen.emit(self._look)
        self._offer()

    def _move(self, by: int) -> None:
        row = self._list.currentRow()
        if not 0 <= row + by < self._list.count():
            return
        item = self._list.takeItem(row)
        self._list.insertItem(row + by, item)
        self._list.setCurrentRow(row + by)
        self._tell()

    def _show_all(self) -> None:
        with QSignalBlocker(self._list):
            for item in self._items():
                item.setCheckState(Qt.CheckState.Checked)
        self._tell()

    def _reset(self) -> None:
        """Put every column back to its first place and width."""
        self._look = ColumnLook()
        self._fill(self._look)
        self._list.setCurrentRow(0)
        self.chosen.emit(self._look)

    def _offer(self) -> None:
        """Enable what can be done with the current column."""
        row, last = self._list.currentRow(), self._list.count() - 1
        self._buttons["up"].setEnabled(row > 0)
        self._buttons["down"].setEnabled(0 <= row < last)
