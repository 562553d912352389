"""Investments come in behind those that are there, and nothing of either is lost."""

import numpy as np
import pytest
import shapely

from scmap.errors import CrsMismatchError
from scmap.model.layer import PLANE, Layer, objects
from scmap.session.registering import add_investments, new_project


def layer(uid: str, crs: str = PLANE, **columns: object) -> Layer:
    rows = {name: np.asarray(column) for name, column in columns.items()}
    square = objects([shapely.box(0, 0, 1, 1)])
    return Layer(uid, "import", uid, "investment", crs, objects([uid]), square, rows)


def test_a_new_project_takes_its_first_investments() -> None:
    project = add_investments(new_project("화성", "41590"), layer("a"))
    assert project.municipality == "41590"
    assert project.investments is not None
    assert project.investments.uids.tolist() == ["a"]


def test_further_investments_come_behind_with_unknown_where_they_say_nothing() -> None:
    one = layer("a", name=objects(["가"]), total_mkrw=np.array([5.0]))
    two = layer("b", name=objects(["나"]), year_from=np.array([2024.0]))
    both = add_investments(add_investments(new_project("p"), one), two).investments
    assert both is not None
    assert both.text("name").tolist() == ["가", "나"]
    assert np.array_equal(both.number("total_mkrw"), [5.0, np.nan], equal_nan=True)
    assert np.array_equal(both.number("year_from"), [np.nan, 2024.0], equal_nan=True)


def test_investments_on_another_plane_are_refused() -> None:
    project = add_investments(new_project("p"), layer("a"))
    with pytest.raises(CrsMismatchError):
        add_investments(project, layer("b", crs="EPSG:5186"))
