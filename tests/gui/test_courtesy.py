"""Jobs stand aside while the window has something to do, and go on however long that takes."""

import hashlib
import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEventLoop, QTimer

from scmap.gui import courtesy
from scmap.gui.job import Jobs
from scmap.progress import give_way

BUSY_S = 0.2


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    jobs = Jobs()
    yield jobs
    jobs.close()


@pytest.mark.usefixtures("qtbot")
def test_a_job_stands_aside_while_the_window_is_busy(jobs: Jobs) -> None:
    over = threading.Event()
    steps = [0]

    def count(_progress: object) -> None:
        while not over.is_set():
            give_way()
            steps[0] += 1

    @courtesy.first
    def be_busy() -> None:
        before = steps[0]
        begun = time.perf_counter()
        time.sleep(BUSY_S)  # as Qt does while it paints: the interpreter is free
        most = (time.perf_counter() - begun) / courtesy.PATIENCE_S + 2
        seen.append((steps[0] - before, most))
        loop.quit()

    seen: list[tuple[int, float]] = []
    loop = QEventLoop()
    jobs.run("", count)
    QTimer.singleShot(100, be_busy)
    loop.exec()
    asleep_before = steps[0]
    QTimer.singleShot(100, loop.quit)
    loop.exec()
    asleep = steps[0] - asleep_before
    over.set()
    jobs.wait()
    done, most = seen[0]
    assert 1 <= done <= most  # it goes on, but slowly
    assert asleep > 10 * most  # and fast again while the window sleeps


def test_a_job_rests_while_the_window_is_seen_at_work() -> None:
    """Whatever it does, though nobody marked it: the clock of its thread goes on meanwhile."""
    rests: list[float] = []
    told = threading.Event(), threading.Event()

    def rest(until: float) -> None:
        begun = time.perf_counter()
        courtesy.First._rest(begun + until)
        rests.append(time.perf_counter() - begun)

    def job() -> None:
        rest(10.0)
        told[0].set()
        told[1].wait()
        rest(10.0)

    beside = threading.Thread(target=job)
    begun = time.thread_time()
    block = bytes(1 << 16)
    beside.start()
    while time.thread_time() - begun < BUSY_S / 2:
        hashlib.sha256(block)  # as Qt does while it paints: the interpreter is free
    while not told[0].is_set():
        time.sleep(0.005)
    told[1].set()
    beside.join()
    assert rests[0] > 2 * courtesy.LOOK_S, "it looked again and again"
    assert rests[1] < 10.0, "and goes on when the window sleeps"


def test_the_window_itself_never_waits() -> None:
    begun = time.perf_counter()
    for _ in range(100):
        give_way()
    assert time.perf_counter() - begun < courtesy.PATIENCE_S * 10


def test_a_job_that_goes_on_lets_others_overtake_it() -> None:
    """It sleeps now and then, which small calls of numpy do not do for it."""
    resource = pytest.importorskip("resource", reason="tells how often a thread slept")
    slept: list[int] = []

    def work() -> None:
        before = resource.getrusage(resource.RUSAGE_THREAD).ru_nvcsw
        end = time.thread_time() + 0.05  # of work: others may want the processor, too
        while time.thread_time() < end:
            give_way()
        slept.append(resource.getrusage(resource.RUSAGE_THREAD).ru_nvcsw - before)

    job = threading.Thread(target=work)
    job.start()
    job.join()  # nobody wants the interpreter: the job has no other reason to sleep
    assert slept[0] >= 5
