"""사업 등록: one investment in a form, with its domains, and what is missing said at once."""

import math

from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from scmap import clock
from scmap.gui import texts, theme
from scmap.gui.dialog import Dialog
from scmap.gui.dialogs.buttons import answer_buttons
from scmap.gui.line_entry import LineEntry
from scmap.gui.models.survey_card import plan_title
from scmap.gui.panels.form import Calm
from scmap.gui.panels.plan_form import MOST_MONEY, PlanForm
from scmap.gui.text_entry import TextEntry
from scmap.model import amounts
from scmap.model.codebook import CodeBook
from scmap.model.plan import Plan
from scmap.model.project import Project
from scmap.session.recording import REQUIRED, SPLIT, Problem, Record, problems
from scmap.words import tr

WORDS = ("agency", "source", "note")
LETTERS = 76  # width of the dialog


class RecordDialog(Dialog):
    """Asks what must be known of an investment; it is registered once nothing is wrong.

    Parameters
    ----------
    plan : Plan
        Where it is, and what is known of it already.
    project : Project
        Of which it becomes a part.
    codebook : CodeBook
        The domains of ministries, kinds and fields.
    """

    def __init__(self, plan: Plan, project: Project, codebook: CodeBook, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("record.title"))
        self._plan, self._project = plan, project
        self._calm = Calm(self)
        self.form = PlanForm(codebook, self)
        self.form.put(plan)
        self.form.require(*REQUIRED)
        self.split = {name: self._money(name) for name in SPLIT}
        self.agency, self.source = LineEntry(self), LineEntry(self)
        self.note = TextEntry(2, self)
        day = amounts.day(clock.today())
        self.source.setText(tr("survey.source", day=day))
        self._told = texts.label(parent=self)
        self._told.setWordWrap(True)
        self._buttons, self._yes = answer_buttons(self, tr("record.do"), tr("record.cancel"))
        self._lay_out()
        self.form.changed.connect(self._look)
        for box in self.split.values():
            box.valueChanged.connect(self._look)
        self._look()

    @property
    def record(self) -> Record:
        """What was typed."""
        split = {name: _known(box) for name, box in self.split.items()}
        return Record(
            self.form.told(self._plan),
            split,
            self.agency.shown.strip(),
            self.source.shown.strip(),
            self.note.text(),
        )

    def _money(self, name: str) -> QSpinBox:
        made = QSpinBox(self)
        made.setRange(-1, MOST_MONEY)
        made.setGroupSeparatorShown(True)
        made.setSpecialValueText(amounts.unknown())
        made.setValue(-1)
        made.setAccessibleName(tr(f"record.field.{name}"))
        made.installEventFilter(self._calm)
        return made

    def _lay_out(self) -> None:
        more = QGridLayout()
        more.setHorizontalSpacing(8)
        more.setVerticalSpacing(6)
        entries: dict[str, QWidget] = {
            **self.split,
            **{name: getattr(self, name) for name in WORDS},
        }
        labels = [texts.caption(tr(f"record.field.{name}"), self) for name in entries]
        widest = self.form.align(max(label.sizeHint().width() for label in labels))
        for row, (label, entry) in enumerate(zip(labels, entries.values(), strict=True)):
            label.setBuddy(entry)
            label.setMinimumWidth(widest)
            entry.setAccessibleName(label.text())
            more.addWidget(label, row, 0)
            more.addWidget(entry, row, 1)
        more.setColumnStretch(1, 1)
        inside = QWidget(self)
        fields = QVBoxLayout(inside)
        fields.setContentsMargins(0, 0, 8, 0)
        fields.setSpacing(6)
        fields.addWidget(self.form)
        fields.addLayout(more)
        fields.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inside)
        area.setMinimumHeight(inside.sizeHint().height())
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 14, 16, 12)
        body.setSpacing(10)
        heading = theme.heading(self.font())
        body.addWidget(texts.label(plan_title(self._plan), heading, self))
        body.addWidget(texts.caption(tr("record.required"), self))
        body.addWidget(area, 1)
        body.addWidget(self._told)
        body.addWidget(self._buttons)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * LETTERS)

    def _look(self) -> None:
        """Say what is wrong or should be looked at, and let the button be pressed once it can."""
        found = list(problems(self.record, self._project))
        self._yes.setEnabled(not any(one.blocks for one in found))
        self._told.setText("\n".join(map(_say, found)))
        self._told.setVisible(bool(found))
        self.form.mark({one.place for one in found if one.blocks})


def _say(problem: Problem) -> str:
    words = tr(f"record.problem.{problem.code}", **problem.values)
    return tr("record.blocks" if problem.blocks else "record.look", words=words)


def _known(box: QSpinBox) -> float:
    return math.nan if box.value() < 0 else float(box.value())
