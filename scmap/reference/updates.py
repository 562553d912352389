"""Installing update packages, and taking them back: always the latest, one by one."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scmap import paths
from scmap.errors import InputError, RefusedError
from scmap.model.project import new_uid
from scmap.progress import Progress, silent
from scmap.reference.update_checks import Difference, checked
from scmap.reference.update_package import Update, opened
from scmap.store.replacing import replacing


@dataclass(frozen=True, slots=True)
class Installed:
    """A package in force.

    Attributes
    ----------
    folder : str
        Where its files lie, below the folder of updates.
    title, publisher, note, fingerprint : str
        As the package told, and who signed it.
    edition, installed : str
        ISO day of its tables, and ISO time at which it came.
    files : tuple of str
        What it brought.
    """

    folder: str
    title: str
    publisher: str
    note: str
    fingerprint: str
    edition: str
    installed: str
    files: tuple[str, ...]


def looked_at(path: Path, progress: Progress = silent) -> tuple[Update, tuple[Difference, ...]]:
    """Check a package without installing it, and tell what it would change.

    Raises
    ------
    InputError
        ``update_wrong`` or ``update_unreadable``
    RefusedError
        ``update_not_newer`` beside those of `scmap.reference.update_package.opened`.
    """
    with opened(path) as (update, folder):
        return update, _checked(update, folder, path.name, progress)


def install(path: Path, now: datetime, progress: Progress = silent) -> Installed:
    """Check a package once more and put it in force from the next start on; errors as above."""
    with opened(path) as (update, folder):
        _checked(update, folder, path.name, progress)
        home = paths.updates_dir()
        home.mkdir(parents=True, exist_ok=True)
        place = f"{update.edition.isoformat()}-{new_uid()[:8]}"
        shutil.copytree(folder, home / place)
    made = Installed(
        folder=place,
        title=update.title,
        publisher=update.publisher,
        note=update.note,
        fingerprint=update.fingerprint,
        edition=update.edition.isoformat(),
        installed=now.isoformat(timespec="seconds"),
        files=tuple(sorted(update.files)),
    )
    _keep((*installed(), made))
    return made


def take_back() -> Installed:
    """Take the latest package back; the one before it holds from the next start on.

    Raises
    ------
    InputError
        ``update_none`` when there is none.
    """
    rows = installed()
    if not rows:
        raise InputError("update_none")
    _keep(rows[:-1])
    shutil.rmtree(paths.updates_dir() / rows[-1].folder, ignore_errors=True)
    return rows[-1]


def installed() -> tuple[Installed, ...]:
    """Give the packages that were installed, the latest last."""
    try:
        text = (paths.updates_dir() / paths.IN_FORCE).read_text(encoding="utf-8")
        return tuple(Installed(**{**row, "files": tuple(row["files"])}) for row in json.loads(text))
    except (OSError, ValueError, TypeError, KeyError):
        return ()


def _checked(update: Update, folder: Path, name: str, progress: Progress) -> tuple[Difference, ...]:
    latest = max([paths.EDITION, *(one.edition for one in installed())])
    if update.edition.isoformat() <= latest:
        days = {"edition": update.edition.isoformat(), "latest": latest}
        raise RefusedError("update_not_newer", file=name, **days)
    return checked(folder, update.files, progress)


def _keep(rows: Sequence[Installed]) -> None:
    home = paths.updates_dir()
    listed = [{name: getattr(row, name) for name in Installed.__slots__} for row in rows]
    with replacing(home / paths.IN_FORCE) as draft:
        draft.write_text(json.dumps(listed, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
