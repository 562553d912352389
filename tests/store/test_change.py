from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from scmap.model.layer import Layer, objects
from scmap.model.maplayer import MapLayer
from scmap.model.project import Project
from scmap.store.applying import apply
from scmap.store.change import NO_GEOMETRY, Change, diff
from tests.store import layers as sample

NOW = datetime(2026, 1, 2, tzinfo=UTC)
ZONES = sample.boxes((0, 0), (5000, 0), (9000, 0), t=["가", None, "나"], n=[1.0, float("nan"), 3.0])
PROJECT = Project(uid="p", title="화성", layers=(ZONES,), map=(MapLayer("m0", "구역", ZONES.uid),))


def changes(old: Project, new: Project) -> list[Change]:
    return diff(old, new, who="홍길동", when=NOW)


def edited(layer: Layer, name: str, row: int, value: object) -> Layer:
    column = layer.columns[name].copy()
    column[row] = value
    return layer.replace(columns={**layer.columns, name: column})


def test_nothing_happened_to_the_same_project() -> None:
    assert changes(PROJECT, PROJECT) == []


def test_one_edit_is_one_change_of_one_value() -> None:
    (change,) = changes(PROJECT, PROJECT.with_layer(edited(ZONES, "t", 1, "다")))
    assert (change.table, change.uid, change.op) == (ZONES.uid, "zones-1", "update")
    assert (change.values, change.geometry) == ({"t": "다"}, None)
    assert (change.who, change.when) == ("홍길동", NOW)


def test_a_copied_column_with_the_same_values_is_no_change() -> None:
    again = ZONES.replace(columns={name: c.copy() for name, c in ZONES.columns.items()})
    assert changes(PROJECT, PROJECT.with_layer(again)) == []


def test_a_value_that_becomes_unknown_is_none() -> None:
    (change,) = changes(PROJECT, PROJECT.with_layer(edited(ZONES, "n", 0, np.nan)))
    assert change.values == {"n": None}


def test_geometry_moved_and_taken_away() -> None:
    geometry = ZONES.geometry.copy()
    geometry[0], geometry[1] = shapely.Point(1, 2), None
    moved, gone = changes(PROJECT, PROJECT.with_layer(ZONES.replace(geometry=geometry)))
    assert shapely.from_wkb(moved.geometry) == shapely.Point(1, 2)
    assert gone.geometry == NO_GEOMETRY


def test_rows_fields_and_layers_that_come_and_go() -> None:
    fewer = ZONES.take(np.array([0, 2]))
    assert [c.op for c in changes(PROJECT, PROJECT.with_layer(fewer))] == ["delete"]
    extra = sample.boxes((1, 1), name="more")
    ops = [c.op for c in changes(PROJECT, PROJECT.with_layer(extra))]
    assert ops == ["add_table", "insert"]
    wider = ZONES.replace(columns={**ZONES.columns, "new": np.array([1.0, np.nan, 2.0])})
    ops = [c.op for c in changes(PROJECT, PROJECT.with_layer(wider))]
    assert ops == ["add_field", "update", "update"]
    (gone,) = changes(PROJECT, replace(PROJECT, layers=()))
    assert (gone.table, gone.uid, gone.op) == ("scmap_layer", ZONES.uid, "delete")


def test_hiding_a_map_layer_changes_one_value_of_it() -> None:
    hidden = PROJECT.with_entry(replace(PROJECT.map[0], visible=False))
    (change,) = changes(PROJECT, hidden)
    assert (change.table, change.values) == ("scmap_map_layer", {"visible": 0})


@st.composite
def variants(draw: st.DrawFn, layer: Layer) -> Layer:
    """The layer after some edits: rows gone, columns gone, retyped or new, values others."""
    kept = draw(st.lists(st.booleans(), min_size=len(layer), max_size=len(layer)))
    rest = layer.take(np.array(kept, dtype=bool))
    names = draw(st.lists(sample.names, unique=True, max_size=4))
    kept_names = draw(st.sets(st.sampled_from(sorted(rest.columns)))) if rest.columns else set()
    columns: dict[str, Any] = {name: rest.columns[name] for name in sorted(kept_names)}
    columns |= {name: draw(sample.columns(len(rest))) for name in names}
    shapes = draw(st.lists(sample.geometries, min_size=len(rest), max_size=len(rest)))
    geometry = objects(shapes) if draw(st.booleans()) else rest.geometry
    return rest.replace(columns=columns, geometry=geometry, title=draw(sample.texts))


@st.composite
def histories(draw: st.DrawFn) -> tuple[Project, Project]:
    before = draw(st.lists(sample.layers(), max_size=3))
    old = Project(uid="p", title="", layers=tuple(before))
    kept = [draw(variants(layer)) for layer in before if draw(st.booleans())]
    after = draw(st.permutations(kept + draw(st.lists(sample.layers(), max_size=2))))
    return old, Project(uid="p", title=draw(sample.texts), layers=tuple(after))


def by_uid(layer: Layer) -> Layer:
    return layer.take(np.argsort(layer.uids.astype(str), kind="stable"))


@settings(max_examples=50, deadline=None)
@given(histories())
def test_the_changes_between_two_projects_make_one_of_the_other(
    history: tuple[Project, Project],
) -> None:
    old, new = history
    made = apply(old, changes(old, new))
    assert made.title == new.title
    assert [(x.uid, x.title, x.name, x.source) for x in made.layers] == [
        (x.uid, x.title, x.name, x.source) for x in new.layers
    ]
    for left, right in zip(made.layers, new.layers, strict=True):
        columns = {name: left.columns[name] for name in right.columns}
        assert len(left.columns) == len(columns)
        assert sample.same_rows(by_uid(left.replace(columns=columns)), by_uid(right))


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1,), ()])
def test_the_layer_tree_keeps_its_order(order: tuple[int, ...]) -> None:
    entries = tuple(MapLayer(f"m{n}", f"층 {n}", "base:sido") for n in range(3))
    old = PROJECT.with_map(entries)
    new = old.with_map([*(entries[n] for n in order), MapLayer("new", "새 층", "base:gu")])
    assert apply(old, changes(old, new)).map == new.map


def same_values(left: Project, right: Project) -> bool:
    """Tell whether two projects hold the same, whatever the order of features."""
    return not changes(left, right)


@settings(max_examples=10, deadline=None)
@given(histories())
def test_what_leads_back_is_the_inverse(history: tuple[Project, Project]) -> None:
    old, new = history
    assert same_values(apply(apply(old, changes(old, new)), changes(new, old)), old)


@st.composite
def three_states(draw: st.DrawFn) -> tuple[Project, Project, Project]:
    old, middle = draw(histories())
    kept = [draw(variants(layer)) for layer in middle.layers if draw(st.booleans())]
    more = draw(st.lists(sample.layers(), max_size=1))
    return old, middle, Project(uid="p", title=draw(sample.texts), layers=(*kept, *more))


@settings(max_examples=10, deadline=None)
@given(three_states())
def test_changes_follow_each_other_as_if_they_were_one(
    states: tuple[Project, Project, Project],
) -> None:
    old, middle, new = states
    one_by_one = apply(old, [*changes(old, middle), *changes(middle, new)])
    assert same_values(one_by_one, new)
    assert same_values(one_by_one, apply(old, changes(old, new)))


@settings(max_examples=6, deadline=None)
@given(histories())
def test_the_same_changes_a_second_time_have_no_further_effect(
    history: tuple[Project, Project],
) -> None:
    old, new = history
    made = changes(old, new)
    assert same_values(apply(apply(old, made), made), new)
