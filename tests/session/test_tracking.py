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
from scmap.session.tracking import Tracker

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
