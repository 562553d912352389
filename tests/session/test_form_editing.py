"""A form's values: names of the time, a municipality with its codes, money that adds up or not."""

import numpy as np
import pytest
import shapely

from scmap import reference
from scmap.model.attribute_form import form_of
from scmap.model.layer import Layer
from scmap.model.typed_cell import Cell
from scmap.session.form_editing import FormProblem, ministry_names, problems, put_form, values_of
from scmap.session.surveying import placed
from tests.gui.board import city

BOOK, PLACES = reference.codebook(), reference.gazetteer()


@pytest.fixture
def layer() -> Layer:
    found = city().investments
    assert found is not None
    return found


def told(layer: Layer, **values: Cell) -> dict[str, FormProblem]:
    fields = form_of(layer, "CCC", BOOK)
    asked = values_of(layer, str(layer.uids[0]), fields) | values
    return {one.code: one for one in problems(asked, fields, BOOK, PLACES)}


def test_what_must_be_known_blocks_and_a_wrong_sum_does_not(layer: Layer) -> None:
    blank = told(layer, name=None, ministry=None)
    assert blank["required"].blocks
    wrong = told(layer, total_mkrw=100.0, national_mkrw=70.0, local_mkrw=50.0)
    assert not wrong["sum"].blocks
    assert wrong["sum"].values["difference"] == "+20"
    money = dict.fromkeys(("public_mkrw", "private_cash_mkrw", "private_kind_mkrw"))
    partly = told(layer, total_mkrw=100.0, national_mkrw=70.0, local_mkrw=None, **money)
    assert "sum" not in partly  # the rest is unknown, not 0
    assert told(layer, year_from=2014.0, year_to=2012.0)["years_reversed"].blocks


def test_ministries_are_those_of_the_years(layer: Layer) -> None:
    then = ministry_names({"year_from": 2014.0}, BOOK)
    assert {"안전행정부", "행정자치부", "미래창조과학부"} <= set(then)
    assert "과학기술정보통신부" not in then
    now = ministry_names({}, BOOK)
    assert "과학기술정보통신부" in now
    odd = told(layer, year_from=2014.0, year_to=2014.0, ministry="과학기술정보통신부")
    assert odd["ministry_then"].values["name"] == "과학기술정보통신부"


def test_a_municipality_brings_its_codes_of_then_and_now(layer: Layer) -> None:
    uid = str(layer.uids[0])
    values: dict[str, Cell] = {"municipality": "수원시", "year_from": 2014.0}
    after = put_form(city(), layer.uid, uid, values, PLACES).investments
    assert after is not None
    row = after.rows[uid]
    assert after.text("municipality_code")[row] == "41110"
    assert after.columns["code_date"][row] == np.datetime64("2014-07-01")
    unknown = told(layer, municipality="없는시")
    assert not unknown["place_unknown"].blocks
    ambiguous = told(layer, municipality="중구")
    assert "place_ambiguous" in ambiguous


def test_what_is_not_changed_is_no_command(layer: Layer) -> None:
    uid = str(layer.uids[0])
    project = city()
    same = values_of(layer, uid, form_of(layer, "", BOOK))
    known = {name: one for name, one in same.items() if name in layer.columns}
    assert put_form(project, layer.uid, uid, known, PLACES) is project


def test_the_form_knows_the_places_of_an_area_drawn_over_two_of_them(
    layer: Layer,
) -> None:
    osan, hwaseong = (PLACES.footprint(f"municipality:{code}") for code in ("41370", "41590"))
    border = shapely.intersection(osan.boundary, hwaseong.boundary)
    plan = placed(shapely.point_on_surface(border).buffer(500.0), PLACES)
    assert sorted(plan.municipalities) == ["41370", "41590"]
    assert "place_unknown" not in told(layer, municipality=plan.place)
