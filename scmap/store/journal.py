"""The journal of an open project: what was done since it was saved, kept where no crash reaches it.

It lies in the user's own folder on this machine, never on a share and never beside the project.
"""

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from scmap.model.project import Project, new_uid
from scmap.store.change import differences
from scmap.store.holding import Hold
from scmap.store.journal_lines import (
    Base,
    Deed,
    Entry,
    Lines,
    command_line,
    fingerprint,
    first_line,
)
from scmap.store.replacing import sync_folder

SUFFIX = ".journal"
DISCARDED = "discarded"

# Whoever did a command waits this long for the disk, from when it was done: meanwhile he shows it.
# Nearly all need a few milliseconds; a layer of 100,000 points takes two seconds, which nobody
# waits for.
PATIENCE = 0.02  # seconds

Trouble = Callable[[BaseException], None]
Beside = Callable[["Future[None]"], None]


@dataclass(slots=True)
class _File:
    """The file of a journal while it is written."""

    path: Path
    hold: Hold
    size: int = 0
    commands: int = 0

    def append(self, line: Sequence[bytes]) -> None:
        """Put a line at the end and wait until it is on the disk; a failed one leaves no trace."""
        with self.path.open("r+b") as file:
            file.truncate(self.size)  # what is left of a line that the disk did not take whole
            file.seek(self.size)
            file.writelines(line)
            file.flush()
            os.fsync(file.fileno())
        self.size += sum(map(len, line))


