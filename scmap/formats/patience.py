"""Files on a slow share or held by another program: asked for politely, and given up in time.

A call to the system that hangs cannot be taken back. It is left to a thread of its own, which ends
when the share answers or the program does; whoever waits is told at once.
"""

import hashlib
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from scmap.errors import InputError
from scmap.formats.unchanged import check_file, check_name
from scmap.progress import Progress, silent

PATIENCE_S = 8.0  # without an answer from a file; the planner hears of it within ten seconds
LOOK_S = 0.1  # between two looks at whether to stop
_BLOCK = 1 << 20
_AHEAD = 32  # blocks that are read before they are hashed

T = TypeVar("T")


class Fingerprint:
    """The SHA-256 of a file, worked out by a thread of its own while others read the file."""

    def __init__(self, name: str) -> None:
        self._digest = hashlib.sha256()
        self._blocks: queue.Queue[bytes] = queue.Queue(_AHEAD)
        self._thread = threading.Thread(target=self._run, name=f"hashing {name}", daemon=True)
        self._thread.start()

    def take(self, block: bytes) -> None:
        """Take the next bytes of the file; none ends it."""
        self._blocks.put(block)

    def hexdigest(self) -> str:
        """Give it in hexadecimal, once all bytes were taken."""
        self._thread.join()
        return self._digest.hexdigest()

    def _run(self) -> None:
        while block := self._blocks.get():
            self._digest.update(block)


def answered(
    path: Path, progress: Progress = silent, *, patience: float | None = None
) -> Fingerprint:
    """Make sure that a file can be read through, and give its SHA-256, which is still at work.

    Once read, the system has it at hand, so that readers that cannot be stopped do not hang on it.

    Parameters
    ----------
    path : Path
        The file.
    progress : Progress
        Told the share done; may raise CancelledError.
    patience : float or None
        Seconds without any answer after which it is given up; None for `PATIENCE_S`.

    Raises
    ------
    InputError
        file_slow, or what `check_file` raises.
    """
    found = Fingerprint(path.name)
    read_through(path, progress, found.take, patience=patience)
    return found


def read_through(
    path: Path,
    progress: Progress = silent,
    take: Callable[[bytes], object] = len,
    *,
    patience: float | None = None,
) -> None:
    """Make sure that a file can be read through, and hand its bytes to whoever wants them.

    `take` gets none at the end, also when the file was given up and answers later.

    Raises
    ------
    InputError
        As `answered` does.
    """
    beat = [time.monotonic(), 0.0]

    def read() -> None:
        try:
            check_file(path)
            files = sorted(path.iterdir()) if path.is_dir() else [path]
            size, done = max(sum(one.stat().st_size for one in files), 1), 0
            for file in files:
                with file.open("rb") as stream:
                    while block := stream.read(_BLOCK):
                        take(block)
                        done += len(block)
                        beat[:] = time.monotonic(), min(done / size, 1.0)
        finally:
            take(b"")

    _waited(read, beat, path, progress, patience)


def reachable(path: Path, progress: Progress = silent, *, patience: float | None = None) -> None:
    """Make sure that a file answers at all, and has something in it.

    Raises
    ------
    InputError
        As `answered` does.
    """
    beat = [time.monotonic(), 0.0]
    _waited(lambda: check_file(path), beat, path, progress, patience)


def answering(path: Path, *, patience: float | None = None) -> None:
    """Make sure that the place of a file, which may be there or not, answers.

    Raises
    ------
    InputError
        place_slow, or what `check_name` raises.
    """
    check_name(path)
    beat = [time.monotonic(), 0.0]
    try:
        _waited(lambda: (path.parent.exists(), path.exists()), beat, path, silent, patience)
    except InputError as error:
        raise InputError("place_slow", **error.values, folder=str(path.parent)) from error


def listed(
    work: Callable[[], T], path: Path, progress: Progress = silent, *, patience: float | None = None
) -> T:
    """Give what looking through folders gives.

    Raises
    ------
    InputError
        file_slow.
    """
    return _waited(work, [time.monotonic(), 0.0], path, progress, patience)


def _waited(
    work: Callable[[], T],
    beat: list[float],
    path: Path,
    progress: Progress,
    patience: float | None,
) -> T:
    """Give what work gives, as long as it shows signs of life."""
    seconds = PATIENCE_S if patience is None else patience
    found: list[T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            found.append(work())
        except BaseException as error:  # noqa: BLE001  told where it is waited for
            failed.append(error)

    thread = threading.Thread(target=run, name=f"reading {path.name}", daemon=True)
    thread.start()
    waiting = True
    while waiting:
        thread.join(LOOK_S)
        progress(beat[1])
        waiting = thread.is_alive()
        if waiting and time.monotonic() - beat[0] > seconds:
            raise InputError("file_slow", file=path.name, seconds=round(seconds))
    if failed:
        raise failed[0]
    return found[0]
