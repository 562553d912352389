"""Keeps the overlaps of the open project current, in the background."""

from PySide6.QtCore import QObject, Signal

from scmap import reference
from scmap.gui.bridge import Bridge
from scmap.gui.job import Job, Jobs
from scmap.gui.sources import GRADED, OVERLAP, Sources
from scmap.model.layer import Layer
from scmap.model.overlap import OverlapRun
from scmap.model.verdict import Candidates
from scmap.reference.rules import ruleset
from scmap.reference.templates import templates
from scmap.session.findings import Findings as Found
from scmap.session.findings import Lookups, find
from scmap.session.services import Services
from scmap.words import tr


class Findings(QObject):
    """What the analysis says about the project that is open now.

    A result is taken only while the layer it was computed from is still the project's own; when
    data change meanwhile, the run is cancelled and begun again.

    Signals
    -------
    changed
        There is a new result, or the old one no longer holds.
    """

    changed = Signal()

    def __init__(self, bridge: Bridge, sources: Sources, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge, self._sources, self._jobs = bridge, sources, jobs
        self._job: Job | None = None
        self._asked: Layer | None = None  # the investments that were compared last
        self.run: OverlapRun | None = None
        self.layer: Layer | None = None
        self.candidates: Candidates | None = None
        self.services: Services | None = None
        bridge.opened.connect(self.compute)
        bridge.changed.connect(self._look)

    @property
    def settled(self) -> bool:
        """Whether nothing is being computed."""
        return self._job is None

    def compute(self) -> None:
        """Compute the overlaps anew."""
        if self._job is not None:
            self._job.cancel()
        self._publish(None)
        project = self._bridge.project
        self._asked = project.investments if project else None
        if project is None or self._asked is None:
            self._job = None
            return
        self._job = self._jobs.run(
            tr("window.job.overlap"),
            lambda progress: find(project, _lookups(), progress=progress),
        )
        job = self._job
        job.finished.connect(self._take)
        job.ended.connect(lambda: self._over(job))

    def _look(self) -> None:
        """Compute again when the investments are no longer those that were compared."""
        project = self._bridge.project
        if project is not None and project.investments is not self._asked:
            self.compute()

    def _take(self, found: Found) -> None:
        if found.overlaps.layer is self._asked:
            self._publish(found)

    def _publish(self, found: Found | None) -> None:
        self.run = found.overlaps if found else None
        self.candidates = found.candidates if found else None
        self.services = found.services if found else None
        self.layer = found.drawn if found else None
        self._sources.publish(OVERLAP, self.layer)
        self._sources.publish(GRADED, found.graded if found else None)
        self.changed.emit()

    def _over(self, job: Job) -> None:
        if self._job is job:
            self._job = None
            self.changed.emit()


def _lookups() -> Lookups:
    return Lookups(reference.codebook(), reference.gazetteer(), ruleset(), templates())
