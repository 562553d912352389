"""Personal data are told by what they look like, whatever a column is called."""

import numpy as np

from scmap.formats.incoming.personal import told_by_value
from scmap.model.layer import objects

MADE_UP = "900101-1234567"  # a form that numbers have; nobody's own
CHECKED = 9_001_011_234_568  # the same with the check digit that it would have


def test_each_kind_is_told() -> None:
    columns = {
        "비고1": objects([MADE_UP, None, "000101-3234567"]),
        "비고2": objects(["010-1234-5678", "01098765432", "+82 10-1111-2222", "없음"]),
        "비고3": objects(["a.b@office.go.kr", "c@d.kr"]),
        "비고4": np.array([CHECKED, np.nan]),
    }
    assert told_by_value(columns) == {
        "비고1": "birth",
        "비고2": "phone",
        "비고3": "email",
        "비고4": "birth",
    }


def test_what_only_looks_alike_is_left() -> None:
    columns = {
        "관리기관전화번호": objects(["031-369-2114", "02-120"]),
        "관리번호": objects(["9001011234567", "9001021234567"]),  # no hyphen, wrong check digit
        "설명": objects(["문의 010-1234-5678", "동탄", "향남"]),
        "빈칸": objects([None, "", " "]),
        "면적": np.array([1.5, 2.0]),
    }
    assert told_by_value(columns) == {}


def test_a_column_of_remarks_is_told_by_a_few_resident_numbers_and_by_several_kinds() -> None:
    valid = "900101-1234568"
    columns = {
        "비고1": objects(["점검 완료"] * 98 + [f"담당 홍길동 {valid}", f"{valid} 확인"]),
        "비고2": objects(["a@b.kr", "010-1234-5678", MADE_UP, "없음"]),
        "비고3": objects(["점검 완료"] * 98 + [f"자산 {MADE_UP}"] * 2),  # a wrong check digit
    }
    assert sorted(told_by_value(columns)) == ["비고1", "비고2"]
