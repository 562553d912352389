"""The layer tree as a Qt model: groups, entries with a check box, and their legend below."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Self

import numpy as np
from PySide6.QtCore import QAbstractItemModel, QMimeData, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPixmap

from scmap.cartography.legend import Form, LegendEntry, legend, swatch
from scmap.cartography.settings import Drawn
from scmap.gui import icons, texts
from scmap.gui.models.class_table import filter_words
from scmap.gui.models.column_titles import column_title
from scmap.gui.models.standard_titles import shown_title
from scmap.gui.models.table import ROOT, Index, Role
from scmap.model.layer import Layer
from scmap.model.maplayer import BASE, RESULT, MapLayer
from scmap.model.symbology import Symbol
from scmap.words import language, tr

TITLE, COUNT = range(2)
UID = Role.UserRole  # uid of the entry; "" on groups and legend rows
SWATCH_PX = 18
PAPER = "#FFFFFF"  # the map's own ground
MOVED = "application/x-scmap-tree"  # what is dragged: the uid of an entry, or a heading
_HEADING = "heading:"

Checks = Mapping[str, frozenset[str]]
_RATIO = 3  # swatches are drawn once, fine enough for every screen


@dataclass
class Node:
    """A row of the tree.

    Attributes
    ----------
    title : str
        What is read.
    parent : int
        Number of the node above; -1 for a group, and for an entry without group.
    entry : MapLayer or None
        What the row switches; None on a group.
    legend : LegendEntry or None
        Its swatch and count.
    known : bool
        Whether its layer is there.
    about : int or None
        Features there would be without the filter; None where there is none.
    troubles : tuple of str
        What is wrong with it, in words.
    children : list of int
        Numbers of the nodes below.
    """

    title: str
    parent: int = -1
    entry: MapLayer | None = None
    legend: LegendEntry | None = None
    known: bool = True
    count: int | None = None
    left_out: int = 0
    about: int | None = None
    troubles: tuple[str, ...] = ()
    children: list[int] = field(default_factory=list)

    @property
    def is_entry(self) -> bool:
        """Whether the row is an entry of the tree, not a group or a line of its legend."""
        return self.entry is not None

    @property
    def is_group(self) -> bool:
        """Whether the row is a heading with entries below."""
        return self.entry is None and self.legend is None


class LayerTreeModel(QAbstractItemModel):
    """Shows a project's layer tree from the top of the map to its bottom.

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
        super().__init__(parent)
        self._nodes: list[Node] = []
        self._top: list[int] = []
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

    def put(self, grown: "Grown") -> None:
        """Show a tree that was laid out before; see `show`."""
        nodes, top = grown.nodes, grown.top
        if [*map(_outline, nodes)] == [*map(_outline, self._nodes)] and top == self._top:
            before, self._nodes = self._nodes, nodes
            self._say_changed(before)
            return
        self.beginResetModel()
        self._nodes, self._top = nodes, top
        self.endResetModel()

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
                return self.createIndex(self._place(number), TITLE, number)
        return QModelIndex()

    def find(self, uid: str) -> QModelIndex:
        """Give the row of an entry."""
        for number, node in enumerate(self._nodes):
            if node.entry is not None and node.entry.uid == uid:
                return self.createIndex(self._place(number), TITLE, number)
        return QModelIndex()

    def mark(self, uids: Iterable[str]) -> None:
        """Print the titles of these entries bold: they show what is selected.

        A view measures all rows anew when a count changes, for their column is as wide as these.
        """
        marked = frozenset(uids)
        changed = marked ^ self._marked
        self._marked = marked
        for uid in changed:
            index = self.find(uid)
            self.dataChanged.emit(index, index, [Role.FontRole])

    @property
    def marked(self) -> frozenset[str]:
        """Entries that are printed bold."""
        return self._marked

    def index(self, row: int, column: int, parent: Index = ROOT) -> QModelIndex:
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        node = self._node(parent)
        below = node.children if node else self._top
        return self.createIndex(row, column, below[row])

    def parent(self, index: Index = ROOT) -> QModelIndex:  # type: ignore[override]
        node = self._node(index)
        if node is None or node.parent < 0:
            return QModelIndex()
        return self.createIndex(self._place(node.parent), TITLE, node.parent)

    def rowCount(self, parent: Index = ROOT) -> int:
        if parent.column() > 0:
            return 0
        node = self._node(parent)
        return len(node.children if node else self._top)

    def columnCount(self, _parent: Index = ROOT) -> int:
        return 2

    def flags(self, index: Index) -> Qt.ItemFlag:
        node = self._node(index)
        if node is None:
            return Qt.ItemFlag.ItemIsDropEnabled
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not (node.is_entry or node.is_group):
            return flags
        flags |= Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled
        if index.column() != TITLE:
            return flags
        return flags | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        node = self._node(index)
        if node is None:
            return None
        if role == UID:
            return node.entry.uid if node.entry else ""
        if role == Role.FontRole:
            return self._font(node) if index.column() == TITLE else None
        if index.column() == COUNT:
            return self._count(node, role)
        return self._title(node, role)

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
        """Tell the views which rows read differently now, and that a heading's box may too.

        Told once for each parent: a view measures all rows anew each time.
        """
        changed: dict[int, list[int]] = {}
        for number, (old, new) in enumerate(zip(before, self._nodes, strict=True)):
            if old != new or new.is_group:
                changed.setdefault(new.parent, []).append(number)
        for first, *others in changed.values():
            last = others[-1] if others else first
            self.dataChanged.emit(
                self.createIndex(self._place(first), TITLE, first),
                self.createIndex(self._place(last), COUNT, last),
            )

    def _node(self, index: Index) -> Node | None:
        return self._nodes[index.internalId()] if index.isValid() else None

    def _place(self, number: int) -> int:
        parent = self._nodes[number].parent
        return (self._nodes[parent].children if parent >= 0 else self._top).index(number)

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

    def _title(self, node: Node, role: int) -> Any:
        if role == Role.DisplayRole:
            return shown_title(node.title)
        if role == Role.EditRole:
            return node.title
        if role == Role.DecorationRole and node.legend is not None:
            return _icon(node.legend.symbol, node.legend.shape)
        if role == Role.ToolTipRole:
            return texts.tip(_told(node))
        if role == Role.CheckStateRole and (node.is_entry or node.is_group):
            return _checked([entry.visible for entry in self._entries(node)])
        return None

    def _count(self, node: Node, role: int) -> Any:
        if role == Role.DisplayRole:
            return _counted(node)
        if role == Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Role.DecorationRole:
            sign = "warning" if node.troubles else "filter" if _filtered(node) else ""
            return icons.icon(sign) if sign else None
        if role == Role.ToolTipRole:
            return texts.tip(_told(node))
        if role == Role.AccessibleTextRole:
            return _told(node)
        return None


