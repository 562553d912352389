"""Areas that pairs of footprints share, by the kernel in C or, without it, by numpy.

kernel.c says the formula. `python3 dev.py test` builds it; whatever engine runs, the areas are the
same to 1e-9 of their size, and do not depend on blocks or threads.
"""

import ctypes
import hashlib
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.analysis.blocks import cut, in_blocks
from scmap.analysis.edge_sum import pair_areas
from scmap.analysis.edge_tree import Forest
from scmap.model.layer import Objects
from scmap.progress import Progress, silent

Engine: TypeAlias = Literal["kernel", "numpy"]
Rows = NDArray[np.intp]
Values = NDArray[np.float64]
Measure = Callable[[Forest, NDArray[np.int64], NDArray[np.int64]], Values]

SOURCE = Path(__file__).with_name("kernel.c")
LIBRARY = Path(__file__).with_name("_kernel.dll" if sys.platform == "win32" else "_kernel.so")

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
    forest = Forest.of(footprints)
    vertices = shapely.get_num_coordinates(footprints)
    first, second = forest.roots[left], forest.roots[right]

    def work(block: slice) -> None:
        area[block] = measure(forest, first[block], second[block])

    in_blocks(work, cut(vertices[left] + vertices[right], budget), progress)
    return area


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
    library.measure_pairs.restype = None
    return library
