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

BUSY_S = 0.6


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    jobs = Jobs()
    yield jobs
    jobs.close()


class Busy:
    """A job that gives way all the time, and tells by its own clock how much it has worked."""

    def __init__(self) -> None:
        self.worked_s = 0.0
        self.over = threading.Event()

    def __call__(self, _progress: object = None) -> None:
        while not self.over.is_set():
            give_way()
            self.worked_s = time.thread_time()


@pytest.mark.usefixtures("qtbot")
def test_a_job_stands_aside_while_the_window_is_busy_and_goes_on(jobs: Jobs) -> None:
    job, loop = Busy(), QEventLoop()
    worked: list[float] = []

    @courtesy.first
    def be_busy() -> None:
        before, begun = job.worked_s, time.perf_counter()
        while time.perf_counter() - begun < BUSY_S:
            time.sleep(0.01)  # as Qt does while it paints: the interpreter is free
        worked.append(job.worked_s - before)
        loop.quit()

    jobs.run("", job)
    QTimer.singleShot(100, be_busy)
    loop.exec()
    job.over.set()
    jobs.wait()
    assert BUSY_S / 16 < worked[0] < BUSY_S / 2


def test_a_window_that_works_without_a_pause_leaves_a_job_its_part() -> None:
    """Nobody marked what it does: it is seen by its clock."""
    job = Busy()
    beside = threading.Thread(target=job)
    beside.start()
    begun, block = time.perf_counter(), bytes(1 << 16)
    while time.perf_counter() - begun < BUSY_S:
        hashlib.sha256(block)  # the interpreter is free
    worked = job.worked_s
    job.over.set()
    beside.join()
    assert worked > BUSY_S / 16


def test_a_job_rests_while_the_window_is_seen_at_work() -> None:
    """Whatever it does, though nobody marked it: the clock of its thread goes on meanwhile.

    A machine that is busy may stop that thread now and then: the longest of many rests tells.
    """
    rests: list[float] = []
    idle = threading.Event()

    def rest() -> None:
        begun = time.perf_counter()
        courtesy.First._rest(begun + 10.0)
        rests.append(time.perf_counter() - begun)

    def job() -> None:
        while not idle.is_set():
            rest()

    beside = threading.Thread(target=job)
    begun, block = time.thread_time(), bytes(1 << 16)
    beside.start()
    while time.thread_time() - begun < BUSY_S / 2:
        hashlib.sha256(block)  # as Qt does while it paints: the interpreter is free
    idle.set()
    beside.join()
    assert max(rests) > 4 * courtesy.LOOK_S, "it looked again and again"
    assert max(rests) < 10.0, "and goes on when the window sleeps"


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
