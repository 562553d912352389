"""What a plan meets while the hand still moves, in rows: a heading for each ministry line."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt
from PySide6.QtGui import QFont

from scmap.analysis.survey import Survey
from scmap.gui import texts, theme
from scmap.gui.models import wording
from scmap.gui.models.survey_card import consult_words, line_title
from scmap.gui.models.table import ROOT, Index
from scmap.model import amounts
from scmap.model.codebook import CodeBook
from scmap.model.ruleset import GRADES
from scmap.words import tr

Role = Qt.ItemDataRole
COLUMNS = ("name", "grade", "area")
MOST = 500  # investments that are listed on the way; the answer lists them all
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
_SIDES = {"name": _LEFT, "grade": _CENTRE, "area": _RIGHT}


@dataclass(frozen=True, slots=True)
class LiveRow:
    """A row: a heading has no uid, no grade and no area."""

    name: str
    grade: str = ""
    area: str = ""
    uid: str = ""


@dataclass(frozen=True, slots=True)
class LiveList:
    """What is met, in words, ready to be shown."""

    lead: str = ""
    rows: tuple[LiveRow, ...] = ()

    @classmethod
    def of(cls, found: Survey, codebook: CodeBook) -> "LiveList":
        """Lay an answer out; this may be done in a worker."""
        size = float(found.plan.footprint.area)
        lead = tr(
            "tracking.lead",
            size=amounts.square_km(size),
            count=f"{len(found):,}",
            consult=consult_words(found, codebook),
        )
        if not found.plan_lines:
            lead = f"{lead}\n{tr('tracking.no_ministry')}"
        rows: list[LiveRow] = []
        for line, places in found.by_lineage(codebook.lineages).items():
            title = line_title(line, codebook)
            rows.append(LiveRow(tr("survey.line", line=title, count=len(places))))
            rows += [_row(found, place) for place in places[: MOST - len(rows)]]
            if len(rows) >= MOST:
                rows.append(LiveRow(tr("tracking.more", most=f"{MOST:,}")))
                break
        return cls(lead, tuple(rows))


def _row(found: Survey, place: int) -> LiveRow:
    layer, row, graded = found.layer, int(found.rows[place]), int(found.graded[place])
    grade = GRADES[found.found.verdict.grade[graded]] if graded >= 0 else amounts.NOT_APPLICABLE
    area = amounts.square_km(float(found.area[place]))
    return LiveRow(wording.known(layer.text("name")[row]), grade, area, str(layer.uids[row]))


class LiveModel(QAbstractTableModel):
    """Shows a LiveList cell for cell."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shown = LiveList()

    def show(self, shown: LiveList) -> None:
        """Show another answer."""
        self.beginResetModel()
        self.shown = shown
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.shown.rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self.shown.rows[index.row()], COLUMNS[index.column()]
        if role == Role.DisplayRole:
            return " ".join(str(getattr(row, column)).split())
        if role == Role.FontRole and not row.uid:
            return theme.bold(QFont())
        if role == Role.ToolTipRole:
            return texts.tip(row.name)
        return _SIDES[column] if role == Role.TextAlignmentRole else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Role.DisplayRole:
            return tr(f"tracking.column.{COLUMNS[section]}")
        return _SIDES[COLUMNS[section]] if role == Role.TextAlignmentRole else None
