"""Verdicts on pairs of investments: what the committee is asked to look at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scmap.model.issue import Repair
from scmap.model.layer import Layer, Objects, objects
from scmap.model.overlap import RELATIONS, OverlapRun
from scmap.model.row_index import found_rows
from scmap.model.ruleset import RuleSet
from scmap.model.sorting import sorting_order
from scmap.progress import Progress, part, silent

Values: TypeAlias = NDArray[np.float64]
Rows: TypeAlias = NDArray[np.intp]
Codes: TypeAlias = NDArray[np.int8]

# What codes stand for: place = code.
OPINIONS = ("merge", "adjust_then_link", "adjust", "link", "separate")  # 처리의견
RELIABILITIES = ("high", "medium", "low")  # 상, 중, 하

# What bits stand for: the first name is bit 0.
TERMS = ("ground", "fields", "content", "beneficiaries", "time")
DEFAULTS = ("content", "beneficiaries")


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """What is measured of each pair, each (k,) float64 from 0 to 1, NaN when unknown.

    Attributes
    ----------
    coefficient : array
        Overlap coefficient |A∩B| / min(|A|, |B|).
    ground : array
        s, the coefficient times the worse footprint's quality factor.
    fields : array
        F, likeness of the service fields.
    content : array
        C, likeness of kind and 기능태그.
    beneficiaries : array
        B, likeness of the 지원대상.
    time : array
        T, how far the operating years coincide.
    field_complement, kind_complement : array
        Cx and Kx, how well fields and kinds complete each other.
    """

    coefficient: Values
    ground: Values
    fields: Values
    content: Values
    beneficiaries: Values
    time: Values
    field_complement: Values
    kind_complement: Values

    def with_ground(self, ground: Values) -> "Terms":
        """Give the terms with another spatial term s."""
        return replace(self, ground=ground)

    def take(self, rows: Rows | slice) -> "Terms":
        """Give the terms of the pairs at `rows`, in that order."""
        return Terms(*(getattr(self, field.name)[rows] for field in fields(self)))

    @staticmethod
    def joined(
        parts: "Sequence[Terms]", order: Rows | None = None, progress: Progress = silent
    ) -> "Terms":
        """Give the terms of parts one behind the other; see `Candidates.joined`."""
        names = [field.name for field in fields(Terms)]
        return Terms(**_together(parts, names, order, progress))


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """The verdict on each pair, beside the terms it rests on.

    Attributes
    ----------
    terms : Terms
        What was measured.
    duplication, linkage : (k,) float64
        Scores D and L, 0 to 100.
    grade : (k,) int8
        Place in `GRADES`: 0 for Ⅰ to 3 for Ⅳ.
    possible : (k,) int8
        The grade that the known terms would allow once the missing ones are filled in.
    opinion_code : (k,) int8
        처리의견: place in `OPINIONS`.
    """

    terms: Terms
    duplication: Values
    linkage: Values
    grade: Codes
    possible: Codes
    opinion_code: Codes

    @property
    def opinion(self) -> Objects:
        """Key of each pair's 처리의견, shape (k,): the words are ``verdict.opinion.<key>``."""
        return np.asarray(objects(OPINIONS)[self.opinion_code], dtype=object)

    def opinion_of(self, row: int) -> str:
        """Give the key of the 처리의견 of one pair."""
        return OPINIONS[self.opinion_code[row]]

    def take(self, rows: Rows) -> "Verdict":
        """Give the verdicts on the pairs at `rows`, in that order."""
        return Verdict(
            terms=self.terms.take(rows),
            duplication=self.duplication[rows],
            linkage=self.linkage[rows],
            grade=self.grade[rows],
            possible=self.possible[rows],
            opinion_code=self.opinion_code[rows],
        )

    @staticmethod
    def joined(
        parts: "Sequence[Verdict]", order: Rows | None = None, progress: Progress = silent
    ) -> "Verdict":
        """Give the verdicts of parts one behind the other; see `Candidates.joined`."""
        terms = Terms.joined([one.terms for one in parts], order, part(progress, 0.0, 0.6))
        names = [field.name for field in fields(Verdict) if field.name != "terms"]
        return Verdict(terms, **_together(parts, names, order, part(progress, 0.6, 1.0)))


