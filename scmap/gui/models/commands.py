"""The commands as a list to search in: name, place or hindrance, keys."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt
from PySide6.QtGui import QGuiApplication, QPalette

from scmap.gui import search, texts
from scmap.gui.action import ActionSpec, State, without_key
from scmap.gui.actions import ACTIONS
from scmap.gui.models.table import ROOT, Index, Role
from scmap.words import tr

NAME, PLACE, KEYS = range(3)

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MUTED = {
    True: (QPalette.ColorGroup.Active, QPalette.ColorRole.PlaceholderText),
    False: (QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text),
}


class CommandModel(QAbstractTableModel):
    """Shows the commands that a query finds; those that cannot be used now say why."""

    def __init__(self, state: State, keys: dict[str, str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state, self._keys = state, keys
        self._found: tuple[ActionSpec, ...] = ()
        self.filter("")

    def filter(self, query: str) -> None:
        """Keep the commands in whose name, menu or description every word occurs.

        What can be used now comes first, and of that what has a word in its name that was typed,
        then one that begins so, then what is found by its name alone, then the rest.
        """
        query = search.folded(query)
        found = [spec for spec in ACTIONS if search.matches(query, _haystack(spec))]
        self.beginResetModel()
        self._found = tuple(sorted(found, key=lambda spec: self._rank(spec, query)))
        self.endResetModel()

    def spec(self, row: int) -> ActionSpec:
        """Give the command of a row."""
        return self._found[row]

    def hindrance(self, row: int) -> str:
        """Say why the command of a row cannot be used now; "" when it can."""
        return self._found[row].hindrance(self._state)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._found)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else 3

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        spec = self._found[index.row()]
        hindrance = spec.hindrance(self._state)
        if role == Role.DisplayRole:
            return (spec.name, hindrance or place_name(spec), self._keys[spec.id])[index.column()]
        if role == Role.ToolTipRole:
            return texts.tip(hindrance or spec.tip)
        if role == Role.TextAlignmentRole and index.column() == KEYS:
            return _RIGHT
        if role == Role.ForegroundRole and (hindrance or index.column() == PLACE):
            return QGuiApplication.palette().brush(*_MUTED[not hindrance])
        return None

    def _rank(self, spec: ActionSpec, query: str) -> tuple[bool, int]:
        return bool(spec.hindrance(self._state)), search.farness(query, search.folded(spec.name))


def menu_name(menu: str) -> str:
    """Give the name of a menu as it is read in a list."""
    return without_key(tr(f"actions.menu.{menu}"))


def place_name(spec: ActionSpec) -> str:
    """Give the menus through which a command is reached: "보기 ▸ 패널"."""
    return " ▸ ".join(menu_name(menu) for menu in (spec.menu, spec.submenu) if menu)


def _haystack(spec: ActionSpec) -> str:
    return search.folded(f"{spec.name}\t{place_name(spec)}\t{spec.tip}")
