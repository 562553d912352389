"""권역·입지: which small municipalities share a centre, and where new centres go."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QWidget,
)

from scmap import clock
from scmap.formats.place_numbers import read_place_numbers, read_place_pairs
from scmap.gui import texts
from scmap.gui.design.answer_table import answer_table, parameters_of, said, title_of
from scmap.gui.design.asking import AskingPage, Saying
from scmap.gui.design.desk import Desk
from scmap.gui.models.table import Table
from scmap.gui.panels.form import Calm
from scmap.model import amounts
from scmap.model.project import Project, new_uid
from scmap.model.scenario import Reach
from scmap.model.siting import MODELS
from scmap.progress import Progress
from scmap.reference import gazetteer_of
from scmap.reference.places import bridges
from scmap.session.scenarios import entries_of, keep_answer
from scmap.session.siting import joints_of, numbers_by_code
from scmap.session.siting_question import Answer, Question, ask
from scmap.words import tr

FORM_PX = 372
MOST_NEW, MOST_KM, MOST_MONEY, MOST_SECONDS = 999, 999.0, 99_999_999.0, 3_600
FIELDS = (
    "model", "region", "new", "radius", "budget", "cost", "small", "low", "high", "joined",
    "seconds",
)  # fmt: skip
OF_MODEL = {  # what each model asks beside region and time
    "group": ("small", "low", "high", "joined", "joins"),
    "p-median": ("new", "budget", "cost", "costs"),
    "mclp": ("new", "radius", "budget", "cost", "costs"),
}
FILES = ("weights", "costs", "joins")
SAYING = Saying("siteplan.begin", "siteplan.running", "siteplan.stopped", "siteplan.job")


class SitingPage(AskingPage):
    """Asks one question, shows its answer, and keeps it as a scenario on the map."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, SAYING, "sites")
        self._calm = Calm(self)
        self._files: dict[str, Path | None] = dict.fromkeys(FILES)
        self.answer: Answer | None = None
        self.model, self.region = QComboBox(self), QComboBox(self)
        self.new, self.seconds = _whole(1, MOST_NEW, 1), _whole(1, MOST_SECONDS, 60)
        self.low, self.high = _whole(2, 9, 3), _whole(2, 9, 4)
        self.radius = _number(MOST_KM, 10.0, 1)
        self.budget, self.cost = _number(MOST_MONEY, 0.0, 0), _number(MOST_MONEY, 0.0, 0)
        self.small = _number(MOST_MONEY, 0.0, 0)
        self.joined = QCheckBox(self)
        self.joined.setChecked(True)
        self._pick = {name: QPushButton(self) for name in FILES}
        self._rows: dict[str, tuple[QLabel, QWidget]] = {}
        self._lay_out()
        self._wire()
        self.retranslate()

    def _lay_out(self) -> None:
        asked = QWidget(self)
        form = QFormLayout(asked)
        form.setContentsMargins(12, 8, 8, 8)
        form.setVerticalSpacing(5)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        fields: dict[str, QWidget] = {name: getattr(self, name) for name in FIELDS} | self._pick
        for name, field in fields.items():
            label = texts.caption(parent=asked)
            label.setBuddy(field)
            field.installEventFilter(self._calm)
            form.addRow(label, field)
            self._rows[name] = label, field
        self.lay_out(asked, fields.values(), (self.run, self.stop), FORM_PX)

    def _wire(self) -> None:
        self.model.addItems(MODELS)
        self.region.addItem("", None)
        self.model.currentIndexChanged.connect(self._suit)
        for name, button in self._pick.items():
            button.clicked.connect(lambda _=False, name=name: self._choose_file(name))
        self.table.opened.connect(lambda uid: self._desk.zoom(Reach.TABLE, uid))
        self.table.chosen.connect(
            lambda uids: self._desk.selection.select(Reach.TABLE, tuple(uids))
        )
        self._desk.bridge.opened.connect(self._forget)

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        for name, (label, field) in self._rows.items():
            label.setText(tr(f"siteplan.field.{name}"))
            field.setAccessibleName(label.text())
            field.setToolTip(texts.tip(tr(f"siteplan.field.{name}.tip")))
        for place, model in enumerate(MODELS):
            self.model.setItemText(place, tr(f"siteplan.model.{model}"))
            self.model.setItemData(place, model)
        self.region.setItemText(0, tr("cli.link.country"))
        unlimited = tr("siteplan.unlimited")
        for box in (self.budget, self.small):
            box.setSpecialValueText(unlimited)
        self.cost.setSpecialValueText(amounts.unknown())
        self.joined.setText(tr("siteplan.joined.yes"))
        self.run.setText(tr("siteplan.run"))
        self.stop.setText(tr("siteplan.stop"))
        self.table.retranslate()
        self._name_files()
        self._suit()
        self.outdate()

    def refresh(self) -> None:
        """Offer the provinces, and show what was found last."""
        project = self._desk.project
        if self.region.count() == 1 and project is not None:
            for unit in gazetteer_of(project).sidos:
                self.region.addItem(unit.title, unit.code)
        self.keep_buttons(answered=self.answer is not None)

    @property
    def question(self) -> Question:
        """What the form asks, without the tables of weights and costs."""
        return Question(
            str(self.model.currentData()),
            self.region.currentData(),
            self.new.value(),
            self.radius.value(),
            budget=self.budget.value() or None,
            small=self.small.value() or None,
            sizes=(self.low.value(), self.high.value()),
            seconds=float(self.seconds.value()),
            joints=bridges() if self.joined.isChecked() else (),
        )

    def begin(self) -> None:
        """Answer the question in the background."""
        project = self._desk.project
        if project is None or self.is_asking:
            return
        question, files, cost = self.question, dict(self._files), self.cost.value()
        self.ask(lambda progress: _asked(project, question, files, cost, progress), self._take)

    def _take(self, answer: Answer) -> None:
        self.answer = answer
        uid, title = new_uid(), title_of(answer)
        parameters = parameters_of(answer)
        today = clock.today()

        def keep(project: Project) -> Project:
            return keep_answer(
                project, answer, title=title, parameters=parameters, uid=uid, made_on=today
            )

        if self._desk.do(tr("siteplan.undo.keep", title=title), keep):
            self.told.setText(said(answer))
            self._show(uid)
            self._desk.zoom_entry(entries_of(uid)[-1])

    def _show(self, uid: str) -> None:
        project = self._desk.project
        if project is not None:
            self.table.show_table(answer_table(project, uid))

    def drop_answer(self) -> None:
        """Forget the answer; what was kept of it is a scenario."""
        self.answer = None

    def _forget(self) -> None:
        self.drop_answer()
        self.table.show_table(Table())
        self.region.blockSignals(True)
        while self.region.count() > 1:
            self.region.removeItem(1)
        self.region.blockSignals(False)
        self.say_how_to_begin()
        self.outdate()

    def _suit(self, *_: object) -> None:
        """Show what the chosen model asks."""
        asked = OF_MODEL[str(self.model.currentData() or MODELS[0])]
        every = {name for names in OF_MODEL.values() for name in names}
        for name in every:
            for part in self._rows[name]:
                part.setVisible(name in asked)

    def _choose_file(self, name: str) -> None:
        """Ask for a table of numbers by place; choosing none goes on without."""
        path, _ = QFileDialog.getOpenFileName(
            self._desk.window, tr(f"siteplan.field.{name}"), "", "CSV, XLSX (*.csv *.xlsx)"
        )
        self._files[name] = Path(path) if path else None
        self._name_files()

    def _name_files(self) -> None:
        for name, button in self._pick.items():
            path = self._files[name]
            button.setText(texts.item(path.name if path else tr(f"siteplan.{name}.none")))


def _asked(
    project: Project,
    question: Question,
    files: dict[str, Path | None],
    cost: float,
    progress: Progress,
) -> Answer:
    """Read the tables and answer; on a worker thread."""
    known = gazetteer_of(project)
    numbers: dict[str, Any] = {
        name: numbers_by_code(known, read_place_numbers(path))
        for name, path in files.items()
        if path and name != "joins"
    }
    own = files["joins"]
    if own is not None:
        numbers["joints"] = (*question.joints, *joints_of(known, read_place_pairs(own)))
    if "costs" not in numbers and cost:
        numbers["costs"] = {place.code: cost for place in known.municipalities}
    return ask(project, known, replace(question, **numbers), progress=progress)


def _whole(least: int, most: int, value: int) -> QSpinBox:
    made = QSpinBox()
    made.setRange(least, most)
    made.setValue(value)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made


def _number(most: float, value: float, decimals: int) -> QDoubleSpinBox:
    made = QDoubleSpinBox()
    made.setRange(0.0, most)
    made.setDecimals(decimals)
    made.setGroupSeparatorShown(True)
    made.setValue(value)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made
