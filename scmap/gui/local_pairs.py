"""Which candidate pairs belong to the project's municipality, found in the background."""

import numpy as np
from PySide6.QtCore import QObject, Signal

from scmap import reference
from scmap.gui.bridge import Bridge
from scmap.gui.findings import Findings
from scmap.gui.job import Job, Jobs
from scmap.model.verdict import Candidates, Rows
from scmap.session.services import pairs_of
from scmap.words import tr

MOST = 30  # pairs that are listed: the most promising ones


class LocalPairs(QObject):
    """The pairs among which a planner looks for links first.

    Signals
    -------
    changed
        They are known now, or no longer hold.
    """

    changed = Signal()

    def __init__(self, bridge: Bridge, findings: Findings, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge, self._findings, self._jobs = bridge, findings, jobs
        self._job: Job | None = None
        self._asked: tuple[Candidates, str] | None = None
        self._found: Rows | None = None

    def rows(self) -> Rows | None:
        """Give the rows among the candidates, the best linkage first; None while not known."""
        project, candidates = self._bridge.project, self._findings.candidates
        if project is None or candidates is None:
            self._drop()
            return None
        question = (candidates, project.municipality)
        if question != self._asked:
            self._drop()
            self._asked = question
            self._find(candidates, project.municipality)
        return self._found

    def _find(self, candidates: Candidates, code: str) -> None:
        if not code:
            self._found = promising(candidates, np.arange(len(candidates)))
            return
        places = reference.gazetteer_of(self._bridge.project)
        self._job = job = self._jobs.run(
            tr("linkpanel.job"),
            lambda _: promising(candidates, pairs_of(candidates, places, code)),
        )
        job.finished.connect(lambda rows: self._take(job, rows))

    def _take(self, job: Job, rows: Rows) -> None:
        if job is self._job:
            self._job, self._found = None, rows
            self.changed.emit()

    def _drop(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._job = self._asked = self._found = None


def promising(candidates: Candidates, rows: Rows) -> Rows:
    """Choose the pairs with the highest linkage scores, those without a score last."""
    scores = np.nan_to_num(candidates.verdict.linkage[rows], nan=-1.0)
    return rows[np.argsort(-scores, kind="stable")][:MOST]
