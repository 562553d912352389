"""The made-up facilities: labelled everywhere, inside their city, and the same each time."""

from functools import cache

import numpy as np
import pytest
import shapely

from sample_layers.build_facilities import GROUP, facility_entries, facility_layers
from sample_layers.facilities.city import PLANS
from sample_layers.facilities.town import facilities
from scmap import paths
from scmap.analysis.linkage import find_fits
from scmap.analysis.scene import Facilities
from scmap.model.facility import FICTIONAL, FIELDS, KIND, NATURE
from scmap.model.layer import Layer
from scmap.reference import gazetteer
from scmap.reference.templates import templates
from scmap.store.project_file import read_project

CODES = tuple(plan.code for plan in PLANS)


@cache
def made() -> dict[str, Layer]:
    """Give the layers, made when the first test asks for them."""
    return {layer.name: layer for layer in facility_layers()}


def ground(code: str) -> shapely.Geometry:
    return gazetteer().footprint(f"municipality:{code}")


@pytest.mark.parametrize("name", FIELDS)
def test_every_row_title_and_source_says_that_it_is_made_up(name: str) -> None:
    layer = made()[name]
    assert layer.text(NATURE).tolist() == [FICTIONAL] * len(layer)
    assert layer.title.endswith(f"({FICTIONAL})")
    assert layer.source.note.startswith(FICTIONAL)
    assert all(str(name).startswith("가상 ") for name in layer.text("name"))


def test_the_layers_are_those_that_templates_know_and_hold_their_columns() -> None:
    assert made().keys() == FIELDS.keys()
    for name, layer in made().items():
        assert layer.kind == KIND
        assert tuple(layer.columns) == tuple(field.name for field in FIELDS[name])
        assert len(set(layer.uids)) == len(layer)


@pytest.mark.parametrize("name", FIELDS)
def test_every_facility_lies_in_the_municipality_it_names(name: str) -> None:
    layer = made()[name]
    for code in CODES:
        mine = layer.geometry[layer.text("municipality_code") == code]
        assert len(mine)
        assert shapely.is_valid(mine).all()
        assert not shapely.is_empty(mine).any()
        # Jurisdictions follow the very border: what crosses it is rounding, not ground.
        beyond = shapely.difference(mine, ground(code))
        assert np.sum(shapely.area(beyond)) < 1
        assert np.sum(shapely.length(beyond[shapely.get_dimensions(mine) < 2])) == 0
        assert shapely.is_empty(beyond[shapely.get_dimensions(mine) == 0]).all()


@pytest.mark.parametrize("role", ["police_jurisdiction", "fire_jurisdiction"])
def test_jurisdictions_partition_their_municipality(role: str) -> None:
    layer = made()[role]
    for code in CODES:
        areas = layer.geometry[layer.text("municipality_code") == code]
        assert len(areas) >= 2
        assert np.sum(shapely.area(areas)) == pytest.approx(ground(code).area, rel=1e-9)
        assert shapely.coverage_is_valid(areas)


def test_each_camera_hangs_on_a_pole_at_its_place() -> None:
    camera, pole = made()["camera"], made()["pole"]
    rows = [pole.rows[uid] for uid in camera.text("pole")]
    assert shapely.equals(camera.geometry, pole.geometry[rows]).all()
    assert set(pole.text("use")[rows]) == {"CCTV"}


def test_making_a_city_again_gives_the_same_rows() -> None:
    first, second = facilities(PLANS[1]), facilities(PLANS[1])
    for role, rows in first.items():
        assert rows == second[role]


def test_the_sample_stays_small() -> None:
    assert 2000 <= len(made()["camera"]) <= 5000
    assert sum(map(len, made().values())) < 12_000


def test_the_entries_are_hidden_and_stand_under_a_heading_that_says_so() -> None:
    entries = facility_entries()
    assert [entry.layer for entry in entries] == [layer.uid for layer in made().values()]
    assert not any(entry.visible for entry in entries)
    assert {entry.group for entry in entries} == {GROUP}
    assert all(FICTIONAL in entry.title for entry in entries)
    assert FICTIONAL in GROUP


def test_the_sample_holds_them_hidden_between_boundaries_and_investments() -> None:
    project = read_project(paths.sample("scmap-sample.gpkg")).project
    for name, layer in made().items():
        kept = project.named(name)
        assert kept is not None
        assert kept.uids.tolist() == layer.uids.tolist()
        assert (kept.kind, kept.title) == (KIND, layer.title)
    groups = list(dict.fromkeys(entry.group for entry in project.map))
    assert groups[1] == GROUP
    assert {entry.visible for entry in project.map if entry.group == GROUP} == {False}


def shares(code: str) -> dict[str, float]:
    found = find_fits(ground(code), Facilities(made()), templates())
    return {fit.template.id: fit.share for fit in found}


def test_each_cross_field_service_is_met_in_one_city_and_not_in_the_other() -> None:
    """화성시 has cameras to reuse and lights in sight; 해운대구 has sensors by watched roads."""
    here, there = shares("41590"), shares("26350")
    assert {id_: (here[id_], there[id_]) for id_ in ("X1", "X2", "X3", "X4")} == {
        "X1": (1, 0),
        "X2": (1, 0),
        "X3": (0, 1),
        "X4": (1, 0),
    }
    assert (here["T1"], here["T6"], there["T6"]) == (1, 0, 1)


def test_every_service_is_computed_in_one_of_the_two_cities() -> None:
    """Nothing stays unknown for want of a layer."""
    here, there = shares("41590"), shares("26350")
    unknown = {
        fit.template.id
        for fit in find_fits(ground("41590"), Facilities(made()), templates())
        if any(check.state == "unknown" for check in fit.checks)
    }
    assert unknown <= {"T9", "T13", "X2", "X7", "X8"}  # asked of investments or of a pair
    assert {id_: (here[id_], there[id_]) for id_ in ("T8", "T11", "T12", "X5")} == {
        "T8": (1, 1),
        "T11": (1, 0),
        "T12": (0, 1),
        "X5": (1, 0),
    }
