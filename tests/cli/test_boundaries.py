"""Official boundaries by the command line: the project stands on them, and its verbs use them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scmap.model.boundary import own_boundaries
from scmap.reference import gazetteer_of
from scmap.store.project_file import read_project
from tests.cli.test_projects import CENTRE, CONTROL, table
from tests.session.test_rebasing import OSAN, boundary_file, ground

Scmap = Callable[..., Any]


def test_a_project_stands_on_the_boundaries_that_are_brought(scmap: Scmap, tmp_path: Path) -> None:
    project = tmp_path / "p.gpkg"
    scmap("new", "--municipality", OSAN, "--out", project)
    rows = ({**one, "municipality": "오산시", "neighbourhoods": ""} for one in (CENTRE, CONTROL))
    scmap("import", table(tmp_path / "사업.csv", *rows), "--into", project)
    before = scmap("overlap", project, "--json").json
    smaller = ground(OSAN).buffer(-300)
    file = boundary_file(
        tmp_path / "sgis.gpkg", (OSAN, "오산시", smaller), ("1", "없는구", smaller)
    )
    said = ("--organisation", "통계청", "--base-date", "2026-06-30")
    answer = scmap("import", file, "--into", project, "--as", "boundary", *said, "--json")
    told = answer.json["sgis.gpkg"]
    assert (told["kind"], told["features"]) == ("boundary", 1)
    assert "찾을 수 없습니다" in told["kept_out"][0]["message"]
    opened = read_project(project).project
    (base,) = own_boundaries(opened)
    assert (base.source.organisation, base.source.base_date) == ("통계청", "2026-06-30")
    assert gazetteer_of(opened).footprint(f"municipality:{OSAN}").area == pytest.approx(
        smaller.area
    )
    after = scmap("overlap", project, "--json").json
    assert after["pairs"] == before["pairs"] == 1
    assert after["area_m2"] == pytest.approx(smaller.area, rel=1e-6)
    assert before["area_m2"] == pytest.approx(ground(OSAN).area, rel=1e-6)
