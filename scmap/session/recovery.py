"""Unsaved work of a program that ended without asking: found, restored or discarded."""

import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from scmap import paths
from scmap.errors import InputError, LockedError
from scmap.model.issue import Issue
from scmap.model.project import Project
from scmap.progress import Progress, silent
from scmap.session.entries import KINDS
from scmap.session.opening import opened_session
from scmap.session.session import Session
from scmap.store.applying import apply
from scmap.store.change import diff
from scmap.store.holding import Hold
from scmap.store.journal import (
    DISCARDED,
    SUFFIX,
    Beside,
    Journal,
    Trouble,
    aside,
    hold_path,
    set_aside,
)
from scmap.store.journal_lines import Base, Entry, Lines, fingerprint, read_lines
from scmap.store.project_file import read_project
from scmap.words import tr

KEPT_SECONDS = 7 * 24 * 3600.0  # how long discarded work can be brought back
DAMAGED = ".damaged"
REGISTERED = frozenset(kind.TABLE for kind in KINDS)


@dataclass(frozen=True, slots=True)
class Recoverable:
    """Unsaved work that can be brought back.

    Attributes
    ----------
    journal : Path
        Where it is kept.
    title : str
        Title of the project.
    path : Path or None
        Its file; None when it was never saved.
    labels : tuple of str
        What was done, in words, the oldest first; what was undone and can be redone stands behind
        it, and is named as such.
    when : datetime
        When the last of it was done.
    damaged : bool
        Whether something behind that cannot be read.
    entries : int
        How many commands, undos and redos are kept one by one.
    """

    journal: Path
    title: str
    path: Path | None
    labels: tuple[str, ...]
    when: datetime
    damaged: bool = False
    entries: int = 0

    @property
    def commands(self) -> int:
        """How many commands can be brought back."""
        return len(self.labels)


@dataclass(frozen=True, slots=True)
class Restored:
    """A session with what was not saved, and what the planner should know about it."""

    session: Session
    issues: tuple[Issue, ...] = ()


def journal_dir() -> Path:
    """Folder in which journals lie: the user's own on this machine."""
    return paths.data_dir() / "journal"


def keep(session: Session, *, trouble: Trouble | None = None, beside: Beside | None = None) -> None:
    """Have a session keep what is done until it is saved, if it does not yet.

    Parameters
    ----------
    session : Session
        What was done to it already is kept as well.
    trouble, beside : callable or None
        Of the journal.
    """
    if session.journal is None:
        session.journal = Journal(
            journal_dir(), session.as_saved, session.path, read_only=session.read_only
        )
        session.journal.trouble, session.journal.beside = trouble, beside
        if not session.saved and session.history:
            session.journal.record("do", session.history[-1], session.project, beside=True)


def found() -> tuple[Recoverable, ...]:
    """Give the work that programs which no longer run did not save, the latest first.

    Journals that another program writes to are left alone. No project is opened: its file may
    lie on a share that is not connected.
    """
    return _listed(journal_dir())


