"""설정: what a person sets for the program, found by typing, put back to what it was at first."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from scmap import paths
from scmap.gui import icons, search, texts, theme
from scmap.gui.dialog import Dialog
from scmap.gui.dialogs.buttons import answer_buttons
from scmap.gui.line_entry import LineEntry
from scmap.settings import SETTINGS, Settings
from scmap.words import tr

SIZE = (560, 520)
SHOWN = ("language", "colour_scheme", "coordinate_form", "author")
BASE_MAP = "base_map"  # has a dialog of its own, for its parts belong together


@dataclass(frozen=True)
class Row:
    """One setting in the dialog: what is searched in, and the widgets that show it."""

    words: str
    widgets: tuple[QWidget, ...]


class SettingsDialog(Dialog):
    """Shows the settings with what each one means.

    Signals
    -------
    base_map_wanted
        The base map is to be chosen.
    folder_wanted
        The folder of the settings is to be shown.
    """

    base_map_wanted = Signal()
    folder_wanted = Signal()

    def __init__(self, now: Settings, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("program.settings.title"))
        self._fields: dict[str, QComboBox | LineEntry] = {}
        self._rows: list[Row] = []
        self._now = now
        self._nothing = texts.caption(tr("program.settings.nothing"), self)
        self._search = LineEntry(self)
        self._search.setPlaceholderText(tr("program.settings.search"))
        self._search.setAccessibleName(tr("program.settings.search"))
        sign = self._search.addAction(
            icons.icon("search"), LineEntry.ActionPosition.LeadingPosition
        )
        sign.setText(self._search.accessibleName())
        self._search.typed.connect(self._find)
        buttons, _ = answer_buttons(self, tr("program.settings.apply"), tr("program.cancel"))
        first = buttons.addButton(
            tr("program.settings.reset"), QDialogButtonBox.ButtonRole.ResetRole
        )
        first.setAutoDefault(False)
        first.clicked.connect(self.reset)
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        body.setSpacing(10)
        body.addWidget(self._search)
        body.addWidget(self._list(), 1)
        body.addWidget(self._nothing)
        body.addLayout(self._where())
        body.addWidget(buttons)
        self._show(now)
        self._find("")
        self.resize(*SIZE)

    @property
    def values(self) -> Mapping[str, str]:
        """What was chosen, by name."""
        return {name: _value(field) for name, field in self._fields.items()}

    def reset(self) -> None:
        """Put every setting that is shown back to what holds at first."""
        self._show(self._now.untouched)

    def _list(self) -> QScrollArea:
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        inside = QWidget(area)
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        for name in SHOWN:
            field = self._field(name, inside)
            self._fields[name] = field
            choices = [_choice(name, one) for one in SETTINGS[name].choices]
            self._add(grid, name, field, choices)
        more = QPushButton(tr("program.settings.base_map"), inside)
        more.setAutoDefault(False)
        more.clicked.connect(self.base_map_wanted)
        self._add(grid, BASE_MAP, more, [])
        grid.setRowStretch(grid.rowCount(), 1)
        grid.setColumnStretch(1, 1)
        area.setWidget(inside)
        return area

    def _field(self, name: str, parent: QWidget) -> QComboBox | LineEntry:
        setting = SETTINGS[name]
        if not setting.choices:
            line = LineEntry(parent)
            line.setMaxLength(setting.longest)
            return line
        box = QComboBox(parent)
        for one in setting.choices:
            box.addItem(_choice(name, one), one)
        return box

    def _add(self, grid: QGridLayout, name: str, field: QWidget, choices: list[str]) -> None:
        label = QLabel(tr(f"settings.{name}"), field.parentWidget())
        label.setFont(theme.bold(self.font()))
        label.setBuddy(field)
        field.setAccessibleName(label.text())
        meaning = texts.label(tr(f"settings.{name}.tip"), theme.small(self.font()))
        meaning.setForegroundRole(theme.Role.PlaceholderText)
        field.setAccessibleDescription(meaning.text())
        row = grid.rowCount()
        grid.addWidget(label, row, 0)
        grid.addWidget(field, row, 1)
        grid.addWidget(meaning, row + 1, 1)
        grid.setRowMinimumHeight(row + 2, 8)
        said = " ".join((label.text(), meaning.text(), *choices))
        self._rows.append(Row(search.folded(said), (label, field, meaning)))

    def _where(self) -> QHBoxLayout:
        key = "program.settings.portable" if paths.is_portable() else "program.settings.where"
        said = texts.label(tr(key, folder=paths.profile_dir()), theme.small(self.font()), self)
        said.setForegroundRole(theme.Role.PlaceholderText)
        show = QPushButton(tr("program.folder"), self)
        show.setAutoDefault(False)
        show.clicked.connect(self.folder_wanted)
        line = QHBoxLayout()
        line.addWidget(said, 1)
        line.addWidget(show)
        return line

    def _show(self, now: Settings) -> None:
        for name, field in self._fields.items():
            if isinstance(field, QComboBox):
                field.setCurrentIndex(field.findData(now.text(name)))
            else:
                field.setText(now.text(name))

    def _find(self, query: str) -> None:
        """Show the settings in whose words all that was typed occurs."""
        found = [search.matches(search.folded(query), row.words) for row in self._rows]
        for row, is_found in zip(self._rows, found, strict=True):
            for widget in row.widgets:
                widget.setVisible(is_found)
        self._nothing.setVisible(not any(found))


def _choice(name: str, value: str) -> str:
    """Give the words of one choice; forms of coordinates have theirs already."""
    if name == "coordinate_form":
        return tr(f"coordinates.{value}")
    return tr(f"settings.{name}.{value}")


def _value(field: QComboBox | LineEntry) -> str:
    return str(field.currentData()) if isinstance(field, QComboBox) else field.shown.strip()