class Journal:
    """Keeps what is done to one open project; nothing is on the disk before the first command.

    What is kept is the difference from what was kept last. A command that the disk did not take
    therefore comes with the next one, and large ones are compared and written on a thread of the
    journal's own: projects are values, which nobody changes.

    Parameters
    ----------
    folder : Path
        Where journals lie.
    project : Project
        The project as it is in its file, or as it is to begin with.
    path : Path or None
        That file; None for a project that was never saved, which the journal then holds whole.
    read_only : bool
        Whether that file must not be overwritten.

    Attributes
    ----------
    trouble : callable or None
        Told, on the journal's thread, why the disk did not take a command.
    beside : callable or None
        Given the work on each command, which goes on beside the window.
    """

    def __init__(
        self, folder: Path, project: Project, path: Path | None, *, read_only: bool = False
    ) -> None:
        self.trouble: Trouble | None = None
        self.beside: Beside | None = None
        self._folder = folder
        self._start = self._kept = project  # what the journal starts from, and what it makes
        self._behind = False
        self._file: _File | None = None
        self._base = _base(project, path, read_only)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="journal")
        self._last: Future[None] | None = None
        self._until = 0.0  # when nobody waits for that any more

    @classmethod
    def adopt(cls, path: Path, hold: Hold, lines: Lines, start: Project, project: Project) -> Self:
        """Go on with a journal that was left behind: its commands make `project` of `start`."""
        base = lines.base
        journal = cls(path.parent, project, None)
        journal._start = start
        journal._base = base
        journal._file = _File(path, hold, lines.size, len(lines.commands))
        return journal

    def record(self, deed: Deed, label: str, project: Project, *, beside: bool = False) -> None:
        """Keep a command that made `project`, on the journal's own thread; see `linger`.

        Whether all is on the disk, `settle` tells. What goes wrong is told to `trouble`, on the
        journal's thread; the command itself stands.
        """
        self._last = self._thread.submit(self._append, deed, label, project)
        self._last.add_done_callback(self._tell)
        self._until = time.monotonic() + (0.0 if beside else PATIENCE)
        if self.beside is not None:
            self.beside(self._last)

    def linger(self) -> None:
        """Wait until the last command is on the disk, or `PATIENCE` has passed since it was told.

        One that goes on beside the program is not waited for.
        """
        if self._last is not None:
            wait([self._last], timeout=max(self._until - time.monotonic(), 0.0))

    def settle(self) -> bool:
        """Wait until everything is on the disk; False when the disk did not take it."""
        if self._last is not None:
            wait([self._last])
        return not self._behind

    def start_anew(self, project: Project, path: Path) -> None:
        """Begin again from `project`, which was saved to `path`; what was done since is kept."""
        future = self._thread.submit(self._start_anew, project, path)
        future.add_done_callback(self._tell)
        wait([future])

    def close(self, *, discard: bool = False) -> None:
        """End the journal.

        Parameters
        ----------
        discard : bool
            Whether there is unsaved work in it, which the planner chose not to save: it is then
            kept aside for a week.
        """
        self._thread.shutdown()
        file, self._file = self._file, None
        if file is not None:
            _take_away(file, discard=discard)

    def abandon(self) -> None:
        """Leave everything as a program that was killed would leave it."""
        self._thread.shutdown()
        if self._file is not None:
            self._file.hold.release()

    def _append(self, deed: Deed, label: str, project: Project) -> None:
        when = datetime.now(UTC)
        if self._file is not None and not self._file.path.exists():
            self._begin_again(self._file)
        behind, self._behind = self._behind, True
        file = self._file = self._file or self._begin()
        entry = Entry(
            label,
            "merge" if behind else deed,
            when,
            differences(self._kept, project, who="", when=when),
        )
        file.append(command_line(file.commands + 1, entry))
        file.commands += 1
        self._kept, self._behind = project, False

    def _begin_again(self, gone: _File) -> None:
        """Keep all that was done anew, for somebody has deleted the file."""
        gone.hold.release()
        self._file, self._kept, self._behind = None, self._start, True

    def _begin(self) -> _File:
        """Make the file with its first line; one that is never saved holds the whole project."""
        base = self._base
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / f"{new_uid()}{SUFFIX}"
        hold = Hold.take(hold_path(path))
        if hold is None:
            raise FileExistsError(path)
        whole = () if base.path else differences(base.empty, self._kept, who="", when=base.started)
        try:
            path.touch(mode=0o600)
            file = _File(path, hold)
            file.append(first_line(base, whole))
            sync_folder(self._folder)
        except BaseException:
            path.unlink(missing_ok=True)
            hold.release()
            raise
        return file

    def _start_anew(self, project: Project, path: Path) -> None:
        former = self._base, self._file, self._start, self._kept, self._behind
        present, old = self._kept, self._file
        self._base = _base(project, path, read_only=False)
        self._file, self._start, self._kept = None, project, project
        try:
            if present is not project and not self._behind:  # it was done while that was saved
                self._behind = True
                self._append("merge", project.title, present)
        except OSError:
            # The old journal still makes the present project, of the file that was saved too.
            self._base, self._file, self._start, self._kept, self._behind = former
            raise
        if old is not None:
            _take_away(old)

    def _tell(self, ended: Future[None]) -> None:
        error = ended.exception()
        if error is not None and self.trouble is not None:
            self.trouble(error)


def _take_away(file: _File, *, discard: bool = False) -> None:
    with suppress(OSError):  # a scanner may hold it: it is then offered, and found to be saved
        if discard:
            set_aside(file.path)
        else:
            file.path.unlink()
    file.hold.release()


def hold_path(journal: Path) -> Path:
    """Give the file that a program holds while it writes a journal."""
    return journal.with_suffix(".lock")


def aside(journal: Path) -> Path:
    """Give the place of a journal among those that were discarded."""
    folder = journal.parent / DISCARDED
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder / journal.name


def set_aside(journal: Path) -> Path:
    """Move a journal to those that were discarded; its time there is the time of that."""
    place = aside(journal)
    journal.replace(place)
    os.utime(place)
    return place


def _base(project: Project, path: Path | None, read_only: bool) -> Base:
    where = path.absolute() if path else None
    return Base(
        uid=project.uid,
        title=project.title,
        crs=project.crs,
        municipality=project.municipality,
        path=where,
        fingerprint=fingerprint(where) if where else "",
        read_only=read_only,
        started=datetime.now(UTC),
        process=os.getpid(),
    )
