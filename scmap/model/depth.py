"""The planar partition of footprints: which ground how many investments and ministries share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scmap.model.issue import Repair
from scmap.model.layer import Layer, Objects
from scmap.model.overlap import SLIVER_WIDTH

Rows: TypeAlias = NDArray[np.intp]
Values: TypeAlias = NDArray[np.float64]
Mask: TypeAlias = NDArray[np.bool_]
Box: TypeAlias = tuple[float, float, float, float]

DEEPEST = 4  # classes of the map and the table: 1, 2, 3, and 4 or more ministry lines


@dataclass(frozen=True, slots=True, eq=False)
class Seams:
    """Stretches of the borders of pieces that lie on the sides of their square.

    Attributes
    ----------
    piece : (k,) int32
        Place of the piece in its cell.
    side : (k,) int8
        Side of the square: 0 west, 1 south, 2 east, 3 north.
    start, stop : (k,) float64
        From where to where along that side, metres on the plane.
    """

    piece: NDArray[np.int32]
    side: NDArray[np.int8]
    start: Values
    stop: Values

    @classmethod
    def none(cls) -> Self:
        """Give none: a whole component has no sides."""
        return cls(np.empty(0, np.int32), np.empty(0, np.int8), np.empty(0), np.empty(0))


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """What cutting the footprints of one cell gives, in the order in which it was cut.

    Attributes
    ----------
    area, edge : (p,) float64
        Area (m²) and perimeter (m) of each piece.
    start : (p + 1,) intp
        Where the members of each piece begin and end in `member`.
    member : (m,) int32
        Places of the footprints that cover each piece, among those that were cut.
    ground : (p,) int32
        Place of the territory that a piece lies in, among those that were cut; -1 = none.
    lost : float
        m² by which the pieces of the footprints differ from the footprints themselves.
    seams : Seams
        What of the perimeters lies on the sides of the square.
    polygons : (p,) object or None
        The pieces; None where they are cut again when they are asked for.
    """

    area: Values
    edge: Values
    start: Rows
    member: NDArray[np.int32]
    ground: NDArray[np.int32]
    lost: float
    seams: Seams
    polygons: Objects | None


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A part of space that is cut on its own: a whole component, or a square of a large one.

    Attributes
    ----------
    key : bytes
        Digest of all that the pieces depend on.
    box : tuple of float or None
        Square of the lattice, or None for a whole component.
    shapes, grounds : (c,) intp
        Footprints and territories whose edges run through the cell.
    over : (o,) intp
        Footprints that cover the whole cell.
    over_ground : int
        Territory that covers the whole cell; -1 = none.
    """

    key: bytes
    box: Box | None
    shapes: Rows
    grounds: Rows
    over: Rows
    over_ground: int


@dataclass(frozen=True, slots=True, eq=False)
class Partition:
    """The ground of all footprints, cut into faces on which the same investments stand.

    A face is all ground of one territory that the very same footprints cover; it may have several
    parts. Whom the investments belong to, when they operate and what they cost is no matter of the
    partition: whatever is asked later is counted on the same faces.

    Attributes
    ----------
    layer : Layer
        The very layer, so that a stale result is recognised by identity.
    grounds : Layer or None
        Territories by which faces are told apart (municipalities).
    shape : (n,) intp
        Number of each row's footprint among the distinct ones; -1 = no footprint.
    shapes : (s,) object
        Distinct valid footprints, in the order of `digests`.
    digests : (s,) object
        Digest of each, which is its identity from one run to the next.
    links : (l, 2) intp
        Pairs of shapes that share ground.
    ground_links : (g, 2) intp
        Pairs of a shape and a territory (row of `grounds`) that share ground.
    component : (s,) intp
        Smallest number of the shapes that each is connected with by shared ground.
    cells, pieces : tuple
        What was cut, and what came of it.
    face : (p,) intp
        Face of each piece of all cells in their order; -1 = bare ground or dust.
    start, member : (f + 1,) intp, (m,) int32
        Shapes of each face: ``member[start[f]:start[f + 1]]``.
    ground : (f,) intp
        Row of `grounds` that each face lies in; -1 = none.
    area : (f,) float64
        m².
    width : (f,) float64
        Mean width 2·area/perimeter, metres; where a face is cut for computing only is no border.
    dust : float
        m² of faces too small to be told from rounding, which were left out.
    repaired : tuple of Repair
        Footprints that were invalid.
    """

    layer: Layer
    grounds: Layer | None
    shape: Rows
    shapes: Objects
    digests: Objects
    links: Rows
    ground_links: Rows
    component: Rows
    cells: tuple[Cell, ...]
    pieces: tuple[Pieces, ...]
    face: Rows
    start: Rows
    member: NDArray[np.int32]
    ground: Rows
    area: Values
    width: Values
    dust: float
    repaired: tuple[Repair, ...]

    def __len__(self) -> int:
        return len(self.area)

    @property
    def lost(self) -> float:
        """m² by which the pieces differ from the footprints, all cells together."""
        return float(sum(one.lost for one in self.pieces))

    def shapes_of(self, face: int) -> NDArray[np.int32]:
        """Give the footprints that cover a face."""
        return self.member[self.start[face] : self.start[face + 1]]

    def rows_of(self, face: int) -> Rows:
        """Give the rows of all investments that stand on a face, ascending."""
        return np.flatnonzero(np.isin(self.shape, self.shapes_of(face)))


