"""Errors that a user can act on.

::

    Exception
    ├── CancelledError            the user asked a long job to stop; never shown
    └── ScmapError                a code and values; the words are found at the edge (words.explain)
        ├── InputError            10  a file or value from outside is not usable
        ├── CrsMismatchError      11  two layers lie on different planes, or one names none
        ├── LockedError           12  somebody else holds the file
        └── RefusedError          13  the product will not do this (security grade, read-only …)

The numbers are the exit codes of the command line; anything else that is raised is a bug.
"""

import errno
import traceback
from typing import ClassVar

_NO_ROOM = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}  # or no share of it any more
_TOLD_OF_NAME = 30  # letters of a name that is too long


class ScmapError(Exception):
    """Something that the user can understand and mend.

    Parameters
    ----------
    code : str
        Key of the words ``errors.<code>.what`` and ``errors.<code>.remedy``.
    **values : object
        What the words name: ``file``, ``layer``, ``feature`` …
    """

    exit_code: ClassVar[int] = 10

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        return f"{self.code} {self.values}"

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (type(self), self.code, self.values)


class InputError(ScmapError):
    """A file or a value from outside cannot be used as it is."""


class CrsMismatchError(ScmapError):
    """Layers lie on different planes, or a layer does not say on which it lies."""

    exit_code = 11


class LockedError(ScmapError):
    """Another program or person holds what is needed."""

    exit_code = 12


class RefusedError(ScmapError):
    """The product refuses this on purpose and says why."""

    exit_code = 13


class CancelledError(Exception):
    """The user stopped a long job; told to nobody, exit code 130."""


def understood(error: Exception) -> Exception:
    """Give what a user can mend in place of what the system says: of a full disk, a long name."""
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return InputError("no_room")
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        return InputError("name_too_long", file=f"{str(error.filename)[:_TOLD_OF_NAME]}…")
    return error


def _again(kind: type[ScmapError], code: str, values: dict[str, object]) -> ScmapError:
    """Make an error again that came from another process."""
    return kind(code, **values)


def places_of(error: BaseException) -> str:
    """Tell the kind of an error and where it came about, and the same of what caused it.

    This is what logs and reports hold of a bug. Messages are left out: they may quote data.
    """
    told: list[str] = []
    reason: BaseException | None = error
    while reason is not None:
        places = "".join(traceback.format_tb(reason.__traceback__))
        told.append(f"{type(reason).__module__}.{type(reason).__name__}\n{places}")
        reason = reason.__cause__ or reason.__context__
    return "\ncaused by ".join(told)
