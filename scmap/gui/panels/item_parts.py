"""Parts of an agenda item's page: what is known of it, and what was registered on it."""

import math
from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from scmap.gui import texts, theme
from scmap.gui.card_view import muted
from scmap.gui.line_entry import LineEntry
from scmap.gui.models.agenda import GOVERNANCE_WORDS, Entry
from scmap.gui.panels.form import Choice, Fields
from scmap.gui.parting import part_with
from scmap.gui.text_entry import TextEntry
from scmap.model import amounts
from scmap.model.review import AgendaItem, Opinion
from scmap.words import tr

_MOST_MKRW = 99_999_999.0
_UNKNOWN = -1.0  # what the field shows as 미상

COST_PX = 100


class Facts(Fields):
    """What is known of the item itself; a field is kept when the planner leaves it.

    Signals
    -------
    edited : (str, object)
        Name of the field, and its value.
    """

    edited = Signal(str, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._kept: dict[str, object] = {}  # what the project holds
        self._lines: dict[str, LineEntry | TextEntry] = {
            "title": LineEntry(),
            "text": TextEntry(5),
            "officer": LineEntry(),
            "lead": LineEntry(),
            "partners": LineEntry(),
            "goals": LineEntry(),
        }
        for name, field in self._lines.items():
            field.editingFinished.connect(partial(self._take_line, name))
        self._cost = QDoubleSpinBox()
        self._cost.setRange(_UNKNOWN, _MOST_MKRW)
        self._cost.setDecimals(0)
        self._cost.setGroupSeparatorShown(True)
        self._cost.setMinimumWidth(COST_PX)  # the greatest that may be entered is never one
        self._cost.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._cost.editingFinished.connect(self._take_cost)
        self._governance = Choice(GOVERNANCE_WORDS)
        self._governance.activated.connect(self._take_governance)
        lines = self._lines
        self.add(title=lines["title"])
        self.add(text=lines["text"])
        self.add(officer=lines["officer"], lead=lines["lead"])
        self.add(partners=lines["partners"], cost_mkrw=self._cost)
        self.add(governance=self._governance, goals=lines["goals"])

    def put(self, item: AgendaItem) -> None:
        """Show what the item says; a field whose value did not change keeps what is being typed."""
        if self._kept.get("uid") != item.uid:
            self._kept = {"uid": item.uid}
        for name, field in self._lines.items():
            value = getattr(item, name)
            if self._kept.get(name) != value:
                field.setText(value)
                self._kept[name] = value
                if isinstance(field, LineEntry):
                    field.setCursorPosition(0)  # a long line is read from its beginning
        if self._kept.get("governance") != item.governed:
            self._governance.choose(item.governed)
            self._kept["governance"] = item.governed
        cost = _UNKNOWN if math.isnan(item.cost_mkrw) else item.cost_mkrw
        if self._kept.get("cost_mkrw") != cost:
            self._cost.setValue(cost)
            self._kept["cost_mkrw"] = cost

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        super().retranslate()
        self._cost.setSpecialValueText(amounts.unknown())
        self._cost.setSuffix(f" {tr('inspector.unit.money')}")

    def _take_line(self, name: str) -> None:
        value = self._lines[name].text().strip()
        if name == "title" and not value:  # an item without a name cannot be spoken of
            self._lines[name].setText(str(self._kept[name]))
        elif value != self._kept.get(name):
            self._kept[name] = value
            self.edited.emit(name, value)

    def _take_governance(self) -> None:
        value = self._governance.value
        if value != self._kept.get("governance"):
            self._kept["governance"] = value
            self.edited.emit("governance", value)

    def _take_cost(self) -> None:
        value = self._cost.value()
        if value != self._kept.get("cost_mkrw"):
            self._kept["cost_mkrw"] = value
            self.edited.emit("cost_mkrw", math.nan if value < 0 else value)


class Entries(QWidget):
    """Registered entries, one below the other; each can be withdrawn, none changed.

    Signals
    -------
    withdrawn : object
        The record of an entry that is to be withdrawn.
    anchor_wanted : object
        The map should show the feature that an opinion is anchored to.
    """

    withdrawn = Signal(object)
    anchor_wanted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)

    def put(self, entries: Iterable[Entry]) -> None:
        """Show other entries."""
        for old in self._shown:
            part_with(old)
        self._shown = [self._view(entry) for entry in entries]
        for view in self._shown:
            self._column.addWidget(view)
        self.setVisible(bool(self._shown))

    def _view(self, entry: Entry) -> QWidget:
        view = QWidget(self)
        line = QHBoxLayout(view)
        line.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout()
        column.setSpacing(0)
        title = muted(entry.title) if entry.withdrawn else texts.label(entry.title)
        title.setFont(title.font() if entry.withdrawn else theme.bold(title.font()))
        column.addWidget(title)
        column.addWidget(muted(entry.text) if entry.withdrawn else texts.label(entry.text))
        line.addLayout(column, 1)
        if isinstance(entry.record, Opinion) and entry.record.feature:
            show = QPushButton(tr("board.anchor.show"))
            show.setAccessibleName(f"{show.text()}: {entry.record.about}")
            show.clicked.connect(lambda: self.anchor_wanted.emit(entry.record))
            line.addWidget(show, 0, Qt.AlignmentFlag.AlignTop)
        if entry.withdrawn:
            line.addWidget(muted(tr("board.withdrawn")), 0, Qt.AlignmentFlag.AlignTop)
        else:
            button = QPushButton(tr("board.do.withdraw"))
            button.setAccessibleName(f"{button.text()}: {entry.title}")
            button.clicked.connect(lambda: self.withdrawn.emit(entry.record))
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return view
