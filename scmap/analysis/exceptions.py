"""Pairs that are no duplication however alike they are: E1 to E3 of DOMAIN §5.3, and registered."""

import math
from collections.abc import Hashable, Iterator, Sequence

import numpy as np

from scmap.analysis.names import alike_names, similarity
from scmap.analysis.register import Register, groups_alike
from scmap.model.exemption import PlacedExemption
from scmap.model.overlap import Mask, Rows
from scmap.model.ruleset import RuleSet
from scmap.model.verdict import ExceptedPair, Values

DOUBLE_ENTRY = "double_entry"  # E1 이중등록 의심
CONTINUATION = "continuation"  # E2 계속·단계사업

# What follows what: research → test-bed → platform, centre → platform, pilot → main project.
_STEPS = {("RND", "TBD"), ("TBD", "PLT"), ("OPC", "PLT"), ("CCC", "PLT")}


def find_exceptions(
    register: Register,
    rules: RuleSet,
    registered: Sequence[PlacedExemption] = (),
    touched: Mask | None = None,
) -> tuple[ExceptedPair, ...]:
    """Give every pair that is no candidate: registered as such, one project twice, or continuing.

    What people registered holds before what the program suspects: a pair that is registered as
    중복 아님 is no suspected double entry any more.

    Parameters
    ----------
    register : Register
        The investments.
    rules : RuleSet
        Least similarity of two names (E1), most years between funded periods (E2).
    registered : sequence of PlacedExemption
        Exceptions that stand.
    touched : (n,) bool or None
        Only pairs of which one side at least is such a row.

    Returns
    -------
    tuple of ExceptedPair
        Each pair once, in the order of its rows.
    """
    asked = np.ones(len(register.layer), bool) if touched is None else touched
    found = dict.fromkeys(_continuations(register, rules, asked), CONTINUATION)
    found |= dict.fromkeys(_double_entries(register, rules, asked), DOUBLE_ENTRY)
    entries = {}
    rows = register.layer.rows
    for one in registered:
        first, second = sorted(rows.get(uid, -1) for uid in (one.left, one.right))
        if first >= 0 and (asked[first] or asked[second]):
            found[first, second], entries[first, second] = one.entry.kind, one.entry.uid
    pairs = sorted(found)
    left, right = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    alike = similarity(register.spelled(left), register.spelled(right)).tolist()
    return tuple(
        ExceptedPair(*pair, found[pair], entries.get(pair, ""), likeness)
        for pair, likeness in zip(pairs, alike, strict=True)
    )


def _double_entries(register: Register, rules: RuleSet, asked: Mask) -> Iterator[tuple[int, int]]:
    """E1: one municipality, one first year, one total, and nearly one name."""
    for rows in groups_alike(register.municipalities, _years_and_totals(register), asked):
        names = register.spelled(np.array(rows, dtype=np.intp))
        for one, other in alike_names(names, rules.name_similarity):
            if asked[rows[one]] or asked[rows[other]]:
                yield rows[one], rows[other]


def _years_and_totals(register: Register) -> list[Hashable]:
    """Give what two entries of one project share; None where the total is unknown."""
    pairs = zip(register.funded[:, 0], register.layer.number("total_mkrw"), strict=True)
    return [None if math.isnan(year + total) else (year, total) for year, total in pairs]


def _continuations(register: Register, rules: RuleSet, asked: Mask) -> Iterator[tuple[int, int]]:
    """E2: one municipality, one programme of one line, funded periods that follow each other."""
    start, stop = register.funded.T
    lineages, programmes = register.lineages, list(register.layer.text("programme"))
    for rows in groups_alike(register.municipalities, programmes, asked):
        gap = np.maximum.outer(start[rows], start[rows]) - np.minimum.outer(stop[rows], stop[rows])
        follow = (gap <= rules.continuation_gap) & np.logical_or.outer(asked[rows], asked[rows])
        for one, other in zip(*np.nonzero(np.triu(follow, 1)), strict=True):
            if lineages[rows[one]] & lineages[rows[other]]:
                yield rows[one], rows[other]


def name_likeness(register: Register, left: Rows, right: Rows) -> Values:
    """Compare the names of pairs of one municipality: a hint beside the grade, never in the score.

    Parameters
    ----------
    register : Register
        The investments.
    left, right : (k,) intp
        Rows of each pair.

    Returns
    -------
    (k,) float64
        0 to 1; NaN between municipalities, where one programme has one name everywhere.
    """
    told = np.full(len(left), np.nan)
    together = _in_one_place(register, left, right)
    sides = left[together], right[together]
    told[together] = similarity(*map(register.spelled, sides))
    return told


def _in_one_place(register: Register, left: Rows, right: Rows) -> Mask:
    """Tell which pairs have a municipality in common, shape (k,)."""
    places = register.places
    one, other = places.number[left], places.number[right]
    single = np.array([len(codes) == 1 for codes in places.groups], dtype=bool)
    together = np.asarray((one == other) & single[one], dtype=bool)
    several = np.flatnonzero(~(single[one] & single[other]))
    together[several] = [
        not places.groups[a].isdisjoint(places.groups[b])
        for a, b in zip(one[several].tolist(), other[several].tolist(), strict=True)
    ]
    return together


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
