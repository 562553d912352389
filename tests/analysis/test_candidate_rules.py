"""Which pairs are graded and which are exceptions, sentence by sentence of the method's order."""

import math
from typing import Any

import numpy as np
import pytest
import shapely

from scmap.analysis.candidates import find_candidates
from scmap.analysis.overlay import measure_every_pair
from scmap.model.overlap import Relation
from scmap.model.ruleset import GRADES
from scmap.model.verdict import Candidates
from scmap.reference.rules import ruleset
from tests.analysis.test_candidates import CITY, DISTRICT, MOIS, register

PLACELESS = {"area": None, "quality": None, "extent": "nation"}
POINT = {"area": None, "quality": None}
RULES = ruleset()


def graded(*rows: dict[str, Any], relation: Relation = "between") -> Candidates:
    made = register(*rows)
    return find_candidates(made, RULES, measure_every_pair(made), relation=relation)


def reasons(found: Candidates) -> list[str]:
    return [one.why for one in found.exceptions]


# -- E1 -------------------------------------------------------------------------------------------

ENTRY = {"name": "나루시 U-City 통합운영센터", "total_mkrw": 1200.0, "year_from": 2014.0}
SAME = {**ENTRY, "name": "나루시 스마트시티 통합운영센터"}


@pytest.mark.parametrize("relation", [{}, MOIS])
def test_e1_is_no_pair_whoever_paid(relation: dict[str, Any]) -> None:
    found = graded(ENTRY, {**SAME, **relation}, relation="all")
    assert (reasons(found), len(found)) == (["double_entry"], 0)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "나루시 치매 안심보호"},
        {"municipality_code": "41190"},
        {"year_from": 2015.0},
        {"total_mkrw": 1201.0},
        {"total_mkrw": math.nan},
        {"year_from": math.nan},
    ],
    ids=["name", "municipality", "year", "total", "unknown total", "unknown year"],
)
def test_e1_asks_for_all_four(change: dict[str, Any]) -> None:
    found = graded(ENTRY, {**SAME, **MOIS, **change})
    assert (reasons(found), len(found)) == ([], 1)


def test_e1_is_found_among_projects_that_share_no_ground() -> None:
    elsewhere = {**SAME, **MOIS, "area": shapely.box(20_000, 0, 21_000, 1_000)}
    assert reasons(graded(ENTRY, elsewhere)) == ["double_entry"]


# -- E2 -------------------------------------------------------------------------------------------

PHASE = {"programme": "u-pilot-city", "kind": "PIL", "year_from": 2011.0, "year_to": 2012.0}
NEXT = {**PHASE, "year_from": 2013.0, "year_to": 2013.0}


def test_e2_is_a_chain_without_a_grade_even_when_pairs_within_a_line_are_asked_for() -> None:
    found = graded(PHASE, NEXT, relation="all")
    assert (reasons(found), len(found)) == (["continuation"], 0)


@pytest.mark.parametrize(
    "change",
    [
        {"programme": "u-service"},
        {"programme": None},
        MOIS,
        {"municipality_code": "41190"},
        {"year_from": 2014.0, "year_to": 2014.0},
    ],
    ids=["programme", "unknown programme", "line", "municipality", "gap"],
)
def test_e2_asks_for_programme_line_municipality_and_a_gap_of_a_year(
    change: dict[str, Any],
) -> None:
    found = graded(PHASE, {**NEXT, **change}, relation="all")
    assert (reasons(found), len(found)) == ([], 1)


def phase(first: int, last: int | None = None, **change: Any) -> dict[str, Any]:
    return {**PHASE, "year_from": float(first), "year_to": float(last or first), **change}


def chained(found: Candidates) -> list[tuple[int, int]]:
    return [(one.left, one.right) for one in found.exceptions]


def test_e2_takes_a_whole_chain_out_not_only_its_neighbours() -> None:
    """IFEZ U-시범도시 2009–10, 2011–12, 2013: the first and the last are no pair either."""
    found = graded(phase(2009, 2010), phase(2013), phase(2011, 2012), relation="all")
    assert (chained(found), len(found)) == ([(0, 1), (0, 2), (1, 2)], 0)


def test_e2_chains_break_where_two_years_lie_between() -> None:
    found = graded(phase(2009), phase(2010), phase(2012), phase(2013), relation="all")
    assert (chained(found), len(found)) == ([(0, 1), (2, 3)], 4)


def test_a_long_phase_holds_a_chain_together() -> None:
    found = graded(phase(2009, 2014), phase(2010), phase(2015), relation="all")
    assert chained(found) == [(0, 1), (0, 2), (1, 2)]


def test_a_joint_phase_chains_no_two_lines() -> None:
    joint = phase(2012, ministry="국토교통부;행정안전부")
    found = graded(phase(2011), joint, {**phase(2013), **MOIS}, relation="all")
    assert (chained(found), len(found)) == ([(0, 1), (1, 2)], 1)


