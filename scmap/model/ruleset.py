"""The judgement behind a verdict: weights, matrices and thresholds, versioned and editable."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from scmap.model.rule_table import AFFINITIES, LIVES, SERVICES, WEIGHTS, RuleTable

GRADES = ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ")  # 중복, 유사, 부분중첩, 해당 없음
GRADE_KEYS = ("duplicate", "similar", "partial", "none")  # their names among the words


@dataclass(frozen=True, slots=True)
class Affinity:
    """How much two codes have in common, or complete each other: a symmetric table, 0 to 1.

    Attributes
    ----------
    same, other : float
        For a code with itself, and for a pair that `pairs` does not name.
    pairs : mapping of frozenset to float
        Named pairs of codes.
    """

    same: float
    other: float
    pairs: Mapping[frozenset[str], float]

    def between(self, left: str, right: str) -> float:
        """Give the value of two codes."""
        return self.same if left == right else self.pairs.get(frozenset((left, right)), self.other)

    def matrix(self, codes: tuple[str, ...]) -> NDArray[np.float64]:
        """Give the values of all pairs of `codes`, shape (c, c)."""
        place = {code: number for number, code in enumerate(codes)}
        values = np.full((len(codes), len(codes)), self.other)
        for pair, value in self.pairs.items():
            if pair <= place.keys():
                sides = [place[code] for code in pair]
                values[sides[0], sides[-1]] = values[sides[-1], sides[0]] = value
        np.fill_diagonal(values, self.same)
        return values


@dataclass(frozen=True, slots=True)
class Gate:
    """What a pair must reach for a grade.

    Attributes
    ----------
    score : float
        Least duplication score D, 0 to 100.
    terms : float
        Least value of each of F, C and B; 0 asks for none of them.
    coefficient : float
        Least overlap coefficient; 0 asks for none.
    time : bool
        Whether the operating intervals must have something to do with each other (T > 0).
    """

    score: float
    terms: float
    coefficient: float
    time: bool


@dataclass(frozen=True, slots=True)
class RuleEdit:
    """One value of the judgement that a project has otherwise than the product.

    Attributes
    ----------
    uid : str
        Identity; the same for one key everywhere, so that two offices edit one row.
    key : str
        Which value.
    value : float
        What stands there.
    base_value : float
        What the product had there when it was edited.
    base_version : str
        In which edition of its table.
    author, reason : str
        Who, and why; "" where it was not said.
    edited_on : date or None
        When.
    """

    TABLE: ClassVar[str] = "rule_edit"

    uid: str
    key: str
    value: float
    base_value: float
    base_version: str
    author: str = ""
    reason: str = ""
    edited_on: date | None = None


@dataclass(frozen=True, slots=True, eq=False)
class RuleSet:
    """All that turns measures into a grade; printed in each report's 분석조건.

    Attributes
    ----------
    table : RuleTable
        The values as the product ships them: names, bounds, sources.
    changed : mapping of str to float
        What stands there otherwise, by key.
    edits : mapping of str to RuleEdit
        Who changed it and why, as far as a project tells.
    duplication_weights : mapping
        Weight of s, F, C, B, T; only their proportion counts.
    linkage_weights : mapping
        Weight of P, Cx, Kx, I, O; only their proportion counts.
    quality : mapping
        Factor of each footprint quality.
    cap_coefficient, cap_score : float
        Below this overlap coefficient the score is at most `cap_score`.
    near_share : float
        s of two points at one place without footprints; it fades with their distance.
    near_distance : float
        Distance, m, at which it is 0 and beyond which two such points are no pair.
    floor, sliver_width : float
        Least shared area, m², and the width, m, below which it is a boundary mismatch.
    gap_share, gap_years : float
        T of intervals that do not meet: ``gap_share · max(0, 1 − gap / gap_years)``.
    candidate_gap : float
        Most years between the operating intervals of a pair that is graded.
    alike : float
        Least F and C of a graded pair of which one side has no place.
    kind_share : float
        Share of the kinds' likeness in C; the tags have the rest.
    name_similarity : float
        Least similarity of two names of one project that was registered twice (E1).
    continuation_gap : float
        Most years between the funded years of a project that continues (E2).
    gates : tuple of Gate
        For Ⅰ, Ⅱ and Ⅲ; what passes none is Ⅳ.
    linkage_threshold : float
        Least linkage score L for which linking is proposed.
    field_similarity, field_complement, kind_similarity, kind_complement : Affinity
        Similarity and complement are two different tables: what is alike is a reason against two
        projects, what completes each other is a reason to link them.
    interoperability : mapping
        I of "shared", "api", "unknown" and "closed".
    lives : mapping
        Years for which what a kind built operates after its last funded year.
    services : mapping
        Distances, shares and counts that the preconditions of linked services ask for.
    """

    table: RuleTable
    duplication_weights: Mapping[str, float]
    linkage_weights: Mapping[str, float]
    quality: Mapping[str, float]
    cap_coefficient: float
    cap_score: float
    near_share: float
    near_distance: float
    floor: float
    sliver_width: float
    gap_share: float
    gap_years: float
    candidate_gap: float
    alike: float
    kind_share: float
    name_similarity: float
    continuation_gap: float
    gates: tuple[Gate, ...]
    linkage_threshold: float
    field_similarity: Affinity
    field_complement: Affinity
    kind_similarity: Affinity
    kind_complement: Affinity
    interoperability: Mapping[str, float]
    lives: Mapping[str, float]
    services: Mapping[str, float]
    changed: Mapping[str, float] = field(default_factory=dict)
    edits: Mapping[str, RuleEdit] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Which judgement this is."""
        return self.table.id

    @property
    def version(self) -> str:
        """Edition of the product's table, and how many values stand otherwise: "1+3"."""
        return f"{self.table.version}+{len(self.changed)}" if self.changed else self.table.version

    @property
    def effective(self) -> str:
        """Since when the product's table holds."""
        return self.table.effective

    @property
    def source(self) -> str:
        """Whose judgement it is."""
        return self.table.source

    def same_as(self, other: "RuleSet") -> bool:
        """Tell whether both judge alike, and by the same people's edits."""
        mine, its = (self.changed, self.edits), (other.changed, other.edits)
        return self.table is other.table and mine == its


