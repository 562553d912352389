"""Features of very many vertices as a mark shows them: no hand waits until they are simplified.

To simplify five million vertices takes seconds, and a mark is wanted at once. Some of the vertices
of each ring stand for all: what is drawn lies on the feature, and goes straight between them.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.cartography.outlines import Outline
from scmap.model.kept import Kept
from scmap.model.layer import Objects

HEAVY = 200_000  # vertices
_VERTICES, _RINGS = 20_000, 500  # that stand for all: of very many rings the longest


def heavy(geometry: Objects) -> NDArray[np.bool_]:
    """Tell which geometries have very many vertices, shape (n,)."""
    return np.asarray(_COUNTS.of(geometry) > HEAVY)


def coarse(geometry: Objects, row: int) -> Outline:
    """Give some of the vertices of a geometry; worked out once for an array."""
    known = _KNOWN.of(geometry)
    if row not in known:
        known[row] = _thinned(geometry[row])
    return known[row]


def _thinned(shape: shapely.Geometry) -> Outline:
    parts = shapely.get_parts([shape])
    areal = shapely.get_dimensions(shape) == 2
    lines = shapely.get_rings(parts) if areal else parts
    counts = shapely.get_num_coordinates(lines)
    longest = np.sort(np.argsort(-counts, kind="stable")[:_RINGS])
    step = max(int(counts[longest].sum()) // _VERTICES, 1)
    kept = [_some(shapely.get_coordinates(line), step) for line in lines[longest]]
    starts = np.cumsum([0, *map(len, kept[:-1])], dtype=np.int32)
    return Outline(np.concatenate(kept), starts, bool(areal))


def _some(points: NDArray[np.float64], step: int) -> NDArray[np.float64]:
    """Give every so many of a line's vertices, and its last one."""
    return np.concatenate((points[:-1:step], points[-1:]))


_COUNTS: Kept[NDArray[np.int32]] = Kept(shapely.get_num_coordinates)
_KNOWN: Kept[dict[int, Outline]] = Kept(lambda _: {})
