"""Following a border from one place on it to another, instead of clicking each of its corners."""

from collections.abc import Iterable

import numpy as np
import shapely
from shapely import ops

from scmap.analysis.editing.rings import lines_of

Point = tuple[float, float]

ON_IT = 1e-3  # metres; a place so near to a border lies on it


def traced(
    shapes: Iterable[shapely.Geometry], start: Point, stop: Point, *, other_way: bool = False
) -> list[Point] | None:
    """Give the corners of a border from `start` to `stop`, both of which lie on it.

    Parameters
    ----------
    shapes : iterable of Geometry
        Whose borders may be followed; the first that holds both places is.
    start, stop : (float, float)
        Places on the plane.
    other_way : bool
        Whether a ring is followed the longer way round.

    Returns
    -------
    list of (float, float) or None
        What comes after `start`, `stop` included; None when no border holds both.
    """
    ends = shapely.points([start, stop])
    for shape in shapes:
        if shapely.distance(shape, ends).max() > ON_IT:
            continue
        for corners, closed in lines_of(shape):
            line = shapely.LineString(corners) if len(corners) > 1 else None
            if line is not None and shapely.distance(line, ends).max() <= ON_IT:
                way = _way(line, start, stop, closed=closed, other_way=other_way)
                return [*way, stop]
    return None


def _way(
    line: shapely.Geometry, start: Point, stop: Point, *, closed: bool, other_way: bool
) -> list[Point]:
    """Give the corners strictly between two places on a line or ring."""
    first, last = shapely.line_locate_point(line, shapely.points([start, stop])).tolist()
    low, high = sorted((first, last))
    way = ops.substring(line, low, high)
    corners = shapely.get_coordinates(way) if way.geom_type == "LineString" else np.empty((0, 2))
    backwards = first > last
    if closed and (way.length > line.length / 2) != other_way:
        tail, head = ops.substring(line, high, line.length), ops.substring(line, 0, low)
        corners = np.vstack([shapely.get_coordinates(one) for one in (tail, head)])
        backwards = not backwards
    corners = corners[::-1] if backwards else corners
    ends = np.array((start, stop))
    apart = (np.abs(corners[:, None] - ends).max(axis=2) > ON_IT).all(axis=1)
    kept = corners[apart]
    if len(kept):
        kept = kept[np.append(True, np.abs(np.diff(kept, axis=0)).max(axis=1) > 0)]
    return [(x, y) for x, y in kept.tolist()]
