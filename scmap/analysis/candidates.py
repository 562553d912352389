"""Choose the pairs that are graded, and grade them: DOMAIN §5.3 on a whole register."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.analysis.exceptions import find_exceptions, follows
from scmap.analysis.operation import shared_years
from scmap.analysis.overlay import find_overlaps, relation
from scmap.analysis.register import Register
from scmap.analysis.terms import measure_terms
from scmap.analysis.verdict import judge
from scmap.model.layer import Objects, objects
from scmap.model.overlap import OverlapRule, OverlapRun
from scmap.model.ruleset import RuleSet
from scmap.model.verdict import Candidates, ExceptedPair, Rows, Terms, Values
from scmap.progress import Progress, part, silent

NEAR = 5_000.0  # metres between two points without footprints that may still be one place; [J]
GAP = 4  # years between two operating intervals beyond which a pair is no candidate; [J]
ALIKE = 0.5  # least F and C of a pair of which one side has no place; [J]

_TERMS = ("ground", "fields", "content", "beneficiaries", "time")


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """Pairs with what is known of their shared place."""

    left: Rows
    right: Rows
    area: Values
    coefficient: Values


def find_candidates(
    register: Register, rules: RuleSet, *, progress: Progress = silent
) -> Candidates:
    """Grade every pair of different ministry lines that may be built twice or be linked.

    A pair is graded when its lines differ and its footprints share ground (or, where neither has
    one, its points lie within 5 km), with at most four years between the operating intervals; or
    when one side has no place and fields and content are alike. E1 and E2 are taken out first.

    Parameters
    ----------
    register : Register
        The investments.
    rules : RuleSet
        The judgement.
    progress : Progress
        Told the share done; may raise CancelledError.
    """
    run = find_overlaps(
        register.layer,
        register.lineages,
        None,
        OverlapRule(time="any"),
        progress=part(progress, 0.0, 0.9),
    )
    excepted = find_exceptions(register)
    pairs = _without(_all_pairs(register, run, rules), excepted)
    return _graded(register, pairs, excepted, rules)


def _all_pairs(register: Register, run: OverlapRun, rules: RuleSet) -> _Pairs:
    rows = register.layer.rows
    table = run.table
    left = np.array([rows[uid] for uid in table.left], dtype=np.intp)
    right = np.array([rows[uid] for uid in table.right], dtype=np.intp)
    near, alike = _near(register), _alike(register, rules)
    unknown = np.full(len(near) + len(alike), np.nan)
    others = np.array([*near, *alike], dtype=np.intp).reshape(-1, 2)
    pairs = _Pairs(
        np.concatenate((left, others[:, 0])),
        np.concatenate((right, others[:, 1])),
        np.concatenate((table.area, unknown)),
        np.concatenate((table.coefficient, unknown)),
    )
    placeless = register.non_spatial[pairs.left] | register.non_spatial[pairs.right]
    return _keep(pairs, placeless | _timely(register, pairs))


def _keep(pairs: _Pairs, mask: NDArray[np.bool_]) -> _Pairs:
    return _Pairs(pairs.left[mask], pairs.right[mask], pairs.area[mask], pairs.coefficient[mask])


def _without(pairs: _Pairs, excepted: dict[tuple[int, int], str]) -> _Pairs:
    keep = [
        (min(a, b), max(a, b)) not in excepted
        for a, b in zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)
    ]
    return _keep(pairs, np.array(keep, dtype=bool))


def _timely(register: Register, pairs: _Pairs) -> NDArray[np.bool_]:
    """Whether the operating intervals lie at most GAP years apart; unknown ones count as timely."""
    years = register.operating
    start = np.maximum(years[pairs.left, 0], years[pairs.right, 0])
    stop = np.minimum(years[pairs.left, 1], years[pairs.right, 1])
    late: NDArray[np.bool_] = start - stop > GAP
    return ~late


def _near(register: Register) -> list[tuple[int, int]]:
    """Pairs of different lines without footprints whose points lie within NEAR."""
    rows = np.flatnonzero(register.has_point & ~register.has_footprint)
    points = shapely.points(register.points[rows])
    one, other = shapely.STRtree(points).query(points, predicate="dwithin", distance=NEAR)
    return _between(register, rows[one], rows[other])


def _alike(register: Register, rules: RuleSet) -> list[tuple[int, int]]:
    """Pairs of different lines of which just one has no place, alike in fields and content.

    Two without a place are laws, standards or programmes: they are compared by people.
    """
    placeless, placed = np.flatnonzero(register.non_spatial), np.flatnonzero(~register.non_spatial)
    one = np.repeat(placeless, len(placed))
    other = np.tile(placed, len(placeless))
    unknown = np.full(len(one), np.nan)
    terms = measure_terms(register.profile, one, other, unknown, unknown, rules)
    alike = (terms.fields >= ALIKE) & (terms.content >= ALIKE)
    return _between(register, one[alike], other[alike])


def _between(register: Register, one: Rows, other: Rows) -> list[tuple[int, int]]:
    """Each pair once, the smaller uid first, where both lines are known and none is shared."""
    uids, lineages = register.layer.uids, register.lineages
    ordered = {
        (int(a), int(b)) if uids[a] < uids[b] else (int(b), int(a))
        for a, b in zip(one, other, strict=True)
        if a != b
    }
    known = (pair for pair in sorted(ordered) if lineages[pair[0]] and lineages[pair[1]])
    return [(a, b) for a, b in known if lineages[a].isdisjoint(lineages[b])]


def _graded(
    register: Register, pairs: _Pairs, excepted: dict[tuple[int, int], str], rules: RuleSet
) -> Candidates:
    left, right = pairs.left, pairs.right
    regional = register.regional[left] | register.regional[right]
    terms = _terms(register, pairs, regional, rules)
    preconditions = np.full(len(left), np.nan)
    interoperability = _interoperability(register, left, right, rules)
    verdict = judge(terms, preconditions, interoperability, rules)
    missing = _missing(terms, regional)
    defaulted = _defaulted(register, left, right)
    totals = register.layer.number("total_mkrw")
    found = Candidates(
        layer=register.layer,
        rules=rules,
        left=left,
        right=right,
        relation=objects(
            relation(register.lineages[a], register.lineages[b])
            for a, b in zip(left, right, strict=True)
        ),
        area=pairs.area,
        years=shared_years(register.operating, left, right),
        preconditions=preconditions,
        interoperability=interoperability,
        verdict=verdict,
        sequence=np.array(
            [follows(register, a, b) for a, b in zip(left, right, strict=True)], bool
        ),
        regional=regional,
        missing=missing,
        defaulted=defaulted,
        reliability=_reliability(register, left, right, missing, defaulted),
        money=np.minimum(totals[left], totals[right]) * pairs.coefficient,
        exceptions=tuple(ExceptedPair(a, b, why) for (a, b), why in sorted(excepted.items())),
        unknown_ministry=sum(not one for one in register.lineages),
        repaired=register.repaired,
    )
    return found.take(_by_weight(found))


def _terms(register: Register, pairs: _Pairs, regional: NDArray[np.bool_], rules: RuleSet) -> Terms:
    """Terms of each pair: E4 drops the ground; near points stand in where there is no footprint."""
    factors = register.factors(rules.quality)
    coefficient = np.where(regional, np.nan, pairs.coefficient)
    quality = np.minimum(factors[pairs.left], factors[pairs.right])
    terms = measure_terms(register.profile, pairs.left, pairs.right, coefficient, quality, rules)
    distance = np.hypot(*(register.points[pairs.left] - register.points[pairs.right]).T)
    bare = ~(register.has_footprint[pairs.left] | register.has_footprint[pairs.right]) & ~regional
    near = rules.near_share * np.maximum(0.0, 1 - distance / NEAR)
    return terms.with_ground(np.where(bare, near, terms.ground))


def _interoperability(register: Register, left: Rows, right: Rows, rules: RuleSet) -> Values:
    """I: a closed side, a shared standard, both with an interface, or unknown."""
    openness, standards = register.layer.text("openness"), register.standards
    values = np.full(len(left), rules.interoperability["unknown"])
    for place, (a, b) in enumerate(zip(left, right, strict=True)):
        both = {openness[a], openness[b]}
        if "폐쇄" in both:
            values[place] = rules.interoperability["closed"]
        elif standards[a] & standards[b]:
            values[place] = rules.interoperability["shared"]
        elif both <= {"부분", "개방"}:
            values[place] = rules.interoperability["api"]
    return values


def _missing(terms: Terms, regional: NDArray[np.bool_]) -> Objects:
    """Names of each pair's unknown terms; a ground that E4 dropped is not missing."""
    unknown = {name: np.isnan(getattr(terms, name)) for name in _TERMS}
    unknown["ground"] &= ~regional
    return objects(
        tuple(name for name in _TERMS if unknown[name][row]) for row in range(len(regional))
    )


def _defaulted(register: Register, left: Rows, right: Rows) -> Objects:
    """Names of each pair's terms that rest on 유형 기본값 on either side."""
    default = register.defaulted[left] | register.defaulted[right]
    names = ("content", "beneficiaries")
    return objects(tuple(np.array(names)[row].tolist()) for row in default)


def _reliability(
    register: Register, left: Rows, right: Rows, missing: Objects, defaulted: Objects
) -> Objects:
    """상, 중 or 하 by what is missing, what is defaulted and how the footprints were made."""
    grades = []
    for a, b, lost, stood_in in zip(left, right, missing, defaulted, strict=True):
        qualities = {register.quality[a], register.quality[b]}
        if len(lost) >= 2 or "C" in qualities:
            grades.append("low")
        elif qualities == {"A"} and not lost and not stood_in:
            grades.append("high")
        else:
            grades.append("medium")
    return objects(grades)


def _by_weight(found: Candidates) -> Rows:
    """Order: grade, then score, then the uids."""
    uids = found.layer.uids
    keys = (uids[found.right].astype(str), uids[found.left].astype(str))
    verdict = found.verdict
    return np.lexsort((*keys, -np.nan_to_num(verdict.duplication), verdict.grade))
