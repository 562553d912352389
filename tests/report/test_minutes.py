"""회의록, 의결서 and 심의결과 통보: what the round holds, read back from the written files."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from scmap.cli.main import run
from scmap.errors import InputError
from scmap.model.meeting import Member, Vote
from scmap.model.project import Project
from scmap.model.records import records
from scmap.model.release import Paper, Release
from scmap.model.review import Round
from scmap.report.blocks import Line
from scmap.report.minutes import compose_paper
from scmap.report.parts import Imprint
from scmap.session.reviewing import open_round
from scmap.session.voting import attend, enrol, vote
from scmap.store.project_file import read_project, write_project
from scmap.words import explain
from tests.report import readers, round_sample

TODAY = date(2026, 12, 11)


@pytest.fixture(scope="module")
def project() -> Project:
    made = round_sample.project()
    for number, role in enumerate(("관", "학", "연")):
        made = enrol(made, Member(f"m{number}", "r", f"위원{number}", "기관", role, number == 0))
        made = attend(made, f"m{number}", attended=True)
    made = vote(made, Vote("v0", "b", "m0", "찬성"))
    return vote(made, Vote("v1", "b", "m1", "회피", "용역을 맡은 적이 있음"))


def lines(project: Project, paper: Paper) -> list[str]:
    booklet = compose_paper(project, "2026-1", paper, TODAY, Imprint("가온시"))
    return [block.text for block in booklet.blocks if isinstance(block, Line)]


def test_the_minutes_hold_who_was_there_what_was_said_and_how_it_was_voted(
    project: Project,
) -> None:
    booklet = compose_paper(project, "2026-1", "minutes", TODAY, Imprint("가온시"))
    cells = [row.cells for row in booklet.table("overview").rows]
    assert ("출석", "재적 3명, 출석 3명(의사정족수 2명)") in cells
    assert [row.cells[3] for row in booklet.table("members").rows] == ["위원장", "위원", "위원"]
    told = lines(project, "minutes")
    assert "위원1 위원 회피: 용역을 맡은 적이 있음" in told
    assert "표결: 찬성 1, 반대 0, 기권 0" in told
    assert "의결하지 않음. 다음 회의에서 계속 심의함" in told
    second = booklet.table("results").rows[1].cells
    assert second[3:8] == (1.0, 0.0, 0.0, 1.0, "미결")


def test_a_resolution_holds_only_what_was_resolved_with_room_to_sign(project: Project) -> None:
    told = lines(project, "resolution")
    assert told == [
        "제1호 안건 「가온시 통합관제 기능조정」: 기능조정으로 의결함",
        "사유: 관제 기능이 겹치므로 기능을 나누고 연계함",
    ]
    booklet = compose_paper(project, "2026-1", "resolution", TODAY, Imprint())
    assert len(booklet.table("signatures").rows) == 3
    assert "검토본(확정 전)" in [fact.text for fact in booklet.cover.below]


def test_a_notice_asks_each_office_for_what_was_decided(project: Project) -> None:
    told = lines(project, "notice")
    assert "「가온시 통합관제 기능조정」: 기능조정안을 수립하여 제출하기 바람" in told
    assert "「교통·방범 카메라 공동 활용」: 다음 회의에서 계속 심의함" in told


def test_the_papers_are_written_and_entered_in_the_register(
    project: Project, tmp_path: Path
) -> None:
    file, out = tmp_path / "회의.gpkg", tmp_path / "out"
    write_project(replace(project), file)
    asked = ["--round", "2026-1", "--paper", "회의록", "--format", "hwpx,xlsx"]
    told = ["--profile", "위원회용", "--by", "김주무", "--purpose", "회의 보고"]
    web = [*asked[:-1], "hwpx,html"]  # it has no map, hence no web page
    assert run(["report", str(file), *web, *told, "--out", str(out)], lambda *_: 0) == 2
    assert run(["report", str(file), *asked, *told, "--out", str(out)], lambda *_: 0) == 0
    assert sorted(path.name for path in out.iterdir()) == [
        "scmap-minutes-2026-1.hwpx",
        "scmap-minutes-2026-1.xlsx",
    ]
    assert "위원1 위원 회피" in readers.hwpx_text(out / "scmap-minutes-2026-1.hwpx")
    entries = records(read_project(file).project, Release)
    assert [(one.by, one.purpose, one.profile) for one in entries] == [
        ("김주무", "회의 보고", "위원회용")
    ] * 2


def test_a_round_without_items_has_no_papers_and_says_what_to_do(project: Project) -> None:
    empty = open_round(project, Round("e", 2027, 1, "가온시 위원회"))
    with pytest.raises(InputError) as caught:
        compose_paper(empty, "2027-1", "minutes", TODAY, Imprint())
    told = str(explain(caught.value))
    assert "2027년 제1차 가온시 위원회에는 안건이 없어" in told
    assert "안건을 먼저 상정" in told
