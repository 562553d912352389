"""The form of a linked service: its words, who can give and take, and what it asks of the map."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from scmap import reference
from scmap.analysis.linkage_text import condition_title
from scmap.gui import texts, theme
from scmap.gui.dialog import Dialog
from scmap.gui.dialogs.buttons import answer_buttons
from scmap.gui.line_entry import LineEntry
from scmap.gui.panels.form import Page
from scmap.gui.text_entry import TextEntry
from scmap.model.codebook import title_of
from scmap.model.linkage import Precondition, Role, Template, TemplateTable, Text
from scmap.words import tr

LINES = ("title", "source", "target", "benefit")
AREAS = {"items": 2, "legal": 4, "agreements": 2}  # lines of each
SIDES = ("giver", "taker")
SIZE = 680, 620


class ServiceForm(Dialog):
    """Asks all that a template says; English words stay as they are, new ones have none.

    Parameters
    ----------
    template : Template
        What is edited, or the model of a new one.
    table : TemplateTable
        The catalogue: its preconditions can be chosen.
    id_ : str
        id of a new template; "" edits `template`.
    """

    def __init__(self, template: Template, table: TemplateTable, id_: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._template = replace(template, id=id_) if id_ else template
        self._asks = _every(table)
        self.setWindowTitle(tr("catalogue.form"))
        self.lines = {name: LineEntry(self) for name in LINES}
        self.areas = {name: TextEntry(lines, self) for name, lines in AREAS.items()}
        self.direction = QComboBox(self)
        for way in ("forward", "both"):
            self.direction.addItem(tr(f"linkage.direction.{way}"), way)
        book = reference.codebook()
        kinds = {code: title_of(kind) for code, kind in book.kinds.items()}
        fields = {code: title_of(field) for code, field in book.fields.items()}
        self.lists: dict[str, QListWidget] = {}
        for side in SIDES:
            role: Role = getattr(template, side)
            self.lists[f"{side}_kinds"] = _ticks(kinds, role.kinds)
            self.lists[f"{side}_fields"] = _ticks(fields, role.fields)
        titles = {str(place): condition_title(ask, table) for place, ask in enumerate(self._asks)}
        own = {str(self._asks.index(ask)) for ask in template.preconditions}
        self.lists["preconditions"] = _ticks(titles, frozenset(own))
        self._fill(template)
        self._lay_out()

    def _fill(self, template: Template) -> None:
        for name, line in self.lines.items():
            line.setText(getattr(template, name).ko)
        for name, area in self.areas.items():
            area.setText("\n".join(one.ko for one in getattr(template, name)))
        self.direction.setCurrentIndex(self.direction.findData(template.direction))
        self.lines["title"].typed.connect(self._look)

    def _lay_out(self) -> None:
        inside = QWidget(self)
        form = QFormLayout(inside)
        form.setContentsMargins(0, 0, 8, 0)
        parts: dict[str, QWidget] = {
            "title": self.lines["title"],
            "source": self.lines["source"],
            "target": self.lines["target"],
            "direction": self.direction,
            "items": self.areas["items"],
            "benefit": self.lines["benefit"],
            "legal": self.areas["legal"],
            "agreements": self.areas["agreements"],
            **self.lists,
        }
        for name, field in parts.items():
            label = texts.caption(tr(f"catalogue.field.{name}"), inside)
            label.setBuddy(field)
            field.setAccessibleName(label.text())
            form.addRow(label, field)
        buttons, self._yes = answer_buttons(self, tr("linkplan.form.do"), tr("record.cancel"))
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        head = f"{self._template.id} {self._template.title}"
        body.addWidget(texts.label(head, theme.heading(self.font()), self))
        body.addWidget(Page(inside), 1)
        body.addWidget(buttons)
        self.resize(*SIZE)

    @property
    def template(self) -> Template:
        """The template as the form tells it."""
        old = self._template
        told: dict[str, object] = {name: _worded(line.shown.strip(), (getattr(old, name),))
                for name, line in self.lines.items()}  # fmt: skip
        told |= {
            name: tuple(
                _worded(line.strip(), getattr(old, name))
                for line in area.text().splitlines()
                if line.strip()
            )
            for name, area in self.areas.items()
        }
        told |= {
            side: Role(_ticked(self.lists[f"{side}_kinds"]), _ticked(self.lists[f"{side}_fields"]))
            for side in SIDES
        }
        asked = _ticked(self.lists["preconditions"])
        chosen = tuple(ask for place, ask in enumerate(self._asks) if str(place) in asked)
        told |= {"direction": str(self.direction.currentData()), "preconditions": chosen}
        return replace(old, **told)  # type: ignore[arg-type]  # by field, each of its type

    def _look(self, *_: object) -> None:
        self._yes.setEnabled(bool(self.lines["title"].shown.strip()))


def _every(table: TemplateTable) -> tuple[Precondition, ...]:
    """Give the preconditions of the catalogue, each once."""
    asks = (ask for one in table.templates.values() for ask in one.preconditions)
    return tuple(dict.fromkeys(asks))


def _worded(korean: str, known: Sequence[Text]) -> Text:
    """Give words with the English that stood beside them before; new ones have none."""
    return next((one for one in known if one.ko == korean), Text(korean, ""))


def _ticks(titles: dict[str, str], chosen: frozenset[str]) -> QListWidget:
    made = QListWidget()
    made.setMaximumHeight(96)
    for code, title in titles.items():
        item = QListWidgetItem(title, made)
        item.setData(Qt.ItemDataRole.UserRole, code)
        on = Qt.CheckState.Checked if code in chosen else Qt.CheckState.Unchecked
        item.setCheckState(on)
    return made


def _ticked(box: QListWidget) -> frozenset[str]:
    items = (box.item(row) for row in range(box.count()))
    return frozenset(
        str(item.data(Qt.ItemDataRole.UserRole))
        for item in items
        if item.checkState() == Qt.CheckState.Checked
    )
