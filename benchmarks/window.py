"""Measure how the window feels while it analyses very many investments.

`python -m benchmarks.window [--n 20000,100000] [--json] [--short] [--trace]`, on a screen (Xvfb
will do). In a fresh process each, a made-up project is opened in a window that is there (how long
that takes is `benchmarks.startup`); a timer of 5 ms on the window's own thread tells how long the
longest time was in which the window could do nothing: while the run goes on, while its result is
taken and laid out, and while all its rows are selected and sorted. Then the run is begun again and
cancelled at several moments. `--trace` prints what every thread did when the window stood still for
longer than the goal.
"""

import faulthandler
import gc
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING

from benchmarks.outcome import Control, Goal, at_most, options, tell
from benchmarks.overlap import peak_mb

if TYPE_CHECKING:
    from scmap.gui.job import Jobs

TICK_MS = 5
STILL_MS = 100.0  # longest time in which the window may do nothing
CANCEL_S = 1.0  # longest time from the wish to cancel to the end of the job
MOMENTS = (0.02, 0.1, 0.3, 0.5, 0.8, 0.95)  # of the time to the first result
SHORT = (0.1, 0.5)
PATIENCE_S = 1800.0


@dataclass(frozen=True, slots=True)
class Still:
    """The longest time between two ticks, ms, and what it consists of at most.

    Attributes
    ----------
    wall : float
        What a planner feels.
    own : float
        What the window's own thread worked in the busiest such time.
    held : float
        The longest such time without what that thread waited for a processor (NaN where the system
        does not tell): its own work, and waiting for the interpreter that jobs hold. On a machine
        that others use too, this is what is the program's own fault.
    """

    wall: float
    own: float
    held: float


@dataclass(frozen=True, slots=True)
class Felt:
    """What a planner felt at one number of investments; times in seconds and milliseconds."""

    investments: int
    listed: int
    run_s: float
    first_result_s: float
    still_ms: dict[str, Still]
    cancel_s: dict[str, float]
    peak_mb: float


class Watch:
    """Tells the longest time that the window's thread was busy with something else.

    Parameters
    ----------
    trace : bool
        Whether to print what every thread does when that is too long; now and then this ends the
        process, for threads are looked at while they run.
    tick_ms : int
        How often it looks.
    """

    def __init__(self, *, trace: bool = False, tick_ms: int = TICK_MS) -> None:
        from PySide6.QtCore import Qt, QTimer  # noqa: PLC0415  only the measuring process has Qt

        self._trace = trace
        self._last = _clocks()
        self._longest = (0.0, 0.0, 0.0)
        self._timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=tick_ms)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = _clocks()
        wall, own, queued = (new - old for new, old in zip(now, self._last, strict=True))
        found = (wall, own, wall - queued)
        self._longest = tuple(map(max, self._longest, found))  # type: ignore[assignment]  # three
        self._last = now
        if self._trace:
            faulthandler.dump_traceback_later(STILL_MS / 1000, exit=False)

    @contextmanager
    def away(self) -> Iterator[None]:
        """Look away for a while: looking is work, and a window that works does not rest."""
        self._timer.stop()
        try:
            yield
        finally:
            self._last = _clocks()
            self._timer.start()

    def take(self) -> Still:
        """Give the longest times since this was asked last."""
        self._tick()
        told = Still(*(round(seconds * 1000, 1) for seconds in self._longest))
        self._longest = (0.0, 0.0, 0.0)
        return told


def _clocks() -> tuple[float, float, float]:
    """Time on the wall, worked by this thread, and waited by it for a processor, seconds."""
    return time.perf_counter(), time.thread_time(), _queued()


def _queued() -> float:
    """Time waited for a processor; asked so often that the file stays open."""
    told = _schedule()
    return float("nan") if told is None else int(os.pread(told, 64, 0).split()[1]) / 1e9


@cache
def _schedule() -> int | None:
    """Open what Linux tells of this thread: only the window's asks."""
    try:
        return os.open("/proc/thread-self/schedstat", os.O_RDONLY)
    except OSError:
        return None


