"""scmap except: register, list, withdraw and take over exceptions on a real project file."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

SAMPLE = Path(__file__).resolve().parents[2] / "sample_layers" / "scmap-sample.gpkg"
PAIR = ("화성시 도시안전센터", "화성시 CCTV 통합관제센터")
WHY = ("--reason", "시설을 나누어 씀", "--author", "김주무")

Scmap = Callable[..., Any]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return Path(shutil.copy(SAMPLE, tmp_path / "화성.gpkg"))


def test_a_pair_is_excepted_listed_and_withdrawn(scmap: Scmap, project: Path) -> None:
    made = scmap("except", project, *PAIR, "--kind", "중복아님", *WHY, "--json")
    assert made.code == 0
    (one,) = made.json
    assert (one["kind"], one["left_name"], one["author"]) == ("distinct", PAIR[0], "김주무")
    listed = scmap("except", project)
    assert "중복 아님" in listed.out
    assert "시설을 나누어 씀" in listed.out
    assert scmap("except", project, "--json").json == made.json
    gone = scmap("except", project, "--withdraw", one["uid"], *WHY, "--json")
    assert gone.json == []
    again = scmap("except", project, *PAIR, "--kind", "same", *WHY, "--json").json
    assert len(again[0]["entries"]) == 3


def test_what_is_missing_or_unknown_is_said(scmap: Scmap, project: Path) -> None:
    before = project.read_bytes()
    assert scmap("except", project, *PAIR, "--kind", "same", "--author", "김").code == 13
    assert scmap("except", project, *PAIR).code == 2
    assert scmap("except", project, PAIR[0], "없는 사업", "--kind", "same", *WHY).code == 10
    assert scmap("except", project, "--withdraw", "u", *WHY).code == 10
    assert project.read_bytes() == before


def test_a_file_with_a_trigger_that_is_not_known_is_not_written_to(
    scmap: Scmap, project: Path
) -> None:
    with closing(sqlite3.connect(project, isolation_level=None)) as connection:
        connection.execute(
            "CREATE TRIGGER planted AFTER UPDATE ON scmap_meta BEGIN DELETE FROM scmap_layer; END"
        )
    before = project.read_bytes()
    done = scmap("except", project, *PAIR, "--kind", "same", *WHY)
    assert done.code == 13
    assert "다른 이름으로" in done.err
    assert project.read_bytes() == before


def test_this_years_project_takes_over_last_years_exceptions(
    scmap: Scmap, project: Path, tmp_path: Path
) -> None:
    scmap("except", project, *PAIR, "--kind", "sequence", *WHY)
    new = Path(shutil.copy(SAMPLE, tmp_path / "올해.gpkg"))
    (one,) = scmap("except", new, "--from", project, "--json").json
    assert (one["kind"], one["found"]) == ("sequence", "uid")


def test_an_excepted_pair_is_listed_without_a_grade(
    scmap: Scmap, project: Path, tmp_path: Path
) -> None:
    scmap("except", project, *PAIR, "--kind", "distinct", *WHY)
    out = tmp_path / "쌍.csv"
    record = scmap("overlap", project, "--grades", "--json", "--out", out).json
    names = [{one["left_name"], one["right_name"]} for one in record["candidates"]]
    assert set(PAIR) not in names
    (listed,) = [
        one for one in record["exceptions"] if {one["left_name"], one["right_name"]} == set(PAIR)
    ]
    assert (listed["exception"], listed["grade"]) == ("중복 아님(등록)", None)
    assert "중복 아님(등록)" in out.read_text("utf-8-sig")
    links = scmap("link", project, "--municipality", "화성시", "--json").json
    assert set(PAIR) not in [{one["left_name"], one["right_name"]} for one in links["pairs"]]
