"""Tell the sides of squares from the borders of faces.

The lattice by which large components are cut runs through faces: where one face goes on beyond the
side of a square, that side is a seam and no border of it.
"""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.model.depth import Box, Cell, Pieces, Rows, Seams, Values
from scmap.model.layer import Objects

_NEAR = 1e-3  # metres; what lies so near a side lies on it

_ALONG = (1, 0, 1, 0)  # which coordinate runs along the sides: west, south, east, north


def seams_of(polygons: Objects, box: Box | None) -> Seams:
    """Give the stretches of the pieces' borders that lie on the sides of their square.

    Parameters
    ----------
    polygons : (p,) object
        The pieces, none of which leaves the square.
    box : tuple of float or None
        The square; a whole component has none, and no seams.
    """
    if box is None:
        return Seams.none()
    reach = np.abs(shapely.bounds(polygons).reshape(-1, 4) - box) <= _NEAR
    rows = np.flatnonzero(reach.any(axis=1))
    # Holes have no edge on a side: what lay between would be outside the square.
    rings = shapely.get_exterior_ring(polygons[rows])
    vertex, ring = shapely.get_coordinates(rings, return_index=True)
    within = ring[1:] == ring[:-1]
    piece, side, start, stop = [], [], [], []
    for place, along in enumerate(_ALONG):
        on = np.abs(vertex[:, 1 - along] - box[place]) <= _NEAR
        edge = np.flatnonzero(on[1:] & on[:-1] & within)
        ends = np.sort(np.column_stack((vertex[edge, along], vertex[edge + 1, along])), axis=1)
        piece.append(rows[ring[edge]])
        side.append(np.full(len(edge), place, dtype=np.int8))
        start.append(ends[:, 0])
        stop.append(ends[:, 1])
    return Seams(
        np.concatenate(piece).astype(np.int32),
        np.concatenate(side),
        np.concatenate(start),
        np.concatenate(stop),
    )


def seam_lengths(
    cells: Sequence[Cell], pieces: Sequence[Pieces], which: Rows, count: int
) -> Values:
    """Measure how far each face goes on beyond the sides of squares, metres, shape (count,).

    Parameters
    ----------
    cells, pieces : sequence of Cell, of Pieces
        The cells and what came of cutting them.
    which : (p,) intp
        Number of the face of each piece of all cells in their order; -1 for those of none.
    count : int
        Number of faces.
    """
    face, line, place, step = _ends(cells, pieces, which)
    order = np.lexsort((place, face, *line))
    face, place = face[order], place[order]
    # On either side of a line the pieces of a face lie beside each other: where two stretches lie
    # on one another, they are of both sides.
    on_both = np.cumsum(step[order])[:-1] == 2
    long = np.where(on_both, np.diff(place), 0.0)
    return np.asarray(np.bincount(face[:-1], long, minlength=count), dtype=np.float64)


def _ends(
    cells: Sequence[Cell], pieces: Sequence[Pieces], which: Rows
) -> tuple[Rows, tuple[NDArray[np.int8], Values], Values, NDArray[np.int8]]:
    """Give both ends of all stretches: face, line (direction and place), place on it, +1 or -1."""
    first = np.cumsum([0, *(len(one.area) for one in pieces)])[:-1]
    squares = [row for row, cell in enumerate(cells) if cell.box is not None]
    seams = [pieces[row].seams for row in squares]
    sides = np.concatenate([np.empty(0, np.int8), *(one.side for one in seams)])
    counts = [len(one.side) for one in seams]
    boxes = np.repeat([cells[row].box or () for row in squares], counts, axis=0).reshape(-1, 4)
    numbers = [one.piece + first[row] for row, one in zip(squares, seams, strict=True)]
    face = which[np.concatenate([np.empty(0, np.intp), *numbers])]
    start = np.concatenate([np.empty(0), *(one.start for one in seams)])
    stop = np.concatenate([np.empty(0), *(one.stop for one in seams)])
    kept = np.flatnonzero(face >= 0)
    direction, line = sides[kept] % 2, boxes[kept, sides[kept]]
    step = np.repeat(np.array([1, -1], dtype=np.int8), len(kept))
    return (
        np.tile(face[kept], 2),
        (np.tile(line, 2), np.tile(direction, 2)),
        np.concatenate((start[kept], stop[kept])),
        step,
    )
