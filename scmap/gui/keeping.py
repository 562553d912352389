"""Looking after the file of the open project: what was done, lately opened ones, copies, checks."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from scmap import paths
from scmap.cartography import level_store
from scmap.errors import ScmapError
from scmap.gui import first_look, recent
from scmap.gui.bridge import Bridge
from scmap.gui.canvas.canvas import Canvas
from scmap.gui.dialogs.history import HistoryDialog
from scmap.gui.dialogs.recent import RecentDialog
from scmap.gui.job import Jobs
from scmap.gui.last_word import take_last_word
from scmap.gui.messages import Message, MessageBar, message_for
from scmap.gui.save_place import ask_place
from scmap.model.issue import Issue
from scmap.model.layer import CLOSED
from scmap.progress import Progress
from scmap.session import recovery
from scmap.session.opening import changed_rows
from scmap.session.session import Changes, FileNow, Session
from scmap.store import working_copy
from scmap.store.checking import check_project
from scmap.store.copying import copy_project
from scmap.store.project_file import write_project
from scmap.store.revisions import NO_REVISIONS
from scmap.store.working_copy import original_of
from scmap.words import explain, tr


class Keeping(QObject):
    """What the file menu does with a project's file beside opening and saving it."""

    def __init__(
        self,
        window: QWidget,
        bridge: Bridge,
        jobs: Jobs,
        messages: MessageBar,
        canvas: Canvas,
        open_file: Callable[[Path], None],
    ) -> None:
        super().__init__(window)
        self._window, self._bridge, self._jobs = window, bridge, jobs
        self._messages, self._canvas, self._open = messages, canvas, open_file
        self._history: HistoryDialog | None = None
        self._silent: set[Path] = set()  # folders that did not answer
        self._slow: Message | None = None
        self._offer: Message | None = None  # to take in what another program did
        self._refused = ""  # why saving failed last, in words
        self._pictured: Session | None = None
        canvas.settled.connect(self._picture)
        bridge.changed.connect(self._close_up)

    def show_history(self) -> None:
        """List what was done beside the window."""
        if self._history is None:
            self._history = HistoryDialog(self._bridge, self._window)
            self._history.destroyed.connect(self._forget_history)
        self._history.show()
        self._history.raise_()
        self._history.activateWindow()

    def show_recent(self) -> None:
        """Show the projects that were opened lately."""
        RecentDialog(self._open, self._wipe, self._window).open()

    def remember(self) -> None:
        """Put the open project on top of those that were opened lately."""
        session = self._bridge.session
        if session is not None and session.path is not None:
            recent.remember(original_of(session.path), session.project)

    def send_copy(self) -> None:
        """Ask where, and write a copy of the project as it is now; its own file stays."""
        take_last_word(self._window)
        session = self._bridge.session
        if session is None:
            return
        name = paths.file_name(tr("keeping.copy.name", project=session.project.title))
        start, kind = self.place(session) / f"{name}.gpkg", tr("window.files.project_kind")
        path = ask_place(self._window, tr("keeping.copy.title"), start, kind, ".gpkg")
        if path is None:
            return
        if session.path is not None and path.absolute() == original_of(session.path).absolute():
            self._messages.tell(Message("warning", tr("keeping.copy.same", file=path.name)))
            return
        self._copy(session, path)

    def place(self, session: Session) -> Path:
        """Give the folder to ask in; a dialog would wait for one that is gone."""
        folder = original_of(session.path).parent if session.path else Path.home()
        return Path.home() if folder in self._silent else folder

    def compact(self) -> None:
        """Give back the room of deleted data in the project's file."""
        session = self._bridge.session
        if session is None or session.path is None or not session.saved:
            self._messages.tell(Message("warning", tr("keeping.save_first")))
            return
        self._jobs.run(
            tr("keeping.compact.job"),
            lambda progress: session.compact(progress=progress),
            self._tell_compacted,
        )

    def check(self) -> None:
        """Look at all of the project's file."""
        session = self._bridge.session
        path = session.path if session is not None else None
        if path is None:
            self._messages.tell(Message("warning", tr("keeping.save_first")))
            return
        self._jobs.run(
            tr("keeping.check.job"),
            lambda progress: check_project(path, progress=progress)[1],
            self._tell_checked,
        )

    def tell_slow(self, path: Path) -> None:
        """Say that saving waits for the place, and offer to keep the work elsewhere."""
        self._silent.add(original_of(path).parent)
        self._slow = Message(
            "warning",
            tr("keeping.slow", file=path.name),
            tr("keeping.slow.how"),
            tr("keeping.copy.title"),
            self.send_copy,
        )
        self._messages.tell(self._slow)

    def waited(self) -> None:
        """Take back that saving waits: it has ended, in one way or the other."""
        if self._slow is not None:
            self._messages.take_back(self._slow)
            self._slow = None

    def saved(self, path: Path) -> None:
        """Remember a project that was saved; that its place did not answer is over."""
        self._silent.discard(original_of(path).parent)
        for one in [one for one in self._messages.messages if one.text == self._refused]:
            self._messages.take_back(one)
        self.remember()

    def saving_failed(self, path: Path, error: Exception) -> None:
        """Offer to take in what another program did to the file; say where the work is."""
        self._bridge.stated.emit()  # a copy may be saved that could not be brought back
        self._refused = message_for(error).text if isinstance(error, ScmapError) else ""
        if isinstance(error, ScmapError) and error.code in ("place_slow", "original_away"):
            self._silent.add(original_of(path).parent)
        if isinstance(error, ScmapError) and error.code == "file_changed":
            self._offer_to_take_in(error)

    def _offer_to_take_in(self, error: ScmapError) -> None:
        """Say in the error's place what can be done here, until it is done."""
        told = (message_for(error).text, self._offer.text if self._offer else "")
        for one in [one for one in self._messages.messages if one.text in told]:
            self._messages.take_back(one)
        words = f"{explain(error).what} {tr('foreign.offer')}"
        action = tr("foreign.take_in")
        self._offer = Message("warning", words, action=action, act=self._take_in)
        self._messages.tell(self._offer)

    def _take_in(self) -> None:
        session = self._bridge.session
        if session is not None:
            self._jobs.run(
                tr("foreign.job"),
                lambda progress: session.look_at_file(progress=progress),
                lambda now: self._taken_in(session, now),
            )

    def _taken_in(self, session: Session, now: FileNow) -> None:
        if session is not self._bridge.session:
            return
        count = changed_rows(now.theirs or ())
        try:
            found = session.take_in(tr("foreign.did", count=count), now)
        except ScmapError as error:
            self._messages.tell_error(error)
            return
        self._bridge.stated.emit()
        if self._offer is not None:
            self._messages.take_back(self._offer)
        if found.conflicts:
            told = tr("foreign.conflicts", count=len(found.conflicts))
            self._messages.tell(Message("warning", told, tr("foreign.conflicts.how")))
        else:
            self._messages.tell(Message("success", tr("foreign.taken_in", count=count)))

    def opening_failed(self, path: Path, error: Exception) -> None:
        """Remember that a project was not where it is said to be."""
        if isinstance(error, ScmapError) and error.code == "file_missing":
            recent.mark_missing(path)

    def _copy(self, session: Session, path: Path) -> None:
        silent = session.path is None or session.path.parent in self._silent
        project, file = session.project, None if silent or not session.saved else session.path

        def work(progress: Progress) -> None:
            if file is not None:
                copy_project(file, path, progress=progress)
            else:
                known = NO_REVISIONS if silent else session.revisions(project)
                write_project(project, path, progress=progress, revisions=known)

        closed = [layer.title for layer in project.layers if layer.security == CLOSED]
        self._jobs.run(
            tr("keeping.copy.job"), work, lambda _nothing: self._tell_copied(path, closed)
        )

    def _tell_copied(self, path: Path, closed: list[str]) -> None:
        text = tr("keeping.copied", file=path.name)
        if closed:
            warned = tr("keeping.copied.closed", count=len(closed))
            self._messages.tell(Message("warning", f"{text} {warned}", "\n".join(closed)))
        else:
            self._messages.tell(Message("success", text))

    def _tell_compacted(self, sizes: tuple[int, int]) -> None:
        before, after = (f"{size / 1e6:,.1f}" for size in sizes)
        text = tr("keeping.compacted", before=before, after=after)
        self._messages.tell(Message("success", text))

    def _tell_checked(self, issues: tuple[Issue, ...]) -> None:
        if not issues:
            self._messages.tell(Message("success", tr("keeping.checked")))
            return
        lines = [tr(f"issues.{one.code}", **{"layer": one.layer, **one.values}) for one in issues]
        text = tr("keeping.checked.noticed", count=len(issues))
        self._messages.tell(Message("warning", text, "\n".join(lines)))

    def _picture(self) -> None:
        """Keep how a project looks once its map is there."""
        session = self._bridge.session
        if session is None or session.path is None or session is self._pictured:
            return
        if self._canvas.is_exact:
            self._pictured = session
            recent.keep_picture(session.path, session.project, self._canvas.picture())

    def _wipe(self) -> None:
        """Forget what the program remembers of projects; unsaved work stays."""
        session = self._bridge.session
        opened = session.path if session is not None else None
        recent.forget()

        def work(_progress: Progress) -> None:
            _forget_looks()
            recovery.forget_discarded()
            working_copy.forget(opened)

        self._jobs.run(tr("recent.wipe"), work, lambda _nothing: self._tell_wiped())

    def _tell_wiped(self) -> None:
        self._messages.tell(Message("success", tr("recent.wiped")))

    def _close_up(self, changes: Changes) -> None:
        """Wipe what is kept of how a layer looked when it has become 비공개."""
        closed = [
            {layer.uid for layer in project.layers if layer.security == CLOSED}
            for project in (changes.before, changes.after)
        ]
        if closed[1] - closed[0]:
            self.remember()  # without its picture
            self._jobs.run(tr("recent.wipe"), lambda _progress: _forget_looks())

    def _forget_history(self) -> None:
        self._history = None


def _forget_looks() -> None:
    """Wipe what is kept on disk of how windows and layers looked."""
    first_look.forget()
    level_store.forget()