@dataclass(frozen=True, slots=True, eq=False)
class Stakes:
    """What each investment brings to the ground that it stands on, one row each.

    Attributes
    ----------
    lineages : tuple of frozenset of str
        Ministry lines; empty = unknown.
    total, national : (n,) float64
        백만원; NaN = unknown.
    stand_in : (n,) bool
        Whether the footprint only stands in for the true project area (quality B or C).
    regional : (n,) bool
        Whether the footprint is a whole 시·도 (E4 광역): it says little of where money is spent.
    """

    lineages: tuple[frozenset[str], ...]
    total: Values
    national: Values
    stand_in: Mask
    regional: Mask

    @property
    def known(self) -> Mask:
        """Whether the ministry of each row is known."""
        return np.fromiter((bool(one) for one in self.lineages), bool, len(self.lineages))


@dataclass(frozen=True, slots=True, eq=False)
class Depth:
    """What stands on each face of a partition, for some of the investments.

    Attributes
    ----------
    partition : Partition
        The faces.
    stakes : Stakes
        What was counted.
    chosen : (n,) bool
        Rows that count: chosen by the asker, with a known ministry.
    lines : tuple of str
        Ministry lines in the order of the columns of `has`.
    has : (f, l) bool
        Whether a line invests in a face.
    ministries : (f,) intp
        Different ministry lines on each face, never more than investments (중첩 부처 수).
    investments : (f,) intp
        Investments on each face.
    invested : (f,) float64
        백만원 that the investments, spread evenly over their footprints, spend on each face.
    bound : (f,) float64
        백만원: area · (Σ density - largest density). Source: DOMAIN §5.3.
    between : (f,) float64
        백만원: the part of it beyond what one ministry line alone, the largest, spends there.
    national : (f,) float64
        백만원: the same rule on 국비 alone.
    stand_in : (f,) bool
        Whether one of the footprints only stands in.
    sliver : (f,) bool
        Shared by several investments but narrower than `sliver_width`: a boundary mismatch.
    sliver_width : float
        Metres.
    """

    partition: Partition
    stakes: Stakes
    chosen: Mask
    lines: tuple[str, ...]
    has: Mask
    ministries: Rows
    investments: Rows
    invested: Values
    bound: Values
    between: Values
    national: Values
    stand_in: Mask
    sliver: Mask
    sliver_width: float = SLIVER_WIDTH

    def __len__(self) -> int:
        return len(self.ministries)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a territory comes to: any set of faces, a municipality, a depth, two ministry lines.

    Attributes
    ----------
    faces, investments : int
        Faces, and different investments on them.
    area, overlapped : float
        m² with at least one investment, and with at least two ministry lines.
    bound, between, national : float
        중복 가능 투자액 상한(참고), 백만원; see `Depth`.
    invested : float
        백만원 that the investments spread over this ground; no bound is larger.
    unknown : int
        Investments on it whose total is unknown, and which no sum contains.
    stand_in : float
        Share of `bound` (of the area where it is 0) that rests on stand-in footprints; NaN where
        there is no ground.
    """

    faces: int
    investments: int
    area: float
    overlapped: float
    bound: float
    between: float
    national: float
    invested: float
    unknown: int
    stand_in: float


@dataclass(frozen=True, slots=True, eq=False)
class DepthTables:
    """A depth by every territory that is asked for.

    Attributes
    ----------
    whole : Ground
        All faces but slivers.
    by_depth : mapping of int to Ground
        By ministry lines, 1 to `DEEPEST` (and more).
    by_municipality : mapping of int to Ground
        By row of the partition's territories; -1 = outside all of them.
    by_line : mapping of str to Ground
        By ministry line: all ground on which it invests.
    by_lines : mapping of (str, str) to Ground
        By two ministry lines: the ground on which both invest.
    slivers : Ground
        Ground left out as boundary mismatch.
    unknown_ministry, without_footprint, not_chosen : int
        Rows left out: ministry unknown; chosen but with no footprint; not chosen.
    regional : int
        Rows counted whose footprint is a whole 시·도.
    """

    whole: Ground
    by_depth: Mapping[int, Ground]
    by_municipality: Mapping[int, Ground]
    by_line: Mapping[str, Ground]
    by_lines: Mapping[tuple[str, str], Ground]
    slivers: Ground
    unknown_ministry: int
    without_footprint: int
    not_chosen: int
    regional: int
