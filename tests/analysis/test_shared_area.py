"""The ground of a pair is the same to the last bit whatever is measured beside it."""

import numpy as np
import pytest
import shapely

from benchmarks.data import investments
from scmap.analysis.shared_area import Shapes, shared_areas, shared_widths
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
    area = shared_areas(shapes, left, right, floor=1.0)
    real = area >= 1.0
    left, right, area = left[real], right[real], area[real]
    width = shared_widths(shapes, left, right, area, 500.0)
    assert np.isfinite(width).sum() > 100
    rng = np.random.default_rng(7)
    for _ in range(40):
        some = rng.choice(len(left), 25, replace=False)
        rows = rng.permutation(np.unique((left[some], right[some])))
        place = {row: number for number, row in enumerate(rows)}
        few = Shapes.of(footprints[rows])
        one = np.array([place[row] for row in right[some]])
        other = np.array([place[row] for row in left[some]])
        alone = shared_areas(few, one, other, floor=1.0)
        assert alone.tolist() == area[some].tolist()
        assert np.array_equal(
            shared_widths(few, one, other, alone, 500.0), width[some], equal_nan=True
        )
