"""Copies of a project file that are whole whatever other programs do: to send, and to compact it.

A file that lies on the disk may be half of what it holds: what another program committed can still
be in its log. SQLite itself copies it, as of its last whole transaction.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from scmap.errors import RefusedError
from scmap.formats.unchanged import readable, reading
from scmap.progress import Progress, silent
from scmap.store.geopackage import check_geopackage
from scmap.store.project_file import check_may_become, look, settle
from scmap.store.replacing import check_place, replacing


def copy_project(path: Path, target: Path, *, progress: Progress = silent) -> None:
    """Write a copy of a project file, without the room that deleted rows have left.

    Raises
    ------
    InputError
        If the file cannot be read, is damaged or no project, or the place cannot be written to.
    LockedError
        If another program holds either.
    RefusedError
        other_file_there; an older copy of the same project is kept as ``<name>.bak``.
    """
    progress(0.0)
    check_place(target)
    check_may_become(target, look(path).uid)
    settle(target)
    with replacing(target, keep=True, over_project=True) as draft:
        _vacuum(path, draft)
    progress(1.0)


def compact_project(path: Path, *, progress: Progress = silent) -> tuple[int, int]:
    """Give the room back that deleted rows have left; the old file is kept as ``<name>.bak``.

    Returns
    -------
    tuple of int
        Bytes before and after.

    Raises
    ------
    InputError, LockedError
        As of `copy_project`; the file is then as it was.
    RefusedError
        read_only: a newer scmap saved it, or it would run what is not known.
    """
    progress(0.0)
    if look(path).read_only:
        raise RefusedError("read_only", file=path.name)
    before = path.stat().st_size if path.exists() else 0
    settle(path)
    with replacing(path, keep=True, over_project=True) as draft:
        _vacuum(path, draft)
    progress(1.0)
    return before, path.stat().st_size


def _vacuum(path: Path, draft: Path) -> None:
    """Have SQLite write all that a file holds into another."""
    with reading(path) as connection:
        check_geopackage(connection, path)
    with readable(path) as source:
        mode = "immutable=1" if source.immutable else "mode=ro"
        uri = f"{source.path.absolute().as_uri()}?{mode}"
        with closing(
            sqlite3.connect(uri, uri=True, timeout=10, isolation_level=None)
        ) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("VACUUM INTO ?", (str(draft),))
