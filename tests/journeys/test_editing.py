"""A planner draws a test-bed along a border, splits it, edits it, takes all back, and survives."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from scmap.model.maplayer import BASE, RESULT
from scmap.model.project import Project
from scmap.paths import PROFILE_VARIABLE
from scmap.store.project_file import read_project, write_project

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "sample_layers" / "scmap-sample.gpkg"


def small(project: Project) -> Project:
    """Keep the investments and the boundaries, without what stands in the field."""
    layer = project.investments
    assert layer is not None
    kept = (layer.uid, BASE, RESULT)
    shown = tuple(one for one in project.map if one.layer.startswith(kept))
    return replace(project, uid="journey", layers=(layer,), map=shown)


@contextmanager
def program(deed: str, path: Path, profile: Path) -> Iterator[str]:
    """Start the program, wait until a planner's hand has done a deed in it, and kill it.

    Gives what the project then held.
    """
    with subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.editing_steps", deed, str(path)],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", PROFILE_VARIABLE: str(profile)},
        cwd=ROOT,
    ) as running:
        assert running.stdout is not None
        said = running.stdout.readline().strip()
        try:
            yield said
        finally:
            running.send_signal(signal.SIGKILL)
        assert running.wait() == -signal.SIGKILL  # else it had ended by itself before


@pytest.mark.skipif(os.name != "posix", reason="no SIGKILL")
def test_what_was_drawn_split_and_edited_is_taken_back_and_survives_a_kill(tmp_path: Path) -> None:
    path, profile = tmp_path / "내 사업.gpkg", tmp_path / "profile"
    write_project(small(read_project(SAMPLE).project), path)
    before = path.read_bytes()
    with program("edit", path, profile) as last:
        assert last  # done, taken back and done again, as the hand itself looked
    assert path.read_bytes() == before  # nothing was saved
    with program("recover", path, profile) as recovered:
        assert recovered == last
    assert path.read_bytes() == before
