"""The spreadsheet for opinions from the window: the form out, filled forms in."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from scmap.errors import ScmapError
from scmap.formats.opinion_form import read_opinion_form, write_opinion_form
from scmap.gui.bridge import Bridge
from scmap.gui.door import Door
from scmap.gui.messages import Message, MessageBar
from scmap.gui.save_place import ask_place
from scmap.gui.written import written
from scmap.model.project import Project
from scmap.model.records import record
from scmap.model.release import Issued
from scmap.model.review import Round
from scmap.progress import Progress
from scmap.session.opinion_taking import asked_of, take_opinions
from scmap.words import tr

_OUT = "XLSX (*.xlsx)"
_IN = "XLSX (*.xlsx *.xls *.ods *.csv)"


class OpinionSheets:
    """Writes the form of a round, and registers what comes back."""

    def __init__(self, window: QWidget, bridge: Bridge, door: Door, messages: MessageBar) -> None:
        self._window, self._bridge, self._door = window, bridge, door
        self._messages = messages

    def save(self, round_: str) -> None:
        """Ask for a file, and write the form with the items of the round."""
        project = self._bridge.project
        found = record(project, Round, round_) if project is not None else None
        if project is None or found is None:
            return
        title, start = tr("board.paper.form_out"), Path.home() / tr("board.form.file")
        path = ask_place(self._window, title, start, _OUT, ".xlsx")
        if path is None:
            return
        terms = replace(self._door.usual_terms, profile="committee", purpose=title)

        def write(file: Path, let: Project, _progress: Progress) -> None:
            write_opinion_form(file, found.committee, asked_of(let, round_))

        self._door.hand_out_file(title, path, terms, write, self._tell)

    def _tell(self, issued: Issued) -> None:
        (file,) = issued.files
        self._messages.tell(written(tr("window.files.saved", file=file.name), file))

    def take(self) -> None:
        """Ask for a filled form, register what it holds, and say what was left out and why."""
        project = self._bridge.project
        if project is None:
            return
        title = tr("board.paper.form_in")
        chosen, _ = QFileDialog.getOpenFileName(self._window, title, "", _IN)
        if not chosen:
            return
        try:
            after, taken, issues = take_opinions(project, read_opinion_form(Path(chosen)))
        except ScmapError as error:
            self._messages.tell_error(error)
            return
        if taken:
            self._bridge.do(tr("opinionform.undo"), lambda _: after)
        said = tr("cli.opinions.taken", n=len(taken), left=len(issues))
        detail = "\n".join(one.said() for one in issues)
        self._messages.tell(Message("warning" if issues else "success", said, detail))
