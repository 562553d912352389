"""The ground that pairs of footprints share, measured by the kernel in C or, without it, by numpy.

kernel_pairs.c says the formula. `python3 dev.py test` builds it; whatever engine runs, the areas
are the same to 1e-9 of their size, and do not depend on blocks or threads.
"""

import ctypes
import hashlib
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, Protocol, Self, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.analysis.blocks import cut, in_blocks
from scmap.analysis.edge_sum import pair_areas
from scmap.analysis.edge_tree import Forest
from scmap.model.layer import Objects
from scmap.model.written import corners
from scmap.progress import Progress, part, silent

Engine: TypeAlias = Literal["kernel", "numpy"]
Rows = NDArray[np.intp]
Values = NDArray[np.float64]
Numbers = NDArray[np.int64]

HOME = Path(__file__).parent
SOURCES = ("kernel.h", "kernel.c", "kernel_pairs.c")  # dev.py has the same names
LIBRARY = HOME / ("_kernel.dll" if sys.platform == "win32" else "_kernel.so")

# Vertices of both sides that a block holds: 5 to 100 ms of work in C.
_BUDGET = 2_000_000
# The same for numpy, where it also bounds the memory of a block: some 100 MB.
_NUMPY_BUDGET = 1_000_000

_LEAF, _GROUP = 4, 8  # of kernel.h
_MULTIPOLYGON = 6

# Footprints that are taken apart between two looks whether to stop: some 10 ms.
_CHUNK = 4096


def engine() -> Engine:
    """Name what measures on this machine."""
    return "kernel" if library() else "numpy"


class Trees(Protocol):
    """Footprints made ready to be measured in pairs, given by their rows."""

    def areas(self, left: Rows, right: Rows, progress: Progress = silent) -> Values:
        """Measure the ground that pairs share, m², shape (k,).

        Within 1e-4 of the true areas for footprints as large as Korea. Pairs of neighbours are
        measured fastest when they follow each other.
        """


def plant(
    footprints: Objects, *, using: Engine | None = None, progress: Progress = silent
) -> Trees:
    """Make footprints ready to be measured.

    Parameters
    ----------
    footprints : (n,) object
        Valid polygons or multipolygons on one plane, none of them empty.
    using : str
        Engine; by default the kernel where it was built.
    progress : Progress
        Told the share done; may raise CancelledError.
    """
    built = library() if (using or engine()) == "kernel" else None
    if built is None:
        return _Fallback(Forest.of(footprints), shapely.get_num_coordinates(footprints))
    return Grove.of(footprints, built, progress)


def areas(
    footprints: Objects,
    left: Rows,
    right: Rows,
    *,
    using: Engine | None = None,
    progress: Progress = silent,
) -> Values:
    """Measure the ground that pairs of footprints share; see `Trees.areas`."""
    trees = plant(footprints, using=using, progress=part(progress, 0.0, 0.2))
    return trees.areas(left, right, part(progress, 0.2, 1.0))


@dataclass(frozen=True, slots=True, eq=False)
class _Fallback:
    """Trees that numpy measures."""

    forest: Forest
    vertices: NDArray[np.int32]

    def areas(self, left: Rows, right: Rows, progress: Progress = silent) -> Values:
        area = np.empty(len(left))
        first, second = self.forest.roots[left], self.forest.roots[right]

        def work(block: slice) -> None:
            area[block] = pair_areas(self.forest, first[block], second[block])

        cost = self.vertices[left] + self.vertices[right]
        in_blocks(work, cut(cost, _NUMPY_BUDGET), progress)
        return area


