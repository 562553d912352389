"""Runs command lines in this process and hands back what a user would see."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scmap import paths
from scmap.cli.main import run


@dataclass(frozen=True)
class Answer:
    """Exit code, standard output and standard error of one command line."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Scmap = Callable[..., Answer]


@pytest.fixture
def scmap(capsys: pytest.CaptureFixture[str]) -> Scmap:
    def no_window(_path: Path | None, _shot: Path | None, _size: tuple[int, int] | None) -> int:
        raise AssertionError("a headless verb opened the window")

    def call(*arguments: object) -> Answer:
        code = run([str(argument) for argument in arguments], no_window)
        captured = capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    return call


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A sample of one's own: what is handed out is entered in the project."""
    folder = tmp_path / "own"
    folder.mkdir()
    return Path(shutil.copy(paths.sample(paths.SAMPLE_PROJECT), folder))
