"""Many cells at once: what is taken, what is refused cell by cell, and one step back for all."""

import numpy as np
import pytest

from scmap import reference
from scmap.analysis.calculator import read_formula
from scmap.model.attribute_form import cell_type
from scmap.model.layer import Field, Layer
from scmap.model.typed_cell import CellType
from scmap.session.cell_editing import (
    Search,
    calculated,
    cell_text,
    filled_down,
    pasted,
    put_cells,
    replaced,
)
from scmap.session.session import Session
from tests.gui.board import city

BOOK = reference.codebook()


@pytest.fixture
def layer() -> Layer:
    found = city().investments
    assert found is not None
    return found


def types(layer: Layer, name: str) -> CellType:
    return cell_type(layer, name, BOOK)


def test_a_block_is_pasted_and_what_does_not_fit_is_told_by_cell(layer: Layer) -> None:
    uids = [str(uid) for uid in layer.uids[:2]]
    grid = [["새 이름", "1,200"], ["둘째", "많음"], ["셋째", ""]]
    change = pasted(grid, uids, ["name", "total_mkrw"], lambda name: types(layer, name))
    assert change.cells == {
        "name": {uids[0]: "새 이름", uids[1]: "둘째"},
        "total_mkrw": {uids[0]: 1200.0},
    }
    told = [(one.uid, one.field, one.text, one.code) for one in change.refused]
    assert (uids[1], "total_mkrw", "많음", "number") in told
    assert ("", "", "셋째", "beyond") in told
    session = Session(city())
    session.do("paste", lambda now: put_cells(now, layer.uid, change))
    assert len(session.history) == 1
    after = session.project.investments
    assert after is not None
    assert after.text("name")[:2].tolist() == ["새 이름", "둘째"]
    assert after.number("total_mkrw")[0] == 1200.0
    session.undo()
    assert session.project is city()


def test_one_text_goes_into_every_selected_cell(layer: Layer) -> None:
    uids = [str(uid) for uid in layer.uids]
    change = pasted([["운영"]], uids, ["phase"], lambda name: types(layer, name))
    assert change.count == len(layer)


def test_a_value_is_filled_down_also_an_unknown_one(layer: Layer) -> None:
    uids = [str(uid) for uid in layer.uids[:4]]
    change = filled_down(layer, "ministry", uids)
    first = layer.text("ministry")[0]
    assert change.cells == {"ministry": dict.fromkeys(uids[1:], first)}
    unknown = filled_down(layer, "year_to", uids[::-1])
    assert unknown.count == 3


def test_a_text_is_found_and_replaced(layer: Layer) -> None:
    uids = [str(uid) for uid in layer.uids]
    wanted = types(layer, "name")
    change = replaced(layer, "name", uids, Search("cctv", "영상"), wanted)
    names = [one for one in layer.text("name") if "CCTV" in str(one)]
    assert change.count == len(names) > 0
    assert all("영상" in str(one) for one in change.cells["name"].values())
    assert replaced(layer, "name", uids, Search("cctv", "영상", exact=True), wanted).count == 0
    assert replaced(layer, "name", uids, Search("", "x"), wanted).count == 0
    year = types(layer, "year_from")
    some = cell_text(layer.number("year_from")[0])
    change = replaced(layer, "year_from", uids, Search(some, "스무해"), year)
    assert change.count == 0
    assert {one.code for one in change.refused} == {"number"}
    blank = replaced(layer, "phase", uids, Search("", "운영", whole=True), types(layer, "phase"))
    assert blank.count == sum(one is None for one in layer.text("phase"))


def test_a_formula_fills_an_old_or_a_new_column(layer: Layer) -> None:
    uids = [str(uid) for uid in layer.uids]
    share = Field("share", "number")
    formula = read_formula("round(national_mkrw / total_mkrw * 100)", layer)
    change = calculated(layer, share, formula, uids)
    project = put_cells(city(), layer.uid, change, share)
    after = project.investments
    assert after is not None
    made = after.number("share")
    known = ~np.isnan(layer.number("national_mkrw")) & ~np.isnan(layer.number("total_mkrw"))
    assert (~np.isnan(made) == known).all()
    wrong = calculated(layer, Field("opened_on", "date"), read_formula("name", layer), uids[:1])
    assert [one.code for one in wrong.refused] == ["date"]


def test_a_value_is_typed_as_it_is_written() -> None:
    assert cell_text(1234.0) == "1234"
    assert cell_text(0.5) == "0.5"
    assert cell_text(np.nan) == ""
    assert cell_text(np.inf) == "inf"  # as another program may have left it
    assert cell_text(np.datetime64("2014-03-01")) == "2014-03-01"
    assert cell_text(np.datetime64("NaT")) == ""
    assert cell_text(None) == ""
