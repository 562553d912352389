"""Which areas touch each other."""

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.model.layer import Objects

LEAST_BORDER = 50.0  # metres: less is a corner, or a sliver between boundaries


def touching(areas: Objects, least: float = LEAST_BORDER) -> NDArray[np.int64]:
    """Give the rows of areas that share at least `least` metres of border, shape (k, 2), sorted.

    Parameters
    ----------
    areas : polygons, shape (n,)
        On one plane, in metres; valid.
    least : float
        Metres.
    """
    one, other = shapely.STRtree(areas).query(areas, predicate="intersects")
    later = one < other
    one, other = one[later], other[later]
    border = shapely.length(shapely.intersection(areas[one], areas[other]))
    pairs = np.column_stack((one, other))[border >= least]
    ordered: NDArray[np.int64] = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))].astype(np.int64)
    return ordered
