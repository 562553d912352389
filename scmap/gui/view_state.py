"""Keeps the years in view of each project from one start of the program to the next.

They belong to how this planner looks at a project, not to the project: they are never part of its
file.
"""

import json
import logging

from PySide6.QtCore import QObject, QTimer

from scmap import paths
from scmap.gui.bridge import Bridge
from scmap.gui.narrowing import Narrowing

FILE = "views.json"
MOST = 200  # projects that are remembered, the latest ones
WAIT_MS = 600  # a slider that is dragged is kept when the hand rests

log = logging.getLogger(__name__)


class ViewState(QObject):
    """Gives each project back the years in which it was looked at last."""

    def __init__(self, bridge: Bridge, narrowing: Narrowing) -> None:
        super().__init__(narrowing)
        self._bridge, self._narrowing = bridge, narrowing
        self._project = ""  # whose years are in view
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self.keep)
        bridge.opened.connect(self._give_back)
        narrowing.changed.connect(self._look)

    def keep(self) -> None:
        """Write the years of the open project down, now."""
        self._wait.stop()
        if not self._project:
            return
        known = _read()
        known.pop(self._project, None)
        if self._narrowing.years is not None:
            known[self._project] = list(self._narrowing.years)
        latest = dict(list(known.items())[-MOST:])
        try:
            file = paths.data_dir() / FILE
            file.write_text(json.dumps(latest, indent=1) + "\n", encoding="utf-8")
        except OSError as error:
            log.warning("years in view not kept: %s", type(error).__name__)

    def _look(self) -> None:
        project = self._bridge.project
        if project is not None and project.uid == self._project:
            self._wait.start()

    def _give_back(self) -> None:
        """Show a project as it was looked at last."""
        self._wait.stop()
        project = self._bridge.project
        self._project = ""
        years = _read().get(project.uid) if project is not None else None
        if years is not None:
            self._narrowing.choose_years(*years)
        self._project = project.uid if project is not None else ""


def _read() -> dict[str, list[int]]:
    """Read what was kept; a file that is damaged or from elsewhere gives nothing."""
    try:
        found = json.loads((paths.data_dir() / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    pairs = found.items() if isinstance(found, dict) else ()
    return {
        uid: years
        for uid, years in pairs
        if isinstance(years, list) and len(years) == 2 and all(type(y) is int for y in years)
    }
