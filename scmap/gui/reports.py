"""Writing reports from the window: which area, which formats, where to."""

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from scmap.gui.bridge import Bridge
from scmap.gui.dialogs.report import ReportDialog
from scmap.gui.door import Door
from scmap.gui.job import Jobs
from scmap.gui.messages import MessageBar
from scmap.gui.opinion_sheets import OpinionSheets
from scmap.gui.reporting import Wish, write_in_background
from scmap.gui.written import written
from scmap.model.release import Issued, Paper, Terms
from scmap.words import tr

if TYPE_CHECKING:
    from scmap.gui.dialogs.sentences import SentencesDialog


class Reports(QObject):
    """What the report menu does."""

    def __init__(
        self, window: QWidget, bridge: Bridge, door: Door, jobs: Jobs, messages: MessageBar
    ) -> None:
        super().__init__(window)
        self._window, self._bridge, self._jobs = window, bridge, jobs
        self._door, self._messages = door, messages
        self._opinions = OpinionSheets(window, bridge, door, messages)

    def save(self) -> None:
        """Ask for area, formats and folder, and write the reports."""
        project = self._bridge.project
        if project is None or project.investments is None:
            return
        dialog = ReportDialog(project, self._window, self._door.usual_terms.by)
        dialog.accepted.connect(lambda: self._ask_folder(dialog.wish))
        dialog.open()

    def serve_round(self, round_: str, name: str, base: Path | None = None) -> None:
        """Write a paper of a round, write the form for opinions, or take a filled one in.

        Parameters
        ----------
        round_ : str
            uid of the round.
        name : str
            What is wanted, see `scmap.gui.panels.round_page`.
        base : Path or None
            Document of the office that a paper's HWPX is written into.
        """
        if name == "form_out":
            self._opinions.save(round_)
        elif name == "form_in":
            self._opinions.take()
        elif name == "sentences":
            self.reword(round_)
        elif self._bridge.project is not None:
            self._save_paper(round_, cast("Paper", name), base)

    def reword(self, round_: str) -> "SentencesDialog":
        """Show the sentences of a round's dossier and its pages."""
        from scmap.gui.dialogs.sentences import SentencesDialog  # noqa: PLC0415  when wanted

        dialog = SentencesDialog(self._bridge, self._jobs, round_, self._window)
        dialog.open()
        return dialog

    def _save_paper(self, round_: str, paper: Paper, base: Path | None) -> None:
        """Ask for a folder, and write a paper of a round for the committee."""
        by, purpose = self._door.usual_terms.by, tr(f"board.paper.{paper}")
        terms = Terms("committee", by=by, purpose=purpose)
        self._ask_folder(Wish(round_, None, ("hwpx", "pdf"), terms=terms, paper=paper, base=base))

    def write(self, folder: Path, wish: Wish) -> None:
        """Write the reports of the open project in the background."""
        session = self._bridge.session
        if session is None:
            return
        name = session.path.name if session.path else "scmap.gpkg"
        project = session.project
        self._door.hand_out(
            tr("window.job.report"),
            folder,
            lambda aside, progress: write_in_background(
                project, name, aside, wish, progress=progress
            ),
            self._tell,
        )

    def _ask_folder(self, wish: Wish) -> None:
        folder = QFileDialog.getExistingDirectory(self._window, tr("window.report.folder"))
        if folder:
            self.write(Path(folder), wish)

    def _tell(self, issued: Issued) -> None:
        names = ", ".join(file.name for file in issued.files)
        self._messages.tell(written(tr("window.report.written", files=names), issued.files[0]))
