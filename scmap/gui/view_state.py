"""Keeps the years in view of each project from one start of the program to the next.

They belong to how this planner looks at a project, not to the project: they are never part of its
file.
"""

from PySide6.QtCore import QObject, QTimer

from scmap.gui.bridge import Bridge
from scmap.gui.narrowing import Narrowing
from scmap.gui.profile_table import ProfileTable, is_whole_numbers

WAIT_MS = 600  # a slider that is dragged is kept when the hand rests

# First and last year in view of each project, by its uid: the latest projects.
YEARS = ProfileTable("views.json", lambda years: is_whole_numbers(years, 2), most=200)


class ViewState(QObject):
    """Gives each project back the years in which it was looked at last."""

    def __init__(self, bridge: Bridge, narrowing: Narrowing) -> None:
        super().__init__(narrowing)
        self._bridge, self._narrowing = bridge, narrowing
        self._project = ""  # whose years are in view
        self._years: tuple[int, int] | None = None  # in which it was looked at last
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self.keep)
        bridge.opened.connect(self._give_back)
        narrowing.changed.connect(self._look)

    def keep(self) -> None:
        """Remember the years of the open project, now."""
        self._wait.stop()
        if self._project:
            YEARS.keep({self._project: None if self._years is None else list(self._years)})

    def _look(self) -> None:
        project = self._bridge.project
        if self._bridge.opening:  # what changes now is the next project's
            return
        if project is not None and project.uid == self._project:
            self._years = self._narrowing.years
            self._wait.start()

    def _give_back(self) -> None:
        """Show a project as it was looked at last; what the one before waits for is kept first."""
        if self._wait.isActive():
            self.keep()
        project = self._bridge.project
        self._project = ""
        years = YEARS.read().get(project.uid) if project is not None else None
        if years is not None:
            self._narrowing.choose_years(*years)
        self._project = project.uid if project is not None else ""
        self._years = self._narrowing.years
