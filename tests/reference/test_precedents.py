"""The table of labelled cases: real, sourced, and written in the field's own codes."""

import math
from collections import Counter

import pytest

from scmap.model.codebook import parts
from scmap.model.precedent import OUTCOMES, Precedent
from scmap.reference import codebook
from scmap.reference.precedents import precedents

BOOK = codebook()
CASES = precedents()


def test_every_outcome_is_among_the_cases() -> None:
    counted = Counter(case.expected for case in CASES)
    assert set(counted) == set(OUTCOMES)
    assert len({case.id for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_case_says_what_was_decided_by_whom_and_where_that_stands(case: Precedent) -> None:
    assert case.decision
    assert case.decided_by
    assert 2000 < case.decided < 2030
    assert case.confidence in ("H", "M")
    assert all("." in one.split()[0] for one in case.source.split("; "))
    assert 0 <= case.coefficient <= 1
    assert case.builds_on in ("", "a", "b")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_both_sides_are_written_in_known_codes(case: Precedent) -> None:
    for side in (case.left, case.right):
        assert side["kind"] in BOOK.kinds
        assert set(parts(side["fields"])) <= set(BOOK.fields)
        assert set(parts(side["tags"].strip("-"))) <= set(BOOK.tags)
        assert set(parts(side["beneficiaries"].strip("-"))) <= set(BOOK.beneficiaries)
        assert side["programme"] in ("", *BOOK.programmes)
        year = float(side["year_from"])
        assert BOOK.lineages_of(side["ministry"], year, float(side["year_to"] or math.nan))
