"""Files that people write by the page alone: the program takes each example as it stands there."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import scmap as product
from scmap.formats.register_form import COLUMNS
from scmap.model.records import records
from scmap.model.review import AgendaItem, Decision, Opinion
from scmap.model.service_edit import ServiceEdit
from scmap.reference.templates import templates
from scmap.session import catalogue
from scmap.store.project_file import read_project

DOCS = Path(__file__).parents[2] / "docs" / "formats"
Scmap = Callable[..., Any]


def example(page: str) -> str:
    """Give what a page shows as a file."""
    (text,) = re.findall(r"```json\n(.*?)```", (DOCS / page).read_text("utf-8"), re.DOTALL)
    return str(text)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return Path(shutil.copy(product.sample(), tmp_path / "화성.gpkg"))


def test_a_round_of_the_committee(scmap: Scmap, project: Path, tmp_path: Path) -> None:
    (tmp_path / "회의.json").write_text(example("round.md"), "utf-8")
    answer = scmap("review", project, tmp_path / "회의.json")
    assert answer.code == 0, answer.err
    kept = read_project(project).project
    assert (len(records(kept, Opinion)), len(records(kept, Decision))) == (2, 1)
    (item,) = records(kept, AgendaItem)
    assert (item.officer, item.phase, item.cost_mkrw) == ("스마트도시과장", "단기", 500)


def test_a_judgement(scmap: Scmap, project: Path, tmp_path: Path) -> None:
    (tmp_path / "기준.json").write_text(example("rules.md"), "utf-8")
    said = ("--author", "김서기", "--reason", "위원회 의견")
    answer = scmap("rules", project, "--import", tmp_path / "기준.json", *said)
    assert answer.code == 0, answer.err
    values = scmap("rules", project, "--json").json["values"]
    edits = {one["key"]: one["edit"]["author"] for one in values if one.get("edit")}
    assert edits == {"duplication.s": "김서기", "duplication.F": "김서기"}


def test_a_linked_service(project: Path) -> None:
    edited = catalogue.take_in(read_project(project).project, example("services.md"))
    assert [one.uid for one in records(edited, ServiceEdit)] == ["L1"]
    page = (DOCS / "services.md").read_text("utf-8")
    known = templates()
    asked = [one for each in known.templates.values() for one in each.preconditions]
    words = {one.words for one in asked} | {one.verb for one in asked}
    for name in words | known.selections.keys() | known.parameters.keys():
        assert f"`{name}`" in page, name
    assert json.loads(example("services.md"))["format"] == catalogue.FORMAT


def test_a_template_of_the_dossier(scmap: Scmap, project: Path, tmp_path: Path) -> None:
    (tmp_path / "회의.json").write_text(example("round.md"), "utf-8")
    (tmp_path / "서식.json").write_text(example("report-template.md"), "utf-8")
    assert scmap("review", project, tmp_path / "회의.json").code == 0
    asked = ("--round", "2026-1", "--template", tmp_path / "서식.json")
    answer = scmap("report", project, *asked, "--out", tmp_path / "심의.html")
    assert answer.code == 0, answer.err
    page = (tmp_path / "심의.html").read_text("utf-8")
    own, status = page.index("기관장 의견"), page.index("현황</h2>")
    assert own < status
    assert "두 센터를 함께 운영함" in page


def test_what_joins_a_table_to_the_form(scmap: Scmap, project: Path, tmp_path: Path) -> None:
    (tmp_path / "연결.json").write_text(example("mapping.md"), "utf-8")
    text = "과제,부서부처,어디,때,돈(억원)\n하늘 통합플랫폼,국토교통부,화성시,2024~2025,12\n"
    (tmp_path / "표.csv").write_text(text, "utf-8")
    said = ("--into", project, "--mapping", tmp_path / "연결.json")
    answer = scmap("import", tmp_path / "표.csv", *said)
    assert answer.code == 0, answer.err
    layer = read_project(project).project.investments
    assert layer is not None
    row = layer.text("name").tolist().index("하늘 통합플랫폼")
    assert (layer.number("total_mkrw")[row], layer.number("year_to")[row]) == (1200, 2025)
    page = (DOCS / "mapping.md").read_text("utf-8")
    told = {one.name for one in COLUMNS if f"`{one.name}`" in page}
    assert told == {one.name for one in COLUMNS} - {"example"}
