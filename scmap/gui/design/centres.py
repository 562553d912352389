"""센터: how mature a centre is and by which rule, its systems, and how far they are linked."""

from collections.abc import Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from scmap import reference
from scmap.analysis.maturity import STEPS, Maturity, measure_inner, measure_maturity, trend
from scmap.gui import texts, theme
from scmap.gui.card_view import muted
from scmap.gui.design.desk import Desk
from scmap.gui.line_entry import LineEntry
from scmap.gui.models.offers import name_of
from scmap.gui.panels.form import Page
from scmap.gui.panels.panel import Panel
from scmap.gui.rows import dress
from scmap.model import amounts
from scmap.model.centre import STATES, System, SystemLink
from scmap.model.codebook import parts, title_of
from scmap.model.design_rules import DesignRules
from scmap.model.layer import Layer
from scmap.model.link import Link
from scmap.model.project import Project
from scmap.model.records import records
from scmap.reference.design_rules import design_rules
from scmap.session import centres, maturity_map
from scmap.session.siting import CENTRES
from scmap.words import tr

LEFT_PX = 420
GAP = 6  # between fields


class CentresPage(Panel):
    """One centre: the ladder on the left, its systems and their matrix on the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.centre = QComboBox(self)
        self.said = texts.label(parent=self)
        self.rule = muted("")
        self.name = LineEntry(self)
        self.add, self.remove, self.show_it, self.steps = (QPushButton(self) for _ in range(4))
        self.inner = texts.label(parent=self)
        self.matrix = QTableWidget(self)
        self.matrix.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.matrix.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        dress(self.matrix)
        self.matrix.setFrameShape(QTableWidget.Shape.NoFrame)
        self.matrix.verticalHeader().show()  # the systems stand on both sides
        self._systems: list[System] = []
        self._lay_out()
        self._wire()
        self.retranslate()

    def _lay_out(self) -> None:
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(12, 8, 8, 8)
        for part in (self.centre, self.said, self.rule):
            column.addWidget(part)
        deeds = QHBoxLayout()
        for button in (self.show_it, self.steps):
            deeds.addWidget(button)
        deeds.addStretch(1)
        column.insertLayout(1, deeds)
        column.addStretch(1)
        page = Page(left)
        page.setFixedWidth(LEFT_PX)
        line = QHBoxLayout()
        line.addWidget(self.name, 1)
        line.addWidget(self.add)
        line.addWidget(self.remove)
        line.setSpacing(GAP)
        right = QVBoxLayout()
        right.setContentsMargins(8, 8, 8, 0)
        right.setSpacing(GAP)
        right.addWidget(self.inner)
        right.addLayout(line)
        right.addWidget(self.matrix, 1)
        body = QHBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(page)
        body.addLayout(right, 1)

    def _wire(self) -> None:
        desk = self._desk
        desk.bridge.opened.connect(self.outdate)
        desk.bridge.changed.connect(self.outdate)
        self.centre.currentIndexChanged.connect(self._tell)
        self.add.clicked.connect(self._add)
        self.name.returnPressed.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.show_it.clicked.connect(self._show)
        self.steps.clicked.connect(self._show_steps)
        self.matrix.cellActivated.connect(self._turn_cell)
        self.matrix.cellClicked.connect(self._turn_cell)

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self.centre.setAccessibleName(tr("centre.name"))
        self.name.setPlaceholderText(tr("centre.system.hint"))
        self.name.setAccessibleName(tr("centre.system"))
        self.matrix.setAccessibleName(tr("centre.matrix"))
        self.add.setText(tr("centre.add"))
        self.remove.setText(tr("centre.remove"))
        self.show_it.setText(tr("centre.show"))
        self.steps.setText(tr("centre.steps_map"))
        self.outdate()

    def refresh(self) -> None:
        """Offer the centres of the project, and tell of the current one."""
        project, chosen = self._desk.project, self.centre.currentData()
        layer = project.investments if project else None
        self.centre.blockSignals(True)
        self.centre.clear()
        if layer is not None:
            rows = np.flatnonzero(np.isin(layer.text("kind").astype(str), [*CENTRES, "PLT"]))
            for row in sorted(rows.tolist(), key=lambda row: str(layer.text("name")[row])):
                self.centre.addItem(str(layer.text("name")[row] or ""), layer.uids[row])
        self.centre.setCurrentIndex(max(self.centre.findData(chosen), 0))
        self.centre.blockSignals(False)
        self._tell()

    @property
    def uid(self) -> str:
        """The centre that is chosen; "" for none."""
        return str(self.centre.currentData() or "")

    def _tell(self, *_: object) -> None:
        project = self._desk.project
        layer = project.investments if project else None
        for part in (self.add, self.remove, self.show_it, self.steps, self.name):
            part.setEnabled(bool(self.uid))
        if project is None or layer is None or self.uid not in layer.rows:
            self.said.setText(tr("centre.empty"))
            self.rule.setText("")
            self.matrix.setRowCount(0)
            self.matrix.setColumnCount(0)
            return
        self._tell_ladder(project, layer)
        self._tell_systems(project)

    def _tell_ladder(self, project: Project, layer: Layer) -> None:
        """Say on which step the centre stands, by what, and by which rule."""
        rules, links, systems = design_rules(), records(project, Link), records(project, System)
        fields = parts(layer.text("fields")[layer.rows[self.uid]])
        found = measure_maturity(self.uid, fields, systems, links, rules)
        years = trend(self.uid, fields, systems, links, rules)
        lines = [
            *_standing(found),
            tr("centre.agencies", names=self._agencies(layer, links)),
            *self._watching(project, layer),
            *_trend(years),
        ]
        kind = reference.codebook().kinds.get(layer.text("kind")[layer.rows[self.uid]])
        title = title_of(kind) if kind else amounts.unknown()
        self.said.setText("\n".join([tr("centre.kind", kind=title), *lines]))
        self.rule.setText("\n".join(_rule(rules)))

    def _agencies(self, layer: Layer, links: Sequence[Link]) -> str:
        """Name the partners of the centre's links, and who is on their other side."""
        own = [one for one in links if self.uid in (one.left, one.right)]
        sides = [one.right if one.left == self.uid else one.left for one in own]
        names = dict.fromkeys(
            name
            for one, side in zip(own, sides, strict=True)
            for name in (*parts(one.partners), name_of(layer, side))
        )
        return ", ".join(names) or tr("definition.nothing")

    def _watching(self, project: Project, layer: Layer) -> list[str]:
        """Say whether the police sit in the centre, and which cameras stand on its ground."""
        police = layer.text("police")[layer.rows[self.uid]] or amounts.unknown()
        lines = [tr("centre.police", told=police)]
        found = centres.cameras_of(project, self.uid, reference.gazetteer_of(project))
        if found is None:
            return [*lines, tr("centre.cameras.unknown")]
        known = reference.codebook().fields
        told = [
            f"{title_of(known[code]) if code in known else code} {amounts.count(count)}"
            for code, count in found.purposes.items()
        ]
        if found.unknown:
            told.append(f"{amounts.unknown()} {amounts.count(found.unknown)}")
        purposes = ", ".join(told) or tr("definition.nothing")
        return [
            *lines,
            tr("centre.cameras", total=found.total, purposes=purposes, several=found.several),
        ]

    def _tell_systems(self, project: Project) -> None:
        """Fill the matrix: half of it, for a link has no direction here."""
        self._systems = [one for one in records(project, System) if one.centre == self.uid]
        links = [one for one in records(project, SystemLink) if one.centre == self.uid]
        states = {frozenset((one.one, one.other)): one.state for one in links}
        found = measure_inner(self.uid, self._systems, links)
        share = amounts.unknown() if not found.pairs else f"{found.share:.1%}"
        self.inner.setText(
            tr("centre.inner", share=share, linked=found.linked, pairs=found.pairs,
               planned=found.planned)
        )  # fmt: skip
        self.inner.setFont(theme.bold(self.font()))
        names = [one.name for one in self._systems]
        self.matrix.setRowCount(len(names))
        self.matrix.setColumnCount(len(names))
        self.matrix.setHorizontalHeaderLabels(names)
        self.matrix.setVerticalHeaderLabels(names)
        for row, one in enumerate(self._systems):
            for column, other in enumerate(self._systems):
                state = states.get(frozenset((one.uid, other.uid)), "")
                words = "–" if row == column else tr(f"centre.state.{state or 'apart'}")
                item = QTableWidgetItem(words)
                item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                self.matrix.setItem(row, column, item)

    def _turn_cell(self, row: int, column: int) -> None:
        """Bring a pair of systems to its next state: 미연계, 예정, 연계."""
        if row == column:
            return
        project = self._desk.project
        pair = self._systems[row].uid, self._systems[column].uid
        known = records(project, SystemLink) if project else ()
        now = next((one.state for one in known if {one.one, one.other} == set(pair)), "")
        then = STATES[(STATES.index(now) + 1) % len(STATES)]
        names = f"{self._systems[row].name} – {self._systems[column].name}"
        self._desk.do(
            tr("centre.undo.link", names=names, state=tr(f"centre.state.{then or 'apart'}")),
            partial(centres.link_systems, centre=self.uid, pair=pair, state=then),
        )

    def _add(self) -> None:
        name = self.name.shown
        words = tr("centre.undo.add", name=name)
        if self._desk.do(words, partial(centres.add_system, centre=self.uid, name=name)):
            self.name.clear()

    def _remove(self) -> None:
        row = self.matrix.currentRow()
        if 0 <= row < len(self._systems):
            one = self._systems[row]
            words = tr("centre.undo.remove", name=one.name)
            self._desk.do(words, partial(centres.drop_system, uid=one.uid))

    def _show_steps(self) -> None:
        """Put all centres on the map by their step."""
        project = self._desk.project
        if project is not None:
            layer = maturity_map.maturity_layer(project, design_rules())
            self._desk.sources.publish({maturity_map.MATURITY: layer})
            if all(entry.uid != maturity_map.ENTRY for entry in project.map):
                self._desk.do(tr("centre.undo.map"), maturity_map.shown)
            self._desk.zoom_entry(maturity_map.ENTRY)

    def _show(self) -> None:
        project = self._desk.project
        if project is not None and project.investments is not None:
            self._desk.selection.select(project.investments.uid, (self.uid,))
            self._desk.zoom(project.investments.uid, self.uid)


def _standing(found: Maturity) -> list[str]:
    """Say on which step a centre stands, and what was counted."""
    step, planned = tr(f"centre.step.{found.step}"), tr(f"centre.step.{found.planned}")
    return [
        tr("centre.step", step=step, number=found.step),
        tr("centre.planned", step=planned, number=found.planned),
        tr(
            "centre.counted",
            systems=found.systems,
            fields=found.fields,
            services=found.services,
            dispatch=found.dispatch,
        ),
    ]


def _trend(years: Sequence[tuple[int, int]]) -> list[str]:
    """Say the step at the end of each year, if there are any."""
    told = " → ".join(tr("centre.trend.year", year=year, step=step) for year, step in years)
    return [tr("centre.trend", years=told)] if told else []


def _rule(rules: DesignRules) -> list[str]:
    """Say by which rule centres stand on their steps, and what each step asks."""
    asked = {
        "systems": rules.systems,
        "services": rules.services,
        "dispatch": ", ".join(sorted(rules.dispatch)),
    }
    ground = tr("centre.rule", version=rules.version, since=rules.effective)
    return [ground, *(tr(f"centre.rule.{step}", **asked) for step in STEPS)]
