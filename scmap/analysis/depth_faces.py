"""Join the pieces that the same footprints cover in the same territory to one face."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scmap.analysis.depth_cells import Shapes
from scmap.analysis.depth_seams import seam_lengths
from scmap.model.depth import Cell, Pieces, Rows, Values
from scmap.progress import Progress, part, silent

FLOOR = 1.0  # m²; a face below it is dust of rounding, as a pair below it is none
NEEDLE = 1e-3  # metres; a narrower piece lies between two edges that are one but for rounding

Marks = NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """Faces and what covers them; the attributes are those of `Partition`."""

    face: Rows
    start: Rows
    member: NDArray[np.int32]
    ground: Rows
    area: Values
    width: Values
    dust: float


def join(
    shapes: Shapes,
    cells: Sequence[Cell],
    pieces: Sequence[Pieces],
    progress: Progress = silent,
) -> Faces:
    """Join pieces to faces, in the order in which each face first occurs.

    Two pieces are told to be covered by the same footprints by the sum of their digests, 128 bits
    modulo 2^64 each half: sets need not be compared one by one.
    """
    told = _Told.of(shapes, cells, pieces)
    progress(0.3)
    covered = np.flatnonzero(told.count)
    keys = np.column_stack((told.mark[covered], told.ground[covered].astype(np.uint64)))
    first, which = _alike(keys)
    progress(0.6)
    area = sums(which, told.area[covered], len(first))
    number = np.full(len(told.area), -1, dtype=np.intp)
    number[covered] = which
    broad = 2 * told.area >= NEEDLE * told.edge
    edge = sums(which, np.where(broad, told.edge, 0.0)[covered], len(first))
    edge -= 2 * seam_lengths(cells, pieces, np.where(broad, number, -1), len(first))
    kept = np.flatnonzero(area >= FLOOR)
    kept = kept[np.argsort(first[kept])]
    rank = np.full(len(first), -1, dtype=np.intp)
    rank[kept] = np.arange(len(kept))
    face = np.append(rank, -1)[number]
    example = covered[first[kept]]
    start, member = _members(cells, pieces, example, part(progress, 0.6, 1.0))
    return Faces(
        face=face,
        start=start,
        member=member,
        ground=told.ground[example],
        area=area[kept],
        width=2 * area[kept] / np.maximum(edge[kept], 2 * np.sqrt(np.pi * area[kept])),
        dust=float(area[area < FLOOR].sum()),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """What is told of the pieces of all cells, one after the other."""

    mark: Marks
    ground: Rows
    count: Rows
    area: Values
    edge: Values

    @classmethod
    def of(cls, shapes: Shapes, cells: Sequence[Cell], pieces: Sequence[Pieces]) -> "_Told":
        every = b"".join(shapes.digests[: shapes.footprints])
        marks = np.frombuffer(every, dtype=np.uint64).reshape(-1, 2)
        pairs = list(zip(cells, pieces, strict=True))
        return cls(
            mark=_end_to_end([_mark(*pair, marks) for pair in pairs], np.zeros((0, 2), np.uint64)),
            ground=_end_to_end([_ground(*pair) for pair in pairs], np.zeros(0, np.intp)),
            count=_end_to_end([_count(*pair) for pair in pairs], np.zeros(0, np.intp)),
            area=_end_to_end([one.area for one in pieces], np.zeros(0)),
            edge=_end_to_end([one.edge for one in pieces], np.zeros(0)),
        )


def _end_to_end(arrays: list[NDArray[Any]], none: NDArray[Any]) -> NDArray[Any]:
    return np.concatenate([none, *arrays])


def _mark(cell: Cell, pieces: Pieces, marks: Marks) -> Marks:
    """Add up the digests of the footprints that cover each piece, shape (p, 2)."""
    running = np.zeros((len(pieces.member) + 1, 2), dtype=np.uint64)
    np.cumsum(marks[cell.shapes[pieces.member]], axis=0, out=running[1:])
    own = running[pieces.start[1:]] - running[pieces.start[:-1]]
    mark: Marks = own + marks[cell.over].sum(axis=0, dtype=np.uint64)
    return mark


def _ground(cell: Cell, pieces: Pieces) -> Rows:
    """Give the territory of each piece; place -1 is that which covers the cell, if any."""
    ground: Rows = np.append(cell.grounds, cell.over_ground)[pieces.ground]
    return ground


def _count(cell: Cell, pieces: Pieces) -> Rows:
    return np.diff(pieces.start) + len(cell.over)


def _alike(keys: Marks) -> tuple[Rows, Rows]:
    """Give the first place of each distinct key, and which of them each key is."""
    order = np.lexsort(keys.T)
    new = np.ones(len(keys), dtype=bool)
    new[1:] = (keys[order[1:]] != keys[order[:-1]]).any(axis=1)
    which = np.empty(len(keys), dtype=np.intp)
    which[order] = np.cumsum(new) - 1
    return order[new], which


def _members(
    cells: Sequence[Cell], pieces: Sequence[Pieces], example: Rows, progress: Progress
) -> tuple[Rows, NDArray[np.int32]]:
    """Give the shapes that cover some pieces, ascending numbers of all cells' pieces."""
    counts, members = [np.zeros(1, np.intp)], [np.zeros(0, np.int32)]
    first = np.cumsum([0, *(len(one.area) for one in pieces)])
    bounds = np.searchsorted(example, first)
    for row, (cell, one) in enumerate(zip(cells, pieces, strict=True)):
        mine = example[bounds[row] : bounds[row + 1]] - first[row]
        count = np.diff(one.start)[mine]
        within = runs(one.start[mine], one.start[mine + 1])
        piece = np.arange(len(mine))
        owner = np.concatenate((np.repeat(piece, count), np.repeat(piece, len(cell.over))))
        shape = np.concatenate((cell.shapes[one.member[within]], np.tile(cell.over, len(mine))))
        order = np.lexsort((shape, owner))
        counts.append(count + len(cell.over))
        members.append(shape[order].astype(np.int32))
        progress(row / len(cells))
    return np.cumsum(np.concatenate(counts)), np.concatenate(members)


def runs(start: Rows, stop: Rows) -> Rows:
    """Give the numbers from each start up to its stop, one run after the other."""
    count = stop - start
    return np.repeat(stop - np.cumsum(count), count) + np.arange(count.sum())


def sums(which: Rows, values: Values, count: int) -> Values:
    """Add up the values of each of `count` kinds."""
    return np.asarray(np.bincount(which, values, minlength=count), dtype=np.float64)
