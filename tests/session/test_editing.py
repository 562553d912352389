"""What a command of editing leaves in the project, and that undo gives the very value back."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from scmap.analysis.editing.cutting import merged, split
from scmap.analysis.editing.making import moved
from scmap.errors import InputError, RefusedError
from scmap.model.layer import PLANE, Field, Layer, bare, objects
from scmap.model.link import Link
from scmap.model.project import Project
from scmap.model.records import with_record
from scmap.session.editing import (
    added,
    changed_shapes,
    editable,
    joined,
    removed,
    split_up,
    with_cells,
    with_record_cells,
)
from scmap.session.session import Session
from tests.gui.board import city

BLADE_REACH = 100_000.0


def investments(project: Project) -> Layer:
    layer = project.investments
    assert layer is not None
    return layer


def with_ground(project: Project) -> tuple[str, int]:
    layer = investments(project)
    row = next(row for row, one in enumerate(layer.geometry) if one is not None)
    return str(layer.uids[row]), row


def halves(shape: shapely.Geometry) -> tuple[shapely.Geometry, ...]:
    x = shape.centroid.x
    y0, y1 = shape.bounds[1] - 1, shape.bounds[3] + 1
    return split(shape, shapely.LineString([(x, y0), (x, y1)]))


def test_a_split_investment_keeps_its_money_once() -> None:
    project = city()
    uid, row = with_ground(project)
    layer = investments(project)
    money = Field("total_mkrw", "number")
    project = with_cells(project, layer.uid, money, {uid: 4321.0})
    layer = investments(project)
    parts = halves(layer.geometry[row])[:2]
    after = investments(split_up(project, layer.uid, uid, parts, ["new"]))
    assert len(after) == len(layer) + 1
    one, new = after.rows[uid], after.rows["new"]
    assert np.nansum(after.number("total_mkrw")) == np.nansum(layer.number("total_mkrw"))
    assert math.isnan(after.number("total_mkrw")[new])
    assert after.text("name")[new] == f"{layer.text('name')[row]} (2)"
    assert after.text("ministry")[new] == layer.text("ministry")[row]
    assert after.geometry[one].geom_type == after.geometry[new].geom_type == "MultiPolygon"
    assert after.text("quality")[one] == "A"
    for place in (one, new):
        point = shapely.Point(after.number("x")[place], after.number("y")[place])
        assert after.geometry[place].intersects(point)
    whole = joined(
        split_up(project, layer.uid, uid, parts, ["new"]), layer.uid, [uid, "new"], merged(parts)
    )
    back = investments(whole)
    assert len(back) == len(layer)
    assert back.geometry[back.rows[uid]].area == pytest.approx(
        sum(part.area for part in parts), rel=1e-9
    )


def test_what_a_link_names_is_neither_removed_nor_merged_away() -> None:
    project = city()
    layer = investments(project)
    uid, other = (str(one) for one in layer.uids[:2])
    linked = with_record(project, Link("link", "T1", uid, other))
    with pytest.raises(RefusedError, match="edit_referred"):
        removed(linked, layer.uid, [uid])
    assert len(investments(removed(project, layer.uid, [uid]))) == len(layer) - 1
    with pytest.raises(InputError, match="edit_unknown"):
        removed(project, layer.uid, ["nobody"])


def test_a_feature_of_any_layer_is_added_with_its_values_unknown() -> None:
    roads = Layer(
        "r", "roads", "도로", "other", PLANE, objects(["a"]),
        objects([shapely.MultiLineString([[(0, 0), (1, 1)]])]),
        {"name": objects(["1호선"]), "lanes": np.array([2.0])},
    )  # fmt: skip
    project = Project("p", "p", layers=(roads,))
    after = added(project, "r", shapely.LineString([(0, 0), (5, 5)]), "b").layer("r")
    assert after is not None
    assert editable(after)
    assert after.geometry[1].geom_type == "MultiLineString"  # as the others are
    assert after.text("name")[1] is None
    assert math.isnan(after.number("lanes")[1])
    assert after.title == "도로"


def test_bare_points_stay_bare() -> None:
    poles = Layer("p", "pole", "지주", "facility", PLANE, objects("ab"), bare(np.ones((2, 2))))
    project = Project("p", "p", layers=(poles,))
    after = changed_shapes(project, "p", {"b": shapely.Point(5, 6)}).layer("p")
    assert after is not None
    assert after.points is not None
    assert after.points.tolist() == [[1, 1], [5, 6]]


def test_an_investment_that_is_a_point_is_moved_as_one() -> None:
    project = city()
    layer = investments(project)
    uid, row = with_ground(project)
    after = investments(
        changed_shapes(project, layer.uid, {uid: shapely.Point(950_000, 1_900_000)})
    )
    assert (after.number("x")[row], after.number("y")[row]) == (950_000, 1_900_000)
    assert after.geometry[row] is layer.geometry[row]
    assert after.text("quality")[row] == layer.text("quality")[row]


def test_cells_are_put_and_what_changes_nothing_is_no_command() -> None:
    project = city()
    layer = investments(project)
    uid = str(layer.uids[0])
    money = Field("total_mkrw", "number")
    after = with_cells(project, layer.uid, money, {uid: 1234.0})
    assert investments(after).number("total_mkrw")[0] == 1234.0
    assert with_cells(after, layer.uid, money, {uid: 1234.0}) is after
    unknown = with_cells(after, layer.uid, money, {uid: None})
    assert math.isnan(investments(unknown).number("total_mkrw")[0])
    dated = with_record_cells(
        project, layer.uid, uid, {"opened_on": np.datetime64("2020-03-01"), "agency": "LH"}
    )
    made = investments(dated)
    assert made.columns["opened_on"].dtype == np.dtype("datetime64[D]")
    assert made.text("agency")[0] == "LH"


STEPS = st.lists(st.sampled_from(["move", "split", "cell", "remove", "undo", "redo"]), max_size=12)


@settings(max_examples=15, deadline=None)
@given(STEPS)
def test_undo_gives_back_the_very_values_and_redo_too(steps: list[str]) -> None:
    session = Session(city())
    values = [session.project]
    for number, step in enumerate(steps):
        layer = investments(session.project)
        uid, row = with_ground(session.project)
        shape = layer.geometry[row]
        if step == "move":
            session.do("m", lambda now: changed_shapes(now, layer.uid, {uid: moved(shape, 5, 5)}))  # noqa: B023
        elif step == "split":
            parts = halves(shape)
            news = [f"n{number}-{one}" for one in range(len(parts) - 1)]
            session.do("s", lambda now: split_up(now, layer.uid, uid, parts, news))  # noqa: B023
        elif step == "cell":
            field = Field("note")
            session.do("c", lambda now: with_cells(now, layer.uid, field, {uid: str(number)}))  # noqa: B023
        elif step == "remove" and len(layer) > 2:
            session.do("r", lambda now: removed(now, layer.uid, [uid]))  # noqa: B023
        if step in ("undo", "redo"):
            getattr(session, step)()
            assert any(session.project is one for one in values)
        else:
            values.append(session.project)
    last = session.project
    count = len(session.history)
    for _ in range(count):
        session.undo()
    assert session.project is values[0]
    for _ in range(count):
        session.redo()
    assert session.project is last
