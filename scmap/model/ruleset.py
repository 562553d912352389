"""The judgement behind a verdict: weights, matrices and thresholds, versioned and editable."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

GRADES = ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ")  # 중복, 유사, 부분중첩, 해당 없음


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
        values = [self.between(a, b) for a in codes for b in codes]
        return np.array(values, dtype=float).reshape(len(codes), len(codes))


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
class RuleSet:
    """All that turns measures into a grade; printed in each report's 분석조건.

    Attributes
    ----------
    id, version, effective, source : str
        Which judgement this is, since when, and whose.
    duplication_weights : mapping
        Weight of s, F, C, B, T; they sum to 1.
    linkage_weights : mapping
        Weight of P, Cx, Kx, I, O; they sum to 1.
    quality : mapping
        Factor of each footprint quality.
    cap_coefficient, cap_score : float
        Below this overlap coefficient the score is at most `cap_score`.
    near_share : float
        s of two points at one place without footprints; it fades with their distance.
    gap_share, gap_years : float
        T of intervals that do not meet: ``gap_share · max(0, 1 − gap / gap_years)``.
    gates : tuple of Gate
        For Ⅰ, Ⅱ and Ⅲ; what passes none is Ⅳ.
    linkage_threshold : float
        Least linkage score L for which linking is proposed.
    field_similarity, field_complement, kind_similarity, kind_complement : Affinity
        Similarity and complement are two different tables: what is alike is a reason against two
        projects, what completes each other is a reason to link them.
    interoperability : mapping
        I of "shared", "api", "unknown" and "closed".
    """

    id: str
    version: str
    effective: str
    source: str
    duplication_weights: Mapping[str, float]
    linkage_weights: Mapping[str, float]
    quality: Mapping[str, float]
    cap_coefficient: float
    cap_score: float
    near_share: float
    gap_share: float
    gap_years: float
    gates: tuple[Gate, ...]
    linkage_threshold: float
    field_similarity: Affinity
    field_complement: Affinity
    kind_similarity: Affinity
    kind_complement: Affinity
    interoperability: Mapping[str, float]