@dataclass(frozen=True, slots=True, eq=False)
class Grove:
    """Trees as kernel.h declares them.

    Attributes
    ----------
    vertices : (3, v) float64
        x, y, and the slope of the edge that starts there.
    groups : (g, bytes) uint8
        Leaves of edges, eight by eight.
    trees : (n, bytes) uint8
        One a footprint.
    sizes : (n, 2) int64
        Vertices and groups of each.
    library : CDLL
        The kernel.
    """

    vertices: Values
    groups: NDArray[np.uint8]
    trees: NDArray[np.uint8]
    sizes: Numbers
    library: ctypes.CDLL

    @classmethod
    def of(cls, footprints: Objects, built: ctypes.CDLL, progress: Progress = silent) -> Self:
        """Plant a tree for each footprint, on all cores."""
        seeds = []
        for start in range(0, len(footprints), _CHUNK):
            seeds.append(Seed.of(footprints[start : start + _CHUNK]))
            progress(0.7 * start / len(footprints))
        sizes = np.concatenate([np.empty((0, 2), np.int64), *(seed.sizes for seed in seeds)])
        vertices, groups = sizes.sum(axis=0).tolist()
        grove = cls.room(vertices, groups, built, sizes)
        room = np.cumsum(sizes, axis=0) - sizes

        def work(block: slice) -> None:
            for at in range(block.start, block.stop):
                seeds[at].plant(grove, at * _CHUNK, room[at * _CHUNK : (at + 1) * _CHUNK])

        in_blocks(work, cut(np.ones(len(seeds)), 1.0), part(progress, 0.7, 1.0))
        return grove

    @classmethod
    def room(cls, vertices: int, groups: int, built: ctypes.CDLL, sizes: Numbers) -> Self:
        """Make room for so much, and for as many trees as have a size."""
        bytes_of = (_size(built, name) for name in ("group", "tree"))
        group, tree = (
            np.empty((count, size), np.uint8)
            for count, size in zip((groups, len(sizes)), bytes_of, strict=True)
        )
        return cls(np.empty((3, vertices)), group, tree, sizes, built)

    @property
    def arrays(self) -> Iterator[int]:
        """Addresses of what is planted, in the order in which the kernel asks for them."""
        return (one.ctypes.data for one in (*self.vertices, self.groups, self.trees))

    def areas(self, left: Rows, right: Rows, progress: Progress = silent) -> Values:
        """Measure the ground that pairs share, m²."""
        return self._measured(self.library.measure_areas, left, right, progress)

    def borders(self, left: Rows, right: Rows, progress: Progress = silent) -> Values:
        """Measure how long the border of that ground is, metres."""
        return self._measured(self.library.measure_borders, left, right, progress)

    def measured(self, left: Rows, right: Rows) -> Values:
        """Measure the ground of a few pairs at once."""
        found = np.empty(len(left))
        one, other = left.astype(np.int64, copy=False), right.astype(np.int64, copy=False)
        self._measure(self.library.measure_areas, one, other, found)
        return found

    def _measured(
        self, measure: Callable[..., None], left: Rows, right: Rows, progress: Progress
    ) -> Values:
        found = np.empty(len(left))
        one, other = left.astype(np.int64, copy=False), right.astype(np.int64, copy=False)

        def work(block: slice) -> None:
            self._measure(measure, one[block], other[block], found[block])

        vertices = np.ascontiguousarray(self.sizes[:, 0])
        blocks = cut(vertices[left] + vertices[right], _BUDGET)
        progress(0.0)
        in_blocks(work, blocks, progress)
        return found

    def _measure(
        self, measure: Callable[..., None], left: Numbers, right: Numbers, found: Values
    ) -> None:
        """Measure pairs of trees; ctypes lets go of the interpreter meanwhile."""
        largest = int(self.sizes[:, 1].max(initial=0))
        room = np.empty(2 * largest * _size(self.library, "kept"), np.uint8)
        pairs = (one.ctypes.data for one in (left, right, found))
        measure(*self.arrays, *pairs, len(left), room.ctypes.data)


