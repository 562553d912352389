"""The ground of a pair is the same to the last bit whatever is measured beside it."""

import numpy as np
import pytest
import shapely

from benchmarks.data import investments
from scmap.analysis import kernel
from scmap.analysis.shared_area import Shapes, shared_ground
from scmap.analysis.shared_ground import intersect
from scmap.model.layer import Objects, objects


@pytest.fixture(scope="module")
def footprints() -> Objects:
    """Generated footprints, and two halves of one square that have the same box and area."""
    halves = [shapely.Polygon([(0, 0), (0, 9), (9, top)]) for top in (0, 9)]
    return objects([*investments(600).geometry, *halves])


def test_pairs_have_the_same_area_and_width_among_all_and_among_few(footprints: Objects) -> None:
    """What was measured before stands beside what is measured now: they must be of one mould."""
    left, right = shapely.STRtree(footprints).query(footprints)
    left, right = left[left < right], right[left < right]
    shapes = Shapes.of(footprints)
    ground = shared_ground(shapes, left, right, floor=1.0, least=500.0)
    real = ground.area >= 1.0
    left, right, area, width = left[real], right[real], ground.area[real], ground.width[real]
    assert np.isfinite(width).sum() > 100
    rng = np.random.default_rng(7)
    for _ in range(40):
        some = rng.choice(len(left), 25, replace=False)
        rows = rng.permutation(np.unique((left[some], right[some])))
        place = {row: number for number, row in enumerate(rows)}
        few = Shapes.of(footprints[rows])
        one = np.array([place[row] for row in right[some]])
        other = np.array([place[row] for row in left[some]])
        alone = shared_ground(few, one, other, floor=1.0, least=500.0)
        assert alone.area.tolist() == area[some].tolist()
        assert np.array_equal(alone.width, width[some], equal_nan=True)


def test_widths_are_those_of_the_polygons_and_only_those_that_are_in_doubt(
    footprints: Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, right = shapely.STRtree(footprints).query(footprints)
    left, right = left[left < right], right[left < right]
    cut: list[int] = []

    def count(one: Objects, other: Objects) -> Objects:
        cut.append(len(one))
        return intersect(one, other)

    monkeypatch.setattr("scmap.analysis.shared_area.intersect", count)
    ground = shared_ground(Shapes.of(footprints), left, right, floor=1.0, least=100.0)
    known = np.isfinite(ground.width)
    polygons = intersect(footprints[left], footprints[right])
    width = 2 * shapely.area(polygons) / np.maximum(shapely.length(polygons), 1e-9)
    assert ground.width[known] == pytest.approx(width[known], rel=1e-5)
    assert (ground.width[known] < 100.0).tolist() == (width[known] < 100.0).tolist()
    assert (width[~known & (ground.area >= 1.0)] >= 100.0).all()
    assert known.sum() > 300
    if kernel.engine() == "kernel":
        assert sum(cut) < 10
