"""What the planner has narrowed the view to: years, a cell of a matrix, grades; data are untouched.

All are masks over rows that the analysis already measured: nothing is computed anew, and nothing
of it is part of the project.
"""

from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QObject, Signal

from scmap.analysis.annual import operates_within
from scmap.analysis.summary import in_cell
from scmap.cartography.settings import Masks
from scmap.gui.bridge import Bridge
from scmap.gui.findings import Findings
from scmap.gui.models.narrowed import EVERYTHING, EXCEPTED, Cell, Narrowed
from scmap.gui.sources import PAIRS, Sources
from scmap.gui.summaries import Summaries
from scmap.model.layer import Layer
from scmap.model.overlap import RELATIONS, Mask, OverlapRun, Rows
from scmap.model.pairs import PairList
from scmap.session.summaries import Ledger, chosen_pairs, members


@dataclass(frozen=True, slots=True)
class Tally:
    """How much of the data is in view.

    Attributes
    ----------
    investments, all_investments, pairs, all_pairs : int
        In view, and in all; the pairs are those that the table lists.
    undated : int
        Investments that no years can show: theirs are unknown.
    """

    investments: int = 0
    all_investments: int = 0
    pairs: int = 0
    all_pairs: int = 0
    undated: int = 0


class Narrowing(QObject):
    """Holds what is narrowed to, and tells which rows of what are in view.

    Signals
    -------
    changed
        Other rows are in view.
    """

    changed = Signal()

    def __init__(
        self, bridge: Bridge, findings: Findings, sources: Sources, summaries: Summaries
    ) -> None:
        super().__init__(findings)
        self._findings, self._sources, self._summaries = findings, sources, summaries
        self._to = EVERYTHING
        self._drawn: dict[str, tuple[Layer, PairList, Rows]] = {}
        self._masks: dict[str, Mask] = {}
        self._listed: Mask | None = None
        bridge.opened.connect(self.clear)
        findings.changed.connect(self._renew)
        summaries.changed.connect(self._renew)

    # -- what is chosen ----------------------------------------------------------------------

    @property
    def to(self) -> Narrowed:
        """What the view is narrowed to."""
        return self._to

    @property
    def years(self) -> tuple[int, int] | None:
        """First and last year in view; None for all."""
        return self._to.years

    @property
    def cell(self) -> Cell | None:
        """The cell in view; None for all pairs."""
        return self._to.cell

    @property
    def bounds(self) -> tuple[int, int] | None:
        """First and last year in which something operates; None while that is not known."""
        run = self._findings.run
        years = run.table.operating if run is not None else np.empty((0, 2))
        known = years[~np.isnan(years).any(axis=1)]
        if not len(known):
            return None
        return int(known[:, 0].min()), int(known[:, 1].max())

    def choose(self, to: Narrowed) -> None:
        """Narrow the view to something else; `EVERYTHING` shows all."""
        if to != self._to:
            self._to = to
            self._renew()

    def choose_years(self, first: int, last: int) -> None:
        """Show only what operates in some of these years."""
        whole = (first, last) == self.bounds
        self.choose(replace(self._to, years=None if whole else (first, last)))

    def choose_cell(self, cell: Cell | None) -> None:
        """Show only the pairs of a cell, and the investments that take part in them."""
        self.choose(replace(self._to, cell=cell))

    def show_all_years(self) -> None:
        """Show every year again."""
        self.choose(replace(self._to, years=None))

    def clear(self) -> None:
        """Show everything."""
        self.choose(EVERYTHING)

    # -- what is in view ---------------------------------------------------------------------

    @property
    def masks(self) -> Masks:
        """Rows in view by the name of the layer, for the map; what is not named is whole."""
        return self._masks

    @property
    def at_work(self) -> Mask | None:
        """Whether each investment operates in the chosen years; None for all."""
        run = self._findings.run
        if self._to.years is None or run is None:
            return None
        return operates_within(run.table.operating, *self._to.years)

    @property
    def investments(self) -> Mask | None:
        """Investments in view; None for all."""
        layer = self._findings.run.layer if self._findings.run else None
        return self._masks.get(layer.uid) if layer is not None else None

    @property
    def listed(self) -> Mask | None:
        """Which of the listed pairs (see `Findings.pairs`) are in view; None for all."""
        return self._listed

    @property
    def tally(self) -> Tally:
        """How much is in view."""
        run, listed = self._findings.run, self._findings.pairs
        if run is None or listed is None:
            return Tally()
        investments, pairs = self.investments, self.listed
        return Tally(
            investments=len(run.layer) if investments is None else int(investments.sum()),
            all_investments=len(run.layer),
            pairs=len(listed) if pairs is None else int(pairs.sum()),
            all_pairs=len(listed),
            undated=int(np.isnan(run.table.operating).any(axis=1).sum()),
        )

    # -- masks -------------------------------------------------------------------------------

    def _renew(self) -> None:
        run, listed = self._findings.run, self._findings.pairs
        self._listed, self._masks = None, {}
        if run is not None and listed is not None and self._to != EVERYTHING:
            self._listed = kept = self._in_list(listed)
            self._masks = {
                name: kept[rows]
                for name in sorted(PAIRS)
                if (rows := self._drawn_rows(name, listed)) is not None
            }
            self._masks[run.layer.uid] = self._in_register(run, listed, self._listed)
        self.changed.emit()

    def _in_list(self, listed: PairList) -> Mask:
        """Which of the listed pairs are in view, shape (m,)."""
        to, ledger = self._to, self._ledger(listed.layer)
        kept: Mask = self._working(listed.left, listed.right)
        if to.cell is not None and ledger is not None:
            kept &= _of_cell(to.cell, ledger, listed.left, listed.right)
            if to.cell.scope != "all":  # the exceptions behind the graded pairs stand in no cell
                graded = chosen_pairs(listed.candidates, to.cell.scope)
                kept &= np.append(graded, np.zeros(len(listed) - listed.graded, dtype=bool))
        if to.grades:
            grades = listed.candidates.verdict.grade
            excepted = np.full(len(listed) - listed.graded, EXCEPTED, dtype=grades.dtype)
            kept &= np.isin(np.append(grades, excepted), list(to.grades))
        if to.relations:
            codes = [RELATIONS.index(name) for name in to.relations]
            kept &= np.isin(listed.relation_code, codes)
        if to.lines and ledger is not None:
            groups = ledger.groups["ministry"]
            places = [place for place, key in enumerate(groups.keys) if key in to.lines]
            theirs: Mask = np.asarray(groups.member[:, places].any(axis=1))
            kept &= theirs[listed.left] | theirs[listed.right]
        return kept

    def _in_register(self, run: OverlapRun, listed: PairList, kept: Mask) -> Mask:
        """Which investments are in view: at work, and in such a pair where that is asked."""
        at_work, to, table = self.at_work, self._to, run.table
        shown = np.ones(len(run.layer), dtype=bool) if at_work is None else at_work
        if not to.to_pairs:
            return shown
        sides = listed.left[kept], listed.right[kept]
        ledger = self._ledger(run.layer)
        if to == Narrowed(to.years, to.cell) and to.cell is not None and to.cell.scope == "all":
            every: Mask = self._working(table.left, table.right)
            if ledger is not None:
                inside = _of_cell(to.cell, ledger, table.left, table.right)
                every = np.asarray(every & inside, dtype=bool)
            sides = table.left[every], table.right[every]
        return shown & members(sides, len(run.layer))

    def _working(self, left: Rows, right: Rows) -> Mask:
        """Whether both sides of each pair operate in the chosen years."""
        at_work = self.at_work
        if at_work is None:
            return np.ones(len(left), dtype=bool)
        return np.asarray(at_work[left] & at_work[right])

    def _ledger(self, layer: Layer) -> Ledger | None:
        ledger = self._summaries.ledger
        return ledger if ledger is not None and ledger.layer is layer else None

    def _drawn_rows(self, name: str, listed: PairList) -> Rows | None:
        """Row in the list of each pair that a result layer draws; None where it draws none."""
        layer = self._sources(name)
        if layer is None:
            return None
        known = self._drawn.get(name)
        if known is None or known[0] is not layer or known[1] is not listed:
            known = self._drawn[name] = (layer, listed, listed.rows(layer.uids))
        return known[2]


def _of_cell(cell: Cell, ledger: Ledger, left: Rows, right: Rows) -> Mask:
    return in_cell(left, right, ledger.groups[cell.axis], cell.row, cell.column)
