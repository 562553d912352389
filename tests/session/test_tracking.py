"""What the hand meets on the way is what the survey tells once the ground is put down."""

from dataclasses import replace

import numpy as np
import pytest
import shapely

from benchmarks.registers import tiled_register
from benchmarks.tiles import CORNER, SIDE
from scmap.analysis.survey import survey
from scmap.model.plan import Plan
from scmap.model.project import Project
from scmap.reference import codebook
from scmap.session.findings import Findings, Lookups, find
from scmap.session.surveying import move_investment
from scmap.session.tracking import InvestmentTracker, Tracker

MIDDLE = CORNER + SIDE / 2
PLACES = [
    shapely.Point(*(MIDDLE + step)).buffer(2500, quad_segs=16)
    for step in ((0, 0), (4000, -1000), (-9000, 6000))
]


@pytest.fixture(scope="module")
def found() -> Findings:
    project = Project(uid="p", title="p", layers=(tiled_register(300, codebook()),))
    return find(project, Lookups.of(project))


@pytest.fixture
def plan() -> Plan:
    first, *_ = codebook().lineages
    return Plan(
        shapely.box(0, 0, 1, 1),
        kind="CCC",
        ministry=str(codebook().current_name(first)),
        fields=("CRM",),
        year_from=2020.0,
    )


@pytest.mark.parametrize("place", PLACES)
def test_rows_ground_and_grades_are_those_of_the_survey(
    found: Findings, plan: Plan, place: shapely.Geometry
) -> None:
    met = Tracker(found, plan).at(place)
    field = found.basis.field
    told = survey(found.source, replace(plan, footprint=place), field.codebook, field.rules)
    share = np.flatnonzero(told.area > 0)
    assert len(met) > 3
    assert set(met.rows.tolist()) == set(told.rows[share].tolist())
    mine = {row: at for at, row in enumerate(met.rows.tolist())}
    order = np.array([mine[row] for row in told.rows[share].tolist()])
    for name in ("area", "share", "coefficient", "years", "wide"):
        assert np.allclose(getattr(met, name)[order], getattr(told, name)[share], equal_nan=True)
    both = (met.graded[order] >= 0) & (told.graded[share] >= 0)
    assert (both == (told.graded[share] >= 0)).all()
    assert both.any()
    assert (
        met.found.verdict.grade[met.graded[order][both]]
        == told.found.verdict.grade[told.graded[share][both]]
    ).all()
    assert met.to_consult(field.codebook.lineages) == told.to_consult(field.codebook.lineages)


def test_a_plan_of_no_ministry_is_not_graded_but_measured(found: Findings, plan: Plan) -> None:
    met = Tracker(found, replace(plan, ministry="")).at(PLACES[0])
    assert len(met) > 3
    assert (met.graded < 0).all()
    assert (met.area > 0).all()


def test_the_footprints_are_prepared_once(found: Findings, plan: Plan) -> None:
    first = Tracker(found, plan)
    first.at(PLACES[0])
    again = Tracker(found, replace(plan, ministry=""), first.standing)
    assert again.at(PLACES[1]).rows.tolist() == first.at(PLACES[1]).rows.tolist()
    assert again.standing is first.standing


def test_a_carried_investment_meets_on_the_way_what_it_meets_once_it_is_put_down(
    found: Findings,
) -> None:
    project = Project(uid="p", title="p", layers=(found.source,))
    row = int(np.flatnonzero(found.register.has_footprint & found.register.owners.known)[2])
    uid = str(found.source.uids[row])
    met = InvestmentTracker(found, uid).at(PLACES[0])
    moved = move_investment(project, uid, Plan(PLACES[0], ("41190",), "경기도 부천시"))
    after = find(moved, Lookups.of(moved), before=found)
    layer = moved.investments
    assert layer is not None
    assert layer.geometry[row].equals(PLACES[0])
    assert layer.text("municipality_code")[row] == "41190"
    assert PLACES[0].contains(shapely.Point(layer.number("x")[row], layer.number("y")[row]))
    table = after.overlaps.table
    pairs = table.find(met.rows, np.full(len(met), row))
    known = found.register.owners.known[met.rows]
    assert known.sum() > 3
    assert uid not in met.layer.uids[met.rows]
    assert np.allclose(table.area[pairs[known]], met.area[known], atol=1e-3)
    told = {
        after.pairs.uid(i): int(after.candidates.verdict.grade[i])
        for i in range(after.pairs.graded)
    }
    for place in np.flatnonzero(met.graded >= 0).tolist():
        sides = sorted((uid, str(met.layer.uids[met.rows[place]])))
        assert told["|".join(sides)] == met.found.verdict.grade[met.graded[place]]
    assert (met.graded >= 0).any()
