"""Answers the newest of many questions: what was asked between two answers is never worked on."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from scmap.gui.job import Job, Jobs
from scmap.progress import Progress

Work = Callable[[Progress], Any]
Take = Callable[[Any], None]


class Newest(QObject):
    """One question at a time in the background; while it is worked on, only the newest waits.

    A question that is under way is finished and told, so that somebody who goes on asking (a hand
    that moves) sees answers on the way.

    Parameters
    ----------
    jobs : Jobs
        Runs the work.
    momentary : bool
        Whether there are many questions a second, so that none is shown as a job.
    """

    def __init__(self, jobs: Jobs, parent: QObject, *, momentary: bool = False) -> None:
        super().__init__(parent)
        self._jobs, self._momentary = jobs, momentary
        self._job: Job | None = None
        self._next: tuple[str, Work, Take] | None = None

    @property
    def busy(self) -> bool:
        """Whether an answer is under way."""
        return self._job is not None

    @property
    def waits(self) -> bool:
        """Whether a newer question waits for the one under way."""
        return self._next is not None

    def ask(self, label: str, work: Work, take: Take) -> None:
        """Work on a question now, or after the one under way, instead of any that waits."""
        if self._job is not None:
            self._next = (label, work, take)
            return
        self._job = job = self._jobs.run(label, work, momentary=self._momentary)
        job.finished.connect(lambda answer: self._tell(job, take, answer))
        job.ended.connect(lambda: self._go_on(job))

    def drop(self) -> None:
        """Forget what was asked; what is under way is not told any more."""
        self._next = None
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _tell(self, job: Job, take: Take, answer: object) -> None:
        if job is self._job:
            take(answer)

    def _go_on(self, job: Job) -> None:
        if job is not self._job:
            return
        self._job, waiting = None, self._next
        self._next = None
        if waiting is not None:
            self.ask(*waiting)
