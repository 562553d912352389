"""Numbers and dates as a committee expects them; unknown stays unknown."""

import math
from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scmap.model import amounts

NAN = math.nan


@pytest.mark.parametrize(
    ("mkrw", "text"),
    [(1703, "1,703"), (0, "0"), (137.5, "137.5"), (NAN, "미상"), (-0.0, "0")],
)
def test_money_has_commas_and_unknown_is_not_zero(mkrw: float, text: str) -> None:
    assert amounts.money(mkrw) == text


@pytest.mark.parametrize(
    ("mkrw", "text"),
    [
        (17_000, "170억 원"),
        (1_703, "17.03억 원"),
        (1_487_600, "1조 4,876억 원"),
        (2_000_000, "2조 원"),
        (NAN, "미상"),
    ],
)
def test_money_in_prose_is_in_eok(mkrw: float, text: str) -> None:
    assert amounts.money_in_prose(mkrw) == text


@pytest.mark.parametrize(
    ("mkrw", "text"),
    [
        (17_000, "KRW 17,000 million"),
        (0.5, "KRW 0.5 million"),
        (1_487_600, "KRW 1.4876 trillion"),
        (2_000_000, "KRW 2 trillion"),
        (NAN, "unknown"),
    ],
)
def test_money_in_english_prose_is_in_millions_as_tables_have_it(mkrw: float, text: str) -> None:
    assert amounts.money_in_prose(mkrw, "en") == text


def test_halves_are_rounded_up_in_decimal() -> None:
    assert amounts.rounded(2.675, 2) == "2.68"
    assert amounts.rounded(0.125, 2) == "0.13"
    assert amounts.percent(0.0005) == "0.1"


def test_areas_are_in_square_kilometres_and_small_ground_does_not_vanish() -> None:
    assert amounts.square_km(6_454_999) == "6.45"
    assert amounts.square_km(0) == "0.00"
    assert amounts.square_km(3) == "0.01 미만"
    assert amounts.square_km(NAN) == "미상"


@pytest.mark.parametrize("value", [date(2026, 1, 2), np.datetime64("2026-01-02")])
def test_dates_have_dots_and_no_leading_zeros(value: date | np.datetime64) -> None:
    assert amounts.day(value) == "2026. 1. 2."


def test_days_in_a_text_of_data_are_written_as_others_are() -> None:
    told = amounts.dated("2007–2025년, 행정구역 2026-07-20, 대장 2026-07 (010-1234-5678)")
    assert told == "2007–2025년, 행정구역 2026. 7. 20., 대장 2026. 7. (010-1234-5678)"
    assert amounts.dated("2026-13-01 12345-01") == "2026-13-01 12345-01"


def test_an_unknown_date_is_unknown() -> None:
    assert amounts.day(np.datetime64("NaT")) == amounts.day(None) == "미상"


@pytest.mark.parametrize(
    ("start", "stop", "text"),
    [
        (2015, 2017, "’15~’17년"),
        (2009, 2009, "’09년"),
        (2008, NAN, "’08~미상"),
        (NAN, 2010, "미상"),
    ],
)
def test_periods_are_short_and_keep_an_unknown_end(start: float, stop: float, text: str) -> None:
    assert amounts.period(start, stop) == text


def test_reports_stay_korean_whatever_the_window_speaks() -> None:
    assert amounts.day(date(2026, 11, 2), "en") == "2026-11-02"
    assert amounts.unknown("en") == "unknown"
    assert amounts.unknown("ko") == "미상"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_no_number_is_written_with_an_exponent(value: float) -> None:
    assert "e" not in amounts.rounded(value, 2).lower()


@given(st.lists(st.floats(0, 1e9) | st.just(NAN)))
def test_a_total_adds_what_is_known_and_counts_the_rest(values: list[float]) -> None:
    known = [value for value in values if not math.isnan(value)]
    sum_, left_out = amounts.total(values)
    assert left_out == len(values) - len(known)
    assert math.isnan(sum_) if not known else sum_ == pytest.approx(math.fsum(known))


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [(20140.0, 2015.0, "20140~’15년"), (14.0, NAN, "14~미상"), (math.inf, 2015.0, "미상")],
)
def test_a_slip_of_the_pen_is_not_shortened_to_a_year(
    first: float, last: float, written: str
) -> None:
    assert amounts.period(first, last, "ko") == written


@pytest.mark.parametrize(
    ("metres", "text"),
    [(0, "0.0 m"), (12.34, "12.3 m"), (843.4, "843 m"), (12_340, "12.34 ㎞"), (NAN, "미상")],
)
def test_a_length_has_the_unit_that_reads_best(metres: float, text: str) -> None:
    assert amounts.length(metres) == text


@pytest.mark.parametrize(
    ("m2", "text"),
    [
        (400 / 121 * 1000, "3,305.8 ㎡ (1,000평)"),  # 1평 = 400/121 ㎡
        (33_058, "33,058 ㎡ (10,000평)"),
        (1_204_000, "1.20 ㎢ (364,210평)"),
        (NAN, "미상"),
    ],
)
def test_an_area_comes_with_pyeong(m2: float, text: str) -> None:
    assert amounts.ground(m2) == text


def test_lengths_and_areas_in_english_have_units_in_latin_letters() -> None:
    assert amounts.length(12_340, "en") == "12.34 km"
    assert amounts.ground(33_058, "en") == "33,058 m² (10,000 pyeong)"
    assert amounts.ground(1_204_000, "en") == "1.20 km² (364,210 pyeong)"


@pytest.mark.parametrize(
    ("value", "weight", "factor"),
    [
        (0.2, "0.20", "0.2"),
        (1.0, "1.00", "1.0"),
        (0.125, "0.125", "0.125"),
        (np.nan, "미상", "미상"),
    ],
)
def test_weights_and_factors_have_as_many_decimals_as_their_neighbours(
    value: float, weight: str, factor: str
) -> None:
    assert amounts.weight(value, "ko") == weight
    assert amounts.factor(value, "ko") == factor


@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan])
@pytest.mark.parametrize(
    "write",
    [
        amounts.count, amounts.money, amounts.money_in_prose, amounts.square_km, amounts.length,
        amounts.ground, amounts.percent, amounts.score, amounts.weight, amounts.factor,
        amounts.plain,
    ],
)  # fmt: skip
def test_what_is_no_number_is_unknown(write: Callable[..., str], value: float) -> None:
    """As another program may have left it in a cell: writing it ended in a fault."""
    assert write(value, "ko") == "미상"
    assert amounts.total([value, 2.0]) == (2.0, 1)
