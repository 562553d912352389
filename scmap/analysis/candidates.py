"""Choose the pairs that are graded, and grade them: DOMAIN §5.3 on a whole register."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.analysis.exceptions import find_exceptions, follows
from scmap.analysis.operation import shared_years
from scmap.analysis.overlay import relation_codes
from scmap.analysis.register import Register
from scmap.analysis.terms import measure_terms
from scmap.analysis.verdict import judge
from scmap.model.overlap import RELATIONS, Mask, OverlapRun, Relation
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

NEAR = 5_000.0  # metres between two points without footprints that may still be one place; [J]
GAP = 4  # years between two operating intervals beyond which a pair is no candidate; [J]
ALIKE = 0.5  # least F and C of a pair of which one side has no place; [J]

_BLOCK = 1 << 16  # pairs that are graded between two progress reports: some hundredths of a second


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """Pairs of rows, and where each stands in the run's table (-1: it shares no ground)."""

    left: Rows
    right: Rows
    pair: Rows

    def take(self, places: Rows | Mask | slice) -> Self:
        return type(self)(self.left[places], self.right[places], self.pair[places])

    def __len__(self) -> int:
        return len(self.left)


def find_candidates(
    register: Register,
    rules: RuleSet,
    run: OverlapRun,
    *,
    relation: Relation = "between",
    progress: Progress = silent,
) -> Candidates:
    """Grade every pair of investments that may be built twice or be linked.

    A pair is graded when its footprints share ground (or, where neither has one, its points lie
    within 5 km), with at most four years between the operating intervals; or when one side has no
    place and fields and content are alike. E1 and E2 are taken out first, whatever the relation:
    they are looked for among all pairs of one municipality. Source: DOMAIN §5.3.

    Parameters
    ----------
    register : Register
        The investments.
    rules : RuleSet
        The judgement.
    run : OverlapRun
        All pairs of the register's layer that share ground, measured once: `EVERY_PAIR`.
    relation : str
        Which pairs are graded: "between" (부처 간) unless 부처 내 ("within"), 공동 ("joint") or
        "all" are asked for.
    progress : Progress
        Told the share done; may raise CancelledError.
    """
    excepted = find_exceptions(register)
    progress(0.1)
    pairs = _all_pairs(register, run, rules, relation, part(progress, 0.1, 0.3))
    pairs = _without(pairs, excepted, len(register.layer))
    context = _Context.of(register, rules, run, excepted)
    blocks = list(_blocks(context, pairs, part(progress, 0.3, 0.9)))
    found = Candidates.joined(blocks)
    return found.take(_by_weight(found))


def _all_pairs(
    register: Register, run: OverlapRun, rules: RuleSet, relation: Relation, progress: Progress
) -> _Pairs:
    """Pairs that share ground, then those that lie near each other, then those without a place."""
    table = run.table
    places = np.flatnonzero(table.where(relation=relation))
    pairs = _Pairs(table.left[places], table.right[places], places)
    pairs = pairs.take(_timely(register, pairs))
    progress(0.5)
    near = _related(register, run, relation, *_near(register))
    near = near.take(_timely(register, near))
    alike = _related(register, run, relation, *_alike(register, rules, part(progress, 0.5, 1.0)))
    parts = (pairs, near, alike)
    return _Pairs(
        *(np.concatenate([getattr(one, name) for one in parts]) for name in _Pairs.__slots__)
    )


def _without(pairs: _Pairs, excepted: Mapping[tuple[int, int], str], rows: int) -> _Pairs:
    known = np.array([one * rows + other for one, other in excepted], dtype=np.int64)
    key = np.minimum(pairs.left, pairs.right) * rows + np.maximum(pairs.left, pairs.right)
    return pairs.take(~np.isin(key, known))


def _timely(register: Register, pairs: _Pairs) -> Mask:
    """Whether the operating intervals lie at most GAP years apart; unknown ones count as timely."""
    years = register.operating
    start = np.maximum(years[pairs.left, 0], years[pairs.right, 0])
    stop = np.minimum(years[pairs.left, 1], years[pairs.right, 1])
    late: Mask = start - stop > GAP
    return ~late


