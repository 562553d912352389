"""Corners of shapes: moved, put in and taken out, and which neighbours share one."""

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.analysis.editing.rings import LEAST_RING, Corners, changed
from scmap.model.layer import Layer

Point = tuple[float, float]

SAME = 1e-6  # metres; corners that lie closer are one


def corner_moved(shape: shapely.Geometry, at: Point, to: Point) -> shapely.Geometry:
    """Give a shape whose corner moved; each of its rings that has the corner moves along."""

    def move(corners: Corners) -> Corners:
        there = _are_at(corners, at)
        return np.where(there[:, None], np.array(to), corners)

    return shapely.transform(shape, move)


def corner_inserted(
    shape: shapely.Geometry, side: tuple[Point, Point], at: Point
) -> shapely.Geometry:
    """Give a shape with another corner between two that follow each other, on each such side."""

    def insert(corners: Corners, _closed: bool) -> Corners:
        one, other = (_are_at(corners, end) for end in side)
        between = (one[:-1] & other[1:]) | (other[:-1] & one[1:])
        return np.insert(corners, np.flatnonzero(between) + 1, at, axis=0)

    made = changed(shape, insert)
    return shape if made is None else made


def corner_removed(shape: shapely.Geometry, at: Point) -> shapely.Geometry | None:
    """Give a shape without a corner; None when nothing would be left of it.

    A hole or a part that has too few corners left goes with it.
    """

    def remove(corners: Corners, closed: bool) -> Corners:
        kept = corners[~_are_at(corners, at)]
        if closed and len(kept) and not np.array_equal(kept[0], kept[-1]):
            kept = np.vstack((kept, kept[:1]))
        return kept if not closed or len(kept) >= LEAST_RING else kept[:0]

    return changed(shape, remove)


def has_corner(shape: shapely.Geometry, at: Point) -> bool:
    """Tell whether a shape has a corner there."""
    return bool(_are_at(shapely.get_coordinates(shape), at).any())


def sharing(layer: Layer, at: Point) -> NDArray[np.intp]:
    """Give the rows of a layer whose shapes have a corner there, ascending."""
    x, y = at
    near = np.sort(layer.tree.query(shapely.box(x - SAME, y - SAME, x + SAME, y + SAME)))
    shared = [has_corner(layer.geometry[row], at) for row in near]
    return np.asarray(near[np.array(shared, dtype=bool)], dtype=np.intp)


def _are_at(corners: Corners, at: Point) -> NDArray[np.bool_]:
    return np.asarray((np.abs(corners - np.array(at)) <= SAME).all(axis=1), dtype=bool)
