"""Asks who somebody is who begins a cooperative or wants to join one, and where it meets."""

import re
from contextlib import suppress
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from scmap.gui import texts
from scmap.gui.dialog import Dialog
from scmap.gui.dialogs.buttons import answer_buttons
from scmap.gui.dialogs.layers_to_share import LayersToShare
from scmap.gui.line_entry import LineEntry
from scmap.model.gazetteer import Gazetteer
from scmap.model.project import Project
from scmap.session.sharing import is_server
from scmap.session.sharing_words import ORGANISATIONS
from scmap.store.sharing.exchange import Introduction
from scmap.store.sharing.membership import Mode
from scmap.words import tr


class JoiningDialog(Dialog):
    """Place, name, organisation and area; of whoever begins also the layers to share, and how.

    Parameters
    ----------
    project : Project
        Whose layers are shared by whoever begins, and whose municipality is offered.
    gazetteer : Gazetteer
        Which municipalities there are.
    begins : bool
        Whether a cooperative is begun; else somebody joins.
    """

    def __init__(
        self, project: Project, gazetteer: Gazetteer, parent: QWidget, *, begins: bool
    ) -> None:
        super().__init__(parent)
        self._gazetteer = gazetteer
        self._kind_of = kind = "begin" if begins else "join"
        self.setWindowTitle(tr(f"sharepanel.{kind}.title"))
        self.place, self.name, self.organisation = (LineEntry(self) for _ in range(3))
        self.area, self.last_day = LineEntry(self), LineEntry(self)
        self.area.setText(_name(gazetteer, project.municipality))
        self.area.setToolTip(texts.tip(tr("sharepanel.area.tip")))
        for field, entry in (
            ("place", self.place),
            ("area", self.area),
            ("last_day", self.last_day),
        ):
            entry.setPlaceholderText(tr(f"sharepanel.{field}.hint"))
            entry.typed.connect(self._look)
        self.name.typed.connect(self._look)
        self._kind = QComboBox(self)
        self._kind.addItems([tr(f"sharepanel.kind.{one}") for one in ORGANISATIONS])
        self.table = LayersToShare(project, self)
        self._lead, self._said = texts.label(parent=self), texts.caption(parent=self)
        self._buttons, self._yes = answer_buttons(
            self, tr(f"sharepanel.{kind}.do"), tr("sharepanel.cancel")
        )
        self._by_server = False
        self._form = self._filled(begins=begins)
        self._lay_out()
        self._look()

    def _filled(self, *, begins: bool) -> QFormLayout:
        """Lay out the fields; whoever joins is asked neither for a last day nor for layers."""
        form = QFormLayout()
        fields: dict[str, QWidget] = {
            "place": self.place,
            "name": self.name,
            "organisation": self.organisation,
            "kind": self._kind,
            "area": self.area,
        }
        only_of_beginners: dict[str, QWidget] = {"last_day": self.last_day, "layers": self.table}
        for field, one in (fields | only_of_beginners).items():
            one.setAccessibleName(tr(f"sharepanel.field.{field}"))
        for field, one in fields.items():
            shown = self._where() if one is self.place else one
            form.addRow(tr(f"sharepanel.field.{field}"), shown)
        if begins:
            form.addRow(tr("sharepanel.field.last_day"), self.last_day)
            form.addRow(self.table)
        for one in only_of_beginners.values():
            one.setVisible(begins)
        return form

    def _lay_out(self) -> None:
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        body.addWidget(self._lead)
        body.addLayout(self._form)
        body.addWidget(self._said)
        body.addWidget(self._buttons)
        self.setMinimumWidth(560)

    @property
    def where(self) -> str:
        """The place."""
        return self.place.shown.strip()

    @property
    def who(self) -> Introduction:
        """Who it is."""
        codes = ";".join(code for _said, code in self._areas())
        kind = self._kind.currentText()
        return Introduction(self.name.shown.strip(), self.organisation.shown.strip(), kind, codes)

    @property
    def expires(self) -> str:
        """The last day (ISO) of a team for a time; "" for one without end."""
        return self.last_day.shown.strip()

    def _areas(self) -> list[tuple[str, str]]:
        """Give the municipalities as they were typed, each with its code; "" if it is unknown."""
        typed = filter(None, map(str.strip, re.split("[;,]", self.area.shown)))
        return [(one, _code(self._gazetteer, one)) for one in typed]

    def _faults(self) -> list[str]:
        faults = [
            tr("sharepanel.area.unknown", name=said) for said, code in self._areas() if not code
        ]
        if self.expires and not _is_day(self.expires):
            faults.append(tr("sharepanel.last_day.unreadable"))
        return faults

    @property
    def layers(self) -> dict[str, Mode]:
        """The layers to share with their mode."""
        return self.table.chosen

    def _where(self) -> QWidget:
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        choose = QPushButton(tr("sharepanel.place.choose"), row)
        choose.clicked.connect(self._choose)
        line.addWidget(self.place, 1)
        line.addWidget(choose)
        return row

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, tr("sharepanel.field.place"), str(Path.home())
        )
        if chosen:
            self.place.setText(chosen)
            self._look()

    def _look(self) -> None:
        by_server = is_server(self.where)
        kind = f"{self._kind_of}.server" if by_server else self._kind_of
        self._lead.setText(tr(f"sharepanel.{kind}.lead"))
        self._yes.setText(tr(f"sharepanel.{kind}.do"))
        if by_server != self._by_server:
            self._by_server = by_server
            for one in (self.name, self.organisation, self._kind, self.area, self.last_day):
                if self._form.indexOf(one) >= 0:  # who it is stands with the login on the server
                    self._form.setRowVisible(one, not by_server)
            self.adjustSize()
        faults = [] if by_server else self._faults()
        self._said.setText("\n".join(faults))
        known = by_server or bool(self.name.shown.strip())
        self._yes.setEnabled(bool(self.where) and known and not faults)


def _code(gazetteer: Gazetteer, name: str) -> str:
    """Give the code of the one municipality of a name or code; "" for none or several."""
    found = {place.municipality.code for place in gazetteer.municipality(name)}
    return found.pop() if len(found) == 1 else ""


def _name(gazetteer: Gazetteer, code: str) -> str:
    names = {one.code: one.title for one in gazetteer.municipalities}
    return names.get(code, code)


def _is_day(text: str) -> bool:
    with suppress(ValueError):
        return date.fromisoformat(text).isoformat() == text
    return False
