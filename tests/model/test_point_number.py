"""국가지점번호 against numbers that stand on signs, and its corners."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scmap.formats.projection import from_degrees
from scmap.model.point_number import point_number, read_point_number


@pytest.mark.parametrize(
    ("lon", "lat", "square"),
    [
        (126.9780, 37.5665, "다사"),  # 서울시청; Seoul lies in 다사
        (127.2890, 36.4800, "다바"),  # 세종시청; Sejong lies in 다바
        (131.8650, 37.2410, "사사"),  # 독도, the easternmost
        (126.2690, 33.1180, "나나"),  # 마라도, the southernmost
    ],
)
def test_places_lie_in_the_squares_in_which_they_are_known_to_lie(
    lon: float, lat: float, square: str
) -> None:
    ((x, y),) = from_degrees(np.array([[lon, lat]]))
    assert point_number(x, y).startswith(square)


def test_the_number_on_a_sign_is_where_the_sign_stands() -> None:
    """다바 5802 5337 stands on a sign on 광덕산 between 천안 and 아산 (36.687 N, 127.03 E)."""
    place = read_point_number("다바 5802 5337")
    assert place == (958_025.0, 1_853_375.0)
    ((x, y),) = from_degrees(np.array([[127.03, 36.687]]))
    assert math.dist(place, (x, y)) < 3_000


def test_the_datum_is_the_corner_of_the_first_square() -> None:
    assert point_number(700_000, 1_300_000) == "가가 0000 0000"
    assert point_number(1_399_999.9, 2_099_999.9) == "사아 9999 9999"
    for x, y in ((699_999, 1_500_000), (1_400_000, 1_500_000), (800_000, 2_100_000)):
        assert point_number(x, y) == ""
    assert point_number(math.nan, 1_500_000) == point_number(900_000, math.inf) == ""


@given(st.floats(700_000, 1_399_999), st.floats(1_300_000, 2_099_999))
def test_a_number_leads_back_to_its_square(x: float, y: float) -> None:
    back = read_point_number(point_number(x, y))
    assert back is not None
    assert abs(back[0] - x) <= 5 + 1e-6
    assert abs(back[1] - y) <= 5 + 1e-6


@pytest.mark.parametrize("text", ["다사53895203", " 다사 5389 5203 ", "다 사 5389-5203"])
def test_a_number_is_read_however_it_is_spaced(text: str) -> None:
    assert read_point_number(text) == (953_895.0, 1_952_035.0)


@pytest.mark.parametrize("text", ["", "다사", "다사 538 520", "아사 5389 5203", "5389 5203"])
def test_what_is_no_number_is_refused(text: str) -> None:
    assert read_point_number(text) is None
