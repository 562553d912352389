"""Where investments share ground: pairs, their areas and what the run left out."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scmap.model.issue import Issue, Repair
from scmap.model.layer import Layer, Objects, objects

Relation: TypeAlias = Literal["between", "within", "joint", "all"]
Time: TypeAlias = Literal["any", "meet"]
Rows: TypeAlias = NDArray[np.intp]
Mask: TypeAlias = NDArray[np.bool_]
Values: TypeAlias = NDArray[np.float64]

RELATIONS = ("between", "within", "joint")  # 부처 간, 부처 내, 공동: place = relation code
CLASSES = ("high", "partial", "low", "sliver")  # of shared ground, the strongest first

# Bounds of the coefficient between the classes of shared ground; DOMAIN §5.
HIGH, PARTIAL = 0.5, 0.1

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


EVERY_PAIR = OverlapRule(relation="all", time="any")  # the one measurement that views filter


@dataclass(frozen=True, eq=False)
class OverlapTable:
    """Pairs of footprints that share ground, ordered by the uid of `left`, then of `right`.

    A row of the table is called a pair here, to tell it from the rows of the layer.

    Attributes
    ----------
    ids : (n,) object
        uids of the layer whose rows are paired.
    ranks : (n,) intp
        Place of each row of the layer in the order of uids.
    operating : (n, 2) float64
        First and last operating year of each row of the layer, NaN when unknown.
    left, right : (k,) intp
        Rows of the layer; the uid of `left` is the smaller one.
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
    relation_code : (k,) int8
        Place in `RELATIONS`.
    """

    ids: Objects
    ranks: Rows
    operating: Values
    left: Rows
    right: Rows
    area: Values
    coefficient: Values
    jaccard: Values
    width: Values
    sliver: Mask
    years: Values
    relation_code: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.left)

    @property
    def relation(self) -> Objects:
        """Name of each pair's relation, shape (k,): one of `RELATIONS`."""
        return np.asarray(objects(RELATIONS)[self.relation_code], dtype=object)

    @property
    def class_code(self) -> NDArray[np.int8]:
        """Class of each pair's shared ground, shape (k,): place in `CLASSES`."""
        return _class_codes(self.coefficient, self.sliver)

    def class_of(self, pair: int) -> str:
        """Name the class of one pair's shared ground."""
        return CLASSES[_class_codes(self.coefficient[[pair]], self.sliver[[pair]])[0]]

    def uid(self, pair: int) -> str:
        """Identity of a pair: both uids, so that it survives a new run."""
        return f"{self.ids[self.left[pair]]}|{self.ids[self.right[pair]]}"

    def uids(self, pairs: Rows | None = None) -> Objects:
        """Identities of some pairs, or of all."""
        left = self.left if pairs is None else self.left[pairs]
        right = self.right if pairs is None else self.right[pairs]
        return np.asarray(self.ids[left] + "|" + self.ids[right], dtype=object)

    @cached_property
    def keys(self) -> NDArray[np.int64]:
        """One number a pair, ascending: what `find` looks a pair up by."""
        return self.key(self.left, self.right)

    def find(self, one: Rows, other: Rows) -> Rows:
        """Find the pairs of these rows of the layer, whichever side is named first; -1 = none."""
        if not len(self):
            return np.full(len(one), -1, dtype=np.intp)
        wanted = self.key(one, other)
        place = np.minimum(np.searchsorted(self.keys, wanted), len(self) - 1)
        return np.where(self.keys[place] == wanted, place, -1)

    def key(self, one: Rows, other: Rows) -> NDArray[np.int64]:
        """One number for each pair of rows of the layer, in the order of the uids' pairs."""
        a, b = self.ranks[one], self.ranks[other]
        return (np.minimum(a, b) * len(self.ids) + np.maximum(a, b)).astype(np.int64)

    def where(
        self,
        *,
        relation: Relation = "all",
        time: Time = "any",
        year: float | None = None,
        rows: Mask | None = None,
    ) -> Mask:
        """Tell which pairs a view shows, shape (k,); no geometry is touched.

        Parameters
        ----------
        relation, time : str
            As in `OverlapRule`.
        year : float or None
            Only pairs of which both sides operate in that year.
        rows : (n,) bool or None
            Only pairs of which both sides are among these rows of the layer.
        """
        shown = np.ones(len(self), bool)
        if relation != "all":
            shown &= self.relation_code == RELATIONS.index(relation)
        if time == "meet":
            shown &= self.years >= 1
        for allowed in (None if year is None else self.at_work(year), rows):
            if allowed is not None:
                shown &= allowed[self.left] & allowed[self.right]
        return shown

    def at_work(self, year: float) -> Mask:
        """Tell which rows of the layer operate in a year, shape (n,); unknown years do not."""
        mask: Mask = (self.operating[:, 0] <= year) & (year <= self.operating[:, 1])
        return mask

    def take(self, pairs: Rows | Mask) -> Self:
        """Give only some pairs, by number or mask, in that order."""
        return replace(self, **{name: getattr(self, name)[pairs] for name in _BY_PAIR})

    def inserted(self, at: Rows, other: Self) -> Self:
        """Give the table with the pairs of another one of the same layer before its pairs `at`."""
        columns = ((name, getattr(self, name), getattr(other, name)) for name in _BY_PAIR)
        return replace(self, **{name: np.insert(own, at, its) for name, own, its in columns})


_BY_PAIR = (  # what an `OverlapTable` holds of each pair
    "left",
    "right",
    "area",
    "coefficient",
    "jaccard",
    "width",
    "sliver",
    "years",
    "relation_code",
)


def _class_codes(share: Values, sliver: Mask) -> NDArray[np.int8]:
    grades = np.where(share >= HIGH, 0, np.where(share >= PARTIAL, 1, 2))
    return np.where(sliver, 3, grades).astype(np.int8)


def uid_ranks(uids: Objects) -> Rows:
    """Place of each uid in their order, shape (n,)."""
    order = np.argsort(uids.astype(str), kind="stable")
    ranks = np.empty(len(uids), dtype=np.intp)
    ranks[order] = np.arange(len(uids))
    return ranks


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
    undated : int
        Further rows that a rule which asks for years leaves out: theirs are unknown.
    repaired : tuple of Repair
        Footprints that were invalid, and what the repair did.
    rule : OverlapRule
        What counted.
    layer : Layer
        The very layer that was compared, so that a stale result is recognised by identity.
    engine : str
        What measured the areas: "kernel" (in C) or, where it was not built, "numpy".
    issues : tuple of Issue
        What is wrong with rows: such values were taken as unknown.
    """

    table: OverlapTable
    investments: int
    excluded_unknown: int
    without_footprint: int
    undated: int
    repaired: tuple[Repair, ...]
    rule: OverlapRule
    layer: Layer
    engine: str = "numpy"
    issues: tuple[Issue, ...] = ()

    @property
    def without_years(self) -> int:
        """Further rows left out because their years are unknown and the rule asks for them."""
        return self.undated if self.rule.time == "meet" else 0

    def view(self, *, relation: Relation = "all", time: Time = "any") -> Self:
        """Give the run as if only such pairs had been asked for; nothing is measured again."""
        rule = replace(self.rule, relation=relation, time=time)
        if rule == self.rule:
            return self
        return replace(
            self, table=self.table.take(self.table.where(relation=relation, time=time)), rule=rule
        )
