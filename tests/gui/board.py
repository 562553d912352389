"""A small project for the panels of ③ and ④: the investments of one city and its facilities."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from scmap.gui.bridge import Bridge
from scmap.gui.findings import Findings
from scmap.gui.job import Jobs
from scmap.gui.selection import Selection
from scmap.gui.sources import OVERLAP, Sources
from scmap.model.codebook import parts
from scmap.model.project import Project
from scmap.session.session import Session
from scmap.store.project_file import read_project

SAMPLE = Path(__file__).parents[2] / "sample_layers" / "scmap-sample.gpkg"
CITY = "41590"


@cache
def sample_project() -> Project:
    """Give the sample's project, read once: it is a value that nobody changes."""
    return read_project(SAMPLE).project


@cache
def city() -> Project:
    """Give the sample's project cut down to 화성시, without a map."""
    project = sample_project()
    layer = project.investments
    assert layer is not None
    own = np.array([CITY in parts(cell) for cell in layer.text("municipality_code")], dtype=bool)
    return replace(project.with_layer(layer.take(own)), municipality=CITY, map=())


@dataclass
class Desk:
    """What a window gives its panels, without the window."""

    bridge: Bridge
    findings: Findings
    selection: Selection
    jobs: Jobs

    @property
    def session(self) -> Session:
        session = self.bridge.session
        assert session is not None
        return session

    @property
    def project(self) -> Project:
        return self.session.project

    def open(self, project: Project) -> None:
        self.bridge.take(Session(project))
        self.jobs.wait()

    def select_pair(self, row: int = 0) -> str:
        """Select the pair at a row of the candidates, as the table does."""
        found = self.findings.candidates
        assert found is not None
        uid = found.uid(row)
        self.selection.select(OVERLAP, (uid,))
        return uid


@contextmanager
def desk() -> Iterator[Desk]:
    """Lay out a desk, and clear it."""
    parent = QObject()
    bridge, jobs = Bridge(parent), Jobs(parent)
    findings = Findings(bridge, Sources(bridge, jobs, parent), jobs, parent)
    yield Desk(bridge, findings, Selection(parent), jobs)
    jobs.close()
    parent.deleteLater()


def buttons(panel: QWidget, text: str) -> list[QPushButton]:
    """Give the buttons in sight with these words."""
    return [
        one for one in panel.findChildren(QPushButton) if one.isVisible() and one.text() == text
    ]


def press(panel: QWidget, text: str) -> None:
    """Press the first button in sight with these words, by mouse."""
    QTest.mouseClick(buttons(panel, text)[0], Qt.MouseButton.LeftButton)
