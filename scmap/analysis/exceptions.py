"""Pairs that are no duplication however alike they are: E1 to E3 of DOMAIN §5.3, and registered."""

import math
import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from scmap.analysis.alike import alike_names, held
from scmap.analysis.names import similarity
from scmap.analysis.register import Register, groups_alike, words
from scmap.model.difference import NEW, Difference
from scmap.model.exemption import PlacedExemption
from scmap.model.kept import Kept
from scmap.model.layer import Column, Layer, Objects, objects
from scmap.model.overlap import Mask, Rows
from scmap.model.ruleset import RuleSet
from scmap.model.verdict import ExceptedPair, Values
from scmap.progress import Progress, part, silent

Sides: TypeAlias = NDArray[np.intp]  # rows of pairs, (k, 2), ascending in each

_BLOCK = 1 << 14  # pairs that are drawn up between two progress reports

DOUBLE_ENTRY = "double_entry"  # E1 이중등록 의심
CONTINUATION = "continuation"  # E2 계속·단계사업

_CHAINED_BY = ("programme", "municipality_code", "ministry", "year_from", "year_to")

# What follows what, by kind and by the words of a name.
_STEPS = {("RND", "TBD"), ("TBD", "PLT"), ("OPC", "PLT"), ("CCC", "PLT")}

_PHASES = ((re.compile("종합계획|마스터플랜"), "조성"), (re.compile("예비"), "본사업"))


