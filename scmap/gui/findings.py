"""Keeps the overlaps of the open project current, in the background."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import is_
from typing import Self

from PySide6.QtCore import QObject, QTimer, Signal

from scmap.analysis.ground import Ground
from scmap.cartography.highlight import prepare
from scmap.gui.bridge import Bridge
from scmap.gui.job import Job, Jobs
from scmap.gui.models.investments import investment_table
from scmap.gui.models.overlaps import overlap_table
from scmap.gui.models.table import Table
from scmap.gui.sources import GRADED, OVERLAP, PAIRS, Sources
from scmap.gui.turns import Turns
from scmap.model import boundary, facility, investment
from scmap.model.exemption import Exemption
from scmap.model.issue import Issue
from scmap.model.layer import Layer
from scmap.model.overlap import OverlapRun, Relation
from scmap.model.pairs import PairList
from scmap.model.project import Project
from scmap.model.ruleset import RuleEdit
from scmap.model.service_edit import ServiceEdit
from scmap.model.verdict import Candidates
from scmap.progress import Progress, part
from scmap.session.findings import Findings as Found
from scmap.session.findings import Lookups, find
from scmap.session.services import Services
from scmap.words import tr

USUAL: Relation = "between"  # what the committee asks first: who pays beside another ministry

PATIENCE_MS = 800  # of an analysis that lets the map go first
MANY = 200  # investments; what follows from a result of more takes longer than a frame


class Findings(QObject):
    """What the analysis says about the project that is open now.

    A result is taken only while the layers it was computed from are still the project's own; when
    data change meanwhile, the run is cancelled and begun again. Of what was found last, only what a
    change touches is computed again.

    Signals
    -------
    changed
        There is a new result, or the old one no longer holds.
    began
        Something is computed: what is known so far may no longer hold.
    all_told
        Everybody has shown what there is.
    """

    changed = Signal()
    all_told = Signal()
    began = Signal()
    _early = Signal(object, object)  # from the worker: what is known already, and of which layers

    def __init__(self, bridge: Bridge, sources: Sources, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge, self._sources, self._jobs = bridge, sources, jobs
        self._turns = Turns(self)
        self._turns.over.connect(self.all_told)
        self._job: Job | None = None
        self._asked: tuple[Layer, ...] = ()  # what the last analysis looked at
        self._judged: tuple[Layer, ...] = ()  # the project's own judgement that it applied
        self._left: list[object] = []  # what no longer holds, until everybody has heard it
        self._last: Found | None = None  # what was found last, also when it is out of date
        self._relation = USUAL
        self.renewing = False  # whether what is known, or was, is about to be replaced
        self.first = True  # whether nothing of this project was found yet
        self.found: Found | None = None
        self.run: OverlapRun | None = None
        self.pairs: PairList | None = None
        self.candidates: Candidates | None = None
        self.services: Services | None = None
        self.ground: Ground | None = None
        self.table: Table | None = None  # the pairs as they are listed
        self.read: Table | None = None  # the investments as they are listed, with what to check
        self.faulty: frozenset[str] = frozenset()  # uids of those that have something to check
        self._wait = QTimer(self, singleShot=True, interval=0)  # of a project that was opened
        self._wait.timeout.connect(self._start)
        self._early.connect(self._take_early)
        bridge.opened.connect(self._begin)
        bridge.changed.connect(self._look)

    @property
    def source(self) -> Layer | None:
        """The project's very investments of which something is known; None while nothing is."""
        return self.found.source if self.found is not None else None

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What is wrong with the investments; () while nothing is known."""
        return self.run.issues if self.run is not None else ()

    @property
    def settled(self) -> bool:
        """Whether nothing is being computed, or waits to be."""
        return self._job is None and not self._wait.isActive()

    @property
    def relation(self) -> Relation:
        """How the owners of the pairs that are graded relate."""
        return self._relation

    def choose_relation(self, relation: Relation) -> None:
        """Grade pairs of another relation; nothing is measured again."""
        if relation != self._relation:
            self._relation = relation
            self.judge()

    def let_the_map_go_first(self) -> None:
        """Analyse a project that is opened only when `go_on` says that its map is there.

        Or after a while: what the map needs and what the analysis does would share two cores.
        """
        self._wait.setInterval(PATIENCE_MS)

    def go_on(self) -> None:
        """Begin what waits for the map."""
        if self._wait.isActive():
            self._wait.stop()
            self._start()

    def _begin(self) -> None:
        """Look at another project, between ministries first."""
        self._relation, self.first = USUAL, True
        self._wait.stop()
        if self._wait.interval() and _looked_at(self._bridge.project):
            self._wait.start()
        self.compute()

    @property
    def told(self) -> bool:
        """Whether everybody has shown what there is."""
        return not self._turns.busy

    def in_turn(self, work: Callable[[], None]) -> None:
        """Do what follows from a result: at once, or one by one where that takes long.

        That is so of very many investments, and when a project is opened: everybody shows it.
        """
        project = self._bridge.project
        layer = project.investments if project is not None else None
        if self._bridge.opening or (layer is not None and len(layer) > MANY):
            self.behind(work)
        else:
            work()

    def behind(self, work: Callable[[], None]) -> None:
        """Do in a turn of its own what follows from what the hand did."""
        self._turns.ask(work)

    def compute(self) -> None:
        """Compute everything anew."""
        self._left += [self._last]
        self._last = None
        self.renew()

    def renew(self) -> None:
        """Compute what a change of the data touches; until then there is no result."""
        project = self._bridge.project
        self.renewing = project is not None and project.investments is not None
        self._publish(None)
        self._start()

    def judge(self) -> None:
        """Judge by the project's present judgement what was measured; it stays in sight."""
        self._start()

    def _start(self) -> None:
        if self._wait.isActive():
            return
        if self._job is not None:
            self._job.cancel()
        before = self._last
        project = self._bridge.project
        self._asked = asked = _looked_at(project)
        self._judged = _judgement(project)
        if project is None or project.investments is None:
            self._job = None
            self.renewing = False
            return
        how = _Order(project, before, self._relation, asked)
        self._job = job = self._jobs.run(
            tr("window.job.overlap"), lambda progress: self._work(how, progress)
        )
        job.finished.connect(lambda laid: self._take(laid, asked))
        job.ended.connect(lambda: self._over(job))
        self.renewing = True
        self.began.emit()

    def _work(self, how: "_Order", progress: Progress) -> "_Laid":
        """Analyse, in the worker; what is known early is told at once."""
        found = find(
            how.project,
            Lookups.of(how.project),
            relation=how.relation,
            before=how.before,
            early=lambda found: self._early.emit(
                _Laid.of(found, part(progress, 0.735, 0.74)), how.asked
            ),
            progress=part(progress, 0.0, 0.98),
        )
        return _Laid.of(found, part(progress, 0.98, 1.0))

    def _look(self) -> None:
        """Compute again when the project's data are no longer those that were looked at."""
        if not _same(_looked_at(self._bridge.project), self._asked):
            self.renew()
        elif not _same(_judgement(self._bridge.project), self._judged):
            self.judge()

    def _take_early(self, laid: "_Laid", asked: tuple[Layer, ...]) -> None:
        wanted = laid.found.basis.relation == self._relation
        if self._job is not None and not self._job.stopping and wanted:
            self._take(laid, asked)

    def _take(self, laid: "_Laid", asked: tuple[Layer, ...]) -> None:
        if _same(asked, self._asked):
            self._left += [self._last]
            self._last, self.renewing, self.first = laid.found, False, False
            self._publish(laid)

    def _publish(self, laid: "_Laid | None") -> None:
        self._left += [self.table, self.read]
        self.found = found = laid.found if laid else None
        self.table = laid.table if laid else None
        self.read = laid.read if laid else None
        self.faulty = laid.faulty if laid else frozenset()
        self.run = found.overlaps if found else None
        self.candidates = found.candidates if found else None
        self.services = found.services if found else None
        self.pairs = found.pairs if found else None
        self.ground = found.ground if found else None
        drawn = {OVERLAP: found.drawn, GRADED: found.graded} if found else dict.fromkeys(PAIRS)
        self._sources.publish(drawn)
        self.in_turn(self._tell)

    def _tell(self) -> None:
        self.changed.emit()
        self.in_turn(self._let_go)  # behind whatever somebody who heard it does in a turn

    def _let_go(self) -> None:
        """Free what no longer holds, now that nobody shows it any more."""
        self._jobs.let_go(self._left)
        self._left = []

    def _over(self, job: Job) -> None:
        if self._job is job:
            self._job, self.renewing = None, False
            self.changed.emit()