def feel(count: int, moments: Sequence[float], *, trace: bool) -> Felt:
    """Open the window on `count` investments in this process and measure."""
    from PySide6.QtCore import QEventLoop  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415, TID251  it opens the window

    from benchmarks.projects import tiled_project  # noqa: PLC0415
    from scmap import reference  # noqa: PLC0415
    from scmap.gui.main_window import MainWindow  # noqa: PLC0415
    from scmap.session.session import Session  # noqa: PLC0415

    app = QApplication.instance() or QApplication([])
    project = tiled_project(count, reference.codebook())
    for layer in project.layers:
        layer.extent  # noqa: B018  the job that opens a file works it out, too
    gc.freeze()  # as when a job has opened a file: see `scmap.gui.job`
    window = MainWindow()
    window.show()

    def until(done: Callable[[], bool]) -> float:
        begun = time.perf_counter()
        while not done():
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if time.perf_counter() - begun > PATIENCE_S:
                raise TimeoutError
        return time.perf_counter() - begun

    until_rested(until)
    watch, still = Watch(trace=trace), dict[str, Still]()
    begun = time.perf_counter()
    window.bridge.take(Session(project))
    until(lambda: window.findings.pairs is not None)
    first = time.perf_counter() - begun
    until(lambda: window.is_painted)
    run = time.perf_counter() - begun
    still["during the run"] = watch.take()
    listed = len(window.findings.pairs or ())
    window.tables.select_all()
    until_rested(until)
    still["selecting all rows"] = watch.take()
    for column in range(3):
        window.tables.sort(column)
        until_rested(until)
    still["sorting"] = watch.take()
    ended = {}
    for moment in moments:
        until(lambda: not window.jobs.running)
        window.findings.compute()
        until(after(moment * first))
        ended[f"{moment:.0%}"] = round(until(cancelled(window.jobs)), 3)
    still["cancelling"] = watch.take()
    faulthandler.cancel_dump_traceback_later()
    window.jobs.close()
    window.canvas.close_painting()
    return Felt(
        count,
        listed,
        round(run, 2),
        round(first, 2),
        still,
        ended,
        round(peak_mb()),
    )


def cancelled(jobs: "Jobs") -> Callable[[], bool]:
    """Cancel what is shown, and tell whether it has ended; other jobs go on as they should."""
    shown = jobs.running[:1]
    jobs.cancel()
    return lambda: not any(job in shown for job in jobs.running)


def after(seconds: float) -> Callable[[], bool]:
    """Tell whether so much time has passed since now."""
    begun = time.perf_counter()
    return lambda: time.perf_counter() - begun >= seconds


def until_rested(until: Callable[[Callable[[], bool]], float]) -> None:
    """Give the window half a second for what follows from a deed."""
    until(after(0.5))


def apart(count: int, moments: Sequence[float], *, trace: bool) -> Felt:
    """Measure in a fresh process."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(feel, count, moments, trace=trace).result()


def controls() -> list[Control]:
    """Put in a fault that the watch must see: a thread that stands still."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        seen = pool.submit(stand_still).result()
    return [Control("the window stands still for 0.3 s", seen > STILL_MS)]


def stand_still() -> float:
    """Block the thread of a timer, and give what the watch saw, ms."""
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415, TID251  it opens the window

    app = QApplication.instance() or QApplication([])
    watch = Watch(trace=False)
    app.processEvents()
    time.sleep(0.3)
    app.processEvents()
    return watch.take().wall


def goals(felt: Felt) -> list[Goal]:
    """Say what was reached."""
    return [
        *(
            at_most(
                f"ms the window stands still {when}, {felt.investments:,}", STILL_MS, value.wall
            )
            for when, value in felt.still_ms.items()
        ),
        at_most(f"seconds to cancel, {felt.investments:,}", CANCEL_S, max(felt.cancel_s.values())),
    ]


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    parser = options(__doc__, short="2,000 investments")
    parser.add_argument("--n", default="20000,100000", help="numbers of investments, by commas")
    parser.add_argument("--trace", action="store_true", help="print what stands in the way")
    asked = parser.parse_args(arguments)
    counts = [2000] if asked.short else list(map(int, asked.n.split(",")))
    moments = SHORT if asked.short else MOMENTS
    felt = [apart(count, moments, trace=asked.trace) for count in counts]
    reached = [goal for one in felt for goal in goals(one)]
    return tell([asdict(one) for one in felt], controls(), reached, as_json=asked.json)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
