"""The window's door to the outside: what it hands out is written behind, and entered."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from scmap.errors import RefusedError
from scmap.gui.bridge import Bridge
from scmap.gui.job import Job, Jobs
from scmap.gui.messages import Message, MessageBar
from scmap.model.project import Project
from scmap.model.release import Issued, Release, Terms
from scmap.progress import Progress
from scmap.session.handing import cleared_file, hand_out, usual_terms
from scmap.session.releasing import Cleared, log_releases
from scmap.session.session import Session
from scmap.words import tr

Handed = TypeVar("Handed", bound=Issued)


class Door(QObject):
    """Hands out what the open project lets out, and enters it in its 반출대장."""

    def __init__(self, window: QWidget, bridge: Bridge, jobs: Jobs, messages: MessageBar) -> None:
        super().__init__(window)
        self._bridge, self._jobs, self._messages = bridge, jobs, messages

    @property
    def project(self) -> Project | None:
        """The open project."""
        return self._bridge.project

    @property
    def usual_terms(self) -> Terms:
        """The terms of what stays in the office, see `scmap.session.handing.usual_terms`."""
        return usual_terms()

    def hand_out(
        self,
        label: str,
        folder: Path,
        write: Callable[[Path, Progress], Handed],
        told: Callable[[Handed], None],
    ) -> Job | None:
        """Write into a folder in the background; what is there is entered before it is told.

        Parameters
        ----------
        label : str
            What goes on, in words.
        folder : Path
            Where the files are wanted.
        write : callable
            Writes to the folder aside that it is given, see `scmap.session.handing.hand_out`.
        told : callable
            Says what was written.
        """
        session = self._bridge.session
        if session is None:
            return None
        there: list[Path] = []

        def work(progress: Progress) -> Handed:
            issued = hand_out(folder, lambda aside: write(aside, progress), lambda _later: None)
            there.extend(issued.files)
            return issued

        def enter(issued: Handed) -> None:
            if self._entered(session, issued.releases):
                told(issued)
            else:
                _take_back(there)
                self._messages.tell_error(RefusedError("release_not_entered"))

        job = self._jobs.run(label, work, enter)
        job.cancelled.connect(lambda: _take_back(there))
        return job

    def hand_out_file(
        self,
        label: str,
        out: Path,
        terms: Terms,
        write: Callable[[Path, Project, Progress], None],
        told: Callable[[Issued], None],
    ) -> Job | None:
        """Hand out one file made from all of the project, as the terms let it out."""
        project = self._bridge.project
        if project is None:
            return None

        def work(aside: Path, progress: Progress) -> Issued:
            def made(file: Path, let: Cleared) -> None:
                write(file, let.project, progress)

            return cleared_file(aside / out.name, project, terms, made)

        return self.hand_out(label, out.parent, work, told)

    def tell(self, message: Message) -> None:
        """Say something about what was handed out, where the window says everything."""
        self._messages.tell(message)

    def enter(self, entry: Release) -> None:
        """Enter what is about to leave as no file: a picture on the clipboard, paper."""
        session = self._bridge.session
        if session is not None:
            self._entered(session, (entry,))

    def _entered(self, session: Session, entries: tuple[Release, ...]) -> bool:
        """Enter releases, unless their project was closed meanwhile."""
        if session is not self._bridge.session:
            return False
        session.note(tr("release.undo"), lambda now: log_releases(now, entries))
        return True


def _take_back(files: list[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)
