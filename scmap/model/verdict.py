"""Verdicts on pairs of investments: what the committee is asked to look at."""

from dataclasses import dataclass, fields, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from scmap.model.issue import Repair
from scmap.model.layer import Layer, Objects
from scmap.model.ruleset import RuleSet

Values: TypeAlias = NDArray[np.float64]
Rows: TypeAlias = NDArray[np.intp]


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

    def take(self, rows: Rows) -> "Terms":
        """Give the terms of the pairs at `rows`, in that order."""
        return Terms(*(getattr(self, field.name)[rows] for field in fields(self)))


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """The verdict on each pair, beside the terms it rests on.

    Attributes
    ----------
    terms : Terms
        What was measured.
    duplication, linkage : (k,) float64
        Scores D and L, 0 to 100.
    grade : (k,) intp
        Place in `GRADES`: 0 for Ⅰ to 3 for Ⅳ.
    possible : (k,) intp
        The grade that the known terms would allow once the missing ones are filled in.
    opinion : (k,) object
        Key of the 처리의견: the words are ``verdict.opinion.<key>``.
    """

    terms: Terms
    duplication: Values
    linkage: Values
    grade: Rows
    possible: Rows
    opinion: Objects

    def take(self, rows: Rows) -> "Verdict":
        """Give the verdicts on the pairs at `rows`, in that order."""
        return Verdict(
            terms=self.terms.take(rows),
            duplication=self.duplication[rows],
            linkage=self.linkage[rows],
            grade=self.grade[rows],
            possible=self.possible[rows],
            opinion=self.opinion[rows],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Graded pairs, the most serious first.

    Attributes
    ----------
    layer : Layer
        The very layer that was judged; a stale result is told by its identity.
    rules : RuleSet
        The judgement that was applied.
    left, right : (k,) intp
        Rows of the layer; the uid of `left` is the smaller one.
    relation : (k,) object
        "between" (부처 간), "within" (부처 내) or "joint" (공동).
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
    missing, defaulted : (k,) object
        Tuples of the names of terms that are unknown, and of those that rest on 유형 기본값.
    reliability : (k,) object
        "high", "medium" or "low" (상, 중, 하).
    money : (k,) float64
        중첩 투자액(참고), 백만원: min(total)·S_oc, an arithmetic upper bound; NaN when unknown.
    exceptions : tuple of ExceptedPair
        Pairs of one municipality that are no candidates: E1 and E2.
    unknown_ministry : int
        Rows never paired because their ministry is unknown.
    repaired : tuple of Repair
        Footprints that were invalid.
    """

    layer: Layer
    rules: RuleSet
    left: Rows
    right: Rows
    relation: Objects
    area: Values
    years: Values
    preconditions: Values
    interoperability: Values
    verdict: Verdict
    sequence: NDArray[np.bool_]
    regional: NDArray[np.bool_]
    missing: Objects
    defaulted: Objects
    reliability: Objects
    money: Values
    exceptions: "tuple[ExceptedPair, ...]"
    unknown_ministry: int
    repaired: tuple[Repair, ...]

    def __len__(self) -> int:
        return len(self.left)

    def take(self, rows: Rows) -> "Candidates":
        """Give only the pairs at `rows`, in that order."""
        return replace(
            self,
            left=self.left[rows],
            right=self.right[rows],
            relation=self.relation[rows],
            area=self.area[rows],
            years=self.years[rows],
            preconditions=self.preconditions[rows],
            interoperability=self.interoperability[rows],
            verdict=self.verdict.take(rows),
            sequence=self.sequence[rows],
            regional=self.regional[rows],
            missing=self.missing[rows],
            defaulted=self.defaulted[rows],
            reliability=self.reliability[rows],
            money=self.money[rows],
        )

    def uid(self, row: int) -> str:
        """Identity of a pair: both uids, so that it survives a new run."""
        uids = self.layer.uids
        return f"{uids[self.left[row]]}|{uids[self.right[row]]}"


@dataclass(frozen=True, slots=True)
class ExceptedPair:
    """Two rows that are no candidates, and why: "double_entry" (E1) or "continuation" (E2)."""

    left: int
    right: int
    why: str
