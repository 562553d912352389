"""scmap run: the steps of a recipe are done in its folder, and nothing that it may not do."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scmap.cli.recipes import VERBS, read_recipe, run_steps
from scmap.errors import InputError

Scmap = Callable[..., Any]

DOCS = Path(__file__).parents[2] / "docs" / "formats"
STEPS = [["new", "--municipality", "{place}", "--out", "{place}.gpkg"]]


def recipe(folder: Path, **changes: object) -> Path:
    file = folder / "절차.json"
    told = {"scmap_recipe": 1, "parameters": {"place": "화성시"}, "steps": STEPS, **changes}
    file.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return file


def test_a_run_is_done_again_with_another_value(scmap: Scmap, tmp_path: Path) -> None:
    answer = scmap("run", recipe(tmp_path), "--set", "place=부천시")
    assert answer.code == 0, answer.err
    assert [one.name for one in tmp_path.glob("*.gpkg")] == ["부천시.gpkg"]


def test_a_step_that_cannot_be_done_is_said_and_ends_with_its_code(
    scmap: Scmap, tmp_path: Path
) -> None:
    answer = scmap("run", recipe(tmp_path, steps=[["check", "gone.gpkg"], *STEPS]))
    assert answer.code == 10
    assert "gone.gpkg" in answer.err
    assert not list(tmp_path.glob("*.gpkg"))


def test_a_dry_run_says_what_would_be_done_and_does_nothing(scmap: Scmap, tmp_path: Path) -> None:
    answer = scmap("run", recipe(tmp_path), "--dry-run")
    assert "--out 화성시.gpkg" in answer.out
    assert not list(tmp_path.glob("*.gpkg"))


def test_the_first_step_that_fails_is_the_last_and_gives_its_code(tmp_path: Path) -> None:
    tried: list[str] = []

    def verb(step: Any) -> int:
        tried.append(step[0])
        return 10 if step[0] == "import" else 0

    done = run_steps([["new"], ["import"], ["report"]], tmp_path, verb)
    assert tried == ["new", "import"]
    assert [one["exit_code"] for one in done] == [0, 10]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"steps": [["open", "a.gpkg"]]}, "recipe_verb"),
        ({"steps": [["run", "절차.json"]]}, "recipe_verb"),
        ({"steps": [["sync", "a.gpkg"]]}, "recipe_verb"),
        ({"steps": [["new", "--out", "{other}"]]}, "recipe_parameter"),
        ({"steps": [["new", 3]]}, "recipe_damaged"),
        ({"steps": []}, "recipe_damaged"),
        ({"scmap_recipe": 2}, "recipe_newer"),
    ],
)
def test_what_a_recipe_may_not_do_is_refused_before_anything_is_done(
    tmp_path: Path, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(InputError) as raised:
        read_recipe(recipe(tmp_path, **changes))
    assert raised.value.code == code


def test_a_value_is_put_in_as_it_is(tmp_path: Path) -> None:
    known = read_recipe(recipe(tmp_path))
    assert known.filled({"place": "{place} & $(x)"})[0][2] == "{place} & $(x)"


def test_a_value_that_the_recipe_does_not_know_is_a_mistake(scmap: Scmap, tmp_path: Path) -> None:
    answer = scmap("run", recipe(tmp_path), "--set", "year=2027")
    assert answer.code == 2
    assert "place" in answer.err


def test_the_page_about_recipes_names_the_verbs_that_they_may_use() -> None:
    page = (DOCS / "recipe.md").read_text(encoding="utf-8")
    named = re.search(r"자료를 다루는 명령\(([^)]*)\)", page)
    assert named is not None
    assert set(re.split(r",\s+", named[1])) == VERBS
