"""Long work runs beside the window: it is seen, it can be stopped, and it ends exactly once."""

import gc
import os
import sys
import threading
import weakref
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import shiboken6
from PySide6.QtWidgets import QLabel, QProgressBar, QToolButton, QVBoxLayout, QWidget

from scmap.errors import InputError
from scmap.formats.projection import reprojected
from scmap.gui.job import Job, Jobs
from scmap.gui.panels import status
from scmap.gui.panels.status import StatusBar
from scmap.progress import Progress
from scmap.words import tr


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    jobs = Jobs()
    yield jobs
    jobs.close()


def endings(job: Job) -> list[str]:
    heard: list[str] = []
    job.finished.connect(lambda _result: heard.append("finished"))
    job.failed.connect(lambda _error: heard.append("failed"))
    job.cancelled.connect(lambda: heard.append("cancelled"))
    return heard


def test_the_result_arrives_on_the_windows_thread(jobs: Jobs, qtbot: Any) -> None:
    got: list[tuple[object, bool]] = []
    home = threading.get_ident()
    with qtbot.waitSignal(jobs.idle):
        jobs.run(
            "세기",
            lambda _tell: threading.get_ident(),
            lambda there: got.append((there, threading.get_ident() == home)),
        )
    assert got[0][0] != home
    assert got[0][1]


def test_a_status_bar_that_has_gone_is_told_nothing_more(jobs: Jobs, qtbot: Any) -> None:
    bar = StatusBar(jobs)
    said, over = threading.Event(), threading.Event()

    def report(tell: Progress) -> None:
        tell(1.0)
        said.set()
        over.wait()

    job = jobs.run("세기", report)
    heard: list[float] = []
    job.progressed.connect(heard.append)
    assert said.wait(10)
    shiboken6.delete(bar)  # what the job reported is still on its way
    with qtbot.captureExceptions() as raised, qtbot.waitSignal(jobs.idle):
        over.set()
    assert heard[-1] == 1.0
    assert not raised


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for the priority of a thread")
def test_the_window_goes_first_where_both_want_a_processor(jobs: Jobs, qtbot: Any) -> None:
    def backwardness() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    got: list[int] = []
    with qtbot.waitSignal(jobs.idle):
        jobs.run("세기", lambda _tell: backwardness(), got.append)
    assert got[0] > backwardness()


def test_a_job_tells_how_far_it_is(jobs: Jobs, qtbot: Any) -> None:
    heard = threading.Event()

    def work(tell: Progress) -> None:
        heard.wait(5.0)
        tell(1.0)

    job = jobs.run("세기", work)
    with qtbot.waitSignal(job.progressed, check_params_cb=lambda share: share == 1.0):
        heard.set()
    qtbot.waitUntil(lambda: not jobs.running)


def until(stop: threading.Event) -> Any:
    """Work that goes on until it is told to stop, or cancelled."""

    def work(tell: Progress) -> None:
        while not stop.wait(0.005):
            tell(0.5)

    return work


def test_a_cancelled_job_ends_as_cancelled_and_as_nothing_else(jobs: Jobs, qtbot: Any) -> None:
    job = jobs.run("세기", until(threading.Event()))
    heard = endings(job)
    with qtbot.waitSignal(jobs.idle):
        job.cancel()
    assert heard == ["cancelled"]


def test_cancelling_again_stops_the_job_behind_one_that_is_stopping(jobs: Jobs, qtbot: Any) -> None:
    leave = threading.Event()

    def deaf(tell: Progress) -> None:
        leave.wait(5.0)
        tell(1.0)

    jobs.run("정렬", deaf).cancel()
    second = jobs.run("분석", until(threading.Event()))
    jobs.cancel()
    assert second.stopping
    with qtbot.waitSignal(jobs.idle):
        leave.set()


def test_a_job_that_was_cancelled_too_late_still_gives_no_result(jobs: Jobs, qtbot: Any) -> None:
    stop = threading.Event()
    job = jobs.run("세기", lambda _tell: stop.wait())
    heard = endings(job)
    job.cancel()
    with qtbot.waitSignal(jobs.idle):
        stop.set()
    assert heard == ["cancelled"]


