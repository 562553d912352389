"""What waits to be sent to the others, as far as this machine knows without asking anybody."""

import sqlite3
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from scmap.errors import ScmapError
from scmap.model.cooperation import Share
from scmap.model.project import Project
from scmap.progress import Progress, part, silent
from scmap.progress import told as telling
from scmap.session import sharing
from scmap.store.sharing.membership import Cooperative
from scmap.store.sharing.merge import merge
from scmap.store.sharing.replica import Replica
from scmap.store.sharing.server import Address
from scmap.store.sharing.server_desk import ServerCopy
from scmap.store.sharing.shared_layers import layers_of


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What this machine knows of the last exchange of a project, without asking anybody.

    Attributes
    ----------
    before : Project
        As that exchange left it: what differs now has still to be sent.
    told : Cooperative
        As it was then.
    since : datetime or None
        When the latest change was made that everybody has; None where there is none.
    """

    before: Project
    told: Cooperative
    since: datetime | None


def known_here(
    project: Project, share: Share, folder: Path | None = None, progress: Progress = silent
) -> Known | None:
    """Give how the last exchange of a project left it; None where this machine does not know.

    Parameters
    ----------
    project : Project
        As it is now.
    share : Share
        The share of it that is meant.
    folder : Path, optional
        Where this machine keeps what it knows; its usual place where none is given.
    progress : Progress, optional
        Told how far it is.
    """
    at_home = folder or sharing.home()
    kept: Replica | ServerCopy | None = None
    with suppress(sqlite3.Error, OSError, ScmapError):  # the next exchange says what is wrong
        if sharing.is_server(share.place):
            kept = ServerCopy.at_home(at_home, share.uid, Address.read(share.place).login)
        else:
            kept = Replica.at_home(at_home, share.uid)
    if kept is None:
        return None
    told = kept.state(share.vector)
    progress(0.3)
    states = merge(telling(told.changes, len(told.changes), part(progress, 0.3, 0.6)))
    before = replace(project, layers=layers_of(states, told.layers))
    progress(0.8)
    since = max((one.when for one in told.changes), default=None)
    return Known(sharing.unmoved(project, before), told, since)
