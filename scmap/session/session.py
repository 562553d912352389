"""What is open now: one project value after another, and who wants to know.

The session is the only mutable thing. A command is a function from a project to a project; undo
puts the very object back that was there before.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from scmap.errors import InputError, LockedError, RefusedError
from scmap.formats.patience import answering
from scmap.formats.unchanged import has_side_files
from scmap.model.project import Project
from scmap.progress import Progress, silent
from scmap.session.entries import kept_on_record
from scmap.session.merging import Merge, begins_twice, edits_of_others, merge
from scmap.store.applying import apply
from scmap.store.change import Change
from scmap.store.copying import compact_project
from scmap.store.in_place import Held, save_in_place
from scmap.store.journal import Journal
from scmap.store.journal_lines import Deed
from scmap.store.project_file import Opened, file_state, read_project, write_project
from scmap.store.replacing import back_up
from scmap.store.revisions import NO_REVISIONS, Revisions, revisions_after

Command: TypeAlias = Callable[[Project], Project]


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """What a command, an undo or a redo changed, found by identity.

    Attributes
    ----------
    before, after : Project
        The two values.
    layers : frozenset of str
        uids of the layers that were added, changed or removed.
    map : bool
        Whether the layer tree is another one.
    other : bool
        Whether title, plane or municipality are others.
    """

    before: Project
    after: Project
    layers: frozenset[str]
    map: bool
    other: bool


Watcher: TypeAlias = Callable[[Changes], None]


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """One command that was carried out: its words, and the project before and after."""

    label: str
    before: Project
    after: Project


@dataclass(frozen=True, slots=True, eq=False)
class FileNow:
    """A session's file as it is now.

    Attributes
    ----------
    state : tuple of int, or None
        By what it is known again.
    opened : Opened
        What it holds.
    saved : Project
        What it held when the session read or saved it.
    theirs : tuple of Change, or None
        What others did to it since; None where that is more than can be held against what was
        done here.
    """

    state: tuple[int, int] | None
    opened: Opened
    saved: Project
    theirs: tuple[Change, ...] | None


class Session:
    """An open project with its history, its file and its watchers; lives on one thread.

    Parameters
    ----------
    project : Project
        What is open.
    path : Path or None
        File from which it was read; None for a project that was never saved.
    read_only : bool
        Whether that file must not be overwritten; a copy can always be saved.
    held : Held or None
        What the file is known to hold: what is done can then be saved in place.
    state : tuple of int, or None
        How that file was when it was read, as of `file_state`; None: as it is now.

    Attributes
    ----------
    journal : Journal or None
        Where commands are kept until they are saved; the window gives it one, headless verbs,
        which save at once, do without.
    """

    def __init__(
        self,
        project: Project,
        path: Path | None = None,
        read_only: bool = False,
        *,
        held: Held | None = None,
        state: tuple[int, int] | None = None,
    ) -> None:
        self._project = project
        self._saved = project
        self._saved_state = project  # the same among the steps, with what was noted since
        self._noted: list[str] = []  # what was noted since it was saved
        self._done: list[_Step] = []
        self._undone: list[_Step] = []
        self._watchers: list[Watcher] = []
        self._telling = False
        self._state = state or file_state(path)
        self._held = held
        self._is_backed_up = False
        self.path = path
        self.read_only = read_only
        self.journal: Journal | None = None

    @property
    def project(self) -> Project:
        """The project as it is now."""
        return self._project

    @property
    def saved(self) -> bool:
        """Whether nothing would be lost by closing."""
        return self._project is self._saved

    @property
    def as_saved(self) -> Project:
        """The project as it was read, begun or saved last."""
        return self._saved

    @property
    def history(self) -> tuple[str, ...]:
        """Labels of the commands that undo takes back, the oldest first."""
        return tuple(step.label for step in self._done)

    @property
    def unsaved(self) -> tuple[str, ...]:
        """Labels of the commands that no save holds, the oldest first, then of what was noted.

        All of them where the state that was saved is none of those that undo and redo know; none
        where commands were taken back since.
        """
        return (*self.history[self.saved_place or 0 :], *self._noted)

    @property
    def undo_label(self) -> str | None:
        """Words for what undo takes back; None when there is nothing."""
        return self._done[-1].label if self._done else None

    @property
    def redo_label(self) -> str | None:
        """Words for what redo carries out again; None when there is nothing."""
        return self._undone[-1].label if self._undone else None

    def do(self, label: str, command: Command, *, beside: bool = False) -> None:
        """Carry out a command.

        Parameters
        ----------
        label : str
            What undo takes back, in words.
        command : function of Project to Project
            A command that gives the same object did nothing and leaves no trace; one that raises
            leaves everything as it was.
        beside : bool
            Whether nobody waits for the journal to keep it: what files bring is large, and they
            are still there.
        """
        after = command(self._project)
        if after is self._project:
            return
        step = _Step(label, self._project, after)
        self._move_to(after, "do", label, beside=beside)
        self._done.append(step)
        self._undone.clear()
        self._tell(step.before, after)

    def note(self, label: str, command: Command) -> None:
        """Carry out what undo must not take back, for it happened outside of the project.

        Parameters
        ----------
        label : str
            What happened, in words.
        command : function of Project to Project
            Applied to the project as it is now and as it was, so that no undo loses it.
        """
        noted: dict[int, Project] = {}

        def after(project: Project) -> Project:
            if id(project) not in noted:
                noted[id(project)] = command(project)
            return noted[id(project)]

        before = self._project
        self._move_to(after(before), "do", label)
        self._saved_state = after(self._saved_state)
        self._noted.append(label)
        for steps in (self._done, self._undone):
            steps[:] = [_Step(one.label, after(one.before), after(one.after)) for one in steps]
        self._tell(before, self._project)

    def found(self, label: str, before: Project) -> None:
        """Let undo take back what others did to the project before it was opened.

        Parameters
        ----------
        label : str
            What they did, in words.
        before : Project
            The project before that.
        """
        self._done.insert(0, _Step(label, before, self._project))

    @property
    def steps(self) -> tuple[str, ...]:
        """Labels of all commands that undo and redo know, in the order of their doing."""
        return (*self.history, *(step.label for step in reversed(self._undone)))

    @property
    def place(self) -> int:
        """How many of `steps` are done now."""
        return len(self._done)

    @property
    def saved_place(self) -> int | None:
        """How many of `steps` were done when the project was saved; None if it is none of them."""
        known = [*self._done, *reversed(self._undone)]
        states = [*(step.before for step in known[:1]), *(step.after for step in known)]
        found = (place for place, state in enumerate(states) if state is self._saved_state)
        return next(found, None)

    def _mark_saved(self, project: Project) -> None:
        self._saved = self._saved_state = project
        self._noted.clear()

    def undo(self) -> None:
        """Take the last command back; nothing happens when there is none.

        What it registered (opinions, decisions, exceptions) stays on record and is withdrawn.
        """
        self.go_to(self.place - 1)

    def redo(self) -> None:
        """Carry out again what was taken back last; nothing happens when there is nothing."""
        self.go_to(self.place + 1)

    def go_to(self, place: int) -> None:
        """Undo or redo until so many of `steps` are done; watchers hear of it once."""
        place = min(max(place, 0), len(self.steps))
        before = self._project
        while self.place > place:
            step = self._done[-1]
            self._move_to(kept_on_record(self._project, step.before), "undo", step.label)
            self._undone.append(self._done.pop())
        while self.place < place:
            step = self._undone[-1]
            self._move_to(kept_on_record(self._project, step.after), "redo", step.label)
            self._done.append(self._undone.pop())
        if self._project is not before:
            self._tell(before, self._project)

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Have `watcher` called after every change; gives the function that ends that."""
        self._watchers.append(watcher)

        def unwatch() -> None:
            if watcher in self._watchers:
                self._watchers.remove(watcher)

        return unwatch

    def save(self, path: Path | None = None, *, progress: Progress = silent) -> None:
        """Save to `path`, which becomes the session's file, or to the file it has.

        Raises
        ------
        RefusedError
            read_only, when the session's own file must not be overwritten.
        LockedError
            file_changed, when another program changed that file since it was read; file_locked.
        InputError
            no_path, place_slow, or the reason why the place cannot be written to.
        """
        target = path or self.path
        if target is None:
            raise InputError("no_path")
        answering(target)
        project = self._project
        own = self.path is not None and target.resolve() == self.path.resolve()
        held = self._save_in_place(target, project) if own else None
        if held is None:
            if own:
                self._check_own(target)
            revisions = self.revisions(project)
            held = write_project(project, target, progress=progress, revisions=revisions)
            self._is_backed_up = True
        self._held = held
        self.path, self.read_only = target, False
        self._state = file_state(target)
        self._mark_saved(project)
        if self.journal is not None:
            self.journal.start_anew(project, target)

    def look_at_file(self, *, progress: Progress = silent) -> FileNow:
        """Read the session's file as it is now; may be done by a worker.

        Raises
        ------
        InputError, LockedError
            no_path, or why it cannot be read.
        """
        if self.path is None:
            raise InputError("no_path")
        state, saved = file_state(self.path), self._saved
        opened = read_project(self.path, progress=progress)
        return FileNow(state, opened, saved, edits_of_others(saved, opened))

    def take_in(self, label: str, now: FileNow) -> Merge:
        """Take in what others did to the file; what was done here stays, and can be saved.

        Others are programs that wrote into its tables, and windows of ours that saved it.

        Parameters
        ----------
        label : str
            What undo takes back, in words.
        now : FileNow
            The file as it is.

        Raises
        ------
        LockedError
            file_changed, when it is another project by now, or was changed in another way.
        """
        path, theirs = self.path, now.theirs
        stale = now.opened.read_only or now.saved is not self._saved
        if path is None or theirs is None or stale or begins_twice(self._project, theirs):
            raise LockedError("file_changed", file=path.name if path else "")
        found = merge(self._saved, self._project, theirs)
        was_saved = self.saved
        self.do(label, lambda project: apply(project, found.changes))
        self._state, self._held = now.state, None
        self._mark_saved(self._project if was_saved else now.opened.project)
        if self.journal is not None:
            self.journal.start_anew(now.opened.project, path)
        return found

    def compact(self, *, progress: Progress = silent) -> tuple[int, int]:
        """Give back the room of deleted data in the session's file; its size before and after.

        Raises
        ------
        RefusedError, LockedError
            As of `save`.
        InputError
            no_path, or the reason why the place cannot be written to.
        """
        if self.path is None:
            raise InputError("no_path")
        answering(self.path)
        self._check_own(self.path)
        sizes = compact_project(self.path, progress=progress)
        self._state = file_state(self.path)
        if self.journal is not None and self.saved:
            self.journal.start_anew(self._saved, self.path)
        return sizes

    def close(self) -> None:
        """End the session; what is not saved is kept aside for a week."""
        if self.journal is not None:
            self.journal.close(discard=not self.saved)
            self.journal = None

    def _save_in_place(self, path: Path, project: Project) -> Held | None:
        """Write what changed into the session's own file; None when that cannot be done."""
        if self._held is None or self.read_only or not path.exists():
            return None
        if not self._is_backed_up and not has_side_files(path):
            with suppress(OSError):  # what is saved in place is whole without it
                back_up(path)
            self._is_backed_up = True
        return save_in_place(path, self._held, project, datetime.now(UTC))

    def revisions(self, project: Project) -> Revisions:
        """Give the revisions of rows for a whole save, from the file as it was read or saved."""
        if self.path is None or self._state is None or file_state(self.path) != self._state:
            return NO_REVISIONS
        return revisions_after(self.path, self._saved, project, datetime.now(UTC))

    def _check_own(self, path: Path) -> None:
        """Make sure that overwriting the session's own file loses nothing."""
        if self.read_only:
            raise RefusedError("read_only", file=path.name)
        if path.exists() and file_state(path) != self._state:
            raise LockedError("file_changed", file=path.name)

    def _move_to(self, project: Project, deed: Deed, label: str, *, beside: bool = False) -> None:
        """Make `project` the present one, and keep in the journal how it came about."""
        if self._telling:
            raise RuntimeError("a watcher must not change the project")
        self._project = project
        if self.journal is not None:
            self.journal.record(deed, label, project, beside=beside)

    def _tell(self, before: Project, after: Project) -> None:
        changes = find_changes(before, after)
        self._telling = True
        try:
            for watcher in tuple(self._watchers):
                watcher(changes)
        finally:
            self._telling = False
        if self.journal is not None:
            self.journal.linger()  # it kept the command while that was shown


def find_changes(before: Project, after: Project) -> Changes:
    """Find by identity what differs between two values of a project."""
    then = {layer.uid: layer for layer in before.layers}
    now = {layer.uid: layer for layer in after.layers}
    return Changes(
        before,
        after,
        layers=frozenset(
            uid for uid in then.keys() | now.keys() if then.get(uid) is not now.get(uid)
        ),
        map=before.map is not after.map,
        other=_about(before) != _about(after),
    )


def _about(project: Project) -> tuple[str, ...]:
    return project.uid, project.title, project.crs, project.municipality, project.display_crs
