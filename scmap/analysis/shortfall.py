"""Say in words what keeps a pair from the next better grade."""

import math

import numpy as np

from scmap.analysis.verdict import Shortfall, shortfalls
from scmap.model import amounts
from scmap.model.ruleset import GRADE_KEYS, GRADES
from scmap.model.verdict import Candidates
from scmap.words import tr_in


def shortfall_words(found: Candidates, row: int, code: str) -> str:
    """Say in language `code` what keeps a pair from the next better grade.

    "" for the best grade, and where nothing but the kind of pair does: a 광역 pair and one of bare
    points share no ground that could be asked for.
    """
    capped = bool(found.regional[row]) or is_near(found, row)
    reasons = [
        _reason(found, row, one, code)
        for one in shortfalls(found.verdict, row, found.rules)
        if not (capped and one.of == "coefficient" and math.isnan(one.value))
    ]
    if not reasons:
        return ""
    better = int(found.verdict.grade[row]) - 1
    named = tr_in(code, f"verdict.grade.{GRADE_KEYS[better]}")
    return tr_in(
        code, "verdict.note.short", roman=GRADES[better], grade=named, reasons=", ".join(reasons)
    )


def is_near(found: Candidates, row: int) -> bool:
    """Tell whether the distance of points stands in for shared ground, of which no gate asks."""
    terms = found.verdict.terms
    return bool(np.isnan(terms.coefficient[row]) and not np.isnan(terms.ground[row]))


def _reason(found: Candidates, row: int, short: Shortfall, code: str) -> str:
    if short.of == "score":
        return _score_reason(found, row, short, code)
    if short.of == "time":
        return tr_in(code, "verdict.short.time")
    share = short.of == "coefficient"
    written = amounts.percent if share else amounts.plain
    least = written(short.least, code) + ("%" if share else "")
    if math.isnan(short.value):
        value = amounts.unknown(code)
    else:
        value = f"{written(short.value, code)}%" if share else amounts.term(short.value)
    name = tr_in(code, f"verdict.short.{short.of}")
    return tr_in(code, "verdict.short.term", name=name, value=value, least=least)


def _score_reason(found: Candidates, row: int, short: Shortfall, code: str) -> str:
    rules = found.rules
    capped = float(found.verdict.terms.coefficient[row]) < rules.cap_coefficient
    value, least = (amounts.score(one, code) for one in (short.value, short.least))
    cap = amounts.percent(rules.cap_coefficient, code)
    key = "short.score.capped" if capped and short.value >= rules.cap_score else "short.score"
    return tr_in(code, f"verdict.{key}", value=value, least=least, cap=cap)
