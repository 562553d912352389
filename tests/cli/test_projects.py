"""A project from nothing by the command line: form, new, import, overlap."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scmap.formats.register_form import COLUMNS
from scmap.store.project_file import read_project

Scmap = Callable[..., Any]

TITLES = {column.name: column.title for column in COLUMNS}
CENTRE = {
    "name": "동탄 센터",
    "kind": "통합운영센터",
    "ministry": "국토해양부",
    "municipality": "화성시",
    "neighbourhoods": "반송동;석우동",
    "main_field": "방범",
    "year_from": "2008",
}
CONTROL = {
    "name": "화성시 CCTV 통합관제센터",
    "kind": "CCTV 통합관제센터",
    "ministry": "행정안전부",
    "municipality": "화성시",
    "main_field": "방범",
    "year_from": "2011",
}


def table(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", encoding="cp949", newline="") as stream:
        writer = csv.DictWriter(stream, list(TITLES.values()))
        writer.writeheader()
        writer.writerows({TITLES[name]: value for name, value in row.items()} for row in rows)
    return path


def test_a_planner_begins_with_a_form_and_ends_with_a_pair(scmap: Scmap, tmp_path: Path) -> None:
    project = tmp_path / "화성.gpkg"
    assert scmap("form", "--out", tmp_path / "서식.xlsx", "--municipality", "화성시").code == 0
    assert scmap("new", "--municipality", "41590", "--out", project).code == 0
    bad = {**CONTROL, "year_from": "?"}
    file = table(tmp_path / "사업.csv", CENTRE, CONTROL, bad)
    answer = scmap("import", file, "--into", project, "--json").json
    assert answer["사업.csv"]["features"] == 2
    assert [one["row"] for one in answer["사업.csv"]["kept_out"]] == [4]
    found = scmap("overlap", project, "--json").json
    assert (found["investments"], found["pairs"]) == (2, 1)
    assert 5e6 < found["area_m2"] < 10e6


def test_what_is_imported_says_why_rows_stayed_out(scmap: Scmap, tmp_path: Path) -> None:
    project = tmp_path / "p.gpkg"
    scmap("new", "--title", "나루시", "--out", project)
    answer = scmap(
        "import", table(tmp_path / "사업.csv", {**CENTRE, "kind": "우주선"}), "--into", project
    )
    assert "2행" in answer.out
    assert "우주선" in answer.out
    assert read_project(project).project.title == "나루시"


def test_a_project_that_is_missing_stays_missing(scmap: Scmap, tmp_path: Path) -> None:
    file = table(tmp_path / "사업.csv", CENTRE)
    answer = scmap("import", file, "--into", tmp_path / "없음.gpkg")
    assert answer.code == 10
    assert not (tmp_path / "없음.gpkg").exists()


def test_a_mistyped_verb_is_named_and_opens_no_window(scmap: Scmap) -> None:
    answer = scmap("ovrlap")
    assert answer.code == 2
    assert "'ovrlap'" in answer.err
    assert "overlap" in answer.err
