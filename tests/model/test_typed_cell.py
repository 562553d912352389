"""What a typed text means in a cell, and what an investment's form asks."""

import math

import numpy as np
import pytest

from scmap import reference
from scmap.model.attribute_form import cell_type, form_name, form_of, split_sum, sum_differs
from scmap.model.layer import FieldType
from scmap.model.typed_cell import Cell, CellType, UnreadableCellError, read_cell
from tests.gui.board import city

BOOK = reference.codebook()


@pytest.mark.parametrize(
    ("text", "wanted", "value"),
    [
        ("1,234.5", CellType("number"), 1234.5),
        (" -3 ", CellType("number"), -3.0),
        ("2014년", CellType("number", year=True), 2014.0),
        ("미상", CellType("number"), None),
        ("", CellType("text"), None),
        ("2014. 3. 1.", CellType("date"), np.datetime64("2014-03-01")),
        ("2014년 3월 1일", CellType("date"), np.datetime64("2014-03-01")),
        ("20140301", CellType("date"), np.datetime64("2014-03-01")),
        ("  한글 ", CellType("text"), "한글"),
        ("교통, 행정", CellType("text", {"교통": "TRN", "행정": "ADM"}, many=True), "TRN;ADM"),
    ],
)
def test_a_text_is_read_as_its_column_means_it(text: str, wanted: CellType, value: Cell) -> None:
    assert read_cell(text, wanted) == value


@pytest.mark.parametrize(
    ("text", "wanted", "code"),
    [
        ("많음", CellType("number"), "number"),
        ("1,23", CellType("number"), "number"),
        ("nan", CellType("number"), "number"),
        ("9" * 400, CellType("number"), "number"),
        ("9" * 400, CellType("number", year=True), "number"),
        ("-1", CellType("number", amount=True), "negative"),
        ("2014.5", CellType("number", year=True), "year"),
        ("20140", CellType("number", year=True), "year"),
        ("2014-02-30", CellType("date"), "date"),
        ("모레", CellType("date"), "date"),
        ("해운", CellType("text", {"교통": "TRN"}), "domain"),
    ],
)
def test_what_is_no_value_says_why(text: str, wanted: CellType, code: str) -> None:
    with pytest.raises(UnreadableCellError) as told:
        read_cell(text, wanted)
    assert told.value.code == code


def test_each_kind_has_its_own_questions() -> None:
    project = city()
    layer = project.investments
    assert layer is not None
    centre = {one.name for one in form_of(layer, "CCC", BOOK)}
    district = {one.name for one in form_of(layer, "TBD", BOOK)}
    assert "opened_on" in centre - district
    assert "openness" in centre & district
    assert "openness" not in {one.name for one in form_of(layer, "RND", BOOK)}
    required = {one.name for one in form_of(layer, "TBD", BOOK) if one.required}
    assert {"name", "kind", "ministry", "fields", "year_from", "source"} <= required
    assert form_name(layer, "CCC") == "centre"
    assert form_name(layer, "TBD") == "district"
    camera = project.named("camera")
    assert camera is not None
    questions = {one.name: one for one in form_of(camera, "", BOOK)}
    assert questions["device"].entry == "choice"
    assert "pole" not in questions
    assert form_name(camera, "") == "facility"


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [("kind", "실증단지", "TBD"), ("kind", "tbd", "TBD"), ("year_from", "2014", 2014.0)],
)
def test_a_code_is_typed_by_its_title(name: str, text: str, value: Cell) -> None:
    layer = city().investments
    assert layer is not None
    assert read_cell(text, cell_type(layer, name, BOOK)) == value


def test_a_split_is_summed_as_far_as_it_is_known() -> None:
    together, complete = split_sum({"national": 96.0, "local": 26.0})
    assert (together, complete) == (122.0, False)
    assert not sum_differs(170.0, together, complete=complete)  # the rest is unknown, not 0
    assert sum_differs(100.0, together, complete=complete)
    parts = dict.fromkeys(("national", "local", "public", "private_cash", "private_kind"), 10.0)
    assert sum_differs(60.0, *split_sum(parts)[:1], complete=True)
    assert not sum_differs(50.0, *split_sum(parts)[:1], complete=True)
    assert not sum_differs(math.nan, 500.0, complete=True)


def test_types_of_columns_are_those_of_the_layer() -> None:
    layer = city().investments
    assert layer is not None
    expected: dict[str, FieldType] = {"opened_on": "date", "total_mkrw": "number", "note": "text"}
    assert {name: cell_type(layer, name, BOOK).type for name in expected} == expected
