"""Geometries as bytes or coordinates, a few at a time: making them holds the interpreter."""

from collections.abc import Iterator, Sequence
from itertools import pairwise, starmap
from operator import length_hint
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.model.layer import Objects
from scmap.progress import give_way

AT_ONCE = 64  # geometries: a fifth of a millisecond, for which a window may wait many times
CORNERS_AT_ONCE = 4096  # a fifth of a millisecond, too
COORDINATES_AT_ONCE = 32_768  # and of nothing but their coordinates
BYTES_AT_ONCE = 1 << 16
POINTS_AT_ONCE = 1024  # geometries of few bytes


def written(geometry: Objects, **how: Any) -> Objects:
    """Give the well-known binary of each geometry, shape (n,); None where there is none.

    Parameters
    ----------
    geometry : (n,) object
        Geometries or None.
    how
        As `shapely.to_wkb` takes it: `output_dimension`, `byte_order`, `flavor`.
    """
    found = np.empty(len(geometry), dtype=object)
    corners = shapely.get_num_coordinates(geometry)
    for some in _handfuls(corners, CORNERS_AT_ONCE, AT_ONCE):
        found[some] = shapely.to_wkb(geometry[some], **how)
        give_way()
    return found


def corners(geometry: Objects) -> NDArray[np.float64]:
    """Give the coordinates of all geometries one after the other, shape (v, 2), metres."""
    number = shapely.get_num_coordinates(geometry)
    found = np.empty((int(number.sum()), 2))
    end = np.cumsum(number)
    for some in _handfuls(number, COORDINATES_AT_ONCE, AT_ONCE * AT_ONCE):
        first = end[some.start] - number[some.start]
        found[first : end[some.stop - 1]] = shapely.get_coordinates(geometry[some])
        give_way()
    return found


def read(bodies: "Sequence[bytes | None] | Objects", *, on_invalid: str = "raise") -> Objects:
    """Give the geometry of each well-known binary, shape (n,); None where there is none.

    Parameters
    ----------
    bodies : n of bytes or None
        Well-known binaries.
    on_invalid : str
        As `shapely.from_wkb` takes it.

    Raises
    ------
    shapely.errors.ShapelyError
        At the first binary that is none, where `on_invalid` is "raise".
    """
    found = np.empty(len(bodies), dtype=object)
    # The hint of bytes is their length, that of None is 0.
    sizes = np.fromiter(map(length_hint, bodies), dtype=np.int64, count=len(bodies))
    for some in _handfuls(sizes, BYTES_AT_ONCE, POINTS_AT_ONCE):
        found[some] = shapely.from_wkb(bodies[some], on_invalid=on_invalid)
        give_way()
    return found


def _handfuls(
    sizes: "NDArray[np.integer[Any]]", size_at_once: int, rows_at_once: int
) -> Iterator[slice]:
    """Give the rows that are done together.

    All ends are worked out first: a call of numpy between two handfuls would let go of the
    interpreter for some microseconds, which keeps whoever waits for it waiting (see
    docs/decisions/0034).
    """
    places = np.arange(len(sizes))
    handful = np.cumsum(sizes) // size_at_once
    first = np.diff(handful, prepend=-1) != 0
    place_in_handful = places - np.maximum.accumulate(np.where(first, places, 0))
    starts = np.flatnonzero(first | (place_in_handful % rows_at_once == 0)).tolist()
    return starmap(slice, pairwise([*starts, len(sizes)]))
