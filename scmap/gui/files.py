"""Beginning, opening and saving projects."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from scmap import paths
from scmap.cartography.presets import default_map
from scmap.errors import ScmapError
from scmap.gui import texts
from scmap.gui.bridge import Bridge
from scmap.gui.canvas.canvas import Canvas
from scmap.gui.dialogs.new_project import NewProjectDialog
from scmap.gui.job import Jobs
from scmap.gui.keeping import Keeping
from scmap.gui.last_word import take_last_word
from scmap.gui.messages import Level, Message, MessageBar
from scmap.gui.recovery import Offers
from scmap.gui.save_place import ask_place
from scmap.gui.snapshots import Snapshots
from scmap.model.project import Project
from scmap.progress import Progress, part
from scmap.reference import codebook, gazetteer
from scmap.session.opening import opened_session
from scmap.session.registering import new_project
from scmap.session.session import Session
from scmap.store.project_file import Opened, read_project
from scmap.store.working_copy import (
    WorkingCopy,
    bring_back,
    copy_for,
    is_remote,
    original_of,
    working_copy,
)
from scmap.words import tr

Taker: TypeAlias = Callable[[Path], None]
SLOW_MS = 12_000  # of saving: a share that was there at its beginning no longer answers


class Files(QObject):
    """What the file menu does; reading is a job, so that the window never waits.

    Signals
    -------
    is_no_project : Path
        A GeoPackage that was to be opened holds data, not a project.
    """

    is_no_project = Signal(Path)

    def __init__(
        self, window: QWidget, bridge: Bridge, jobs: Jobs, messages: MessageBar, canvas: Canvas
    ) -> None:
        super().__init__(window)
        self._window, self._bridge, self._jobs = window, bridge, jobs
        self._messages = messages
        self._saving = False
        self.unfinished: Callable[[], int] = lambda: 0  # points of what is being drawn
        self.settle: Callable[[], None] = lambda: None  # waits for edits that are on their way
        self.offers = Offers(bridge, jobs, messages, self.may_leave, self)
        self.snapshots = Snapshots(window, bridge, jobs, messages)
        self.keeping = Keeping(window, bridge, jobs, messages, canvas, self.open_file)

    @property
    def ways(self) -> tuple[Callable[[], None], Callable[[], None], Callable[[], None], Taker]:
        """How work begins: the sample, a file, a new project, one that was opened lately."""
        return self.open_sample, self.open, self.new, self.open_file

    def new(self) -> None:
        """Ask about which municipality, and begin an empty project."""
        self._when_saved(self._ask_and_begin)

    def begin(self, project: Project) -> None:
        """Open a project that has no file yet, on the standard map."""
        self._bridge.take(begun(project))

    def open(self) -> None:
        """Ask for a project and open it."""
        self._when_saved(self._ask_and_open)

    def open_sample(self) -> None:
        """Open a copy of the sample project."""
        self._when_saved(self.load_sample)

    def load_sample(self) -> None:
        """Open the sample under a name of its own: the bundled file is never overwritten."""
        self.load(paths.sample(paths.SAMPLE_PROJECT), is_sample=True)

    def load(self, path: Path, *, is_sample: bool = False) -> None:
        """Open the project in a file."""
        job = self._jobs.run(
            tr("window.job.open"), lambda progress: _read(path, is_sample, progress)
        )
        job.finished.connect(lambda read: self._take(*read))
        job.failed.connect(lambda error: self._not_opened(path, error))

    def _not_opened(self, path: Path, error: Exception) -> None:
        self.keeping.opening_failed(path, error)
        if isinstance(error, ScmapError) and error.code == "not_a_project":
            self.is_no_project.emit(path)

    def save(self) -> None:
        """Save the project to its file, or ask where."""
        self._take_all()
        session = self._bridge.session
        if session is None:
            return
        if session.saved and session.path is not None:
            self._messages.tell(Message("success", tr("window.files.no_change")))
        elif session.path is None or session.read_only:
            self.save_as()
        else:
            self._save_to(session.path)

    def save_as(self) -> None:
        """Ask where, and save the project there."""
        self._take_all()
        session = self._bridge.session
        if session is None:
            return
        title = paths.file_name(session.project.title)
        start = self.keeping.place(session) / (
            original_of(session.path).name if session.path else f"{title}.gpkg"
        )
        kind = tr("window.files.project_kind")
        path = ask_place(self._window, tr("window.files.save_as"), start, kind, ".gpkg")
        if path is not None:
            self._save_to(path)

    def open_file(self, path: Path) -> None:
        """Open the project in a file that the planner named; what is open is saved first."""
        self._when_saved(lambda: self.load(path), path.name)

    def close(self) -> None:
        """Close the project."""
        self._when_saved(lambda: self._bridge.take(None))

    def may_leave(self, wanted: str = "") -> bool:
        """Ask what to do with unsaved changes; False when the planner stays.

        Parameters
        ----------
        wanted : str
            Name of the file that is to be opened, where it is not the planner's hand in this window
            that asks for it; the questions name it.
        """
        self._take_all()
        session = self._bridge.session
        if session is not None and self.unfinished() and not self._lets_drawing_go(wanted):
            return False
        if session is None or session.saved:
            return True
        answer = self._ask(session, wanted)
        if answer == QMessageBox.StandardButton.Save:
            self.save()
            self._jobs.wait()
            return session.saved
        return answer == QMessageBox.StandardButton.Discard

    def _when_saved(self, deed: Callable[[], None], wanted: str = "") -> None:
        if self.may_leave(wanted):
            deed()

    def _take_all(self) -> None:
        """Have taken what is being typed, and what the window still works on."""
        take_last_word(self._window)
        self.settle()

    def _lets_drawing_go(self, wanted: str) -> bool:
        """Ask about what is drawn but not finished: no save takes it."""
        told = _opens(wanted) + tr("window.unfinished.text", count=self.unfinished())
        box = texts.question(tr("window.unfinished.title"), told, parent=self._window)
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Cancel)
        box.button(buttons.Discard).setText(tr("window.unfinished.discard"))
        box.button(buttons.Cancel).setText(tr("window.unfinished.go_on"))
        answer = buttons(box.exec())
        box.deleteLater()
        return answer == buttons.Discard

    def _ask(self, session: Session, wanted: str) -> QMessageBox.StandardButton:
        told = _opens(wanted) + tr("window.unsaved.text", project=session.project.title)
        latest = session.unsaved[-6:]  # none where what was saved is taken back
        did = "\n".join((tr("window.unsaved.did"), *latest)) if latest else ""
        box = texts.question(tr("window.unsaved.title"), told, did, self._window)
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        box.button(buttons.Save).setText(tr("window.unsaved.save"))
        box.button(buttons.Discard).setText(tr("window.unsaved.discard"))
        box.button(buttons.Cancel).setText(tr("window.unsaved.cancel"))
        return buttons(box.exec())

    def _ask_and_begin(self) -> None:
        dialog = NewProjectDialog(gazetteer(), self._window)
        dialog.accepted.connect(lambda: self.begin(new_project(dialog.title, dialog.municipality)))
        dialog.open()

    def _ask_and_open(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(
            self._window, tr("window.files.open"), "", tr("window.files.project_kind")
        )
        if chosen:
            self.load(Path(chosen))

    def _take(self, opened: Opened, session: Session, copy: WorkingCopy | None) -> None:
        self._bridge.take(session)
        self.keeping.remember()
        if opened.issues:
            said = "\n".join(
                tr(f"issues.{issue.code}", **{"layer": issue.layer, **issue.values})
                for issue in opened.issues
            )
            self._messages.tell(Message("warning", tr("window.files.noticed"), said))
        if session.undo_label:
            told = tr("foreign.noticed", did=session.undo_label)
            undo = tr("foreign.undo")
            self._messages.tell(Message("info", told, action=undo, act=self._bridge.undo))
        self._tell_copy(copy)

    def _tell_copy(self, copy: WorkingCopy | None) -> None:
        """Say that what is open is a copy on this machine of a file on a network drive."""
        if copy is not None:
            level: Level = "warning" if copy.kind == "apart" else "info"
            where = str(copy.original.parent)
            told = tr(f"workingcopy.{copy.kind}", file=copy.original.name)
            self._messages.tell(Message(level, told, tr("workingcopy.where", folder=where)))

    def _save_to(self, path: Path) -> None:
        session = self._bridge.session
        if session is None or self._saving:
            return
        self._saving = True
        job = self._jobs.run(
            tr("window.job.save"),
            lambda progress: _save(session, path, progress),
            lambda brought: self._saved(path, brought),
        )
        job.failed.connect(lambda error: self.keeping.saving_failed(path, error))
        job.ended.connect(self._saving_ended)
        QTimer.singleShot(SLOW_MS, job, lambda: self.keeping.tell_slow(path))

    def _saving_ended(self) -> None:
        self._saving = False
        self.keeping.waited()

    def _saved(self, path: Path, brought: bool) -> None:
        self._bridge.stated.emit()
        self.keeping.saved(path)
        key = "workingcopy.saved" if brought else "window.files.saved"
        self._messages.tell(Message("success", tr(key, file=path.name)))


def _opens(wanted: str) -> str:
    return tr("window.unsaved.opens", file=wanted) + " " if wanted else ""


def _read(
    path: Path, is_sample: bool, progress: Progress
) -> tuple[Opened, Session, WorkingCopy | None]:
    """Read a project, and what the window asks of its layers at once; the sample has no file."""
    copy = working_copy(path) if is_remote(path) else None
    opened = read_project(copy.path if copy else path, progress=part(progress, 0.0, 0.95))
    for layer in opened.project.layers:
        layer.extent  # noqa: B018  kept with the layer: looking at all vertices takes a moment
    return opened, opened_session(opened, None if is_sample else opened.path), copy


def _save(session: Session, path: Path, progress: Progress) -> bool:
    """Save; on a network drive by a copy on this machine that is brought there: then True."""
    target = copy_for(path) if is_remote(path) else path
    session.save(target, progress=progress)
    return bring_back(target)


def begun(project: Project) -> Session:
    """Give a session of a project that has no file yet, on the standard map."""
    return Session(project.with_map(default_map(project.layers, codebook())))
