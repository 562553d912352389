"""What is said beside a grade: what was missing, assumed or stands in, and what it comes to."""

from typing import Any

import numpy as np
import pytest
import shapely

from scmap.analysis.candidates import find_candidates
from scmap.analysis.explanation import Explanation, explain
from scmap.analysis.overlay import measure_every_pair
from scmap.analysis.register import Register
from scmap.reference import codebook
from scmap.reference.rules import ruleset
from tests.analysis.test_candidates import MOIS, register

BOOK = codebook()
POINT = {"area": None, "quality": None, "x": 0.0, "y": 0.0}


def said(one: dict[str, Any], other: dict[str, Any]) -> Explanation:
    """Explain the one pair of two records, with the ministries of the real vocabulary."""
    made = Register.of(register(one, {**MOIS, **other}).layer, BOOK)
    return explain(find_candidates(made, ruleset(), measure_every_pair(made)), 0, BOOK, "ko")


def test_a_complete_pair_has_only_what_always_stands() -> None:
    ended = {"year_to": 2014.0}
    assert said(ended, ended).notes == (
        "「전자정부법」 제67조 사전협의의 결과에 비추어 보면 ‘추진보류’에 해당함",
        "연계조건 미산정: 연계 적합도는 공간조건 없이 계산함",
        "신뢰도 상",
    )


@pytest.mark.parametrize(
    ("change", "grade", "consultation"),
    [
        ({}, "Ⅰ 중복", "추진보류"),
        ({"fields": "CRM", "kind": "PIL"}, "Ⅱ 유사", "조건부추진"),
        ({"tags": "교통정보", "kind": "OPC"}, "Ⅲ 부분중첩", "추진(연계 권고)"),
        (
            {"fields": "LOG", "tags": "교통정보", "beneficiaries": "기업", "quality": "B"},
            "Ⅳ 해당 없음",
            "추진",
        ),
    ],
)
def test_the_grade_and_its_wording_in_consultation(
    change: dict[str, Any], grade: str, consultation: str
) -> None:
    kind = {"kind": "CCC"} if grade.startswith("Ⅳ") else {}
    told = said({**kind, "year_from": 2013.0}, {"year_from": 2013.0, **change})
    assert (told.grade, told.consultation) == (grade, consultation)


@pytest.mark.parametrize(
    ("change", "grade"),
    [
        ({"beneficiaries": None}, "Ⅲ 부분중첩(자료 보완 시 Ⅰ 가능: 지원대상)"),
        ({"fields": None}, "Ⅲ 부분중첩(자료 보완 시 Ⅰ 가능: 분야)"),
        ({"year_from": np.nan}, "Ⅱ 유사(자료 보완 시 Ⅰ 가능: 운영기간)"),
        ({"fields": None, "beneficiaries": None}, "Ⅲ 부분중첩(자료 보완 시 Ⅰ 가능: 분야·지원대상)"),
    ],
)
def test_the_possible_grade_names_the_missing_fields(change: dict[str, Any], grade: str) -> None:
    assert said({}, change).grade == grade


@pytest.mark.parametrize(
    ("change", "note"),
    [
        (
            {"tags": "교통정보", "kind": "OPC"},
            "Ⅱ ‘유사’에 이르지 않은 이유: 유형·기능 유사 C 0.050(기준 0.5 이상)",
        ),
        (
            {"beneficiaries": None},
            "Ⅱ ‘유사’에 이르지 않은 이유: 지원대상 유사 B 미상(기준 0.5 이상)",
        ),
        (
            {"tags": "교통정보", "kind": "OPC", "beneficiaries": "기업", "fields": "LOG"},
            (
                "Ⅱ ‘유사’에 이르지 않은 이유: D 41.0점(기준 55.0점 이상), "
                "분야 유사 F 0.000(기준 0.5 이상), 유형·기능 유사 C 0.050(기준 0.5 이상), "
                "지원대상 유사 B 0.000(기준 0.5 이상)"
            ),
        ),
    ],
)
def test_what_keeps_a_pair_from_a_better_grade_is_said_with_its_figures(
    change: dict[str, Any], note: str
) -> None:
    assert said({"year_from": 2013.0}, {"year_from": 2013.0, **change}).notes[0] == note


def test_a_pair_of_the_best_grade_lacks_nothing() -> None:
    assert not any("이르지 않은" in note for note in said({}, {}).notes)


def test_areas_that_stand_in_are_named_where_ground_is_compared() -> None:
    sides = {"name": "가온 관제", "quality": "B"}, {"name": "나루 관제", "quality": "A"}
    notes = said(*sides).notes
    told = "사업구역을 행정구역으로 대신하여 실제 구역의 중첩과 다를 수 있음(품질 B): 가온 관제"
    assert told in notes
    wide = said(sides[0], {**sides[1], "extent": "sido:41"}).notes
    assert told not in wide
    assert "광역·전국 사업(나루 관제): 사업구역 항목 없이 판정하며 Ⅱ가 상한임" in wide


def test_points_that_stand_in_are_named_as_what_is_lacking() -> None:
    told = said(POINT, POINT)
    assert told.grade == "Ⅱ 유사(자료 보완 시 Ⅰ 가능: 사업구역)"
    assert "사업구역 없음: 지점 간 거리로 대신하며 Ⅱ가 상한임" in told.notes


def test_a_regional_pair_is_not_promised_a_better_grade() -> None:
    told = said({}, {"extent": "sido:41"})
    assert told.grade == "Ⅱ 유사"
    assert any(note.startswith("광역·전국 사업") for note in told.notes)


