"""The ground of selected pairs that are not among those drawn on the map, cut when it is wanted."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from scmap.analysis.ground import Ground
from scmap.analysis.pair_layers import MOST_DRAWN, overlap_layer
from scmap.cartography.highlight import prepare
from scmap.gui.findings import Findings
from scmap.gui.job import Job, Jobs
from scmap.gui.keys import Uids
from scmap.gui.selection import Selected, Selection
from scmap.gui.sources import PAIRS, Sources
from scmap.model.layer import Layer
from scmap.model.pairs import PairList
from scmap.progress import Progress, silent
from scmap.words import tr

AT_ONCE = 8  # pairs that are cut within a frame; more are cut in the background

Rows = NDArray[np.intp]


class Picked(QObject):
    """Gives the map the ground of any pair that is selected.

    The map draws the most serious few thousand pairs; a table has them all. Of very many selected
    pairs, too, only the most serious ones are marked.
    """

    def __init__(
        self, findings: Findings, sources: Sources, selection: Selection, jobs: Jobs
    ) -> None:
        super().__init__(sources)
        self._findings, self._sources = findings, sources
        self._selection, self._jobs = selection, jobs
        self._job: Job | None = None
        selection.changed.connect(self._look)
        findings.changed.connect(self._look)

    def _look(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        pairs, ground = self._findings.pairs, self._findings.ground
        if pairs is None or ground is None:
            self._sources.pick(None)
            return
        rows = beyond(pairs, self._selection.selected)
        if not len(rows):
            self._sources.pick(None)
        elif len(rows) <= AT_ONCE:
            self._sources.pick(ground_of(pairs, ground, rows))
        else:
            self._job = job = self._jobs.run(
                tr("window.job.picked"),
                lambda progress: ground_of(pairs, ground, rows, progress),
            )
            job.finished.connect(lambda layer: self._take(job, layer))

    def _take(self, job: Job, layer: Layer) -> None:
        if job is self._job:
            self._job = None
            self._sources.pick(layer)


def beyond(pairs: PairList, selected: Selected) -> Rows:
    """Rows of the selected pairs, the most serious ones; none where the map draws them anyway."""
    none = np.empty(0, dtype=np.intp)
    if selected.layer not in PAIRS:
        return none
    uids = selected.uids
    if isinstance(uids, Uids):
        rows = _first(uids.mask, pairs) if uids.keys is pairs else none
    else:
        rows = np.sort(pairs.rows(uids))
        rows = rows[(rows >= 0) & (pairs.pair[rows] >= 0)][:MOST_DRAWN]
    drawn = pairs.first_sharing(MOST_DRAWN)
    return rows if len(rows) and rows[-1] > drawn[-1] else none


def _first(chosen: NDArray[np.bool_], pairs: PairList) -> Rows:
    """Give the first chosen rows, in the order of the list, whose pairs share ground."""
    reach = 4 * MOST_DRAWN
    while True:
        found = np.flatnonzero(chosen[:reach] & (pairs.pair[:reach] >= 0))
        if len(found) >= MOST_DRAWN or reach >= len(pairs):
            return found[:MOST_DRAWN]
        reach *= 4


def ground_of(pairs: PairList, ground: Ground, rows: Rows, progress: Progress = silent) -> Layer:
    """Draw up some pairs of the list as a layer."""
    run = pairs.candidates.run
    shown = replace(run, table=run.table.take(pairs.pair[rows]))
    layer = overlap_layer(shown, ground, progress=progress)
    prepare(layer)
    return layer
