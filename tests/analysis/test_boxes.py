"""Footprints that may meet are found in whichever tree their boxes are."""

import numpy as np
import pytest
import shapely

from scmap.analysis import boxes
from scmap.analysis.boxes import Boxes


def test_boxes_of_several_trees_meet_as_those_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boxes, "_PLANTED", 7)
    rng = np.random.default_rng(20261128)
    footprints = shapely.buffer(shapely.points(rng.random((50, 2)) * 100), rng.random(50) * 20)
    first, second = Boxes.of(footprints).meeting(footprints[:30])
    expected = shapely.STRtree(footprints).query(footprints[:30])
    assert sorted(zip(first, second, strict=True)) == sorted(zip(*expected, strict=True))


def test_nothing_meets_nothing() -> None:
    none = np.empty(0, dtype=object)
    assert not len(Boxes.of(none).meeting(shapely.points([[0.0, 0.0]]))[0])
    assert not len(Boxes.of(shapely.points([[0.0, 0.0]])).meeting(none)[0])
