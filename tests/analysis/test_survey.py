"""타 부처 사업 조회 on the sample and on a small place: nothing that stands there is missed."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from scmap.analysis.candidates import find_candidates
from scmap.analysis.overlay import measure_every_pair
from scmap.analysis.register import Register
from scmap.analysis.survey import Survey, survey
from scmap.errors import CrsMismatchError
from scmap.model.layer import Layer
from scmap.model.plan import UID, Plan
from scmap.reference import codebook, gazetteer
from scmap.reference.rules import ruleset
from scmap.store.project_file import read_project

SAMPLE = Path(__file__).resolve().parents[2] / "sample_layers" / "scmap-sample.gpkg"
BUCHEON = "41190"


@pytest.fixture(scope="module")
def layer() -> Layer:
    found = read_project(SAMPLE).project.investments
    assert found is not None
    return found


def drawn(**known: object) -> Plan:
    """A square of two kilometres in the middle of 부천, as a hand would draw it."""
    middle = gazetteer().footprint(f"municipality:{BUCHEON}").centroid
    square = shapely.box(middle.x - 1000, middle.y - 1000, middle.x + 1000, middle.y + 1000)
    return Plan(square, (BUCHEON,), **known)  # type: ignore[arg-type]  # checked where it is used


def look(layer: Layer, plan: Plan) -> Survey:
    return survey(layer, plan, codebook(), ruleset())


def names(found: Survey, layer: Layer) -> list[str]:
    return [str(layer.text("name")[row]) for row in found.rows]


def test_a_footprint_drawn_in_bucheon_lists_its_five_records_by_lineage(layer: Layer) -> None:
    found = look(layer, drawn())
    assert len(found) == 5
    assert all(name.startswith("부천시") for name in names(found, layer))
    assert {
        line: len(places) for line, places in found.by_lineage(codebook().lineages).items()
    } == {
        "MOLIT": 4,
        "ME": 1,
    }
    assert found.meets.sum() == 4  # 내동·삼정동 lie aside
    assert found.area[found.meets] == pytest.approx(4e6)
    assert found.share[found.meets] == pytest.approx(1.0)
    assert found.to_consult(codebook().lineages) == {"MOLIT": 3, "ME": 1}


def test_without_a_ministry_nothing_is_graded_and_with_one_the_rules_grade(layer: Layer) -> None:
    assert (look(layer, drawn()).graded == -1).all()
    plan = drawn(ministry="행정안전부", kind="CCC", fields=("CRM", "DIS"), year_from=2021.0)
    found = look(layer, plan)
    assert found.plan_lines == {"MOIS"}
    centre = names(found, layer).index("부천시 스마트도시 통합운영센터")
    row = found.graded[centre]
    assert row >= 0
    assert found.found.verdict.grade[row] <= 2
    # the same as if it had been registered and everything judged
    whole = Register.of(layer.extended(plan.layer(codebook())), codebook())
    every = find_candidates(whole, ruleset(), measure_every_pair(whole), relation="all")
    uid = f"{layer.uids[found.rows[centre]]}|{UID}"
    (same,) = [place for place in range(len(every)) if every.uid(place) == uid]
    assert every.verdict.duplication[same] == found.found.verdict.duplication[row]
    assert every.area[same] == found.found.area[row]


def test_the_plans_own_ministry_is_not_consulted(layer: Layer) -> None:
    found = look(layer, drawn(ministry="국토교통부"))
    assert found.to_consult(codebook().lineages) == {"ME": 1}


def test_an_unknown_ministry_is_listed_and_never_graded(layer: Layer) -> None:
    cells = layer.text("ministry").copy()
    cells[[str(name) == "부천시 스마트 그린도시" for name in layer.text("name")]] = None
    changed = layer.replace(columns={**layer.columns, "ministry": cells})
    found = look(changed, drawn(ministry="행정안전부", kind="CCC", year_from=2021.0))
    place = names(found, changed).index("부천시 스마트 그린도시")
    assert found.lineages[place] == frozenset()
    assert found.area[place] == pytest.approx(4e6)
    assert found.graded[place] == -1
    assert list(found.by_lineage(codebook().lineages)) == ["MOLIT", ""]


def test_what_has_no_footprint_is_unmeasured_not_zero(layer: Layer) -> None:
    geometry = layer.geometry.copy()
    row = [str(name) for name in layer.text("name")].index("부천시 스마트 그린도시")
    geometry[row] = None
    changed = layer.replace(geometry=geometry)
    found = look(changed, drawn())
    place = names(found, changed).index("부천시 스마트 그린도시")
    assert np.isnan(found.area[place])
    assert not found.meets[place]


def test_a_plan_in_the_sea_meets_nothing(layer: Layer) -> None:
    found = look(layer, Plan(shapely.box(600_000, 1_500_000, 601_000, 1_501_000)))
    assert len(found) == 0
    assert found.to_consult(codebook().lineages) == {}


def test_another_plane_is_refused(layer: Layer) -> None:
    with pytest.raises(CrsMismatchError):
        look(layer.replace(crs="EPSG:5186"), drawn())
