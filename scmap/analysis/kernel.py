"""Areas that pairs of footprints share, by the kernel in C or, without it, by numpy.

kernel.c says the formula. `python3 dev.py test` builds it; whatever engine runs, the areas are the
same to 1e-9 of their size, and do not depend on blocks or threads.
"""

import ctypes
import hashlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, Self, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.analysis.blocks import cut, in_blocks
from scmap.analysis.edge_sum import pair_areas
from scmap.analysis.edge_tree import WIDTH, Forest
from scmap.model.layer import Objects, objects
from scmap.progress import Progress, silent

Engine: TypeAlias = Literal["kernel", "numpy"]
Rows = NDArray[np.intp]
Values = NDArray[np.float64]
Measure = Callable[[Forest, NDArray[np.int64], NDArray[np.int64]], Values]

SOURCE = Path(__file__).with_name("kernel.c")
LIBRARY = Path(__file__).with_name("_kernel.dll" if sys.platform == "win32" else "_kernel.so")

_NONE = -1  # root of a row that has no ground

# Vertices and nodes for which a Measurer keeps room: a footprint that moves is seldom larger.
_SPARE = 20_000

# Vertices of both sides that a block holds: 5 to 100 ms of work in C.
_BUDGET = 2_000_000
# The same for numpy, where it also bounds the memory of a block: some 100 MB.
_NUMPY_BUDGET = 1_000_000


def engine() -> Engine:
    """Name what measures on this machine."""
    return "kernel" if _library() else "numpy"


def areas(
    footprints: Objects,
    left: Rows,
    right: Rows,
    *,
    using: Engine | None = None,
    progress: Progress = silent,
) -> Values:
    """Measure the ground that pairs of footprints share.

    Parameters
    ----------
    footprints : (n,) object
        Valid polygons or multipolygons on one plane, none of them empty. Pairs of neighbours are
        measured fastest when neighbours stand near each other here.
    left, right : (k,) intp
        Rows of the two sides of each pair.
    using : str
        Engine; by default the kernel where it was built.
    progress : Progress
        Told the share done; may raise CancelledError.

    Returns
    -------
    (k,) float64
        Areas, m², within 1e-4 of the true ones for footprints as large as Korea.
    """
    using = using or engine()
    measure, budget = (_in_c, _BUDGET) if using == "kernel" else (pair_areas, _NUMPY_BUDGET)
    area = np.empty(len(left))
    if not len(area):
        return area
    forest = plant(footprints, using=using)
    vertices = shapely.get_num_coordinates(footprints)
    first, second = forest.roots[left], forest.roots[right]

    def work(block: slice) -> None:
        area[block] = measure(forest, first[block], second[block])

    in_blocks(work, cut(vertices[left] + vertices[right], budget), progress)
    return area


def plant(footprints: Objects, *, using: Engine | None = None) -> Forest:
    """Plant a tree for each of (n,) valid polygons or multipolygons that are not empty."""
    library = _library() if (using or engine()) == "kernel" else None
    if library is None or not len(footprints):
        return Forest.of(footprints)
    seed = _Seed.of(footprints, library)
    begin = np.cumsum(seed.sizes, axis=0) - seed.sizes
    forest = Forest.room(*seed.sizes[:, [0, 2]].sum(axis=0).tolist(), roots=begin[:, 2].copy())
    seed.plant(forest, begin, library)
    return forest


@dataclass(frozen=True, slots=True, eq=False)
class _Seed:
    """Footprints as the kernel reads them.

    Attributes
    ----------
    wkb : bytes
        Well-known binary of one after the other.
    begin : (n,) int64
        First byte of each.
    sizes : (n, 3) int64
        Vertices, rings and nodes of each.
    """

    wkb: bytes
    begin: NDArray[np.int64]
    sizes: NDArray[np.int64]

    @classmethod
    def of(cls, footprints: Objects, library: ctypes.CDLL) -> Self:
        """Write down footprints, and ask for the room that their trees take."""
        parts = shapely.to_wkb(footprints, output_dimension=2, byte_order=1).tolist()
        length = np.fromiter(map(len, parts), np.int64, len(parts))
        begin = np.cumsum(length) - length
        seed = cls(b"".join(parts), begin, np.empty((len(parts), 3), np.int64))
        library.survey(seed.wkb, begin.ctypes.data, seed.sizes.ctypes.data, len(parts))
        return seed

    def plant(self, forest: Forest, room: NDArray[np.int64], library: ctypes.CDLL) -> None:
        """Grow the trees; `room` says the first vertex, ring and node of each, shape (n, 3)."""
        room = np.ascontiguousarray(room)
        rings = np.empty(int(self.sizes[:, 1].sum()), np.int64)
        arrays = (self.begin, room, forest.x, forest.y, rings, forest.nodes)
        library.plant(self.wkb, *(array.ctypes.data for array in arrays), len(room))


