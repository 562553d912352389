"""scmap run: the steps of a recipe are done in its folder, and nothing that it may not do."""

import json
import re
import shlex
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


FORM = """사업명,유형,부처(당시 명칭),시·군·구,주분야,시작연도
나래 통합플랫폼,통합플랫폼,국토교통부,화성시,방범,2024
나래 관제센터,CCTV 통합관제센터,행정안전부,화성시,방범,2024
"""


@pytest.fixture
def year(scmap: Scmap, tmp_path: Path) -> Path:
    """Give a folder with a project and the records of a year, as the page presumes it."""
    (tmp_path / "현황.csv").write_text(FORM, encoding="utf-8")
    assert scmap("new", "--municipality", "화성시", "--out", tmp_path / "화성.gpkg").code == 0
    return tmp_path


def test_the_recipe_of_the_page_may_be_run_every_year(scmap: Scmap, year: Path) -> None:
    page = (DOCS / "recipe.md").read_text(encoding="utf-8")
    told = re.search(r"```json\n(.*?)```", page, re.DOTALL)
    assert told is not None
    (year / "연례.json").write_text(told[1], encoding="utf-8")
    for when in ("2026", "2027"):
        answer = scmap("run", year / "연례.json", "--set", "form=현황.csv", "--set", f"year={when}")
        assert answer.code == 0, answer.err
        assert (year / f"결과-{when}.xlsx").exists()
    found = scmap("overlap", year / "화성.gpkg", "--json").json
    assert (found["investments"], found["pairs"]) == (2, 1)


def test_a_recipe_is_written_while_the_work_is_done(
    scmap: Scmap, year: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (DOCS / "recipe.md").read_text(encoding="utf-8")
    lines = re.findall(r"^scmap (run .*)$", page, re.MULTILINE)
    assert len(lines) == 3
    monkeypatch.chdir(year)
    for line in lines:
        answer = scmap(*shlex.split(line))
        assert answer.code == 0, answer.err
    assert {one.name for one in year.glob("결과-*.xlsx")} == {"결과-2026.xlsx", "결과-2027.xlsx"}
    kept = read_recipe(year / "연례.json")
    assert [step[0] for step in kept.steps] == ["import", "overlap"]
    assert kept.parameters["year"] == "2026"


def test_what_failed_or_may_not_be_in_a_recipe_is_not_written(scmap: Scmap, tmp_path: Path) -> None:
    file = tmp_path / "절차.json"
    assert scmap("run", file, "--add", "--", "check", "없음.gpkg").code == 10
    assert scmap("run", file, "--add", "--", "sync", "a.gpkg").code == 10
    assert scmap("run", file, "--add").code == 2
    assert scmap("run", file, "check", "없음.gpkg").code == 2
    assert not file.exists()
