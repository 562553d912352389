"""A theme brings its layers on the map; a link knows the regeneration area in which it lies."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import shapely

from scmap.analysis.link_context import contexts_of
from scmap.model.layer import Layer, objects
from scmap.model.link import Link
from scmap.model.project import Project
from scmap.reference.design_rules import design_rules
from scmap.reference.templates import templates
from scmap.session.themes import ENTRY, show_theme
from scmap.store.project_file import read_project

SAMPLE = Path(__file__).parents[2] / "sample_layers" / "scmap-sample.gpkg"
THEMES = {one.id: one for one in design_rules().themes}


@cache
def sample() -> Project:
    return read_project(SAMPLE).project


def test_the_themes_speak_of_services_and_fields_that_there_are() -> None:
    assert list(THEMES) == ["sharing", "transport", "vulnerable"]
    for one in THEMES.values():
        assert one.templates <= templates().templates.keys()
        assert one.layers <= {layer.name for layer in sample().layers}
    assert "T5" in THEMES["vulnerable"].templates
    assert "HLT" in THEMES["vulnerable"].fields


def test_the_vulnerable_are_shown_with_schools_and_health_investments_only() -> None:
    shown = show_theme(sample(), THEMES["vulnerable"])
    names = {layer.uid: layer.name for layer in shown.layers if layer.kind == "facility"}
    seen = {names[one.layer] for one in shown.map if one.layer in names and one.visible}
    assert seen == {"camera", "school", "safe_route"}
    (own,) = [one for one in shown.map if one.uid == ENTRY]
    layer = shown.investments
    assert layer is not None
    fields = [str(layer.text("fields")[row]) for row in own.rows(layer)]
    assert fields
    assert all("HLT" in cell or "EDU" in cell for cell in fields)
    again = show_theme(shown, THEMES["transport"])
    assert sum(one.uid == ENTRY for one in again.map) == 1
    assert all(one.uid != ENTRY for one in show_theme(again, None).map)


@pytest.mark.parametrize(("x", "inside"), [(99.0, ("도시재생사업구역",)), (101.0, ())])
def test_a_link_that_begins_in_a_regeneration_area_says_so(x: float, inside: object) -> None:
    area = Layer(
        "a", "a", "가온시 도시재생 활성화지역", "other", "EPSG:5179",
        objects(["1", "2"]), objects([shapely.box(0, 0, 100, 100), None]),
    )  # fmt: skip
    other = replace(area, title="공원")
    link = Link("l", "X1", "a", "b", line=shapely.LineString([(x, 50), (500, 50)]))
    names = design_rules().contexts
    assert contexts_of(link, [other, area], names) == inside
    assert contexts_of(replace(link, line=None), [area], names) == ()
