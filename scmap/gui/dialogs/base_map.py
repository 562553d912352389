"""바탕지도: bundled boundaries alone, tiles of an intranet, or a file of tiles."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from scmap.formats.tiles import GRIDS
from scmap.gui import texts, theme
from scmap.gui.dialog import Dialog
from scmap.gui.dialogs.buttons import answer_buttons
from scmap.gui.line_entry import LineEntry
from scmap.words import tr

KINDS = ("off", "web", "file")
_INDENT = 22
_LINE_CHARACTERS = 66


@dataclass(frozen=True, slots=True)
class Choice:
    """What lies below the map.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    address : str
        Template of the addresses of tiles.
    grid : str
        Name in `GRIDS`.
    file : str
        Path of a file of tiles.
    credit : str
        Who is named beside the map.
    """

    kind: str = "off"
    address: str = ""
    grid: str = "web"
    file: str = ""
    credit: str = ""

    @property
    def settings(self) -> Mapping[str, str]:
        """The values as they are kept for the next start."""
        return {
            "base_map": self.kind,
            "base_map_address": self.address,
            "base_map_grid": self.grid,
            "base_map_file": self.file,
            "base_map_credit": self.credit,
        }


class BaseMapDialog(Dialog):
    """Asks what is to lie below the map."""

    def __init__(self, choice: Choice, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("basemap.title"))
        self._kinds = QButtonGroup(self)
        self._address, self._file, self._credit = LineEntry(self), LineEntry(self), LineEntry(self)
        self._grid = QComboBox(self)
        for name in GRIDS:
            self._grid.addItem(tr(f"basemap.grid.{name}"), name)
        self._browse = QPushButton(tr("basemap.browse"), self)
        self._browse.setAutoDefault(False)
        self._browse.clicked.connect(self._ask_file)
        buttons, self._yes = answer_buttons(self, tr("basemap.apply"), tr("basemap.cancel"))
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        body.setSpacing(8)
        body.addWidget(texts.label(tr("basemap.heading"), theme.heading(self.font()), self))
        self._labels: list[QLabel] = []
        self._fields: dict[str, list[QWidget]] = {"off": [], "web": [], "file": []}
        self._put(body, "off", {})
        self._put(body, "web", {"address": self._address, "grid": self._grid})
        self._put(body, "file", {"file": self._file_line()})
        body.addLayout(self._credit_line())
        widest = max(label.sizeHint().width() for label in self._labels)
        for label in self._labels:  # the fields of all ways begin below each other
            label.setMinimumWidth(widest)
        body.addStretch(1)
        body.addWidget(buttons)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _LINE_CHARACTERS)
        self._show(choice)
        self._kinds.idToggled.connect(self._look)
        for entry in (self._address, self._file):
            entry.typed.connect(self._look)
        self._look()

    @property
    def choice(self) -> Choice:
        """What was chosen."""
        return Choice(
            KINDS[self._kinds.checkedId()],
            self._address.shown.strip(),
            str(self._grid.currentData()),
            self._file.shown.strip(),
            self._credit.shown.strip(),
        )

    def _put(self, body: QVBoxLayout, kind: str, fields: Mapping[str, QWidget]) -> None:
        """Put one way with what it needs to know."""
        button = QRadioButton(tr(f"basemap.kind.{kind}"), self)
        self._kinds.addButton(button, KINDS.index(kind))
        body.addWidget(button)
        said = texts.caption(tr(f"basemap.kind.{kind}.text"), self)
        said.setWordWrap(True)
        said.setIndent(_INDENT)
        body.addWidget(said)
        if not fields:
            return
        form = QFormLayout()
        form.setContentsMargins(_INDENT, 0, 0, 4)
        form.setHorizontalSpacing(10)
        form.setVerticalSpacing(6)
        for key, field in fields.items():
            label = QLabel(tr(f"basemap.{key}"), self)
            self._labels.append(label)
            label.setBuddy(field)
            field.setAccessibleName(label.text())
            form.addRow(label, field)
            self._fields[kind] += [label, field]
        body.addLayout(form)

    def _file_line(self) -> QWidget:
        both = QWidget(self)
        line = QHBoxLayout(both)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(self._file, 1)
        line.addWidget(self._browse)
        both.setFocusProxy(self._file)
        self._file.setAccessibleName(tr("basemap.file"))
        return both

    def _credit_line(self) -> QFormLayout:
        form = QFormLayout()
        form.setContentsMargins(_INDENT, 0, 0, 0)
        form.setHorizontalSpacing(10)
        self._credited = label = QLabel(tr("basemap.credit"), self)
        self._labels.append(label)
        label.setBuddy(self._credit)
        self._credit.setAccessibleName(label.text())
        self._credit.setPlaceholderText(tr("basemap.credit.hint"))
        form.addRow(label, self._credit)
        return form

    def _show(self, choice: Choice) -> None:
        self._kinds.button(KINDS.index(choice.kind)).setChecked(True)
        self._address.setText(choice.address)
        self._address.setPlaceholderText("http://tiles.example.go.kr/{z}/{x}/{y}.png")
        self._grid.setCurrentIndex(max(self._grid.findData(choice.grid), 0))
        self._file.setText(choice.file)
        self._credit.setText(choice.credit)

    def _look(self, *_: object) -> None:
        """Let only what belongs to the chosen way be filled in, and nothing be left out."""
        now = self.choice
        for kind, fields in self._fields.items():
            for field in fields:
                field.setEnabled(kind == now.kind)
        for part in (self._credit, self._credited):
            part.setEnabled(now.kind != "off")
        given = {"off": "-", "web": now.address, "file": now.file}
        self._yes.setEnabled(bool(given[now.kind]))

    def _ask_file(self) -> None:
        kind = tr("basemap.file.kind")
        chosen, _kind = QFileDialog.getOpenFileName(self, tr("basemap.browse"), "", kind)
        if chosen:
            self._file.setText(chosen)