def discarded() -> tuple[Recoverable, ...]:
    """Give the work that was discarded in the last seven days, the latest first.

    What is older is deleted.
    """
    folder = journal_dir() / DISCARDED
    for path in folder.glob("*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > KEPT_SECONDS:
                path.unlink()
    return _listed(folder)


def forget_discarded() -> None:
    """Delete the work that was discarded; what waits to be restored stays."""
    for path in (journal_dir() / DISCARDED).glob("*"):
        with suppress(OSError):
            path.unlink()


def restore(work: Recoverable, *, progress: Progress = silent) -> Restored:
    """Read the project's file and do again what was not saved.

    The session goes on with the journal, so that nothing is lost when the program ends again.
    When the file is another one than it was, the work is done on what it is now, and the session
    has no file: saving makes a copy.

    Raises
    ------
    LockedError
        work_taken, if another program has it open by now.
    InputError
        If the project's file cannot be read, or the journal.
    """
    with _taken(work) as hold:
        return _restore(work, hold, progress)


def discard(work: Recoverable) -> Recoverable:
    """Put unsaved work aside for seven days.

    Raises
    ------
    LockedError
        work_taken, if another program has it open by now.
    """
    with _taken(work) as hold:
        place = set_aside(work.journal)
        hold.release()
    return replace(work, journal=place)


def bring_back(work: Recoverable) -> Recoverable:
    """Take back that work was discarded: it is found again.

    Raises
    ------
    LockedError
        work_taken, if another program has brought it back by now.
    """
    place = journal_dir() / work.journal.name
    with _taken(work) as hold:
        work.journal.replace(place)
        hold.release()
    return replace(work, journal=place)


@contextmanager
def _taken(work: Recoverable) -> Iterator[Hold]:
    """Hold the work while something is done with it; what fails lets go of it."""
    hold = Hold.take(hold_path(work.journal))
    if hold is None:
        raise LockedError("work_taken", project=work.title)
    try:
        yield hold
    except FileNotFoundError as error:
        hold.release()
        raise LockedError("work_taken", project=work.title) from error
    except BaseException:
        hold.release()
        raise


def _listed(folder: Path) -> tuple[Recoverable, ...]:
    works = [work for path in folder.glob(f"*{SUFFIX}") if (work := _left(path)) is not None]
    return tuple(sorted(works, key=lambda work: work.when, reverse=True))


def _left(path: Path) -> Recoverable | None:
    """Give what a journal holds, unless somebody writes to it or there is nothing in it."""
    hold = Hold.take(hold_path(path))
    if hold is None:
        return None
    try:
        return _recoverable(path, read_lines(path))
    except InputError as error:
        if error.code == "journal_unreadable" and path.parent.name != DISCARDED:
            set_aside(path)  # killed before its first line was whole: nothing was acknowledged
        return None
    except OSError:
        return None
    finally:
        hold.release()


def _recoverable(path: Path, lines: Lines) -> Recoverable | None:
    if not lines.commands:
        path.unlink(missing_ok=True)
        return None
    base = lines.base
    return Recoverable(
        journal=path,
        title=base.title,
        path=base.path,
        labels=_labels(lines),
        when=lines.commands[-1].when,
        damaged=bool(lines.damaged),
        entries=len(lines.commands),
    )


def _labels(lines: Lines) -> tuple[str, ...]:
    """Give what stands done at the end of a journal, then what stands undone."""
    done: list[str] = []
    undone: list[str] = []
    for line in lines.commands:
        if line.deed == "undo" and done:
            undone.append(done.pop())
        elif line.deed == "redo" and undone:
            done.append(undone.pop())
        else:
            before = line.deed == "undo"  # of what was saved already
            done.append(tr("recovery.undone", did=line.label) if before else line.label)
            undone = [] if line.deed == "do" else undone
    return (*done, *(tr("recovery.undone", did=label) for label in reversed(undone)))


def _restore(work: Recoverable, hold: Hold, progress: Progress) -> Restored:
    lines = read_lines(work.journal)
    entries = [line.entry for line in lines.commands]
    base = lines.base
    issues = [Issue("journal_damaged", values={"count": work.commands})] if lines.damaged else []
    session, changed = _opened(base, lines, progress)
    start = session.project
    _replay(session, entries)
    if changed and not diff(start, session.project, who="", when=work.when):
        work.journal.unlink()
        hold.release()
        saved = Issue("work_was_saved", values={"project": work.title})
        return Restored(Session(start, base.path, base.read_only), (saved,))
    if changed and base.path:
        issues.append(Issue("base_changed", values={"file": base.path.name}))
    if lines.damaged:  # going on cuts it off behind its last readable line
        shutil.copyfile(work.journal, aside(work.journal).with_suffix(DAMAGED))
    session.journal = Journal.adopt(work.journal, hold, lines, start, session.project)
    return Restored(session, tuple(issues))


def _opened(base: Base, lines: Lines, progress: Progress) -> tuple[Session, bool]:
    """Give a session on what the commands start from, and whether that is another file now."""
    if base.path is None:
        return Session(apply(base.empty, lines.first.changes)), False
    state = fingerprint(base.path)
    opened = read_project(base.path, progress=progress)
    if state != base.fingerprint:
        return Session(opened.project), True
    return opened_session(opened, base.path), False


def _replay(session: Session, entries: Sequence[Entry]) -> None:
    """Do again what was done, so that undo and redo go back and forth as before.

    What was undone from before the journal began is done as a change of its own.
    """
    back = forth = 0  # how many steps undo and redo know to be those of the journal
    for entry in entries:
        if not entry.changes:
            continue
        if entry.deed == "undo" and back and not _registers(entry):
            session.undo()
            back, forth = back - 1, forth + 1
        elif entry.deed == "redo" and forth and not _registers(entry):
            session.redo()
            back, forth = back + 1, forth - 1
        else:
            _do(session, entry)
            back, forth = (back + 1 if entry.deed == "do" else 0), 0


def _registers(entry: Entry) -> bool:
    """Tell whether undo or redo put entries on record: those very ones are there again."""
    return any(change.table in REGISTERED for change in entry.changes)


def _do(session: Session, entry: Entry) -> None:
    def command(project: Project) -> Project:
        # always another object: a step that has no effect on a changed file is a step all the same
        return replace(apply(project, entry.changes))

    session.do(entry.label, command)
