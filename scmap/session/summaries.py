"""By what overlaps and money are summed up: the groups of a project's investments, read once."""

from dataclasses import dataclass
from typing import Literal, Self, TypeAlias

import numpy as np

from scmap.analysis.annual import YearSeries, year_series
from scmap.analysis.operation import funded_years
from scmap.analysis.register import lineages
from scmap.analysis.summary import Groups, Pairs
from scmap.model.codebook import CodeBook
from scmap.model.layer import Layer
from scmap.model.overlap import Mask, OverlapRun, Relation
from scmap.model.verdict import Candidates, Rows, Values
from scmap.progress import Progress, silent

# 부처, 주분야, 모든 분야, 법정 12분야, IFEZ 6분야
Axis: TypeAlias = Literal["ministry", "field", "fields", "statutory", "ifez"]
Scope: TypeAlias = Literal["graded", "serious", "all"]

SCOPES: tuple[Scope, ...] = ("graded", "serious", "all")
SERIOUS = 3  # grades Ⅰ to Ⅲ


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """What summing up asks of each investment of a layer.

    Attributes
    ----------
    layer : Layer
        The very layer; a stale ledger is told by its identity.
    groups : mapping of str to Groups
        By axis.
    funded : (n, 2) float64
        First and last funded year.
    totals : (n,) float64
        총사업비, 백만원, NaN = unknown.
    """

    layer: Layer
    groups: dict[Axis, Groups]
    funded: Values
    totals: Values

    @classmethod
    def of(cls, layer: Layer, codebook: CodeBook, *, progress: Progress = silent) -> Self:
        """Read an investment layer; `progress` may raise CancelledError between two groupings."""
        lines = lineages(layer, codebook)
        progress(0.3)
        groups: dict[Axis, Groups] = {"ministry": Groups.of_ministries(lines, codebook)}
        progress(0.5)
        groups["field"] = Groups.of_fields(layer, codebook)
        progress(0.7)
        groups["fields"] = Groups.of_fields(layer, codebook, every=True)
        progress(0.8)
        groups["statutory"] = Groups.of_view(layer, codebook, "statutory")
        progress(0.85)
        groups["ifez"] = Groups.of_view(layer, codebook, "ifez")
        progress(0.9)
        return cls(layer, groups, funded_years(layer), layer.number("total_mkrw"))

    def series(
        self, run: OverlapRun, kept: Mask | None = None, relation: Relation = "between"
    ) -> YearSeries:
        """Lay out the years of all investments, or of those that are kept.

        The pairs are those that share ground and whose owners relate as asked.
        """
        table = run.table
        shown = table.where(relation=relation, rows=kept)
        funded, operating = self.funded, table.operating
        if kept is not None:
            funded, operating = (
                np.where(kept[:, None], one, np.nan) for one in (funded, operating)
            )
        pairs = table.left[shown], table.right[shown]
        return year_series(self.groups["ministry"], funded, operating, self.totals, pairs)


def pairs_of(candidates: Candidates, scope: Scope, totals: Values) -> Pairs:
    """Give the pairs of a scope.

    "graded" are the candidates, "serious" those of grade Ⅰ to Ⅲ, "all" every pair that shares
    ground, whatever its ministries and years.
    """
    if scope == "all":
        table = candidates.run.table
        money = np.minimum(totals[table.left], totals[table.right]) * table.coefficient
        return Pairs(table.left, table.right, money)
    pairs = Pairs(candidates.left, candidates.right, candidates.money)
    return pairs.take(chosen_pairs(candidates, scope))


def chosen_pairs(candidates: Candidates, scope: Scope) -> Mask:
    """Tell which graded pairs belong to a scope, shape (k,)."""
    if scope == "serious":
        return np.asarray(candidates.verdict.grade < SERIOUS, dtype=bool)
    return np.ones(len(candidates), dtype=bool)


def members(pairs: tuple[Rows, Rows], count: int) -> Mask:
    """Tell which of `count` investments take part in some of the pairs, shape (count,)."""
    found = np.zeros(count, dtype=bool)
    for side in pairs:
        found[side] = True
    return found
