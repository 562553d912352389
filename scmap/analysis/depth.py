"""Cut the ground of all footprints into faces on which the same investments stand.

Equal footprints are cut once; footprints that share no ground, even by way of others, are cut
apart. What an earlier partition has cut is taken over wherever the same footprints meet, so that a
change costs what it touches, and the result is that of the whole computation by construction.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from hashlib import blake2b

import numpy as np
import shapely

from scmap.analysis import kernel
from scmap.analysis.blocks import cut, in_blocks
from scmap.analysis.depth_cells import Shapes, cells_of, cut_cell
from scmap.analysis.depth_faces import join
from scmap.analysis.repair import areal, repair_footprints
from scmap.errors import CrsMismatchError
from scmap.model.depth import Cell, Partition, Pieces, Rows
from scmap.model.difference import Difference
from scmap.model.layer import Layer, Objects, objects
from scmap.model.sorting import told_apart
from scmap.model.written import written
from scmap.progress import Progress, part, silent

SEAM = 1e-3  # metres; the grid on which pieces of two squares are joined
TOUCH = 0.01  # m²; two shapes that share less only touch

_AT_ONCE = 1024  # footprints that are told apart, or looked up, between two looks
_BUDGET = 20_000  # vertices that are cut between two looks whether to stop: some 0.2 s of work


def partition(
    layer: Layer,
    grounds: Layer | None = None,
    *,
    earlier: Partition | None = None,
    progress: Progress = silent,
) -> Partition:
    """Cut the footprints of a layer into faces.

    Parameters
    ----------
    layer : Layer
        Investments on one plane, in metres; rows without a footprint stand on no face.
    grounds : Layer or None
        Territories on the same plane that share no ground with each other (municipalities); no
        face lies in two of them.
    earlier : Partition or None
        What was cut before, of whatever layer; it changes the time this takes, not its result.
    progress : Progress
        Told the share done; may raise CancelledError.

    Raises
    ------
    CrsMismatchError
        If the territories lie on another plane.
    """
    if grounds is not None and grounds.crs != layer.crs:
        raise CrsMismatchError(
            "planes_differ", layer=grounds.title, crs=grounds.crs, project=layer.crs
        )
    earlier = earlier if earlier is not None and earlier.grounds is grounds else None
    if earlier is not None and _same_ground(earlier.layer, layer):
        progress(1.0)
        return replace(earlier, layer=layer)
    return _cut_anew(layer, grounds, earlier, progress)


def _cut_anew(
    layer: Layer, grounds: Layer | None, earlier: Partition | None, progress: Progress
) -> Partition:
    """Cut the footprints, taking over what an earlier partition has of the same cells."""
    footprints, repaired = repair_footprints(layer, progress=part(progress, 0.0, 0.02))
    number, shapes = _distinct(footprints, grounds, part(progress, 0.02, 0.05))
    links = _links(shapes, earlier, part(progress, 0.05, 0.1))
    mine = links[:, 1] < shapes.footprints
    component = _components(shapes.footprints, links[mine])
    cells = _cells(shapes, component, links[~mine], part(progress, 0.1, 0.2))
    pieces = _cut(shapes, cells, _by_key(earlier), part(progress, 0.2, 0.95))
    faces = join(shapes, cells, pieces, part(progress, 0.95, 1.0))
    progress(1.0)
    return Partition(
        layer=layer,
        grounds=grounds,
        shape=number,
        shapes=shapes.geometry[: shapes.footprints],
        digests=shapes.digests[: shapes.footprints],
        links=links[mine],
        ground_links=links[~mine] - (0, shapes.footprints),
        component=component,
        cells=tuple(cells),
        pieces=tuple(pieces),
        face=faces.face,
        start=faces.start,
        member=faces.member,
        ground=faces.ground,
        area=faces.area,
        width=faces.width,
        dust=faces.dust,
        repaired=repaired,
    )


def _same_ground(before: Layer, after: Layer) -> bool:
    """Tell whether each row has the footprint that it had: then no face is another one."""
    if before is after:
        return True
    if before.crs != after.crs or len(before) != len(after):
        return False
    difference = Difference.between(before, after, fields=())
    in_place = np.array_equal(difference.origin, np.arange(len(after)))
    return in_place and not difference


def same_faces(before: Partition, after: Partition) -> Rows:
    """Find faces that are the very same in an earlier partition, to the last vertex.

    Returns
    -------
    (f,) intp
        Number of the same face before; -1 for one of which a piece was cut again, came or went.
    """
    if before.face is after.face:
        return np.arange(len(after))
    piece = _same_pieces(before, after)
    then = np.where(piece >= 0, np.append(before.face, -1)[piece], -1)
    owner = np.flatnonzero(after.face >= 0)
    face, then = after.face[owner], then[owner]
    least, most = np.full(len(after), len(before)), np.full(len(after), -1)
    np.minimum.at(least, face, then)
    np.maximum.at(most, face, then)
    count = np.bincount(face, minlength=len(after))
    had = np.append(np.bincount(before.face[before.face >= 0], minlength=len(before)), -1)
    return np.where((least == most) & (had[most] == count), most, -1)


def _same_pieces(before: Partition, after: Partition) -> Rows:
    """Give the number that each piece had before; -1 where its cell was cut again."""
    place = {cell.key: row for row, cell in enumerate(before.cells)}
    first = _first_pieces(before.pieces)
    known = [np.empty(0, dtype=np.intp)]
    for cell, pieces in zip(after.cells, after.pieces, strict=True):
        row = place.get(cell.key, -1)
        start = first[row] if row >= 0 and before.pieces[row] is pieces else -1
        count = np.arange(len(pieces.area))
        known.append(start + count if start >= 0 else np.full(len(count), -1))
    return np.concatenate(known)


def draw(found: Partition, faces: Rows, *, progress: Progress = silent) -> Objects:
    """Give the polygons of some faces.

    Squares of large components do not keep their pieces; those that these faces need are cut again.

    Parameters
    ----------
    found : Partition
        A partition.
    faces : (k,) intp
        Numbers of faces, each once.
    progress : Progress
        Told the share done; may raise CancelledError.

    Returns
    -------
    (k,) object
        A polygon or multipolygon a face.
    """
    place = np.full(len(found) + 1, -1, dtype=np.intp)
    place[faces] = np.arange(len(faces))
    wanted = place[found.face]  # the last entry answers for pieces of no face
    first = _first_pieces(found.pieces)
    shapes = _with_grounds(found.shapes, found.digests, found.grounds)
    drawn: list[Objects] = [np.empty(0, dtype=object)] * len(found.cells)

    def work(block: slice) -> None:
        for row in range(block.start, block.stop):
            mine = wanted[first[row] : first[row + 1]] >= 0
            if mine.any():
                drawn[row] = _polygons(shapes, found, row)[mine]

    in_blocks(work, cut(_cost(shapes, found.cells), _BUDGET), part(progress, 0.0, 0.8))
    return _joined(np.concatenate(drawn) if drawn else objects([]), wanted[wanted >= 0])


def _distinct(
    footprints: Objects, grounds: Layer | None, progress: Progress
) -> tuple[Rows, Shapes]:
    """Tell footprints apart: give the shape of each row, and the shapes with the territories."""
    rows = np.flatnonzero(~shapely.is_missing(footprints))
    digests = _digests(footprints[rows], progress)
    told, first, which = np.unique(digests, return_index=True, return_inverse=True)
    number = np.full(len(footprints), -1, dtype=np.intp)
    number[rows] = which.ravel()
    return number, _with_grounds(footprints[rows[first]], told, grounds)


def _with_grounds(footprints: Objects, digests: Objects, grounds: Layer | None) -> Shapes:
    areas = objects([]) if grounds is None else repair_footprints(grounds)[0]
    areas[shapely.is_missing(areas)] = shapely.Polygon()
    return Shapes(
        np.concatenate((footprints, areas)),
        np.concatenate((digests, _digests(areas))),
        len(footprints),
    )


def _digests(geometry: Objects, progress: Progress = silent) -> Objects:
    digests: list[bytes] = []
    for start in range(0, len(geometry), _AT_ONCE):
        some = written(geometry[start : start + _AT_ONCE])
        digests += [blake2b(one, digest_size=16).digest() for one in some.tolist()]
        progress(start / len(geometry))
    return objects(digests)


def _links(shapes: Shapes, earlier: Partition | None, progress: Progress) -> Rows:
    """Give the pairs that share ground, ordered: two footprints, or a footprint and a territory."""
    kept, new = _taken_over(shapes, earlier)
    tree = shapely.STRtree(shapes.geometry)
    count = len(shapes.geometry)
    keys = [np.empty(0, dtype=np.intp)]
    for start in range(0, len(new), _AT_ONCE):
        some = new[start : start + _AT_ONCE]
        one, other = tree.query(shapes.geometry[some])
        left, right = np.minimum(some[one], other), np.maximum(some[one], other)
        asked = (left < right) & (left < shapes.footprints)
        keys.append(left[asked] * count + right[asked])
        progress(0.2 * start / len(new))
    pairs, _ = told_apart(np.concatenate(keys), part(progress, 0.2, 0.3))
    sides = np.divmod(pairs, max(count, 1))
    area = kernel.areas(shapes.geometry, *sides, progress=part(progress, 0.3, 1.0))
    known = np.append(kept[:, 0] * count + kept[:, 1], pairs[area > TOUCH])
    return np.column_stack(np.divmod(np.sort(known), max(count, 1)))


def _taken_over(shapes: Shapes, earlier: Partition | None) -> tuple[Rows, Rows]:
    """Give the pairs that are known already, and the numbers of the footprints that are new."""
    if earlier is None:
        return np.empty((0, 2), np.intp), np.arange(shapes.footprints)
    now = {digest: number for number, digest in enumerate(shapes.digests[: shapes.footprints])}
    number = np.array([now.get(digest, -1) for digest in earlier.digests], dtype=np.intp)
    own = number[earlier.links]
    over = np.column_stack(
        (number[earlier.ground_links[:, 0]], earlier.ground_links[:, 1] + shapes.footprints)
    )
    kept = np.concatenate((own, over))
    new = np.setdiff1d(np.arange(shapes.footprints), number)
    return kept[(kept >= 0).all(axis=1)], new


def _components(count: int, links: Rows) -> Rows:
    """Give for each shape the smallest number among those it is connected with."""
    label = np.arange(count)
    left, right = links[:, 0], links[:, 1]
    while True:
        least = np.minimum(label[left], label[right])
        told = label.copy()
        np.minimum.at(told, left, least)
        np.minimum.at(told, right, least)
        told = told[told]
        if np.array_equal(told, label):
            return label
        label = told


def _cells(shapes: Shapes, component: Rows, over: Rows, progress: Progress) -> list[Cell]:
    """Give the cells of all components, in the order of their smallest shape."""
    within = np.unique(np.column_stack((component[over[:, 0]], over[:, 1])), axis=0)
    owner = np.concatenate((component, within[:, 0]))
    number = np.concatenate((np.arange(len(component)), within[:, 1]))
    order = np.lexsort((number, owner))
    owner, number = owner[order], number[order]
    groups = np.split(number, np.flatnonzero(np.diff(owner)) + 1) if len(number) else []
    cells: list[Cell] = []
    for place, group in enumerate(groups):
        cells += cells_of(shapes, group, partial(progress, place / len(groups)))
    return cells


def _by_key(earlier: Partition | None) -> dict[bytes, Pieces]:
    if earlier is None:
        return {}
    return {cell.key: one for cell, one in zip(earlier.cells, earlier.pieces, strict=True)}


def _cut(
    shapes: Shapes, cells: list[Cell], known: dict[bytes, Pieces], progress: Progress
) -> list[Pieces]:
    """Cut all cells that are not known, on all cores."""
    pieces = [known.get(cell.key) for cell in cells]
    todo = [row for row, one in enumerate(pieces) if one is None]

    def work(block: slice) -> None:
        for row in todo[block]:
            pieces[row] = cut_cell(shapes, cells[row], keep=cells[row].box is None)

    in_blocks(work, cut(_cost(shapes, [cells[row] for row in todo]), _BUDGET), progress)
    return [one for one in pieces if one is not None]


def _cost(shapes: Shapes, cells: Sequence[Cell]) -> Rows:
    """Vertices that each cell cuts; a square clips what reaches into it first."""
    vertices = shapely.get_num_coordinates(shapes.geometry)
    costs = (vertices[cell.shapes].sum() + 1 for cell in cells)
    return np.fromiter(costs, np.intp, len(cells))


def _first_pieces(pieces: Sequence[Pieces]) -> Rows:
    """Give the number of each cell's first piece, and of all pieces."""
    return np.cumsum([0, *(len(one.area) for one in pieces)])


def _polygons(shapes: Shapes, found: Partition, row: int) -> Objects:
    """Give the pieces of a cell, cut again where they were not kept."""
    kept = found.pieces[row].polygons
    if kept is None:
        kept = cut_cell(shapes, found.cells[row], keep=True).polygons
    return objects([]) if kept is None else kept


def _joined(polygons: Objects, owner: Rows) -> Objects:
    """Join the polygons of each owner, 0 to k - 1, all of whom have at least one.

    Pieces of one face have no edge in common but where two squares meet.
    """
    order = np.argsort(owner, kind="stable")
    polygons, owner = polygons[order], owner[order]
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    several = np.diff(np.append(first, len(owner))) > 1
    joined = polygons[first]
    parts = several[owner]
    joined[several] = shapely.multipolygons(polygons[parts], indices=_ranks(owner[parts]))
    for place in np.flatnonzero(several)[~shapely.is_valid(joined[several])]:
        joined[place] = areal(shapely.union_all(shapely.get_parts(joined[place]), grid_size=SEAM))
    return joined


def _ranks(values: Rows) -> Rows:
    """Give the place of each of ascending values among the distinct ones."""
    return np.cumsum(np.diff(values, prepend=values[:1]) > 0)
