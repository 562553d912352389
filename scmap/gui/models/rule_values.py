"""The values of some groups of the judgement as rows: value, default, bounds, kind and source."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt
from PySide6.QtGui import QColor, QGuiApplication

from scmap.gui import texts, theme
from scmap.gui.models.catalogue_words import shown_source
from scmap.gui.models.rule_draft import PLACES, RuleDraft
from scmap.gui.models.table import ROOT, Index
from scmap.model.amounts import day, percent, trimmed
from scmap.model.rule_table import WEIGHTS, RuleValue
from scmap.words import tr

Role = Qt.ItemDataRole
COLUMNS = ("item", "value", "share", "default", "bounds", "unit", "state", "basis", "source")
ITEM, VALUE = 0, 1
_NUMBERS = {"value", "share", "default"}
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class RuleValues(QAbstractTableModel):
    """Values to edit, under a heading for each group.

    Parameters
    ----------
    draft : RuleDraft
        What is being changed.
    groups : tuple of str
        Which values, in this order.
    """

    def __init__(self, draft: RuleDraft, groups: tuple[str, ...], parent: QObject) -> None:
        super().__init__(parent)
        self.draft = draft
        self.groups = groups
        self.rows: list[RuleValue | str] = []
        for group in groups:
            self.rows += [group, *draft.table.group(group)]
        draft.changed.connect(self._look)

    def key(self, row: int) -> str:
        """Give the key of the value at a row; "" at a heading."""
        one = self.rows[row] if 0 <= row < len(self.rows) else ""
        return one.key if isinstance(one, RuleValue) else ""

    def headings(self) -> list[int]:
        """Give the rows that are headings."""
        return [row for row, one in enumerate(self.rows) if isinstance(one, str)]

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if isinstance(self.rows[index.row()], str):
            return Qt.ItemFlag.ItemIsEnabled
        can = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return can | Qt.ItemFlag.ItemIsEditable if index.column() == VALUE else can

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(COLUMNS):
            return None
        if role == Role.DisplayRole:
            return tr(f"rules.column.{COLUMNS[section]}")
        return _side(section) if role == Role.TextAlignmentRole else None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        one, column = self.rows[index.row()], COLUMNS[index.column()]
        if isinstance(one, str):
            return self._heading(one, index.column(), role)
        if role in (Role.DisplayRole, Role.EditRole):
            return self._text(one, column)
        if role == Role.ToolTipRole:
            return texts.tip(about(self.draft, one))
        return self._look_of(one.key, index.column(), role)

    def _look_of(self, key: str, column: int, role: int) -> Any:
        if role == Role.TextAlignmentRole:
            return _side(column)
        shown = COLUMNS[column] in ("item", "value", "state")
        return dressed(self.draft, key, role) if shown and self.draft.is_changed(key) else None

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        key = self.key(index.row())
        if role != Role.EditRole or index.column() != VALUE or not key:
            return False
        if str(value) != self.draft.text(key):
            self.draft.put(key, str(value))
        return True

    def _heading(self, group: str, column: int, role: int) -> Any:
        if role == Role.DisplayRole and column == ITEM:
            return heading(self.draft, group)
        if role == Role.FontRole:
            return theme.bold(QGuiApplication.font())
        return None

    def _text(self, one: RuleValue, column: str) -> str:
        draft = self.draft
        if column == "value":
            return draft.text(one.key)
        if column == "share":
            return _share(draft, one)
        if column == "state":
            return state(draft, one.key)
        cells = {
            "item": str(one.title),
            "default": trimmed(draft.default(one.key), PLACES),
            "bounds": tr("rules.bounds", low=one.bounds[0], high=one.bounds[1]),
            "unit": unit(one),
            "basis": tr(f"rules.basis.{one.basis}"),
            "source": shown_source(one.source),
        }
        return cells[column]

    def _look(self) -> None:
        last = self.index(len(self.rows) - 1, len(COLUMNS) - 1)
        self.dataChanged.emit(self.index(0, 0), last)


def heading(draft: RuleDraft, group: str) -> str:
    """Name a group; of weights also their sum, and that they count in proportion."""
    name = tr(f"rules.group.{group}")
    if group not in WEIGHTS:
        return name
    total = sum(draft.value(one.key) for one in draft.table.group(group))
    fair = abs(total - 1) < 1e-9
    key = "rules.sum" if fair else "rules.sum.other"
    return tr(key, group=name, sum=trimmed(total, 3))


def unit(one: RuleValue) -> str:
    """Name the unit of a value; "" for what has none."""
    return tr(f"rules.unit.{one.unit}") if one.unit else ""


def state(draft: RuleDraft, key: str) -> str:
    """Say in a word how a value stands: wrong, changed, or changed over another default."""
    if key in draft.problems:
        return tr("rules.state.wrong")
    if not draft.is_changed(key):
        return ""
    return tr("rules.state.moved" if key in draft.moved else "rules.state.changed")


def dressed(draft: RuleDraft, key: str, role: int) -> Any:
    """Give font and colour of a value that is not the product's own."""
    if role == Role.FontRole:
        return theme.bold(QGuiApplication.font())
    if role == Role.ForegroundRole:
        tones = theme.tones()
        return QColor(tones.error if key in draft.problems else tones.info)
    return None


def about(draft: RuleDraft, one: RuleValue) -> str:
    """Tell all of a value: what it is, whose, since when, and who changed it."""
    lines = [
        draft.problems.get(one.key, ""),
        tr(
            "rules.about",
            name=one.title,
            basis=tr(f"rules.basis.{one.basis}"),
            source=shown_source(one.source),
            version=one.version,
            effective=one.effective,
        ),
        tr(
            "rules.about.values",
            default=trimmed(draft.default(one.key), PLACES),
            low=one.bounds[0],
            high=one.bounds[1],
            unit=unit(one),
        ),
    ]
    edit, moved = draft.edits.get(one.key), draft.moved.get(one.key)
    if edit is not None:
        who = edit.author or tr("rules.nobody")
        lines.append(tr("rules.about.edit", who=who, on=day(edit.edited_on), reason=edit.reason))
    if moved is not None:
        old = trimmed(moved.base_value, PLACES)
        lines.append(tr("rules.about.moved", old=old, version=moved.base_version))
    return "\n".join(filter(None, lines))


def _share(draft: RuleDraft, one: RuleValue) -> str:
    """Give the share of a weight among its group; "" for what is no weight."""
    if one.group not in WEIGHTS:
        return ""
    total = sum(draft.value(other.key) for other in draft.table.group(one.group))
    return f"{percent(draft.value(one.key) / total)}%" if total > 0 else ""


def _side(column: int) -> Qt.AlignmentFlag:
    return _RIGHT if COLUMNS[column] in _NUMBERS else _LEFT
