"""What a verb writes never takes the place of a project, and what it cannot take in is named."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from scmap.model.project import Project
from scmap.store.project_file import read_project, write_project
from tests.store.layers import boxes

Scmap = Callable[..., Any]


@pytest.fixture
def work(tmp_path: Path) -> Path:
    path = tmp_path / "지난 해.gpkg"
    write_project(Project("work", "한 해의 일", layers=(boxes((0, 0), (10, 0)),)), path)
    return path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "올해.gpkg"
    write_project(Project("p", "올해", layers=(boxes((0, 0), (5, 0)),)), path)
    return path


WRITING: tuple[tuple[str, ...], ...] = (
    ("form", "--out", "{work}"),
    ("new", "--out", "{work}"),
    ("compare", "MOLIT", "MOIS", "--out", "{work}"),
    ("rules", "{project}", "--export", "{work}"),
    ("export", "{project}", "--layer", "zones", "--out", "{work}"),
    ("board", "{project}", "monitoring", "--out", "{work}"),
    ("render", "{project}", "--out", "{work}"),
    ("changes", "{project}", "{project}", "--out", "{work}"),
    ("copy", "{project}", "--out", "{work}"),
    ("snapshot", "{project}", "--name", "가", "--out", "{work}"),
)


@pytest.mark.parametrize("verb", WRITING, ids=lambda verb: verb[0])
def test_no_verb_writes_over_a_project(
    scmap: Scmap, work: Path, project: Path, verb: tuple[str, ...]
) -> None:
    before = work.read_bytes()
    answer = scmap(*(word.format(work=work, project=project) for word in verb))
    assert answer.code in (2, 13)
    assert work.name in answer.err or "‘가’" in answer.err
    assert work.read_bytes() == before
    assert not work.with_name(f"{work.name}.bak").exists()


def test_a_project_is_not_replaced_by_its_own_layer(scmap: Scmap, project: Path) -> None:
    before = project.read_bytes()
    assert scmap("export", project, "--layer", "zones", "--out", project).code == 13
    assert project.read_bytes() == before


def test_a_copy_keeps_the_copy_before_it(scmap: Scmap, project: Path, tmp_path: Path) -> None:
    out = tmp_path / "사본.gpkg"
    assert scmap("copy", project, "--out", out).code == 0
    write_project(Project("p", "고친 뒤", layers=(boxes((0, 0)),)), project)
    assert scmap("copy", project, "--out", out).code == 0
    assert read_project(out).project.title == "고친 뒤"
    assert read_project(out.rename(tmp_path / "x.gpkg")).project.title == "고친 뒤"
    backup = (tmp_path / "사본.gpkg.bak").rename(tmp_path / "y.gpkg")
    assert read_project(backup).project.title == "올해"


@pytest.mark.damages
def test_what_is_no_project_is_not_compacted(scmap: Scmap, tmp_path: Path) -> None:
    empty = tmp_path / "빈.gpkg"
    empty.touch()
    assert scmap("compact", empty).code == 10
    assert [(one.name, one.stat().st_size) for one in tmp_path.iterdir()] == [("빈.gpkg", 0)]


@pytest.fixture
def newer(project: Path) -> Path:
    with closing(sqlite3.connect(project)) as connection, connection:
        connection.execute("UPDATE scmap_meta SET value = '99' WHERE key = 'schema'")
    return project


def test_a_project_of_a_newer_scmap_is_left_alone(
    scmap: Scmap, newer: Path, tmp_path: Path
) -> None:
    before = newer.read_bytes()
    for verb in (
        ("compact", newer),
        ("snapshot", newer, "--name", "상정본"),
        ("render", newer, "--out", tmp_path / "지도.png"),
        ("export", newer, "--layer", "zones", "--out", tmp_path / "z.csv"),
    ):
        answer = scmap(*verb)
        assert (answer.code, newer.name in answer.err) == (13, True)
    assert newer.read_bytes() == before
    left = {one.name for one in tmp_path.rglob("*") if one.is_file()}
    assert left == {newer.name}


def test_a_project_or_an_empty_folder_is_no_data(
    scmap: Scmap, work: Path, project: Path, tmp_path: Path
) -> None:
    before = project.read_bytes()
    answer = scmap("import", work, "--into", project)
    assert (answer.code, work.name in answer.err) == (13, True)
    (tmp_path / "빈 폴더").mkdir()
    answer = scmap("import", tmp_path / "빈 폴더", "--into", project)
    assert (answer.code, "빈 폴더" in answer.err) == (10, True)
    assert project.read_bytes() == before


def test_a_day_that_is_none_is_no_base_date(scmap: Scmap, project: Path, tmp_path: Path) -> None:
    file = tmp_path / "점.csv"
    file.write_text("이름,경도,위도\n가,127.0,37.2\n", encoding="utf-8")
    for day in ("어제", "2024-13", "2024-02-30", "20240101"):
        assert scmap("import", file, "--into", project, "--base-date", day).code == 2
    assert scmap("import", file, "--into", project, "--base-date", "2024-07").code == 0
    assert read_project(project).project.layers[-1].source.base_date == "2024-07"


def test_ministries_are_compared_by_their_names(scmap: Scmap) -> None:
    answer = scmap("compare", "국토교통부", "행정안전부")
    assert answer.code == 0
    assert answer.out == scmap("compare", "MOLIT", "MOIS").out


def test_what_would_be_left_aside_is_refused(scmap: Scmap, project: Path, tmp_path: Path) -> None:
    for option in ("--template", "--base"):
        answer = scmap("report", project, option, tmp_path / "x", "--out", tmp_path / "보고서")
        assert (answer.code, option in answer.err) == (2, True)
    for verb in (("overlap", project), ("link", project), ("new", "--out", tmp_path / "n.gpkg")):
        answer = scmap(*verb, "--municipality", " ")
        assert (answer.code, "--municipality" in answer.err) == (2, True)
    assert not (tmp_path / "n.gpkg").exists()
