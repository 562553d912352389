from datetime import date

import numpy as np
import pytest

from scmap.model.condition import Condition, Filter, Test
from scmap.model.layer import PLANE, Layer, objects
from scmap.model.maplayer import MapLayer, Where


def rows() -> Layer:
    columns = {
        "kind": objects(["OPC", "CCC;OPC", None, "PLT"]),
        "money": np.array([10.0, np.nan, 0.0, 1200.0]),
        "opened": np.array([date(2011, 3, 1), None, date(2016, 1, 1), None], "datetime64[D]"),
        "count": objects(["1,200", "많음", None, "30"]),
    }
    nothing = np.full(4, None, dtype=object)
    return Layer("u", "t", "t", "other", PLANE, objects("abcd"), nothing, columns)


@pytest.mark.parametrize(
    ("field", "test", "value", "passing"),
    [
        ("kind", "is", "OPC", [0, 1]),
        ("kind", "is", "CCC;OPC", [1]),
        ("kind", "is_not", "OPC", [3]),
        ("kind", "contains", "cc", [1]),
        ("kind", "known", "", [0, 1, 3]),
        ("kind", "unknown", "", [2]),
        ("money", "is", "10", [0]),
        ("money", "below", "11", [0, 2]),
        ("money", "at_most", "10", [0, 2]),
        ("money", "above", "0", [0, 3]),
        ("money", "at_least", "1,200", [3]),
        ("money", "at_least", "많이", []),
        ("opened", "above", "2011-03-01", [2]),
        ("opened", "at_most", "2016-01-01", [0, 2]),
        ("opened", "below", "내일", []),
        ("opened", "is", "2011-03-01", [0]),
        ("count", "above", "100", [0]),
        ("없는 열", "is", "", []),
        ("없는 열", "unknown", "", [0, 1, 2, 3]),
    ],
)
def test_a_condition_tells_the_rows_that_pass(
    field: str, test: Test, value: str, passing: list[int]
) -> None:
    assert np.flatnonzero(Condition(field, test, value).mask(rows())).tolist() == passing


def test_what_is_unknown_is_neither_equal_nor_different() -> None:
    same, other = Condition("money", "is", "0"), Condition("money", "is_not", "0")
    assert np.flatnonzero(~(same.mask(rows()) | other.mask(rows()))).tolist() == [1]


def test_all_conditions_must_hold_or_one_of_them() -> None:
    two = (Condition("kind", "is", "OPC"), Condition("money", "at_least", "1000"))
    assert Filter(two).mask(rows()).tolist() == [False] * 4
    assert Filter(two, every=False).mask(rows()).tolist() == [True, True, False, True]
    assert Filter().mask(rows()).all()


def test_an_entry_shows_what_it_is_about_and_passes_its_filter() -> None:
    about = Where("kind", frozenset({"OPC", "PLT"}))
    entry = MapLayer("m", "m", "u", where=about, filter=Filter((Condition("money", "above", "5"),)))
    assert entry.rows(rows()).tolist() == [0, 3]
    assert entry.fields == {"kind", "money"}
