"""Names that are nearly one are found among many just as when each is compared with each."""

from itertools import combinations, count
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scmap.analysis.alike import alike_names
from scmap.analysis.exceptions import find_exceptions
from scmap.analysis.names import name_forms, similarity
from scmap.errors import CancelledError, InputError
from scmap.reference import codebook
from scmap.reference.rules import ruleset
from scmap.words import explain
from tests.analysis.test_candidates import register
from tests.analysis.test_names import NAMES

FORMS = name_forms(codebook().synonyms)
HANJA = "".join(map(chr, range(0x4E00, 0x4E00 + 300)))


def one_by_one(spelled: list[str], least: float) -> list[list[int]]:
    pairs = combinations(range(len(spelled)), 2)
    return [[a, b] for a, b in pairs if similarity([spelled[a]], [spelled[b]])[0] >= least - 1e-9]


@given(st.lists(NAMES, max_size=12), st.floats(0.3, 1.0), st.integers(0, 1 << 12))
def test_names_alike_are_found_as_one_by_one(names: list[str], least: float, asked: int) -> None:
    spelled = FORMS.spelled(names)
    every = one_by_one(spelled, least)
    assert alike_names(spelled, least).tolist() == every
    some = np.array([asked >> place & 1 for place in range(len(spelled))], dtype=bool)
    wanted = [pair for pair in every if some[pair].any()]
    assert alike_names(spelled, least, some).tolist() == wanted


def test_an_unknown_name_is_like_no_other() -> None:
    assert alike_names(FORMS.spelled([None, "", "동탄", "( )"]), 0.0).tolist() == []


@pytest.mark.parametrize(
    "names",
    [
        [HANJA[n : n + 40] for n in range(0, 60, 3)],  # more letters than are counted apart
        ["가" * n for n in range(60, 700, 40)],  # one letter more often than a byte can say
        ["통합플랫폼 구축 " * (1 + n % 3) + str(n) for n in range(40)],
    ],
)
def test_odd_names_are_compared_like_others(names: list[str]) -> None:
    spelled = FORMS.spelled(names)
    found = alike_names(spelled, 0.85).tolist()
    assert found == one_by_one(spelled, 0.85)
    assert found


def test_blocks_do_not_change_what_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    spelled = FORMS.spelled([f"사업 {number % 7} {'가' * (number % 5)}" for number in range(90)])
    whole = alike_names(spelled, 0.9).tolist()
    for name, size in (("_HIGH", 7), ("_WIDE", 5), ("_BLOCK", 10)):
        monkeypatch.setattr(f"scmap.analysis.alike.{name}", size)
    assert alike_names(spelled, 0.9).tolist() == whole
    assert len(whole) > 90


@pytest.mark.parametrize("row", [{"total_mkrw": 1200.0}, {"programme": "u-pilot-city"}])
def test_thousands_of_entries_of_one_city_hear_the_stop_while_they_are_compared(
    row: dict[str, Any],
) -> None:
    """Equal names of one year and total (E1), and the phases of one programme (E2)."""
    made = register(*({**row, "name": f"스마트시티 {number % 40}"} for number in range(600)))
    told: list[float] = []
    find_exceptions(made, ruleset(), progress=told.append)
    assert told == sorted(told)
    assert len(told) > 10
    for stop in (len(told) // 4, len(told) // 2, len(told) - 1):
        calls = count()

        def at(_: float, stop: int = stop, calls: "count[int]" = calls) -> None:
            if next(calls) == stop:
                raise CancelledError

        with pytest.raises(CancelledError):
            find_exceptions(made, ruleset(), progress=at)


@pytest.mark.parametrize("row", [{"total_mkrw": 1200.0}, {"programme": "u-pilot-city"}])
@pytest.mark.parametrize("name", ["스마트시티", "스마트시티 {}"])
def test_one_value_for_thousands_of_rows_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, row: dict[str, Any], name: str
) -> None:
    monkeypatch.setattr("scmap.analysis.alike.MOST_PAIRS", 1000)
    made = register(*({**row, "name": name.format(number)} for number in range(60)))
    with pytest.raises(InputError) as caught:
        find_exceptions(made, ruleset())
    assert caught.value.code == "too_many_exceptions"
    assert "1,000쌍을 넘어" in str(explain(caught.value))
