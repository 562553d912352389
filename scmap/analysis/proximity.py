"""What is near what: distances between features of two layers, whatever their geometries are."""

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.model.layer import Objects

EXACT = 1e-6  # metres; a camera at exactly 50 m is within 50 m, whatever the double's last bit says


def nearest(of: Objects, to: Objects) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Find the nearest feature of `to` for each feature of `of`.

    Parameters
    ----------
    of, to : (n,) and (m,) object
        Geometries on one plane, none missing.

    Returns
    -------
    rows : (n,) intp
        Row of `to`; -1 where `to` is empty.
    distance : (n,) float64
        Metres; infinite where `to` is empty.
    """
    rows = np.full(len(of), -1, dtype=np.intp)
    distance = np.full(len(of), np.inf)
    if len(of) and len(to):
        (asked, found), metres = shapely.STRtree(to).query_nearest(
            of, all_matches=False, return_distance=True
        )
        rows[asked], distance[asked] = found, metres
    return rows, distance


def within(distance: NDArray[np.float64], reach: float) -> NDArray[np.bool_]:
    """Tell which distances do not exceed a reach, both in metres."""
    return np.asarray(distance <= reach + EXACT, dtype=bool)


def connections(of: Objects, to: Objects) -> Objects:
    """Give the shortest line between the geometries of each pair, for showing them on the map."""
    lines: Objects = shapely.shortest_line(of, to)
    return lines
