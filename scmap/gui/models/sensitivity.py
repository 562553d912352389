"""How much hangs on each value: pairs whose grade, or 처리의견, changes when it is varied."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt

from scmap.analysis.rejudging import Sensitivity
from scmap.gui import texts
from scmap.gui.models.rule_draft import PLACES
from scmap.gui.models.table import ROOT, Index
from scmap.model.amounts import trimmed
from scmap.model.ruleset import RuleSet
from scmap.words import tr

Role = Qt.ItemDataRole
# Changed grades, and opinions, as shares of the most of any cell: lengths of the bars.
SHARE, OPINION_SHARE = int(Role.UserRole) + 1, int(Role.UserRole) + 2
FIRST = 3  # column of the first step
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class SensitivityModel(QAbstractTableModel):
    """One row a value, one column a step."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.measured: Sensitivity | None = None
        self._rules: RuleSet | None = None

    def show(self, measured: Sensitivity, rules: RuleSet) -> None:
        """Show what was measured of these rules."""
        same = self.measured is not None and self.measured.keys == measured.keys
        if not same:
            self.beginResetModel()
        self.measured, self._rules = measured, rules
        if not same:
            self.endResetModel()
        else:
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def cell(self, index: Index) -> tuple[str, float] | None:
        """Give the key and the step of a cell; None where it is no step."""
        if self.measured is None or not index.isValid() or index.column() < FIRST:
            return None
        return self.measured.keys[index.row()], self.measured.steps[index.column() - FIRST]

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() or self.measured is None else len(self.measured.keys)

    def columnCount(self, parent: Index = ROOT) -> int:
        steps = len(self.measured.steps) if self.measured else 0
        return 0 if parent.isValid() else FIRST + steps

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Role.TextAlignmentRole:
            return _LEFT if section < FIRST - 1 else _RIGHT
        if role != Role.DisplayRole:
            return None
        if section < FIRST:
            return tr(f"rules.column.{('group', 'item', 'value')[section]}")
        return (
            "" if self.measured is None else f"{100 * self.measured.steps[section - FIRST]:+.0f}%"
        )

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if self.measured is None or not index.isValid():
            return None
        key = self.measured.keys[index.row()]
        if index.column() < FIRST:
            return self._named(key, index.column(), role)
        row, step = index.row(), index.column() - FIRST
        grades, opinions = self.measured.grades[row, step], self.measured.opinions[row, step]
        if role == Role.DisplayRole:
            return tr("rules.cell", grades=f"{grades:,}", opinions=f"{opinions:,}")
        if role in (SHARE, OPINION_SHARE):
            counts = self.measured.grades if role == SHARE else self.measured.opinions
            return float(counts[row, step] / max(counts.max(), 1))
        if role == Role.ToolTipRole:
            n = self.measured.pairs
            return texts.tip(tr("rules.cell.tip", grades=grades, opinions=opinions, n=f"{n:,}"))
        return _RIGHT if role == Role.TextAlignmentRole else None

    def _named(self, key: str, column: int, role: int) -> Any:
        rules = self._rules
        if role == Role.TextAlignmentRole:
            return _LEFT if column < FIRST - 1 else _RIGHT
        if role != Role.DisplayRole or rules is None:
            return None
        if column == 0:
            return tr(f"rules.brief.{key.partition('.')[0]}")
        if column == 1:
            return str(rules.table.values[key].title)
        return trimmed(rules.table.in_force(key, rules.changed), PLACES)
