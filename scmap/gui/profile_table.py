"""What the program remembers of a planner's desk: small tables, a file of the profile each.

They belong to how somebody works, not to a project: they are never part of its file. A portable
program keeps its profile beside itself, maybe on a share or a slow stick: nobody in the window
waits until they are written.
"""

import json
import logging
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from scmap import paths
from scmap.errors import ScmapError
from scmap.store.replacing import replacing

log = logging.getLogger(__name__)


class ProfileTable:
    """A table of values by name, which lies in a file of the profile.

    Parameters
    ----------
    file : str
        Name of the file.
    accepts : callable
        Tells whether a value is one of the program's; others are left out when it is read.
    most : int or None
        Names that are remembered, the latest ones; None = all.
    """

    def __init__(
        self, file: str, accepts: Callable[[object], bool], most: int | None = None
    ) -> None:
        self.file = file
        self._accepts, self._most = accepts, most

    def read(self) -> dict[str, Any]:
        """Give what is remembered, the latest last; a file that is damaged gives nothing."""
        path = paths.data_dir() / self.file
        text = _WRITER.waiting(path)
        try:
            found = json.loads(text if text is not None else path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        pairs = found.items() if isinstance(found, dict) else ()
        return {name: value for name, value in pairs if self._accepts(value)}

    def keep(self, values: Mapping[str, object]) -> None:
        """Remember these values beside the others, soon; one that is None is forgotten."""
        _WRITER.write(paths.data_dir() / self.file, self._with(values))

    def keep_now(self, values: Mapping[str, object]) -> None:
        """Remember these values as `keep` does, for somebody who is told that it is done.

        Raises
        ------
        OSError
            If they cannot be written down.
        """
        text = self._with(values)
        (paths.data_dir() / self.file).write_text(text, encoding="utf-8")

    def _with(self, values: Mapping[str, object]) -> str:
        """Give the text of the table with these values as the latest."""
        rest = {name: value for name, value in self.read().items() if name not in values}
        told = {name: value for name, value in values.items() if value is not None}
        latest = list({**rest, **told}.items())
        table = dict(latest if self._most is None else latest[-self._most :])
        return json.dumps(table, ensure_ascii=False, indent=1) + "\n"


def is_whole_numbers(value: object, count: int) -> bool:
    """Tell whether a value is a list of so many whole numbers."""
    return isinstance(value, list) and len(value) == count and all(type(n) is int for n in value)


def wait_until_written(seconds: float) -> None:
    """Wait until all that was to be remembered lies in its file, but no longer than that."""
    _WRITER.join(seconds)


class _Writer:
    """Writes files in a thread that lives as long as some wait; the program ends after it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._texts: dict[Path, str] = {}
        self._thread: threading.Thread | None = None

    def waiting(self, path: Path) -> str | None:
        """Give the text that is to be written to a file; None if none is."""
        with self._lock:
            return self._texts.get(path)

    def write(self, path: Path, text: str) -> None:
        """Have a file written soon, in place of what waits for it."""
        with self._lock:
            self._texts[path] = text
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="profile")
                self._thread.start()

    def join(self, seconds: float) -> None:
        """Wait so long at most until nothing waits."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)

    def _run(self) -> None:
        while (one := self._next()) is not None:
            path, text = one
            try:
                with replacing(path) as draft:
                    draft.write_text(text, encoding="utf-8")
            except (OSError, ScmapError) as error:
                log.warning("%s not kept: %s", path.name, type(error).__name__)
            self._forget(path, text)

    def _next(self) -> tuple[Path, str] | None:
        with self._lock:
            one = next(iter(self._texts.items()), None)
            if one is None:
                self._thread = None
            return one

    def _forget(self, path: Path, written: str) -> None:
        """Let go of a text that was written; what came meanwhile for the same file still waits."""
        with self._lock:
            if self._texts[path] == written:
                del self._texts[path]


_WRITER = _Writer()
