"""The one door by which documents leave a project: written aside, put in place, entered.

Whoever hands something out gives `hand_out` a function that clears the project on the terms asked
for (`releasing`), writes to a folder aside, and gives the entries for the 반출대장. Nothing stands
where it was wanted before all of it is written, and nothing stays there that is not entered.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from getpass import getuser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias, TypeVar

from scmap.errors import InputError, RefusedError
from scmap.model.project import Project
from scmap.model.release import Issued, Release, Terms
from scmap.reference.places import gazetteer_of
from scmap.reference.withholding import withholding
from scmap.session.opening import opened_session
from scmap.session.releasing import Cleared, as_issued, cleared, log_releases
from scmap.settings import load, settings_file
from scmap.store.project_file import look, read_project
from scmap.store.replacing import replacing
from scmap.words import tr

Register: TypeAlias = Callable[[tuple[Release, ...]], None]
Handed = TypeVar("Handed", bound=Issued)


def usual_terms() -> Terms:
    """Give the terms of what stays in the office: by the author of the settings, or who is here."""
    author = load(settings_file()).text("author")
    if not author:
        with suppress(OSError, KeyError):  # a machine that knows no names
            author = getuser()
    return Terms(by=author)


def hand_out(
    folder: Path, write: Callable[[Path], Handed], register: Register, *, make: bool = False
) -> Handed:
    """Write files aside, put them into a folder and enter them; all of it, or nothing.

    Parameters
    ----------
    folder : Path
        Where the files are wanted.
    write : callable
        Writes to the folder that it is given, and tells what it wrote.
    register : callable
        Enters what was written in the 반출대장.
    make : bool
        Whether the folder is made when it is missing.

    Returns
    -------
    Issued
        What `write` gave, with the files where they are now.

    Raises
    ------
    InputError
        ``folder_absent`` or ``folder_not_made``; what `write` and `register` raise. Files that
        stood there before stand there again then, and others are gone.
    """
    if not (make or folder.is_dir()):
        raise InputError("folder_absent", folder=str(folder))
    with TemporaryDirectory(prefix="scmap-") as aside:
        drafts, old = Path(aside, "new"), Path(aside, "old")
        drafts.mkdir()
        old.mkdir()
        issued = write(drafts)
        with _made(folder), _placed(issued.files, folder, old) as files:
            register(issued.releases)
    return replace(issued, files=files)


def hand_out_file(
    out: Path,
    project: Project,
    terms: Terms,
    write: Callable[[Path, Cleared], None],
    register: Register,
) -> Issued:
    """Hand out one file that is made from all of a project, see `cleared_file`."""
    return hand_out(
        out.parent, lambda aside: cleared_file(aside / out.name, project, terms, write), register
    )


def cleared_file(
    file: Path, project: Project, terms: Terms, write: Callable[[Path, Cleared], None]
) -> Issued:
    """Write a file from a project as the terms let it out, and draw up its entry.

    Parameters
    ----------
    file : Path
        In the folder that `hand_out` gives.
    write : callable
        Writes the file that it is given from what is let out of the project.

    Raises
    ------
    RefusedError
        What `cleared` refuses.
    """
    clearance = cleared(project, terms, withholding(), gazetteer_of(project))
    write(file, clearance)
    return as_issued((file,), terms, clearance)


def entered_in(project: Path) -> Register:
    """Give what enters releases in the 반출대장 of a project file.

    Raises
    ------
    RefusedError
        ``register_closed``, before anything is written that could not be entered.
    InputError
        Why the file cannot be read.
    """
    if look(project).read_only or not os.access(project, os.W_OK):
        raise RefusedError("register_closed", file=project.name)

    def enter(entries: tuple[Release, ...]) -> None:
        session = opened_session(read_project(project), project)
        session.do(tr("release.undo"), lambda before: log_releases(before, entries))
        session.save()

    return enter


@contextmanager
def _made(folder: Path) -> Iterator[None]:
    """Have a folder; one that was made is gone again when nothing stays in it."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError("folder_not_made", folder=str(folder)) from error
    try:
        yield
    except BaseException:
        with suppress(OSError):
            for one in missing:
                one.rmdir()
        raise


@contextmanager
def _placed(drafts: Sequence[Path], folder: Path, old: Path) -> Iterator[tuple[Path, ...]]:
    """Put files into a folder; what stood there stands there again when something fails."""
    placed: list[Path] = []
    try:
        for draft in drafts:
            target = folder / draft.name
            if target.is_file():
                shutil.copyfile(target, old / draft.name)
            with replacing(target) as new:
                shutil.copyfile(draft, new)
            placed.append(target)
        yield tuple(placed)
    except BaseException:  # a stop by Ctrl+C, too
        for target in placed:
            _take_back(target, old / target.name)
        raise


def _take_back(target: Path, old: Path) -> None:
    if not old.exists():
        target.unlink(missing_ok=True)
        return
    with replacing(target) as again:
        shutil.copyfile(old, again)