def ruleset_of(table: RuleTable, edits: Mapping[str, float]) -> RuleSet:
    """Give the judgement of a table with edits, which must be free of problems."""

    def at(key: str) -> float:
        return table.in_force(key, edits)

    def group(name: str) -> dict[str, float]:
        return {one.key.partition(".")[2]: at(one.key) for one in table.group(name)}

    duplication, linkage = map(group, WEIGHTS)
    affinities = {name: _affinity(table, name, edits) for name in AFFINITIES}
    return RuleSet(
        table=table,
        duplication_weights=duplication,
        linkage_weights=linkage,
        quality=group("quality"),
        cap_coefficient=at("cap.coefficient"),
        cap_score=at("cap.score"),
        near_share=at("near.share"),
        near_distance=at("near.distance"),
        floor=at("overlap.floor"),
        sliver_width=at("overlap.sliver_width"),
        gap_share=at("time.gap_share"),
        gap_years=at("time.gap_years"),
        candidate_gap=at("candidate.gap_years"),
        alike=at("candidate.alike"),
        kind_share=at("content.kind_share"),
        name_similarity=at("exception.name_similarity"),
        continuation_gap=at("exception.gap_years"),
        gates=tuple(_gate(f"gate.{place}", at) for place in range(1, len(GRADES))),
        linkage_threshold=at("link.score"),
        field_similarity=affinities["field_similarity"],
        field_complement=affinities["field_complement"],
        kind_similarity=affinities["kind_similarity"],
        kind_complement=affinities["kind_complement"],
        interoperability=group("interoperability"),
        lives=group(LIVES),
        services=group(SERVICES),
        changed={key: edits[key] for key in table.ordered(edits)},
    )


def _gate(key: str, at: Callable[[str], float]) -> Gate:
    return Gate(
        at(f"{key}.score"), at(f"{key}.terms"), at(f"{key}.coefficient"), at(f"{key}.time") > 0
    )


def _affinity(table: RuleTable, group: str, edits: Mapping[str, float]) -> Affinity:
    ends = f"{group}.same", f"{group}.else"
    named = [one.key for one in table.group(group)] + [
        key for key in edits if key.startswith(f"{group}.")
    ]
    same, other = (table.in_force(key, edits) for key in ends)
    pairs = {
        frozenset(key.partition(".")[2].split("-")): table.in_force(key, edits)
        for key in named
        if key not in ends
    }
    return Affinity(same, other, pairs)
