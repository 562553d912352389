"""A design table on a small project, without the window."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QPushButton, QWidget

from scmap.gui.bridge import Bridge
from scmap.gui.design.desk import Desk
from scmap.gui.door import Door
from scmap.gui.findings import Findings
from scmap.gui.job import Jobs
from scmap.gui.messages import MessageBar
from scmap.gui.models.sheet import Draft, Sheet
from scmap.gui.selection import Selection
from scmap.gui.sources import Sources
from scmap.model.project import Project
from scmap.session.session import Session


@dataclass
class Laid:
    """What a page stands on, and what it asked of the window."""

    desk: Desk
    zoomed: list[tuple[str, str]] = field(default_factory=list)
    saved: list[str] = field(default_factory=list)
    acted: list[str] = field(default_factory=list)
    turned: list[frozenset[str]] = field(default_factory=list)

    @property
    def project(self) -> Project:
        project = self.desk.project
        assert project is not None
        return project

    def undo(self) -> None:
        self.desk.bridge.undo()

    def wait(self) -> None:
        self.desk.jobs.wait()


@contextmanager
def laid(project: Project) -> Iterator[Laid]:
    """Lay a desk for a project, and clear it."""
    parent = QWidget()
    root = QObject(parent)
    bridge, jobs = Bridge(root), Jobs(root)
    sources, selection = Sources(bridge, jobs, root), Selection(root)
    findings = Findings(bridge, sources, jobs, root)
    asked: tuple[list[tuple[str, str]], list[str], list[str]] = ([], [], [])

    def zoom(layer: str, uid: str) -> None:
        asked[0].append((layer, uid))

    def save(title: str, _sheet: Sheet | Draft) -> None:
        asked[1].append(title)

    act: Callable[[str], None] = asked[2].append
    turned: list[frozenset[str]] = []
    bar = MessageBar(parent)
    desk = Desk(
        parent,
        bridge,
        findings,
        selection,
        sources,
        jobs,
        bar,
        zoom,
        _nothing,
        save,
        act,
        turned.append,
        Door(parent, bridge, jobs, bar),
    )
    bridge.take(Session(project))
    jobs.wait()
    yield Laid(desk, *asked, turned)
    jobs.close()
    bridge.take(None)
    jobs.close()
    parent.deleteLater()


def _nothing(_uid: str) -> None:
    """Zoom nowhere: there is no map."""


def button(within: QWidget, name: str) -> QPushButton:
    """Give the button of a deed."""
    found = within.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def ok(dialog: QWidget) -> QPushButton:
    """Give the button that accepts a dialog."""
    box = dialog.findChild(QDialogButtonBox)
    assert isinstance(box, QDialogButtonBox)
    return box.button(QDialogButtonBox.StandardButton.Ok)


def said(page: QWidget) -> str:
    """Give all words in sight."""
    return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())
