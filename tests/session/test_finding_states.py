"""Findings: new, looked at, confirmed or dismissed; comments stay where they were put."""

from datetime import date
from pathlib import Path

import pytest
import shapely

from scmap.errors import RefusedError
from scmap.model.finding import CONFIRMED, DISMISSED, LOOKED_AT, NEW, PAIR_LAYER, Comment
from scmap.model.project import Project
from scmap.session import finding_states as states
from scmap.session.session import Session
from scmap.store.project_file import read_project, write_project
from tests.report import round_sample

DAY = date(2026, 11, 28)


@pytest.fixture
def project() -> Project:
    return round_sample.project()


@pytest.fixture
def pair(project: Project) -> str:
    assert project.investments is not None
    left, right, *_ = sorted(project.investments.uids.tolist())
    return f"{left}|{right}"


def test_a_finding_is_looked_at_before_it_is_confirmed_and_has_somebody_in_charge(
    project: Project, pair: str
) -> None:
    assert states.finding_of(project, pair).state == NEW
    for state, code in ((CONFIRMED, "finding_skipped"), (LOOKED_AT, "finding_unassigned")):
        with pytest.raises(RefusedError, match=code):
            states.move(project, pair, state, DAY, "사유")
    given = states.assign(project, pair, " 김주무 ")
    looked = states.move(given, pair, LOOKED_AT, DAY)
    with pytest.raises(RefusedError, match="finding_without_reason"):
        states.move(looked, pair, DISMISSED, DAY, " ")
    with pytest.raises(RefusedError, match="finding_unassigned"):
        states.assign(looked, pair, "")
    done = states.move(looked, pair, CONFIRMED, DAY, "같은 구역의 같은 서비스")
    found = states.finding_of(done, pair)
    assert (found.state, found.assignee, found.reason) == (
        CONFIRMED,
        "김주무",
        "같은 구역의 같은 서비스",
    )
    again = states.move(done, pair, LOOKED_AT, DAY)
    assert states.finding_of(again, pair).reason == ""
    assert len(states.findings(again)) == 1


def test_states_and_comments_are_saved_and_each_is_one_step_of_undo(
    project: Project, pair: str, tmp_path: Path
) -> None:
    session = Session(project)
    session.do("담당", lambda now: states.assign(now, pair, "김주무"))
    session.do("검토", lambda now: states.move(now, pair, LOOKED_AT, DAY))
    told = Comment("c1", PAIR_LAYER, pair, "이연구", "현장 확인 필요", DAY)
    session.do("의견", lambda now: states.comment(now, told))
    file = tmp_path / "p.gpkg"
    write_project(session.project, file)
    back = read_project(file).project
    assert states.finding_of(back, pair).state == LOOKED_AT
    (one,) = states.comments_on(back, PAIR_LAYER, pair)
    assert (one.author, one.text, one.written_on) == ("이연구", "현장 확인 필요", DAY)
    session.undo()
    assert states.comments_on(session.project, PAIR_LAYER, pair) == ()
    session.undo()
    assert states.finding_of(session.project, pair).state == NEW


def test_a_comment_is_pinned_on_the_feature_and_seen_on_the_map(project: Project) -> None:
    layer = project.investments
    assert layer is not None
    row = next(n for n, one in enumerate(layer.geometry) if one is not None)
    told = Comment("c1", layer.uid, str(layer.uids[row]), "이연구", "구역 경계 확인", DAY)
    after = states.comment(project, told)
    (one,) = states.comments_on(after, layer.uid, told.subject)
    assert shapely.intersects(one.line, layer.geometry[row])
    entry = next(entry for entry in after.map if entry.uid == states.ENTRY)
    assert entry.visible
    assert len(entry.rows(after.layer(entry.layer))) == 1  # type: ignore[arg-type]
    for bad, code in (("", "comment_empty"), ("글", "comment_unsigned")):
        with pytest.raises(RefusedError, match=code):
            states.comment(project, Comment("c2", layer.uid, "x", "", bad))
    assert states.comments_on(states.drop_comment(after, "c1"), layer.uid, told.subject) == ()
