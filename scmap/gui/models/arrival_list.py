"""The files that arrived, one row each, with a box for those that may come in."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt
from PySide6.QtGui import QColor, QIcon

from scmap.gui import icons, texts, theme
from scmap.gui.models.arrivals import Proof, why_not
from scmap.gui.models.table import ROOT, Index
from scmap.session.arrivals import Arrival
from scmap.words import tr

Role = Qt.ItemDataRole
COLUMNS = ("file", "kind", "rows", "coming", "kept", "encoding", "crs")
NUMBERS = frozenset({"rows", "coming", "kept"})
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class ArrivalModel(QAbstractTableModel):
    """Lists arrivals; those with rows that come in are chosen until their box is cleared."""

    def __init__(self, proofs: Sequence[Proof], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.proofs = tuple(proofs)
        self._chosen = [proof.arrival.coming > 0 for proof in self.proofs]
        self._cells = [proof.listed for proof in self.proofs]

    @property
    def chosen(self) -> tuple[Proof, ...]:
        """What is to come in."""
        pairs = zip(self.proofs, self._chosen, strict=True)
        return tuple(proof for proof, chosen in pairs if chosen)

    def put(self, row: int, proof: Proof) -> None:
        """Show a file as it was read again; one that has come to have rows is chosen."""
        proofs = list(self.proofs)
        came = proof.arrival.coming > 0
        had = proofs[row].arrival.coming > 0
        proofs[row] = proof
        self.proofs = tuple(proofs)
        self._chosen[row] = came and (self._chosen[row] or not had)
        self._cells[row] = proof.listed
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.proofs)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and index.column() == 0 and self.proofs[index.row()].arrival.coming:
            return flags | Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == Role.DisplayRole:
            return self._cells[row][column]
        if role == Role.TextAlignmentRole:
            return _RIGHT if COLUMNS[column] in NUMBERS else _LEFT
        if role == Role.CheckStateRole and self.flags(index) & Qt.ItemFlag.ItemIsUserCheckable:
            return Qt.CheckState.Checked if self._chosen[row] else Qt.CheckState.Unchecked
        return self._remark(row, column, role)

    def _remark(self, row: int, column: int, role: int) -> Any:
        """Give the tip of a cell, and the sign beside what a file was recognised as."""
        arrival = self.proofs[row].arrival
        is_kind = COLUMNS[column] == "kind"
        if role == Role.ToolTipRole:
            return texts.tip((is_kind and why_not(arrival)) or self._cells[row][column])
        return _sign(arrival) if role == Role.DecorationRole and is_kind else None

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        if role != Role.CheckStateRole or not self.flags(index) & Qt.ItemFlag.ItemIsUserCheckable:
            return False
        self._chosen[index.row()] = Qt.CheckState(value) == Qt.CheckState.Checked
        self.dataChanged.emit(index, index, [role])
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Role.DisplayRole:
            return tr(f"intake.column.{COLUMNS[section]}")
        if role == Role.TextAlignmentRole:
            return _RIGHT if COLUMNS[section] in NUMBERS else _LEFT
        return None


def _sign(arrival: Arrival) -> QIcon | None:
    """Give the sign of a file that needs a look: beside the words, never instead of them."""
    if arrival.kind == "unreadable" and arrival.found is None:
        return icons.icon("error", QColor(theme.tones().error))
    if arrival.kept_out or arrival.is_doubtful or arrival.error is not None:
        return icons.icon("warning", QColor(theme.tones().warning))
    return None
