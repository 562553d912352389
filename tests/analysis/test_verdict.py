"""The verdict's formulas: the golden vectors of the field, the gates, and what missing terms do."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scmap.analysis.terms import measure_terms
from scmap.analysis.verdict import half_up, judge
from scmap.model.profile import Profile, Side
from scmap.model.ruleset import GRADES
from scmap.model.verdict import Terms, Values, Verdict
from scmap.reference.rules import ruleset

RULES = ruleset()
UNKNOWN = math.nan


def side(kind: str, fields: str, tags: str, served: str, first: float, last: float) -> Side:
    return Side(kind, words_of(fields), words_of(tags), words_of(served), first, last)


def words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


def one(value: float) -> Values:
    return np.array([value], dtype=float)


def verdict(a: Side, b: Side, s_oc: float, q: float, p: float, i: float) -> Verdict:
    here, there = np.array([0]), np.array([1])
    terms = measure_terms(Profile.of([a, b]), here, there, one(s_oc), one(q), RULES)
    return judge(terms, one(p), one(i), RULES)


def known(terms: Terms) -> list[float]:
    named = (terms.ground, terms.fields, terms.content, terms.beneficiaries, terms.time)
    return [float(half_up(term, 3)[0]) for term in named]


CONTROL = side("CCC", "CRM DIS TRN", "영상관제 상황전파", "경찰 지자체 시민", 2011, 2019)
CENTRE = side(
    "OPC", "CRM TRN ENV FAC", "영상관제 상황전파 교통정보 시설감시", "경찰 지자체 시민", 2008, 2018
)
TESTBED = side("TBD", "CRM ENV TRN", "데이터허브 개방API 센서망", "시민 기업", 2016, 2020)
PLATFORM = side(
    "PLT", "CRM DIS TRN HLT", "데이터허브 영상제공 상황전파", "경찰 소방 지자체", 2019, 2025
)
SERVICE = side("USV", "HLT CRM", "위치추적 앱", "노인", 2014, 2017)
PILOT = side("PIL", "HLT CRM", "위치추적 앱", "노인", 2013, 2016)
LATER = side("USV", "HLT CRM", "위치추적 앱", "노인", 2015, 2018)


@pytest.mark.parametrize(
    ("sides", "given_values", "terms", "expected"),
    [
        ((CONTROL, CENTRE), (1, 0.7, 1, 0.6), [0.7, 0.7, 0.65, 1, 0.889], (76.3, "Ⅱ", 84.4)),
        ((TESTBED, PLATFORM), (1, 0.7, 1, 0.3), [0.7, 0.643, 0.3, 0, 0.4], (45.6, "Ⅲ", 75.5)),
        ((SERVICE, PILOT), (1, 1, 1, 0.3), [1, 1, 0.9, 1, 0.75], (94.3, "Ⅰ", 64.5)),
        ((SERVICE, LATER), (0.05, 1, 0, 0.3), [0.05, 1, 1, 1, 0.75], (34.9, "Ⅳ", 39.5)),
    ],
    ids=["G1", "G3", "G6", "G7"],
)
def test_golden_vectors(
    sides: tuple[Side, Side],
    given_values: tuple[float, float, float, float],
    terms: list[float],
    expected: tuple[float, str, float],
) -> None:
    """DOMAIN §5.4."""
    found = verdict(*sides, *given_values)
    assert known(found.terms) == terms
    scores = (half_up(found.duplication, 1)[0], half_up(found.linkage, 1)[0])
    assert (scores[0], GRADES[found.grade[0]], scores[1]) == expected


@pytest.mark.parametrize(
    ("sides", "s_oc", "opinion"),
    [
        ((CONTROL, CENTRE), 1, "adjust_then_link"),
        ((TESTBED, PLATFORM), 1, "link"),
        ((SERVICE, PILOT), 1, "merge"),
        ((SERVICE, LATER), 0.05, "separate"),
    ],
)
def test_opinions_of_the_golden_vectors(
    sides: tuple[Side, Side], s_oc: float, opinion: str
) -> None:
    preconditions = 0.0 if s_oc < 0.1 else 1.0
    assert verdict(*sides, s_oc, 1, preconditions, 0.3).opinion.tolist() == [opinion]


def test_a_missing_beneficiary_leaves_at_best_grade_three_and_says_what_would_be_possible() -> None:
    unknown = side("PIL", "HLT CRM", "위치추적 앱", "", 2013, 2016)
    found = verdict(SERVICE, unknown, 1, 1, 1, 0.3)
    assert np.isnan(found.terms.beneficiaries[0])
    assert (GRADES[found.grade[0]], GRADES[found.possible[0]]) == ("Ⅲ", "Ⅰ")


@pytest.mark.parametrize("missing", ["ground", "years"])
def test_without_ground_or_time_the_best_grade_is_two(missing: str) -> None:
    other = (
        PILOT
        if missing == "ground"
        else side("PIL", "HLT CRM", "위치추적 앱", "노인", *[UNKNOWN] * 2)
    )
    ground = UNKNOWN if missing == "ground" else 1.0
    found = verdict(SERVICE, other, ground, 1, 1, 0.3)
    assert (GRADES[found.grade[0]], GRADES[found.possible[0]]) == ("Ⅱ", "Ⅰ")


def test_a_missing_term_is_dropped_and_the_others_weigh_more() -> None:
    unknown = side("PIL", "HLT CRM", "위치추적 앱", "", 2013, 2016)
    found = verdict(SERVICE, unknown, 1, 1, 1, 0.3)
    expected = 100 * (0.25 + 0.25 + 0.2 * 0.9 + 0.15 * 0.75) / 0.85
    assert found.duplication[0] == pytest.approx(expected, abs=0.05)


def test_interval_gaps_fade_within_four_years() -> None:
    def time(first: int) -> float:
        later = side("PIL", "CRM", "", "", first, first + 1)
        return float(
            verdict(side("PIL", "CRM", "", "", 2010, 2012), later, 1, 1, 1, 1).terms.time[0]
        )

    assert [time(year) for year in (2012, 2013, 2014, 2016, 2020)] == [0.5, 0.375, 0.25, 0, 0]


def test_halves_are_rounded_up_whatever_the_double_says() -> None:
    assert half_up(np.array([94.25, 0.0005, 100 * 0.9425, 1.45]), 1).tolist() == [
        94.3,
        0,
        94.3,
        1.5,
    ]


codes = st.sets(st.sampled_from(["CRM", "DIS", "TRN", "ENV", "FAC", "HLT", "WAT"]), max_size=4)
words = st.sets(st.sampled_from(["영상관제", "상황전파", "앱", "센서망"]), max_size=3)
years = st.tuples(st.integers(2005, 2025), st.integers(0, 12))


@st.composite
def sides(draw: st.DrawFn) -> Side:
    first, length = draw(years)
    kind = draw(st.sampled_from(["OPC", "CCC", "PLT", "USV", "TBD", ""]))
    fields, tags, served = (frozenset(draw(one)) for one in (codes, words, words))
    return Side(kind, fields, tags, served, first, first + length)


@given(sides(), sides(), st.floats(0, 1))
def test_a_verdict_does_not_depend_on_which_side_is_named_first(a: Side, b: Side, s: float) -> None:
    one_way, other_way = verdict(a, b, s, 1, 1, 0.3), verdict(b, a, s, 1, 1, 0.3)
    assert np.array_equal(one_way.grade, other_way.grade)
    assert one_way.duplication == pytest.approx(other_way.duplication)
    assert one_way.linkage == pytest.approx(other_way.linkage)


@given(sides(), sides(), st.floats(0, 1))
def test_scores_stay_between_0_and_100_and_grades_are_never_better_than_possible(
    a: Side, b: Side, s: float
) -> None:
    found = verdict(a, b, s, 1, 1, 0.3)
    assert 0 <= found.duplication[0] <= 100 + 1e-9
    assert 0 <= found.linkage[0] <= 100 + 1e-9
    assert found.possible[0] <= found.grade[0]
