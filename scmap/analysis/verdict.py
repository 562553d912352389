"""Grade pairs of investments: how likely a duplication, how apt a linkage.

Every function works on `k` pairs at once. A missing term (NaN) is dropped, the weights of the
others are scaled up, and it satisfies no gate. Scores are numbers with one decimal, rounded half
up before any gate is asked, so that grade and printed score never contradict each other.
Rules: DOMAIN §5.2–5.3; the numbers: a RuleSet.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from scmap.model.overlap import Mask
from scmap.model.profile import Membership
from scmap.model.ruleset import Gate, RuleSet
from scmap.model.verdict import OPINIONS, Codes, Terms, Values, Verdict

PLACES = 1  # decimals of a score
REGIONAL_BEST = 1  # place among the grades of the best one that a 광역·전국 pair can get: Ⅱ

EXACT = 1e-9  # scores are short decimal fractions; what a double misses of them is far below this

LIKENESS = ("fields", "content", "beneficiaries")  # F, C and B, of which a gate asks together

# Grade → 처리의견 when linking is not apt, and when it is.
_OPINIONS = (
    ("merge", "merge"),
    ("adjust", "adjust_then_link"),
    ("separate", "link"),
    ("separate", "link"),
)
_OPINION_CODES = np.array([[OPINIONS.index(one) for one in pair] for pair in _OPINIONS], np.int8)


def judge(
    terms: Terms,
    preconditions: Values,
    interoperability: Values,
    rules: RuleSet,
    regional: Mask | None = None,
) -> Verdict:
    """Grade pairs and say what to do with them.

    Parameters
    ----------
    terms : Terms
        What was measured of each pair.
    preconditions : (k,) float64
        P, the share of a linked-service template's spatial preconditions that is met; NaN where it
        was not computed.
    interoperability : (k,) float64
        I of each pair.
    rules : RuleSet
        The judgement.
    regional : (k,) bool or None
        E4: pairs without a spatial term, which no data can lift above Ⅱ; None: there are none.
    """
    duplication = half_up(_duplication(terms, rules), PLACES)
    linkage = half_up(_linkage(terms, preconditions, interoperability, rules), PLACES)
    wide = np.zeros(len(duplication), bool) if regional is None else regional
    best = np.where(wide, REGIONAL_BEST, 0).astype(np.int8)
    grade = np.maximum(_grade(duplication, terms, rules, benefit_of_doubt=False), best)
    possible = np.maximum(_grade(duplication, terms, rules, benefit_of_doubt=True), best)
    apt = linkage >= rules.linkage_threshold - EXACT
    return Verdict(
        terms=terms,
        duplication=duplication,
        linkage=linkage,
        grade=grade,
        possible=possible,
        opinion_code=_OPINION_CODES[grade, apt.astype(np.int8)],
    )


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What keeps a pair from the next better grade.

    Attributes
    ----------
    of : str
        "score", or the name of a term.
    value : float
        What the pair has; NaN when unknown.
    least : float
        What the gate asks for.
    """

    of: str
    value: float
    least: float


def shortfalls(verdict: Verdict, row: int, rules: RuleSet) -> tuple[Shortfall, ...]:
    """Say what keeps one pair from the next better grade; () for the best."""
    grade = int(verdict.grade[row])
    if not grade:
        return ()
    asked = _asked(verdict.duplication, verdict.terms, rules.gates[grade - 1])
    found = (Shortfall(of, float(values[row]), least) for of, values, least in asked)
    return tuple(one for one in found if not one.value >= one.least - EXACT)


def half_up(values: Values, places: int) -> Values:
    """Round to decimals as a committee does: 94.25 → 94.3, whatever the double's last bit says."""
    scale = 10.0**places
    rounded: Values = np.floor(values * scale + 0.5 + EXACT) / scale
    return rounded


def _duplication(terms: Terms, rules: RuleSet) -> Values:
    """Duplication score D: weighted terms, capped where hardly any ground is shared."""
    named = {
        "s": terms.ground,
        "F": terms.fields,
        "C": terms.content,
        "B": terms.beneficiaries,
        "T": terms.time,
    }
    score = _weighted(named, rules.duplication_weights)
    little = terms.coefficient < rules.cap_coefficient
    return np.where(little, np.minimum(score, rules.cap_score), score)


def _linkage(
    terms: Terms, preconditions: Values, interoperability: Values, rules: RuleSet
) -> Values:
    named = {
        "P": preconditions,
        "Cx": terms.field_complement,
        "Kx": terms.kind_complement,
        "I": interoperability,
        "O": terms.time,
    }
    return _weighted(named, rules.linkage_weights)


def _weighted(terms: Mapping[str, Values], weights: Mapping[str, float]) -> Values:
    """Weighted mean of the known terms, 0 to 100; NaN where none is known."""
    values = np.array([terms[name] for name in weights])
    weight = np.array(list(weights.values()))[:, None] * ~np.isnan(values)
    known = weight.sum(axis=0)
    total = 100 * np.nansum(values * weight, axis=0)
    return np.where(known > 0, total / np.maximum(known, EXACT), np.nan)


def _grade(score: Values, terms: Terms, rules: RuleSet, *, benefit_of_doubt: bool) -> Codes:
    """Place of the first gate that each pair passes; behind the last gate stands the last grade."""
    passed = np.array([_passes(score, terms, gate, benefit_of_doubt) for gate in rules.gates])
    first = np.where(passed.any(axis=0), passed.argmax(axis=0), len(rules.gates))
    return first.astype(np.int8)


def _passes(score: Values, terms: Terms, gate: Gate, benefit_of_doubt: bool) -> Membership:
    """Tell which pairs pass a gate; an unknown term passes only with the benefit of the doubt."""
    passed = np.ones(len(score), bool)
    for _, term, least in _asked(score, terms, gate):
        passed &= (term >= least - EXACT) | (np.isnan(term) & benefit_of_doubt)
    return passed


def _asked(score: Values, terms: Terms, gate: Gate) -> Iterator[tuple[str, Values, float]]:
    """Yield what a gate asks for: its name, the pairs' values, and the least that passes."""
    yield "score", score, gate.score
    if gate.terms > 0:
        for name in LIKENESS:
            yield name, getattr(terms, name), gate.terms
    if gate.coefficient > 0:
        yield "coefficient", terms.coefficient, gate.coefficient
    if gate.time:
        yield "time", terms.time, 2 * EXACT
