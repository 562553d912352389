"""Heads of arrows: where a line points, in sight beside the marker at which it ends."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from scmap.model.symbology import HEAD_GAP_MM, HEAD_HALF_MM, HEAD_MM, Line

Points: TypeAlias = NDArray[np.float64]

# Which ends of a line have a head: its last, its first.
HEADS: Mapping[Line, tuple[bool, bool]] = MappingProxyType(
    {"arrow": (True, False), "arrows": (True, True)}
)
_SHORTEST = 3.0  # lines shorter than this many heads only say that there is a link


def arrow_heads(lines: Sequence[Points], mm: float, ends: tuple[bool, bool]) -> Iterator[Points]:
    """Give the heads of lines as triangles, the tip first, each (3, 2).

    Parameters
    ----------
    lines : sequence of (k, 2) float64
        Vertices on the frame, device pixels.
    mm : float
        Device pixels a millimetre.
    ends : (bool, bool)
        Whether a head stands at the last and at the first vertex.
    """
    for line in lines:
        for points, wanted in zip((line, line[::-1]), ends, strict=True):
            head = _head(points, mm) if wanted else None
            if head is not None:
                yield head


def _head(line: Points, mm: float) -> Points | None:
    """Give the head at the end of one line, turned as the line runs there."""
    steps = np.hypot(*np.diff(line, axis=0).T)
    along = np.concatenate(([0.0], np.cumsum(steps)))
    gap, length = HEAD_GAP_MM * mm, HEAD_MM * mm
    if along[-1] < gap + _SHORTEST * length:
        return None
    tip, base = (_at(line, along, along[-1] - back) for back in (gap, gap + length))
    across = np.array((base[1] - tip[1], tip[0] - base[0]))
    across *= HEAD_HALF_MM * mm / np.hypot(*across)
    return np.array((tip, base + across, base - across))


def _at(line: Points, along: NDArray[np.float64], distance: float) -> Points:
    """Give the point of a line at a distance from its beginning."""
    x = np.interp(distance, along, line[:, 0])
    y = np.interp(distance, along, line[:, 1])
    return np.array((x, y))
