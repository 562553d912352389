"""Which pairs and investments are in view: masks over rows that the analysis measured already."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np

from scmap.analysis.annual import operates_within
from scmap.analysis.summary import in_cell
from scmap.gui.models.narrowed import EVERYTHING, EXCEPTED, Cell, Narrowed
from scmap.model.layer import Layer
from scmap.model.overlap import RELATIONS, Mask, OverlapRun, Relation, Rows
from scmap.model.pairs import PairList
from scmap.session.summaries import Ledger, Scope, chosen_pairs, members

CHOSEN = ("within", "joint")  # relations that hide exceptions of others; they are found of all


@dataclass(frozen=True, slots=True)
class Tally:
    """How much of the data is in view.

    Attributes
    ----------
    investments, all_investments, pairs, all_pairs : int
        In view, and in all; the pairs are those that the table lists.
    undated : int
        Investments that no years can show: theirs are unknown.
    """

    investments: int = 0
    all_investments: int = 0
    pairs: int = 0
    all_pairs: int = 0
    undated: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """What may be narrowed.

    Attributes
    ----------
    run : OverlapRun
        All pairs that share ground, whatever their relation and years.
    pairs : PairList
        The pairs that the table lists.
    relation : str
        How the owners of the graded pairs relate.
    ledger : Ledger or None
        By what they are summed up; None while that is being read.
    """

    run: OverlapRun
    pairs: PairList
    relation: Relation
    ledger: Ledger | None

    def same(self, other: Self | None) -> bool:
        """Tell whether these are the very same pairs, by the same ledger."""
        if other is None:
            return False
        return self.pairs is other.pairs and self.ledger is other.ledger

    def __len__(self) -> int:
        return len(self.pairs)


@dataclass(frozen=True, slots=True, eq=False)
class InView:
    """What is in view of what is listed; None where that is all.

    Attributes
    ----------
    to : Narrowed
        What it was narrowed to.
    at_work : (n,) bool or None
        Whether each investment operates in the chosen years.
    listed : (m,) bool or None
        Which of the listed pairs are in view.
    masks : mapping of str to Mask
        Rows in view by the name of the layer, for the map; what is not named is whole.
    tally : Tally
        How much that is.
    """

    to: Narrowed = EVERYTHING
    at_work: Mask | None = None
    listed: Mask | None = None
    masks: Mapping[str, Mask] = field(default_factory=dict)
    tally: Tally = Tally()

    @classmethod
    def of(cls, among: Listed, to: Narrowed, drawn: Mapping[str, Layer]) -> Self:
        """Narrow what is listed.

        Parameters
        ----------
        among : Listed
            What may be narrowed.
        to : Narrowed
            To what.
        drawn : mapping of str to Layer
            The layers of pairs on the map, by name.
        """
        if to == EVERYTHING and among.relation not in CHOSEN:
            return cls(tally=_tally(among, None, None))
        listed = _in_list(among, to)
        masks = {name: listed[among.pairs.rows(drawn[name].uids)] for name in sorted(drawn)}
        investments = masks[among.run.layer.uid] = _in_register(among, to, listed)
        tally = _tally(among, investments, listed)
        return cls(to, _at_work(among, to), listed, masks, tally)


def measured_in_view(among: Listed, to: Narrowed) -> Mask:
    """Tell which of all pairs that share ground are in view, shape (k,), whatever the cell.

    Only graded pairs have a grade: where grades are asked for, all others are out of view.
    """
    table = among.run.table
    shown: Mask = table.where(relation=among.relation, time=to.time, rows=_at_work(among, to))
    if to.lines:
        shown &= _of_lines(among, to, table.left, table.right)
    if to.grades:
        listed = _in_list(among, replace(to, cell=None))
        rows = among.pairs.pair[listed]
        graded = np.zeros(len(table), dtype=bool)
        graded[rows[rows >= 0]] = True
        shown &= graded
    return shown


def graded_in_view(among: Listed, to: Narrowed, scope: Scope) -> Mask:
    """Tell which graded pairs of a scope are in view, shape (g,), whatever the cell."""
    listed = _in_list(among, replace(to, cell=None))[: among.pairs.graded]
    return np.asarray(listed & chosen_pairs(among.pairs.candidates, scope), dtype=bool)


def _in_list(among: Listed, to: Narrowed) -> Mask:
    """Which of the listed pairs are in view, shape (m,)."""
    listed = among.pairs
    kept = _working(_at_work(among, to), listed.left, listed.right)
    if among.relation in CHOSEN:
        kept &= _related(among)
    if to.time == "meet":
        kept &= listed.years >= 1
    if to.cell is not None and among.ledger is not None:
        kept &= _of_cell(to.cell, among.ledger, listed.left, listed.right)
        if to.cell.scope == "all":  # as `measured_in_view` counts
            kept &= (listed.pair >= 0) & _related(among)
        else:  # the exceptions behind the graded pairs stand in no cell
            graded = chosen_pairs(listed.candidates, to.cell.scope)
            kept &= np.append(graded, np.zeros(len(listed) - listed.graded, dtype=bool))
    if to.grades:
        grades = listed.candidates.verdict.grade
        excepted = np.full(len(listed) - listed.graded, EXCEPTED, dtype=grades.dtype)
        kept &= np.isin(np.append(grades, excepted), list(to.grades))
    if to.lines:
        kept &= _of_lines(among, to, listed.left, listed.right)
    return kept


def _related(among: Listed) -> Mask:
    """Whether the owners of each listed pair relate as asked, shape (m,)."""
    codes = among.pairs.relation_code
    if among.relation == "all":
        return np.ones(len(codes), dtype=bool)
    return np.asarray(codes == RELATIONS.index(among.relation))


def _in_register(among: Listed, to: Narrowed, listed: Mask) -> Mask:
    """Which investments are in view: at work, and in such a pair where that is asked."""
    at_work, table, count = _at_work(among, to), among.run.table, len(among.run.layer)
    shown = np.ones(count, dtype=bool) if at_work is None else at_work
    if not to.to_pairs:
        return shown
    found = members((among.pairs.left[listed], among.pairs.right[listed]), count)
    if to.cell is not None and to.cell.scope == "all" and among.ledger is not None:
        every = measured_in_view(among, to)
        every &= _of_cell(to.cell, among.ledger, table.left, table.right)
        found |= members((table.left[every], table.right[every]), count)
    return np.asarray(shown & found)


def _at_work(among: Listed, to: Narrowed) -> Mask | None:
    """Whether each investment operates in the chosen years; None for all."""
    return operates_within(among.run.table.operating, *to.years) if to.years else None


def _working(at_work: Mask | None, left: Rows, right: Rows) -> Mask:
    """Whether both sides of each pair operate in the chosen years."""
    if at_work is None:
        return np.ones(len(left), dtype=bool)
    return np.asarray(at_work[left] & at_work[right])


def _of_lines(among: Listed, to: Narrowed, left: Rows, right: Rows) -> Mask:
    """Whether one side at least of each pair is of the chosen ministry lines."""
    if among.ledger is None:
        return np.ones(len(left), dtype=bool)
    groups = among.ledger.groups["ministry"]
    places = [place for place, key in enumerate(groups.keys) if key in to.lines]
    theirs: Mask = np.asarray(groups.member[:, places].any(axis=1))
    return np.asarray(theirs[left] | theirs[right])


def _of_cell(cell: Cell, ledger: Ledger, left: Rows, right: Rows) -> Mask:
    return in_cell(left, right, ledger.groups[cell.axis], cell.row, cell.column)


def _tally(among: Listed, investments: Mask | None, listed: Mask | None) -> Tally:
    run = among.run
    return Tally(
        investments=len(run.layer) if investments is None else int(investments.sum()),
        all_investments=len(run.layer),
        pairs=len(among) if listed is None else int(listed.sum()),
        all_pairs=len(among),
        undated=int(np.isnan(run.table.operating).any(axis=1).sum()),
    )
