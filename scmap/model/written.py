"""Geometries as bytes, a few at a time: whoever writes or reads them holds the interpreter."""

from collections.abc import Iterator, Sequence

import numpy as np
import shapely

from scmap.model.layer import Objects

AT_ONCE = 64  # geometries: a millisecond, for which a window may wait
BYTES_AT_ONCE = 1 << 18  # a millisecond, too
POINTS_AT_ONCE = 4096  # geometries of few bytes


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
    for some in _handfuls(bodies):
        found[some] = shapely.from_wkb(bodies[some], on_invalid=on_invalid)
    return found


def _handfuls(bodies: "Sequence[bytes | None] | Objects") -> Iterator[slice]:
    """Give the rows that are read together."""
    sizes = np.fromiter(
        (0 if body is None else len(body) for body in bodies), dtype=np.int64, count=len(bodies)
    )
    handful = np.cumsum(sizes) // BYTES_AT_ONCE
    start = 0
    while start < len(bodies):
        end = int(np.searchsorted(handful, handful[start], side="right"))
        end = min(end, start + POINTS_AT_ONCE)
        yield slice(start, end)
        start = end
