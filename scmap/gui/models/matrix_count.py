"""What a matrix counts of the pairs in view, before it is put into words."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from scmap.analysis.summary import Groups, Matrix, Pairs, cross
from scmap.gui.models.in_view import Listed, graded_in_view, measured_in_view
from scmap.gui.models.narrowed import Narrowed
from scmap.model.overlap import Mask
from scmap.session.summaries import Axis, Ledger, Scope, pairs_of


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """Which pairs are counted, and by what.

    Attributes
    ----------
    among : Listed
        What may be counted.
    ledger : Ledger
        By what it is summed up.
    to : Narrowed
        What the view is narrowed to; the cell is no matter: it is chosen in the matrix.
    axis, scope : str
        By which groups, and which pairs.
    """

    among: Listed
    ledger: Ledger
    to: Narrowed
    axis: Axis
    scope: Scope

    def same(self, other: Self | None) -> bool:
        """Tell whether this has the same answer."""
        if other is None or not self.among.same(other.among):
            return False
        mine, its = (replace(one.to, cell=None) for one in (self, other))
        return (mine, self.axis, self.scope) == (its, other.axis, other.scope)


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """A matrix with what must be said about it.

    Attributes
    ----------
    question : Question
        What was asked.
    pairs : Pairs
        The pairs that are counted.
    groups : Groups
        By which they are.
    matrix : Matrix
        The figures.
    stand_in : int
        Pairs that rest on an administrative area or a circle as a stand-in.
    unlisted : int
        Pairs that the table does not list: their years lie too far apart to be graded.
    """

    question: Question
    pairs: Pairs
    groups: Groups
    matrix: Matrix
    stand_in: int
    unlisted: int

    @classmethod
    def of(cls, question: Question) -> Self:
        """Count."""
        among, groups = question.among, question.ledger.groups[question.axis]
        found = among.pairs.candidates
        pairs = pairs_of(
            found, "all" if question.scope == "all" else "graded", question.ledger.totals
        )
        shown = _shown(question)
        pairs = pairs.take(shown)
        quality = found.layer.text("quality")
        stand_in = np.asarray((quality == "B") | (quality == "C"))
        rests = stand_in[pairs.left] | stand_in[pairs.right]
        unlisted = _unlisted(question, shown) if question.scope == "all" else 0
        return cls(question, pairs, groups, cross(pairs, groups), int(rests.sum()), unlisted)


def _shown(question: Question) -> Mask:
    if question.scope == "all":
        return measured_in_view(question.among, question.to)
    return graded_in_view(question.among, question.to, question.scope)


def _unlisted(question: Question, shown: Mask) -> int:
    """Count pairs that share ground but stand in no row of the table."""
    listed = np.zeros(len(shown), dtype=bool)
    rows = question.among.pairs.pair
    listed[rows[rows >= 0]] = True
    return int((shown & ~listed).sum())
