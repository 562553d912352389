"""Long work off the GUI thread: one job, and the list of those that run."""

import gc
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

from PySide6.QtCore import (
    QCoreApplication,
    QEventLoop,
    QObject,
    QThread,
    QThreadPool,
    QTimer,
    Signal,
)

from scmap.errors import CancelledError
from scmap.gui.turns import Turns
from scmap.model.letting_go import held_by, let_go
from scmap.progress import Progress, give_way, stand_behind

# Seconds after which a job lets go of the interpreter when the window's thread waits for it. That
# thread takes its turn for each slot and each virtual function that Qt calls: with Python's own
# five milliseconds, painting a table takes seconds while a job of pure Python runs.
TURN_S = 0.00005
USUAL_TURN_S = sys.getswitchinterval()

FEW_NEW = 20_000  # objects that are looked through within a frame
REPORT_EVERY = 0.05  # seconds; a bar needs no more, and the event queue stays short


LEAVE_MS = 10_000  # for a worker to hear of the end; one on a dead share never does

# Until then everybody on the window's thread has heard that a result no longer holds.
HEARD_MS = 500


def let_go_later(held: list[object], pool: QThreadPool) -> None:
    """Empty `held` in a worker, once nobody on the window's thread holds the same."""
    QTimer.singleShot(HEARD_MS, pool, lambda: pool.start(lambda: let_go(held)))


def _share_interpreter() -> None:
    """Let the window's thread have its turns while jobs run.

    Python's collector of cycles looks at everything that lives, in one go and whichever thread
    calls for it: with the pairs of 20,000 investments that takes a fifth of a second. Jobs make
    next to no cycles; it waits until they are done.
    """
    sys.setswitchinterval(TURN_S)
    gc.disable()


def _keep_interpreter() -> None:
    """Go back to what is usual: no job runs.

    What jobs have made lives long: the collector looks at it no more. With the pairs of 100,000
    investments it would take half a second, whenever the window has made some thousand objects.
    What has become garbage meanwhile, as a dialog that was closed, would never be freed after that:
    it is looked for first, among what is new only, unless that is very much.
    """
    sys.setswitchinterval(USUAL_TURN_S)
    if gc.get_count()[0] < FEW_NEW:
        gc.collect()
    gc.freeze()
    gc.enable()


def _hold_projections() -> None:
    """Keep what pyproj made for this thread as long as the thread lives.

    pyproj ties its context to Python's state of a thread, which of a thread of Qt's ends with each
    job, and finds it again by the thread itself: the next job there would use what is freed.
    """
    # Another thread may be loading pyproj just now: then this one has none of its own.
    known = getattr(sys.modules.get("pyproj._context"), "get_context_manager", None)
    context = known() if known is not None else None
    if context is not None:  # else this job did without, and an earlier one's is still needed
        _PROJECTIONS[threading.get_ident()] = context


_PROJECTIONS: dict[int, object] = {}


class Job(QObject):
    """Runs `work` in a thread pool: progress while it runs, then exactly one ending.

    Attributes
    ----------
    share : float
        How much is done as far as it was told, 0 to 1.

    Signals
    -------
    progressed : float
        Share done, 0 to 1.
    finished : object
        What `work` returned.
    failed : Exception
        A ScmapError to show; anything else is a bug.
    cancelled
        It stopped because it was asked to.
    ended
        After each of the three.
    """

    progressed = Signal(float)
    finished = Signal(object)
    failed = Signal(Exception)
    cancelled = Signal()
    ended = Signal()
    _reached = Signal(float)  # from the worker
    _arrived = Signal(object, object)  # from the worker: the result, or what was raised

    def __init__(
        self, label: str, work: Callable[[Progress], object], parent: QObject, turns: Turns
    ) -> None:
        super().__init__(parent)
        self.label = label
        self.share = 0.0
        self._turns = turns
        self._work: Callable[[Progress], object] | None = work
        self._stop = threading.Event()
        self._reported = 0.0
        self._pool: QThreadPool | None = None
        # Received here first, in the thread of those who are told: they all see the same share.
        self._reached.connect(self._reach)
        self._arrived.connect(self._end)

    def start(self, pool: QThreadPool) -> None:
        """Hand the work to `pool`."""
        self._pool = pool
        pool.start(self._run)

    def cancel(self) -> None:
        """Ask the work to stop; it does at its next progress report."""
        self._stop.set()

    @property
    def stopping(self) -> bool:
        """Whether the job has been asked to stop."""
        return self._stop.is_set()

    def _run(self) -> None:
        stand_behind()
        work, self._work = self._work, None  # what it holds is not the window's to free
        try:
            self._report(0.0)
            result = work(self._report) if work is not None else None
        except CancelledError as error:
            held = held_by(error)
            self._arrived.emit(None, error)
            let_go(held)
        except Exception as error:  # noqa: BLE001  the one place a worker's bug may surface
            self._arrived.emit(None, error)
        else:
            self._arrived.emit(result, None)
        finally:
            _hold_projections()

    def _report(self, share: float, /) -> None:
        if self._stop.is_set():
            raise CancelledError
        give_way()
        now = time.monotonic()
        if now - self._reported >= REPORT_EVERY or share >= 1.0:
            self._reported = now
            self._reached.emit(share)

    def _reach(self, share: float) -> None:
        self.share = share
        self.progressed.emit(share)

    def _end(self, result: object, error: Exception | None) -> None:
        """Tell how it ended, in a turn: results that arrive together are told one by one."""
        self._turns.ask(lambda: self._tell(result, error))

    def _tell(self, result: object, error: Exception | None) -> None:
        if self.stopping or isinstance(error, CancelledError):
            if self._pool is not None and result is not None:
                let_go_later([result], self._pool)
            self.cancelled.emit()
        elif error is not None:
            self.failed.emit(error)
        else:
            self.finished.emit(result)
        self.ended.emit()