@dataclass(frozen=True, slots=True, eq=False)
class Grown:
    """A tree laid out: all its nodes, and which of them stand at the top.

    Of a hundred thousand rows counting takes longer than a frame: any thread may lay one out.
    """

    nodes: list[Node]
    top: list[int]

    @classmethod
    def of(
        cls,
        entries: tuple[MapLayer, ...],
        sources: Callable[[str], Layer | None],
        checks: Checks,
    ) -> Self:
        """Lay out the tree of these entries, whose layers `sources` knows."""
        return cls(*_grown(entries, sources, checks))


def _grown(
    entries: tuple[MapLayer, ...],
    sources: Callable[[str], Layer | None],
    checks: Checks,
) -> tuple[list[Node], list[int]]:
    nodes: list[Node] = []
    top: list[int] = []

    def add(node: Node) -> int:
        nodes.append(node)
        number = len(nodes) - 1
        (nodes[node.parent].children if node.parent >= 0 else top).append(number)
        return number

    groups: dict[str, int] = {}
    for entry in reversed(entries):
        if entry.group and entry.group not in groups:
            groups[entry.group] = add(Node(entry.group))
        node, lines = _entry_nodes(
            entry, sources(entry.layer), checks.get(entry.layer, frozenset())
        )
        node.parent = groups.get(entry.group, -1)
        number = add(node)
        for line in lines:
            add(Node(line.title, number, None, line, count=line.count))
    return nodes, top


