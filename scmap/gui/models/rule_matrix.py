"""A table of affinity as a grid: both halves show one value, the diagonal that of equal codes."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt
from PySide6.QtGui import QGuiApplication

from scmap.gui import texts, theme
from scmap.gui.models.rule_draft import RuleDraft
from scmap.gui.models.rule_values import about, dressed
from scmap.gui.models.table import ROOT, Index

Role = Qt.ItemDataRole
_SHAPE = (Role.FontRole, Role.SizeHintRole)
STRENGTH = int(Role.UserRole) + 1  # the value itself, 0 to 1: how strong a cell's ground is


class RuleMatrix(QAbstractTableModel):
    """The values of all pairs of codes, to edit.

    Parameters
    ----------
    draft : RuleDraft
        What is being changed.
    group : str
        Which of the four tables.
    """

    def __init__(self, draft: RuleDraft, group: str, parent: QObject) -> None:
        super().__init__(parent)
        self.draft, self.group = draft, group
        self.codes = tuple(draft.table.codes[group])
        draft.changed.connect(self._look)

    def key(self, row: int, column: int) -> str:
        """Give the key of a cell's value."""
        return self.draft.table.pair_key(self.group, self.codes[row], self.codes[column])

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.codes)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.codes)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if section < len(self.codes) and role in (Role.DisplayRole, Role.ToolTipRole):
            return str(self.draft.table.codes[self.group][self.codes[section]])
        return super().headerData(section, orientation, role) if role in _SHAPE else None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        draft, key = self.draft, self.key(index.row(), index.column())
        if role in (Role.DisplayRole, Role.EditRole):
            return draft.text(key)
        if role == STRENGTH:
            return draft.value(key)
        if role == Role.ToolTipRole:
            spec = draft.table.value(key)
            return texts.tip(about(draft, spec)) if spec else None
        return self._look_of(key, role)

    def _look_of(self, key: str, role: int) -> Any:
        """Give how a cell looks: a value that follows that of any other pair is muted."""
        if role == Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        if self.draft.is_changed(key):
            return dressed(self.draft, key, role)
        if role == Role.ForegroundRole and key not in self.draft.table.values:
            return QGuiApplication.palette().color(theme.Role.PlaceholderText)
        return None

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        if role != Role.EditRole or not index.isValid():
            return False
        key = self.key(index.row(), index.column())
        if str(value) != self.draft.text(key):
            self.draft.put(key, str(value))
        return True

    def _look(self) -> None:
        last = len(self.codes) - 1
        self.dataChanged.emit(self.index(0, 0), self.index(last, last))
