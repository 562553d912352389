"""Freezing states of the open project under a name, proving them, and comparing them with now."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from scmap import settings
from scmap.gui.bridge import Bridge
from scmap.gui.dialogs.snapshots import Deeds, SnapshotsDialog
from scmap.gui.dialogs.states import StatesDialog
from scmap.gui.door import Door
from scmap.gui.job import Jobs
from scmap.gui.messages import Message, MessageBar
from scmap.gui.sheets import Sheets
from scmap.model.records import records
from scmap.model.snapshot import Snapshot
from scmap.progress import Progress, part
from scmap.reference.places import boundaries_of
from scmap.session.session import Session
from scmap.session.snapshots import (
    Seal,
    Verified,
    is_told_alike,
    remembered,
    snapshot_file,
    take_snapshot,
    verify_snapshot,
)
from scmap.session.states import States, compare_states
from scmap.store.project_file import read_project
from scmap.words import tr


class Snapshots(QObject):
    """What 상정본 in the file menu does; the dialog stays open while work goes on behind it."""

    def __init__(self, window: QWidget, bridge: Bridge, jobs: Jobs, messages: MessageBar) -> None:
        super().__init__(window)
        self._window, self._bridge, self._jobs = window, bridge, jobs
        self._messages = messages
        self._dialog: SnapshotsDialog | None = None

    def show(self) -> None:
        """Show the frozen states of the project."""
        session = self._bridge.session
        if session is None:
            return
        if session.path is None:
            self._messages.tell(Message("warning", tr("keeping.save_first")))
            return
        if self._dialog is None:
            deeds = Deeds(self._take, self._verify, self._compare, self._compare_file)
            author = settings.load(settings.settings_file()).text("author")
            self._dialog = SnapshotsDialog(deeds, author, self._window)
            self._dialog.destroyed.connect(self._forget)
            self._dialog.outdated.connect(self._renew)
            self._bridge.opened.connect(self._dialog.close)
            self._bridge.stated.connect(self._list)
        self._list()
        self._dialog.show()
        self._dialog.raise_()

    def _list(self) -> None:
        project = self._bridge.project
        if self._dialog is not None and project is not None:
            self._dialog.show_snapshots(records(project, Snapshot))

    def _renew(self) -> None:
        if self._dialog is not None:
            self._dialog.destroyed.connect(self.show)
            self._dialog.close()

    def _forget(self) -> None:
        self._dialog = None
        self._bridge.stated.disconnect(self._list)

    def _take(self, name: str, author: str, note: str) -> None:
        session = self._bridge.session
        if session is None or session.path is None:
            return
        project, file = session.project, snapshot_file(session.path, name)
        self._jobs.run(
            tr("snapshots.job.take"),
            lambda progress: take_snapshot(
                project, name, file, author=author, note=note, progress=progress
            ),
            lambda one: self._taken(session, one),
        )

    def _taken(self, session: Session, one: Snapshot) -> None:
        if session is not self._bridge.session:
            return
        self._bridge.do(tr("snapshots.did", name=one.name), lambda now: remembered(now, one))
        told = tr("snapshots.taken", name=one.name, mark=Seal.told_by(one).mark)
        self._messages.tell(Message("success", told, tr("snapshots.taken.how")))

    def _verify(self, one: Snapshot) -> None:
        file = self._file(one)
        if file is not None:
            self._jobs.run(
                tr("snapshots.job.verify"),
                lambda progress: verify_snapshot(file, progress=progress),
                self._verified,
            )

    def _verified(self, found: Verified) -> None:
        doubts = list(found.broken)
        project = self._bridge.project
        if project is not None and is_told_alike(project, found.snapshot) is False:
            doubts.append("project")
        name, program = found.snapshot.name, found.snapshot.program
        if doubts:
            said = "\n".join(tr(f"snapshots.broken.{one}", program=program) for one in doubts)
            text = tr("snapshots.verified.broken", name=name)
            self._messages.tell(Message("error", text, said))
        else:
            text = tr("snapshots.verified", name=name, mark=found.found.mark)
            self._messages.tell(Message("success", text, tr("snapshots.whole")))

    def _compare(self, one: Snapshot) -> None:
        file = self._file(one)
        if file is not None:
            self._compare_with(file, one.name)

    def _compare_file(self) -> None:
        session = self._bridge.session
        start = str(session.path.parent) if session is not None and session.path else ""
        chosen, _kind = QFileDialog.getOpenFileName(
            self._window, tr("snapshots.compare_file"), start, tr("window.files.project_kind")
        )
        if chosen:
            self._compare_with(Path(chosen), Path(chosen).stem)

    def _compare_with(self, file: Path, name: str) -> None:
        project = self._bridge.project
        if project is None:
            return

        def work(progress: Progress) -> States:
            before = read_project(file, progress=part(progress, 0.0, 0.2)).project
            return compare_states(before, project, progress=part(progress, 0.2, 1.0))

        self._jobs.run(tr("snapshots.job.compare"), work, lambda found: self._show(found, name))

    def _show(self, states: States, name: str) -> None:
        if not states.lines:
            self._messages.tell(Message("info", tr("states.none", name=name)))
            return
        door = Door(self._window, self._bridge, self._jobs, self._messages)
        sheets = Sheets(self._window, door, self._messages)
        names = (name, tr("states.now"))
        ground = boundaries_of(states.after)
        parent = self._dialog or self._window
        dialog = StatesDialog(states, names, ground, sheets.ask, self._jobs, parent)
        dialog.outdated.connect(lambda: self._show(states, name))
        dialog.outdated.connect(dialog.close)
        dialog.show()

    def _file(self, one: Snapshot) -> Path | None:
        """Give where a frozen state lies: beside the project, where it was written."""
        session = self._bridge.session
        if session is None or session.path is None:
            return None
        name = Path(one.file).name or "-"  # a file from elsewhere may say anything
        return snapshot_file(session.path, one.name).parent / name
