"""The gates of the grades, sentence by sentence: what passes, what just fails, what is missing."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scmap.analysis.verdict import judge
from scmap.model.ruleset import GRADES, RuleSet
from scmap.model.verdict import Terms, Verdict
from scmap.reference.rules import ruleset

RULES = ruleset()
UNKNOWN = math.nan
NAMES = {
    "s": "ground",
    "F": "fields",
    "C": "content",
    "B": "beneficiaries",
    "T": "time",
    "S_oc": "coefficient",
}


def terms(**known: float) -> Terms:
    """Terms of one pair that is double in every respect, but for what is given."""
    values = {**dict.fromkeys(NAMES.values(), 1.0), "field_complement": 0.2, "kind_complement": 0.3}
    values |= {NAMES.get(name, name): value for name, value in known.items()}
    return Terms(**{name: np.array([value]) for name, value in values.items()})


def judged(
    given: Terms,
    *,
    p: float = UNKNOWN,
    i: float = 0.3,
    regional: bool = False,
    rules: RuleSet = RULES,
) -> Verdict:
    return judge(given, np.array([p]), np.array([i]), rules, np.array([regional]))


def grade(given: Terms, *, regional: bool = False) -> str:
    return GRADES[judged(given, regional=regional).grade[0]]


def possible(given: Terms, *, regional: bool = False) -> str:
    return GRADES[judged(given, regional=regional).possible[0]]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, "Ⅰ"),
        ({"F": 0.8, "C": 0.8, "B": 0.8}, "Ⅰ"),
        ({"F": 0.79}, "Ⅱ"),
        ({"C": 0.79}, "Ⅱ"),
        ({"B": 0.79}, "Ⅱ"),
        ({"s": 0.5, "S_oc": 0.5}, "Ⅰ"),
        ({"s": 0.49, "S_oc": 0.49}, "Ⅱ"),
        ({"T": 0.01}, "Ⅰ"),
        ({"T": 0.0}, "Ⅱ"),
        ({"s": 0.2, "S_oc": 0.6, "F": 0.8, "C": 0.8, "B": 0.8}, "Ⅱ"),  # D 68.0
    ],
)
def test_grade_one_asks_for_score_terms_ground_and_time(
    known: dict[str, float], expected: str
) -> None:
    """Ⅰ: D ≥ 75, F, C and B all ≥ .8, S_oc ≥ .5, T > 0."""
    assert grade(terms(**known)) == expected


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"F": 0.5, "C": 0.5, "B": 0.5}, "Ⅱ"),
        ({"F": 0.49}, "Ⅲ"),
        ({"C": 0.49}, "Ⅲ"),
        ({"B": 0.49}, "Ⅲ"),
        ({"s": 0.5, "F": 0.5, "C": 0.5, "B": 0.5, "T": 0.84}, "Ⅱ"),  # D 55.1
        ({"s": 0.5, "F": 0.5, "C": 0.5, "B": 0.5, "T": 0.82}, "Ⅲ"),  # D 54.8
    ],
)
def test_grade_two_asks_for_score_and_terms(known: dict[str, float], expected: str) -> None:
    """Ⅱ: D ≥ 55, F, C and B all ≥ .5."""
    assert grade(terms(**known)) == expected


def test_grade_three_asks_for_the_score_alone_and_grade_four_is_the_rest() -> None:
    """Ⅲ: D ≥ 35; Ⅳ: else."""
    poor = {"F": 0.0, "C": 0.0, "B": 0.0}
    assert grade(terms(**poor, s=1.0, T=0.67)) == "Ⅲ"  # D 35.1
    assert grade(terms(**poor, s=1.0, T=0.65)) == "Ⅳ"  # D 34.8


@pytest.mark.parametrize(("time", "score", "expected"), [(0.8299, 54.9, "Ⅲ"), (0.8301, 55.0, "Ⅱ")])
def test_the_rounded_score_is_the_one_that_passes_a_gate(
    time: float, score: float, expected: str
) -> None:
    """Half up to one decimal first: a printed 55.0 is never refused for 54.95."""
    found = judged(terms(s=0.5, F=0.5, C=0.5, B=0.5, T=time))
    assert (found.duplication[0], GRADES[found.grade[0]]) == (score, expected)


@pytest.mark.parametrize(("ground", "score"), [(0.099, 34.9), (0.1, 77.5)])
def test_hardly_any_shared_ground_caps_the_score(ground: float, score: float) -> None:
    """S_oc < 0.10 → D = min(D, 34.9)."""
    assert judged(terms(s=ground, S_oc=ground)).duplication[0] == score


def test_a_score_below_the_cap_stays_as_it_is() -> None:
    nothing = dict.fromkeys("FCBT", 0.0)
    assert judged(terms(s=0.05, S_oc=0.05, **nothing)).duplication[0] == 1.3


@pytest.mark.parametrize("name", ["F", "C", "B"])
def test_without_fields_content_or_beneficiaries_the_best_grade_is_three(name: str) -> None:
    found = terms(**{name: UNKNOWN})
    assert (grade(found), possible(found)) == ("Ⅲ", "Ⅰ")


@pytest.mark.parametrize("known", [{"s": UNKNOWN, "S_oc": UNKNOWN}, {"T": UNKNOWN}])
def test_without_ground_or_time_the_best_grade_is_two(known: dict[str, float]) -> None:
    found = terms(**known)
    assert (grade(found), possible(found)) == ("Ⅱ", "Ⅰ")


def test_the_possible_grade_asks_the_known_terms() -> None:
    """A known term that fails a gate is not forgiven for the missing one."""
    assert possible(terms(B=UNKNOWN, C=0.7)) == "Ⅱ"
    assert possible(terms(B=UNKNOWN, C=0.4)) == "Ⅲ"


def test_missing_terms_leave_their_weight_to_the_others() -> None:
    assert judged(terms(s=UNKNOWN, S_oc=UNKNOWN, F=0.5)).duplication[0] == 83.3  # .625 / .75
    assert judged(terms(B=UNKNOWN, T=UNKNOWN, C=0.0)).duplication[0] == 71.4  # .5 / .7


def test_nothing_known_is_no_score() -> None:
    found = judged(terms(**dict.fromkeys(NAMES, UNKNOWN)))
    assert math.isnan(found.duplication[0])
    assert GRADES[found.grade[0]] == "Ⅳ"


def test_a_regional_pair_has_no_gate_of_ground_and_no_data_lift_it_above_two() -> None:
    """E4: no spatial term or gate, at most Ⅱ."""
    wide = terms(s=UNKNOWN, S_oc=UNKNOWN)
    assert (grade(wide, regional=True), possible(wide, regional=True)) == ("Ⅱ", "Ⅱ")
    edited = replace(RULES, gates=(replace(RULES.gates[0], coefficient=0.0), *RULES.gates[1:]))
    found = judged(wide, regional=True, rules=edited)
    assert GRADES[found.grade[0]] == "Ⅱ"


@pytest.mark.parametrize(
    ("known", "linkage", "opinion"),
    [
        ({}, 1.0, "merge"),
        ({}, 0.0, "merge"),
        ({"F": 0.7}, 1.0, "adjust_then_link"),
        ({"F": 0.7}, 0.0, "adjust"),
        ({"F": 0.1, "T": 0.6}, 1.0, "link"),
        ({"F": 0.1, "T": 0.6}, 0.0, "separate"),
        ({"s": 0.0, "S_oc": 0.0}, 1.0, "link"),
        ({"s": 0.0, "S_oc": 0.0}, 0.0, "separate"),
    ],
)
def test_the_opinion_follows_from_grade_and_linkage(
    known: dict[str, float], linkage: float, opinion: str
) -> None:
    complements = {"field_complement": linkage, "kind_complement": linkage}
    found = judged(terms(**known, **complements), p=linkage, i=linkage)
    assert found.opinion_of(0) == opinion


@pytest.mark.parametrize(
    ("p", "i", "score"),
    [
        (1.0, 0.3, 57.0),  # 25 + 10 + 6 + 6 + 10
        (0.0, 0.3, 32.0),
        (UNKNOWN, 0.3, 42.7),  # 32 / .75
        (1.0, 1.0, 71.0),
        (1.0, 0.0, 51.0),
    ],
)
def test_linkage_weighs_its_five_terms_and_drops_an_uncomputed_precondition(
    p: float, i: float, score: float
) -> None:
    """L = 100·(.25 P + .25 Cx + .20 Kx + .20 I + .10 O)."""
    assert judged(terms(field_complement=0.4), p=p, i=i).linkage[0] == score


def test_linking_is_proposed_from_sixty_points_as_printed() -> None:
    just = terms(F=0.7, field_complement=0.52, kind_complement=0.3)  # 25 + 13 + 6 + 6 + 10 = 60.0
    below = terms(F=0.7, field_complement=0.517, kind_complement=0.3)  # 59.9
    assert judged(just, p=1.0).opinion_of(0) == "adjust_then_link"
    assert judged(below, p=1.0).opinion_of(0) == "adjust"


shares = st.floats(0, 1)


@given(st.fixed_dictionaries(dict.fromkeys((*"sFCBT", "S_oc"), shares)), shares, st.data())
def test_who_is_more_alike_is_never_graded_milder(
    known: dict[str, float], more: float, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(known)))
    closer = {**known, name: max(known[name], more)}
    milder, stricter = judged(terms(**known)), judged(terms(**closer))
    assert stricter.grade[0] <= milder.grade[0]
    assert stricter.duplication[0] >= milder.duplication[0]
