"""What people give a verb by mistake: it is told in Korean with its exit code, and is no fault."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scmap.errors import CrsMismatchError
from scmap.formats.incoming.crs_said import check_known
from scmap.formats.spreadsheet import read_sheet
from scmap.model.project import Project
from scmap.store.project_file import read_project, write_project
from tests.store.layers import boxes

Scmap = Callable[..., Any]

SAMPLE = Path(__file__).resolve().parents[2] / "sample_layers" / "scmap-sample.gpkg"
LONG = "가" * 300
DEEP = "[" * 100_000


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "올해 사업.gpkg"
    write_project(Project("p", "올해", layers=(boxes((0, 0)),)), path)
    return path


def is_told(answer: Any, code: int) -> bool:
    """Whether the verb ended with a code, and said why in Korean."""
    said = any("가" <= letter <= "힣" for letter in answer.err)
    return answer.code == code and said and "Traceback" not in answer.err


@pytest.mark.parametrize("verb", ["check", "compact", "inspect", "cases", "rules", "link"])
def test_a_name_that_no_system_takes_is_too_long(scmap: Scmap, verb: str) -> None:
    answer = scmap(verb, f"{LONG}.gpkg")
    assert is_told(answer, 10)
    assert "너무 길" in answer.err


def test_a_name_that_is_too_long_is_no_verb_either(scmap: Scmap) -> None:
    assert is_told(scmap(LONG), 10)


@pytest.mark.parametrize(
    "verb",
    [
        ("run", "{deep}", "--dry-run"),
        ("cases", "{deep}"),
        ("review", "{project}", "{deep}"),
        ("rules", "{project}", "--import", "{deep}"),
        ("update", "trust", "{deep}"),
        ("import", "{deep}", "--into", "{project}"),
        ("report", "{project}", "--round", "2026-1", "--template", "{deep}", "--out", "{out}"),
    ],
    ids=lambda verb: verb[0],
)
def test_a_text_nested_without_end_is_no_file_of_ours(
    scmap: Scmap, project: Path, tmp_path: Path, verb: tuple[str, ...]
) -> None:
    deep = tmp_path / "깊은.json"
    deep.write_text(DEEP)
    words = {"deep": deep, "project": project, "out": tmp_path / "결과"}
    assert is_told(scmap(*(word.format(**words) for word in verb)), 10)


def test_a_recipe_is_saved_only_where_there_is_a_folder(scmap: Scmap, project: Path) -> None:
    recipe = project.parent / "없는 폴더" / "해마다.json"
    assert is_told(scmap("run", recipe, "--add", "--", "check", project), 10)
    assert is_told(scmap("run", recipe), 10)


def test_what_is_no_key_signs_nothing(scmap: Scmap, project: Path, tmp_path: Path) -> None:
    made = ("--title", "표", "--publisher", "부처", "--edition", "2026-12-31")
    for key in (project, tmp_path, tmp_path / "없는 폴더" / "key"):
        out = ("--key", key, "--out", tmp_path / "갱신")
        assert is_told(scmap("update", "make", tmp_path, *out, *made), 10)
    assert project.read_bytes().startswith(b"SQLite")
    assert is_told(scmap("update", "install", tmp_path / "없다.scmap-update"), 10)


def test_a_share_begins_in_a_folder_and_ends_on_a_day(
    scmap: Scmap, project: Path, tmp_path: Path
) -> None:
    begin = ("share", "begin", project, "--name", "김주무", "--with")
    assert is_told(scmap(*begin, project), 10)
    assert is_told(scmap(*begin, tmp_path / "없는 폴더" / "공유"), 10)
    for day in ("내년", "2026", "2026-13-01", "26-12-31"):
        assert is_told(scmap(*begin, tmp_path / "공유", "--expires", day), 2)
    assert not (tmp_path / "공유").exists()


def test_a_crs_that_cannot_be_written_down_is_none() -> None:
    with pytest.raises(CrsMismatchError):
        check_known("\udcff")


@pytest.mark.parametrize("count", [0, 1])
def test_a_project_with_next_to_nothing_in_it_is_reported(
    scmap: Scmap, tmp_path: Path, count: int
) -> None:
    path = tmp_path / "빈 사업.gpkg"
    investments = read_project(SAMPLE).project.investments
    assert investments is not None
    layers = (investments.take(np.arange(count)),) if count else ()
    write_project(Project("e", "", layers=layers), path)
    answer = scmap("report", path, "--format", "pdf,html,hwpx,xlsx", "--out", tmp_path / "보고서")
    assert answer.code == 0, answer.err
    assert {one.suffix for one in (tmp_path / "보고서").iterdir()} == {
        ".pdf", ".html", ".hwpx", ".xlsx",
    }  # fmt: skip


def test_json_is_json_where_no_field_is_named(scmap: Scmap, project: Path) -> None:
    answer = scmap("share", "crosswalk", project, "--layer", "zones", "--json")
    assert answer.json == {"regional": False}


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_register_without_a_row_is_exported_with_its_columns(
    scmap: Scmap, tmp_path: Path, suffix: str
) -> None:
    path, out = tmp_path / "빈 사업.gpkg", tmp_path / f"빈 사업{suffix}"
    investments = read_project(SAMPLE).project.investments
    assert investments is not None
    write_project(Project("e", "", layers=(investments.take(np.arange(0)),)), path)
    answer = scmap("export", path, "--layer", "investment", "--out", out)
    assert answer.code == 0, answer.err
    assert "사업명" in read_sheet(out).rows[0]
