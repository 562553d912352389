"""Counts in place of places: what a restricted layer of points may be shown as."""

import numpy as np
import shapely

from scmap.model.identity import derived_uid
from scmap.model.layer import Layer, objects
from scmap.model.release import GENERALISED
from scmap.model.security import OPEN

GRID_M = 100.0


def counted_on_grid(layer: Layer, size: float = GRID_M) -> Layer:
    """Count the points of a layer in squares of `size` metres; no point stays.

    Squares begin at multiples of `size` on the plane, so that those of two layers agree.
    """
    cells = np.floor(_points(layer) / size)
    corners, counts = np.unique(cells, axis=0, return_counts=True)
    low = corners * size
    squares = shapely.box(low[:, 0], low[:, 1], low[:, 0] + size, low[:, 1] + size)
    names = objects(f"{x:.0f},{y:.0f}" for x, y in low)
    return _counted(layer, squares, names, counts)


def counted_by_area(layer: Layer, areas: Layer) -> Layer:
    """Count the points of a layer in areas (읍면동); areas without any are left out."""
    tree = shapely.STRtree(areas.geometry)
    _, hit = tree.query(shapely.points(_points(layer)), predicate="intersects")
    counts = np.bincount(hit, minlength=len(areas))
    rows = np.flatnonzero(counts)
    names = areas.text("name")[rows]
    return _counted(layer, areas.geometry[rows], names, counts[rows])


def _points(layer: Layer) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    placed = layer.geometry[~shapely.is_missing(layer.geometry)]
    centres = shapely.centroid(placed)
    return np.column_stack((shapely.get_x(centres), shapely.get_y(centres)))


def _counted(layer: Layer, areas: object, names: object, counts: object) -> Layer:
    shapes = objects(areas)  # type: ignore[arg-type]  # an array of geometries
    labels = objects(names)  # type: ignore[arg-type]
    return Layer(
        uid=layer.uid,
        name=layer.name,
        title=layer.title,
        kind=GENERALISED,
        crs=layer.crs,
        uids=objects(derived_uid(f"{layer.uid}|{label}") for label in labels),
        geometry=shapes,
        columns={"name": labels, "count": np.asarray(counts, dtype=np.float64)},
        source=layer.source,
        security=OPEN,
    )
