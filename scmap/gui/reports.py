"""Writing reports from the window: which area, which formats, where to."""

from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from scmap.gui.bridge import Bridge
from scmap.gui.dialogs.report import ReportDialog
from scmap.gui.job import Jobs
from scmap.gui.messages import MessageBar
from scmap.gui.opinion_sheets import OpinionSheets
from scmap.gui.reporting import Wish, write_in_background
from scmap.gui.written import written
from scmap.model.release import Issued, Paper, Terms
from scmap.session.releasing import log_releases
from scmap.session.session import Session
from scmap.settings import load, settings_file
from scmap.words import tr


class Reports(QObject):
    """What the report menu does."""

    def __init__(self, window: QWidget, bridge: Bridge, jobs: Jobs, messages: MessageBar) -> None:
        super().__init__(window)
        self._window, self._bridge = window, bridge
        self._jobs, self._messages = jobs, messages
        self._opinions = OpinionSheets(window, bridge, messages)

    def save(self) -> None:
        """Ask for area, formats and folder, and write the reports."""
        project = self._bridge.project
        if project is None or project.investments is None:
            return
        author = load(settings_file()).text("author")
        dialog = ReportDialog(project, self._window, author)
        dialog.accepted.connect(lambda: self._ask_folder(dialog.wish))
        dialog.open()

    def serve_round(self, round_: str, name: str) -> None:
        """Write a paper of a round, write the form for opinions, or take a filled one in."""
        if name == "form_out":
            self._opinions.save(round_)
        elif name == "form_in":
            self._opinions.take()
        elif self._bridge.project is not None:
            self._save_paper(round_, cast("Paper", name))

    def _save_paper(self, round_: str, paper: Paper) -> None:
        """Ask for a folder, and write a paper of a round for the committee."""
        author = load(settings_file()).text("author")
        terms = Terms("committee", by=author, purpose=tr(f"board.paper.{paper}"))
        self._ask_folder(Wish(round_, None, ("hwpx", "pdf"), terms=terms, paper=paper))

    def write(self, folder: Path, wish: Wish) -> None:
        """Write the reports of the open project in the background."""
        session = self._bridge.session
        if session is None:
            return
        name = session.path.name if session.path else "scmap.gpkg"
        project = session.project
        self._jobs.run(
            tr("window.job.report"),
            lambda progress: write_in_background(project, name, folder, wish, progress=progress),
            lambda issued: self._tell(issued, session),
        )

    def _ask_folder(self, wish: Wish) -> None:
        folder = QFileDialog.getExistingDirectory(self._window, tr("window.report.folder"))
        if folder:
            self.write(Path(folder), wish)

    def _tell(self, issued: Issued, session: Session) -> None:
        """Enter what was written in the project's register, and say where it is."""
        session.note(tr("release.undo"), lambda now: log_releases(now, issued.releases))
        names = ", ".join(file.name for file in issued.files)
        self._messages.tell(written(tr("window.report.written", files=names), issued.files[0]))
