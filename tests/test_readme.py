"""The page that people see first tells what the program does."""

from pathlib import Path

import pytest

from scmap.cli.main import scmap

README = Path(__file__).resolve().parents[1] / "README.md"


@pytest.mark.parametrize("verb", sorted(scmap.commands))
def test_every_verb_is_shown_by_example(verb: str) -> None:
    assert f"\nscmap {verb} " in README.read_text(encoding="utf-8")
