"""What became of a layer's features, against a comparison of every cell."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from scmap.model.difference import NEW, Difference
from scmap.model.layer import PLANE, Layer, objects

Row = Mapping[str, Any]

ROWS: tuple[Row, ...] = (
    {"uid": "a", "name": "가", "money": 1.0, "day": "2020-01-01", "area": shapely.box(0, 0, 1, 1)},
    {"uid": "b", "name": None, "money": np.nan, "day": "NaT", "area": None},
    {"uid": "c", "name": "다", "money": 3.0, "day": "NaT", "area": shapely.Point(1, 1)},
)


def layer(*rows: Row, without: str = "") -> Layer:
    columns = {
        "name": objects(row["name"] for row in rows),
        "money": np.array([row["money"] for row in rows], dtype=float),
        "day": np.array([row["day"] for row in rows], dtype="datetime64[D]"),
    }
    return Layer(
        uid="l",
        name="l",
        title="l",
        kind="other",
        crs=PLANE,
        uids=objects(row["uid"] for row in rows),
        geometry=objects(row["area"] for row in rows),
        columns={name: column for name, column in columns.items() if name != without},
    )


def changed(place: int, **values: object) -> Layer:
    return layer(*({**row, **values} if row is ROWS[place] else row for row in ROWS))


BEFORE = layer(*ROWS)


def test_the_same_layer_differs_in_nothing() -> None:
    assert not Difference.between(BEFORE, BEFORE)


def test_equal_values_in_new_arrays_are_no_difference() -> None:
    again = layer(*({**row, "area": shapely.from_wkb(shapely.to_wkb(row["area"]))} for row in ROWS))
    assert not Difference.between(BEFORE, again)


@pytest.mark.parametrize(
    ("place", "values"),
    [
        (0, {"name": "나"}),
        (0, {"name": None}),
        (1, {"name": "나"}),
        (1, {"money": 0.0}),
        (2, {"money": np.nan}),
        (1, {"day": "2020-01-02"}),
        (0, {"day": "NaT"}),
    ],
)
def test_a_row_with_another_value_is_altered_and_has_not_moved(
    place: int, values: dict[str, object]
) -> None:
    found = Difference.between(BEFORE, changed(place, **values))
    assert (found.rows.tolist(), found.former.tolist()) == ([place], [place])
    assert not found.moved.any()
    assert len(found.ground) == 0


@pytest.mark.parametrize("area", [None, shapely.box(0, 0, 1, 2)])
def test_a_row_with_another_geometry_has_moved_from_the_old_to_the_new(
    area: shapely.Geometry | None,
) -> None:
    found = Difference.between(BEFORE, changed(0, area=area))
    assert (found.rows.tolist(), found.moved.tolist()) == ([0], [True, False, False])
    assert set(found.ground) == {ROWS[0]["area"], area} - {None}


def test_rows_come_go_and_change_places() -> None:
    new = {**ROWS[0], "uid": "d", "area": shapely.box(5, 5, 6, 6)}
    found = Difference.between(BEFORE, layer(ROWS[2], new, ROWS[0]))
    assert found.origin.tolist() == [2, NEW, 0]
    assert found.place.tolist() == [2, NEW, 0]
    assert found.gone.tolist() == [1]
    assert (found.rows.tolist(), found.former.tolist()) == ([1], [1])
    assert list(found.ground) == [new["area"]]


def test_another_order_alone_is_no_difference() -> None:
    assert not Difference.between(BEFORE, layer(*ROWS[::-1]))


def test_fields_that_are_not_asked_for_do_not_count() -> None:
    after = changed(0, name="나")
    assert not Difference.between(BEFORE, after, ("money", "day"))
    assert Difference.between(BEFORE, after, ("name",))


def test_a_field_that_is_not_there_is_unknown() -> None:
    found = Difference.between(layer(*ROWS, without="name"), BEFORE)
    assert found.rows.tolist() == [0, 2]
    assert Difference.between(BEFORE, layer(*ROWS, without="name")).rows.tolist() == [0, 2]
    assert not Difference.between(BEFORE, BEFORE, ("no such field",))


def test_a_field_of_another_type_alters_every_row() -> None:
    after = BEFORE.replace(columns={**BEFORE.columns, "money": objects(["1", None, "3"])})
    assert Difference.between(BEFORE, after).rows.tolist() == [0, 1, 2]


def test_a_layer_that_was_empty_is_all_new() -> None:
    found = Difference.between(layer(), BEFORE)
    assert found.rows.tolist() == [0, 1, 2]
    assert Difference.between(BEFORE, layer()).gone.tolist() == [0, 1, 2]


values = st.fixed_dictionaries(
    {
        "uid": st.sampled_from("abcdef"),
        "name": st.sampled_from(["가", "나", None]),
        "money": st.sampled_from([1.0, 2.0, np.nan]),
        "day": st.sampled_from(["2020-01-01", "NaT"]),
        "area": st.sampled_from([None, shapely.box(0, 0, 1, 1), shapely.box(0, 0, 2, 2)]),
    }
)
some_rows = st.lists(values, max_size=6, unique_by=lambda row: row["uid"])


def _record(row: Row) -> str:
    return repr([row["name"], row["money"], row["day"], row["area"]])


@given(some_rows, some_rows)
def test_what_is_not_named_as_altered_is_the_same_cell_for_cell(
    before: list[Row], after: list[Row]
) -> None:
    then = {row["uid"]: _record(row) for row in before}
    expected = [place for place, row in enumerate(after) if then.get(row["uid"]) != _record(row)]
    found = Difference.between(layer(*before), layer(*after))
    now = {row["uid"] for row in after}
    assert found.rows.tolist() == expected
    assert found.gone.tolist() == [p for p, row in enumerate(before) if row["uid"] not in now]
    lost = {before[row]["uid"] for row in found.former}
    assert lost == {uid for uid in then if uid not in now} | {
        after[row]["uid"] for row in expected if after[row]["uid"] in then
    }
