"""Ideas come in without anybody's data, and are tried in test-beds that fit."""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from scmap.analysis.hosting import find_hosts
from scmap.errors import InputError, RefusedError
from scmap.formats.idea_table import MASK, read_ideas
from scmap.model.idea import Idea
from scmap.model.layer import objects
from scmap.model.link import Link
from scmap.model.project import Project
from scmap.model.records import records
from scmap.reference import codebook, gazetteer_of
from scmap.reference.design_rules import design_rules
from scmap.reference.templates import templates
from scmap.session import ideas
from scmap.store.project_file import read_project, write_project

SAMPLE = Path(__file__).parents[2] / "sample_layers" / "scmap-sample.gpkg"
PAGE = Path(__file__).parents[2] / "docs" / "linkage_candidates.md"
DAY = date(2026, 11, 28)


@cache
def sample() -> Project:
    """The sample's test-beds, pilot cities and contests."""
    project = read_project(SAMPLE).project
    layer = project.investments
    assert layer is not None
    kept = layer.take(np.isin(layer.text("kind").astype(str), ["TBD", "NPC", "CON", "USV"]))
    return replace(project, layers=(kept,), map=())


def written(folder: Path, count: int = 20) -> Path:
    lines = ["제목,내용,분야,체감도,연도,지자체,경도,위도,이름,전화번호,이메일"]
    lines += [
        f"안심 버스 {number},문의 010-1234-56{number:02d},교통,4.{number % 10},2026,화성시,"
        f"126.{900 + number},37.2,홍길동,010-1111-2222,hong{number}@example.org"
        for number in range(count)
    ]
    path = folder / "ideas.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def taken(folder: Path) -> Project:
    read = read_ideas(written(folder))
    return ideas.take_in(sample(), read.rows, gazetteer_of(sample()), codebook())


def test_twenty_ideas_come_in_as_points_and_rows_without_anybodys_data(tmp_path: Path) -> None:
    read = read_ideas(written(tmp_path))
    assert read.left_out == ("이름", "전화번호", "이메일")
    assert read.masked == 20
    project = taken(tmp_path)
    write_project(project, tmp_path / "p.gpkg")
    raw = (tmp_path / "p.gpkg").read_bytes()
    for personal in ("홍길동", "010-1111-2222", "010-1234", "@example.org"):
        assert personal.encode() not in raw
    found = records(read_project(tmp_path / "p.gpkg").project, Idea)
    assert len(found) == 20
    assert {(one.fields, one.code, one.source) for one in found} == {("TRN", "41590", "citizen")}
    assert found[3].text == f"문의 {MASK}"
    assert found[3].satisfaction == 4.3
    assert all(one.line is not None for one in found)


def test_a_transport_idea_finds_haeundae_goyang_and_suseong_among_its_hosts() -> None:
    layer = sample().investments
    assert layer is not None
    found = find_hosts(layer, frozenset({"TRN"}), design_rules(), 2026.0)
    names = [str(layer.text("name")[layer.rows[one.uid]]) for one in found]
    for part in ("해운대", "고양시 IoT", "수성알파시티"):
        assert any(part in name for name in names), part
    scores = [one.score for one in found]
    page = PAGE.read_text(encoding="utf-8")
    for rank, (name, score) in enumerate(zip(names, scores, strict=True), start=1):
        assert f"| {rank} | {name} | {score:.1f} |" in page
    assert scores == sorted(scores, reverse=True)
    assert all(0.0 < score <= 100.0 for score in scores)
    for one in found:
        assert {key for key, _ in one.reasons} >= {"openness"}
        assert layer.text("kind")[layer.rows[one.uid]] in {"TBD", "NPC"}


def test_a_closed_platform_and_another_field_are_no_hosts() -> None:
    layer = sample().investments
    assert layer is not None
    assert find_hosts(layer, frozenset(), design_rules(), 2026.0) == ()
    before = find_hosts(layer, frozenset({"TRN"}), design_rules(), 2026.0)
    openness = layer.text("openness").copy()
    openness[layer.rows[before[0].uid]] = "폐쇄"
    closed = layer.replace(columns={**layer.columns, "openness": objects(openness)})
    after = find_hosts(closed, frozenset({"TRN"}), design_rules(), 2026.0)
    assert {one.uid for one in before} - {one.uid for one in after} == {before[0].uid}


def test_an_idea_that_is_tried_becomes_an_arrow_on_the_map(tmp_path: Path) -> None:
    project = taken(tmp_path)
    layer = project.investments
    assert layer is not None
    host = find_hosts(layer, frozenset({"TRN"}), design_rules(), 2026.0)[0].uid
    idea = records(project, Idea)[0]
    done = ideas.apply(project, idea.uid, host, templates(), today=DAY)
    (link,) = records(done, Link)
    assert (link.template, link.right, link.title) == ("X8", host, "적용: 안심 버스 0")
    assert link.line is not None
    assert records(done, Idea)[0].applied_to == host
    assert done.investments is not None
    row = done.investments.rows[link.left]
    assert done.investments.text("kind")[row] == "CON"
    assert np.isnan(done.investments.number("total_mkrw")[row])
    with pytest.raises(RefusedError, match="link_exists"):
        ideas.apply(done, idea.uid, host, templates(), today=DAY)


def test_a_contest_without_a_place_is_tried_too_and_is_seen_at_its_host() -> None:
    layer = sample().investments
    assert layer is not None
    contest = layer.uids[np.flatnonzero(layer.text("kind") == "CON")[0]]
    host = find_hosts(layer, frozenset({"TRN"}), design_rules(), 2026.0)[0].uid
    done = ideas.apply(sample(), contest, host, templates(), today=DAY)
    (link,) = records(done, Link)
    assert link.line is not None
    with pytest.raises(RefusedError, match="idea_gone"):
        ideas.apply(sample(), "gone", host, templates(), today=DAY)


def test_a_table_without_titles_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("내용,분야\n가,교통\n", encoding="utf-8")
    with pytest.raises(InputError, match="ideas_without_title"):
        read_ideas(path)
