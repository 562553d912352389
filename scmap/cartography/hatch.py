"""Hatches as lines and dots cut to their area: vectors on paper, alike at every resolution.

Qt's brush patterns are counted in device pixels and become images in a PDF. Here a hatch is a set
of scanlines in millimetres on paper. They are anchored to the ground, so that the pattern moves
with the map and runs on through neighbouring areas.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from scmap.model.symbology import Hatch

Array: TypeAlias = NDArray[np.float64]

ANGLES: dict[Hatch, tuple[float, ...]] = {
    "none": (),
    "diagonal": (45.0,),
    "back": (-45.0,),
    "cross": (45.0, -45.0),
    "dots": (0.0,),
}


@dataclass(frozen=True, eq=False)
class Area:
    """An area on the sheet: its rings one after the other, in device pixels.

    Attributes
    ----------
    points : (k, 2) float64
        Vertices; a ring repeats its first one.
    starts : (r,) intp
        Where each ring begins.
    """

    points: Array
    starts: NDArray[np.integer]


def hatch_lines(
    areas: Sequence[Area], angle: float, spacing: float, anchor: tuple[float, float], frame: Array
) -> Array:
    """Cut parallel lines to areas.

    Parameters
    ----------
    areas : sequence of Area
        Even-odd areas; lines are cut to each by itself.
    angle : float
        Degrees from the x axis of the sheet, upwards.
    spacing : float
        Distance of the lines, device pixels.
    anchor : (x, y)
        Point through which a line runs.
    frame : (2, 2) float64
        Lower and upper corner; nothing is made outside.

    Returns
    -------
    (m, 4) float64
        x and y of both ends of each piece of line, by area, then line, then along it.
    """
    turn = _rotation(angle)
    (u, v), owners = _edges(areas, anchor, turn)
    low, high = _limits(frame - anchor, turn)
    pieces = _crossings(u, v / spacing, owners, low[1] / spacing, high[1] / spacing)
    start, stop = np.clip(pieces[:, 0], low[0], high[0]), np.clip(pieces[:, 1], low[0], high[0])
    kept = stop > start
    along, across = np.column_stack([start, stop])[kept], pieces[kept, 2] * spacing
    ends = np.stack([along, np.broadcast_to(across[:, None], along.shape)], axis=-1)
    lines: Array = (ends @ turn + anchor).reshape(-1, 4)
    return lines


def hatch_dots(
    areas: Sequence[Area], spacing: float, anchor: tuple[float, float], frame: Array
) -> Array:
    """Strew points over areas, every other row shifted by half; shape (m, 2), device pixels."""
    rows = hatch_lines(areas, 0.0, spacing, anchor, frame)
    line = np.round((rows[:, 1] - anchor[1]) / spacing)
    shift = anchor[0] + np.where(line % 2 == 0, 0.0, spacing / 2)
    first = np.ceil((np.minimum(rows[:, 0], rows[:, 2]) - shift) / spacing)
    last = np.floor((np.maximum(rows[:, 0], rows[:, 2]) - shift) / spacing)
    counts = np.maximum(last - first + 1, 0).astype(np.intp)
    owner = np.repeat(np.arange(len(rows)), counts)
    step = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.column_stack([shift[owner] + (first[owner] + step) * spacing, rows[owner, 1]])


def _rotation(angle: float) -> Array:
    """Matrix whose rows are the direction along the lines and the one across them."""
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return np.array([[c, -s], [s, c]])


def _limits(frame: Array, turn: Array) -> tuple[Array, Array]:
    """Bounds of the frame in the turned coordinates."""
    (x0, y0), (x1, y1) = frame
    corners = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]]) @ turn.T
    return corners.min(axis=0), corners.max(axis=0)


def _edges(
    areas: Sequence[Area], anchor: tuple[float, float], turn: Array
) -> tuple[tuple[Array, Array], NDArray[np.intp]]:
    """Give both ends of every edge along and across the lines, each (e, 2), and its area.

    A vertex is turned once, not once an edge: its edges must agree on which side it lies.
    """
    sizes = [len(area.points) for area in areas]
    offsets = np.cumsum([0, *sizes])
    points = np.concatenate([np.empty((0, 2)), *(area.points for area in areas)])
    x, y = (points - anchor).T
    # Not a matrix product: it may round equal vertices differently.
    turned = np.column_stack([x * turn[0, 0] + y * turn[0, 1], x * turn[1, 0] + y * turn[1, 1]])
    starts = np.zeros(len(points) + 1, dtype=bool)
    for area, offset in zip(areas, offsets[:-1], strict=True):
        starts[area.starts + offset] = True
    edges = np.flatnonzero(~starts[1 : len(points)])  # from one ring to the next is no edge
    ends = turned[np.stack([edges, edges + 1], axis=1)]
    return (ends[..., 0], ends[..., 1]), np.repeat(np.arange(len(areas)), sizes)[edges]


def _crossings(u: Array, v: Array, owners: NDArray[np.intp], low: float, high: float) -> Array:
    """Pair the crossings of edges with the lines v = whole number, from `low` to `high`.

    Gives (m, 3): start and stop along the line, and the line's number.
    """
    bottom, top = np.minimum(v[:, 0], v[:, 1]), np.maximum(v[:, 0], v[:, 1])
    # Half-open: an edge holds its lower end, so that a vertex on a line counts once.
    first = np.maximum(np.ceil(bottom), math.floor(low))
    last = np.minimum(np.ceil(top) - 1, math.ceil(high))
    counts = np.maximum(last - first + 1, 0).astype(np.intp)
    edge = np.repeat(np.arange(len(v)), counts)
    line = first[edge] + np.arange(len(edge)) - np.repeat(np.cumsum(counts) - counts, counts)
    share = (line - v[edge, 0]) / (v[edge, 1] - v[edge, 0])
    at = u[edge, 0] + share * (u[edge, 1] - u[edge, 0])
    order = np.lexsort((at, line, owners[edge]))
    at, line = at[order], line[order]
    return np.column_stack([at[0::2], at[1::2], line[0::2]])
