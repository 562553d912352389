"""Replacing a file so that at every moment either the old or the new one is whole."""

import errno
import glob
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from scmap.errors import InputError, LockedError, RefusedError, ScmapError
from scmap.formats.unchanged import check_name, is_too_long, reading
from scmap.model.project import new_uid

BACKUP = ".bak"
PROJECT_TABLE = "scmap_meta"  # a file that has it is a project of ours
DRAFT = ".tmp"
LONG_NAME, KEPT_OF_NAME = 200, 40  # bytes of 255, and letters that are kept of a longer name
ABANDONED_SECONDS = 3600.0  # nobody writes one file for an hour: its writer was killed

HELD = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_SQLITE_ERRORS = {
    sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_IOERR: "file_not_writable",
    sqlite3.SQLITE_CANTOPEN: "file_not_writable",
    sqlite3.SQLITE_READONLY: "file_not_writable",
}


def check_place(path: Path) -> None:
    """Refuse a place where no file could be written, whatever it holds.

    Raises
    ------
    InputError
        file_name_zero, folder_missing or file_is_folder.
    """
    check_name(path)
    if not path.parent.is_dir():
        raise InputError("folder_missing", file=path.name, folder=str(path.parent))
    if path.is_dir():
        raise InputError("file_is_folder", file=path.name)


def check_no_project(path: Path) -> None:
    """Refuse to put anything else in place of a project: it would end all of a planner's work.

    Raises
    ------
    RefusedError
        project_in_the_way.
    """
    if not path.is_file():
        return
    try:
        with reading(path) as connection:
            statement = "SELECT 1 FROM sqlite_master WHERE name = ?"
            found = connection.execute(statement, (PROJECT_TABLE,)).fetchone()
    except ScmapError:
        return  # no database
    if found:
        raise RefusedError("project_in_the_way", file=path.name)


@contextmanager
def replacing(path: Path, *, keep: bool = False, over_project: bool = False) -> Iterator[Path]:
    """Give a path beside `path` to write to; a file that was written whole takes its place.

    Parameters
    ----------
    path : Path
        The file to be made or replaced.
    keep : bool
        Whether the old file stays beside it as ``<name>.bak``.
    over_project : bool
        Whether a project may be what is replaced: by a project.

    Raises
    ------
    InputError
        folder_missing, disk_full, file_not_writable or file_name_zero.
    RefusedError
        project_in_the_way.
    LockedError
        file_locked, if another program holds the old file.
    """
    check_place(path)
    if not over_project:
        check_no_project(path)
    _sweep_old_drafts(path)
    draft = path.with_name(f"{_hidden(path.name)}.{new_uid()[:8]}{DRAFT}")
    try:
        with explained(path):
            if is_too_long(draft):
                with TemporaryDirectory(prefix="scmap-") as folder:
                    yield Path(folder) / draft.suffix
                    shutil.copyfile(Path(folder) / draft.suffix, draft)
            else:
                yield draft
            sync(draft)
            if keep and path.exists():
                back_up(path)
            draft.replace(path)
            sync_folder(path.parent)
    finally:
        _sweep(draft)


def _hidden(name: str) -> str:
    """Give how the names of a file's drafts begin, short enough for any system."""
    raw = name.encode("utf-8", "surrogateescape")
    if len(raw) <= LONG_NAME:
        return f".{name}"
    return f".{name[:KEPT_OF_NAME]}.{sha256(raw).hexdigest()[:8]}"


def abandon(path: Path) -> None:
    """Delete the drafts of a file whose writer was ended from outside."""
    for left in path.parent.glob(f"{glob.escape(_hidden(path.name))}.*{DRAFT}*"):
        with suppress(OSError):
            left.unlink()


def sync(path: Path) -> None:
    """Wait until the bytes of a file are on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk, where the system can."""
    if os.name != "posix":
        return  # Windows opens no folder; a rename there is journalled by the file system
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def back_up(path: Path) -> None:
    """Copy a file to its backup, whole or not at all."""
    backup = path.with_name(path.name + BACKUP)
    copy = backup.with_name(f"{_hidden(path.name)}.{new_uid()[:8]}{DRAFT}")
    try:
        shutil.copyfile(path, copy)
        sync(copy)
        copy.replace(backup)
    finally:
        copy.unlink(missing_ok=True)


def _sweep_old_drafts(path: Path) -> None:
    """Delete what a program that was killed while it saved left beside `path`."""
    for left in path.parent.glob(f"{glob.escape(_hidden(path.name))}*{DRAFT}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > ABANDONED_SECONDS:
                left.unlink()


def _sweep(draft: Path) -> None:
    for suffix in ("", "-journal"):
        with suppress(OSError):
            draft.with_name(draft.name + suffix).unlink()


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Put what the system says about a file into words of ours."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in HELD:
            raise LockedError("file_locked", file=path.name) from error
        code = _SQLITE_ERRORS.get(error.sqlite_errorcode & 0xFF)
        if code is None:
            raise
        raise InputError(code, file=path.name) from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise InputError("disk_full", file=path.name) from error
        if isinstance(error, PermissionError) and path.exists() and os.access(path.parent, os.W_OK):
            raise LockedError("file_locked", file=path.name) from error
        raise InputError("file_not_writable", file=path.name) from error
