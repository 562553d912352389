"""How far the open project is with those who share it, in a word for the status bar."""

from typing import Protocol

from scmap.gui.exchanging import Exchanged
from scmap.gui.messages import Message
from scmap.model.cooperation import Share
from scmap.model.project import Project
from scmap.words import tr


class Shared(Protocol):
    """What `Sharing` tells of itself."""

    busy: bool
    last: Exchanged | None
    silent: dict[str, Message]

    @property
    def share(self) -> Share | None:
        """The cooperative that the open project takes part in; None for none."""
        ...


def share_state(shared: Shared, project: Project | None) -> str:
    """Say what matters most now: "" where nothing is shared."""
    if project is None or shared.share is None:
        return ""
    if shared.busy:
        return tr("window.status.shared.busy")
    if shared.silent:
        return tr("window.status.shared.silent")
    if shared.last is None:
        return tr("window.status.shared.not_yet")
    if shared.last.done.conflicts:
        return tr("window.status.shared.conflicts", count=len(shared.last.done.conflicts))
    return tr(f"window.status.shared.{'unsent' if _waits(shared.last, project) else 'done'}")


def _waits(last: Exchanged, project: Project) -> bool:
    """Tell whether something was done to a shared layer since the last exchange."""
    done = last.done
    return any(project.layer(uid) is not done.project.layer(uid) for uid in done.told.layers)
