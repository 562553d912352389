"""Small files that are written behind whoever keeps something in them.

A portable program keeps its profile beside itself, maybe on a share or a slow stick: nobody in the
window waits until a file of it is written. What waits to be written is read as if it lay there.
"""

import json
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

# A text, what makes the file at the path that it is given, or None for a file that is to go.
Content: TypeAlias = str | Callable[[Path], object] | None
Told: TypeAlias = Callable[[bool], object]

DRAFT = "new-"  # before a name, whose ending says what is written

log = logging.getLogger(__name__)


def write(path: Path, content: Content, told: Told | None = None) -> None:
    """Have a file written whole soon, in place of what waits for it.

    Parameters
    ----------
    path : Path
        The file.
    content : str, callable or None
        What it shall hold; a callable makes a file and may leave it unmade.
    told : callable, optional
        Called by the thread that writes, with whether it could: for what was asked for here or for
        what took its place.
    """
    _WRITER.write(path, content, () if told is None else (told,))


def text(path: Path) -> str:
    """Give the text that a file holds, or will.

    Raises
    ------
    OSError
        If it cannot be read, or is to go.
    """
    waiting = _WRITER.waiting(path)
    if waiting is None or callable(waiting.content):
        return path.read_text(encoding="utf-8-sig")  # an editor may have put its mark before it
    if waiting.content is None:
        raise FileNotFoundError(path.name)
    return waiting.content


def held(path: Path) -> object:
    """Give what the JSON says that a file holds, or will.

    Raises
    ------
    OSError
        If it cannot be read, or is to go.
    ValueError
        If it is none, or nested deeper than anybody would.
    """
    try:
        return json.loads(text(path))
    except RecursionError as error:
        raise ValueError(path.name) from error


def wait(seconds: float) -> None:
    """Wait until nothing waits to be written, but no longer than that."""
    _WRITER.join(seconds)


def put(path: Path, content: Content) -> None:
    """Write a file beside the old one first, so that a power cut leaves one whole file.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    if content is None:
        path.unlink(missing_ok=True)
        return
    draft = path.with_name(DRAFT + path.name)
    if callable(content):
        content(draft)
    else:
        draft.write_text(content, encoding="utf-8")
    if draft.exists():
        try:
            draft.replace(path)
        except OSError:
            draft.unlink(missing_ok=True)
            raise


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    content: Content
    told: tuple[Told, ...]


class _Writer:
    """Writes in a thread that lives as long as something waits; the program ends after it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[Path, _Waiting] = {}
        self._now: _Waiting | None = None  # what is being written
        self._thread: threading.Thread | None = None

    def waiting(self, path: Path) -> _Waiting | None:
        with self._lock:
            return self._waiting.get(path)

    def write(self, path: Path, content: Content, told: tuple[Told, ...]) -> None:
        with self._lock:
            before = self._waiting.get(path)
            if before is not None and before is not self._now:
                told = (*before.told, *told)
            self._waiting[path] = _Waiting(content, told)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="profile")
                self._thread.start()

    def join(self, seconds: float) -> None:
        thread = self._thread
        if thread is not None:
            thread.join(seconds)

    def _run(self) -> None:
        while (one := self._next()) is not None:
            path, asked = one
            is_written = _is_put(path, asked.content)
            self._forget(path, asked)
            for tell in asked.told:
                try:
                    tell(is_written)
                except Exception:  # whoever asked may have gone; others still wait
                    log.exception("nobody heard of %s", path.name)

    def _next(self) -> tuple[Path, _Waiting] | None:
        with self._lock:
            one = next(iter(self._waiting.items()), None)
            self._now = None if one is None else one[1]
            if one is None:
                self._thread = None
            return one

    def _forget(self, path: Path, done: _Waiting) -> None:
        """Let go of what was written; what came meanwhile for the same file still waits."""
        with self._lock:
            if self._waiting[path] is done:
                del self._waiting[path]


def _is_put(path: Path, content: Content) -> bool:
    try:
        put(path, content)
    except OSError as error:
        log.warning("%s not kept: %s", path.name, type(error).__name__)
        return False
    except Exception:  # a bug in what makes one file keeps no other from being written
        log.exception("%s not kept", path.name)
        return False
    return True


_WRITER = _Writer()
