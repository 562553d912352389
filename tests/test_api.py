"""`import scmap`: its examples run as they are written, and bring neither a window nor Qt."""

import ast
import doctest
import re
import runpy
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import scmap
from scmap import api
from scmap.errors import InputError, LockedError, RefusedError
from scmap.model.project import Project
from scmap.store.project_file import write_project

ROOT = Path(__file__).resolve().parents[1]


def test_each_example_gives_what_stands_below_it() -> None:
    project = scmap.open_project(scmap.sample())
    result = doctest.testmod(api, extraglobs={"project": project})
    assert result.failed == 0
    assert result.attempted > 12


def test_the_page_for_analysts_runs_as_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    shutil.copy(scmap.sample(), tmp_path / "화성.gpkg")
    before = (tmp_path / "화성.gpkg").read_bytes()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "예.py").write_text(code, encoding="utf-8")
    told = runpy.run_path("예.py")
    assert len(told["frame"]) == len(told["pairs"]) > 0
    assert (tmp_path / "투자사업.cpg").read_text(encoding="ascii").strip() == "CP949"
    assert (tmp_path / "화성.gpkg").read_bytes() == before


def test_each_function_that_is_offered_is_told_by_an_example() -> None:
    tree = ast.parse((ROOT / "scmap" / "api.py").read_text(encoding="utf-8"))
    functions = {one.name: one for one in tree.body if isinstance(one, ast.FunctionDef)}
    assert set(functions) == scmap.OFFERED
    for name, function in functions.items():
        assert ">>> " in (ast.get_docstring(function) or ""), name
        assert name in dir(scmap)


def test_no_part_of_qt_is_loaded(tmp_path: Path) -> None:
    code = (
        "import scmap, sys\n"
        "scmap.export(scmap.open_project(scmap.sample()).investments, sys.argv[1])\n"
        "print(sorted(name for name in sys.modules if name.startswith('PySide6')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "rows.csv")],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stdout.strip() == "[]"


def test_what_is_not_offered_is_no_attribute() -> None:
    with pytest.raises(AttributeError):
        _ = scmap.no_such_thing


def test_a_form_that_nobody_reads_is_refused(tmp_path: Path) -> None:
    layer = scmap.open_project(scmap.sample()).investments
    with pytest.raises(InputError, match="export_form_unknown"):
        scmap.export(layer, tmp_path / "rows.doc")


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "올해.gpkg"
    scmap.save_project(Project("p", "올해"), path)
    return path


@pytest.mark.damages
def test_a_project_is_saved_over_itself_and_nothing_else(saved: Path, tmp_path: Path) -> None:
    scmap.save_project(replace(scmap.open_project(saved), title="고친 뒤"), saved)
    assert scmap.open_project(saved).title == "고친 뒤"
    assert saved.with_name("올해.gpkg.bak").exists()
    table = tmp_path / "표.gpkg"
    table.write_text("다른 것", encoding="utf-8")
    for path in (saved, table):
        before = path.read_bytes()
        with pytest.raises(RefusedError, match="other_file_there"):
            scmap.save_project(Project("q", "다른 프로젝트"), path)
        assert path.read_bytes() == before
    with pytest.raises(InputError, match="export_form_unknown"):
        scmap.save_project(Project("q", "새 프로젝트"), tmp_path / "q.xlsx")


def test_what_somebody_saved_meanwhile_is_not_written_over(saved: Path) -> None:
    opened = scmap.open_project(saved)
    write_project(replace(opened, title="동료가 고침"), saved)
    with pytest.raises(LockedError, match="file_changed"):
        scmap.save_project(replace(opened, title="내가 고침"), saved)
    assert scmap.open_project(saved).title == "동료가 고침"


def test_no_layer_takes_the_place_of_a_project(saved: Path) -> None:
    layer, before = scmap.open_project(scmap.sample()).investments, saved.read_bytes()
    with pytest.raises(RefusedError, match="project_in_the_way"):
        scmap.export(layer, saved)
    assert saved.read_bytes() == before
