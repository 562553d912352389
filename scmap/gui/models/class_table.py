"""The classes of a look as a Qt model: symbol, what belongs to it, the legend's words, how many."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt
from PySide6.QtGui import QIcon

from scmap.gui import texts
from scmap.gui.models.column_titles import column_title
from scmap.gui.models.standard_titles import shown_title
from scmap.gui.models.style_draft import StyleDraft
from scmap.gui.models.table import ROOT, Index, Role
from scmap.gui.swatches import picture
from scmap.model.condition import Condition, Filter
from scmap.model.symbology import Category, Span
from scmap.reference import codebook
from scmap.words import tr

SYMBOL, VALUE, TITLE, COUNT = range(4)
COLUMNS = ("symbol", "value", "title", "count")
ICON_PX = 20
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_VALUES = {"categorised": "value", "graduated": "edge", "rules": "rule", "single": "value"}


class ClassTable(QAbstractTableModel):
    """One row a class, and a last one for what belongs to none."""

    def __init__(self, draft: StyleDraft, parent: QObject) -> None:
        super().__init__(parent)
        self._draft = draft
        self._counts: list[int] = []
        draft.changed.connect(self._follow)
        self._rows = self._wanted()
        self._counts = draft.counts()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else self._rows

    def columnCount(self, _parent: Index = ROOT) -> int:
        return len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self._is_rest(index.row()):
            switch = self._draft.look.kind != "single" and index.column() == SYMBOL
            return flags | Qt.ItemFlag.ItemIsUserCheckable if switch else flags
        kinds = ("categorised", "graduated")
        editable = index.column() == TITLE or (
            index.column() == VALUE and self._draft.look.kind in kinds
        )
        return flags | Qt.ItemFlag.ItemIsEditable if editable else flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Role.DisplayRole:
            key = COLUMNS[section]
            return tr(f"style.class.{_VALUES[self._draft.look.kind] if key == 'value' else key}")
        if role == Role.TextAlignmentRole and section == COUNT:
            return _RIGHT
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        if column == SYMBOL:
            return self._symbol(row, role)
        if role in (Role.DisplayRole, Role.EditRole):
            return self._text(row, column, editing=role == Role.EditRole)
        if role == Role.ToolTipRole:
            said = self._text(row, column), self._text(row, column, editing=True)
            return texts.tip("\n".join(dict.fromkeys(filter(None, said))))
        if role == Role.TextAlignmentRole and column == COUNT:
            return _RIGHT
        return None

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        row = index.row()
        if role == Role.CheckStateRole:
            shown = Qt.CheckState(value) == Qt.CheckState.Checked
            self._draft.set_whole(others=shown)
            return True
        if role != Role.EditRole:
            return False
        text = str(value).strip()
        if index.column() == TITLE:
            if text != self._text(row, TITLE):  # else it was only looked at, in another language
                self._draft.set_title(row, text)
        elif self._draft.look.kind == "graduated":
            return self._set_edge(row, text)
        else:
            self._draft.set_value(row, codebook().code(self._draft.look.field, text))
        return True

    def _set_edge(self, row: int, text: str) -> bool:
        try:
            self._draft.set_edge(row, float(text.replace(",", "")))
        except ValueError:
            return False
        return True

    def _wanted(self) -> int:
        return len(self._draft.classes) + 1

    def _is_rest(self, row: int) -> bool:
        return row >= len(self._draft.classes)

    def _symbol(self, row: int, role: int) -> Any:
        if role == Role.DecorationRole:
            symbol = self._draft.symbol(row)
            return QIcon(picture(symbol, self._draft.form, ICON_PX, 2.0))
        rest = self._is_rest(row) and self._draft.look.kind != "single"
        if role == Role.CheckStateRole and rest:
            on = self._draft.look.others
            return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        if role == Role.AccessibleTextRole:
            return tr("style.class.symbol")
        return None

    def _text(self, row: int, column: int, *, editing: bool = False) -> str:
        if column == COUNT:
            return f"{self._counts[row]:,}" if row < len(self._counts) else ""
        if self._is_rest(row):
            return self._rest(column)
        one = self._draft.classes[row]
        if column == TITLE:
            return shown_title(one.title)
        if isinstance(one, Category):
            read = codebook().words(self._draft.look.field, one.value)
            return one.value if editing else read or tr("map.unknown")
        if isinstance(one, Span):
            return self._draft.ends(self._draft.look.field).number(one.high)
        return filter_words(one.filter)

    def _rest(self, column: int) -> str:
        if self._draft.look.kind == "single":
            return shown_title(self._draft.entry.title) if column == TITLE else ""
        return tr("style.class.rest") if column == VALUE else ""

    def _follow(self) -> None:
        """Show the draft as it is now; rows that stay keep their place in the selection."""
        wanted = self._wanted()
        last = min(self._rows, wanted)
        if wanted > self._rows:
            self.beginInsertRows(ROOT, last, wanted - 1)
        elif wanted < self._rows:
            self.beginRemoveRows(ROOT, last, self._rows - 1)
        changed, self._rows = wanted != self._rows, wanted
        grown = changed and wanted > last
        self._counts = self._draft.counts()
        if changed and grown:
            self.endInsertRows()
        elif changed:
            self.endRemoveRows()
        self.dataChanged.emit(self.index(0, 0), self.index(wanted - 1, COUNT))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, COUNT)


def filter_words(narrowed: Filter) -> str:
    """Say conditions in words: 총사업비(백만원) ≥ 1000 그리고 유형 = 통합운영센터."""
    if not narrowed.conditions:
        return tr("filter.everything")
    between = tr("filter.and") if narrowed.every else tr("filter.or")
    return f" {between} ".join(map(_condition_words, narrowed.conditions))


def _condition_words(one: Condition) -> str:
    value = codebook().words(one.field, one.value)
    return tr(f"filter.said.{one.test}", field=column_title(one.field), value=value)
