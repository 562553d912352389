"""The ground on which the pairs of each cell of a matrix lie, added up from faces.

Cutting and joining the ground of very many pairs one by one takes minutes; the faces of a partition
have no ground in common, so that the union of any pairs is a sum of faces.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from scmap.analysis.blocks import cut, in_blocks
from scmap.analysis.summary import Groups, Pairs
from scmap.model.depth import Partition
from scmap.model.sorting import sorting_order, told_apart
from scmap.model.verdict import Rows, Values
from scmap.progress import Progress, part, silent

_BUDGET = 2_000_000  # pairs of footprints that are looked up in one block: some 0.2 s of work
_WORD = 64  # cells that one number marks

Bits = NDArray[np.uint64]


def face_areas(
    partition: Partition, pairs: Pairs, groups: Groups, *, progress: Progress = silent
) -> Values:
    """Measure the ground on which the pairs of each cell lie: a union, never a sum of pairs.

    Parameters
    ----------
    partition : Partition
        Faces of the footprints of the layer that the pairs are of. What it leaves out as dust
        (faces below 1 m²) is missing here.
    pairs, groups
        As for `cross`.
    progress : Progress
        Told the share done; may raise CancelledError.

    Returns
    -------
    (g, g) float64
        m², as `shared_areas` gives it.
    """
    size = len(groups.keys)
    upper = np.triu_indices(size)
    marks = _Marks.of(partition, pairs, groups, upper, part(progress, 0.0, 0.1))
    marked = np.zeros((len(partition), marks.cells.shape[1]), dtype=np.uint64)
    members = np.diff(partition.start)

    def work(block: slice) -> None:
        marked[block] = marks.on(partition, block)

    cost = members * (members + 1) // 2
    in_blocks(work, cut(cost, _BUDGET), part(progress, 0.1, 0.9))
    area = np.zeros((size, size))
    for place, (row, column) in enumerate(zip(*upper, strict=True)):
        word, bit = divmod(place, _WORD)
        there = (marked[:, word] >> np.uint64(bit)) & np.uint64(1) > 0
        area[row, column] = area[column, row] = partition.area[there].sum()
        progress(0.9 + 0.1 * place / len(upper[0]))
    return area


@dataclass(frozen=True, slots=True, eq=False)
class _Marks:
    """The cells in which two footprints stand that are a pair.

    Attributes
    ----------
    keys : (k,) intp
        Two footprints as one number, ascending.
    cells : (k, w) uint64
        Which cells of the upper half, one bit each.
    """

    keys: Rows
    cells: Bits

    @classmethod
    def of(
        cls,
        partition: Partition,
        pairs: Pairs,
        groups: Groups,
        upper: tuple[Rows, Rows],
        progress: Progress,
    ) -> Self:
        one, other = partition.shape[pairs.left], partition.shape[pairs.right]
        both = np.flatnonzero((one >= 0) & (other >= 0))
        key = _key(partition, one[both], other[both])
        progress(0.1)
        codes, of_pair = told_apart(groups.kinds.codes(pairs)[both], part(progress, 0.1, 0.4))
        words = -(-len(upper[0]) // _WORD)
        bits = np.zeros((len(codes), words), dtype=np.uint64)
        for place, code in enumerate(codes.tolist()):
            for cell in np.flatnonzero(groups.kinds.cells(code)[upper]).tolist():
                bits[place, cell // _WORD] |= np.uint64(1 << cell % _WORD)
        order = sorting_order(key, part(progress, 0.4, 0.9))
        key, of_pair = key[order], of_pair[order]
        first = np.flatnonzero(np.diff(key, prepend=-1))
        if not len(first):
            return cls(key, np.zeros((0, words), dtype=np.uint64))
        return cls(key[first], np.bitwise_or.reduceat(bits[of_pair], first, axis=0))

    def on(self, partition: Partition, faces: slice) -> Bits:
        """Give the cells of the pairs that stand on each of some faces, shape (f, w)."""
        start = partition.start[faces.start : faces.stop + 1]
        shape = partition.member[start[0] : start[-1]]  # ascending on each face
        begin, count = start[:-1] - start[0], np.diff(start)
        found = np.zeros((len(count), self.cells.shape[1]), dtype=np.uint64)
        if not len(self.keys):
            return found
        for apart in range(int(count.max(initial=0))):
            deep = np.flatnonzero(count > apart)
            room = count[deep] - apart
            first = np.cumsum(room) - room
            place = np.repeat(begin[deep] - first, room) + np.arange(room.sum())
            key = _key(partition, shape[place], shape[place + apart])
            row = np.minimum(np.searchsorted(self.keys, key), len(self.keys) - 1)
            cells = np.where((self.keys[row] == key)[:, None], self.cells[row], np.uint64(0))
            found[deep] |= np.bitwise_or.reduceat(cells, first, axis=0)
        return found


def _key(partition: Partition, one: Rows, other: Rows) -> Rows:
    """Give two footprints as one number, whichever is named first."""
    low, high = np.minimum(one, other), np.maximum(one, other)
    return np.asarray(low.astype(np.intp) * len(partition.shapes) + high)
