"""Columns that hold what belongs to persons, told by their values, whatever they are called."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np

from scmap.model.layer import Column

LOOKED_AT = 2_000  # values of a column, spread over its length
SHORTEST = 5  # letters: "a@b.kr" has six, a telephone number ten
MOST = 0.5  # share of the values that say something
# Resident numbers among other words, whose check digit is right: so many, or such a share.
FEW, SOME = 2, 0.01

_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)  # of the check digit of a resident number
# Numbers of offices begin with an area code and are public; those of mobile phones are a person's.
_PATTERNS = {
    "birth": re.compile(r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(-?)[1-8]\d{6}"),
    "phone": re.compile(r"(?:\+82[- ]?|0)1[016789][-. )]?\d{3,4}[-. ]?\d{4}"),
    "email": re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}"),
}
_RESIDENT = re.compile(r"(?<!\d)\d{6}-[1-8]\d{6}(?!\d)")
_FIRST = frozenset("+0123456789")


def told_by_value(columns: Mapping[str, Column]) -> dict[str, str]:
    """Give what columns hold of persons: "birth", "phone" or "email" by title."""
    found = {title: _kind(column) for title, column in columns.items()}
    return {title: kind for title, kind in found.items() if kind}


def _kind(column: Column) -> str:
    texts = list(_texts(column))
    # Only what begins with a figure or has an @ can be any of them: most texts are passed over.
    likely = [
        text for text in texts if len(text) >= SHORTEST and (text[0] in _FIRST or "@" in text)
    ]
    found = Counter(kind for text in likely if (kind := _kind_of(text)))
    if found.total() > MOST * len(texts):
        return found.most_common(1)[0][0]
    residents = sum(
        any(map(_is_resident_number, _RESIDENT.findall(text))) for text in texts if "-" in text
    )
    return "birth" if residents >= max(FEW, SOME * len(texts)) else ""


def _kind_of(text: str) -> str:
    """Give what a text is as a whole: "birth", "phone", "email"; "" for anything else."""
    for kind, pattern in _PATTERNS.items():
        match = pattern.fullmatch(text)
        if match and (kind != "birth" or match[1] or _is_resident_number(match[0])):
            return kind
    return ""


def _is_resident_number(digits: str) -> bool:
    """Tell a resident number by its check digit from any number of thirteen digits."""
    digits = digits.replace("-", "")
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
