"""부처×부처, 분야×분야: where pairs gather, in number, ground or money; a cell filters the view."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout

from scmap import reference
from scmap.analysis.face_areas import face_areas
from scmap.analysis.summary import ALL, Matrix, shared_areas
from scmap.gui.depths import Depths
from scmap.gui.findings import Findings
from scmap.gui.job import Job, Jobs
from scmap.gui.models.conditions import conditions
from scmap.gui.models.matrix import MatrixSheet
from scmap.gui.models.matrix_count import Counted, Question
from scmap.gui.models.narrowed import Cell
from scmap.gui.models.sheet import Sheet
from scmap.gui.models.summary_words import heads_of
from scmap.gui.narrowing import MANY, Narrowing
from scmap.gui.newest import Newest
from scmap.gui.noted_line import NotedLine
from scmap.gui.panels.matrix_view import MatrixView
from scmap.gui.panels.panel import Panel
from scmap.gui.segments import Segments
from scmap.gui.summaries import Summaries
from scmap.model import amounts
from scmap.model.verdict import Values
from scmap.progress import Progress
from scmap.session.summaries import SCOPES, Axis, Scope
from scmap.words import tr

MEASURES = ("pairs", "area", "money")
MOST_JOINED = 5_000  # pairs whose ground is cut and joined; that of more is added up from faces
VIEWS: tuple[Axis, ...] = ("statutory", "ifez")
BASES: dict[str, tuple[Axis, ...]] = {
    "ministry": ("ministry",),
    "field": ("field", "fields", *VIEWS),
}


class MatrixPanel(Panel):
    """A matrix with what it measures, of which pairs, and by which fields.

    Signals
    -------
    shown
        Another matrix is in sight.
    """

    shown = Signal()

    def __init__(
        self,
        name: str,
        findings: Findings,
        summaries: Summaries,
        narrowing: Narrowing,
        jobs: Jobs,
        depths: Depths,
    ) -> None:
        super().__init__()
        self.name, self._depths = name, depths
        self._findings, self._summaries = findings, summaries
        self._narrowing, self._jobs = narrowing, jobs
        self._job: Job | None = None
        self._newest = Newest(jobs, self, momentary=True)
        self._counted: Counted | None = None
        self._areas: tuple[Counted, Values] | None = None  # what was counted, and its ground
        self._asked: Counted | None = None  # whose ground is being measured
        self.view = MatrixView(self)
        self._measures = Segments(len(MEASURES), self)
        self._scope = QComboBox(self)
        self._basis = QComboBox(self)
        self._line = NotedLine(self)
        self._lay_out()
        self._wire()
        self.retranslate()

    @property
    def measure(self) -> str:
        """What the cells show: one of `MEASURES`."""
        return MEASURES[self._measures.place]

    @property
    def scope(self) -> Scope:
        """Which pairs are counted."""
        return SCOPES[max(self._scope.currentIndex(), 0)]

    @property
    def axis(self) -> Axis:
        """By what rows and columns are grouped."""
        return BASES[self.name][max(self._basis.currentIndex(), 0)]

    @property
    def note(self) -> str:
        """What is said about the figures."""
        return self._line.note

    @property
    def row_count(self) -> int:
        """Rows of the matrix, that of the sums among them."""
        return len(self.view.sheet.heads) if self.view.sheet is not None else 0

    @property
    def sheet(self) -> Sheet:
        """The matrix in words, for clipboard and file."""
        shown = self.view.sheet
        if shown is None:
            return Sheet()
        what = tr(f"summary.measure.{self.measure}")
        words = conditions(replace(self._narrowing.to, cell=None), reference.codebook())
        notes = (
            tr(
                "summary.file.scope",
                scope=self._scope.currentText(),
                basis=self._basis.currentText(),
            ),
            tr(f"scope.relation.{self._findings.relation}"),
            *filter(None, words.values()),
            *self._notes(),
            tr("summary.note.sums"),
        )
        return shown.sheet(what, notes)

    def refresh(self) -> None:
        """Count anew, of very many pairs in the background: until then the old figures are dim."""
        question = self._question()
        if question is None:
            self._newest.drop()
            if self._findings.first or not (self._findings.renewing or self._findings.run):
                self._counted = None
            self._show()
            self.view.dim(self._counted is not None)
        elif self._counted is not None and question.same(self._counted.question):
            self._newest.drop()
            self._show()
        elif len(question.among) <= MANY:
            self._take(Counted.of(question))
        else:
            self._newest.ask(tr("summary.job.count"), lambda _: Counted.of(question), self._take)
            self.view.dim(True)

    def _question(self) -> Question | None:
        """Say what is to be counted; None while nothing can be."""
        among = self._narrowing.among
        if among is None or among.ledger is None:
            return None
        return Question(among, among.ledger, self._narrowing.to, self.axis, self.scope)

    def _take(self, counted: Counted) -> None:
        self._counted = counted
        self._show()

    def _show(self) -> None:
        """Show what was counted, in the words of the measure."""
        counted = self._counted
        self.view.show_sheet(self._sheet(counted) if counted is not None else None)
        self.view.dim(self._newest.waits)
        if counted is not None:
            self._mark()
        notes = self._notes()
        self._line.tell(" · ".join(notes), "\n".join((*notes, tr("summary.note.sums"))))
        self.shown.emit()

    def _notes(self) -> tuple[str, ...]:
        """Say what the figures mean, and on what kind of ground they rest."""
        counted = self._counted
        if counted is None:
            return ()
        every = f"{len(counted.pairs):,}"
        by_faces = self.measure == "area" and len(counted.pairs) > MOST_JOINED
        notes = (
            tr("summary.note.faces" if by_faces else f"summary.note.{self.measure}"),
            tr("summary.note.stand_in", count=f"{counted.stand_in:,}", every=every),
        )
        if not counted.unlisted:
            return notes
        return tr("summary.note.unlisted", count=f"{counted.unlisted:,}", every=every), *notes

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self._measures.name(
            [tr(f"summary.measure.{measure}") for measure in MEASURES],
            [tr(f"summary.note.{measure}") for measure in MEASURES],
        )
        for box, words in (
            (self._scope, [tr(f"summary.scope.{scope}") for scope in SCOPES]),
            (self._basis, [tr(f"summary.basis.{axis}") for axis in BASES[self.name]]),
        ):
            for place, word in enumerate(words):
                box.setItemText(place, word)
        self._scope.setAccessibleName(tr("summary.scope"))
        self._basis.setAccessibleName(tr("summary.basis"))
        self.view.setAccessibleName(tr(f"tables.tab.{self.name}"))
        self.outdate()

    # -- the sheet ---------------------------------------------------------------------------

    def _sheet(self, counted: Counted) -> MatrixSheet:
        matrix = counted.matrix
        # A view of fields has all its columns, whether there are pairs or not.
        whole = counted.question.axis in VIEWS
        shown_at = np.arange(len(matrix.keys)) if whole else matrix.filled
        area = self._area(counted)[np.ix_(shown_at, shown_at)]
        matrix = matrix.take(shown_at)
        nothing = np.zeros_like(matrix.unknown)
        shown: dict[str, tuple[Values, NDArray[np.intp], Callable[[float], str]]] = {
            "pairs": (matrix.pairs.astype(float), nothing, amounts.count),
            "area": (area, nothing, self._write_area),
            "money": (matrix.money, matrix.unknown, amounts.money),
        }
        values, unknown, write = shown[self.measure]
        tip = partial(self._tip, matrix, area)
        heads = heads_of(matrix.keys, counted.question.axis, reference.codebook())
        return MatrixSheet(heads, values, matrix.pairs == 0, unknown, write, tip)

    def _write_area(self, value: float) -> str:
        if self._areas_known:
            return amounts.square_km(value)
        return tr("summary.measuring")

    def _tip(self, matrix: Matrix, area: Values, row: int, column: int) -> str:
        heads = heads_of(matrix.keys, self.axis, reference.codebook())
        count, lost = int(matrix.pairs[row, column]), int(matrix.unknown[row, column])
        if not count:
            return tr("summary.tip.none", row=heads[row].title, column=heads[column].title)
        known = self._areas_known
        size = amounts.square_km(float(area[row, column])) if known else tr("summary.unmeasured")
        return tr(
            "summary.tip",
            row=heads[row].title,
            column=heads[column].title,
            pairs=f"{count:,}",
            area=size,
            money=amounts.money(float(matrix.money[row, column])),
            unknown=f"{lost:,}",
        )

    def _mark(self) -> None:
        """Let the cell that the view is narrowed to be the current one."""
        cell, sheet = self._narrowing.cell, self.view.sheet
        self.view.clearSelection()
        if cell is None or sheet is None or cell.axis != self.axis:
            return
        keys = [head.key for head in sheet.heads]
        if cell.row in keys and cell.column in keys:
            index = self.view.model().index(keys.index(cell.row), keys.index(cell.column))
            self.view.setCurrentIndex(index)

    # -- areas -------------------------------------------------------------------------------

    @property
    def _areas_known(self) -> bool:
        return self._areas is not None and self._areas[0] is self._counted

    def _area(self, counted: Counted) -> Values:
        """Give the ground of each cell; NaN while it is being measured."""
        if self._areas_known and self._areas is not None:
            return self._areas[1]
        if self.measure == "area":
            self._measure(counted)
        return np.full((len(counted.groups.keys),) * 2, np.nan)

    def _measure(self, counted: Counted) -> None:
        ground, faces, pairs = self._findings.ground, self._depths.partition, counted.pairs
        if ground is None or counted is self._asked:
            return
        many = len(pairs) > MOST_JOINED
        if many and faces is None:
            self._depths.want()  # `changed` brings us back
            return
        if self._job is not None:
            self._job.cancel()
        self._asked = counted

        def work(progress: Progress) -> Values:
            if many and faces is not None:
                return face_areas(faces, pairs, counted.groups, progress=progress)
            return shared_areas(ground, pairs, counted.groups, progress=progress)

        self._job = job = self._jobs.run(tr("summary.job.area"), work)
        job.finished.connect(lambda area: self._take_areas(counted, area))
        job.ended.connect(lambda: self._over(job))

    def _look_at_faces(self) -> None:
        """Measure what waits for faces."""
        counted = self._counted
        if counted is not None and self.measure == "area" and len(counted.pairs) > MOST_JOINED:
            self.outdate()

    def _take_areas(self, counted: Counted, area: Values) -> None:
        self._areas = (counted, area)
        self.outdate()

    def _over(self, job: Job) -> None:
        if self._job is job:
            self._job, self._asked = None, None

    # -- layout ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        for _scope in SCOPES:
            self._scope.addItem("")
        for _axis in BASES[self.name]:
            self._basis.addItem("")
        self._basis.setVisible(len(BASES[self.name]) > 1)
        self._line.add(self._measures)
        for box in (self._scope, self._basis):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            self._line.add(box)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self._line)
        body.addWidget(self.view, 1)

    def _wire(self) -> None:
        self._measures.chosen.connect(self.outdate)
        self._scope.currentIndexChanged.connect(self.outdate)
        self._basis.currentIndexChanged.connect(self.outdate)
        self.view.chosen.connect(self._choose)
        self._summaries.changed.connect(self.outdate)
        self._depths.changed.connect(self._look_at_faces)
        self.keep_up_with(self._findings)
        self._narrowing.changed.connect(self.outdate)
        self._narrowing.asked.connect(self.outdate)

    def _choose(self, row: str, column: str) -> None:
        cell = Cell(self.axis, self.scope, row, column)
        whole = row == column == ALL and self.scope == "graded"
        again = cell == self._narrowing.cell
        self._narrowing.choose_cell(None if again or whole else cell)
