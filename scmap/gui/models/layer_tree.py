"""The layer tree as a Qt model: groups, entries with a check box, and their legend below."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from PySide6.QtCore import QMimeData, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPixmap, QStandardItem, QStandardItemModel

from scmap.cartography.legend import Form, swatch
from scmap.gui import icons, texts
from scmap.gui.models.standard_titles import shown_title
from scmap.gui.models.table import Index, Role
from scmap.gui.models.tree_nodes import (
    SWATCH_FINE,
    SWATCH_PX,
    Checks,
    Grown,
    Node,
    counted,
    filtered,
    outline,
    told,
)
from scmap.model.layer import Layer
from scmap.model.maplayer import MapLayer
from scmap.model.symbology import Symbol

TITLE, COUNT = range(2)
UID = Role.UserRole  # uid of the entry; "" on groups and legend rows
TYPED = UID + 1  # the title as it is typed: standard ones are read in the window's language
LAID = UID + 2  # all of a title on which it depends how many lines it takes, but for the font
_NUMBER = UID + 3  # of the node
PAPER = "#FFFFFF"  # the map's own ground
MOVED = "application/x-scmap-tree"  # what is dragged: the uid of an entry, or a heading
_HEADING = "heading:"

_Cell: TypeAlias = dict[int, Any]  # what is put down in a cell, by its role
_FLAGS = -1  # stands among the roles
_BESIDE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class LayerTreeModel(QStandardItemModel):
    """Shows a project's layer tree from the top of the map to its bottom.

    A view asks some ten things of each cell whenever it paints or measures. They are put down as
    standard items once, when the tree changes: asked in Python they took longer than a frame.

    Signals
    -------
    asked : (tuple of str, bool)
        The user wants these entries shown, or hidden; the model waits for the project to change.
    renamed : (str, str, str)
        An entry by its uid, or else a heading, is to be called otherwise.
    dropped : (str, str, str)
        An entry was dropped under a heading, above the entry of the last uid, or at the bottom.
    heading_dropped : (str, str)
        A heading was dropped above another, or at the bottom.
    """

    asked = Signal(tuple, bool)
    renamed = Signal(str, str, str)
    dropped = Signal(str, str, str)
    heading_dropped = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(0, COUNT + 1, parent)
        self._nodes: list[Node] = []
        self._top: list[int] = []
        self._rows: list[tuple[QStandardItem, QStandardItem]] = []  # of each node: title and count
        self._written: list[tuple[_Cell, _Cell]] = []  # what is put down in them
        self._marked: frozenset[str] = frozenset()  # uids of entries

    def show(
        self,
        entries: tuple[MapLayer, ...],
        sources: Callable[[str], Layer | None],
        checks: Checks | None = None,
    ) -> None:
        """Show another tree; rows stay where they are when only what they say has changed.

        `checks` names the features of each layer, by its uid, in which something is to be checked.
        """
        self.put(Grown.of(entries, sources, checks or {}))

    def put(self, grown: Grown) -> None:
        """Show a tree that was laid out before; see `show`."""
        nodes, top = grown.nodes, grown.top
        if [*map(outline, nodes)] == [*map(outline, self._nodes)] and top == self._top:
            before, self._nodes = self._nodes, nodes
            self._say_changed(before)
            return
        self.beginResetModel()
        self.blockSignals(True)
        self._nodes, self._top = nodes, top
        self._plant()
        self.blockSignals(False)
        self.endResetModel()

    def say_anew(self) -> None:
        """Say every row in the language now in force, with icons of the colours now in force."""
        self._say(range(len(self._nodes)))

    def entry(self, index: Index) -> MapLayer | None:
        """Give the entry of a row, or of the legend row's parent; None on a group."""
        node = self._node(index)
        while node is not None and node.entry is None and node.parent >= 0:
            node = self._nodes[node.parent]
        return node.entry if node else None

    def heading(self, index: Index) -> str:
        """Give the heading in a row; "" where there is none."""
        node = self._node(index)
        return node.title if node is not None and node.is_group else ""

    @property
    def headings(self) -> list[str]:
        """The headings from the top."""
        tops = (self._nodes[number] for number in self._top)
        return [node.title for node in tops if node.is_group]

    def find_heading(self, title: str) -> QModelIndex:
        """Give the row of a heading."""
        for number in self._top:
            if self._nodes[number].is_group and self._nodes[number].title == title:
                return self._rows[number][TITLE].index()
        return QModelIndex()

    def find(self, uid: str) -> QModelIndex:
        """Give the row of an entry."""
        for number, node in enumerate(self._nodes):
            if node.entry is not None and node.entry.uid == uid:
                return self._rows[number][TITLE].index()
        return QModelIndex()

    def mark(self, uids: Iterable[str]) -> None:
        """Print the titles of these entries bold: they show what is selected.

        A view measures all rows anew when a count changes, for their column is as wide as these.
        """
        marked = frozenset(uids)
        changed = marked ^ self._marked
        self._marked = marked
        rows = zip(self._nodes, self._rows, self._written, strict=True)
        for node, (title, _count), written in rows:
            if node.entry is not None and node.entry.uid in changed:
                font = self._font(node)
                title.setData(font, Role.FontRole)
                written[TITLE][Role.FontRole] = font

    @property
    def marked(self) -> frozenset[str]:
        """Entries that are printed bold."""
        return self._marked

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        node = self._node(index)
        if node is not None and role == Role.EditRole:
            return self._rename(node, str(value).strip())
        if node is None or role != Role.CheckStateRole:
            return False
        uids = tuple(entry.uid for entry in self._entries(node))
        if not uids:
            return False
        self.asked.emit(uids, Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [MOVED]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        node = self._node(indexes[0]) if indexes else None
        if node is not None:
            said = node.entry.uid if node.entry else f"{_HEADING}{node.title}"
            data.setData(MOVED, said.encode())
        return data

    def dropMimeData(
        self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, parent: Index
    ) -> bool:
        """Say what was dropped where; False, so that the view takes no row away itself."""
        moved = bytes(data.data(MOVED).data()).decode(errors="replace")
        title = moved.removeprefix(_HEADING)
        target = self._node(parent)
        if moved.startswith(_HEADING):
            over = self._heading_at(row, target)
            if over != title:
                self.heading_dropped.emit(title, over)
        elif moved:
            self.dropped.emit(moved, *self._dropped_at(row, target))
        return False

    def _heading_at(self, row: int, target: Node | None) -> str:
        """Give the heading above which another was dropped; "" for the bottom."""
        while target is not None and target.parent >= 0:
            target = self._nodes[target.parent]
        if target is not None:
            return target.title
        titles = [self._nodes[number].title for number in self._top[max(row, 0) :]]
        return titles[0] if titles and row >= 0 else ""

    def _dropped_at(self, row: int, target: Node | None) -> tuple[str, str]:
        """Give the heading under which, and the uid of the entry above which one was dropped."""
        if target is None:
            return self._dropped_between(row)
        if target.entry is not None:
            return target.entry.group, target.entry.uid
        if target.legend is not None:
            above = self._nodes[target.parent].entry
            return (above.group, above.uid) if above else ("", "")
        below = target.children[max(row, 0) :]
        entry = self._nodes[below[0]].entry if below else None
        return target.title, entry.uid if entry else ""

    def _dropped_between(self, row: int) -> tuple[str, str]:
        """Drop between headings: below the last entry of the one above, or on top of all."""
        if not self._top or row == 0:
            first = self._nodes[self._top[0]] if self._top else None
            entries = self._entries(first) if first else []
            return (first.title if first and first.is_group else ""), (
                entries[0].uid if entries else ""
            )
        above = self._nodes[self._top[min(row, len(self._top)) - 1 if row > 0 else -1]]
        return (above.title if above.is_group else ""), ""

    def _rename(self, node: Node, title: str) -> bool:
        if not title or title == node.title:
            return False
        self.renamed.emit(node.entry.uid if node.entry else "", node.title, title)
        return True

    def _say_changed(self, before: list[Node]) -> None:
        """Write the rows that read differently now, and headings, whose box may."""
        pairs = enumerate(zip(before, self._nodes, strict=True))
        self._say([number for number, (old, new) in pairs if old != new or new.is_group])

    def _say(self, numbers: Iterable[int]) -> None:
        """Write rows, and tell the views once for each parent: they measure anew each time."""
        changed: dict[int, list[int]] = {}
        self.blockSignals(True)
        for number in numbers:
            if self._write(number):
                changed.setdefault(self._nodes[number].parent, []).append(number)
        self.blockSignals(False)
        for below in changed.values():
            first, last = self._rows[below[0]][TITLE], self._rows[below[-1]][COUNT]
            self.dataChanged.emit(first.index(), last.index())

    def _plant(self) -> None:
        """Put down the rows of all nodes, each under the one above it."""
        self.removeRows(0, self.rowCount())
        self._rows = [(QStandardItem(), QStandardItem()) for _ in self._nodes]
        self._written = [({}, {}) for _ in self._nodes]
        for number, node in enumerate(self._nodes):
            self._write(number)
            above = self._rows[node.parent][TITLE] if node.parent >= 0 else self.invisibleRootItem()
            above.appendRow(self._rows[number])

    def _write(self, number: int) -> bool:
        """Put down all that a view may ask of a row, and tell whether any of it is new."""
        cells = self._cells(number, self._nodes[number])
        new = [
            {role: value for role, value in cell.items() if role not in old or old[role] != value}
            for cell, old in zip(cells, self._written[number], strict=True)
        ]
        self._written[number] = cells
        for item, said in zip(self._rows[number], new, strict=True):
            for role, value in said.items():
                if role == _FLAGS:
                    item.setFlags(value)
                else:
                    item.setData(value, role)
        return any(new)

    def _cells(self, number: int, node: Node) -> tuple[_Cell, _Cell]:
        """Give what stands in title and count of a row."""
        said, title = told(node), shown_title(node.title)
        both = {Role.ToolTipRole: texts.tip(said), UID: _uid(node), _NUMBER: number}
        named = {
            Role.DisplayRole: title,
            TYPED: node.title,
            LAID: f"{self._depth(node)}{bool(node.legend):d}{node.is_group:d}{title}",
            Role.DecorationRole: _swatch(node),
            Role.CheckStateRole: self._checked(node),
            Role.FontRole: self._font(node),
            _FLAGS: _flags(node, switched=True),
        }
        numbered = {
            Role.DisplayRole: counted(node),
            Role.TextAlignmentRole: _BESIDE,
            Role.DecorationRole: _sign(node),
            Role.AccessibleTextRole: said,
            _FLAGS: _flags(node, switched=False),
        }
        return both | named, both | numbered

    def _depth(self, node: Node) -> int:
        """How many rows stand above one in the tree, itself among them."""
        return 1 if node.parent < 0 else 1 + self._depth(self._nodes[node.parent])

    def _node(self, index: Index) -> Node | None:
        return self._nodes[index.data(_NUMBER)] if index.isValid() else None

    def _entries(self, node: Node) -> list[MapLayer]:
        if node.entry is not None:
            return [node.entry]
        below = (self._nodes[number].entry for number in node.children)
        return [entry for entry in below if entry is not None]

    def _font(self, node: Node) -> QFont | None:
        if node.entry is None or node.entry.uid not in self._marked:
            return None
        font = QFont()  # only the weight is said; the rest stays the view's
        font.setBold(True)
        return font

    def _checked(self, node: Node) -> Qt.CheckState | None:
        if not (node.is_entry or node.is_group):
            return None
        visible = [entry.visible for entry in self._entries(node)]
        if all(visible):
            return Qt.CheckState.Checked
        return Qt.CheckState.PartiallyChecked if any(visible) else Qt.CheckState.Unchecked


def _flags(node: Node, *, switched: bool) -> Qt.ItemFlag:
    """Tell what can be done to a cell of a row; `switched` is the one with the title."""
    flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
    if not (node.is_entry or node.is_group):
        return flags
    flags |= Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled
    if not switched:
        return flags
    return flags | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEditable


def _uid(node: Node) -> str:
    return node.entry.uid if node.entry else ""


def _swatch(node: Node) -> QIcon | None:
    return _icon(node.legend.symbol, node.legend.shape) if node.legend else None


def _sign(node: Node) -> QIcon | None:
    """Give what is drawn beside a count: that something is wrong, or that not all is shown."""
    sign = "warning" if node.troubles else "filter" if filtered(node) else ""
    return icons.icon(sign) if sign else None


@lru_cache(maxsize=512)
def _icon(symbol: Symbol, shape: Form) -> QIcon:
    """Draw a symbol on the map's paper: it is read against white, in a dark window too."""
    size = SWATCH_PX * SWATCH_FINE
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(PAPER))
        painter.drawRoundedRect(picture.rect(), SWATCH_FINE * 2, SWATCH_FINE * 2)
        painter.drawImage(0, 0, swatch(symbol, shape, size))
    picture.setDevicePixelRatio(SWATCH_FINE)
    return QIcon(picture)
