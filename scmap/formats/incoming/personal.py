"""Columns that hold what belongs to persons, told by their values, whatever they are called."""

import re
from collections.abc import Iterable, Mapping

import numpy as np

from scmap.model.layer import Column

LOOKED_AT = 2_000  # values of a column, spread over its length
SHORTEST = 5  # letters: "a@b.kr" has six, a telephone number ten
MOST = 0.5  # share of the values that say something

_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)  # of the check digit of a resident number
# Numbers of offices begin with an area code and are public; those of mobile phones are a person's.
_PATTERNS = {
    "birth": re.compile(r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(-?)[1-8]\d{6}"),
    "phone": re.compile(r"(?:\+82[- ]?|0)1[016789][-. )]?\d{3,4}[-. ]?\d{4}"),
    "email": re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}"),
}


def told_by_value(columns: Mapping[str, Column]) -> dict[str, str]:
    """Give what columns hold of persons: "birth", "phone" or "email" by title."""
    found = {title: _kind(column) for title, column in columns.items()}
    return {title: kind for title, kind in found.items() if kind}


def _kind(column: Column) -> str:
    texts = list(_texts(column))
    long = [text for text in texts if len(text) >= SHORTEST]
    for kind, pattern in _PATTERNS.items():
        found = [match for text in long if (match := pattern.fullmatch(text))]
        if kind == "birth":
            found = [match for match in found if match[1] or _is_resident_number(match[0])]
        if len(found) > MOST * len(texts):
            return kind
    return ""


def _is_resident_number(digits: str) -> bool:
    """Tell a resident number without its hyphen from any number of thirteen digits."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    return (11 - total % 11) % 10 == int(digits[-1])


def _texts(column: Column) -> Iterable[str]:
    """Give some of the values that are known, as texts."""
    if column.ndim != 1 or column.dtype.kind not in "Oif":
        return
    rows = np.linspace(0, len(column) - 1, min(LOOKED_AT, len(column))).astype(np.intp)
    for value in column[rows].tolist():
        if isinstance(value, str) and value.strip():
            yield value.strip()
        elif isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
            yield str(int(value))
