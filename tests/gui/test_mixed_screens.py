"""A window carried to a screen of another scale is sharp there, and so are its dialogs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.gui.board import SAMPLE
from tests.gui.mixed_screens import SCALES, platform

ROOT = Path(__file__).resolve().parents[2]


def test_the_map_is_painted_for_the_screen_on_which_the_window_stands(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.gui.mixed_screens", str(SAMPLE)],
        cwd=ROOT,
        env={**os.environ, **platform(tmp_path)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    looks = json.loads(done.stdout.splitlines()[-1])
    assert [one["screen"] for one in looks] == ["one", "two", "one"]
    for one in looks:
        scale = SCALES[one["screen"]]
        assert one["ratio"] == scale
        assert one["map_dpi"] == pytest.approx(96 * scale)
        assert one["dialog"] == [one["screen"], scale]
        assert one["inside"]
    scales = [one["map_scale"] for one in looks]
    assert scales == pytest.approx([scales[0]] * 3, rel=0.01)
