"""Services of a project's pairs: facilities are known where they are, and nowhere else."""

import math

import numpy as np
import pytest
import shapely

from scmap.analysis.candidates import find_candidates
from scmap.analysis.linkage import find_fits
from scmap.analysis.overlay import measure_every_pair
from scmap.errors import CrsMismatchError
from scmap.model.layer import Layer
from scmap.model.linkage import Check
from scmap.model.project import Project
from scmap.reference import gazetteer
from scmap.reference.rules import ruleset
from scmap.reference.templates import templates
from scmap.session.services import facilities_of, pairs_of, services_of
from tests.analysis.scenes import layer, points
from tests.analysis.test_candidates import MOIS, register

HWASEONG = gazetteer().footprint("municipality:41590")
SUWON = gazetteer().footprint("municipality:41110")
INSIDE = tuple(shapely.get_coordinates(shapely.point_on_surface(HWASEONG))[0])


def project(*layers: Layer) -> Project:
    return Project(uid="p", title="p", layers=layers)


def camera_layer(**columns: list[object]) -> Layer:
    return points("camera", [INSIDE], purpose=["TRN"], device=["CCTV"], **columns)


def gap(zone: shapely.Geometry, *layers: Layer) -> Check:
    found = find_fits(zone, facilities_of(project(*layers), gazetteer()), templates())
    return next(fit for fit in found if fit.template.id == "X1").checks[0]


@pytest.mark.parametrize("columns", [{"municipality_code": ["41590"]}, {}])
def test_a_layer_knows_the_municipality_that_it_names_or_lies_in(
    columns: dict[str, list[object]],
) -> None:
    assert gap(HWASEONG, camera_layer(**columns)).state == "met"
    there = gap(SUWON, camera_layer(**columns))
    assert (there.state, there.why) == ("unknown", "data")


def test_an_empty_layer_knows_nothing() -> None:
    assert gap(HWASEONG, points("camera", [], purpose=[], device=[])).why == "data"


def test_only_facility_layers_are_asked_whatever_else_is_called_so() -> None:
    assert gap(HWASEONG, camera_layer().replace(kind="other")).why == "layer"


def test_investments_stand_at_their_points() -> None:
    x, y = INSIDE
    platform = register({"kind": "PLT", "x": x, "y": y}).layer
    found = find_fits(HWASEONG, facilities_of(project(platform), gazetteer()), templates())
    present = {fit.template.id: fit for fit in found}["T9"]
    assert (present.standing, math.isnan(present.share)) == ("full", True)


def test_facilities_on_another_plane_than_the_project_are_refused() -> None:
    with pytest.raises(CrsMismatchError):
        facilities_of(project(camera_layer().replace(crs="EPSG:5186")), gazetteer())


def test_an_invalid_hazard_zone_is_measured_all_the_same() -> None:
    x, y = INSIDE
    bow = shapely.Polygon([(x, y), (x + 100, y + 100), (x + 100, y), (x, y + 100)])
    hazard = layer("hazard_zone", [bow], {"hazard": ["침수"]})
    found = find_fits(
        HWASEONG, facilities_of(project(camera_layer(), hazard), gazetteer()), templates()
    )
    assert {fit.template.id: fit for fit in found}["T4"].share == 1


def test_pairs_of_a_municipality_are_recorded_there_or_share_its_ground() -> None:
    city = {"area": HWASEONG}
    made = register(
        city,
        {**city, **MOIS},
        {**MOIS, "municipality_code": "41110", "area": shapely.union(HWASEONG, SUWON)},
        {**MOIS, "municipality_code": "41110", "area": SUWON},
    )
    found = find_candidates(made, ruleset(), measure_every_pair(made))
    here = found.take(pairs_of(found, gazetteer(), "41590"))
    uids = {here.uid(row) for row in range(len(here))}
    assert uids == {"u0|u1", "u0|u2"}


def test_candidates_are_judged_with_the_best_service_of_each_pair() -> None:
    pairs = register(
        {"kind": "OPC", "fields": "TRN", "area": HWASEONG},
        {"kind": "CCC", "fields": "CRM", "area": HWASEONG, **MOIS},
    )
    there = facilities_of(project(pairs.layer, camera_layer()), gazetteer())
    found = find_candidates(pairs, ruleset(), measure_every_pair(pairs))
    services = services_of(found, pairs, there, templates())
    assert services.candidates.preconditions.tolist() == [1]
    assert services.fits[0][0].template.id == "X1"
    assert services.best_score("X1") == services.candidates.verdict.linkage[0]
    assert math.isnan(services.best_score("X3"))
    assert np.isnan(found.preconditions).all()
