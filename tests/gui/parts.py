"""What panels stand on, without a window: a small project with its findings."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from PySide6.QtCore import QObject

from scmap.gui.bridge import Bridge
from scmap.gui.depths import Depths
from scmap.gui.findings import Findings
from scmap.gui.job import Jobs
from scmap.gui.narrowing import Narrowing
from scmap.gui.panels.depth import DepthPanel
from scmap.gui.panels.matrix import MatrixPanel
from scmap.gui.panels.tables import TablesPanel, View
from scmap.gui.panels.years import YearsPanel
from scmap.gui.selection import Selection
from scmap.gui.sources import Sources
from scmap.gui.summaries import Summaries
from scmap.model.maplayer import BASE
from scmap.model.project import Project
from scmap.session.findings import Basis, Lookups, find
from scmap.session.findings import Findings as Found
from scmap.session.session import Session
from tests.gui.board import city, sample_project
from tests.report import sample

HOSTILE = "<b>굵게</b> & {layer} %n &amp; "


def small_project(texts: sample.Texts = sample.PLAIN) -> Project:
    """Give seven investments, and the standard tree without the bundled boundaries."""
    made = sample.project(texts)
    return made.with_map(entry for entry in made.map if not entry.layer.startswith(BASE))


@dataclass(frozen=True)
class Parts:
    root: QObject
    bridge: Bridge
    jobs: Jobs
    sources: Sources
    findings: Findings
    selection: Selection
    summaries: Summaries
    narrowing: Narrowing
    depths: Depths

    @property
    def uids(self) -> list[str]:
        """Pairs in the order of the list."""
        assert self.findings.pairs is not None
        return [str(uid) for uid in self.findings.pairs.uids()]

    @property
    def sharing(self) -> list[str]:
        """Pairs that share ground, in the order of the list."""
        pairs = self.findings.pairs
        assert pairs is not None
        return [str(uid) for uid in pairs.uids(np.flatnonzero(pairs.pair >= 0))]

    def open(self, qtbot: Any, project: Project | None = None) -> Session:
        """Open a project and wait for its findings."""
        session = Session(project or small_project())
        self.bridge.take(session)
        qtbot.waitUntil(lambda: self.findings.settled and not self.jobs.running, timeout=60_000)
        return session


def make_parts() -> Parts:
    root = QObject()
    bridge, jobs = Bridge(root), Jobs(root)
    sources = Sources(bridge, jobs, root)
    findings = Findings(bridge, sources, jobs, root)
    summaries = Summaries(findings, jobs)
    narrowing = Narrowing(bridge, findings, sources, summaries, jobs)
    depths = Depths(bridge, findings, narrowing, sources, jobs)
    selection = Selection(root)
    return Parts(root, bridge, jobs, sources, findings, selection, summaries, narrowing, depths)


_FOUND: list[Found] = []


def find_once(project: Project, field: Lookups, **asked: Any) -> Found:
    """Analyse a project; of what is opened again by test after test the first answer is given.

    An answer is a value, and rests on the very same layers, tables and judgement. What changes in
    a project that is open is analysed anew each time.
    """
    opened = any(project.layers is one.layers for one in (city(), sample_project()))
    if asked.get("before") is not None or not opened:
        return find(project, field, **asked)
    for known in _FOUND:
        if _rests_on(known.basis, project, field) and known.basis.relation == asked["relation"]:
            return known
    _FOUND.append(find(project, field, **asked))
    return _FOUND[-1]


def _rests_on(basis: Basis, project: Project, field: Lookups) -> bool:
    return (
        basis.source is project.investments
        and basis.field.codebook == field.codebook
        and basis.field.gazetteer is field.gazetteer
        and basis.field.rules.same_as(field.rules)
        and basis.field.templates.same_as(field.templates)
    )


def make_tables(parts: Parts) -> TablesPanel:
    known = (parts.findings, parts.summaries, parts.narrowing)
    views: list[View] = [
        MatrixPanel(name, *known, parts.jobs, parts.depths) for name in ("ministry", "field")
    ]
    views += [YearsPanel(*known, parts.jobs), DepthPanel(parts.depths, parts.selection)]
    shared = (parts.findings, parts.selection, parts.summaries, parts.narrowing)
    return TablesPanel(parts.bridge, *shared, views, parts.sources)


def without_investments(project: Project) -> Project:
    return replace(project, layers=())
