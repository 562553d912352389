"""Reads by what a project's investments are summed up, in the background."""

from PySide6.QtCore import QObject, Signal

from scmap import reference
from scmap.gui.findings import Findings
from scmap.gui.job import Job, Jobs
from scmap.model.layer import Layer
from scmap.session.summaries import Ledger
from scmap.words import tr


class Summaries(QObject):
    """The ledger of the investments that were analysed last.

    Signals
    -------
    changed
        There is another ledger, or none any more.
    """

    changed = Signal()

    def __init__(self, findings: Findings, jobs: Jobs) -> None:
        super().__init__(findings)
        self._findings, self._jobs = findings, jobs
        self._job: Job | None = None
        self._asked: Layer | None = None
        self._ledger: Ledger | None = None
        findings.changed.connect(lambda: findings.in_turn(self._look))

    @property
    def ledger(self) -> Ledger | None:
        """The ledger; None while there is no analysis, or it is still being read."""
        return self._ledger

    def _look(self) -> None:
        layer = self._findings.run.layer if self._findings.run is not None else None
        if layer is self._asked:
            return
        self._asked, self._ledger = layer, None
        if self._job is not None:
            self._job.cancel()
            self._job = None
        if layer is not None:
            self._job = self._jobs.run(
                tr("summary.job"),
                lambda progress: Ledger.of(layer, reference.codebook(), progress=progress),
            )
            job = self._job
            job.finished.connect(lambda ledger: self._take(job, ledger))
        self.changed.emit()

    def _take(self, job: Job, ledger: Ledger) -> None:
        if job is self._job:
            self._job, self._ledger = None, ledger
            self.changed.emit()
