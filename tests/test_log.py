"""What the log may hold: kinds and places of errors, and nothing of a user's data."""

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scmap import app, paths
from scmap.cartography.worker import Failed, Studio
from scmap.errors import places_of

NAME, MONEY = "홍길동", "12,345백만원"


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Start the log of the program in a profile of its own."""
    monkeypatch.setenv(paths.PROFILE_VARIABLE, str(tmp_path))
    root = logging.getLogger("scmap")
    before, level = root.handlers, root.level
    root.handlers = []
    app._start_log()
    yield tmp_path / "log" / "scmap.log"
    for one in root.handlers:
        one.close()
    root.handlers, root.level = before, level


def stumble() -> None:
    try:
        float(NAME)
    except ValueError as error:
        raise KeyError(f"{NAME} {MONEY}") from error


def test_an_error_in_the_log_is_told_without_its_message(log: Path) -> None:
    try:
        stumble()
    except KeyError:
        logging.getLogger("scmap.somewhere").exception("not kept")
    text = log.read_text(encoding="utf-8")
    assert "builtins.KeyError" in text
    assert "builtins.ValueError" in text
    assert "in stumble" in text
    assert NAME not in text
    assert MONEY not in text


def test_a_picture_that_failed_is_told_without_data(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Studio()
    monkeypatch.setattr(worker, "_paint", lambda _order: stumble())
    no_order: Any = None  # nobody looks at it
    told = worker.work(no_order)
    assert isinstance(told, Failed)
    assert NAME not in told.report
    assert "in stumble" in told.report


def test_a_bug_of_the_command_line_is_told_without_data(tmp_path: Path) -> None:
    code = (
        "from scmap import app\n"
        "from scmap.cli import projects\n"
        "from tests.test_log import stumble\n"
        "projects.new_project = lambda *a, **k: stumble()\n"
        "raise SystemExit(app.run(['new', '--municipality', '화성시', '--out', 'a.gpkg']))"
    )
    root = Path(__file__).resolve().parents[1]
    environment = {"SCMAP_PROFILE_DIR": str(tmp_path), "PYTHONPATH": str(root), "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        check=False,
    )
    text = (tmp_path / "log" / "scmap.log").read_text(encoding="utf-8")
    for told in (text, done.stdout.decode(), done.stderr.decode()):
        assert NAME not in told
    assert "KeyError" in text


def test_places_name_the_cause_too() -> None:
    with pytest.raises(KeyError) as raised:
        stumble()
    told = places_of(raised.value)
    assert told.index("KeyError") < told.index("caused by builtins.ValueError")
