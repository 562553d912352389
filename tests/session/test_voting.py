"""A round's members decide together: quorum, equal votes, standing aside, sign-off, carrying on."""

from dataclasses import replace
from datetime import date

import pytest

from scmap.errors import RefusedError
from scmap.model.meeting import Member, Signoff, Vote
from scmap.model.project import Project
from scmap.model.records import record, records, with_all, with_record
from scmap.model.review import AgendaItem, Decision, Round
from scmap.session.entries import broken_entries
from scmap.session.reviewing import (
    carry_over,
    decide,
    items_of,
    open_round,
    opinions_on,
    register_opinion,
    step_of,
)
from scmap.session.voting import (
    attend,
    enrol,
    enrol_as_before,
    members_of,
    sign_off,
    signed,
    tally,
    vote,
)
from tests.session.test_reviewing import DECISION, EXPERT, ITEM, PRACTICE, ROUND

ROLES = ("관", "산", "학", "연", "실무")


@pytest.fixture
def meeting() -> Project:
    """Five members, three of them there; the item has both opinions."""
    project = with_record(open_round(Project("p", "p"), ROUND), ITEM)
    project = register_opinion(register_opinion(project, EXPERT), PRACTICE)
    for number, role in enumerate(ROLES):
        project = enrol(project, Member(f"m{number}", "r", f"위원{number}", "기관", role))
    for number in range(3):
        project = attend(project, f"m{number}", attended=True)
    return project


def cast(project: Project, *choices: str, reason: str = "") -> Project:
    for number, choice in enumerate(choices):
        entry = Vote(f"v{number}", "i", f"m{number}", choice, reason, date(2026, 12, 10))
        project = vote(project, entry)
    return project


def refusal(project: Project, decision: Decision = DECISION) -> str:
    with pytest.raises(RefusedError) as caught:
        decide(project, decision)
    return caught.value.code


def test_a_decision_needs_a_quorum_and_a_majority_of_those_present(meeting: Project) -> None:
    few = attend(meeting, "m2", attended=False)
    assert refusal(few) == "not_quorate"
    assert refusal(cast(meeting, "찬성", "반대", "기권")) == "not_passed"
    assert step_of(decide(cast(meeting, "찬성", "찬성", "반대"), DECISION), "i") == "decided"


def test_every_member_counts_one_and_who_stands_aside_counts_for_no_side(meeting: Project) -> None:
    counted = tally(cast(meeting, "찬성", "회피", "기권", reason="용역을 맡은 적이 있음"), ITEM)
    assert counted is not None
    assert (counted.members, counted.present, counted.recused) == (5, 2, 1)
    assert (counted.yes, counted.needed_yes, counted.passed) == (1, 2, False)
    with pytest.raises(RefusedError, match="recusal_without_reason"):
        cast(meeting, "제척")


def test_who_is_absent_votes_in_writing_only(meeting: Project) -> None:
    ballot = Vote("v", "i", "m4", "찬성")
    with pytest.raises(RefusedError, match="vote_absent"):
        vote(meeting, ballot)
    written = with_record(meeting, replace(ROUND, written=True))
    counted = tally(vote(written, ballot), ITEM)
    assert counted is not None
    assert (counted.present, counted.quorate) == (1, False)


def test_a_later_vote_counts_and_the_earlier_one_stays_on_record(meeting: Project) -> None:
    project = vote(cast(meeting, "반대"), Vote("w", "i", "m0", "찬성"))
    counted = tally(project, ITEM)
    assert counted is not None
    assert (counted.yes, counted.no) == (1, 0)
    assert len(records(project, Vote)) == 2
    first, second = records(project, Vote)
    changed = with_all(project, Vote, [replace(first, choice="찬성"), second])
    assert [one.uid for one in broken_entries(changed)] == ["v0"]


def test_no_vote_is_added_to_a_decided_item(meeting: Project) -> None:
    decided = decide(cast(meeting, "찬성", "찬성", "찬성"), DECISION)
    with pytest.raises(RefusedError, match="vote_after_decision"):
        vote(decided, Vote("x", "i", "m0", "반대"))


def test_papers_are_final_when_signed_and_no_longer_when_something_is_added(
    meeting: Project,
) -> None:
    mark = Signoff("s", "r", "위원0", date(2026, 12, 10))
    with pytest.raises(RefusedError, match="items_undecided"):
        sign_off(meeting, mark)
    decided = decide(cast(meeting, "찬성", "찬성", "찬성"), DECISION)
    final = sign_off(decided, mark)
    assert signed(decided, "r") is None
    assert signed(final, "r") is not None
    later = register_opinion(final, replace(EXPERT, uid="o9"))
    assert signed(later, "r") is None


def test_what_is_left_is_carried_on_with_what_was_said_of_it(meeting: Project) -> None:
    following = open_round(meeting, Round("r2", 2027, 1, ROUND.committee))
    carried = enrol_as_before(carry_over(following, "r2"), "r2")
    (item,) = items_of(carried, "r2")
    assert (item.title, item.carried_from) == (ITEM.title, "i")
    assert [one.uid for one in opinions_on(carried, item.uid)] == ["o1", "o2"]
    assert step_of(carried, item.uid) == "practice"
    assert carry_over(carried, "r2") is carried
    assert len(members_of(carried, "r2")) == 5
    assert not any(one.attended for one in members_of(carried, "r2"))
    assert record(carried, AgendaItem, "i") is not None


def test_a_deferred_item_is_carried_on_a_decided_one_is_not(meeting: Project) -> None:
    deferred = decide(meeting, replace(DECISION, verdict="보류"))
    decided = decide(cast(meeting, "찬성", "찬성", "찬성"), DECISION)
    for project, count in ((deferred, 1), (decided, 0)):
        following = carry_over(open_round(project, Round("r2", 2027, 1)), "r2")
        assert len(items_of(following, "r2")) == count