def _near(register: Register) -> tuple[Rows, Rows]:
    """Pairs without footprints whose points lie within NEAR."""
    rows = np.flatnonzero(register.has_point & ~register.has_footprint)
    points = shapely.points(register.points[rows])
    one, other = shapely.STRtree(points).query(points, predicate="dwithin", distance=NEAR)
    return rows[one], rows[other]


def _alike(register: Register, rules: RuleSet, progress: Progress) -> tuple[Rows, Rows]:
    """Pairs of which just one has no place, alike in fields and content.

    Two without a place are laws, standards or programmes: they are compared by people.
    """
    placeless, placed = np.flatnonzero(register.non_spatial), np.flatnonzero(~register.non_spatial)
    found = [np.empty((2, 0), dtype=np.intp)]
    for done, row in enumerate(placeless.tolist(), start=1):
        one = np.full(len(placed), row, dtype=np.intp)
        unknown = np.full(len(placed), np.nan)
        terms = measure_terms(register.profile, one, placed, unknown, unknown, rules)
        alike = (terms.fields >= ALIKE) & (terms.content >= ALIKE)
        found.append(np.stack((one[alike], placed[alike])))
        progress(done / len(placeless))
    one, other = np.concatenate(found, axis=1)
    return one, other


def _related(
    register: Register, run: OverlapRun, relation: Relation, one: Rows, other: Rows
) -> _Pairs:
    """Each pair once, the smaller uid first, where both owners are known and relate as asked."""
    ranks = run.table.ranks
    known = np.fromiter(map(bool, register.lineages), bool, len(ranks))
    kept = (one != other) & known[one] & known[other]
    key = np.unique(run.table.key(one[kept], other[kept]))
    order = np.argsort(ranks)
    left, right = (order[rank] for rank in np.divmod(key, max(len(ranks), 1)))
    pairs = _Pairs(left, right, np.full(len(left), -1, dtype=np.intp))
    if relation == "all":
        return pairs
    codes = relation_codes(register.lineages, pairs.left, pairs.right)
    return pairs.take(codes == RELATIONS.index(relation))


