"""Footprints composed of administrative units: as sets they share what their edges say."""

from typing import Any

import numpy as np
import pytest
import shapely

from scmap import reference
from scmap.analysis import kernel
from scmap.analysis.register import Register
from scmap.analysis.shared_area import Shapes, shared_ground
from scmap.analysis.unit_sets import UnitSets
from scmap.model.gazetteer import Gazetteer
from scmap.model.layer import Layer, Objects, objects


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return reference.gazetteer()


@pytest.fixture(scope="module")
def extents(gazetteer: Gazetteer) -> list[str]:
    """Unions of one to five neighbouring municipalities, and of 법정동 of two cities."""
    rng = np.random.default_rng(5)
    ground = gazetteer.boundaries("municipality")
    codes = ground.text("code").astype(str)
    one, other = shapely.STRtree(ground.geometry).query(ground.geometry, predicate="touches")
    named = []
    for first in rng.choice(len(codes), 60):
        beside = other[one == first]
        more = rng.choice(beside, min(len(beside), int(rng.integers(5))), replace=False)
        named.append("municipality:" + ";".join(codes[[first, *more]]))
    for city in ("41590", "28185"):
        names = gazetteer.boundaries("emd")
        parents = {city, *(gu.code for gu in gazetteer.gus(city))}
        known = names.text("name")[np.isin(names.text("parent").astype(str), list(parents))]
        alone = [name for name in known if (known == name).sum() == 1]
        named += [f"emd:{city}:" + "|".join(rng.choice(alone, 2, replace=False)) for _ in range(15)]
    return named


@pytest.fixture(scope="module")
def footprints(gazetteer: Gazetteer, extents: list[str]) -> Objects:
    return objects(gazetteer.footprint(extent) for extent in extents)


def test_unions_of_units_share_as_sets_what_their_edges_say(
    gazetteer: Gazetteer, extents: list[str], footprints: Objects
) -> None:
    sets = UnitSets.of(objects(extents), footprints, gazetteer.parts)
    assert (sets.level >= 0).all()
    left, right = np.triu_indices(len(extents), 1)
    found = sets.areas(left, right)
    expected = kernel.areas(footprints, left, right)
    same = sets.level[left] == sets.level[right]
    assert np.isnan(found).tolist() == (~same).tolist()
    assert found[same] == pytest.approx(expected[same], rel=1e-9, abs=1e-3)
    assert (found[same] > 1.0).sum() > 20
    assert (found[same] == 0.0).sum() > 20


def test_a_footprint_that_no_longer_is_its_units_is_measured_by_its_edges(
    gazetteer: Gazetteer, extents: list[str], footprints: Objects
) -> None:
    edited = footprints.copy()
    edited[0] = shapely.buffer(footprints[0], 20.0)
    edited[1] = None
    named = objects([*extents[:3], None, "circle", "nation", "municipality:99999"])
    ground = objects([*edited[:3], *footprints[3:7]])
    sets = UnitSets.of(named, ground, gazetteer.parts)
    assert (sets.level >= 0).tolist() == [False, False, True, False, False, False, False]


def test_a_run_takes_sets_where_it_can_and_gives_what_it_gave(
    gazetteer: Gazetteer, extents: list[str], footprints: Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    circles = shapely.buffer(shapely.centroid(footprints[:20]), 4000.0)
    layer = Layer(
        "l",
        "investment",
        "l",
        "investment",
        "EPSG:5179",
        objects(f"u{row:03d}" for row in range(len(footprints) + 20)),
        objects([*footprints, *circles]),
        {"extent": objects([*extents, *["circle"] * 20])},
    )
    register = Register.of(layer, reference.codebook(), parts=gazetteer.parts)
    assert register.unit_sets is not None
    left, right = np.triu_indices(len(layer), 1)
    shapes = Shapes.of(register.footprints)
    asked: list[int] = []
    areas = kernel.Grove.areas

    def count(trees: kernel.Grove, one: kernel.Rows, *rest: Any) -> kernel.Values:
        asked.append(len(one))
        return areas(trees, one, *rest)

    monkeypatch.setattr(kernel.Grove, "areas", count)
    plain = shared_ground(shapes, left, right, floor=1.0, least=10.0)
    by_sets = shared_ground(shapes, left, right, floor=1.0, least=10.0, units=register.unit_sets)
    assert by_sets.area == pytest.approx(plain.area, rel=1e-6, abs=1e-3)
    if kernel.engine() == "kernel":
        assert asked[1] < asked[0] / 1.5
