"""A project on a network drive is worked on in a copy on this machine, and brought back when saved.

No SQLite is opened on the drive: locks of such drives let two programs write at once, and a line
that breaks in the middle leaves half a file. The original is replaced whole or not at all, and
only while it is what the copy was made of.
"""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal, TypeAlias

from scmap import paths
from scmap.errors import InputError, LockedError
from scmap.formats.patience import answering, read_through
from scmap.formats.unchanged import SIDE_FILES
from scmap.store.replacing import BACKUP, explained, replacing

Kind: TypeAlias = Literal["fresh", "kept", "offline", "apart"]

NOTE = "original.json"
REMOTE = frozenset(
    {"cifs", "smb3", "smbfs", "nfs", "nfs4", "afs", "9p", "ncpfs", "fuse.sshfs", "fuse.gvfsd-fuse"}
)
_DRIVE_REMOTE = 4  # GetDriveTypeW of Windows


@dataclass(frozen=True, slots=True)
class WorkingCopy:
    """A copy on this machine and what it is a copy of.

    Attributes
    ----------
    path, original : Path
        The copy, and the file on the network drive.
    kind : str
        "fresh": just made. "kept": it has work that was not brought back. "offline": the drive is
        not there. "apart": both were changed; saving does not bring this one back.
    """

    path: Path
    original: Path
    kind: Kind


def is_remote(path: Path) -> bool:
    """Tell whether a file lies on a network drive."""
    if sys.platform == "win32":
        return _is_remote_drive(path)
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return False
    return kind_of_mount(path.absolute(), mounts) in REMOTE


def kind_of_mount(path: Path, mounts: str) -> str:
    """Give the kind of file system that a path lies on, by the system's list of mounts."""
    found = (-1, "")
    for line in mounts.splitlines():
        parts = line.split()
        if len(parts) >= 3:
            place = Path(parts[1].replace("\\040", " "))
            if place == path or place in path.parents:
                found = max(found, (len(place.parts), parts[2]))
    return found[1]


def _is_remote_drive(path: Path) -> bool:
    drive = path.absolute().drive
    if drive.startswith("\\\\"):
        return True
    import ctypes  # noqa: PLC0415  of Windows only

    windows = getattr(ctypes, "windll")  # noqa: B009  the other systems' checkers know none
    return bool(windows.kernel32.GetDriveTypeW(f"{drive}\\") == _DRIVE_REMOTE)


def working_copy(original: Path) -> WorkingCopy:
    """Give the copy on this machine of a file on a network drive, brought up to date.

    Raises
    ------
    InputError
        file_missing and the like, where there is no copy to go on with either.
    """
    original = original.absolute()
    copy = _place(original)
    noted = _noted(copy)
    now = _state(original)
    if noted is None or not copy.exists():
        read_through(original)
        return _taken(original, copy)
    changed = _digest(copy) != noted.digest
    if now is None:
        return WorkingCopy(copy, original, "offline")
    if not changed or _digest(original) == _digest(
        copy
    ):  # the program ended while bringing it back
        return _taken(original, copy)
    return WorkingCopy(copy, original, "kept" if now == noted.state else "apart")


def copy_for(original: Path) -> Path:
    """Give where to save what is to lie on a network drive from now on, in place of what is there.

    `bring_back` then puts it there.
    """
    original = original.absolute()
    copy = _place(original)
    _note(copy, original, _state(original), "")
    return copy


def original_of(path: Path) -> Path:
    """Give the file on a network drive that a copy stands for; any other path as it is."""
    noted = _noted(path)
    return path if noted is None else noted.original


def bring_back(copy: Path) -> bool:
    """Put a copy that was saved in place of its original; False for a path that is no copy.

    Raises
    ------
    LockedError
        original_changed: somebody else saved there meanwhile; both stay as they are.
    InputError
        original_away: the drive is not there; the copy stays until it is.
    """
    noted = _noted(copy)
    if noted is None:
        return False
    original = noted.original
    if not _answers(original) or not original.parent.is_dir():
        raise InputError("original_away", file=original.name, folder=str(original.parent))
    now = _state(original)
    if now is not None and now != noted.state:
        raise LockedError("original_changed", file=original.name, folder=str(original.parent))
    with replacing(original, keep=True, over_project=True) as draft:
        shutil.copyfile(copy, draft)
    _note(copy, original, _state(original), _digest(copy))
    return True


def forget(opened: Path | None) -> None:
    """Delete the copies whose work lies on their drives; that of the open project stays.

    Parameters
    ----------
    opened : Path or None
        Its file.
    """
    for note in (paths.data_dir() / "working").glob(f"*/{NOTE}"):
        noted = _noted(note)
        copy = note.parent / noted.original.name if noted is not None else note
        if noted is None or copy == opened or not copy.exists():
            continue
        if _digest(copy) == noted.digest:
            for one in (copy, copy.with_name(copy.name + BACKUP)):
                one.unlink(missing_ok=True)


@contextmanager
def at_hand(path: Path) -> Iterator[tuple[Path, WorkingCopy | None]]:
    """Give a project's file, or its copy on this machine, which is brought back afterwards."""
    if not is_remote(path) or not path.exists():
        yield path, None
        return
    found = working_copy(path)
    before = _digest(found.path)
    yield found.path, found
    if found.kind == "kept" or _digest(found.path) != before:
        bring_back(found.path)


@dataclass(frozen=True, slots=True)
class _Noted:
    original: Path
    state: tuple[int, int] | None
    digest: str


def _place(original: Path) -> Path:
    key = sha256(os.fsencode(original)).hexdigest()[:24]
    return paths.data_dir() / "working" / key / original.name


def _taken(original: Path, copy: Path) -> WorkingCopy:
    copy.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    state = _state(original)
    with explained(original):
        for suffix in SIDE_FILES:  # of a program that has it open: they hold its latest work
            side = copy.with_name(copy.name + suffix)
            side.unlink(missing_ok=True)
            with suppress(FileNotFoundError):
                shutil.copyfile(original.with_name(original.name + suffix), side)
        with replacing(copy, over_project=True) as draft:
            shutil.copyfile(original, draft)
    _note(copy, original, state, _digest(copy))
    return WorkingCopy(copy, original, "fresh")


def _noted(copy: Path) -> _Noted | None:
    if copy.parent.parent != paths.data_dir() / "working":
        return None
    try:
        said = json.loads((copy.parent / NOTE).read_text(encoding="utf-8"))
        state = said["state"]
        original = Path(said["original"])
        return _Noted(original, tuple(state) if state else None, str(said["digest"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _note(copy: Path, original: Path, state: tuple[int, int] | None, digest: str) -> None:
    copy.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    said = {"original": str(original), "state": state, "digest": digest}
    with replacing(copy.parent / NOTE) as draft:
        draft.write_text(json.dumps(said), encoding="utf-8")


def _answers(original: Path) -> bool:
    """Tell whether a network drive answers within the time that anybody waits for it."""
    try:
        answering(original)
    except InputError:
        return False
    return True


def _state(path: Path) -> tuple[int, int] | None:
    if not _answers(path):
        return None
    try:
        told = path.stat()
    except OSError:
        return None
    return told.st_size, told.st_mtime_ns


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        digest = sha256()
        while block := file.read(2**20):
            digest.update(block)
    return digest.hexdigest()
