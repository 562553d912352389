"""What the planner has narrowed the view to: years, a cell of a matrix, grades; data are untouched.

All are masks over rows that the analysis already measured: nothing is computed anew, and nothing
of it is part of the project.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, Signal

from scmap.cartography.settings import Masks
from scmap.gui.bridge import Bridge
from scmap.gui.findings import Findings
from scmap.gui.job import Jobs
from scmap.gui.models.in_view import InView, Listed, Tally
from scmap.gui.models.narrowed import EVERYTHING, Cell, Narrowed
from scmap.gui.newest import Newest
from scmap.gui.sources import PAIRS, Sources
from scmap.gui.summaries import Summaries
from scmap.model.overlap import Mask, Values
from scmap.words import tr

MANY = 20_000  # pairs that are narrowed in the background: below, it takes a few milliseconds


class Narrowing(QObject):
    """Holds what is narrowed to, and tells which rows of what are in view.

    Of very many pairs the rows are found in the background: until then those of before are in
    view, and `settled` is false.

    Signals
    -------
    changed
        Other rows are in view.
    asked
        Other rows will be in view: they are being found.
    """

    changed = Signal()
    asked = Signal()

    def __init__(
        self,
        bridge: Bridge,
        findings: Findings,
        sources: Sources,
        summaries: Summaries,
        jobs: Jobs,
    ) -> None:
        super().__init__(findings)
        self._findings, self._sources, self._summaries = findings, sources, summaries
        self._to = EVERYTHING
        self._among: Listed | None = None
        self._view = InView()
        self._newest, self._others = (Newest(jobs, self, momentary=True) for _ in range(2))
        self._bounds: tuple[object, tuple[int, int] | None] = (None, None)
        bridge.opened.connect(self.clear)
        findings.changed.connect(lambda: findings.in_turn(self._renew))
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
        if run is not None and self._bounds[0] is not run:
            self._bounds = (run, _bounds(run.table.operating))
        return self._bounds[1] if run is not None else None

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

    def at_years(self, years: tuple[int, int] | None, take: Callable[[Masks], None]) -> None:
        """Find the rows that other years would have in view, all else alike.

        `take` gets their masks at once, or of very many pairs when they are found.
        """
        among = self._among
        if among is None:
            take({})
            return
        to = replace(self._to, years=years)
        drawn = {name: one for name in PAIRS if (one := self._sources(name)) is not None}
        if len(among) <= MANY:
            self._others.drop()
            take(InView.of(among, to, drawn).masks)
        else:
            self._others.ask(
                tr("scope.job"),
                lambda _: InView.of(among, to, drawn),
                lambda view: take(view.masks),
            )

    def show_all_years(self) -> None:
        """Show every year again."""
        self.choose(replace(self._to, years=None))

    def clear(self) -> None:
        """Show everything."""
        self.choose(EVERYTHING)

    # -- what is in view ---------------------------------------------------------------------

    @property
    def among(self) -> Listed | None:
        """What may be narrowed; None while nothing is known."""
        return self._among

    @property
    def settled(self) -> bool:
        """Whether the rows in view are those that were asked for."""
        return not self._newest.busy

    @property
    def masks(self) -> Masks:
        """Rows in view by the name of the layer, for the map; what is not named is whole."""
        return self._view.masks

    @property
    def at_work(self) -> Mask | None:
        """Whether each investment operates in the chosen years; None for all."""
        return self._view.at_work

    @property
    def investments(self) -> Mask | None:
        """Investments in view; None for all."""
        layer = self._findings.run.layer if self._findings.run else None
        return self.masks.get(layer.uid) if layer is not None else None

    @property
    def listed(self) -> Mask | None:
        """Which of the listed pairs (see `Findings.pairs`) are in view; None for all."""
        return self._view.listed

    @property
    def tally(self) -> Tally:
        """How much is in view."""
        return self._view.tally

    # -- masks -------------------------------------------------------------------------------

    def _renew(self) -> None:
        """Find the rows in view; masks of other rows than are listed now would fit nothing."""
        among = self._listed()
        if among is None or not among.same(self._among):
            self._newest.drop()
            if among is None or self._among is None or among.pairs is not self._among.pairs:
                self._view = InView()
        self._among = among
        if among is None:
            self.changed.emit()
            return
        to, drawn = (
            self._to,
            {name: layer for name in PAIRS if (layer := self._sources(name)) is not None},
        )
        if len(among) <= MANY or to == EVERYTHING:
            self._newest.drop()
            self._take(InView.of(among, to, drawn))
        else:
            self._newest.ask(tr("scope.job"), lambda _: InView.of(among, to, drawn), self._take)
            self.asked.emit()

    def _take(self, view: InView) -> None:
        self._view = view
        self.changed.emit()

    def _listed(self) -> Listed | None:
        run, pairs, found = self._findings.run, self._findings.pairs, self._findings.found
        if run is None or pairs is None or found is None:
            return None
        ledger = self._summaries.ledger
        fits = ledger is not None and ledger.layer is run.layer
        return Listed(run, pairs, found.basis.relation, ledger if fits else None)


def _bounds(years: Values) -> tuple[int, int] | None:
    known = years[~np.isnan(years).any(axis=1)]
    return (int(known[:, 0].min()), int(known[:, 1].max())) if len(known) else None
