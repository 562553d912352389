"""커버리지: what facilities cover in a municipality, how often, along roads, and what they miss."""

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QWidget,
)

from scmap.gui import texts
from scmap.gui.design.asking import AskingPage, Saying
from scmap.gui.design.coverage_table import coverage_table, said
from scmap.gui.design.desk import Desk
from scmap.gui.line_entry import name_choice
from scmap.gui.models.sheet import Draft
from scmap.gui.models.table import Table
from scmap.gui.panels.form import Calm
from scmap.gui.typed_choice import SearchedChoice
from scmap.model.facility import KIND
from scmap.model.investment import TABLE
from scmap.model.linkage import Selection
from scmap.model.project import Project
from scmap.reference import gazetteer_of
from scmap.session import covering
from scmap.session.covering import CoverageQuestion, Covered, cover
from scmap.session.judging import templates_of
from scmap.words import tr

FORM_PX = 356
MOST_M, MOST_TIMES = 100_000.0, 9
USUAL = "crime_camera"  # what is asked first
FIELDS = ("municipality", "facility", "metres", "along", "times", "target")
SAYING = Saying("coverage.begin", "coverage.running", "coverage.stopped", "coverage.job")


class CoveragePage(AskingPage):
    """Asks one question about coverage; its answer is a table and two layers on the map."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, SAYING, "coverage")
        self._calm = Calm(self)
        self.answer: Covered | None = None
        self.municipality = SearchedChoice(self)
        self.facility, self.target = QComboBox(self), QComboBox(self)
        self.metres = QDoubleSpinBox(self)
        self.metres.setRange(1.0, MOST_M)
        self.metres.setDecimals(0)
        self.metres.setGroupSeparatorShown(True)
        self.metres.setValue(50.0)
        self.times = QSpinBox(self)
        self.times.setRange(1, MOST_TIMES)
        self.along = QCheckBox(self)
        self.save = QPushButton(self)
        self._labels: dict[str, QLabel] = {}
        self._lay_out()
        self._wire()
        self.retranslate()

    def _lay_out(self) -> None:
        asked = QWidget(self)
        form = QFormLayout(asked)
        form.setContentsMargins(12, 8, 8, 8)
        form.setVerticalSpacing(5)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for name in FIELDS:
            field = getattr(self, name)
            field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            field.installEventFilter(self._calm)
            label = texts.caption(parent=asked)
            label.setBuddy(field)
            form.addRow(label, field)
            self._labels[name] = label
        fields = [getattr(self, name) for name in FIELDS]
        self.lay_out(asked, fields, (self.run, self.stop, self.save), FORM_PX)

    def _wire(self) -> None:
        self.save.clicked.connect(self._save)
        self.table.chosen.connect(
            lambda uids: self._desk.selection.select(covering.SHARES, tuple(uids))
        )
        self.table.opened.connect(lambda uid: self._desk.zoom(covering.SHARES, uid))
        self._desk.bridge.opened.connect(self._forget)

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        for name, label in self._labels.items():
            label.setText(tr(f"coverage.field.{name}"))
            getattr(self, name).setAccessibleName(label.text())
            getattr(self, name).setToolTip(texts.tip(tr(f"coverage.field.{name}.tip")))
        name_choice(self.municipality, tr("coverage.field.municipality"))
        self.along.setText(tr("coverage.along"))
        for name in ("run", "stop", "save"):
            getattr(self, name).setText(tr(f"coverage.{name}"))
        self.table.retranslate()
        self._offer()
        self.outdate()

    def refresh(self) -> None:
        """Offer what the project holds, and whether it can be asked now."""
        project = self._desk.project
        if project is not None and not self.facility.count():
            self._offer()
        self.save.setEnabled(bool(len(self.table.rows.table)))
        self.keep_buttons(answered=self.answer is not None)

    def _offer(self) -> None:
        """Offer the municipalities, and of the catalogue's selections those that have a layer."""
        project = self._desk.project
        if project is None:
            return
        table = templates_of(project)
        roles = {layer.name for layer in project.layers if layer.kind == KIND} | {TABLE}
        there = [one for one in table.selections.values() if one.layer in roles]
        chosen = self.facility.currentData() or USUAL, self.target.currentData() or ""
        _fill(self.facility, there, chosen[0])
        self.target.clear()
        self.target.addItem(tr("coverage.ground_only"), "")
        _fill(self.target, there, chosen[1], keep=True)
        if not self.municipality.count():
            places = gazetteer_of(project).municipalities
            self.municipality.offer((one.title, one.code) for one in places)
            own = self.municipality.findData(project.municipality or _told_of(project))
            self.municipality.setCurrentIndex(max(own, 0))

    @property
    def question(self) -> CoverageQuestion:
        """What the form asks."""
        return CoverageQuestion(
            str(self.facility.currentData()),
            str(self.municipality.currentData()),
            self.metres.value(),
            str(self.target.currentData() or ""),
            self.along.isChecked(),
            self.times.value(),
        )

    def begin(self) -> None:
        """Measure in the background."""
        project = self._desk.project
        if project is None or self.is_asking or self.municipality.currentIndex() < 0:
            return
        question = self.question
        self.ask(
            lambda progress: cover(
                project, gazetteer_of(project), templates_of(project), question, progress=progress
            ),
            self._take,
        )

    def _take(self, answer: Covered) -> None:
        self.answer = answer
        project = self._desk.project
        if project is None:
            return
        layers = covering.result_layers(answer, project)
        self._desk.sources.publish(dict(layers))
        if not {entry.uid for entry in project.map} >= set(covering.ENTRIES):
            self._desk.do(tr("coverage.undo"), covering.shown)
        self.table.show_table(coverage_table(answer))
        self.told.setText(said(answer, templates_of(project)))
        self._desk.zoom_entry(covering.ENTRIES[0])

    def _save(self) -> None:
        sheet = Draft(self.table.shown_table, self.table.rows.in_sight)
        self._desk.save(tr("design.tab.coverage"), sheet)

    def drop_answer(self) -> None:
        """Forget the answer, and take it from the map."""
        self.answer = None
        self._desk.sources.publish(dict.fromkeys((covering.SHARES, covering.SERVED)))

    def _forget(self) -> None:
        """Another project: nothing of the last one holds."""
        self.drop_answer()
        self.table.show_table(Table())
        self.municipality.clear()
        self.facility.clear()
        self.say_how_to_begin()
        self.outdate()


def _fill(
    box: QComboBox, selections: Iterable[Selection], chosen: str, *, keep: bool = False
) -> None:
    if not keep:
        box.clear()
    for one in selections:
        box.addItem(str(one.title), one.id)
    box.setCurrentIndex(max(box.findData(chosen), 0))


def _told_of(project: Project) -> str:
    """Give the municipality that most features of the facility layers name."""
    cells = [
        cell
        for layer in project.layers
        if layer.kind == KIND
        for cell in layer.text("municipality_code")
        if cell
    ]
    if not cells:
        return ""
    names, counts = np.unique(np.array(cells, dtype=str), return_counts=True)
    return str(names[counts.argmax()])
