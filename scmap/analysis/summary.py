"""Where overlaps gather: 부처×부처 and 분야×분야, in pairs, ground and money.

A pair stands in every cell in which one side belongs to the row and the other to the column. A
joint investment (국토교통부;과학기술정보통신부) belongs to each of its lines, so that a pair may
stand in several cells; sums of rows and of the whole are therefore never sums of cells but count
each pair once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.analysis.ground import Ground
from scmap.model.codebook import UNCLASSIFIED, CodeBook, View, parts
from scmap.model.distinct import distinct
from scmap.model.layer import Layer, Objects, objects
from scmap.model.profile import membership
from scmap.model.verdict import Rows, Values
from scmap.progress import Progress, giving_way, part, silent

ALL = "*"  # key of the row and the column that stand for every group

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Groups:
    """To which groups (ministry lines, service fields) each investment belongs.

    Attributes
    ----------
    keys : tuple of str, length g
        The groups in the order in which they are shown, then `ALL`.
    member : (n, g) bool
        Whether each row belongs to each group; every row belongs to `ALL`.
    """

    keys: tuple[str, ...]
    member: Mask

    @classmethod
    def of(cls, sets: Sequence[Iterable[str]], order: Iterable[str]) -> Self:
        """Lay sets of groups out; groups in which nothing is are left out."""
        found = [frozenset(one) for one in giving_way(sets)]
        there = frozenset().union(*found)
        keys = (*(key for key in dict.fromkeys(order) if key in there), ALL)
        member = membership(found, keys)
        member[:, -1] = True
        return cls(keys, member)

    @classmethod
    def of_ministries(cls, lineages: Sequence[frozenset[str]], codebook: CodeBook) -> Self:
        """Group by ministry line; unknown ministries (which are never paired) come last."""
        unknown = frozenset({UNCLASSIFIED})
        known = [one or unknown for one in lineages]
        return cls.of(known, (*codebook.lineages, UNCLASSIFIED))

    @classmethod
    def of_fields(cls, layer: Layer, codebook: CodeBook, *, every: bool = False) -> Self:
        """Group by 주분야, or by `every` field of a record; none known is 미분류."""
        cells, at = distinct(layer.text("fields"))
        known = (
            [code for code in parts(cell) if code in codebook.fields] for cell in giving_way(cells)
        )
        sets = objects(
            frozenset((codes if every else codes[:1]) or [UNCLASSIFIED]) for codes in known
        )
        return cls.of(sets[at].tolist(), (*codebook.fields, UNCLASSIFIED))

    @classmethod
    def of_view(cls, layer: Layer, codebook: CodeBook, view: View) -> Self:
        """Group by the columns of a view, all of them, whether anything is there or not.

        Each investment counts once, in the column of the first of its fields that has one.
        """
        cells, at = distinct(layer.text("fields"))
        found = objects(frozenset(codebook.field_shares(cell, view)) for cell in giving_way(cells))[
            at
        ]
        columns = [term.code for term in codebook.columns(view)]
        unknown = [UNCLASSIFIED] if any(UNCLASSIFIED in one for one in found) else []
        keys = (*columns, *unknown, ALL)
        member = membership(found.tolist(), keys)
        member[:, -1] = True
        return cls(keys, member)

    @cached_property
    def kinds(self) -> "Kinds":
        """Rows that belong to the very same groups, as kinds."""
        return Kinds.of(self.member)

    def place(self, key: str) -> int:
        """Give the column of a group.

        Raises
        ------
        ValueError
            If nothing belongs to it.
        """
        return self.keys.index(key)


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs of investments with the money that rests on what they share.

    Attributes
    ----------
    left, right : (k,) intp
        Rows of the layer.
    money : (k,) float64
        중첩 투자액(참고), 백만원: min(total)·S_oc; NaN = unknown.
    """

    left: Rows
    right: Rows
    money: Values

    def __len__(self) -> int:
        return len(self.left)

    def take(self, chosen: Mask | Rows) -> Self:
        """Give some of the pairs."""
        return type(self)(self.left[chosen], self.right[chosen], self.money[chosen])


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """Pairs by the groups of both sides; symmetric, the last row and column stand for all.

    Attributes
    ----------
    keys : tuple of str, length g
        Groups, then `ALL`.
    pairs : (g, g) intp
        Pairs of the cell. In the row of `ALL` each pair counts once, so that it is no sum of the
        cells above it where a side belongs to several groups.
    money : (g, g) float64
        Sum of the cell's known 중첩 투자액(참고), 백만원; NaN where none of its pairs has one. It
        adds up pairs: an investment that overlaps with several counts with each of them. It tells
        where to look and is no amount that could be saved.
    unknown : (g, g) intp
        Pairs whose money is unknown: the sum leaves them out.
    """

    keys: tuple[str, ...]
    pairs: NDArray[np.intp]
    money: Values
    unknown: NDArray[np.intp]

    @property
    def filled(self) -> Rows:
        """Places of the groups in which there are pairs, and of `ALL`."""
        return np.union1d(np.flatnonzero(self.pairs[-1]), len(self.keys) - 1).astype(np.intp)

    def take(self, places: Rows) -> Self:
        """Give only some groups."""
        both = np.ix_(places, places)
        keys = tuple(self.keys[place] for place in places.tolist())
        return type(self)(keys, self.pairs[both], self.money[both], self.unknown[both])


