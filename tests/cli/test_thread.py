"""One thread through all five steps by the command line: 화성시, from a table to a dossier."""

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scmap.formats.register_form import COLUMNS
from scmap.model.link import Link
from scmap.model.records import records
from scmap.model.review import AgendaItem, Decision, Opinion
from scmap.store.project_file import read_project
from tests.report.map_sample import poppler
from tests.report.test_hwpx_base import office, sections

SAMPLE = Path(__file__).resolve().parents[2] / "sample_layers" / "scmap-sample.gpkg"
PAIR = ("화성시 도시안전센터", "화성시 CCTV 통합관제센터")
PAIR_SCORES = ("73.4", "72.8")
EXPERT = {
    "role": "학",
    "name": "홍길동",
    "organisation": "나루대학교",
    "stance": "조건",
    "text": "관제 기능을 나누면 찬성함",
}
PRACTICE = {
    **EXPERT,
    "role": "실무",
    "name": "김실무",
    "stance": "찬",
    "text": "함께 운영할 수 있음",
}
ROUND = {
    "year": 2026,
    "number": 1,
    "committee": "화성시 스마트도시위원회",
    "held_on": "2026-12-10",
    "items": [
        {
            "pair": list(PAIR),
            "lead": "화성시",
            "opinions": [EXPERT, PRACTICE],
            "decision": {"verdict": "기능조정", "reason": "관제 기능이 겹침", "author": "위원회"},
            "phase": {"phase": "단기", "from": 2027, "to": 2028, "cost_mkrw": 300},
        },
        {
            "link": "X1",
            "lead": "화성시",
            "opinions": [EXPERT, PRACTICE],
            "decision": {"verdict": "매칭", "reason": "사각지대를 줄임", "author": "위원회"},
        },
    ],
}

Scmap = Callable[..., Any]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return Path(shutil.copy(SAMPLE, tmp_path / "화성.gpkg"))


def written(folder: Path, round_: dict[str, Any]) -> Path:
    file = folder / "회의.json"
    file.write_text(json.dumps(round_, ensure_ascii=False), "utf-8")
    return file


def new_plan(folder: Path) -> Path:
    titles = {column.name: column.title for column in COLUMNS}
    row = {
        "name": "화성시 지능형 방범 실증",
        "kind": "U-서비스",
        "ministry": "과학기술정보통신부",
        "municipality": "화성시",
        "neighbourhoods": "반송동",
        "main_field": "방범",
        "year_from": "2018",
        "total_mkrw": "800",
    }
    with (folder / "계획.csv").open("w", encoding="cp949", newline="") as stream:
        writer = csv.DictWriter(stream, list(titles.values()))
        writer.writeheader()
        writer.writerow({titles[name]: value for name, value in row.items()})
    return folder / "계획.csv"


OWN = {"title": "기관장 의견", "lines": ["□ 두 센터를 함께 운영함"]}  # of the city's template


def test_from_a_table_to_a_dossier(scmap: Scmap, project: Path, tmp_path: Path) -> None:
    before = scmap("overlap", project, "--json").json["pairs"]
    assert scmap("import", new_plan(tmp_path), "--into", project).code == 0
    assert scmap("overlap", project, "--json").json["pairs"] > before
    fits = scmap("link", project, "--municipality", "화성시", "--json").json
    assert {"T1", "X1"} <= {fit["id"] for fit in fits["templates"]}
    assert scmap("accept", project, "--template", "X1", "--pair", *PAIR).code == 0
    assert scmap("review", project, written(tmp_path, ROUND)).code == 0
    opened = read_project(project).project
    assert len(records(opened, Link)) == 1
    assert [item.subject_kind for item in records(opened, AgendaItem)] == ["pair", "link"]
    assert len(records(opened, Opinion)) == 4
    first = records(opened, Decision)[0]
    assert (first.verdict, first.grade) == ("기능조정", "Ⅱ")
    # The window's journey through the same pair gives the same scores.
    assert (f"{first.duplication:.1f}", f"{first.linkage:.1f}") == PAIR_SCORES
    line = ("report", project, "--round", "2026-1", "--municipality", "화성시")
    asked = {"format": "scmap.report-template/1", "name": "우리 시", "sections": ["*", OWN]}
    base = office(tmp_path / "서식.hwpx")
    after = ("--template", written(tmp_path, asked), "--base", base, "--atlas", "안건")
    answer = scmap(*line, *after, "--format", "hwpx,pdf,html,xlsx", "--out", tmp_path / "보고서")
    assert answer.code == 0
    made = sorted(one.suffix for one in (tmp_path / "보고서").iterdir())
    assert made == [".html", ".hwpx", ".pdf", ".pdf", ".xlsx"]
    (atlas,) = (tmp_path / "보고서").glob("*-atlas-agenda.pdf")
    assert "Pages:           2" in poppler("pdfinfo", atlas)
    (paper,) = (tmp_path / "보고서").glob("*.hwpx")
    assert "가온시 스마트도시과" in sections(paper)[1]  # the letterhead of the city's own document
    (page,) = (tmp_path / "보고서").glob("*.html")
    assert "두 센터를 함께 운영함" in page.read_text(encoding="utf-8")


def test_a_round_that_skips_a_step_is_refused_whole(
    scmap: Scmap, project: Path, tmp_path: Path
) -> None:
    before = project.read_bytes()
    item = {**ROUND["items"][0], "opinions": [EXPERT]}  # type: ignore[index]
    answer = scmap("review", project, written(tmp_path, {**ROUND, "items": [item]}))
    assert answer.code == 13
    assert "③ 실무 의견" in answer.err
    assert project.read_bytes() == before


@pytest.mark.parametrize(
    ("item", "said"),
    [({"pair": ["없는 사업", "다른 사업"]}, "없는 사업"), ({"link": "T9"}, "T9")],
)
def test_an_item_on_what_is_not_there_is_refused(
    scmap: Scmap, project: Path, tmp_path: Path, item: dict[str, Any], said: str
) -> None:
    answer = scmap("review", project, written(tmp_path, {**ROUND, "items": [item]}))
    assert answer.code == 10
    assert said in answer.err


@pytest.mark.parametrize(
    ("template", "pair"), [("X1", ("없는 사업", "다른 사업")), ("X8", PAIR), ("T99", PAIR)]
)
def test_a_service_that_does_not_fit_is_refused(
    scmap: Scmap, project: Path, template: str, pair: tuple[str, str]
) -> None:
    assert scmap("accept", project, "--template", template, "--pair", *pair).code == 10


@pytest.mark.parametrize("content", ["", "[]", '{"year": "x"}', '{"year": 2026}'])
def test_a_file_that_holds_no_round_is_refused(
    scmap: Scmap, project: Path, tmp_path: Path, content: str
) -> None:
    file = tmp_path / "r.json"
    file.write_text(content, "utf-8")
    assert scmap("review", project, file).code == 10
