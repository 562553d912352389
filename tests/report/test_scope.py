"""What a report is about: the same pairs as if every pair had been cut, but few are."""

from typing import Any

import numpy as np
import pytest
import shapely

from scmap.analysis.ground import Ground
from scmap.analysis.pair_layers import overlap_layer
from scmap.model.overlap import OverlapRule
from scmap.report.scope import scope_of
from scmap.session.findings import overlaps_of
from tests.report import sample

EVERY = OverlapRule(time="any", relation="all")


@pytest.mark.parametrize(("code", "cut_pairs"), [("11110", 6), ("22220", 4)])
def test_only_pairs_whose_boxes_reach_into_an_area_are_cut(
    code: str, cut_pairs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The report of one city of 5,000 investments cut the pairs of the whole country."""
    run = overlaps_of(sample.project(), sample.codebook(), EVERY)
    gazetteer = sample.gazetteer()
    ground = gazetteer.footprint(f"municipality:{code}")
    every = overlap_layer(run)
    inside = shapely.area(shapely.intersection(every.geometry, ground))
    asked: list[int] = []
    cut = Ground.cut

    def counted(self: Ground, left: Any, right: Any, **how: Any) -> Any:
        asked.append(len(left))
        return cut(self, left, right, **how)

    monkeypatch.setattr(Ground, "cut", counted)
    scope = scope_of(run, gazetteer, gazetteer.one(code))
    assert sorted(scope.pairs.tolist()) == np.flatnonzero(inside > EVERY.floor).tolist()
    assert scope.inside == pytest.approx(inside[scope.pairs])
    assert scope.overlaps.uids.tolist() == every.uids[scope.pairs].tolist()
    assert shapely.equals(scope.overlaps.geometry, every.geometry[scope.pairs]).all()
    assert len(run.table) == 6
    assert sum(asked) == cut_pairs
