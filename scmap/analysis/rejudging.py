"""Judge measured pairs by other rules: what a change of weights and thresholds does to grades.

Nothing is measured again. What follows from the measured terms alone are the scores and grades by
other weights, gates, caps and quality factors; whichever pairs are graded stays as it is.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scmap.analysis.verdict import judge
from scmap.model.rule_table import RuleValue
from scmap.model.ruleset import RuleSet, ruleset_of
from scmap.model.verdict import Candidates, Rows, Terms, Verdict
from scmap.progress import Progress, silent

STEPS = (-0.2, -0.1, 0.1, 0.2)  # shares by which a value is varied

# Groups whose values act on measured terms alone.
VARIED = ("duplication", "linkage", "gate", "cap", "link", "quality")


def judge_again(found: Candidates, rules: RuleSet) -> Verdict:
    """Judge the same pairs from the same measured terms by other rules.

    Of the rules only what `VARIED` names has an effect.
    """
    terms = _with_quality(found, rules)
    return judge(terms, found.preconditions, found.interoperability, rules, found.regional)


def follows_from_terms(one: RuleSet, other: RuleSet) -> bool:
    """Tell whether two judgements on one table differ only in what `VARIED` names."""
    keys = one.changed.keys() | other.changed.keys()
    apart = {key for key in keys if one.changed.get(key) != other.changed.get(key)}
    return all(key.partition(".")[0] in VARIED for key in apart)


def _with_quality(found: Candidates, rules: RuleSet) -> Terms:
    """Give the terms with s by other quality factors; near points stay as they are."""
    terms = found.verdict.terms
    if rules.quality == found.rules.quality:
        return terms
    cells = found.layer.text("quality")
    factors = np.array([rules.quality.get(str(one), np.nan) for one in cells], dtype=float)
    quality = np.minimum(factors[found.left], factors[found.right])
    measured = ~np.isnan(terms.coefficient) & ~np.isnan(terms.ground)
    return terms.with_ground(np.where(measured, quality * terms.coefficient, terms.ground))


@dataclass(frozen=True, slots=True, eq=False)
class Sensitivity:
    """How many pairs change when one value is varied and all others stay.

    Attributes
    ----------
    pairs : int
        Pairs that are graded.
    keys : tuple of str, length p
        Values that were varied.
    steps : tuple of float, length s
        Shares by which they were: −0.2 is 20 % less.
    grades, opinions : (p, s) intp
        Pairs whose grade, and whose 처리의견, becomes another.
    """

    pairs: int
    keys: tuple[str, ...]
    steps: tuple[float, ...]
    grades: NDArray[np.intp]
    opinions: NDArray[np.intp]


def varied(rules: RuleSet, key: str, step: float) -> RuleSet:
    """Give rules with one value changed by a share of itself, within its bounds."""
    edits, spec = rules.changed, rules.table.values[key]
    value = rules.table.in_force(key, edits) * (1 + step)
    return ruleset_of(rules.table, {**edits, key: min(max(value, spec.low), spec.high)})


def sensitive_values(rules: RuleSet) -> tuple[RuleValue, ...]:
    """Give the values that can be varied: those that act on measured terms and are not 0."""
    table = rules.table
    return tuple(
        one
        for one in table.values.values()
        if one.group in VARIED and not one.step and table.in_force(one.key, rules.changed)
    )


def measure_sensitivity(
    found: Candidates, steps: Sequence[float] = STEPS, *, progress: Progress = silent
) -> Sensitivity:
    """Vary each weight, threshold and factor alone, and count the pairs that change.

    Parameters
    ----------
    found : Candidates
        Graded pairs; the rules that they carry are varied.
    steps : sequence of float
        Shares by which each value is varied.
    progress : Progress
        Told the share done; may raise CancelledError.
    """
    keys = tuple(one.key for one in sensitive_values(found.rules))
    changed = np.zeros((2, len(keys), len(steps)), dtype=np.intp)
    for row, key in enumerate(keys):
        for column, step in enumerate(steps):
            verdict = judge_again(found, varied(found.rules, key, step))
            changed[:, row, column] = [one.sum() for one in _differ(found.verdict, verdict)]
        progress((row + 1) / len(keys))
    return Sensitivity(len(found), keys, tuple(steps), *changed)


def varied_rows(before: Verdict, after: Verdict) -> Rows:
    """Give the rows of which the grade is another one."""
    return np.flatnonzero(_differ(before, after)[0])


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """What other rules make of the graded pairs.

    Attributes
    ----------
    moves : mapping of (int, int) to int
        Pairs by grade before and after (places in `GRADES`), only those that differ.
    opinions : int
        Pairs whose 처리의견 becomes another, whatever their grade.
    added, gone : int
        Pairs that are graded now and were not, and the other way round.
    changed : (m,) intp
        Rows, in the candidates before, of the pairs whose grade becomes another.
    """

    moves: Mapping[tuple[int, int], int]
    opinions: int
    added: int
    gone: int
    changed: Rows

    @property
    def grades(self) -> int:
        """Pairs whose grade becomes another."""
        return len(self.changed)


def compare(before: Candidates, after: Candidates) -> Effect:
    """Compare the verdicts of two judgements on one layer, pair by pair."""
    old, new = (found.run.table.key(found.left, found.right) for found in (before, after))
    shared, one, other = np.intersect1d(old, new, assume_unique=True, return_indices=True)
    then, now = before.verdict.take(one), after.verdict.take(other)
    graded, judged = _differ(then, now)
    moves = Counter(zip(then.grade[graded].tolist(), now.grade[graded].tolist(), strict=True))
    return Effect(
        moves=dict(sorted(moves.items())),
        opinions=int(judged.sum()),
        added=len(after) - len(shared),
        gone=len(before) - len(shared),
        changed=np.sort(one[graded]),
    )


def _differ(before: Verdict, after: Verdict) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell of which pairs grade and 처리의견 differ, each shape (k,)."""
    return before.grade != after.grade, before.opinion_code != after.opinion_code
