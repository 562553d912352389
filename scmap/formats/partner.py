"""A process that works for this one and answers by a pipe; it ends with its owner."""

import multiprocessing
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from types import ModuleType

_LAUNCHING = threading.Lock()
POLL_S = 0.05  # between two looks whether an answer has come, or a stop


@contextmanager
def _no_main() -> Iterator[None]:
    """Hide what was started first: a process of ours needs none of it.

    Without a guard it would do all its work a second time, a planner's own script too.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


class Partner:
    """A process that is started when it is first needed. One thread asks it at a time.

    Parameters
    ----------
    name : str
        Of the process, for lists of processes.
    serve : callable
        What the process does: it answers by the pipe until the other side is gone.
    """

    def __init__(self, name: str, serve: Callable[[Connection], None]) -> None:
        self._name, self._serve = name, serve
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None

    @property
    def runs(self) -> bool:
        """Whether the process has been started and not ended."""
        return self._pipe is not None

    def begun(self) -> Connection:
        """Give the pipe to the process."""
        if self._pipe is None:
            context = multiprocessing.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(
                target=self._serve, args=(theirs,), name=self._name, daemon=True
            )
            with _LAUNCHING, _no_main():
                self._process.start()
            theirs.close()
        return self._pipe

    @contextmanager
    def asked(self) -> Iterator[None]:
        """End the process when anything goes wrong between a question and its answer.

        It would be at work for nobody, and its answer would be taken for that to the next question.
        """
        try:
            yield
        except BaseException:
            self.end()
            raise

    def stop(self) -> None:
        """End the process while another thread waits for its answer; that one gets an EOFError."""
        process = self._process
        if process is not None:
            process.terminate()

    def end(self) -> None:
        """End the process and wait for its end; the next call of `begun` starts another."""
        pipe, process = self._pipe, self._process
        self._pipe = self._process = None
        if pipe is not None:
            pipe.close()
        if process is not None:
            process.terminate()
            process.join()
            process.close()