@dataclass(frozen=True, eq=False)
class Candidates:
    """Graded pairs, the most serious first.

    Attributes
    ----------
    run : OverlapRun
        The measurement of all pairs that the verdicts rest on.
    rules : RuleSet
        The judgement that was applied.
    left, right : (k,) intp
        Rows of the layer; the uid of `left` is the smaller one.
    pair : (k,) intp
        Row of each pair in ``run.table``; -1 where the two share no ground.
    relation_code : (k,) int8
        Place in `RELATIONS`: 부처 간, 부처 내, 공동.
    area : (k,) float64
        Shared ground, m²; NaN when one side has no footprint.
    years : (k,) float64
        Years in which both operate, NaN when unknown.
    preconditions, interoperability : (k,) float64
        P and I of the linkage score; P is NaN while no template was computed.
    verdict : Verdict
        Terms, scores, grades and opinions.
    sequence : (k,) bool
        E3: one side is, or may be, what the other builds on; a hint until the user confirms it.
    regional : (k,) bool
        E4 광역·전국: the spatial term was dropped.
    missing_bits, defaulted_bits : (k,) int8
        Terms that are unknown (`TERMS`), and those that rest on 유형 기본값 (`DEFAULTS`).
    reliability_code : (k,) int8
        Place in `RELIABILITIES`: 상, 중, 하.
    money : (k,) float64
        중첩 투자액(참고), 백만원: min(total)·S_oc, an arithmetic upper bound; NaN when unknown.
    similarity : (k,) float64
        Of both names, 0 to 1: a hint, not in the score; NaN between municipalities.
    exceptions : tuple of ExceptedPair
        Pairs that are no candidates: E1 and E2 of one municipality, and registered ones.
    unknown_ministry : int
        Rows never paired because their ministry is unknown.
    repaired : tuple of Repair
        Footprints that were invalid.
    """

    run: OverlapRun
    rules: RuleSet
    left: Rows
    right: Rows
    pair: Rows
    relation_code: Codes
    area: Values
    years: Values
    preconditions: Values
    interoperability: Values
    verdict: Verdict
    sequence: NDArray[np.bool_]
    regional: NDArray[np.bool_]
    missing_bits: Codes
    defaulted_bits: Codes
    reliability_code: Codes
    money: Values
    similarity: Values
    exceptions: "tuple[ExceptedPair, ...]"
    unknown_ministry: int
    repaired: tuple[Repair, ...]

    def __len__(self) -> int:
        return len(self.left)

    @property
    def layer(self) -> Layer:
        """The very layer that was judged; a stale result is told by its identity."""
        return self.run.layer

    @property
    def relation(self) -> Objects:
        """Name of each pair's relation, shape (k,): "between", "within" or "joint"."""
        return np.asarray(objects(RELATIONS)[self.relation_code], dtype=object)

    @property
    def missing(self) -> Objects:
        """Names of the unknown terms of each pair, shape (k,), each a tuple."""
        return objects(_named(TERMS, bits) for bits in self.missing_bits.tolist())

    @property
    def defaulted(self) -> Objects:
        """Names of the terms of each pair that rest on 유형 기본값, shape (k,), each a tuple."""
        return objects(_named(DEFAULTS, bits) for bits in self.defaulted_bits.tolist())

    @property
    def reliability(self) -> Objects:
        """Reliability of each pair, shape (k,): "high", "medium" or "low" (상, 중, 하)."""
        return np.asarray(objects(RELIABILITIES)[self.reliability_code], dtype=object)

    def relation_of(self, row: int) -> str:
        """Name the relation of one pair."""
        return RELATIONS[self.relation_code[row]]

    def missing_of(self, row: int) -> tuple[str, ...]:
        """Name the unknown terms of one pair."""
        return _named(TERMS, int(self.missing_bits[row]))

    def defaulted_of(self, row: int) -> tuple[str, ...]:
        """Name the terms of one pair that rest on 유형 기본값."""
        return _named(DEFAULTS, int(self.defaulted_bits[row]))

    def reliability_of(self, row: int) -> str:
        """Name the reliability of one pair."""
        return RELIABILITIES[self.reliability_code[row]]

    def take(self, rows: Rows) -> "Candidates":
        """Give only the pairs at `rows`, in that order."""
        taken: dict[str, Any] = {name: getattr(self, name)[rows] for name in _BY_PAIR}
        return replace(self, verdict=self.verdict.take(rows), **taken)

    @staticmethod
    def joined(
        parts: "Sequence[Candidates]", order: Rows | None = None, *, progress: Progress = silent
    ) -> "Candidates":
        """Give the pairs of parts of one register one behind the other.

        Parameters
        ----------
        parts : sequence of Candidates
            At least one.
        order : (k,) intp or None
            Places among all the pairs, in the order in which they are wanted.
        progress : Progress
            Told the share done; may raise CancelledError.
        """
        together = _together(parts, _BY_PAIR, order, part(progress, 0.0, 0.5))
        judged = [one.verdict for one in parts]
        verdict = Verdict.joined(judged, order, part(progress, 0.5, 1.0))
        return replace(parts[0], verdict=verdict, **together)

    def uid(self, row: int) -> str:
        """Identity of a pair: both uids, so that it survives a new run."""
        uids = self.layer.uids
        return f"{uids[self.left[row]]}|{uids[self.right[row]]}"

    def find(self, one: Rows, other: Rows) -> Rows:
        """Find the pairs of rows of the layer, whichever side is named first; -1 = none."""
        keys, order = self._keys
        if not len(keys):
            return np.full(len(one), -1, dtype=np.intp)
        wanted = self.run.table.key(one, other)
        place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        known = (one >= 0) & (other >= 0) & (keys[place] == wanted)
        return np.where(known, order[place], -1)

    def rows(self, uids: Iterable[str]) -> Rows:
        """Row of each pair's identity, -1 where it is not graded."""
        return self.find(*sides_of(uids, self.layer))

    def row(self, uid: str) -> int:
        """Row of a pair's identity, -1 where it is not graded."""
        return int(self.rows((uid,))[0])

    def make_ready(self, progress: Progress = silent) -> None:
        """Make what pairs are looked up by, where nobody waits for it."""
        self.__dict__.setdefault("_keys", self._keyed(progress))

    @cached_property
    def _keys(self) -> tuple[NDArray[np.int64], Rows]:
        """Keys of the pairs in ascending order, and the pair that each belongs to."""
        return self._keyed(silent)

    def _keyed(self, progress: Progress) -> tuple[NDArray[np.int64], Rows]:
        keys = self.run.table.key(self.left, self.right)
        order = sorting_order(keys, progress)
        return keys[order], order