@pytest.mark.parametrize("error", [InputError("file_missing", file="a.gpkg"), ValueError("bug")])
def test_what_goes_wrong_is_told_once(jobs: Jobs, qtbot: Any, error: Exception) -> None:
    def work(_tell: Progress) -> None:
        raise error

    with qtbot.waitSignal(jobs.failed) as failed:
        heard = endings(jobs.run("세기", work))
    qtbot.waitUntil(lambda: not jobs.running)
    assert heard == ["failed"]
    assert failed.args == [error]


def test_closing_leaves_no_worker(qtbot: Any) -> None:
    jobs = Jobs()
    heard = [endings(jobs.run("세기", until(threading.Event()))) for _ in range(5)]
    jobs.close()
    qtbot.wait(20)
    assert all(one in ([], ["cancelled"]) for one in heard)


def test_a_long_job_is_shown_with_a_button_that_stops_it(jobs: Jobs, qtbot: Any) -> None:
    bar = StatusBar(jobs)
    qtbot.addWidget(bar)
    bar.show()
    job = jobs.run("중첩 분석", until(threading.Event()))
    heard = endings(job)
    shown = bar.findChild(QProgressBar)
    assert isinstance(shown, QProgressBar)
    qtbot.waitUntil(lambda: shown.isVisible() and shown.value() == 50)
    assert any("중첩 분석 50" in one.text() for one in bar.findChildren(QLabel))
    buttons = bar.findChildren(QToolButton)
    next(one for one in buttons if one.accessibleName() == tr("window.job.cancel")).click()
    qtbot.waitUntil(lambda: not jobs.running)
    assert heard == ["cancelled"]
    assert not shown.isVisible()


def test_a_report_of_a_job_does_not_paint_what_waits_beside_it(jobs: Jobs, qtbot: Any) -> None:
    painted: list[str] = []

    class Map(QWidget):
        def paintEvent(self, _event: Any) -> None:
            painted.append("map")

    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    bar, beside = StatusBar(jobs), Map()
    column.addWidget(beside)
    column.addWidget(bar)
    window.resize(600, 300)
    with qtbot.waitExposed(window):
        window.show()
    jobs.run("중첩 분석", until(threading.Event()))
    shown = bar.findChild(QProgressBar)
    assert isinstance(shown, QProgressBar)
    qtbot.waitUntil(lambda: shown.isVisible() and shown.value() == 50)
    painted.clear()
    beside.update()
    shown.setValue(80)
    assert not painted, "the report comes back at once"
    assert shown.value() == 80
    qtbot.waitUntil(lambda: "map" in painted)  # once more where the screen was slow to show it


def test_a_job_that_is_done_at_once_is_not_shown(jobs: Jobs, qtbot: Any) -> None:
    bar = StatusBar(jobs)
    qtbot.addWidget(bar)
    bar.show()
    with qtbot.waitSignal(jobs.idle):
        jobs.run("세기", lambda _tell: None)
    qtbot.wait(status.PATIENCE_MS + 50)
    shown = bar.findChild(QProgressBar)
    assert isinstance(shown, QProgressBar)
    assert not shown.isVisible()


def test_what_was_closed_while_jobs_ran_is_freed(jobs: Jobs, qtbot: Any) -> None:
    """Nothing that is garbage is put aside for ever with what lives long."""

    class Closed:
        def __init__(self) -> None:
            self.itself = self

    gone = []
    for _ in range(3):
        jobs.run("reads", lambda _progress: None)
        gone.append(weakref.ref(Closed()))
        qtbot.waitUntil(lambda: not jobs.running)
    assert [one() for one in gone] == [None, None, None]


def test_no_collection_of_cycles_holds_the_window_while_a_job_runs(jobs: Jobs, qtbot: Any) -> None:
    seen: list[bool] = []
    with qtbot.waitSignal(jobs.idle):
        jobs.run("job", lambda _: seen.append(gc.isenabled()))
    assert seen == [False]
    assert gc.isenabled()


def test_jobs_that_transform_coordinates_go_on_after_one_that_does_not(
    jobs: Jobs, qtbot: Any
) -> None:
    def transform(_progress: Progress) -> float:
        moved = reprojected(np.array([[955_000.0, 1_950_000.0]]), "EPSG:5179", "EPSG:5186")
        return float(moved[0, 0])

    told: list[float] = []
    for _ in range(20):
        for work in (transform, lambda _progress: 0.0):
            with qtbot.waitSignal(jobs.idle):
                jobs.run("좌표 변환", work, told.append)
    assert len(set(told)) == 2