class Jobs(QObject):
    """The jobs that run now; a window owns one and closes it when it goes.

    Attributes
    ----------
    stuck : bool
        Whether a worker was left behind at the end: the system answers it no more.

    Signals
    -------
    started : Job
        A job began; whoever shows progress watches it.
    failed : Exception
        A job failed and nobody else handles it.
    idle
        The last running job has ended.
    """

    started = Signal(object)
    failed = Signal(Exception)
    idle = Signal()
    _ended_beside = Signal()  # from the thread of such work

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stuck = False
        self._pool = QThreadPool(self)
        self._pool.setThreadPriority(QThread.Priority.LowPriority)
        self._running: list[Job] = []
        self._momentary: list[Job] = []
        self._turns = Turns(self)
        self._beside = 0  # work on threads of others
        self._ended_beside.connect(self._forget_beside)

    @property
    def running(self) -> tuple[Job, ...]:
        """Jobs that have not ended yet, oldest first."""
        return tuple(self._running)

    def run(
        self,
        label: str,
        work: Callable[[Progress], object],
        done: Callable[[Any], None] | None = None,
        *,
        momentary: bool = False,
    ) -> Job:
        """Start `work`; `done` gets its result on the GUI thread.

        A momentary job, of which there are many a second, is not among those that run, and nobody
        is told of it.
        """
        job = Job(label, work, self, self._turns)
        (self._momentary if momentary else self._running).append(job)
        if done is not None:
            job.finished.connect(done)
        job.failed.connect(self.failed)
        job.ended.connect(lambda: self._forget(job))
        _share_interpreter()
        if not momentary:
            self.started.emit(job)
        job.start(self._pool)
        return job

    def cancel(self) -> None:
        """Ask the oldest running job, which is the one that is shown, to stop.

        One that has been asked already and is on its way to its next report does not count: what
        the user wants to end is what goes on behind it.
        """
        for job in [job for job in self._running if not job.stopping][:1]:
            job.cancel()

    def share_with(self, work: "Future[None]") -> None:
        """Share the interpreter with work on a thread of somebody else's until that is done."""
        self._beside += 1
        _share_interpreter()
        work.add_done_callback(self._tell_beside)

    def let_go(self, held: list[object]) -> None:
        """Empty `held` in a worker, soon: to free large results takes longer than a frame."""
        let_go_later(held, self._pool)

    def wait(self) -> None:
        """Wait until every job has ended and told its result; the window stays alive."""
        while self._running:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def close(self) -> None:
        """Stop everything and wait until no worker is left, or one does not come back.

        How the jobs ended is not told any more.
        """
        for job in (*self._running, *self._momentary):
            job.cancel()
        self._pool.clear()
        self._turns.close()
        self.stuck = not self._pool.waitForDone(LEAVE_MS)
        _keep_interpreter()

    def _forget(self, job: Job) -> None:
        shown = job in self._running
        (self._running if shown else self._momentary).remove(job)
        job.deleteLater()
        self._rest()
        if shown and not self._running:
            self.idle.emit()

    def _tell_beside(self, _work: "Future[None]") -> None:
        with suppress(RuntimeError):  # the window has gone meanwhile
            self._ended_beside.emit()

    def _forget_beside(self) -> None:
        self._beside -= 1
        self._rest()

    def _rest(self) -> None:
        if not (self._running or self._momentary or self._beside):
            _keep_interpreter()
