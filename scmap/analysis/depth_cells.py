"""Cut space into cells, and the footprints of each cell into pieces that no edge divides.

A component of a few footprints is one cell. A large one is laid over a lattice of squares that is
the same everywhere and always: a square is quartered until few vertices lie in it. What happens in
a square depends on the footprints that reach into it and on nothing else, so that squares can be
cut on all cores, and be kept when something changes elsewhere.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.analysis.depth_seams import seams_of
from scmap.analysis.shared_ground import intersect
from scmap.model.depth import Box, Cell, Pieces, Rows, Values
from scmap.model.layer import Objects

# Vertices up to which a component is cut whole, and of a square that is not quartered. Measured:
# cutting costs least per face at some 4,000; whole components have no seams to heal.
WHOLE, SQUARE = 40_000, 4_000

_SMALLEST = 64.0  # metres; a square of this side is not quartered, however many vertices it holds
_GRIDS = (None, 1e-3, 1e-2)  # metres; a coarser grid is taken when a finer one loses ground
_ROUNDING = 1e-2  # m² of a footprint that may be lost to rounding

Asked = Callable[[], None]


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """Footprints and, behind them, territories, under one numbering.

    Attributes
    ----------
    geometry, digests : (n,) object
        Valid polygons, and the identity of each.
    footprints : int
        How many of them are footprints.
    """

    geometry: Objects
    digests: Objects
    footprints: int

    def split(self, numbers: Rows) -> tuple[Rows, Rows]:
        """Tell the footprints from the territories among ascending numbers."""
        first = int(np.searchsorted(numbers, self.footprints))
        return numbers[:first], numbers[first:]


def cells_of(shapes: Shapes, numbers: Rows, asked: Asked) -> Iterator[Cell]:
    """Give the cells of one component.

    Parameters
    ----------
    shapes : Shapes
        All shapes.
    numbers : (c,) intp
        Footprints of the component and the territories it lies in, ascending.
    asked : callable
        Called between two squares; may raise CancelledError.
    """
    footprints = shapes.geometry[shapes.split(numbers)[0]]
    if shapely.get_num_coordinates(footprints).sum() <= WHOLE:
        yield _cell(shapes, None, numbers, np.empty(0, np.intp))
        return
    square = _first_square(_bounds(footprints))
    yield from _quartered(shapes, square, _Load.all_of(shapes, numbers), asked)


@dataclass(frozen=True, slots=True, eq=False)
class _Load:
    """What crosses a square, already clipped to it, and what covers it."""

    numbers: Rows
    clipped: Objects
    covering: Rows

    @classmethod
    def all_of(cls, shapes: Shapes, numbers: Rows) -> Self:
        return cls(numbers, shapes.geometry[numbers], np.empty(0, np.intp))

    def within(self, box: Box) -> Self:
        """Give what of it crosses or covers a smaller square."""
        clipped = clip(self.clipped, box)
        share = shapely.area(clipped) / ((box[2] - box[0]) * (box[3] - box[1]))
        corners = shapely.get_num_coordinates(clipped) == 5
        covers = corners & (share >= 1 - 1e-12)
        crosses = (share > 0) & ~covers
        over = np.concatenate((self.covering, self.numbers[covers]))
        return type(self)(self.numbers[crosses], clipped[crosses], np.sort(over))


def _quartered(shapes: Shapes, box: Box, load: _Load, asked: Asked) -> Iterator[Cell]:
    asked()
    if not len(load.numbers) and not (load.covering < shapes.footprints).any():
        return
    vertices = int(shapely.get_num_coordinates(load.clipped).sum())
    if vertices <= SQUARE or box[2] - box[0] <= _SMALLEST:
        yield _cell(shapes, box, load.numbers, load.covering)
        return
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    for quarter in (
        (box[0], box[1], x, y),
        (x, box[1], box[2], y),
        (box[0], y, x, box[3]),
        (x, y, box[2], box[3]),
    ):
        yield from _quartered(shapes, quarter, load.within(quarter), asked)


def _first_square(bounds: Box) -> Box:
    """Give the smallest square of the lattice that holds everything.

    Sides are powers of two and corners multiples of them, whatever lies there: the quarters of any
    square are squares of the same lattice. What crosses an axis of the plane gets one about 0, 0.
    """
    side = 2.0 ** np.ceil(np.log2(max(_SMALLEST, bounds[2] - bounds[0], bounds[3] - bounds[1])))
    while side < 2 * max(abs(one) for one in bounds):
        x, y = np.floor(bounds[0] / side), np.floor(bounds[1] / side)
        if bounds[2] <= (x + 1) * side and bounds[3] <= (y + 1) * side:
            return float(x * side), float(y * side), float((x + 1) * side), float((y + 1) * side)
        side *= 2
    return -side, -side, side, side


def _cell(shapes: Shapes, box: Box | None, crossing: Rows, covering: Rows) -> Cell:
    footprints, grounds = shapes.split(crossing)
    over, over_grounds = shapes.split(covering)
    told = blake2b(repr(box).encode(), digest_size=16)
    told.update(b"".join(shapes.digests[footprints]) + b"|" + b"".join(shapes.digests[grounds]))
    return Cell(
        key=told.digest(),
        box=box,
        shapes=footprints,
        grounds=grounds - shapes.footprints,
        over=over,
        over_ground=int(over_grounds[0]) - shapes.footprints if len(over_grounds) else -1,
    )


def clip(geometry: Objects, box: Box) -> Objects:
    """Clip polygons to a rectangle; what lies wholly inside or outside is not touched."""
    bounds = shapely.bounds(geometry)
    outside = (
        (bounds[:, 0] >= box[2])
        | (bounds[:, 2] <= box[0])
        | (bounds[:, 1] >= box[3])
        | (bounds[:, 3] <= box[1])
    )
    inside = (bounds[:, :2] >= box[:2]).all(axis=1) & (bounds[:, 2:] <= box[2:]).all(axis=1)
    clipped = geometry.copy()
    clipped[outside] = shapely.Polygon()
    cut = np.flatnonzero(~(inside | outside))
    clipped[cut] = shapely.clip_by_rect(geometry[cut], *box)
    doubtful = cut[~shapely.is_valid(clipped[cut]) | (shapely.get_type_id(clipped[cut]) > 6)]
    square = np.full(len(doubtful), shapely.box(*box), dtype=object)
    clipped[doubtful] = intersect(geometry[doubtful], square)
    return clipped


def cut_cell(shapes: Shapes, cell: Cell, *, keep: bool) -> Pieces:
    """Cut the footprints of a cell into pieces.

    Parameters
    ----------
    shapes : Shapes
        All shapes.
    cell : Cell
        What to cut.
    keep : bool
        Whether the polygons of the pieces are wanted.
    """
    footprints, grounds = _reaching(shapes, cell)
    frame = [] if cell.box is None else [shapely.box(*cell.box)]
    every = np.concatenate((footprints, grounds))
    lines = shapely.boundary(np.append(every, frame))
    for grid in _GRIDS:
        polygons = _polygonized(lines, grid)
        piece, place = _members(polygons, every)
        area = shapely.area(polygons)
        lost = _lost(every, area, piece, place)
        if (lost <= _ROUNDING + (grid or 1e-9) * shapely.length(every)).all():
            break
    mine = place < len(footprints)
    count = np.bincount(piece[mine], minlength=len(polygons))
    ground = np.full(len(polygons), -1, dtype=np.int32)
    ground[piece[~mine][::-1]] = place[~mine][::-1] - len(footprints)
    return Pieces(
        area=area,
        edge=shapely.length(polygons),
        start=np.concatenate(([0], np.cumsum(count))),
        member=place[mine].astype(np.int32),
        ground=ground,
        lost=float(lost[: len(footprints)].sum()),
        seams=seams_of(polygons, cell.box),
        polygons=polygons if keep else None,
    )


def _reaching(shapes: Shapes, cell: Cell) -> tuple[Objects, Objects]:
    """Give the footprints and territories of a cell, no farther than they matter there."""
    footprints = shapes.geometry[cell.shapes]
    grounds = shapes.geometry[cell.grounds + shapes.footprints]
    if cell.box is None:
        return footprints, clip(grounds, _bounds(footprints, grown=1.0)) if len(
            grounds
        ) else grounds
    return clip(footprints, cell.box), clip(grounds, cell.box)


def _bounds(geometry: Objects, *, grown: float = 0.0) -> Box:
    x0, y0, x1, y1 = shapely.total_bounds(geometry).tolist()
    return x0 - grown, y0 - grown, x1 + grown, y1 + grown


def _polygonized(lines: Objects, grid: float | None) -> Objects:
    """Give all polygons that the lines bound, where they are joined at every crossing."""
    try:
        joined = shapely.union_all(lines, grid_size=grid)
    except shapely.errors.GEOSException:
        return np.empty(0, dtype=object)
    return np.asarray(shapely.get_parts(shapely.polygonize([joined])), dtype=object)


def _members(polygons: Objects, every: Objects) -> tuple[Rows, Rows]:
    """Give piece and place of every shape that covers a piece, by piece."""
    inner = shapely.STRtree(shapely.point_on_surface(polygons))
    place, piece = inner.query(every, predicate="intersects")
    order = np.lexsort((place, piece))
    return piece[order], place[order]


def _lost(every: Objects, area: Values, piece: Rows, place: Rows) -> NDArray[np.float64]:
    """Measure by how much the pieces of each shape differ from it, m²."""
    found = np.bincount(place, area[piece], minlength=len(every))
    lost: Values = np.abs(found - shapely.area(every))
    return lost