@pytest.mark.parametrize(
    ("change", "note"),
    [
        ({"beneficiaries": None}, "지원대상 미입력: 점수에서 제외하고 나머지 가중치를 다시 배분함"),
        ({"beneficiaries_basis": "kind"}, "지원대상은 유형 기본값으로 비교함"),
        ({"tags": None}, "기능태그 미입력: 기능은 유형의 유사도만으로 비교함"),
        ({"name": "나루 관제"}, "종료연도 미상(나루 관제): 시작연도로 봄"),
    ],
)
def test_what_a_record_leaves_open_is_said(change: dict[str, Any], note: str) -> None:
    ended = {"year_to": 2014.0}
    other = change if "name" in change else {**change, **ended}
    assert note in said(ended, other).notes


@pytest.mark.parametrize(
    ("one", "other", "noted"),
    [
        (("국토교통부", 2017.0), ("환경부", 2021.0), True),
        (("국토교통부", 2019.0), ("환경부", 2021.0), False),
        (("행정안전부", 2011.0), ("미래창조과학부", 2015.0), True),
        (("국토교통부", 2015.0), ("미래창조과학부", 2015.0), False),
    ],
)
def test_partial_succession_is_a_note_on_a_pair_of_different_ministries(
    one: tuple[str, float], other: tuple[str, float], noted: bool
) -> None:
    """Work counts as handed over only when it was between the two records; DOMAIN §4.1."""
    sides = [
        {"ministry": ministry, "year_from": year, "year_to": year + 3}
        for ministry, year in (one, other)
    ]
    notes = said(*sides).notes
    assert any(note.startswith("계승(부분)") for note in notes) is noted


def test_the_sentence_says_grade_scores_dates_and_where_the_weights_stand() -> None:
    dated = {"name": "나루 안심", "year_from": 2013.0, "year_to": 2013.0}
    told = said({**dated, "fields": "CRM;HLT"}, {**dated, "name": "나루 지킴이", "kind": "PIL"})
    assert told.sentence == (
        "나루 안심(국토교통부, ’13년)과 나루 지킴이(행정안전부, ’13년)는 "
        "사업구역이 100.0% 중첩(중첩계수)되고, 주분야(방범)가 같고, 기능(앱·위치추적)이 같으며, "
        "지원대상(노인)이 같아 유사·중복 의심 ‘중복’(Ⅰ, 98.0점)으로 분류됨. "
        "운영기간 중첩 4년, 연계 적합도 56.0점으로 통합·폐지 검토가 타당한 것으로 검토됨. "
        "※ 가중치·기준: 붙임 ‘분석조건·가중치’"
    )


def test_a_suspicion_that_ends_in_a_link_is_said_to_be_no_abolition() -> None:
    dated = {"year_from": 2013.0, "year_to": 2013.0}
    centre = {**dated, "kind": "OPC", "fields": "CRM;TRN;ADM"}
    told = said(centre, {**dated, "kind": "CCC", "fields": "CRM;TRN;EDU"})
    assert told.opinion == "기능조정 후 연계"
    assert "의심 ‘유사’(Ⅱ, 89.7점)로 분류됨. 다만 운영기간 중첩 9년" in told.sentence
    assert "점으로 폐지보다 기능조정 후 연계가 타당한 것으로 검토됨." in told.sentence


@pytest.mark.parametrize(
    ("one", "other", "clause"),
    [
        ({"year_from": np.nan}, {}, "운영기간 중첩 미상, 연계 적합도 "),
        ({"year_from": 2010.0}, {"year_from": 2016.0}, "운영기간 중첩 없음, 연계 적합도 "),
        ({"tags": None}, {}, "기능은 유형만으로 비교하였으며,"),
        ({"tags": None, "kind": None}, {}, "기능은 미상으로 제외하였으며,"),
        ({"beneficiaries": None}, {}, "지원대상은 미상으로 제외한 결과 유사·중복"),
        ({"beneficiaries": "관광객"}, {}, "지원대상은 달라 유사·중복"),
        (POINT, POINT, "사업구역이 없어 지점 간 거리로 비교하였고,"),
        (
            {"area": shapely.box(0, 0, 1e6, 1e6)},
            {"area": shapely.box(999_800, 0, 2e6, 1e6)},
            "사업구역이 0.1% 미만 중첩(중첩계수)되고,",
        ),
        ({"fields": "HLT;CRM"}, {"fields": "CRM;HLT"}, "분야(방범, 보건·의료·복지)가 겹치고,"),
        (
            {"name": "사업", "year_from": 2013.0},
            {"name": "시범도시(방재)", "year_from": 2013.0},
            "시범도시(방재)(행정안전부, ’13년)는 ",
        ),
    ],
)
def test_a_clause_says_what_is_unknown_or_nothing_as_an_official_would(
    one: dict[str, Any], other: dict[str, Any], clause: str
) -> None:
    sentence = said(one, other).sentence
    assert (
        clause in sentence
        or clause.replace("방범, 보건·의료·복지", "보건·의료·복지, 방범") in sentence
    )
    assert "미상년" not in sentence
    assert "미상점" not in sentence


def test_a_term_that_is_missing_is_not_said_to_be_compared_by_default() -> None:
    assumed = {"beneficiaries_basis": "kind"}
    notes = said(assumed, {"beneficiaries": None}).notes
    assert any(note.startswith("지원대상 미입력") for note in notes)
    assert not any(note.startswith("지원대상은 유형 기본값") for note in notes)
    assert any(note.startswith("지원대상은 유형 기본값") for note in said(assumed, {}).notes)
