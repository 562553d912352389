"""Keeps the depth of the open project current, in the background, once somebody wants to see it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QObject, Signal

from scmap.analysis.depth_layer import Drawn
from scmap.analysis.depth_tables import tabulate
from scmap.cartography.presets import depth_entry
from scmap.gui.bridge import Bridge
from scmap.gui.findings import Findings
from scmap.gui.job import Job, Jobs
from scmap.gui.models.depth_table import face_titles
from scmap.gui.narrowing import Narrowing
from scmap.gui.sources import DEPTH, GRADED, Sources
from scmap.model.depth import Depth, DepthTables, Mask, Partition, Rows
from scmap.model.layer import Layer
from scmap.progress import Progress, part
from scmap.session.depths import Depths as Cut
from scmap.session.findings import Lookups
from scmap.session.layer_tree import show_instead
from scmap.words import tr


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """What was counted for the years in view: faces, tables, and the layer of the map."""

    depth: Depth
    tables: DepthTables
    layer: Layer
    drawn: Drawn


class Depths(QObject):
    """How many ministries invest in the same ground of the project that is open now.

    Footprints are cut when the table or the map of depths is first wanted, and again when they
    change; the years in view are counted on the same faces.

    Signals
    -------
    changed
        There is a new result, or the old one no longer holds.
    """

    changed = Signal()

    def __init__(
        self,
        bridge: Bridge,
        findings: Findings,
        narrowing: Narrowing,
        sources: Sources,
        jobs: Jobs,
    ) -> None:
        super().__init__(findings)
        self._bridge, self._findings, self._narrowing = bridge, findings, narrowing
        self._sources, self._jobs = sources, jobs
        self._job: Job | None = None
        self._wanted = False
        self._asked: object = None  # the run whose footprints were cut, or are being cut
        self._cut: Cut | None = None
        self._drawn: Drawn | None = None
        self.counted: Counted | None = None
        self.regional = True  # whether investments of a whole 시·도 count
        bridge.opened.connect(self._begin)
        bridge.changed.connect(self._look)
        findings.changed.connect(self._look)
        narrowing.changed.connect(self._recount)

    @property
    def is_computing(self) -> bool:
        """Whether a result is under way."""
        return self._job is not None

    @property
    def partition(self) -> Partition | None:
        """The faces of the footprints that were analysed last; None while they are not cut."""
        current = self._asked is not None and self._asked is self._findings.run
        known = self._cut is not None and self.counted is not None
        return self._cut.partition if current and known and self._cut is not None else None

    def want(self) -> None:
        """Compute the depth now, and keep it current."""
        self._wanted = True
        self._look()

    @property
    def is_on_map(self) -> bool:
        """Whether the map shows depths."""
        project = self._bridge.project
        entries = project.map if project else ()
        return any(entry.layer == DEPTH and entry.visible for entry in entries)

    def show_on_map(self, shown: bool) -> None:
        """Let the map show depths in place of grades, or grades again."""
        label = tr("depth.do.show" if shown else "depth.do.hide")
        self._bridge.do(label, lambda now: show_instead(now, depth_entry(), GRADED, shown=shown))

    def take_regional(self, counted: bool) -> None:
        """Count investments of a whole 시·도, or leave them out."""
        if counted != self.regional:
            self.regional = counted
            self._recount()

    def draw_first(self, faces: Rows) -> None:
        """Let the map draw these faces before all others, where it leaves any of them out."""
        cut, drawn, counted = self._cut, self._drawn, self.counted
        if cut is None or drawn is None or counted is None or self._job is not None:
            return
        depth = counted.depth
        asked = faces[depth.investments[faces] > 0]
        if np.isin(asked, drawn.faces).all():
            return

        def work(progress: Progress) -> tuple[Cut, Counted]:
            more = Drawn.of(depth, first=asked, earlier=drawn, progress=progress)
            return cut, replace(counted, drawn=more, layer=_named(depth, more))

        self._run(work)

    def retranslate(self) -> None:
        """Name the ground in the language now in force; nothing is counted again."""
        if self.counted is not None:
            named = _named(self.counted.depth, self.counted.drawn)
            self._publish(replace(self.counted, layer=named))

    def _begin(self) -> None:
        self._wanted, self._cut, self._drawn = False, None, None
        self._look()

    def _look(self, *_: object) -> None:
        """Cut again when the footprints are no longer those that were cut."""
        run = self._findings.run
        layer = run.layer if run is not None else None
        if layer is not None and not (self._wanted or self.is_on_map):
            return
        if run is self._asked:  # by another judgement it is another one, if years or width differ
            return
        self._asked = run
        self._stop()
        self._publish(None)
        project = self._bridge.project
        if layer is None or project is None:
            return
        earlier, shown = self._cut, self._drawn
        at_work, regional = self._narrowing.at_work, self.regional

        def work(progress: Progress) -> tuple[Cut, Counted]:
            field = Lookups.of(project)
            cut = earlier.partition if earlier else None
            found = Cut.of(project, field, earlier=cut, progress=part(progress, 0.0, 0.9))
            counted = found.count(progress=part(progress, 0.9, 0.91))
            drawn = Drawn.of(counted, earlier=shown, progress=part(progress, 0.91, 0.98))
            told = part(progress, 0.98, 1.0)
            return found, _counted(found, drawn, at_work, told, regional=regional)

        self._run(work)

    def _recount(self) -> None:
        """Count for the years that are now in view; nothing is cut."""
        cut, drawn, at_work = self._cut, self._drawn, self._narrowing.at_work
        regional = self.regional
        if cut is None or drawn is None or self._asked is None or self.counted is None:
            return
        self._stop()
        if _same(self.counted.depth, at_work, regional=regional):
            return
        self._run(
            lambda progress: (cut, _counted(cut, drawn, at_work, progress, regional=regional))
        )

    def _run(self, work: Callable[[Progress], object]) -> None:
        self._job = job = self._jobs.run(tr("depth.job"), work)
        job.finished.connect(lambda found: self._take(job, found))
        job.ended.connect(lambda: self._over(job))

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _take(self, job: Job, found: tuple[Cut, Counted]) -> None:
        if job is self._job:
            self._job = None
            self._cut, counted = found
            self._drawn = counted.drawn
            self._publish(counted)
            self._recount()

    def _over(self, job: Job) -> None:
        if self._job is job:
            self._job = None
            self.changed.emit()

    def _publish(self, counted: Counted | None) -> None:
        self.counted = counted
        self._sources.publish({DEPTH: counted.layer if counted else None})
        self.changed.emit()


def _counted(
    cut: Cut,
    drawn: Drawn,
    at_work: Mask | None,
    progress: Progress,
    *,
    regional: bool,
) -> Counted:
    depth = cut.count(chosen=at_work, regional=regional, progress=part(progress, 0.0, 0.4))
    if (depth.investments > 0).sum() > (depth.investments[drawn.faces] > 0).sum():
        # Not every face has its place on the map: the deepest ones now may be others.
        drawn = Drawn.of(depth, earlier=drawn, progress=part(progress, 0.4, 0.8))
    tables = tabulate(depth, progress=part(progress, 0.8, 1.0))
    return Counted(depth, tables, _named(depth, drawn), drawn)


def _named(depth: Depth, drawn: Drawn) -> Layer:
    """Draw up what was counted, each face with its name in the language now in force."""
    layer = drawn.layer(depth, tr("depth.title"))
    names = face_titles(depth, drawn.faces[depth.investments[drawn.faces] > 0])
    return layer.replace(columns={**layer.columns, "name": names})


def _same(depth: Depth, at_work: Mask | None, *, regional: bool) -> bool:
    """Tell whether just these rows were counted."""
    rows = depth.stakes.known if at_work is None else depth.stakes.known & at_work
    if not regional:
        rows = rows & ~depth.stakes.regional
    return bool((depth.chosen == rows).all())