# -- E3 -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "then", "hinted"),
    [
        ("OPC", "PLT", True),
        ("CCC", "PLT", True),
        ("PLT", "OPC", False),
        ("OPC", "CCC", False),
        ("USV", "PIL", False),
    ],
)
def test_e3_is_a_hint_beside_the_grade(first: str, then: str, hinted: bool) -> None:
    found = graded({"kind": first, "year_from": 2012.0}, {**MOIS, "kind": then})
    assert found.sequence.tolist() == [hinted]
    assert len(found) == 1


@pytest.mark.parametrize(
    ("first", "then", "hinted"),
    [
        ("챌린지(예비)", "챌린지 본사업", True),
        ("특화단지 마스터플랜", "특화단지 조성", True),
        ("특화단지 종합계획", "특화단지 조성", True),
        ("챌린지(예비)", "특화단지 조성", False),
        ("챌린지 본사업", "챌린지(예비)", False),
    ],
)
def test_e3_hints_at_a_plan_before_what_is_built_and_a_trial_before_the_main_project(
    first: str, then: str, hinted: bool
) -> None:
    found = graded({"name": first, "year_from": 2013.0}, {**MOIS, "name": then})
    assert found.sequence.tolist() == [hinted]


def test_e3_named_by_the_record_but_not_confirmed_stays_a_hint() -> None:
    found = graded({}, {**MOIS, "predecessor": "u0"})
    assert (found.sequence.tolist(), len(found)) == ([True], 1)


# -- E4 -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("extent", ["sido:41", "nation"])
def test_e4_of_a_province_or_the_nation(extent: str) -> None:
    found = graded({}, {**MOIS, "extent": extent, "kind": "PIL"})
    assert found.regional.tolist() == [True]
    assert np.isnan(found.verdict.terms.ground[0])
    assert (GRADES[found.verdict.grade[0]], GRADES[found.verdict.possible[0]]) == ("Ⅱ", "Ⅱ")
    assert found.missing_of(0) == ()


def test_e4_of_a_project_with_neither_footprint_nor_point() -> None:
    found = graded({}, {**MOIS, **PLACELESS, "kind": "PIL"})
    assert found.regional.tolist() == [True]
    assert GRADES[found.verdict.grade[0]] == "Ⅱ"


# -- which pairs are graded -----------------------------------------------------------------------


def test_pairs_of_one_line_and_joint_ones_are_graded_when_asked_for() -> None:
    joint = {"ministry": "국토교통부;행정안전부"}
    assert len(graded({}, {})) == 0
    assert len(graded({}, joint)) == 0
    within, together = graded({}, {}, relation="within"), graded({}, joint, relation="joint")
    assert (within.relation_of(0), together.relation_of(0)) == ("within", "joint")
    assert within.verdict.grade.tolist() == together.verdict.grade.tolist() == [0]
    assert len(graded({}, {}, joint, MOIS, relation="all")) == 6


def test_an_unknown_ministry_is_never_paired_but_counted() -> None:
    found = graded({}, {"ministry": None}, {"ministry": "없는부"}, relation="all")
    assert (len(found), found.unknown_ministry) == (0, 2)


def test_footprints_that_only_touch_are_no_candidates() -> None:
    beside = shapely.box(10_000, 0, 20_000, 10_000)
    assert len(graded({}, {**MOIS, "area": beside})) == 0


def test_a_footprint_and_a_point_are_no_candidates_however_near() -> None:
    """Points count only where neither side has a footprint."""
    assert len(graded({}, {**MOIS, **POINT, "x": 100.0, "y": 100.0})) == 0
    placed = {"area": shapely.box(0, 0, 50, 50), "x": 25.0, "y": 25.0}
    apart = {"area": shapely.box(100, 0, 150, 50), "x": 125.0, "y": 25.0}
    assert len(graded(placed, {**MOIS, **apart})) == 0
    assert len(graded(placed, {**MOIS, **POINT, "x": 125.0, "y": 25.0})) == 0


@pytest.mark.parametrize(
    ("metres", "ground"), [(0.0, 0.5), (2_500.0, 0.25), (5_000.0, 0.0), (5_001.0, None)]
)
def test_points_within_five_kilometres_give_s_by_their_distance(
    metres: float, ground: float | None
) -> None:
    """s = 0.5·max(0, 1 − d/5 km); S_oc is missing: no cap, at most Ⅱ."""
    here, there = {**POINT, "x": 0.0, "y": 0.0}, {**POINT, **MOIS, "x": metres, "y": 0.0}
    found = graded(here, there)
    assert found.verdict.terms.ground.tolist() == ([] if ground is None else [ground])
    if ground is not None:
        assert np.isnan(found.verdict.terms.coefficient[0])
        assert found.verdict.duplication[0] > 34.9
        assert GRADES[found.verdict.grade[0]] == "Ⅱ"


