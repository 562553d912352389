"""Names are compared as a planner would: signs, synonyms and spelling aside."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scmap.analysis.names import NameForms, name_forms, similarity
from scmap.reference import codebook

FORMS = name_forms(codebook().synonyms)
WORDS = sorted({*codebook().synonyms, *codebook().synonyms.values()})
PIECES = st.sampled_from(
    [*WORDS, "도시", "통합", "센터", "화성시", "U", "-", " ", "1단계", "(신축)", "스마트"]
)
NAMES = st.one_of(st.text(max_size=30), st.lists(PIECES, max_size=6).map("".join))


def likeness(left: str, right: str) -> float:
    return float(similarity(FORMS.spelled([left]), FORMS.spelled([right]))[0])


@pytest.mark.parametrize(
    ("left", "right", "least"),
    [
        ("동탄 U-City 정보센터", "동탄 스마트시티 정보센터", 1.0),
        ("화성시 유비쿼터스도시 통합운영센터", "화성시 스마트도시 통합운영센터", 1.0),
        ("부천시 스마트도시 통합운영센터", "부천시 Smart City 통합운영센터", 1.0),
        ("김포 스마토피아센터", "김포 통합운영센터", 1.0),
        ("수원시 도시안전통합센터", "수원시 통합운영센터", 1.0),
        ("세종 도시통합정보센터", "세종 통합운영센터", 1.0),
        ("안양시 U-통합상황실", "안양시 통합운영센터", 1.0),
        ("화성시 CCTV 통합관제센터", "화성시 폐쇄회로TV 통합관제센터", 1.0),
        ("화성시 CCTV 통합관제센터", "화성시 CCTV통합관제센타", 0.85),
        ("남양주시 U-시범도시 2단계", "남양주시 U-시범도시(2단계)", 1.0),
        ("해운대 글로벌 스마트시티 실증단지", "해운대 글로벌 스마트시티 실증 단지 조성", 0.85),
    ],
)
def test_one_project_under_two_spellings(left: str, right: str, least: float) -> None:
    assert likeness(left, right) >= least


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("화성시 통합플랫폼 기반구축", "화성시 스마트 그린도시"),
        ("남양주시 U-시범도시 1단계", "완주군 스마트솔루션 챌린지"),
        ("대전 CCTV 통합관제센터", "대전 유시티통합센터"),
        ("부천시 U-시범도시(치매 안심보호)", "부천시 스마트시티 챌린지(예비)"),
    ],
)
def test_two_projects_of_one_city_are_two(left: str, right: str) -> None:
    assert likeness(left, right) < 0.85


def test_an_unknown_name_is_like_no_other() -> None:
    spelled = FORMS.spelled([None, "", "동탄", "( )"])
    pairs = list(combinations(spelled, 2))
    assert np.isnan(similarity(*zip(*pairs, strict=True))).all()


@given(NAMES, NAMES)
def test_likeness_is_the_same_both_ways_and_between_nothing_and_all(left: str, right: str) -> None:
    there, back = likeness(left, right), likeness(right, left)
    assert there == back or (np.isnan(there) and np.isnan(back))
    assert np.isnan(there) or 0 <= there <= 1


@given(NAMES)
def test_a_name_is_wholly_like_itself(name: str) -> None:
    assert likeness(name, name) == 1 or not FORMS.plain(name)


@given(NAMES)
def test_a_plain_name_stays_plain(name: str) -> None:
    plain = FORMS.plain(name)
    assert FORMS.plain(plain) == plain


def test_without_a_table_only_signs_and_letter_case_are_passed_over() -> None:
    assert NameForms({}).plain("U-City 통합 (센터)") == "ucity통합센터"
