"""Which rows of a layer have the same geometry: many share a municipality's."""

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.model.kept import Kept
from scmap.model.layer import Objects
from scmap.model.written import written


def first_alike(geometry: Objects) -> NDArray[np.intp]:
    """Give for each row the first row with the same geometry; many share a municipality's.

    It is kept as long as the array lives.
    """
    return _FIRST_ALIKE.of(geometry)


def _compared(geometry: Objects) -> NDArray[np.intp]:
    """Compare geometries byte by byte where their bounds are the same."""
    first = np.arange(len(geometry))
    bounds = np.ascontiguousarray(shapely.bounds(geometry)).view("V32").ravel()
    _, group, size = np.unique(bounds, return_inverse=True, return_counts=True)
    suspects = np.flatnonzero((size[group] > 1) & (shapely.get_dimensions(geometry) > 0))
    seen: dict[bytes, int] = {}
    for row, content in zip(suspects.tolist(), written(geometry[suspects]), strict=True):
        first[row] = seen.setdefault(content, row)
    return first


_FIRST_ALIKE: Kept[NDArray[np.intp]] = Kept(_compared)