@pytest.mark.parametrize(("first", "graded_pairs"), [(2009.0, 1), (2008.0, 0)])
def test_operating_years_may_lie_four_years_apart(first: float, graded_pairs: int) -> None:
    """A grant of 2009 operates to 2012 (life 3): four years before 2016."""
    later = {**MOIS, "year_from": 2016.0}
    assert len(graded({"year_from": first}, later)) == graded_pairs


def test_a_centre_of_2008_still_operates_in_2011() -> None:
    """DOMAIN §1 row 44: a centre keeps operating when its funding ends (life 10)."""
    centre = {"kind": "OPC", "year_from": 2008.0, "year_to": 2008.0}
    later = {**MOIS, "kind": "CCC", "year_from": 2011.0, "year_to": 2011.0}
    assert register(centre).operating.tolist() == [[2008.0, 2018.0]]
    assert graded(centre, later).years.tolist() == [8.0]


def test_years_that_meet_are_a_view_and_no_rule() -> None:
    found = graded({"year_from": 2010.0}, {**MOIS, "year_from": 2015.0})
    assert (len(found), found.years.tolist()) == (1, [0.0])


@pytest.mark.parametrize(
    ("change", "graded_pairs"),
    [({}, 1), ({"fields": "LOG"}, 0), ({"kind": "RND", "tags": "연구개발"}, 0)],
    ids=["alike", "fields", "content"],
)
def test_a_project_without_a_place_needs_half_of_fields_and_content(
    change: dict[str, Any], graded_pairs: int
) -> None:
    assert len(graded({}, {**MOIS, **PLACELESS, "kind": "PIL", **change})) == graded_pairs


def test_the_worse_footprint_decides_the_quality() -> None:
    qualities = {"A": 1.0, "A′": 0.9, "B": 0.7, "C": 0.5}
    for quality, factor in qualities.items():
        found = graded({"quality": "A"}, {**MOIS, "quality": quality, "area": DISTRICT})
        assert found.verdict.terms.ground[0] == factor
        assert found.verdict.terms.coefficient[0] == 1


# -- what lowers a verdict ------------------------------------------------------------------------


def test_a_missing_last_year_counts_as_the_first() -> None:
    unknown, known = graded({}, MOIS), graded({"year_to": 2014.0}, {**MOIS, "year_to": 2014.0})
    assert unknown.verdict.terms.time.tolist() == known.verdict.terms.time.tolist()
    assert unknown.missing_of(0) == ()


def test_without_tags_content_is_the_kinds_likeness_and_is_flagged() -> None:
    found = graded({}, {**MOIS, "kind": "PIL", "tags": None})
    assert found.verdict.terms.content[0] == 0.8
    assert "content" in found.defaulted_of(0)
    assert found.reliability_of(0) == "medium"


def test_defaults_of_the_kind_count_as_present() -> None:
    default = {"tags_basis": "kind", "beneficiaries_basis": "kind"}
    found = graded({}, {**MOIS, **default})
    assert GRADES[found.verdict.grade[0]] == "Ⅰ"
    assert found.missing_of(0) == ()
    assert found.defaulted_of(0) == ("content", "beneficiaries")


@pytest.mark.parametrize(
    ("change", "reliability"),
    [
        ({}, "high"),
        ({"quality": "A′"}, "medium"),
        ({"quality": "B"}, "medium"),
        ({"tags_basis": "kind", "beneficiaries_basis": "kind"}, "medium"),
        ({"fields": None}, "medium"),
        ({"fields": None, "year_from": math.nan}, "low"),
        ({"quality": "C"}, "low"),
    ],
)
def test_reliability(change: dict[str, Any], reliability: str) -> None:
    """상: both A, nothing missing or defaulted; 하: two missing or a C; 중: the rest."""
    assert graded({}, {**MOIS, **change}).reliability_of(0) == reliability


@pytest.mark.parametrize(
    ("one", "other", "value"),
    [
        ({}, {}, 0.3),
        ({"openness": "개방"}, {}, 0.3),
        ({"openness": "개방"}, {"openness": "부분"}, 0.6),
        ({"standards": "oneM2M;TTA"}, {"standards": "oneM2M"}, 1.0),
        ({"standards": "oneM2M"}, {"standards": "TTA"}, 0.3),
        ({"openness": "폐쇄"}, {"openness": "개방"}, 0.0),
    ],
)
def test_interoperability(one: dict[str, Any], other: dict[str, Any], value: float) -> None:
    """I: 1 shared standard, .6 both have an interface, .3 unknown, 0 closed."""
    assert graded(one, {**MOIS, **other}).interoperability.tolist() == [value]


def test_shared_money_is_the_smaller_total_times_the_coefficient() -> None:
    half = shapely.box(5_000, 0, 15_000, 10_000)
    found = graded({"total_mkrw": 900.0}, {**MOIS, "total_mkrw": 2000.0, "area": half})
    assert found.money.tolist() == [450.0]
    assert CITY.area == half.area
