"""Geometries as bytes, a few at a time: whoever writes them holds the interpreter meanwhile."""

import numpy as np
import shapely

from scmap.model.layer import Objects

AT_ONCE = 64  # geometries: a millisecond, for which a window may wait


def written(geometry: Objects, **how: int) -> Objects:
    """Give the well-known binary of each geometry, shape (n,); None where there is none.

    Parameters
    ----------
    geometry : (n,) object
        Geometries or None.
    how : int
        As `shapely.to_wkb` takes it: `output_dimension`, `byte_order`.
    """
    found = np.empty(len(geometry), dtype=object)
    for start in range(0, len(geometry), AT_ONCE):
        some = slice(start, start + AT_ONCE)
        found[some] = shapely.to_wkb(geometry[some], **how)
    return found