class Measurer:
    """Footprints whose trees stay planted, to be measured against one that changes.

    Meant for a footprint under the cursor: the others are planted once, and each look costs but the
    pairs asked for. One thread uses it at a time.

    Parameters
    ----------
    footprints : (n,) object
        Valid polygons or multipolygons on one plane; None where a row has no ground.
    using : str
        Engine; by default the kernel where it was built.
    """

    def __init__(self, footprints: Objects, *, using: Engine | None = None) -> None:
        self._engine = using or engine()
        present = ~(shapely.is_missing(footprints) | shapely.is_empty(footprints))
        self._forest = plant(footprints[present], using=self._engine)
        self._roots = np.full(len(footprints), _NONE)
        self._roots[present] = self._forest.roots
        self._used = _Room(len(self._forest.x) - WIDTH, len(self._forest.nodes))
        self._reserve(_Room(_SPARE, _SPARE))

    def areas_with(self, footprint: shapely.Geometry, rows: Rows) -> Values:
        """Measure the ground that a footprint shares with some of the rows.

        Parameters
        ----------
        footprint : Geometry
            Valid polygon or multipolygon on the plane of the others, not empty.
        rows : (k,) intp
            Rows it is measured with.

        Returns
        -------
        (k,) float64
            Areas, m²; 0 with rows that have no ground.
        """
        root, _ = self._plant(footprint)
        area = np.zeros(len(rows))
        present = self._roots[rows] != _NONE
        roots = self._roots[rows[present]]
        measure = _in_c if self._engine == "kernel" else pair_areas
        area[present] = measure(self._forest, np.full(len(roots), root), roots)
        return area

    def replace(self, row: int, footprint: shapely.Geometry | None) -> None:
        """Let a row have another footprint, or none, from now on."""
        self._roots[row] = _NONE
        if footprint is not None and not footprint.is_empty:
            self._roots[row], self._used = self._plant(footprint)

    def _plant(self, footprint: shapely.Geometry) -> tuple[int, "_Room"]:
        """Plant a tree behind those that stay; give its root and the room used then."""
        one, used = objects([footprint]), self._used
        library = _library() if self._engine == "kernel" else None
        if library is None:
            tree = Forest.of(one)
            grown = _Room(len(tree.x) - WIDTH, len(tree.nodes))
            self._reserve(grown)
            root = self._forest.write(tree, used.vertices, used.nodes)
        else:
            seed = _Seed.of(one, library)
            vertices, _, nodes = seed.sizes[0].tolist()
            grown, root = _Room(vertices, nodes), used.nodes
            self._reserve(grown)
            seed.plant(self._forest, np.array([[used.vertices, 0, used.nodes]]), library)
        return root, _Room(used.vertices + grown.vertices, used.nodes + grown.nodes)

    def _reserve(self, more: "_Room") -> None:
        """Have room for so many vertices and nodes more."""
        there = _Room(len(self._forest.x) - WIDTH, len(self._forest.nodes))
        needed = self._used.vertices + more.vertices, self._used.nodes + more.nodes
        if needed[0] <= there.vertices and needed[1] <= there.nodes:
            return
        room = max(needed[0], there.vertices) + _SPARE, max(needed[1], there.nodes) + _SPARE
        roomy = Forest.room(*room, roots=self._forest.roots)
        roomy.write(self._forest, 0, 0)
        self._forest = roomy


class _Room(NamedTuple):
    """Numbers of vertices and nodes."""

    vertices: int
    nodes: int


def _in_c(forest: Forest, left: NDArray[np.int64], right: NDArray[np.int64]) -> Values:
    """Measure pairs of root nodes; ctypes lets go of the interpreter meanwhile."""
    library = _library()
    if library is None:
        raise RuntimeError("the area kernel is not built")
    area = np.empty(len(left))
    arrays = (forest.x, forest.y, forest.nodes, left, right, area)
    library.measure_pairs(*(array.ctypes.data for array in arrays), len(left))
    return area


@cache
def _library() -> ctypes.CDLL | None:
    """Load the kernel, or nothing where it was not built, or from another source than this one."""
    try:
        library = ctypes.CDLL(str(LIBRARY))
        built_from = (ctypes.c_char * 64).in_dll(library, "kernel_source").value.decode()
    except (OSError, ValueError):
        return None
    # The frozen program has the library alone: there, both cannot differ.
    if SOURCE.exists() and built_from != hashlib.sha256(SOURCE.read_bytes()).hexdigest():
        return None
    library.measure_pairs.argtypes = [*[ctypes.c_void_p] * 6, ctypes.c_int64]
    library.survey.argtypes = [ctypes.c_char_p, *[ctypes.c_void_p] * 2, ctypes.c_int64]
    library.plant.argtypes = [ctypes.c_char_p, *[ctypes.c_void_p] * 6, ctypes.c_int64]
    for function in (library.measure_pairs, library.survey, library.plant):
        function.restype = None
    return library
