"""연도별 투자: the chart of years beside its figures; choosing years narrows the view to them."""

from functools import partial
from typing import TypeAlias

import numpy as np
from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QSplitter,
    QVBoxLayout,
)

from scmap import reference
from scmap.analysis.annual import YearSeries
from scmap.gui.findings import Findings
from scmap.gui.job import Jobs
from scmap.gui.models.sheet import Sheet, SheetModel
from scmap.gui.models.summary_words import heads_of
from scmap.gui.narrowing import MANY, Narrowing
from scmap.gui.newest import Newest
from scmap.gui.noted_line import NotedLine
from scmap.gui.panels.panel import Panel
from scmap.gui.panels.year_chart import Bars, YearChart
from scmap.gui.segments import Segments
from scmap.gui.sheet_view import SheetView
from scmap.gui.summaries import Summaries
from scmap.model import amounts
from scmap.model.overlap import OverlapRun, Relation
from scmap.session.summaries import Ledger
from scmap.words import language, tr

MEASURES = ("money", "operating")

_Asked: TypeAlias = tuple[OverlapRun, Relation, str]  # and the language of the words
_Counted: TypeAlias = tuple[_Asked | None, YearSeries | None, Sheet]


class YearsPanel(Panel):
    """Chart and figures of all years; the chosen ones stand on a band.

    Signals
    -------
    shown
        Other figures are in sight.
    """

    shown = Signal()

    def __init__(
        self, findings: Findings, summaries: Summaries, narrowing: Narrowing, jobs: Jobs
    ) -> None:
        super().__init__()
        self._findings, self._summaries, self._narrowing = findings, summaries, narrowing
        self._newest = Newest(jobs, self, momentary=True)
        self._asked: _Asked | None = None  # of what the figures in sight are
        self._series: YearSeries | None = None
        self.chart = YearChart(self)
        self._model = SheetModel(self)
        self.table = SheetView(self._model, tr("tables.tab.years"), self)
        self._measures = Segments(len(MEASURES), self)
        self._line = NotedLine(self)
        self._lay_out()
        self._measures.chosen.connect(self._show)
        self.chart.chosen.connect(self._choose)
        self.table.activated.connect(self._open)
        self._summaries.changed.connect(self.outdate)
        self.keep_up_with(self._findings)
        self._narrowing.changed.connect(self._follow)
        self.retranslate()

    @property
    def measure(self) -> str:
        """What the bars show: one of `MEASURES`."""
        return MEASURES[self._measures.place]

    @property
    def note(self) -> str:
        """What is said about the figures."""
        return self._line.note

    @property
    def row_count(self) -> int:
        """Years that are listed."""
        return len(self._model.sheet.rows)

    @property
    def sheet(self) -> Sheet:
        """The figures in words, for clipboard and file."""
        return self._model.sheet

    def refresh(self) -> None:
        """Count anew, of very many pairs in the background: until then the old figures are dim."""
        run, ledger, pairs = self._findings.run, self._summaries.ledger, self._findings.pairs
        if run is None or pairs is None or ledger is None or ledger.layer is not run.layer:
            self._newest.drop()
            if self._findings.first or not (self._findings.renewing or run):
                self._take((None, None, Sheet()))
            else:
                self._dim(True)
            return
        asked = (run, self._findings.relation, language())
        if asked == self._asked:
            self._show()
        elif len(pairs) <= MANY:
            self._take(_counted(ledger, *asked))
        else:
            self._newest.ask(
                tr("summary.job.years"), lambda _: _counted(ledger, *asked), self._take
            )
            self._dim(True)

    def _take(self, counted: "_Counted") -> None:
        self._asked, self._series, sheet = counted
        if sheet != self._model.sheet:
            self._model.show(sheet)
        self._line.tell(" · ".join(sheet.notes))
        self._dim(self._newest.waits)
        self._show()

    def _dim(self, dimmed: bool) -> None:
        """Say that other figures are on their way, or that these hold."""
        for part in (self.chart, self.table):
            part.setEnabled(not dimmed)

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self._measures.name([tr(f"summary.years.measure.{measure}") for measure in MEASURES])
        self.table.setAccessibleName(tr("tables.tab.years"))
        self.chart.retranslate()
        self.outdate()

    # -- showing -----------------------------------------------------------------------------

    def _show(self, *_: object) -> None:
        series = self._series
        bars = self._bars(series) if series is not None and len(series.years) else None
        self.chart.show_bars(bars, self._narrowing.years if bars is not None else None)
        self.shown.emit()

    def _follow(self) -> None:
        """Put the band on other years, when somebody sees it."""
        if self.isVisible():
            self._show()
        else:
            self._stale = True

    def _bars(self, series: YearSeries) -> Bars:
        money = self.measure == "money"
        heights = series.money[:-1] if money else series.parts[:-1]
        return Bars(
            series.years,
            heads_of(series.keys[:-1], "ministry", reference.codebook()),
            heights,
            amounts.count,
            partial(_tip, series),
        )

    def _choose(self, first: int, last: int) -> None:
        if self._narrowing.years == (first, last) and first == last:
            self._narrowing.show_all_years()
        else:
            self._narrowing.choose_years(first, last)

    def _open(self, index: QModelIndex) -> None:
        if self._series is not None:
            year = int(self._series.years[index.row()])
            self._choose(year, year)

    def _lay_out(self) -> None:
        self._line.add(self._measures)
        halves = QSplitter(Qt.Orientation.Horizontal, self)
        halves.setChildrenCollapsible(False)
        halves.addWidget(self.chart)
        halves.addWidget(self.table)
        halves.setSizes([600, 400])
        for place, share in enumerate((3, 2)):
            halves.setStretchFactor(place, share)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self._line)
        body.addWidget(halves, 1)


