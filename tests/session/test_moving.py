"""What is under the cursor meets, wherever it is put, what it meets once it is put there."""

from dataclasses import replace

import numpy as np
import pytest
import shapely

from benchmarks.registers import tiled_register
from benchmarks.tiles import CORNER, SIDE
from scmap.analysis.live import Standing
from scmap.analysis.survey import survey
from scmap.errors import InputError
from scmap.model.plan import UID, Plan
from scmap.model.project import Project
from scmap.model.verdict import Candidates
from scmap.reference import codebook
from scmap.session.findings import Findings, Lookups, find
from scmap.session.moving import moving, planned, standing_of

MIDDLE = CORNER + SIDE / 2
PLACES = [
    shapely.Point(*(MIDDLE + step)).buffer(2500, quad_segs=16)
    for step in ((0, 0), (4000, -1000), (-9000, 6000))
]


@pytest.fixture(scope="module")
def project() -> Project:
    return Project(uid="p", title="p", layers=(tiled_register(300, codebook()),))


@pytest.fixture(scope="module")
def found(project: Project) -> Findings:
    return find(project, Lookups.of(project))


@pytest.fixture(scope="module")
def standing(found: Findings) -> Standing:
    return standing_of(found)


def told(pairs: Candidates, uid: str) -> dict[str, tuple[int, float, float]]:
    """Grade, D and shared ground of each pair of an investment."""
    row = pairs.layer.rows[uid]
    own = np.flatnonzero((pairs.left == row) | (pairs.right == row))
    return {
        pairs.uid(int(one)): (
            int(pairs.verdict.grade[one]),
            round(float(pairs.verdict.duplication[one]), 6),
            round(float(np.nan_to_num(pairs.area[one], nan=-1.0)), 2),
        )
        for one in own
    }


@pytest.mark.parametrize("row", [3, 77])
def test_a_moved_investment_meets_on_the_way_what_it_meets_when_it_is_dropped(
    project: Project, found: Findings, standing: Standing, row: int
) -> None:
    layer = project.investments
    assert layer is not None
    uid = str(layer.uids[row])
    live = moving(found, uid, layer.geometry[row], standing)
    for place in PLACES:
        geometry = layer.geometry.copy()
        geometry[row] = place
        dropped = project.with_layer(layer.replace(geometry=geometry))
        after = find(dropped, Lookups.of(dropped), before=found)
        assert told(live.at(place), uid) == told(after.candidates, uid) != {}


def test_an_investment_without_ground_is_drawn(
    project: Project, found: Findings, standing: Standing
) -> None:
    layer = project.investments
    assert layer is not None
    register = found.register
    row = int(np.flatnonzero(~register.has_footprint & register.owners.known)[0])
    uid = str(layer.uids[row])
    live = moving(found, uid, PLACES[0], standing)
    geometry = layer.geometry.copy()
    geometry[row] = PLACES[1]
    dropped = project.with_layer(layer.replace(geometry=geometry))
    after = find(dropped, Lookups.of(dropped), before=found)
    assert told(live.at(PLACES[1]), uid) == told(after.candidates, uid) != {}


def test_a_plan_meets_while_it_is_drawn_what_a_look_up_lists(
    project: Project, found: Findings, standing: Standing
) -> None:
    layer, field = project.investments, Lookups.of(project)
    assert layer is not None
    plan = Plan(PLACES[0], ministry="경찰청", kind="USV", fields=("CRM",), year_from=2018.0)
    live = planned(found, plan, standing)
    for place in PLACES:
        asked = survey(layer, replace(plan, footprint=place), field.codebook, field.rules)
        between = np.flatnonzero(asked.found.relation == "between")
        expected = told(asked.found.take(between), UID)
        assert told(live.at(place), UID) == expected != {}


def test_a_plan_of_nobody_meets_everyone(found: Findings, standing: Standing) -> None:
    live = planned(found, Plan(PLACES[0]), standing)
    pairs = live.at(PLACES[0])
    ground = shapely.area(shapely.intersection(PLACES[0], found.register.footprints)) >= 1.0
    assert len(pairs) == int((ground & found.register.owners.known).sum()) > 10


def test_who_is_not_there_cannot_be_moved(found: Findings, standing: Standing) -> None:
    with pytest.raises(InputError):
        moving(found, "nobody", PLACES[0], standing)
