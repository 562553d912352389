"""The board of a round: no step is skipped, nothing that was registered is ever changed."""

from dataclasses import replace
from datetime import date

import pytest

from scmap.errors import RefusedError
from scmap.model.finding import PAIR_LAYER
from scmap.model.project import Project
from scmap.model.records import records
from scmap.model.review import AgendaItem, Decision, Opinion, Round
from scmap.session.reviewing import (
    decide,
    decision_on,
    items_of,
    missing_before_decision,
    open_round,
    opinions_at,
    opinions_on,
    put_on_agenda,
    register_opinion,
    set_phase,
    step_of,
    withdraw,
)
from tests.report import round_sample

ROUND = Round("r", 2026, 1, "화성시 스마트도시위원회", date(2026, 12, 10))
ITEM = AgendaItem("i", "r", "심의", "동탄 센터 기능조정", "pair", "a|b")
EXPERT = Opinion("o1", "i", "학", "홍길동", "나루대학교", "조건", "기능을 나누면 찬성함")
PRACTICE = Opinion("o2", "i", "실무", "김실무", "화성시", "찬", "운영 인력을 함께 쓸 수 있음")
DECISION = Decision("d", "i", "기능조정", "관제 기능이 겹침", "위원회", date(2026, 12, 10))


@pytest.fixture
def agenda() -> Project:
    return put_on_agenda(open_round(Project("p", "p"), ROUND), ITEM)


@pytest.fixture
def heard(agenda: Project) -> Project:
    return register_opinion(register_opinion(agenda, EXPERT), PRACTICE)


def test_an_item_walks_through_the_five_steps(agenda: Project, heard: Project) -> None:
    expert_only = register_opinion(agenda, EXPERT)
    decided = decide(heard, DECISION)
    phased = set_phase(decided, ITEM, "단기", 2027, 2028)
    steps = [step_of(one, "i") for one in (agenda, expert_only, heard, decided, phased)]
    assert steps == ["sorted", "expert", "practice", "decided", "phased"]
    assert items_of(phased, "r")[0].phase_from == 2027


def test_a_decision_before_both_opinions_is_refused_and_what_is_missing_is_named(
    agenda: Project,
) -> None:
    assert missing_before_decision(agenda, "i") == ("expert", "practice")
    with pytest.raises(RefusedError, match="step_skipped"):
        decide(register_opinion(agenda, EXPERT), DECISION)


def test_a_decision_without_a_reason_is_refused(heard: Project) -> None:
    """DOMAIN §1 row 21."""
    with pytest.raises(RefusedError, match="decision_without_reason"):
        decide(heard, replace(DECISION, verdict="폐지", reason="  "))


def test_a_withdrawn_decision_stays_on_record_and_a_new_one_can_be_made(heard: Project) -> None:
    decided = decide(heard, DECISION)
    with pytest.raises(RefusedError, match="decision_exists"):
        decide(decided, replace(DECISION, uid="d2"))
    again = decide(withdraw(decided, DECISION, "w"), replace(DECISION, uid="d2", verdict="보류"))
    standing = decision_on(again, "i")
    assert standing is not None
    assert standing.verdict == "보류"
    assert [one.uid for one in records(again, Decision)] == ["d", "w", "d2"]


def test_a_withdrawn_opinion_no_longer_counts_as_a_step(heard: Project) -> None:
    without = withdraw(heard, PRACTICE, "w")
    assert [one.uid for one in opinions_on(without, "i")] == ["o1"]
    assert step_of(without, "i") == "expert"


def test_a_registered_entry_is_never_replaced(heard: Project) -> None:
    with pytest.raises(RefusedError, match="entry_registered"):
        register_opinion(heard, replace(EXPERT, text="다른 말"))


def test_the_same_round_or_subject_is_not_entered_twice(agenda: Project) -> None:
    with pytest.raises(RefusedError, match="round_exists"):
        open_round(agenda, Round("r2", 2026, 1))
    with pytest.raises(RefusedError, match="item_exists"):
        put_on_agenda(agenda, replace(ITEM, uid="i2"))


@pytest.mark.parametrize(
    "opinion",
    [
        replace(EXPERT, role="?"),
        replace(EXPERT, stance=""),
        replace(EXPERT, name=" "),
        replace(EXPERT, text=""),
    ],
)
def test_an_opinion_says_who_and_what(agenda: Project, opinion: Opinion) -> None:
    with pytest.raises(RefusedError, match="opinion_incomplete"):
        register_opinion(agenda, opinion)


def test_a_phase_follows_a_decision(heard: Project) -> None:
    with pytest.raises(RefusedError, match="phase_before_decision"):
        set_phase(heard, ITEM, "단기", 2027, 2028)
    with pytest.raises(RefusedError, match="phase_wrong"):
        set_phase(decide(heard, DECISION), ITEM, "단기", 2028, 2027)


def test_an_opinion_is_anchored_to_a_feature_that_is_there() -> None:
    agenda = round_sample.project()
    layer = agenda.investments
    assert layer is not None
    feature = str(layer.uids[0])
    there = replace(EXPERT, uid="at", layer=layer.uid, feature=feature, about="동탄 센터")
    told = register_opinion(agenda, there)
    assert [one.about for one in opinions_at(told, layer.uid, feature)] == ["동탄 센터"]
    assert opinions_at(told, layer.uid, "else") == ()
    gone = replace(there, uid="gone", feature="gone")
    with pytest.raises(RefusedError, match="opinion_nowhere"):
        register_opinion(agenda, gone)
    pair = "|".join(map(str, layer.uids[:2]))
    register_opinion(agenda, replace(there, uid="p", layer=PAIR_LAYER, feature=pair))
