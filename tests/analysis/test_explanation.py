"""The sentence that a committee reads says what was compared, and no more than that."""

from datetime import date

import numpy as np
import pytest
import shapely

from scmap import words
from scmap.analysis.candidates import find_candidates
from scmap.analysis.explanation import explain
from scmap.analysis.overlay import measure_every_pair
from scmap.analysis.register import Register
from scmap.model.codebook import CodeBook, Kind, ServiceField
from scmap.model.layer import PLANE, Layer, objects
from scmap.model.ministry import MinistryName
from scmap.model.verdict import Candidates
from scmap.reference.rules import ruleset

BOOK = CodeBook(
    names=(
        MinistryName("국토교통부", "MOLIT", date(2013, 3, 23), None),
        MinistryName("안전행정부", "MOIS", date(2013, 3, 23), date(2014, 11, 18)),
    ),
    kinds={code: Kind(code, code, code, 8, (), (), "circle") for code in ("CCC", "OPC")},
    fields={"CRM": ServiceField("CRM", "방범", "Crime prevention", 5, "방범")},
)


@pytest.fixture(scope="module")
def found() -> Candidates:
    left = shapely.box(0, 0, 1000, 1000)
    layer = Layer(
        uid="l",
        name="investment",
        title="l",
        kind="investment",
        crs=PLANE,
        uids=objects(["a", "b"]),
        geometry=objects([left, shapely.box(127, 0, 3000, 1000)]),
        columns={
            "name": objects(["나루시 CCTV 통합관제센터", "나루시 {name} 통합운영센터"]),
            "kind": objects(["CCC", "OPC"]),
            "ministry": objects(["안전행정부", "국토교통부"]),
            "fields": objects(["CRM;DIS", "CRM"]),
            "tags": objects(["영상관제;상황전파", "영상관제"]),
            "beneficiaries": objects(["경찰;시민", None]),
            "year_from": np.array([2013.0, 2014.0]),
            "quality": objects(["A", "B"]),
        },
    )
    made = Register.of(layer, BOOK)
    return find_candidates(made, ruleset(), measure_every_pair(made))


def test_the_sentence_names_both_sides_as_they_were_called_then(found: Candidates) -> None:
    text = explain(found, 0, BOOK, "ko").sentence
    assert text.startswith(
        "나루시 CCTV 통합관제센터(안전행정부, ’13년)와 나루시 {name} 통합운영센터("
    )
    assert "사업구역이 87.3% 중첩(중첩계수)되고, 주분야(방범)가 같고" in text
    assert "유사·중복 의심" in text


def test_what_is_missing_or_rough_is_said_beside_the_grade(found: Candidates) -> None:
    said = explain(found, 0, BOOK, "ko")
    assert said.grade == "Ⅲ 부분중첩(자료 보완 시 Ⅱ 가능: 지원대상)"
    assert said.consultation == "추진(연계 권고)"
    assert any("지원대상 미입력" in note for note in said.notes)
    assert "신뢰도 중" in said.notes


def test_an_english_window_explains_in_english(found: Candidates) -> None:
    said = explain(found, 0, BOOK, "en")
    assert "suspected overlap" in said.sentence
    assert words.language() == "ko"


@pytest.mark.parametrize(
    ("word", "expected"),
    [("센터(’11년)", "는"), ("사업(2013)", "은"), ("(주)", "는"), ("CCTV", "는"), ("3", "은")],
)
def test_a_particle_follows_the_word_and_not_the_remark_behind_it(word: str, expected: str) -> None:
    assert words.particle(word, "은/는") == expected
