"""Grade pairs of a register: what is looked up of each row once, and a verdict on each pair."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
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
from scmap.model.sorting import sorting_order
from scmap.model.verdict import (
    DEFAULTS,
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
        parts = list(_blocks(self, pairs, part(progress, 0.0, 0.8)))
        order = by_weight(*parts, progress=part(progress, 0.8, 0.9))
        return Candidates.joined(parts, order, progress=part(progress, 0.9, 1.0))

    def prospects(self, left: Rows, right: Rows) -> "Prospects":
        """Look up all of pairs that does not depend on the ground they share."""
        register, rules = self.register, self.rules
        unknown = np.full(len(left), np.nan)
        regional = register.regional[left] | register.regional[right]
        one, other = register.quality[left], register.quality[right]
        totals = register.layer.number("total_mkrw")
        distance = np.hypot(*(register.points[left] - register.points[right]).T)
        bare = ~(register.has_footprint[left] | register.has_footprint[right]) & ~regional
        near = rules.near_share * np.maximum(0.0, 1 - distance / rules.near_distance)
        return Prospects(
            left=left,
            right=right,
            terms=self.likeness.terms(left, right, unknown, unknown),
            factor=np.minimum(self.factors[left], self.factors[right]),
            near=np.where(bare, near, np.nan),
            bare=bare,
            regional=regional,
            surveyed=np.asarray((one == "A") & (other == "A"), dtype=bool),
            rough=np.asarray((one == "C") | (other == "C"), dtype=bool),
            defaulted=register.defaulted[left] | register.defaulted[right],
            interoperability=_interoperability(self, left, right),
            relation_code=register.owners.relation_codes(left, right),
            years=shared_years(register.operating, left, right),
            sequence=follows(register, left, right),
            total=np.minimum(totals[left], totals[right]),
            similarity=name_likeness(register, left, right),
        )

    def settle(self, known: "Prospects", pair: Rows) -> Candidates:
        """Grade pairs of which all but the ground is known.

        Parameters
        ----------
        known : Prospects
            The pairs.
        pair : (k,) intp
            Where each stands in the run's table; -1 where it shares no ground.
        """
        coefficient = _of_table(self.run.table.coefficient, pair)
        terms = _on_ground(known, coefficient)
        missing = _missing(terms, known.regional)
        preconditions = np.full(len(pair), np.nan)
        return Candidates(
            run=self.run,
            rules=self.rules,
            left=known.left,
            right=known.right,
            pair=pair,
            relation_code=known.relation_code,
            area=_of_table(self.run.table.area, pair),
            years=known.years,
            preconditions=preconditions,
            interoperability=known.interoperability,
            verdict=judge(terms, preconditions, known.interoperability, self.rules, known.regional),
            sequence=known.sequence,
            regional=known.regional,
            missing_bits=_bits(missing),
            defaulted_bits=_bits(known.defaulted & ~missing[:, _DEFAULTED]),
            reliability_code=_reliability(known, missing),
            money=known.total * coefficient,
            similarity=known.similarity,
            exceptions=self.exceptions,
            unknown_ministry=self.register.owners.unknown,
            repaired=self.register.repaired,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Prospects:
    """What is known of pairs before the ground they share is measured, each (k,).

    Attributes
    ----------
    left, right : intp
        Rows of the register; the uid of `left` is the smaller one.
    terms : Terms
        All terms but the coefficient and the ground.
    factor : float64
        Quality factor of the worse footprint.
    near : float64
        The ground of points near each other, where neither side has a footprint (`bare`).
    bare, regional, surveyed, rough : bool
        Neither side has a footprint; E4; both footprints are of quality A; one is of quality C.
    defaulted : (k, 2) bool
        Which of `DEFAULTS` rest on 유형 기본값.
    interoperability, years, total, similarity : float64
        As `Candidates` have them; the smaller of both totals.
    relation_code : int8
        As `Candidates` have it.
    sequence : bool
        As `Candidates` have it.
    """

    left: Rows
    right: Rows
    terms: Terms
    factor: Values
    near: Values
    bare: Mask
    regional: Mask
    surveyed: Mask
    rough: Mask
    defaulted: Mask
    interoperability: Values
    relation_code: Codes
    years: Values
    sequence: Mask
    total: Values
    similarity: Values

    def take(self, places: Rows) -> Self:
        """Give only some pairs, in that order."""
        columns = {field.name: getattr(self, field.name) for field in fields(self)}
        terms = self.terms.take(places)
        taken = {name: column[places] for name, column in columns.items() if name != "terms"}
        return type(self)(terms=terms, **taken)


def by_weight(*found: Candidates, progress: Progress = silent) -> Rows:
    """Order of the pairs, one part behind the other: grade, then score, then the uids.

    It is what `numpy.lexsort` gives of `weights`, in steps of which each can be the last.
    """
    told = [weights(one) for one in found]
    grade, score, keys = (np.concatenate(column) for column in zip(*told, strict=True))
    progress(0.1)
    if (keys[1:] >= keys[:-1]).all():
        order = np.arange(len(keys))
    else:
        order = sorting_order(keys, part(progress, 0.1, 0.3))
    progress(0.3)
    parts: list[Rows] = []
    done = 0.3
    for one in np.flatnonzero(np.bincount(grade)):
        members = order[grade[order] == one]
        stop = done + 0.7 * len(members) / len(keys)
        parts.append(members[sorting_order(score[members], part(progress, done, stop))])
        done = stop
    return np.concatenate([np.empty(0, np.intp), *parts])


def weights(found: Candidates) -> tuple[NDArray[Any], ...]:
    """Give what pairs are ordered by, each (k,), ascending; the first decides."""
    verdict = found.verdict
    keys = found.run.table.key(found.left, found.right)
    return verdict.grade, -np.nan_to_num(verdict.duplication), keys


_DEFAULTED = [TERMS.index(name) for name in DEFAULTS]

_OPENNESS = {"폐쇄": 1, "부분": 2, "개방": 2}


def _blocks(grading: Grading, pairs: PairRows, progress: Progress) -> Iterator[Candidates]:
    """Grade pairs block by block; there is one block at least."""
    for start in range(0, max(len(pairs), 1), _BLOCK):
        some = pairs.take(slice(start, start + _BLOCK))
        yield grading.settle(grading.prospects(some.left, some.right), some.pair)
        progress(min(1.0, (start + _BLOCK) / max(len(pairs), 1)))


def _of_table(values: Values, pair: Rows) -> Values:
    """Give what was measured of each pair, NaN where it shares no ground."""
    measured = np.full(len(pair), np.nan)
    shares = pair >= 0
    measured[shares] = values[pair[shares]]
    return measured


def _on_ground(known: Prospects, coefficient: Values) -> Terms:
    """Terms of each pair: E4 drops the ground; near points stand in where there is no footprint."""
    coefficient = np.where(known.regional, np.nan, coefficient)
    ground = np.where(known.bare, known.near, known.factor * coefficient)
    return replace(known.terms, coefficient=coefficient, ground=ground)


def _interoperability(grading: Grading, left: Rows, right: Rows) -> Values:
    """I: a closed side, a shared standard, both with an interface, or unknown."""
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


def _reliability(known: Prospects, missing: Mask) -> Codes:
    """상, 중 or 하 by what is missing, what is defaulted and how the footprints were made."""
    lost = missing.sum(axis=1)
    low = (lost >= 2) | known.rough
    high = known.surveyed & (lost == 0) & ~known.defaulted.any(axis=1)
    codes = [RELIABILITIES.index(name) for name in ("low", "high", "medium")]
    return np.select([low, high], codes[:2], default=codes[2]).astype(np.int8)
