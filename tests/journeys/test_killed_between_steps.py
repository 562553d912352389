"""Whatever step of the thread was the last one, killing the program loses none before it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scmap.session import recovery
from tests.journeys.thread_steps import commands, state

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("done", range(1, len(commands()) + 1))
def test_what_was_done_is_offered_back(
    done: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCMAP_PROFILE_DIR", str(tmp_path))
    with subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.thread_steps", str(done)],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        cwd=ROOT,
    ) as program:
        assert program.stdout is not None
        said = program.stdout.readline().strip()
        program.kill()
    (work,) = recovery.found()
    restored = recovery.restore(work)
    assert state(restored.session.project) == said
    assert len(restored.session.history) == done
    assert restored.session.journal is not None
    restored.session.close()
