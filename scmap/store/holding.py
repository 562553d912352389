"""A file that one running program holds: the system lets go of it however that program ends."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Self

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Hold:
    """Says to other programs, and to this one, that something is in use.

    Process ids would not do: they are given out again, and a program that was killed cannot take
    its own back.
    """

    def __init__(self, path: Path, handle: int) -> None:
        self._path = path
        self._handle: int | None = handle

    @classmethod
    def take(cls, path: Path) -> Self | None:
        """Hold the file `path`, made when missing; None while somebody else holds it."""
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(handle)
        except OSError:
            os.close(handle)
            return None
        return cls(path, handle)

    def release(self) -> None:
        """Let go, and take the file away; a second time nothing happens."""
        if self._handle is None:
            return
        with suppress(OSError):  # while it is held; Windows deletes no open file and leaves it
            self._path.unlink()
        os.close(self._handle)
        self._handle = None
