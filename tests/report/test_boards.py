"""The four boards of a programme office: every number of the register, and what is at risk."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from scmap import paths, reference
from scmap.model import amounts
from scmap.model.project import Project
from scmap.model.records import record, records, with_all
from scmap.model.release import Release
from scmap.model.review import AgendaItem, Opinion
from scmap.report.boards import board
from scmap.report.parts import Table
from scmap.store.project_file import read_project
from tests.report import round_sample, sample
from tests.sample_layers.test_sample import KINDS

TODAY = date(2029, 3, 1)


@pytest.fixture(scope="module")
def project() -> Project:
    return round_sample.project()


def made(name: str, project: Project) -> Table:
    return board(name, project, sample.codebook(sample.PLAIN), TODAY)


def test_the_execution_board_adds_up_to_the_register_and_says_what_it_leaves_out(
    project: Project,
) -> None:
    table = made("execution", project)
    layer = project.layers[0]
    total, unknown = amounts.total(layer.number("total_mkrw"))
    first, *groups = table.rows
    assert first.cells[1] == len(layer) == sum(float(row.cells[1]) for row in groups)
    assert first.cells[2] == total == np.nansum([float(row.cells[2]) for row in groups])
    assert f"총사업비 미상 {unknown}건" in table.notes[0]


def test_what_cannot_be_is_unknown_on_the_execution_board(project: Project) -> None:
    """A negative amount made the sum less, and a year without end ended in a fault."""
    layer = project.layers[0]
    right = made("execution", project).rows[0].cells
    year, total = layer.number("year_from").copy(), layer.number("total_mkrw").copy()
    known = int(np.flatnonzero(np.isfinite(total))[0])
    year[known], total[known] = np.inf, -total[known]
    wrong = layer.replace(columns={**layer.columns, "year_from": year, "total_mkrw": total})
    cells = made("execution", project.with_layer(wrong)).rows[0].cells
    assert cells[2] == pytest.approx(float(right[2]) + total[known])
    assert cells[-1] == float(right[-1]) + 1


def test_the_monitoring_board_tells_officer_and_office_apart(project: Project) -> None:
    rows = [row.cells for row in made("monitoring", project).rows]
    assert rows[0][1:] == (
        "가온시 통합관제 기능조정",
        "스마트도시과장, 홍길동",
        "가온시",
        "⑤ 단계별 추진전략",
        "기능조정",
    )
    assert [row[5] for row in rows] == ["기능조정", "미결", "미결"]


def test_the_activity_board_counts_time_by_days_and_calls_it_no_progress(project: Project) -> None:
    table = made("activity", project)
    (row,) = table.rows
    assert row.cells[4:6] == ("기간 종료", 1.0)
    assert "추진실적이 아님" in table.notes[0]


def test_the_crisis_board_names_what_is_late_and_what_was_edited(project: Project) -> None:
    first, *rest = records(project, Opinion)
    forged = with_all(project, Opinion, [replace(first, stance="찬"), *rest])
    told = {(row.cells[0], row.cells[1]) for row in made("crisis", forged).rows}
    assert ("판정 지연", "교통·방범 카메라 공동 활용") in told
    assert ("기간 경과", "가온시 통합관제 기능조정") in told
    assert ("담당 미정", "소관 미상 사업 정비 계획") in told
    item = record(project, AgendaItem, first.item)
    assert item is not None
    assert ("기록 이상", f"의견 · {first.name} · {item.title}") in told
    assert "기록 이상" not in {row.cells[0] for row in made("crisis", project).rows}


def test_a_country_of_many_years_keeps_every_amount(project: Project) -> None:
    layer = project.layers[0]
    many = np.arange(len(layer)) % 30 + 1990.0
    wide = project.with_layer(
        layer.replace(columns={**layer.columns, "year_from": np.resize(many, len(layer))})
    )
    table = board("execution", wide, reference.codebook(), TODAY)
    first = table.rows[0]
    assert np.nansum([one for one in first.cells[3:-1] if isinstance(one, float)]) == first.cells[2]


def test_the_classification_counts_all_151_facts_once_in_each_view_and_shows_the_unsorted() -> None:
    whole = read_project(paths.sample(paths.SAMPLE_PROJECT)).project
    layer = whole.investments
    assert layer is not None
    facts = layer.take(np.flatnonzero(np.isin(layer.text("kind").astype(str), list(KINDS))))
    table = board("sorted", whole.with_layer(facts), reference.codebook(), TODAY)
    first, *rows = table.rows
    assert first.cells[-1] == len(facts) == 151
    for view in ("부처 계열", "유형", "시작연도"):
        own = [row for row in rows if row.cells[0] == view]
        assert sum(float(row.cells[-1]) for row in own) == 151
        assert all(sum(map(float, row.cells[2:-1])) == row.cells[-1] for row in own)
    assert table.columns[-2].title == "미분류"
    assert first.cells[-2] == 0.0
    assert ("유형", "미분류") in [row.cells[:2] for row in rows]
    cells = np.array(facts.text("fields"), dtype=object)
    cells[:3] = None
    fewer = facts.replace(columns={**facts.columns, "fields": cells})
    again = board("sorted", whole.with_layer(fewer), reference.codebook(), TODAY)
    assert again.rows[0].cells[-2:] == (3.0, 151.0)


def test_the_register_lists_the_newest_hand_out_first_with_its_reason(project: Project) -> None:
    first = Release("1", "2026-11-28T15:00:00+09:00", "김", "보고", "a.pdf", "ab", "내부용", "공개")
    second = replace(
        first,
        uid="2",
        at="2026-11-29T09:00:00+09:00",
        what="b.png",
        overridden="CCTV",
        reason="승인",
    )
    kept = with_all(project, Release, [first, second])
    rows = [row.cells for row in made("released", kept).rows]
    assert [row[2] for row in rows] == ["b.png", "a.pdf"]
    assert (rows[0][0], rows[0][7]) == ("2026. 11. 29. 09:00:00+09:00", "CCTV: 승인")
    assert rows[1][5:] == ("보고", "-", "-", "ab")
