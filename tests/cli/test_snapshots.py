"""scmap snapshot, verify, changes: a committee's state from beginning to end."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from python_calamine import load_workbook

from scmap.store.project_file import read_project, write_project
from tests.session.test_snapshots import NAME, city, renamed

Scmap = Callable[..., Any]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "화성.gpkg"
    write_project(city(), path)
    return path


def test_a_state_is_frozen_verified_and_compared(scmap: Scmap, path: Path, tmp_path: Path) -> None:
    frozen = tmp_path / "화성.snapshots" / f"{NAME}.gpkg"
    taken = scmap("snapshot", path, "--name", NAME, "--author", "김")
    assert (taken.code, str(frozen) in taken.out) == (0, True)
    seal = scmap("verify", frozen, "--json").json["seal"]
    assert seal in taken.out
    assert scmap("verify", frozen, "--project", path, "--seal", seal).code == 0
    assert scmap("verify", frozen, "--seal", "0" * 16).code == 10
    assert scmap("snapshot", path, "--name", NAME).code == 13

    write_project(renamed(read_project(path).project, 0, "새 이름"), path)
    told = scmap("changes", frozen, path, "--json").json
    assert told["counts"]["changed"] >= 1
    assert any(one["after"] == "새 이름" for one in told["lines"])
    report = tmp_path / "변경.xlsx"
    assert scmap("changes", frozen, path, "--out", report).code == 0
    cells = load_workbook(str(report)).get_sheet_by_index(0).to_python()
    assert any("새 이름" in row for row in cells)
