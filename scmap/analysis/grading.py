"""Grade pairs of a register: what is looked up of each row once, and a verdict on each pair."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from scmap.analysis.exceptions import follows, name_likeness
from scmap.analysis.operation import shared_years
from scmap.analysis.register import Register
from scmap.analysis.terms import Likeness
from scmap.analysis.verdict import judge
from scmap.model.overlap import Mask, OverlapRun
from scmap.model.profile import membership
from scmap.model.ruleset import RuleSet
from scmap.model.verdict import (
    RELIABILITIES,
    TERMS,
    Candidates,
    Codes,
    ExceptedPair,
    Rows,
    Terms,
    Values,
)
from scmap.progress import Progress, part, silent

_BLOCK = 1 << 14  # pairs that are graded between two progress reports: some hundredths of a second


@dataclass(frozen=True, slots=True, eq=False)
class PairRows:
    """Pairs of rows, and where each stands in the run's table (-1: it shares no ground)."""

    left: Rows
    right: Rows
    pair: Rows

    def take(self, places: Rows | Mask | slice) -> Self:
        """Give only some pairs, in that order."""
        return type(self)(self.left[places], self.right[places], self.pair[places])

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Give the pairs of parts, one part behind the other."""
        return cls(
            np.concatenate([part.left for part in parts]),
            np.concatenate([part.right for part in parts]),
            np.concatenate([part.pair for part in parts]),
        )

    def __len__(self) -> int:
        return len(self.left)


@dataclass(frozen=True, slots=True, eq=False)
class Grading:
    """What grading looks up of each row, prepared once.

    Attributes
    ----------
    likeness : Likeness
        The tables of the rules over what each row does.
    factors : (n,) float64
        Quality factor of each footprint.
    openness : (n,) int8
        1 closed, 2 partly or wholly open, 0 unknown.
    standards : (n, v) bool
        Which of the named standards each row follows.
    """

    register: Register
    rules: RuleSet
    run: OverlapRun
    exceptions: tuple[ExceptedPair, ...]
    likeness: Likeness
    factors: Values
    openness: Codes
    standards: Mask

    @classmethod
    def of(
        cls,
        register: Register,
        rules: RuleSet,
        run: OverlapRun,
        excepted: tuple[ExceptedPair, ...],
    ) -> Self:
        """Look up what grading asks of each row of a register."""
        cells = register.layer.text("openness").tolist()
        named = sorted(frozenset().union(*register.standards))
        return cls(
            register,
            rules,
            run,
            excepted,
            Likeness.of(register.profile, rules),
            register.factors(rules.quality),
            np.array([_OPENNESS.get(cell, 0) for cell in cells], dtype=np.int8),
            membership(register.standards, named),
        )

    def on(self, run: OverlapRun) -> Self:
        """Give the same look-ups for another measurement of the same rows."""
        return replace(self, run=run)

    def grade(self, pairs: PairRows, *, progress: Progress = silent) -> Candidates:
        """Grade pairs; the most serious one stands first."""
        found = Candidates.joined(list(_blocks(self, pairs, part(progress, 0.0, 0.8))))
        order = by_weight(found, progress=part(progress, 0.8, 0.95))
        return found.take(order)


def by_weight(found: Candidates, *, progress: Progress = silent) -> Rows:
    """Order of the pairs: grade, then score, then the uids.

    It is what `numpy.lexsort` gives of `weights`, in steps of which each can be the last.
    """
    grade, score, keys = weights(found)
    order = np.arange(len(keys)) if (keys[1:] >= keys[:-1]).all() else np.argsort(keys)
    progress(0.3)
    parts = []
    for one in np.unique(grade):
        members = order[grade[order] == one]
        parts.append(members[np.argsort(score[members], kind="stable")])
        progress(0.3 + 0.7 * sum(map(len, parts)) / len(keys))
    return np.concatenate([np.empty(0, np.intp), *parts])


def weights(found: Candidates) -> tuple[NDArray[Any], ...]:
    """Give what pairs are ordered by, each (k,), ascending; the first decides."""
    verdict = found.verdict
    keys = found.run.table.key(found.left, found.right)
    return verdict.grade, -np.nan_to_num(verdict.duplication), keys


_OPENNESS = {"폐쇄": 1, "부분": 2, "개방": 2}


def _blocks(grading: Grading, pairs: PairRows, progress: Progress) -> Iterator[Candidates]:
    """Grade pairs block by block; there is one block at least."""
    for start in range(0, max(len(pairs), 1), _BLOCK):
        yield _graded(grading, pairs.take(slice(start, start + _BLOCK)))
        progress(min(1.0, (start + _BLOCK) / max(len(pairs), 1)))


def _graded(grading: Grading, pairs: PairRows) -> Candidates:
    register, rules, table = grading.register, grading.rules, grading.run.table
    left, right = pairs.left, pairs.right
    regional = register.regional[left] | register.regional[right]
    coefficient = _of_table(table.coefficient, pairs)
    terms = _terms(grading, pairs, coefficient, regional)
    preconditions = np.full(len(left), np.nan)
    interoperability = _interoperability(grading, pairs)
    missing = _missing(terms, regional)
    defaulted = register.defaulted[left] | register.defaulted[right]
    totals = register.layer.number("total_mkrw")
    return Candidates(
        run=grading.run,
        rules=rules,
        left=left,
        right=right,
        pair=pairs.pair,
        relation_code=register.owners.relation_codes(left, right),
        area=_of_table(table.area, pairs),
        years=shared_years(register.operating, left, right),
        preconditions=preconditions,
        interoperability=interoperability,
        verdict=judge(terms, preconditions, interoperability, rules, regional),
        sequence=follows(register, left, right),
        regional=regional,
        missing_bits=_bits(missing),
        defaulted_bits=_bits(defaulted),
        reliability_code=_reliability(register, pairs, missing, defaulted),
        money=np.minimum(totals[left], totals[right]) * coefficient,
        similarity=name_likeness(register, left, right),
        exceptions=grading.exceptions,
        unknown_ministry=int((~register.owners.known).sum()),
        repaired=register.repaired,
    )


def _of_table(values: Values, pairs: PairRows) -> Values:
    """Give what was measured of each pair, NaN where it shares no ground."""
    measured = np.full(len(pairs), np.nan)
    shares = pairs.pair >= 0
    measured[shares] = values[pairs.pair[shares]]
    return measured


def _terms(grading: Grading, pairs: PairRows, coefficient: Values, regional: Mask) -> Terms:
    """Terms of each pair: E4 drops the ground; near points stand in where there is no footprint."""
    register, rules = grading.register, grading.rules
    left, right = pairs.left, pairs.right
    coefficient = np.where(regional, np.nan, coefficient)
    quality = np.minimum(grading.factors[left], grading.factors[right])
    terms = grading.likeness.terms(left, right, coefficient, quality)
    distance = np.hypot(*(register.points[left] - register.points[right]).T)
    bare = ~(register.has_footprint[left] | register.has_footprint[right]) & ~regional
    near = rules.near_share * np.maximum(0.0, 1 - distance / rules.near_distance)
    return terms.with_ground(np.where(bare, near, terms.ground))


def _interoperability(grading: Grading, pairs: PairRows) -> Values:
    """I: a closed side, a shared standard, both with an interface, or unknown."""
    left, right = pairs.left, pairs.right
    one, other = grading.openness[left], grading.openness[right]
    shared = (grading.standards[left] & grading.standards[right]).any(axis=1)
    value = grading.rules.interoperability
    return np.select(
        [(one == 1) | (other == 1), shared, (one == 2) & (other == 2)],
        [value["closed"], value["shared"], value["api"]],
        default=value["unknown"],
    )


def _missing(terms: Terms, regional: Mask) -> Mask:
    """Which of `TERMS` are unknown, shape (k, 5); a ground that E4 dropped is not missing."""
    unknown = np.column_stack([np.isnan(getattr(terms, name)) for name in TERMS])
    unknown[:, TERMS.index("ground")] &= ~regional
    return unknown


def _bits(named: Mask) -> Codes:
    """Give each row of marks as one number: the first name is bit 0."""
    return np.asarray(named @ (1 << np.arange(named.shape[1])), dtype=np.int8)


def _reliability(register: Register, pairs: PairRows, missing: Mask, defaulted: Mask) -> Codes:
    """상, 중 or 하 by what is missing, what is defaulted and how the footprints were made."""
    left, right = register.quality[pairs.left], register.quality[pairs.right]
    lost = missing.sum(axis=1)
    low = (lost >= 2) | (left == "C") | (right == "C")
    high = (left == "A") & (right == "A") & (lost == 0) & ~defaulted.any(axis=1)
    codes = [RELIABILITIES.index(name) for name in ("low", "high", "medium")]
    return np.select([low, high], codes[:2], default=codes[2]).astype(np.int8)
