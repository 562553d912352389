"""Judge what authorities have decided already, by the rules that judge a register.

Each case becomes a register of two rows, so that choice of candidates, exceptions, gates and
opinions are those of every other analysis.
"""

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely

from scmap.analysis.candidates import find_candidates
from scmap.analysis.overlay import measure_every_pair
from scmap.analysis.register import Register
from scmap.model import investment
from scmap.model.codebook import CodeBook
from scmap.model.layer import DTYPES, PLANE, Field, Layer, objects
from scmap.model.precedent import Confusion, Judged, Precedent, Side
from scmap.model.ruleset import GRADES, RuleSet
from scmap.model.verdict import Candidates

SIDES = ("a", "b")
UNSTATED = "-"  # tags and 지원대상 that the source leaves open, so that the kind's do not stand in
EDGE = 10_000.0  # metres: footprints are drawn as squares, moved apart until they share their part

_EXCEPTED = {"double_entry": ("double", "E1"), "continuation": ("continue", "E2")}
_MOST_LIKE = 1  # last place among `GRADES` at which a pair is taken for similar: Ⅱ


def judge_precedents(cases: Iterable[Precedent], book: CodeBook, rules: RuleSet) -> Confusion:
    """Judge each case for itself and compare with what was decided.

    Parameters
    ----------
    cases : iterable of Precedent
        The cases.
    book : CodeBook
        The vocabulary.
    rules : RuleSet
        The judgement.
    """
    return Confusion(tuple(judge_precedent(one, book, rules) for one in cases))


def judge_precedent(case: Precedent, book: CodeBook, rules: RuleSet) -> Judged:
    """Judge the two sides of a case; no template is computed, so P stays unknown."""
    if case.builds_on:
        return _ungraded(case, "continue", "E3")  # named by the source: as good as confirmed
    register = Register.of(_layer(case, book), book)
    found = find_candidates(register, rules, measure_every_pair(register), relation="all")
    if found.exceptions:
        return _ungraded(case, *_EXCEPTED[found.exceptions[0].why])
    return _graded(case, found) if len(found) else _ungraded(case, "separate", "")


def _graded(case: Precedent, found: Candidates) -> Judged:
    grade, opinion = int(found.verdict.grade[0]), found.verdict.opinion_of(0)
    return Judged(
        case,
        outcome="adjust" if grade <= _MOST_LIKE else opinion,
        status=GRADES[grade],
        duplication=float(found.verdict.duplication[0]),
        linkage=float(found.verdict.linkage[0]),
        opinion=opinion,
    )


def _ungraded(case: Precedent, outcome: str, status: str) -> Judged:
    return Judged(case, outcome, status, math.nan, math.nan, "")


def _layer(case: Precedent, book: CodeBook) -> Layer:
    rows = [_row(side, book) for side in (case.left, case.right)]
    moved = EDGE * (1 - case.coefficient) if case.coefficient > 0 else 2 * EDGE
    return Layer(
        uid=case.id,
        name=investment.TABLE,
        title=case.title,
        kind="investment",
        crs=PLANE,
        uids=objects(SIDES),
        geometry=objects((_square(0.0), _square(moved))),
        columns={field.name: _column(field, rows) for field in investment.FIELDS},
    )


def _square(shift: float) -> shapely.Polygon:
    return shapely.box(shift, 0.0, shift + EDGE, EDGE)


def _row(side: Side, book: CodeBook) -> dict[str, str | None]:
    """Give the columns of one side, as the register of the sample fills them in."""
    row: dict[str, str | None] = {name: value or None for name, value in side.items()}
    row["municipality_code"] = row.pop("municipality")
    row["total_mkrw"] = row.pop("total")
    kind = book.kinds[side["kind"]]
    for name, default in (("tags", kind.tags), ("beneficiaries", kind.beneficiaries)):
        stated = row[name]
        row[name] = None if stated == UNSTATED else stated or ";".join(default)
        row[f"{name}_basis"] = "source" if stated else "kind"
    return row


def _column(field: Field, rows: Sequence[dict[str, str | None]]) -> np.ndarray[Any, Any]:
    cells = [row.get(field.name) for row in rows]
    if field.type == "text":
        return objects(cells)
    empty = "NaT" if field.type == "date" else math.nan
    return np.array([cell or empty for cell in cells], dtype=DTYPES[field.type])
