"""What the planner has narrowed the view to: some years, a cell of a matrix; data are untouched.

Both are masks over rows that the analysis already measured: nothing is computed anew, and nothing
of it is part of the project.
"""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Signal

from scmap.analysis.annual import operates_within
from scmap.analysis.summary import in_cell
from scmap.cartography.settings import Masks
from scmap.gui.bridge import Bridge
from scmap.gui.findings import Findings
from scmap.gui.sources import PAIRS, Sources
from scmap.gui.summaries import Summaries
from scmap.model.layer import Layer
from scmap.model.overlap import Mask, OverlapRun, Rows
from scmap.session.summaries import Axis, Scope, chosen_pairs, members


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a matrix: pairs of a scope whose sides belong to these groups."""

    axis: Axis
    scope: Scope
    row: str
    column: str


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
        self._bridge, self._findings = bridge, findings
        self._sources, self._summaries = sources, summaries
        self._years: tuple[int, int] | None = None
        self._cell: Cell | None = None
        self._sides: dict[str, tuple[Layer, Rows, Rows]] = {}  # of the pairs that are drawn
        self._masks: dict[str, Mask] = {}
        bridge.opened.connect(self.clear)
        findings.changed.connect(self._renew)
        summaries.changed.connect(self._renew)

    # -- what is chosen ----------------------------------------------------------------------

    @property
    def years(self) -> tuple[int, int] | None:
        """First and last year in view; None for all."""
        return self._years

    @property
    def cell(self) -> Cell | None:
        """The cell in view; None for all pairs."""
        return self._cell

    @property
    def bounds(self) -> tuple[int, int] | None:
        """First and last year in which something operates; None while that is not known."""
        run = self._findings.run
        years = run.table.operating if run is not None else np.empty((0, 2))
        known = years[~np.isnan(years).any(axis=1)]
        if not len(known):
            return None
        return int(known[:, 0].min()), int(known[:, 1].max())

    def choose_years(self, first: int, last: int) -> None:
        """Show only what operates in some of these years."""
        whole = (first, last) == self.bounds
        self._take(None if whole else (first, last), self._cell)

    def choose_cell(self, cell: Cell | None) -> None:
        """Show only the pairs of a cell, and the investments that take part in them."""
        self._take(self._years, cell)

    def show_all_years(self) -> None:
        """Show every year again."""
        self._take(None, self._cell)

    def clear(self) -> None:
        """Show everything."""
        self._take(None, None)

    def _take(self, years: tuple[int, int] | None, cell: Cell | None) -> None:
        if (years, cell) != (self._years, self._cell):
            self._years, self._cell = years, cell
            self._renew()

    # -- what is in view ---------------------------------------------------------------------

    @property
    def masks(self) -> Masks:
        """Rows in view by the name of the layer, for the map; what is not named is whole."""
        return self._masks

    @property
    def at_work(self) -> Mask | None:
        """Whether each investment operates in the chosen years; None for all."""
        run = self._findings.run
        if self._years is None or run is None:
            return None
        return operates_within(run.table.operating, *self._years)

    @property
    def investments(self) -> Mask | None:
        """Investments in view; None for all."""
        layer = self._findings.run.layer if self._findings.run else None
        return self._masks.get(layer.uid) if layer is not None else None

    def pairs(self, left: Rows, right: Rows) -> Mask | None:
        """Tell which pairs of investments are in view, shape (k,); None for all."""
        at_work, ledger = self.at_work, self._summaries.ledger
        kept = None if at_work is None else at_work[left] & at_work[right]
        if self._cell is None or ledger is None:
            return kept
        groups = ledger.groups[self._cell.axis]
        inside = in_cell(left, right, groups, self._cell.row, self._cell.column)
        return inside if kept is None else kept & inside

    @property
    def listed(self) -> Mask | None:
        """Which of the listed pairs (see `Findings.pairs`) are in view; None for all."""
        listed = self._findings.pairs
        if listed is None:
            return None
        kept = self.pairs(listed.left, listed.right)
        if self._cell is None or self._cell.scope == "all":
            return kept
        # The exceptions behind the graded pairs stand in no cell.
        graded = chosen_pairs(listed.candidates, self._cell.scope)
        inside = np.append(graded, np.zeros(len(listed) - listed.graded, dtype=bool))
        return inside if kept is None else kept & inside

    @property
    def tally(self) -> Tally:
        """How much is in view."""
        run, listed = self._findings.run, self._findings.pairs
        if run is None or listed is None:
            return Tally()
        investments, pairs = self.investments, self.listed
        undated = int(np.isnan(run.table.operating).any(axis=1).sum())
        return Tally(
            investments=len(run.layer) if investments is None else int(investments.sum()),
            all_investments=len(run.layer),
            pairs=len(listed) if pairs is None else int(pairs.sum()),
            all_pairs=len(listed),
            undated=undated,
        )

    def _renew(self) -> None:
        self._masks = self._made()
        self.changed.emit()

    def _made(self) -> dict[str, Mask]:
        run = self._findings.run
        if run is None or (self._years is None and self._cell is None):
            return {}
        masks = {name: mask for name in PAIRS if (mask := self._drawn(name, run)) is not None}
        at_work, ledger = self.at_work, self._summaries.ledger
        shown = at_work if at_work is not None else np.ones(len(run.layer), dtype=bool)
        if self._cell is not None and ledger is not None and ledger.layer is run.layer:
            shown = shown & self._in_pairs(run)
        masks[run.layer.uid] = shown
        return masks

    def _in_pairs(self, run: OverlapRun) -> Mask:
        """Whether each investment takes part in a pair of the cell that is in view."""
        listed, table = self._findings.pairs, run.table
        if self._cell is not None and self._cell.scope == "all":
            kept = self.pairs(table.left, table.right)
            sides = table.left[kept], table.right[kept]
        elif listed is not None:
            kept = self.listed
            sides = listed.left[kept], listed.right[kept]
        else:
            return np.zeros(len(run.layer), dtype=bool)
        return members(sides, len(run.layer))

    def _drawn(self, name: str, run: OverlapRun) -> Mask | None:
        """Which drawn pairs are in view; None where none are drawn."""
        layer = self._sources(name)
        if layer is None:
            return None
        known = self._sides.get(name)
        if known is None or known[0] is not layer:
            rows = run.layer.rows
            left, right = (
                np.array([rows.get(uid, 0) for uid in layer.text(side)], dtype=np.intp)
                for side in ("left", "right")
            )
            known = self._sides[name] = (layer, left, right)
        return self.pairs(known[1], known[2])
