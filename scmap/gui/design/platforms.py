"""플랫폼: what any two have in common, how fields are mapped, and which stand around a place."""

from dataclasses import replace
from functools import partial

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from scmap import reference
from scmap.analysis.interoperability import STATES, Comparison, compare_items, items_of
from scmap.gui import texts
from scmap.gui.design.desk import DeedLine, Desk
from scmap.gui.design.platform_form import PlatformForm
from scmap.gui.design.platform_table import PLATFORMS, around_table, comparison_table
from scmap.gui.line_entry import name_choice
from scmap.gui.models.sheet import Draft
from scmap.gui.models.table import Table
from scmap.gui.panels.feature_table import FeatureTable
from scmap.gui.panels.panel import Panel
from scmap.gui.rows import dress
from scmap.gui.typed_choice import SearchedChoice
from scmap.model import amounts
from scmap.model.centre import MATCHES, FieldMatch
from scmap.model.layer import Layer
from scmap.model.project import Project, new_uid
from scmap.reference.design_rules import design_rules
from scmap.session import centres
from scmap.words import tr

COLUMNS = ("left_item", "left_field", "right_item", "right_field", "status")


class PlatformsPage(Panel):
    """The sheet of two platforms, their field mapping, and the platforms around a municipality."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.left, self.right = QComboBox(self), QComboBox(self)
        self.municipality = SearchedChoice(self)
        self.table, self.around = FeatureTable("platforms", self), FeatureTable("around", self)
        self.municipality.setMinimumContentsLength(14)
        self.said = texts.label(parent=self)
        self.mapping = QTableWidget(0, len(COLUMNS), self)
        dress(self.mapping)
        self.mapping.setFrameShape(QTableWidget.Shape.NoFrame)
        self._deeds, self._near = DeedLine(self), DeedLine(self)
        self._deeds.add("left", partial(self._describe, "left"))
        self._deeds.add("right", partial(self._describe, "right"))
        self._deeds.add("map", self.add_match)
        self._deeds.add("unmap", self._drop_match)
        self._deeds.add("save", self._save)
        self._near.lead(self.municipality)
        self._filling = False
        self._lay_out()
        self._wire()
        self.retranslate()

    def _lay_out(self) -> None:
        sides = QHBoxLayout()
        sides.setContentsMargins(8, 6, 8, 0)
        sides.setSpacing(6)
        sides.addWidget(self.left, 1)
        sides.addWidget(self.right, 1)
        one, other = QWidget(self), QWidget(self)
        column = QVBoxLayout(one)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(sides)
        column.addWidget(self._deeds)
        column.addWidget(self.said)
        self.said.setContentsMargins(8, 0, 8, 0)
        column.addWidget(self.table, 1)
        column.addWidget(self.mapping, 1)
        column.addStretch(0)
        near = QVBoxLayout(other)
        near.setContentsMargins(0, 0, 0, 0)
        near.addWidget(self._near)
        near.addWidget(self.around, 1)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(one)
        split.addWidget(other)
        split.setSizes([3000, 2000])  # by shares, not by what each needs
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(split)

    def _wire(self) -> None:
        desk = self._desk
        desk.bridge.opened.connect(self._begin)
        desk.bridge.changed.connect(self.outdate)
        for box in (self.left, self.right):
            box.currentIndexChanged.connect(self._compare)
        self.municipality.currentIndexChanged.connect(self._look_around)
        self.mapping.itemChanged.connect(self._take_cell)
        self.around.chosen.connect(self._select)

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        for line in (self._deeds, self._near):
            line.say(lambda name: tr(f"platform.do.{name}"))
        self.left.setAccessibleName(tr("platform.left"))
        self.right.setAccessibleName(tr("platform.right"))
        name_choice(self.municipality, tr("coverage.field.municipality"))
        self.mapping.setAccessibleName(tr("platform.mapping"))
        self.mapping.setHorizontalHeaderLabels([tr(f"platform.column.{one}") for one in COLUMNS])
        for table in (self.table, self.around):
            table.retranslate()
        self.outdate()

    def refresh(self) -> None:
        """Offer the platforms as they are now, and compare those chosen."""
        project = self._desk.project
        layer = project.investments if project else None
        for place, box in enumerate((self.left, self.right)):
            _offer(box, layer, place)
        if project is not None and not self.municipality.count():
            self.municipality.blockSignals(True)
            places = reference.gazetteer_of(project).municipalities
            self.municipality.offer((one.title, one.code) for one in places)
            own = self.municipality.findData(project.municipality)
            self.municipality.setCurrentIndex(max(own, 0))
            self.municipality.blockSignals(False)
        self._compare()
        self._look_around()

    def _begin(self) -> None:
        self.municipality.clear()
        self.outdate()

    @property
    def pair(self) -> tuple[str, str]:
        """The two platforms that are chosen."""
        return str(self.left.currentData() or ""), str(self.right.currentData() or "")

    def _compare(self, *_: object) -> None:
        project = self._desk.project
        layer = project.investments if project else None
        if project is None or layer is None or not all(uid in layer.rows for uid in self.pair):
            self._offer_sheets(False)
            self.table.show_table(Table())
            self.mapping.setRowCount(0)
            self.said.setText(tr("centre.empty"))
            return
        self._offer_sheets(True)
        rows = [layer.rows[uid] for uid in self.pair]
        one, other = (items_of(layer.text("data_items")[row]) for row in rows)
        found = compare_items(one, other, design_rules())
        self.table.show_table(comparison_table(found))
        counts = {state: sum(line.state == state for line in found) for state in STATES}
        told = [tr("platform.counts", **counts)] if found else [tr("platform.no_items")]
        unknown = amounts.unknown()
        for key in ("openness", "standards"):
            values = [layer.text(key)[row] or unknown for row in rows]
            told.append(tr(f"platform.{key}", left=values[0], right=values[1]))
        self.said.setText("\n".join(told))
        self._fill(project)

    def _offer_sheets(self, known: bool) -> None:
        """Show what two platforms have in common, or nothing while there are none."""
        self._deeds.allow(self._deeds.buttons, on=known)
        for sheet in (self.table, self.mapping):
            sheet.setVisible(known)

    def _fill(self, project: Project) -> None:
        """Show the mapping of both platforms."""
        self._filling = True
        found = centres.matches_of(project, *self.pair)
        self.mapping.setRowCount(len(found))
        for row, one in enumerate(found):
            for column, name in enumerate(COLUMNS):
                value = getattr(one, name)
                words = tr(f"platform.match.{value}") if name == "status" else value
                item = QTableWidgetItem(words)
                item.setData(Qt.ItemDataRole.UserRole, one.uid)
                if name == "status":
                    item.setToolTip(texts.tip(tr("platform.match.tip")))
                self.mapping.setItem(row, column, item)
        self._filling = False

    def _take_cell(self, item: QTableWidgetItem) -> None:
        """Keep what was typed into a cell of the mapping."""
        project = self._desk.project
        if self._filling or project is None:
            return
        uid, name = item.data(Qt.ItemDataRole.UserRole), COLUMNS[item.column()]
        old = next(one for one in centres.matches_of(project, *self.pair) if one.uid == uid)
        value = item.text().strip()
        if name == "status":
            titles = {tr(f"platform.match.{one}"): one for one in MATCHES}
            value = titles.get(value, old.status)
        made = replace(old, **{name: value})
        self._desk.do(tr("platform.undo.map"), partial(centres.match_field, match=made))

    def add_match(self) -> None:
        """Add a line to the mapping; the first time one for each item that both have."""
        project = self._desk.project
        layer = project.investments if project else None
        if project is None or layer is None:
            return
        left, right = self.pair
        made = [FieldMatch(new_uid(), left, right)]
        if not centres.matches_of(project, left, right):
            cells = layer.text("data_items")
            one, other = (items_of(cells[layer.rows[uid]]) for uid in self.pair)
            shared = [
                found
                for found in compare_items(one, other, design_rules())
                if found.left is not None and found.right is not None
            ]
            made = [_match(left, right, found) for found in shared] or made

        def add(now: Project) -> Project:
            for one in made:
                now = centres.match_field(now, one)
            return now

        self._desk.do(tr("platform.undo.map"), add)

    def _drop_match(self) -> None:
        item = self.mapping.item(max(self.mapping.currentRow(), 0), 0)
        if item is not None:
            uid = item.data(Qt.ItemDataRole.UserRole)
            self._desk.do(tr("platform.undo.map"), partial(centres.drop_match, uid=uid))

    def _describe(self, side: str) -> None:
        """Open the form of one of both platforms."""
        project = self._desk.project
        layer = project.investments if project else None
        uid = self.pair[side == "right"]
        if layer is None or uid not in layer.rows:
            return
        form = PlatformForm(layer, uid, self._desk.window)
        form.accepted.connect(lambda: self._take_form(uid, form.told))
        form.open()

    def _take_form(self, uid: str, told: dict[str, str]) -> None:
        self._desk.do(tr("platform.undo.describe"), partial(centres.describe, uid=uid, told=told))

    def _look_around(self, *_: object) -> None:
        """List the platforms of a municipality and of those that touch it."""
        project = self._desk.project
        layer = project.investments if project is not None else None
        if layer is None:
            self.around.show_table(Table())
        elif project is not None and self.isVisible():
            code = str(self.municipality.currentData() or "")
            self.around.show_table(around_table(layer, reference.gazetteer_of(project), code))

    def _select(self, uids: tuple[str, ...]) -> None:
        project = self._desk.project
        if project is not None and project.investments is not None:
            self._desk.selection.select(project.investments.uid, tuple(uids))

    def _save(self) -> None:
        sheet = Draft(self.table.shown_table, self.table.rows.in_sight)
        self._desk.save(tr("tables.tab.platforms"), sheet)


def _match(left: str, right: str, found: Comparison) -> FieldMatch:
    """Propose a line of the mapping for an item that both have."""
    status = {"common": "same", "convertible": "convert"}.get(found.state, "open")
    return FieldMatch(new_uid(), left, right, found.name, "", found.name, "", status)


def _offer(box: QComboBox, layer: Layer | None, place: int) -> None:
    """Offer the investments that are platforms or centres; at first the first ones."""
    chosen = box.currentData()
    box.blockSignals(True)
    box.clear()
    if layer is not None:
        rows = np.flatnonzero(np.isin(layer.text("kind").astype(str), PLATFORMS))
        for row in sorted(rows.tolist(), key=lambda row: str(layer.text("name")[row])):
            box.addItem(str(layer.text("name")[row] or ""), layer.uids[row])
    box.setCurrentIndex(max(box.findData(chosen), min(place, box.count() - 1)))
    box.blockSignals(False)
