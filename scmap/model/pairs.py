"""Every pair that a planner is shown: the graded ones, the most serious first, then exceptions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from scmap.model.layer import Layer, Objects
from scmap.model.overlap import RELATIONS, OverlapTable, Rows, Values
from scmap.model.verdict import Candidates, sides_of
from scmap.progress import Progress, part, silent


@dataclass(frozen=True, eq=False)
class PairList:
    """Pairs of one register in the order in which they are listed everywhere.

    Attributes
    ----------
    candidates : Candidates
        The graded pairs; they are the first rows of the list, in the same order.
    left, right : (m,) intp
        Rows of the investments; the uid of `left` is the smaller one.
    pair : (m,) intp
        Row in the measured table, -1 where the two share no ground.
    """

    candidates: Candidates
    left: Rows
    right: Rows
    pair: Rows

    @classmethod
    def of(cls, candidates: Candidates, *, progress: Progress = silent) -> Self:
        """List graded pairs and, behind them, the exceptions.

        What a pair is looked up by is made here, not where a window waits for it; `progress` may
        raise CancelledError meanwhile.
        """
        candidates.make_ready(part(progress, 0.0, 0.8))
        table, excepted = candidates.run.table, candidates.exceptions
        sides = np.array([(one.left, one.right) for one in excepted], dtype=np.intp).reshape(-1, 2)
        turned = table.ranks[sides[:, 0]] > table.ranks[sides[:, 1]]
        sides[turned] = sides[turned][:, ::-1]
        made = cls(
            candidates,
            np.concatenate((candidates.left, sides[:, 0])),
            np.concatenate((candidates.right, sides[:, 1])),
            np.concatenate((candidates.pair, table.find(sides[:, 0], sides[:, 1]))),
        )
        made._excepted  # noqa: B018  as `make_ready` does
        return made

    def __len__(self) -> int:
        return len(self.left)

    @property
    def graded(self) -> int:
        """How many pairs are graded; the others are exceptions."""
        return len(self.candidates)

    @property
    def layer(self) -> Layer:
        """The investments."""
        return self.candidates.layer

    @property
    def table(self) -> OverlapTable:
        """What was measured of all pairs."""
        return self.candidates.run.table

    @property
    def relation_code(self) -> NDArray[np.int8]:
        """Place in `RELATIONS` of each pair; behind them for an exception that shares no ground."""
        codes = np.append(self.table.relation_code, np.int8(len(RELATIONS)))[self.pair]
        codes[: self.graded] = self.candidates.relation_code
        return codes

    def uid(self, row: int) -> str:
        """Identity of a pair: both uids, the smaller first, with "|" between them."""
        uids = self.layer.uids
        return f"{uids[self.left[row]]}|{uids[self.right[row]]}"

    def uids(self, rows: Rows | None = None) -> Objects:
        """Identities of some pairs, or of all."""
        uids = self.layer.uids
        left = self.left if rows is None else self.left[rows]
        right = self.right if rows is None else self.right[rows]
        return np.asarray(uids[left] + "|" + uids[right], dtype=object)

    def rows(self, uids: Iterable[str]) -> Rows:
        """Row of each pair's identity, -1 where it is not listed."""
        one, other = sides_of(uids, self.layer)
        found = self.candidates.find(one, other)
        for place in np.flatnonzero(found < 0).tolist():
            sides = (int(min(one[place], other[place])), int(max(one[place], other[place])))
            found[place] = self._excepted.get(sides, -1)
        return found

    @cached_property
    def _excepted(self) -> Mapping[tuple[int, int], int]:
        """Row of each exception in the list, by the rows of its sides in ascending order."""
        return {
            (min(one.left, one.right), max(one.left, one.right)): place
            for place, one in enumerate(self.candidates.exceptions, start=self.graded)
        }

    def row(self, uid: str) -> int:
        """Row of a pair's identity, -1 where it is not listed."""
        return int(self.rows((uid,))[0])

    def why(self, row: int) -> str:
        """Say why a pair is not graded: "double_entry" (E1) or "continuation" (E2); else ""."""
        return "" if row < self.graded else self.candidates.exceptions[row - self.graded].why

    def with_member(self, uid: str) -> Rows:
        """Rows of the pairs of one investment, in the order of the list."""
        row = self.layer.rows.get(uid, -1)
        if row < 0:  # as of a pair: none of millions need be looked at
            return np.empty(0, np.intp)
        return np.flatnonzero((self.left == row) | (self.right == row))

    @property
    def years(self) -> Values:
        """Years in which both sides of each pair operate, shape (m,); NaN when unknown."""
        excepted = self.measured(self.table.years)[self.graded :]
        return np.concatenate((self.candidates.years, excepted))

    def first_sharing(self, count: int) -> Rows:
        """Rows of the first pairs that share ground, `count` at most."""
        return np.flatnonzero(self.pair[: self._enough(count)] >= 0)[:count]

    def _enough(self, count: int) -> int:
        """How many rows must be looked at to find so many pairs that share ground."""
        reach = 4 * count
        while reach < len(self) and np.count_nonzero(self.pair[:reach] >= 0) < count:
            reach *= 2
        return reach

    def measured(self, values: Values) -> Values:
        """Give what was measured of each pair, shape (m,); NaN where it shares no ground.

        Parameters
        ----------
        values : (k,) float64
            A column of the measured table.
        """
        told = np.full(len(self), np.nan)
        shares = self.pair >= 0
        told[shares] = values[self.pair[shares]]
        return told

    def judged(self, values: Values) -> Values:
        """Give what was judged of each pair, shape (m,); NaN for exceptions.

        Parameters
        ----------
        values : (k,) float64
            One number for each candidate.
        """
        return np.concatenate((values, np.full(len(self) - self.graded, np.nan)))
