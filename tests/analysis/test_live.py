"""A footprint under the cursor: at every place the pairs and verdicts of a run over everything."""

from dataclasses import replace

import numpy as np
import pytest
import shapely

from benchmarks.registers import tiled_register
from benchmarks.tiles import CORNER, SIDE
from scmap import reference
from scmap.analysis.candidates import find_candidates
from scmap.analysis.live import Live, Standing
from scmap.analysis.overlay import measure_every_pair
from scmap.analysis.register import Register
from scmap.model.difference import Difference
from scmap.model.layer import Layer, objects
from scmap.model.overlap import Relation
from scmap.model.verdict import Candidates
from scmap.reference.rules import ruleset

RULES = ruleset()
BOOK = reference.codebook()
MIDDLE = CORNER + SIDE / 2


@pytest.fixture(scope="module")
def register() -> Register:
    """Four hundred investments; the first 80 belong to one municipality, programme and year."""
    layer = tiled_register(400, BOOK)
    cells = {name: layer.columns[name].copy() for name in ("municipality_code", "programme")}
    cells["municipality_code"][:80], cells["programme"][:80] = "41590", "u-pilot-city"
    return Register.of(layer.replace(columns={**layer.columns, **cells}), BOOK)


@pytest.fixture(scope="module")
def standing(register: Register) -> Standing:
    return Standing.of(register.footprints)


def put(layer: Layer, row: int, footprint: shapely.Geometry) -> Layer:
    geometry = layer.geometry.copy()
    geometry[row] = footprint
    return layer.replace(geometry=geometry)


def afresh(layer: Layer, row: int, relation: Relation = "between") -> Candidates:
    """Judge everything, and keep the pairs of one row."""
    register = Register.of(layer, BOOK)
    found = find_candidates(register, RULES, measure_every_pair(register), relation=relation)
    return found.take(np.flatnonzero((found.left == row) | (found.right == row)))


def agree(found: Candidates, fresh: Candidates) -> None:
    """Hold that both have the same pairs in the same order, with the same verdicts."""
    assert [found.uid(row) for row in range(len(found))] == [
        fresh.uid(row) for row in range(len(fresh))
    ]
    assert found.area == pytest.approx(fresh.area, rel=1e-9, abs=1e-3, nan_ok=True)
    for one, other in (
        (found.verdict.terms.coefficient, fresh.verdict.terms.coefficient),
        (found.verdict.duplication, fresh.verdict.duplication),
        (found.verdict.linkage, fresh.verdict.linkage),
        (found.money, fresh.money),
        (found.years, fresh.years),
    ):
        assert one == pytest.approx(other, rel=1e-9, abs=1e-9, nan_ok=True)
    for name in ("relation_code", "missing_bits", "reliability_code", "sequence", "regional"):
        assert getattr(found, name).tolist() == getattr(fresh, name).tolist(), name
    assert found.verdict.grade.tolist() == fresh.verdict.grade.tolist()
    assert found.verdict.opinion_code.tolist() == fresh.verdict.opinion_code.tolist()


def footprints(rng: np.random.Generator, count: int) -> list[shapely.Geometry]:
    """Circles, winding unions and a polygon with a hole, here and there."""
    circle = shapely.Point(0, 0).buffer(4000, quad_segs=16)
    ring = circle - shapely.Point(300, 0).buffer(1500)
    shapes = [circle, ring, shapely.MultiPolygon([shapely.box(0, 0, 900, 900), ring])]
    places = MIDDLE + (rng.random((count, 2)) - 0.5) * SIDE
    return [
        shapely.affinity.translate(shapes[number % 3], float(x), float(y))
        for number, (x, y) in enumerate(places)
    ]


@pytest.mark.parametrize("row", [3, 90, 200])
def test_wherever_it_is_put_it_has_the_pairs_of_a_fresh_run(
    register: Register, standing: Standing, row: int
) -> None:
    live = Live(register, row, RULES, standing=standing)
    seen = 0
    for footprint in footprints(np.random.default_rng(row), 6):
        fresh = afresh(put(register.layer, row, footprint), row)
        agree(live.at(footprint), fresh)
        seen += len(fresh)
    assert seen > 100


