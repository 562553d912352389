"""`import scmap`: its examples run as they are written, and bring neither a window nor Qt."""

import ast
import doctest
import subprocess
import sys
from pathlib import Path

import pytest

import scmap
from scmap import api
from scmap.errors import InputError

ROOT = Path(__file__).resolve().parents[1]


def test_each_example_gives_what_stands_below_it() -> None:
    project = scmap.open_project(scmap.sample())
    result = doctest.testmod(api, extraglobs={"project": project})
    assert result.failed == 0
    assert result.attempted > 12


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