@dataclass(frozen=True, slots=True, eq=False)
class _Context:
    """What grading looks up of each row, prepared once.

    Attributes
    ----------
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
    factors: Values
    openness: Codes
    standards: Mask

    @classmethod
    def of(
        cls,
        register: Register,
        rules: RuleSet,
        run: OverlapRun,
        excepted: Mapping[tuple[int, int], str],
    ) -> Self:
        cells = register.layer.text("openness").tolist()
        named = sorted(frozenset().union(*register.standards))
        return cls(
            register,
            rules,
            run,
            tuple(ExceptedPair(a, b, why) for (a, b), why in sorted(excepted.items())),
            register.factors(rules.quality),
            np.array([_OPENNESS.get(cell, 0) for cell in cells], dtype=np.int8),
            np.array(
                [[word in one for word in named] for one in register.standards], dtype=bool
            ).reshape(len(register.layer), len(named)),
        )


_OPENNESS = {"폐쇄": 1, "부분": 2, "개방": 2}


def _blocks(context: _Context, pairs: _Pairs, progress: Progress) -> Iterator[Candidates]:
    """Grade pairs block by block; there is one block at least."""
    for start in range(0, max(len(pairs), 1), _BLOCK):
        yield _graded(context, pairs.take(slice(start, start + _BLOCK)))
        progress(min(1.0, (start + _BLOCK) / max(len(pairs), 1)))


def _graded(context: _Context, pairs: _Pairs) -> Candidates:
    register, rules, table = context.register, context.rules, context.run.table
    left, right = pairs.left, pairs.right
    regional = register.regional[left] | register.regional[right]
    coefficient = _of_table(table.coefficient, pairs)
    terms = _terms(context, pairs, coefficient, regional)
    preconditions = np.full(len(left), np.nan)
    interoperability = _interoperability(context, pairs)
    missing, defaulted = (
        _missing(terms, regional),
        register.defaulted[left] | register.defaulted[right],
    )
    totals = register.layer.number("total_mkrw")
    return Candidates(
        run=context.run,
        rules=rules,
        left=left,
        right=right,
        pair=pairs.pair,
        relation_code=relation_codes(register.lineages, left, right),
        area=_of_table(table.area, pairs),
        years=shared_years(register.operating, left, right),
        preconditions=preconditions,
        interoperability=interoperability,
        verdict=judge(terms, preconditions, interoperability, rules),
        sequence=follows(register, left, right),
        regional=regional,
        missing_bits=_bits(missing),
        defaulted_bits=_bits(defaulted),
        reliability_code=_reliability(register, pairs, missing, defaulted),
        money=np.minimum(totals[left], totals[right]) * coefficient,
        exceptions=context.exceptions,
        unknown_ministry=sum(not one for one in register.lineages),
        repaired=register.repaired,
    )


def _of_table(values: Values, pairs: _Pairs) -> Values:
    """Give what was measured of each pair, NaN where it shares no ground."""
    measured = np.full(len(pairs), np.nan)
    shares = pairs.pair >= 0
    measured[shares] = values[pairs.pair[shares]]
    return measured


def _terms(
    context: _Context, pairs: _Pairs, coefficient: Values, regional: NDArray[np.bool_]
) -> Terms:
    """Terms of each pair: E4 drops the ground; near points stand in where there is no footprint."""
    register, rules = context.register, context.rules
    left, right = pairs.left, pairs.right
    coefficient = np.where(regional, np.nan, coefficient)
    quality = np.minimum(context.factors[left], context.factors[right])
    terms = measure_terms(register.profile, left, right, coefficient, quality, rules)
    distance = np.hypot(*(register.points[left] - register.points[right]).T)
    bare = ~(register.has_footprint[left] | register.has_footprint[right]) & ~regional
    near = rules.near_share * np.maximum(0.0, 1 - distance / NEAR)
    return terms.with_ground(np.where(bare, near, terms.ground))


def _interoperability(context: _Context, pairs: _Pairs) -> Values:
    """I: a closed side, a shared standard, both with an interface, or unknown."""
    left, right = pairs.left, pairs.right
    one, other = context.openness[left], context.openness[right]
    shared = (context.standards[left] & context.standards[right]).any(axis=1)
    value = context.rules.interoperability
    return np.select(
        [(one == 1) | (other == 1), shared, (one == 2) & (other == 2)],
        [value["closed"], value["shared"], value["api"]],
        default=value["unknown"],
    )


def _missing(terms: Terms, regional: NDArray[np.bool_]) -> Mask:
    """Which of `TERMS` are unknown, shape (k, 5); a ground that E4 dropped is not missing."""
    unknown = np.column_stack([np.isnan(getattr(terms, name)) for name in TERMS])
    unknown[:, TERMS.index("ground")] &= ~regional
    return unknown


def _bits(named: Mask) -> Codes:
    """Give each row of marks as one number: the first name is bit 0."""
    return np.asarray(named @ (1 << np.arange(named.shape[1])), dtype=np.int8)


def _reliability(register: Register, pairs: _Pairs, missing: Mask, defaulted: Mask) -> Codes:
    """상, 중 or 하 by what is missing, what is defaulted and how the footprints were made."""
    surveyed, rough = register.quality == "A", register.quality == "C"
    left, right = pairs.left, pairs.right
    lost = missing.sum(axis=1)
    low = (lost >= 2) | rough[left] | rough[right]
    high = surveyed[left] & surveyed[right] & (lost == 0) & ~defaulted.any(axis=1)
    codes = [RELIABILITIES.index(name) for name in ("low", "high", "medium")]
    return np.select([low, high], codes[:2], default=codes[2]).astype(np.int8)


def _by_weight(found: Candidates) -> Rows:
    """Order: grade, then score, then the uids."""
    verdict = found.verdict
    keys = found.run.table.key(found.left, found.right)
    return np.lexsort((keys, -np.nan_to_num(verdict.duplication), verdict.grade))