def cross(pairs: Pairs, groups: Groups) -> Matrix:
    """Count pairs and add up their money by the groups of both sides.

    Parameters
    ----------
    pairs : Pairs
        Each pair once.
    groups : Groups
        Of the rows that the pairs name.
    """
    kinds, known = groups.kinds, ~np.isnan(pairs.money)
    codes, size = kinds.codes(pairs), len(kinds.members)

    def summed(of: Rows, values: Values | None = None) -> Values:
        combined = np.bincount(of, values, size * size).reshape(size, size)
        return kinds.spread(combined.astype(float))

    found = summed(codes).astype(np.intp)
    unknown = summed(codes[~known]).astype(np.intp)
    money = summed(codes[known], pairs.money[known])
    money[(found > 0) & (unknown == found)] = np.nan
    return Matrix(groups.keys, found, money, unknown)


def in_cell(left: Rows, right: Rows, groups: Groups, row: str, column: str) -> Mask:
    """Tell which pairs stand in a cell, shape (k,)."""
    one, other = (groups.member[:, groups.place(key)] for key in (row, column))
    cell: Mask = (one[left] & other[right]) | (other[left] & one[right])
    return cell


def shared_areas(
    ground: Ground, pairs: Pairs, groups: Groups, *, progress: Progress = silent
) -> Values:
    """Measure the ground on which the pairs of each cell lie: a union, never a sum of pairs.

    Parameters
    ----------
    ground : Ground
        Cuts what two footprints share; a pair without two footprints shares nothing.
    pairs, groups
        As for `cross`.
    progress : Progress
        Told the share done; may raise CancelledError.

    Returns
    -------
    (g, g) float64
        m². A piece of ground on which several pairs of a cell overlap counts once; one on which
        pairs of several cells overlap counts once in each.
    """
    kinds = groups.kinds
    pieces = ground.cut(pairs.left, pairs.right, progress=part(progress, 0.0, 0.6))
    shared = _joined(kinds.codes(pairs), pieces, part(progress, 0.6, 0.9))
    size = len(groups.keys)
    area = np.zeros((size, size))
    for row in range(size):
        for column in range(row, size):
            own = [one for code, one in shared.items() if kinds.cells(code)[row, column]]
            area[row, column] = area[column, row] = shapely.area(shapely.union_all(own))
        progress(0.9 + 0.1 * (row + 1) / size)
    return area


def _joined(codes: Rows, pieces: Objects, progress: Progress) -> dict[int, shapely.Geometry]:
    """Join the ground of each combination of owners; equal pieces, being one object, count once."""
    found: dict[int, dict[int, shapely.Geometry]] = {}
    for code, piece in zip(codes.tolist(), pieces, strict=True):
        if not piece.is_empty:
            found.setdefault(code, {})[id(piece)] = piece
    joined = {}
    for done, (code, several) in enumerate(found.items(), start=1):
        joined[code] = shapely.union_all(np.array(list(several.values()), dtype=object))
        progress(done / len(found))
    return joined


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """Rows that belong to the very same groups are one kind: pairs are counted by kinds first.

    Attributes
    ----------
    of_row : (n,) intp
        Kind of each row.
    members : (m, g) bool
        Groups of each kind.
    """

    of_row: Rows
    members: Mask

    @classmethod
    def of(cls, member: Mask) -> Self:
        """Tell the kinds of (n, g) memberships apart, in the order of their groups.

        Sorting rows of several columns holds the interpreter, sorting numbers does not: 64 groups
        are one number, of which the first group is the highest bit.
        """
        of_row, first = np.zeros(len(member), np.intp), np.empty(0, np.intp)
        for word in _words(member).T:
            values, of_word = np.unique(word, return_inverse=True)
            codes = of_row * len(values) + of_word
            _, first, of_row = np.unique(codes, return_index=True, return_inverse=True)
        return cls(of_row, member[first])

    def codes(self, pairs: Pairs) -> Rows:
        """Give the number of each pair's combination of kinds, shape (k,)."""
        code: Rows = self.of_row[pairs.left] * len(self.members) + self.of_row[pairs.right]
        return code

    def cells(self, code: int) -> Mask:
        """Cells in which pairs of a combination stand, shape (g, g)."""
        one, other = (self.members[kind] for kind in divmod(code, len(self.members)))
        cells: Mask = np.outer(one, other) | np.outer(other, one)
        return cells

    def spread(self, combined: Values) -> Values:
        """Sum what combinations of kinds have into the cells in which they stand.

        Parameters
        ----------
        combined : (m, m) float64
            Of each combination: kind of the left side, kind of the right side.

        Returns
        -------
        (g, g) float64
            A combination whose two sides both belong to row and column counts once there.
        """
        member = self.members.astype(float)
        either = member.T @ (combined + combined.T) @ member
        both = (member[:, :, None] * member[:, None, :]).reshape(len(member), -1)
        twice = ((combined @ both) * both).sum(axis=0).reshape(either.shape)
        return np.asarray(either - twice)


def _words(member: Mask) -> NDArray[np.uint64]:
    """Give (n, g) memberships as (n, g / 64) numbers."""
    packed = np.packbits(member, axis=1)
    whole = np.pad(packed, ((0, 0), (0, -packed.shape[1] % 8)))
    words: NDArray[np.uint64] = whole.view(">u8").astype(np.uint64)
    return words