@dataclass(frozen=True, slots=True, eq=False)
class _Order:
    """What is to be found: of which project, from what was found before, and which pairs."""

    project: Project
    before: Found | None
    relation: Relation
    asked: tuple[Layer, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Laid:
    """What was found, laid out as tables: both take longer than a frame."""

    found: Found
    table: Table
    read: Table
    faulty: frozenset[str]

    @classmethod
    def of(cls, found: Found, progress: Progress) -> Self:
        issues = found.overlaps.issues
        prepare(found.drawn)  # whoever selects them all sees them marked at once
        read = investment_table(found.source, found.basis.field.codebook, issues)
        faulty = frozenset(issue.feature for issue in issues)
        return cls(found, overlap_table(found.pairs, progress=progress), read, faulty)


def _looked_at(project: Project | None) -> tuple[Layer, ...]:
    """Give the layers on which findings rest: investments, what stands in the field, the ground."""
    if project is None:
        return ()
    return tuple(
        layer
        for layer in project.layers
        if layer.name in (investment.TABLE, ServiceEdit.TABLE)
        or layer.kind in (facility.KIND, boundary.KIND)
    )


def _judgement(project: Project | None) -> tuple[Layer, ...]:
    """Give the rows of what people judge otherwise than the product does: rules, exceptions."""
    layers = (project.named(kind.TABLE) for kind in (RuleEdit, Exemption)) if project else ()
    return tuple(layer for layer in layers if layer is not None)


def _same(some: tuple[Layer, ...], others: tuple[Layer, ...]) -> bool:
    """Tell whether these are the very same layers: data never change inside one."""
    return len(some) == len(others) and all(map(is_, some, others))
