"""Pairs that are no duplication however alike they are: E1 to E3 of DOMAIN §5.3."""

import math
import re
import unicodedata
from collections.abc import Hashable, Sequence

import numpy as np
from rapidfuzz.distance import Indel

from scmap.analysis.register import Register, alike
from scmap.model.overlap import Mask, Rows

DOUBLE_ENTRY = "double_entry"  # E1 이중등록 의심
CONTINUATION = "continuation"  # E2 계속·단계사업
SEQUENCE = "sequence"  # E3 선후행 (a hint until the user confirms it)

ALIKE = 0.85  # least similarity of two names for one project registered twice; DOMAIN §5.3 E1

# What follows what: research → test-bed → platform, centre → platform, pilot → main project.
_STEPS = {("RND", "TBD"), ("TBD", "PLT"), ("OPC", "PLT"), ("CCC", "PLT")}

# Words that name the same thing; policy, law and old usage differ (DOMAIN §0.7).
_SYNONYMS = (
    (re.compile(r"u-?city|유비쿼터스도시|스마트도시|스마트시티", re.IGNORECASE), "스마트시티"),
    (re.compile(r"씨씨티비|폐쇄회로(텔레비전|tv)?", re.IGNORECASE), "cctv"),
    (re.compile(r"통합운영센터|도시통합정보센터|통합정보센터|통합상황실"), "통합운영센터"),
)
_NOISE = re.compile(r"[\s()\[\]·,.\-_/'\"‘’“”]+")


def find_exceptions(register: Register, touched: Mask | None = None) -> dict[tuple[int, int], str]:
    """Give every pair of one municipality that is one project twice (E1) or continues (E2).

    Parameters
    ----------
    register : Register
        The investments.
    touched : (n,) bool or None
        Only pairs of which one side at least is such a row.

    Returns
    -------
    dict of (row, row) to str
        Rows ascending; `DOUBLE_ENTRY` or `CONTINUATION`.
    """
    found = {}
    for one, other in alike(register.municipalities, _programmes(register), touched):
        if _is_continuation(register, one, other):
            found[one, other] = CONTINUATION
    for one, other in alike(register.municipalities, _years_and_totals(register), touched):
        if _is_double_entry(register, one, other):
            found[one, other] = DOUBLE_ENTRY
    return found


def _programmes(register: Register) -> list[Hashable]:
    """Give what two records of one programme share; None for a record without a programme."""
    return list(register.layer.text("programme"))


def _years_and_totals(register: Register) -> list[Hashable]:
    """Give what two entries of one project share; None where the total is unknown."""
    pairs = zip(register.funded[:, 0], register.layer.number("total_mkrw"), strict=True)
    return [None if math.isnan(year + total) else (year, total) for year, total in pairs]


def follows(register: Register, left: Rows, right: Rows) -> Mask:
    """Tell of each pair whether one names the other as its 선행사업, or usually follows it (E3).

    Parameters
    ----------
    register : Register
        The investments.
    left, right : (k,) intp
        Rows of each pair.

    Returns
    -------
    (k,) bool
    """
    predecessor, kinds = register.predecessor, register.profile.kinds
    named = (predecessor[left] == right) | (predecessor[right] == left)
    start = np.nan_to_num(register.funded[:, 0], nan=np.inf)
    earlier = np.where(start[left] <= start[right], left, right)
    later = np.where(start[left] <= start[right], right, left)
    usual: Mask = _usual_steps(register.profile.kind_codes)[kinds[earlier], kinds[later]]
    found: Mask = named | usual
    return found


def _usual_steps(kind_codes: Sequence[str]) -> Mask:
    """Tell which kind usually follows which, shape (v + 1, v + 1); the last is the unknown."""
    codes = (*kind_codes, "")
    return np.array([[(one, other) in _STEPS for other in codes] for one in codes], dtype=bool)


def name_similarity(left: str, right: str) -> float:
    """Compare two project names letter by letter in 자모, 0 to 1, synonyms taken as one word."""
    return Indel.normalized_similarity(_spelled(left), _spelled(right))


def _spelled(name: str) -> str:
    text = name
    for pattern, word in _SYNONYMS:
        text = pattern.sub(word, text)
    return unicodedata.normalize("NFD", _NOISE.sub("", text).lower())


def _is_double_entry(register: Register, one: int, other: int) -> bool:
    """E1: nearly the same name, where first year and total are the same."""
    names = register.layer.text("name")
    return name_similarity(str(names[one] or ""), str(names[other] or "")) >= ALIKE


def _is_continuation(register: Register, one: int, other: int) -> bool:
    """E2: the same programme of the same line, at most a year between the funded periods."""
    if register.lineages[one].isdisjoint(register.lineages[other]):
        return False
    (start, stop), (other_start, other_stop) = register.funded[one], register.funded[other]
    return bool(max(start, other_start) - min(stop, other_stop) <= 1)