@dataclass(frozen=True, slots=True, eq=False)
class Seed:
    """Footprints as the kernel reads them.

    Attributes
    ----------
    points : (v, 2) float64
        Coordinates of the rings, one after the other.
    begin : (r + 1,) int64
        First point of each ring, and the end of the last.
    is_hole : (r,) uint8
        Whether each ring is a hole.
    rings : (n + 1,) int64
        First ring of each footprint, and the end of the last.
    sizes : (n, 2) int64
        Vertices and groups of each footprint's tree.
    """

    points: Values
    begin: Numbers
    is_hole: NDArray[np.uint8]
    rings: Numbers
    sizes: Numbers

    @classmethod
    def of(cls, footprints: Objects) -> Self:
        """Take footprints apart into rings, and count the room that their trees take."""
        number, of_each, is_hole = _rings(footprints)
        rings = _ends(of_each)
        leaves = (number - 2) // _LEAF + 1
        each = np.column_stack((leaves * _LEAF + 1, leaves))
        sizes = np.add.reduceat(each, rings[:-1], axis=0) if len(each) else each
        sizes[:, 1] = (sizes[:, 1] - 1) // _GROUP + 1
        return cls(corners(footprints), _ends(number), is_hole, rings, sizes)

    def plant(self, grove: Grove, tree: int, room: Numbers) -> None:
        """Grow the trees from number `tree` on; `room` is first vertex and group, shape (n, 2)."""
        room = np.ascontiguousarray(room)
        planted = (*grove.vertices, grove.groups, grove.trees[tree:])
        arrays = (self.points, self.begin, self.is_hole, self.rings, room, *planted)
        grove.library.plant(*(array.ctypes.data for array in arrays), len(room))


def _ends(number: Numbers) -> Numbers:
    """Give where each of so many begins when they follow each other, and where the last ends."""
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(number)))


def _rings(footprints: Objects) -> tuple[Numbers, Numbers, NDArray[np.uint8]]:
    """Give the points of each ring, the rings of each footprint, and which rings are holes.

    Most footprints are one ring: only the others are taken apart, which makes a geometry of each.
    """
    of_each = np.ones(len(footprints), np.int64)
    many = shapely.get_type_id(footprints) == _MULTIPOLYGON
    many |= shapely.get_num_interior_rings(footprints) > 0
    parts, whole = shapely.get_parts(footprints[many], return_index=True)
    taken, part_of = shapely.get_rings(parts, return_index=True)
    of_each[many] = np.bincount(whole[part_of], minlength=int(many.sum()))
    number = np.empty(int(of_each.sum()), np.int64)
    is_hole = np.zeros(len(number), np.uint8)
    apart = np.repeat(many, of_each)
    number[~apart] = shapely.get_num_coordinates(footprints[~many])
    number[apart] = shapely.get_num_coordinates(taken)
    is_hole[apart] = np.diff(part_of, prepend=-1) == 0
    return number, of_each, is_hole


def _size(built: ctypes.CDLL, name: str) -> int:
    """Bytes of one of what the kernel plants or keeps."""
    return ctypes.c_int64.in_dll(built, f"{name}_bytes").value


def built_from(file: Path, name: str, sources: Sequence[Path]) -> ctypes.CDLL | None:
    """Load a library that was built from exactly these sources, or nothing.

    Parameters
    ----------
    file : Path
        The library.
    name : str
        What in it keeps the hash of its sources.
    sources : sequence of Path
        They are hashed in this order.
    """
    try:
        built = ctypes.CDLL(str(file))
        key = (ctypes.c_char * 64).in_dll(built, name).value.decode()
    except (OSError, ValueError):
        return None
    # The frozen program has the library alone: there, both cannot differ.
    if all(one.exists() for one in sources):
        now = hashlib.sha256(b"".join(one.read_bytes() for one in sources)).hexdigest()
        if key != now:
            return None
    return built


@cache
def library() -> ctypes.CDLL | None:
    """Load the kernel, or nothing where it was not built, or from other sources than these."""
    built = built_from(LIBRARY, "kernel_source", [HOME / name for name in SOURCES])
    if built is None:
        return None
    many, count = ctypes.c_void_p, ctypes.c_int64
    built.plant.argtypes = [*[many] * 10, count]
    for function in (built.measure_areas, built.measure_borders):
        function.argtypes = [*[many] * 8, count, many]
    for function in (built.plant, built.measure_areas, built.measure_borders):
        function.restype = None
    return built
