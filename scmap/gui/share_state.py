"""How far the open project is with those who share it, in a word for the status bar."""

from typing import Protocol

from scmap.gui.exchanging import Exchanged
from scmap.gui.messages import Message
from scmap.model.cooperation import Share
from scmap.model.project import Project
from scmap.session.outbox import Known
from scmap.store.sharing.membership import Cooperative
from scmap.words import tr


class Shared(Protocol):
    """What `Sharing` tells of itself."""

    busy: bool
    last: Exchanged | None
    known: Known | None
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
        known = shared.known
        waits = known is not None and _differs(known.before, known.told, project)
        return tr(f"window.status.shared.{'unsent' if waits else 'not_yet'}")
    if shared.last.done.conflicts:
        return tr("window.status.shared.conflicts", count=len(shared.last.done.conflicts))
    done = shared.last.done
    waits = _differs(done.project, done.told, project)
    return tr(f"window.status.shared.{'unsent' if waits else 'done'}")


def _differs(before: Project, told: Cooperative, project: Project) -> bool:
    """Tell whether something was done to a shared layer since an exchange left it."""
    return any(project.layer(uid) is not before.layer(uid) for uid in told.layers)
