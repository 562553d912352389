"""What every test can rely on: a profile and a display of its own, and nothing left by the others.

A test that leaves behind a thread, a running timer, a window or a process fails, because the next
one would fail in its place, some day, without a reason that anybody could see.
"""

import functools
import gc
import hashlib
import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from benchmarks.postgres import Cluster, cluster, programs
from scmap.formats import sheets_apart
from tests.needs import PASSWORD, missing

SHARED = Path(__file__).resolve().parents[2] / "shared"
QT_ROOMS = {"cartography", "cli", "report", "gui", "journeys", "golden"}
FORKING_ROOMS = {"gui", "journeys"}
GRACE = 2.0  # seconds in which what is about to end may end
CACHES = {".hypothesis", ".import_linter_cache", ".mypy_cache", ".ruff_cache", "scmap-out"}
CALL_FAILED = pytest.StashKey[bool]()
DAMAGED: set[Path] = set()  # folders of tests that write what no program should

settings.register_profile("scmap", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("gate", settings.get_profile("scmap"), derandomize=True)
settings.load_profile("scmap")


def _choose_display() -> None:
    """Take the virtual display that belongs to this test process, or do without any."""
    displays = os.environ.get("SCMAP_TEST_DISPLAYS", "").split()
    if displays:
        number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
        os.environ["DISPLAY"] = displays[number % len(displays)]
    elif sys.platform == "linux" and not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


# A machine may tell Python to keep nothing of what it compiles. Each of the hundred programs that
# tests start would compile scmap anew: a third of all the time.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
os.environ["LC_ALL"] = "C.UTF-8"  # before Qt looks, which warns of any locale that is not UTF-8
_choose_display()


@pytest.fixture(scope="session", autouse=True)
def own_profile(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep settings, data, cache and log away from those of whoever runs the tests."""
    os.environ["SCMAP_PROFILE_DIR"] = str(tmp_path_factory.mktemp("profile"))
    runtime = tmp_path_factory.mktemp("runtime")
    runtime.chmod(0o700)  # else Qt warns
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)


@pytest.fixture(autouse=True)
def no_years_kept() -> Iterator[None]:
    """Forget in which years a test looked at a project: many tests open the same one."""
    yield
    if "scmap.gui.view_state" in sys.modules:
        from scmap.gui.view_state import YEARS

        if kept := YEARS.read():
            YEARS.keep(dict.fromkeys(kept))


@pytest.fixture(scope="session", autouse=True)
def nothing_copied() -> Iterator[None]:
    """Empty the clipboard before Python ends.

    Without a display Qt frees it when the process exits: what Python put there is then freed by a
    Python that is gone, and the process dies after its last test has passed.
    """
    yield
    if "PySide6.QtGui" in sys.modules:
        from PySide6.QtGui import QGuiApplication

        if isinstance(QGuiApplication.instance(), QGuiApplication):
            QGuiApplication.clipboard().clear()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """Give a PostgreSQL with PostGIS to those who meet on a server; its logins have `PASSWORD`."""
    if programs() is None:
        missing("PostgreSQL with PostGIS is missing: apt install postgresql-postgis")
    with cluster(durable=False, password=PASSWORD) as running:
        yield running


@pytest.fixture(scope="session", autouse=True)
def nothing_written_here() -> Iterator[None]:
    """Fail when a test writes into the folder in which the tests run: that is the repository."""
    here = Path.cwd()
    before = set(here.iterdir())
    yield
    made = sorted({one.name for one in set(here.iterdir()) - before} - CACHES)
    assert not made, f"files were left in {here.name}: {made}"


@pytest.fixture(scope="session")
def shared() -> Iterator[Path]:
    """Folder of the real data that tests compare with; it is no part of the repository.

    No test changes a byte of it, or when a file was written, or leaves one beside it.
    """
    if not SHARED.is_dir():
        pytest.skip(
            f"the folder of comparison data is missing: {SHARED.name} beside the repository"
        )
    before = _stamped(SHARED / "data")
    yield SHARED
    after = _stamped(SHARED / "data")
    changed = sorted(path for path in before.keys() | after if before.get(path) != after.get(path))
    assert not changed, f"source files were changed: {changed}"


@pytest.fixture(scope="session", autouse=True)
def sound_geopackages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Fail when a test leaves a GeoPackage in which GDAL's validator finds a fault."""
    yield
    base = tmp_path_factory.getbasetemp()
    if next(base.rglob("*.gpkg"), None) is None:
        return
    from tests.left_geopackages import faults_of_left

    faults = faults_of_left(base, DAMAGED)
    assert not faults, "\n".join(faults)


def _stamped(folder: Path) -> dict[str, tuple[str, int]]:
    """Give hash and time of every file of a folder."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {
        str(path.relative_to(folder)): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime_ns,
        )
        for path in files
    }


@pytest.fixture(scope="module", autouse=True)
def forked_processes(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fork what paints from a process that has loaded all it needs, where the system can.

    A painting process takes half a second to begin as the program begins it, and each window has
    one. Tests of the process itself, and those that start the program, begin it so.
    """
    can = "forkserver" in multiprocessing.get_all_start_methods()
    if not can or FORKING_ROOMS.isdisjoint(request.path.parts):
        yield
        return
    from scmap.cartography import launch

    multiprocessing.set_forkserver_preload(["scmap.cartography.worker"])
    _warm_fork_server()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(launch, "METHOD", "forkserver")
        yield


@functools.cache
def _warm_fork_server() -> None:
    """Wait until what forks has loaded all, so that the process of a window is there with it.

    One that came while a test runs would count as left behind by that test.
    """
    first = multiprocessing.get_context("forkserver").Process(target=len, args=((),))
    first.start()
    first.join()


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test after which more threads, timers, windows or processes are alive than before."""
    if not QT_ROOMS.isdisjoint(request.path.parts):
        # Painting is content with less than the widgets' application (QGuiApplication), but a
        # process has one application for its whole life, and a window test may follow.
        request.getfixturevalue("qapp")
    before = set(_alive())
    yield
    if request.node.stash.get(CALL_FAILED, False):
        return  # its traceback keeps windows alive; one message is enough
    left = _left(before)
    if left:
        pytest.fail("left behind: " + "; ".join(sorted(left)), pytrace=False)


def pytest_collection_finish() -> None:
    """Let the collector of cycles look no more at what was imported and collected: it stays."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    if call.when == "call":
        item.stash[CALL_FAILED] = call.excinfo is not None
        folder = getattr(item, "funcargs", {}).get("tmp_path")
        if item.get_closest_marker("damages") and folder is not None:
            DAMAGED.add(folder)
    return (yield)


def _left(before: set[tuple[str, int]]) -> list[str]:
    """Describe what is alive now and was not, after a moment of grace."""
    end = time.monotonic() + GRACE
    while True:
        _settle()
        left = [text for key, text in _alive().items() if key not in before]
        if not left or time.monotonic() > end:
            return left
        gc.collect()  # a window in a cycle of references is nobody's any more
        time.sleep(0.02)


def _settle() -> None:
    """Let Qt delete what was told to delete itself."""
    if "PySide6.QtCore" in sys.modules:
        from PySide6.QtCore import QCoreApplication, QEvent

        if QCoreApplication.instance() is not None:
            QCoreApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _alive() -> dict[tuple[str, int], str]:
    """Describe what could outlive a test, by kind and identity."""
    found = {
        ("thread", id(thread)): f"thread {thread.name}"
        for thread in threading.enumerate()
        if not isinstance(thread, threading._DummyThread)  # a Qt thread that once ran Python
    }
    found |= {("process", pid): f"process {pid} {name}" for pid, name in _children()}
    if "PySide6.QtCore" in sys.modules:
        found |= _qt_objects()
    if "PySide6.QtWidgets" in sys.modules:
        found |= _windows()
    return found


def _children(parent: str = "self") -> Iterator[tuple[int, str]]:
    """Yield the running child processes (Linux), and those that a fork server has forked for us.

    Apart from Python's own resource tracker, and the reader of spreadsheets that is there for the
    next file, too, and goes when none comes.
    """
    waiting = {str(c.pid) for c in multiprocessing.active_children() if c.name == sheets_apart.NAME}
    try:
        threads = list(Path("/proc", parent, "task").iterdir())
    except OSError:
        return  # no Linux, or a process that has just ended
    for thread in threads:
        try:
            pids = (thread / "children").read_bytes().decode().split()
        except OSError:
            continue  # this thread has just ended
        for pid in set(pids) - waiting:
            try:
                state = Path("/proc", pid, "stat").read_text().rpartition(")")[2].split()[0]
                command = Path("/proc", pid, "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue  # it has just ended
            if state != "Z" and "resource_tracker" not in command:
                yield int(pid), command[:120]
            if "forkserver" in command and parent == "self":
                yield from _children(pid)


def _qt_objects() -> dict[tuple[str, int], str]:
    """Describe repeating timers and threads of Qt that Python knows."""
    from PySide6.QtCore import QThread, QThreadPool, QTimer
    from shiboken6 import Shiboken

    found = {}
    known = Shiboken.getAllValidWrappers()
    # Thousands of values are of few types: to ask each of them would take ten times as long.
    kinds = {kind for kind in set(map(type, known)) if issubclass(kind, (QTimer, QThread))}
    for item in [one for one in known if type(one) in kinds]:
        if isinstance(item, QTimer) and item.isActive() and not item.isSingleShot():
            found["timer", id(item)] = f"timer {item.interval()} ms of {item.parent()}"
        elif isinstance(item, QThread) and item.isRunning() and not item.isCurrentThread():
            found["thread", id(item)] = f"thread {item.objectName() or type(item).__name__}"
    jobs = QThreadPool.globalInstance().activeThreadCount()
    if jobs:
        found["jobs", jobs] = f"{jobs} jobs in the thread pool"
    return found


def _windows() -> dict[tuple[str, int], str]:
    """Describe top-level widgets, without the lists of choices: Qt keeps those with the choice."""
    from PySide6.QtWidgets import QApplication
    from shiboken6 import Shiboken

    if not isinstance(QApplication.instance(), QApplication):
        return {}
    return {
        ("window", Shiboken.getCppPointer(widget)[0]): (
            f"window {type(widget).__name__} {widget.windowTitle()}"
        )
        for widget in QApplication.topLevelWidgets()
        if not widget.inherits("QComboBoxPrivateContainer")
    }
