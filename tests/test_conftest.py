"""The guard of the tests itself: what a test leaves behind makes it fail."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
CASES = """
import sqlite3, subprocess, sys, threading, time
import pytest
from PySide6.QtCore import QMimeData, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

kept = []

def test_careless(qapp):
    threading.Thread(target=time.sleep, args=(9,), daemon=True).start()
    kept.append(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(9)"]))
    kept.append(QTimer())
    kept[-1].start(60_000)
    kept.append(QWidget())

def test_tidy(qtbot):
    qtbot.addWidget(QWidget())
    worker = threading.Thread(target=time.sleep, args=(0.3,))
    worker.start()
    QTimer.singleShot(60_000, print)
    kept[0].kill()
    kept[0].wait()

def test_copies(qapp):
    QGuiApplication.clipboard().setMimeData(QMimeData())

def empty_database(path):
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 10400")
    connection.close()

def test_unsound(tmp_path):
    empty_database(tmp_path / "unsound.gpkg")

@pytest.mark.damages
def test_unsound_as_meant(tmp_path):
    empty_database(tmp_path / "meant.gpkg")
"""


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> "subprocess.CompletedProcess[str]":
    folder = tmp_path_factory.mktemp("guarded")
    (folder / "test_cases.py").write_text(CASES)
    command = ["-m", "pytest", "-p", "conftest", "-p", "no:cacheprovider", "-rEp", str(folder)]
    found = {"PYTHONPATH": f"{TESTS}{os.pathsep}{TESTS.parent}", "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [sys.executable, *command],
        env={**os.environ, **found},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def outcome(ended: "subprocess.CompletedProcess[str]") -> str:
    return ended.stdout


@pytest.mark.parametrize("kind", ["thread", "process", "timer", "window"])
def test_a_test_that_leaves_something_behind_fails(outcome: str, kind: str) -> None:
    (line,) = [one for one in outcome.splitlines() if one.startswith("left behind: ")]
    assert re.search(f"[:;] {kind} ", line)


def test_a_test_that_puts_all_away_passes(outcome: str) -> None:
    assert "PASSED test_cases.py::test_tidy" in outcome
    assert "ERROR test_cases.py::test_tidy" not in outcome


def test_a_geopackage_that_is_left_unsound_is_named_unless_it_was_meant(outcome: str) -> None:
    assert "unsound.gpkg: " in outcome
    assert "meant.gpkg" not in outcome


def test_what_a_test_copies_does_not_crash_python_when_it_ends(
    ended: "subprocess.CompletedProcess[str]",
) -> None:
    assert "PASSED test_cases.py::test_copies" in ended.stdout
    assert ended.returncode == pytest.ExitCode.TESTS_FAILED, "and no signal"


def test_no_test_waits_with_the_interpreter_in_its_hand() -> None:
    """`QTest.qWait` keeps it: jobs stand still meanwhile; `tests.event_loop.rest` waits instead."""
    waiting = "qWait" + "("
    held = [file.name for file in TESTS.rglob("*.py") if waiting in file.read_text("utf-8")]
    assert not held