def sides_of(uids: Iterable[str], layer: Layer) -> tuple[Rows, Rows]:
    """Rows of both sides of pairs' identities, each shape (k,); -1 where there is none such."""
    named = list(uids)
    sides = "|".join(named).split("|")  # in one go: of thousands, each for itself takes a frame
    if len(sides) != 2 * len(named) or not all("|" in one for one in named):
        sides = [side for one in named for side in one.partition("|")[::2]]
    one, other = objects(sides[::2]), objects(sides[1::2])
    return found_rows(layer.rows, one), found_rows(layer.rows, other)


_BY_PAIR = (  # what `Candidates` hold of each pair, beside the verdict
    "left",
    "right",
    "pair",
    "relation_code",
    "area",
    "years",
    "preconditions",
    "interoperability",
    "sequence",
    "regional",
    "missing_bits",
    "defaulted_bits",
    "reliability_code",
    "money",
    "similarity",
)


def _together(
    parts: Sequence[object], names: Sequence[str], order: Rows | None, progress: Progress
) -> dict[str, Any]:
    """Give columns of parts one behind the other, column by column: no two are held twice."""
    columns = {}
    for done, name in enumerate(names, start=1):
        column = np.concatenate([getattr(one, name) for one in parts])
        progress((done - 0.5) / len(names))
        columns[name] = column if order is None else column[order]
        progress(done / len(names))
    return columns


def _named(names: tuple[str, ...], bits: int) -> tuple[str, ...]:
    return tuple(name for place, name in enumerate(names) if bits >> place & 1)


@dataclass(frozen=True, slots=True)
class ExceptedPair:
    """Two rows that are no candidates, and why.

    Attributes
    ----------
    left, right : int
        Rows of the layer, ascending.
    why : str
        "double_entry" (E1) or "continuation" (E2), or as it was registered: "distinct", "same"
        or "sequence".
    entry : str
        uid of the registered exception, "" for what the program found.
    similarity : float
        Of both names, 0 to 1; NaN = unknown.
    """

    left: int
    right: int
    why: str
    entry: str = ""
    similarity: float = float("nan")