def find_exceptions(
    register: Register,
    rules: RuleSet,
    registered: Sequence[PlacedExemption] = (),
    touched: Mask | None = None,
    *,
    progress: Progress = silent,
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
    progress : Progress
        Told the share done; may raise CancelledError.

    Raises
    ------
    InputError
        ``too_many_exceptions``: one name or one programme for thousands of rows is a slip.

    Returns
    -------
    tuple of ExceptedPair
        Each pair once, in the order of its rows.
    """
    asked = np.ones(len(register.layer), bool) if touched is None else touched
    chains = held(_continuations(register, rules, asked, part(progress, 0.0, 0.3)))
    doubles = held(_double_entries(register, rules, asked, part(progress, 0.3, 0.8)))
    settled, entries = _registered(register, registered, asked)
    whys = (CONTINUATION, DOUBLE_ENTRY, *settled)
    pairs, why = _each_once((chains, doubles, *settled.values()), len(register.layer))
    alike = _likeness(register, pairs, part(progress, 0.8, 0.9))
    told = part(progress, 0.9, 1.0)
    excepted: list[ExceptedPair] = []
    for start in range(0, len(pairs), _BLOCK):
        told(start / len(pairs))
        some = slice(start, start + _BLOCK)
        left, right = pairs[some].T.tolist()
        reasons = [whys[one] for one in why[some].tolist()]
        uids = [entries.get(pair, "") for pair in zip(left, right, strict=True)]
        excepted += map(ExceptedPair, left, right, reasons, uids, alike[some])
    return tuple(excepted)


def _likeness(register: Register, pairs: Sides, progress: Progress) -> list[float]:
    """Compare the names of pairs of rows, block by block."""
    found: list[float] = []
    for start in range(0, len(pairs), _BLOCK):
        progress(start / len(pairs))
        found += _alike(register, *pairs[start : start + _BLOCK].T).tolist()
    return found


def _alike(register: Register, left: Rows, right: Rows) -> Values:
    """Compare the names of pairs, (k,); each name is spelled once, however many pairs it is in."""
    rows, sides = np.unique((left, right), return_inverse=True)
    names = objects(register.spelled(rows))
    one, other = sides.reshape(2, -1)
    return similarity(names[one].tolist(), names[other].tolist())


def _registered(
    register: Register, registered: Sequence[PlacedExemption], asked: Mask
) -> tuple[dict[str, Sides], dict[tuple[int, int], str]]:
    """Give the pairs that people registered by what they are, and the entry of each pair.

    Of two entries on one pair the later one holds.
    """
    rows = register.layer.rows
    kinds, entries = {}, {}
    for one in registered:
        first, second = sorted(rows.get(uid, -1) for uid in (one.left, one.right))
        if first >= 0 and (asked[first] or asked[second]):
            kinds[first, second], entries[first, second] = one.entry.kind, one.entry.uid
    settled = {
        kind: np.array([pair for pair, own in kinds.items() if own == kind], dtype=np.intp)
        for kind in sorted(set(kinds.values()))
    }
    return settled, entries


def _each_once(found: Sequence[Sides], rows: int) -> tuple[Sides, Rows]:
    """Give each pair once, in order, and the last of the lists in which it stands."""
    pairs = np.concatenate(found)
    lists = np.repeat(np.arange(len(found)), [len(one) for one in found])
    keys = pairs[:, 0] * rows + pairs[:, 1]
    _, last = np.unique(keys[::-1], return_index=True)
    place = len(keys) - 1 - last
    return pairs[place], lists[place]


def _double_entries(
    register: Register, rules: RuleSet, asked: Mask, progress: Progress
) -> Iterator[Sides]:
    """E1: one municipality, one first year, one total, and nearly one name."""
    groups = groups_alike(register.municipalities, _years_and_totals(register), asked)
    work = np.cumsum([0, *(len(rows) ** 2 for rows in groups)])
    for members, start, stop in zip(groups, work[:-1], work[1:], strict=True):
        told = part(progress, start / work[-1], stop / work[-1])
        rows = np.array(members, dtype=np.intp)
        names = register.spelled(rows)
        yield rows[alike_names(names, rules.name_similarity, asked[rows], progress=told)]


def _years_and_totals(register: Register) -> list[Hashable]:
    """Give what two entries of one project share; None where the total is unknown."""
    pairs = zip(register.funded[:, 0], register.layer.number("total_mkrw"), strict=True)
    return [None if math.isnan(year + total) else (year, total) for year, total in pairs]


def _continuations(
    register: Register, rules: RuleSet, asked: Mask, progress: Progress
) -> Iterator[Sides]:
    """E2: one municipality, one programme of one line, funded periods that follow each other.

    What hangs together is one chain: of three phases the first and the last are no pair either.
    """
    lineages, programmes = register.lineages, list(register.layer.text("programme"))
    groups = groups_alike(register.municipalities, programmes, asked)
    for done, rows in enumerate(groups):
        told = part(progress, done / len(groups), (done + 1) / len(groups))
        for line in sorted(frozenset().union(*(lineages[row] for row in rows))):
            members = np.array([row for row in rows if line in lineages[row]], dtype=np.intp)
            for chain in _chains(members, register.funded[members], rules.continuation_gap):
                yield from _pairs_of(chain, asked, told)


def _chains(rows: Rows, funded: Values, gap: float) -> Iterator[Rows]:
    """Give the rows whose funded periods hang together, each with at most `gap` to the next."""
    known = ~np.isnan(funded).any(axis=1)
    order = np.flatnonzero(known)[np.argsort(funded[known, 0], kind="stable")]
    start, stop = funded[order].T
    reached = np.maximum.accumulate(stop)
    breaks = np.flatnonzero(start[1:] - reached[:-1] > gap) + 1
    for chain in np.split(rows[order], breaks):
        yield np.sort(chain)


def _pairs_of(chain: Rows, asked: Mask, progress: Progress) -> Iterator[Sides]:
    """Give each pair of a chain of which one side at least is asked for, rows ascending."""
    own = np.flatnonzero(asked[chain])
    step = max(1, _BLOCK // max(1, len(chain)))
    for start in range(0, len(own), step):
        progress(start / len(own))
        one = own[start : start + step, None]
        other = np.arange(len(chain))
        wanted = (other > one) | ((other < one) & ~asked[chain])
        first, second = np.broadcast_arrays(one, other)
        yield np.sort(chain[np.column_stack((first[wanted], second[wanted]))], axis=1)


def chain_mates(difference: Difference) -> Mask:
    """Tell which rows stand in a chain that a change may have joined or broken, shape (n,).

    They share programme and municipality with a row that came, went, or changed in what chains
    are made of; a row that only moved joins and breaks none.
    """
    before, after = difference.before, difference.after
    rows = np.flatnonzero(difference.altered)
    was = difference.origin[rows]
    stayed = was != NEW
    other = ~stayed
    for name in _CHAINED_BY:
        one, two = after.columns.get(name), before.columns.get(name)
        if one is not None and two is not None:
            other[stayed] |= _differs(one[rows[stayed]], two[was[stayed]])
    keys = _chain_keys(after, rows[other]) | _chain_keys(before, was[other & stayed])
    keys |= _chain_keys(before, difference.gone)
    if not keys:
        return np.zeros(len(after), dtype=bool)
    mates = np.zeros(len(after), dtype=bool)
    programmes = after.text("programme")
    for programme in {one for one, _ in keys}:
        for row in np.flatnonzero(programmes == programme).tolist():
            mates[row] = mates[row] or not keys.isdisjoint(_chain_keys(after, (row,)))
    return mates


def _differs(one: Column, two: Column) -> Mask:
    """Compare cells; two unknown ones are the same."""
    same = (one == two) | ((one != one) & (two != two))  # noqa: PLR0124  NaN differs from itself
    return ~np.asarray(same, dtype=bool)


def _chain_keys(layer: Layer, rows: Iterable[int]) -> set[tuple[str, str]]:
    programmes, codes = layer.text("programme"), layer.text("municipality_code")
    return {
        (programmes[row], code) for row in rows if programmes[row] for code in words(codes[row])
    }


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
    told[together] = _alike(register, left[together], right[together])
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
    same_kind = np.flatnonzero((kinds[earlier] == kinds[later]) & (kinds[earlier] >= 0))
    first, second = _PHASED.of(register.layer.text("name"))
    spoken = first[earlier[same_kind]] & second[later[same_kind]]
    found[same_kind] |= spoken.any(axis=1)
    return found


def _phased(names: Objects) -> tuple[Mask, Mask]:
    """Tell of which phases names speak, each (n, phases): a plan and what is built, and so on."""
    cells = [name or "" for name in names.tolist()]
    first = [[bool(before.search(name)) for before, _ in _PHASES] for name in cells]
    second = [[after in name for _, after in _PHASES] for name in cells]
    shape = len(cells), len(_PHASES)
    return np.array(first, bool).reshape(shape), np.array(second, bool).reshape(shape)


_PHASED: Kept[tuple[Mask, Mask]] = Kept(_phased)


def _usual_steps(kind_codes: Sequence[str]) -> Mask:
    """Tell which kind usually follows which, shape (v + 1, v + 1); the last is the unknown."""
    codes = (*kind_codes, "")
    return np.array([[(one, other) in _STEPS for other in codes] for one in codes], dtype=bool)