def _counted(ledger: Ledger, run: OverlapRun, relation: Relation, code: str) -> "_Counted":
    """Count the years and put them into words; this may be done in a worker."""
    series = ledger.series(run, relation=relation)
    return (run, relation, code), series, _sheet(series, relation)


def _sheet(series: YearSeries, relation: Relation) -> Sheet:
    """Lay the years out in words: sums first, then the money of each line."""
    heads = heads_of(series.keys[:-1], "ministry", reference.codebook())
    lines = [place for place in range(len(heads)) if series.money[place].any()]
    columns = ("year", "operating", "pairs", "money", "unknown")
    header = [tr(f"summary.years.column.{column}") for column in columns]
    header += [tr("summary.years.column.line", line=heads[place].title) for place in lines]
    money = series.stated
    rows = []
    for place, year in enumerate(series.years.tolist()):
        figures = (
            amounts.count(float(series.operating[-1, place])),
            amounts.count(float(series.pairs[place])),
            amounts.money(round(float(money[-1, place]), 1)),
            amounts.count(float(series.unknown[-1, place])),
        )
        own = (amounts.money(round(float(money[line, place]), 1)) for line in lines)
        rows.append((str(year), *figures, *own))
    notes = (
        tr("summary.years.note", total=series.without_total, years=series.without_years),
        tr("summary.years.note.pairs", relation=tr(f"scope.relation.{relation}")),
    )
    return Sheet(tuple(header), tuple(rows), frozenset(range(1, len(header))), notes)


def _tip(series: YearSeries, place: int) -> str:
    heads = heads_of(series.keys[:-1], "ministry", reference.codebook())
    order = np.argsort(-series.money[:-1, place], kind="stable").tolist()
    lines = [
        tr(
            "summary.years.tip.line",
            line=heads[line].title,
            money=amounts.count(float(series.stated[line, place])),
            operating=f"{series.operating[line, place]:,}",
        )
        for line in order
        if series.operating[line, place]
    ]
    return tr(
        "summary.years.tip",
        year=series.years[place],
        operating=f"{series.operating[-1, place]:,}",
        pairs=f"{series.pairs[place]:,}",
        money=amounts.count(float(series.stated[-1, place])),
        unknown=f"{series.unknown[-1, place]:,}",
        lines="\n".join(lines),
    )
