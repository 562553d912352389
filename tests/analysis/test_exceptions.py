"""Exceptions that people registered, and those that the program suspects, on whole registers."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scmap.analysis.candidates import find_candidates
from scmap.analysis.exemptions import place_exemptions
from scmap.analysis.explanation import explain
from scmap.analysis.overlay import measure_every_pair
from scmap.analysis.register import Register
from scmap.model.exemption import Exemption
from scmap.model.verdict import Candidates
from scmap.reference import codebook
from scmap.reference.rules import ruleset
from scmap.store.project_file import read_project
from tests.analysis.test_candidates import MOIS, register

SAMPLE = Path(__file__).resolve().parents[2] / "sample_layers" / "scmap-sample.gpkg"
DAY = date(2026, 11, 28)


def entry(left: str, right: str, kind: str) -> Exemption:
    return Exemption(f"{left}-{right}", left, right, kind, "확인함", "김주무", DAY)


def judged(made: Register, *entries: Exemption) -> Candidates:
    placed = place_exemptions(made.layer, entries)
    return find_candidates(made, ruleset(), measure_every_pair(made), exemptions=placed)


TWICE = {"total_mkrw": 1200.0, "name": "화성시 U-City 통합운영센터"}
AGAIN = {**TWICE, **MOIS, "name": "화성시 스마트도시 도시통합정보센터"}
PHASE = {"programme": "u-pilot-city", "kind": "PIL"}
NEXT = {**PHASE, "year_from": 2015.0}


@pytest.mark.parametrize("kind", ["distinct", "same", "sequence"])
def test_a_registered_pair_is_no_candidate_and_stays_known(kind: str) -> None:
    made = register({}, {**MOIS, "kind": "PIL"}, {"ministry": "과기정통부"})
    before = judged(made)
    after = judged(made, entry("u1", "u0", kind))
    assert len(before) == len(after) + 1
    assert after.find(np.array([0]), np.array([1])).tolist() == [-1]
    assert [(one.left, one.right, one.why, one.entry) for one in after.exceptions] == [
        (0, 1, kind, "u1-u0")
    ]


def test_what_people_registered_holds_before_what_the_program_suspects() -> None:
    suspected = judged(register(TWICE, AGAIN))
    assert [one.why for one in suspected.exceptions] == ["double_entry"]
    assert suspected.exceptions[0].similarity == 1.0
    settled = judged(register(TWICE, AGAIN), entry("u0", "u1", "distinct"))
    assert [one.why for one in settled.exceptions] == ["distinct"]


def test_an_exception_on_a_pair_that_would_not_be_graded_is_listed() -> None:
    far = {**MOIS, "year_from": 2040.0}
    found = judged(register({}, far), entry("u0", "u1", "same"))
    assert (len(found), [one.why for one in found.exceptions]) == (0, ["same"])


def test_an_exception_whose_investment_is_gone_takes_nothing_out() -> None:
    made = register({}, {**MOIS, "kind": "PIL"})
    assert judged(made, entry("u0", "gone", "same")).exceptions == ()


@pytest.mark.parametrize(
    "change",
    [
        {"municipality_code": "41270"},  # 화성 and 안산 take part in one programme
        {"year_from": 2015.0},
        {"total_mkrw": 1201.0},
        {"total_mkrw": np.nan},
        {"name": "화성시 스마트 그린도시"},
        {"name": None},
    ],
)
def test_one_thing_that_differs_is_no_double_entry(change: dict[str, Any]) -> None:
    assert judged(register(TWICE, {**AGAIN, **change})).exceptions == ()


def test_a_side_in_two_municipalities_is_compared_in_each() -> None:
    both = {**AGAIN, "municipality_code": "41270;41590"}
    assert [one.why for one in judged(register(TWICE, both)).exceptions] == ["double_entry"]


def test_the_least_similarity_and_the_gap_are_judgement() -> None:
    made = register(TWICE, {**AGAIN, "name": "화성시 U-City 통합운영센터 신축"})
    strict = replace(ruleset(), name_similarity=0.99)
    run = measure_every_pair(made)
    assert [one.why for one in find_candidates(made, ruleset(), run).exceptions] == ["double_entry"]
    assert find_candidates(made, strict, run).exceptions == ()
    chain = register({**PHASE, "year_from": 2011.0}, NEXT)
    patient = replace(ruleset(), continuation_gap=4.0)
    run = measure_every_pair(chain)
    assert find_candidates(chain, ruleset(), run).exceptions == ()
    assert [one.why for one in find_candidates(chain, patient, run).exceptions] == ["continuation"]


def test_names_are_compared_within_a_municipality_only_and_leave_the_score_alone() -> None:
    alike = {**MOIS, "name": "사업 2단계"}
    near = judged(register({"name": "사업 1단계"}, alike))
    far = judged(register({"name": "사업 1단계"}, {**alike, "municipality_code": "41270"}))
    assert near.similarity.tolist() == pytest.approx([10 / 11])
    assert np.isnan(far.similarity).all()
    assert near.verdict.duplication.tolist() == far.verdict.duplication.tolist()


def test_the_real_records_hold_no_double_entry_and_only_continuations_with_a_programme() -> None:
    """One programme has one name everywhere (화성, 안산 …): no such pair is an entry twice."""
    layer = read_project(SAMPLE).project.investments
    assert layer is not None
    made = Register.of(layer, codebook())
    found = judged(made)
    assert {one.why for one in found.exceptions} == {"continuation"}
    names = layer.text("name")
    chains = {frozenset((names[one.left], names[one.right])) for one in found.exceptions}
    assert frozenset(("남양주시 U-시범도시 1단계", "남양주시 U-시범도시 2단계")) in chains
    places = made.municipalities
    assert all(places[one.left] & places[one.right] for one in found.exceptions)


@pytest.mark.parametrize(
    ("later", "said"),
    [({"predecessor": "u0"}, "기록에 선행사업으로"), ({"kind": "PLT"}, "선후행 가능성 있음")],
)
def test_a_sequence_is_a_hint_beside_the_grade_until_it_is_confirmed(
    later: dict[str, Any], said: str
) -> None:
    made = register({**MOIS, "kind": "CCC"}, {"year_from": 2016.0, **later})
    hinted = judged(made)
    assert hinted.sequence.tolist() == [True]
    assert any(note.startswith(said) for note in explain(hinted, 0, codebook(), "ko").notes)
    assert len(judged(made, entry("u0", "u1", "sequence"))) == 0
