"""Where investments share ground: pairs, their areas and what the run left out."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scmap.model.issue import Repair
from scmap.model.layer import Layer, Objects

Relation: TypeAlias = Literal["between", "within", "joint", "all"]
Time: TypeAlias = Literal["any", "meet"]

SLIVER_WIDTH = (
    10.0  # metres; a shared area narrower than this is a boundary mismatch, not an overlap
)


@dataclass(frozen=True, slots=True)
class OverlapRule:
    """Which pairs count.

    Attributes
    ----------
    relation : str
        "between" (no lineage in common), "within" (the same lineages), "joint" (some in common),
        or "all".
    time : str
        "meet": the operating intervals share at least one year; "any": whatever the years.
    floor : float
        Smallest shared area, m².
    sliver_width : float
        Mean width (2·area/perimeter, metres) below which a pair counts as a sliver.
    """

    relation: Relation = "between"
    time: Time = "meet"
    floor: float = 1.0
    sliver_width: float = SLIVER_WIDTH


@dataclass(frozen=True, slots=True, eq=False)
class OverlapTable:
    """Pairs of footprints that share ground, one row a pair, ordered by `left`, then `right`.

    Attributes
    ----------
    left, right : (k,) object
        uids of the two investments; in each row left < right.
    area : (k,) float64
        Shared ground, m², on the plane of the layer, rounded to 1e-3.
    coefficient : (k,) float64
        Overlap coefficient |A∩B| / min(|A|, |B|), 0 to 1. Source: DOMAIN §5.2.
    jaccard : (k,) float64
        |A∩B| / |A∪B|, 0 to 1; shown only.
    width : (k,) float64
        2·area/perimeter of the shared ground, metres, where it was computed; NaN where the
        footprints' own perimeters already prove that the pair is no sliver.
    sliver : (k,) bool
        Whether the shared ground is narrower than the rule's `sliver_width`.
    years : (k,) float64
        Years in which both operate, inclusive; 0 when their intervals do not meet; NaN when the
        years of one are unknown.
    relation : (k,) object
        "between", "within" or "joint".
    """

    left: Objects
    right: Objects
    area: NDArray[np.float64]
    coefficient: NDArray[np.float64]
    jaccard: NDArray[np.float64]
    width: NDArray[np.float64]
    sliver: NDArray[np.bool_]
    years: NDArray[np.float64]
    relation: Objects

    def __len__(self) -> int:
        return len(self.left)


@dataclass(frozen=True, slots=True, eq=False)
class OverlapRun:
    """What a run over one investment layer found.

    Attributes
    ----------
    table : OverlapTable
        The pairs.
    investments : int
        Rows of the layer.
    excluded_unknown : int
        Rows left out because their ministry (or the named field's value) is unknown.
    without_footprint : int
        Further rows left out because they have no footprint.
    without_years : int
        Further rows left out because their years are unknown and the rule asks for them.
    repaired : tuple of Repair
        Footprints that were invalid, and what the repair did.
    rule : OverlapRule
        What counted.
    layer : Layer
        The very layer that was compared, so that a stale result is recognised by identity.
    engine : str
        What measured the areas: "kernel" (in C) or, where it was not built, "numpy".
    """

    table: OverlapTable
    investments: int
    excluded_unknown: int
    without_footprint: int
    without_years: int
    repaired: tuple[Repair, ...]
    rule: OverlapRule
    layer: Layer
    engine: str = "numpy"
