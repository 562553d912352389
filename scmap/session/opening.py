"""A session on a project that was read from its file."""

from collections.abc import Iterable
from pathlib import Path

from scmap.model.project import Project
from scmap.session.session import Session
from scmap.store.change import Change
from scmap.store.project_file import Opened
from scmap.words import tr


def opened_session(opened: Opened, path: Path | None) -> Session:
    """Begin a session; what other programs did to the file meanwhile is a step that undo knows.

    Parameters
    ----------
    opened : Opened
        What was read.
    path : Path or None
        The session's file; None for a copy that has none yet.
    """
    if path is None:
        return Session(opened.project)
    session = Session(opened.project, path, opened.read_only, held=opened.held, state=opened.state)
    if opened.foreign is not None and opened.foreign.changes:
        count = changed_rows(opened.foreign.changes)
        session.found(tr("foreign.did", count=count), opened.foreign.before)
    return session


def save_over(opened: Opened, project: Project) -> None:
    """Save what was made of a project to the file it was read from, as the window does.

    Raises
    ------
    RefusedError
        read_only, where the file holds what a save would lose or run.
    LockedError
        file_changed, where somebody saved it since it was read.
    ScmapError
        As `Session.save` does.
    """
    if project is opened.project:
        return
    session = opened_session(opened, opened.path)
    session.do("", lambda _before: project)
    session.save()


def changed_rows(changes: Iterable[Change]) -> int:
    """Count the rows that changes are about."""
    return len({(one.table, one.uid) for one in changes})
