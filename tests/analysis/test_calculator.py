"""The field calculator: what it works out, what stays unknown, and what it never runs."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from scmap.analysis.calculator import FUNCTIONS, Value, read_formula
from scmap.errors import InputError
from scmap.model.layer import PLANE, Layer, objects

LAYER = Layer(
    "l", "l", "l", "other", PLANE, objects("ab"),
    objects([shapely.box(0, 0, 10, 20), None]),
    {
        "name": objects(["동탄 센터", None]),
        "총사업비(백만원)": np.array([1000.0, np.nan]),
        "national": np.array([400.0, 300.0]),
        "opened": np.array(["2014-03-01", "NaT"], dtype="datetime64[D]"),
    },
)  # fmt: skip
ROWS = np.arange(2)


def worked(text: str) -> list[Value]:
    return read_formula(text, LAYER).values(LAYER, ROWS)


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("[총사업비(백만원)] - national", 600.0, None),
        ("national * 2 + 1", 801.0, 601.0),
        ("round(national / 3, 1)", 133.3, 100.0),
        ("반올림(2.5)", 3.0, 3.0),
        ("-national % 7", -400.0 % 7, -300.0 % 7),
        ("national / 0", None, None),
        ("or_else([총사업비(백만원)], national)", 1000.0, 300.0),
        ("known(name)", True, False),
        ("조건(national > 350, '큼', '작음')", "큼", "작음"),
        ("if (national = 300, 1, 0)", 0.0, 1.0),
        ("name + '(신규)'", "동탄 센터(신규)", None),
        ("concat(left(name, 2), '-', year(opened))", "동탄-2014", None),
        ("right(name, 2)", "센터", None),
        ("가운데(name, 4, 2)", "센터", None),
        ("replace(name, '센터', 'if (x = 1)')", "동탄 if (x = 1)", None),
        ("length(trim('  a '))", 1.0, 1.0),
        ("number('1,234.5') + month(opened)", 1237.5, None),
        ("min(national, 350)", 350.0, 300.0),
        ("sum(national, 1, 2)", 403.0, 303.0),
        ("면적()", 200.0, None),
        ("x()", 5.0, None),
        ("행번호()", 1.0, 2.0),
        ("known(name) and national > 350", True, False),
        ("not known(name) or national >= 300", True, True),
        ("[총사업비(백만원)] > 5 and national > 999", False, False),
        ("[총사업비(백만원)] > 5 or national > 999", True, None),
        ("opened == opened", True, None),
        ("text(national)", "400", "300"),
    ],
)
def test_what_a_formula_comes_to(text: str, first: Value, second: Value) -> None:
    assert worked(text) == [first, second]


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "name.__class__",
        "().__class__",
        "[1, 2]",
        "lambda: 1",
        "(x := 1)",
        "national if national else 1",
        "f'{national}'",
        "open('a')",
        "national ** 99",
        "'a' * 9",
        "1 if 1 else 2",
        "{1: 2}",
        "name[0]",
        "min(*name)",
        "1 < 2 < 3",
        "1e999",
        "b'x'",
        "None",
        "True",
        "...",
        "1j",
        "nobody + 1",
        "round()",
        "if(1)",
        "1 +",
        "((",
        "",
        "(" * 500,
        "1+" * 900 + "1",
        "9" * 3000,
    ],
)
def test_what_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="formula_"):
        worked(text)


def test_texts_and_numbers_are_not_mixed() -> None:
    for text in ("name + 1", "name > 1", "year(national)", "name * 2"):
        with pytest.raises(InputError, match="formula_kinds"):
            worked(text)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="national name[]()+-*/%<>=!'\",.0123456789ifroundx_:{}", max_size=40))
def test_no_text_does_anything_but_come_to_a_value_or_an_error(text: str) -> None:
    try:
        values = worked(text)
    except InputError:
        return
    assert all(isinstance(one, (float, str, bool, np.datetime64, type(None))) for one in values)


def test_each_function_has_a_name_in_both_languages() -> None:
    aliases = [alias for alias, _least, _most in FUNCTIONS.values()]
    assert len(set(aliases)) == len(aliases)
    assert not set(aliases) & set(FUNCTIONS)
