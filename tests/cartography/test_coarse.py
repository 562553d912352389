"""The marks of features of very many vertices lie on them and leave no ring open."""

import numpy as np
import pytest
import shapely

from scmap.cartography import coarse
from scmap.model.layer import objects


def circle(radius: float, count: int) -> np.ndarray:
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    return np.column_stack((np.cos(angle), np.sin(angle))) * radius


def test_only_very_many_vertices_are_heavy() -> None:
    shapes = objects([shapely.Point(0, 0).buffer(5), shapely.Polygon(circle(9, 200_001)), None])
    assert coarse.heavy(shapes).tolist() == [False, True, False]


def test_rings_stay_rings_and_their_vertices_are_the_features(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(coarse, "_VERTICES", 100)
    shape = shapely.Polygon(circle(100, 1000), [circle(10, 400)])
    made = coarse.coarse(objects([shape]), 0)
    assert made.closed
    assert len(made.points) < 150
    known = {tuple(one) for one in shapely.get_coordinates(shape).tolist()}
    assert {tuple(one) for one in made.points.tolist()} <= known
    ends = [*made.starts[1:].tolist(), len(made.points)]
    for first, last in zip(made.starts.tolist(), ends, strict=True):
        assert made.points[first].tolist() == made.points[last - 1].tolist()
    assert len(made.starts) == 2


def test_a_line_keeps_both_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coarse, "_VERTICES", 10)
    line = shapely.LineString(circle(100, 777))
    made = coarse.coarse(objects([line]), 0)
    assert not made.closed
    assert made.points[0].tolist() == list(line.coords[0])
    assert made.points[-1].tolist() == list(line.coords[-1])
