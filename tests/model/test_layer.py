"""What follows from the geometries of a layer is worked out once, whatever values are edited."""

import numpy as np
import shapely

from scmap.model.layer import Layer, bare, objects
from tests.store.layers import boxes


def edited(layer: Layer) -> Layer:
    return layer.replace(columns={**layer.columns, "n": np.arange(len(layer), dtype=float)})


def test_an_edit_of_values_keeps_index_and_bounds_and_one_of_shapes_does_not() -> None:
    layer = boxes((0, 0), (5000, 0))
    after = edited(layer)
    assert after.tree is layer.tree
    assert after.bounds is layer.bounds
    moved = layer.replace(geometry=objects(shapely.transform(layer.geometry, lambda at: at + 9.0)))
    assert moved.tree is not layer.tree
    assert moved.bounds[0, 0] == layer.bounds[0, 0] + 9.0
    points = layer.replace(geometry=bare(np.array([[1.0, 2.0], [3.0, 4.0]])))
    assert points.bounds.tolist() == [[1, 2, 1, 2], [3, 4, 3, 4]]
    assert edited(points).tree is points.tree