def _entry_nodes(
    entry: MapLayer, layer: Layer | None, checks: frozenset[str]
) -> tuple[Node, tuple[LegendEntry, ...]]:
    """Give the row of an entry, and the legend below it; a legend of one line is the row's own."""
    if layer is None:
        return Node(entry.title, entry=entry, known=False), ()
    lines = legend(Drawn(layer, entry), language=language())
    alone = lines[0] if len(lines) == 1 else None
    count = None if entry.layer.startswith(BASE) else len(entry.rows(layer))
    node = Node(entry.title, entry=entry, legend=alone, count=count, left_out=layer.left_out)
    node.troubles = _troubles(entry, layer, checks)
    if entry.filter is not None:
        node.about = len(replace(entry, filter=None).rows(layer))
    return node, () if alone else lines


def _troubles(entry: MapLayer, layer: Layer, checks: frozenset[str]) -> tuple[str, ...]:
    """Say what of an entry needs a look: columns that are gone, nothing to see, faulty features."""
    if entry.layer.startswith((BASE, RESULT)):
        return ()
    absent = sorted(entry.fields - layer.columns.keys())
    found = [tr("layers.trouble.column", column=column_title(name)) for name in absent]
    if entry.filter is not None and not len(entry.rows(layer)):
        found.append(tr("layers.trouble.nothing"))
    marked = np.zeros(len(layer), dtype=bool)
    marked[[layer.rows[uid] for uid in checks if uid in layer.rows]] = True
    if faulty := int(marked[entry.rows(layer)].sum()):
        found.append(tr("layers.trouble.checks", count=f"{faulty:,}"))
    return tuple(found)


def _told(node: Node) -> str:
    """Say all that is known of a row: its title, its filter, what is wrong."""
    if not node.known:
        return tr("layers.waiting")
    narrowed = node.entry.filter if node.entry else None
    said = [tr("layers.filtered", filter=filter_words(narrowed))] if narrowed else []
    return "\n".join((shown_title(node.title), *said, *node.troubles))


def _filtered(node: Node) -> bool:
    return node.entry is not None and node.entry.filter is not None


def _counted(node: Node) -> str:
    """Write how many features a row has, and of how many where not all are drawn."""
    if node.count is None:
        return ""
    whole = (node.count if node.about is None else node.about) + node.left_out
    total = f" / {whole:,}" if whole != node.count or node.about is not None else ""
    return f"{node.count:,}{total}"


def _outline(node: Node) -> tuple[object, ...]:
    """Give what tells one place in the tree from another, whatever is read there."""
    return node.title, node.parent, node.entry.uid if node.entry else "", len(node.children)


def _checked(visible: list[bool]) -> Qt.CheckState:
    if all(visible):
        return Qt.CheckState.Checked
    return Qt.CheckState.PartiallyChecked if any(visible) else Qt.CheckState.Unchecked


@lru_cache(maxsize=512)
def _icon(symbol: Symbol, shape: Form) -> QIcon:
    """Draw a symbol on the map's paper: it is read against white, in a dark window too."""
    size = SWATCH_PX * _RATIO
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(PAPER))
        painter.drawRoundedRect(picture.rect(), _RATIO * 2, _RATIO * 2)
        painter.drawImage(0, 0, swatch(symbol, shape, size))
    picture.setDevicePixelRatio(_RATIO)
    return QIcon(picture)
