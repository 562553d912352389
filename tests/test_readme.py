"""The pages that people see first tell what the program does, and lead to all the others."""

import re
from pathlib import Path

import pytest

from scmap.cli.main import scmap
from tests.verbs import verbs_of

ROOT = Path(__file__).resolve().parents[1]
README, INDEX = ROOT / "README.md", ROOT / "docs" / "README.md"
DECISIONS = ROOT / "docs" / "decisions"


@pytest.mark.parametrize("verb", verbs_of(scmap))
def test_every_verb_is_shown_by_example(verb: str) -> None:
    assert f"\nscmap {verb} " in README.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "page", [README, INDEX, ROOT / "CONTRIBUTING.md"], ids=lambda one: one.name
)
def test_what_a_page_points_to_is_there(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert targets
    assert [one for one in targets if not (page.parent / one).exists()] == []


def test_the_index_leads_to_every_page() -> None:
    text = INDEX.read_text(encoding="utf-8")
    folders = (".", "formats", "decisions")
    pages = [one for folder in folders for one in INDEX.parent.glob(f"{folder}/*.md")]
    assert [one.name for one in pages if one != INDEX and f"{one.name})" not in text] == []


def test_each_decision_bears_a_number_of_its_own() -> None:
    pages = sorted(DECISIONS.glob("*.md"))
    numbers = [page.name[:4] for page in pages]
    headings = [page.read_text(encoding="utf-8").splitlines()[0] for page in pages]
    assert [one[:7] for one in headings] == [f"# {number} " for number in numbers]
    assert len(set(numbers)) == len(numbers)