def test_the_phases_of_its_own_programme_are_no_pairs_on_the_way(
    register: Register, standing: Standing
) -> None:
    """E2: row 3 has a companion of its programme, line and years among the first 80."""
    row = 3
    everywhere = shapely.box(*(CORNER - SIDE), *(CORNER + 2 * SIDE))
    live = Live(register, row, RULES, relation="all", standing=standing)
    fresh = afresh(put(register.layer, row, everywhere), row, "all")
    excepted = [one for one in fresh.exceptions if row in (one.left, one.right)]
    assert excepted
    agree(live.at(everywhere), fresh)


@pytest.mark.parametrize("relation", ["within", "joint", "all"])
def test_other_relations_are_judged_when_they_are_asked_for(
    register: Register, standing: Standing, relation: Relation
) -> None:
    live = Live(register, 17, RULES, relation=relation, standing=standing)
    for footprint in footprints(np.random.default_rng(8), 2):
        agree(live.at(footprint), afresh(put(register.layer, 17, footprint), 17, relation))


def test_a_footprint_that_crosses_itself_is_repaired_and_a_shifted_one_is_still_wrong(
    register: Register, standing: Standing
) -> None:
    live = Live(register, 17, RULES, standing=standing)
    x, y = MIDDLE
    tie = shapely.Polygon([(x, y), (x + 6000, y + 6000), (x + 6000, y), (x, y + 6000)])
    for footprint in (tie, shapely.affinity.translate(tie, 500, 0)):
        agree(live.at(footprint), afresh(put(register.layer, 17, footprint), 17))


def test_off_all_ground_only_pairs_without_a_place_are_left(
    register: Register, standing: Standing
) -> None:
    live = Live(register, 17, RULES, standing=standing)
    nowhere = shapely.box(0, 0, 1000, 1000)
    found = live.at(nowhere)
    assert (found.pair == -1).all()
    agree(found, afresh(put(register.layer, 17, nowhere), 17))


def test_the_layer_of_the_answer_has_the_footprint_where_it_is(
    register: Register, standing: Standing
) -> None:
    live = Live(register, 17, RULES, standing=standing)
    here = footprints(np.random.default_rng(2), 1)[0]
    found = live.at(here)
    assert found.layer.geometry[17] is here
    assert register.layer.geometry[17] is not here


def test_an_investment_of_an_unknown_ministry_is_never_paired_but_a_plan_meets_everyone(
    register: Register, standing: Standing
) -> None:
    row = int(np.flatnonzero(~register.owners.known)[0])
    here = footprints(np.random.default_rng(3), 1)[0]
    assert len(Live(register, row, RULES, standing=standing).at(here)) == 0
    found = Live(register, row, RULES, standing=standing, stranger=True).at(here)
    met = set(found.left.tolist()) | set(found.right.tolist())
    ground = shapely.area(shapely.intersection(here, register.footprints))
    assert met - {row} <= set(np.flatnonzero(register.owners.known).tolist())
    assert len(met) > 10
    assert all(ground[other] >= 1.0 or np.isnan(ground[other]) for other in met - {row})


def test_a_plan_that_is_not_in_the_register_is_judged_without_preparing_the_others_again(
    register: Register, standing: Standing
) -> None:
    layer, here = register.layer, footprints(np.random.default_rng(4), 1)[0]
    plan = layer.take(np.array([12])).replace(uids=objects(["a plan"]), geometry=objects([here]))
    together = layer.extended(plan)
    guest = register.updated(Difference.between(layer, together), BOOK)
    live = Live(guest, len(layer), RULES, standing=standing, stranger=True)
    for footprint in (here, shapely.affinity.translate(here, 700.0, -300.0)):
        agree(live.at(footprint), afresh(put(together, len(layer), footprint), len(layer)))


def test_the_answer_is_seen_to_differ_where_it_should(
    register: Register, standing: Standing
) -> None:
    """The comparison above tells one square metre from another."""
    live = Live(register, 17, RULES, standing=standing)
    found = live.at(footprints(np.random.default_rng(2), 1)[0])
    with pytest.raises(AssertionError):
        agree(found, replace(found, area=found.area + 1.0))
