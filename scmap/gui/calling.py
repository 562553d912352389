"""Calls a planner who went to another window back when long work has ended."""

import time

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from scmap.gui.job import Jobs

LONG_S = 5.0  # what takes so long, nobody watches


class Calling(QObject):
    """Lets the window's place in the task bar light up; its message says what came of the work."""

    def __init__(self, window: QWidget, jobs: Jobs) -> None:
        super().__init__(window)
        self._window, self._jobs = window, jobs
        self._begun = 0.0
        jobs.started.connect(self._begin)
        jobs.idle.connect(self._end)

    def _begin(self, _job: object) -> None:
        if len(self._jobs.running) == 1:
            self._begun = time.monotonic()

    def _end(self) -> None:
        is_long = time.monotonic() - self._begun > LONG_S
        if is_long and QApplication.activeWindow() is None:
            QApplication.alert(self._window)
