"""What becomes of a project when the program is killed, or its file is damaged."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scmap.errors import ScmapError
from scmap.model.project import Project
from scmap.store import replacing
from scmap.store.project_file import read_project, write_project
from tests.store.layers import boxes

FROZEN = Path(__file__).parent / "versions" / "1.gpkg"

SAVE_FOR_EVER = """
import sys
from dataclasses import replace
from pathlib import Path
from scmap.store.project_file import read_project, write_project
path = Path(sys.argv[1])
project = read_project(path).project
for number in range(10_000):
    project = replace(project, title=str(number))
    write_project(project, path)
    print(number, flush=True)
"""


@pytest.mark.parametrize("seed", range(5))
def test_killed_while_saving_the_last_acknowledged_state_is_there(
    tmp_path: Path, seed: int
) -> None:
    path = tmp_path / "p.gpkg"
    layer = boxes(*((x, 0) for x in range(300)))
    write_project(Project(uid="p", title="-1", layers=(layer,)), path)
    command = [sys.executable, "-c", SAVE_FOR_EVER, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as saver:
        assert saver.stdout
        saver.stdout.readline()
        time.sleep(random.Random(seed).uniform(0, 0.2))  # noqa: S311  any moment will do
        saver.kill()
        acknowledged = int((["0", *saver.stdout.read().split()])[-1])
    opened = read_project(path)
    assert int(opened.project.title) in (acknowledged, acknowledged + 1)
    assert len(opened.project.layers[0]) == 300


def test_what_a_killed_program_left_is_swept_later(tmp_path: Path) -> None:
    path = tmp_path / "p [1].gpkg"
    old, young = (tmp_path / f".p [1].gpkg.{name}.tmp" for name in ("old", "young"))
    for file in (old, young):
        file.write_bytes(b"half")
    long_ago = time.time() - 2 * replacing.ABANDONED_SECONDS
    os.utime(old, (long_ago, long_ago))
    write_project(Project(uid="p", title=""), path)
    assert sorted(tmp_path.iterdir()) == [young, path]


@pytest.mark.damages
def test_a_damaged_file_opens_or_is_refused_in_words(tmp_path: Path) -> None:
    whole = FROZEN.read_bytes()
    chance = random.Random(20260101)  # noqa: S311  the same damages each time
    path = tmp_path / "damaged.gpkg"
    refused = 0
    for _ in range(150):
        content = bytearray(whole)
        for _ in range(chance.choice((1, 3, 20))):
            place, length = chance.randrange(len(content)), chance.choice((1, 4, 64, 500))
            content[place : place + length] = chance.randbytes(len(content[place : place + length]))
        path.write_bytes(content)
        try:
            read_project(path)
        except ScmapError:
            refused += 1
    assert refused > 50
