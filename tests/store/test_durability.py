"""A share of `python -m benchmarks.durability`: kills and power cuts while a project is saved."""

import sys
from pathlib import Path

import pytest

from benchmarks import saver
from benchmarks.durability import GOOD, cut_power, kill, kill_program
from benchmarks.editing import script, state_after
from benchmarks.power_cut import build

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="writes are recorded by a library that Linux preloads"
)


def test_a_kill_while_saving_loses_nothing(tmp_path: Path) -> None:
    assert kill(tmp_path, 5) == {GOOD: 5}


def test_a_power_cut_loses_nothing_and_would_be_noticed(tmp_path: Path) -> None:
    library = build(tmp_path)
    assert cut_power(tmp_path, library, saver.SOUND, 7, 20) == {GOOD: 20}
    off = cut_power(tmp_path, library, saver.OFF, 4, 12)
    assert off[GOOD] < 6
    assert cut_power(tmp_path, library, saver.WAL, 4, 12)["lost"] > 0


def test_a_kill_of_the_whole_program_leaves_all_that_was_done(tmp_path: Path) -> None:
    assert kill_program(tmp_path, 1) == {GOOD: 1}


def test_the_hand_of_the_measurement_undoes_and_redoes() -> None:
    steps = script()
    made = [next(steps) for _ in range(7)]
    assert [verb for verb, _state in made] == ["do", "do", "do", "undo", "redo", "do", "do"]
    assert [state_after(number) for number in range(8)] == [0, 1, 2, 3, 2, 3, 6, 7]
