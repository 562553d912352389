"""Laws of merging: everybody ends with the same rows, and nobody's work goes without a word."""

import random
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from scmap.store.change import Change
from scmap.store.sharing.merge import (
    GEOMETRY,
    State,
    conflicts,
    key_of,
    merge,
    merge_row,
    written,
)
from tests.store.sharing.edits import FIELDS, NOW, change, histories

START = change("start", (), {"a": 1, "b": 1}, op="insert")


def test_edits_of_different_fields_both_hold() -> None:
    state = merge_row([START, change("x", ["start"], {"a": 2}), change("y", ["start"], {"b": 3})])
    assert (state.values, state.conflict) == ({"a": 2, "b": 3}, None)
    assert state.heads == ("x", "y")


def test_two_values_of_one_field_both_stay_until_somebody_decides() -> None:
    sides = [START, change("x", ["start"], {"a": 2}), change("y", ["start"], {"a": 3})]
    conflict = merge_row(sides).conflict
    assert conflict is not None
    told = conflict.fields["a"]
    assert told.base == 1
    assert {(claim.who, claim.value) for claim in told.claims} == {("x", 2), ("y", 3)}
    unaware = change("z", conflict.heads, {"b": 9})
    assert merge_row([*sides, unaware]).conflict is not None, (
        "editing another field decides nothing"
    )
    decided = merge_row([*sides, change("z", conflict.heads, {"a": 3})])
    assert (decided.values["a"], decided.conflict) == (3, None)


def test_the_same_value_from_both_is_no_conflict() -> None:
    sides = [change("x", ["start"], {"a": 2}), change("y", ["start"], {"a": 2})]
    assert merge_row([START, *sides]).conflict is None


def test_geometries_are_compared_like_values() -> None:
    sides = [change(name, ["start"], geometry=name.encode()) for name in ("x", "y")]
    conflict = merge_row([START, *sides]).conflict
    assert conflict is not None
    assert {claim.value for claim in conflict.fields[GEOMETRY].claims} == {b"x", b"y"}


def test_a_delete_does_not_beat_an_edit_that_it_had_not_seen() -> None:
    gone, edit = change("x", ["start"], op="delete"), change("y", ["start"], {"a": 2})
    state = merge_row([START, gone, edit])
    assert state.exists
    assert state.values["a"] == 2
    assert state.conflict is not None
    assert state.conflict.kind == "delete"
    assert [claim.who for claim in state.conflict.deleted_by] == ["x"]
    assert [claim.who for claim in state.conflict.edited_by] == ["y"]
    again = merge_row([START, gone, edit, change("z", state.heads, op="delete")])
    assert (again.exists, again.conflict) == (False, None)
    kept = merge_row([START, gone, edit, change("z", state.heads)])
    assert (kept.exists, kept.conflict) == (True, None)


def test_a_delete_that_had_seen_everything_is_one() -> None:
    edit = change("y", ["start"], {"a": 2})
    state = merge_row([START, edit, change("x", ["y"], op="delete")])
    assert (state.exists, state.conflict) == (False, None)


def test_fields_that_two_people_add_are_both_there() -> None:
    added = [
        Change(name, "zones", name, "add_field", (), {"type": "text"}, None, name, NOW)
        for name in ("height", "owner")
    ]
    assert set(merge(added)) == {("scmap_field", "zones/height"), ("scmap_field", "zones/owner")}


def test_changes_that_name_each_other_do_no_harm() -> None:
    circle = [change("x", ["y"], {"a": 1}), change("y", ["x"], {"a": 2})]
    assert merge_row(circle) == merge_row(circle[::-1])


def ancestors(changes: Sequence[Change]) -> dict[str, set[str]]:
    """Tell, the slow and plain way, what each change had seen."""
    by_id = {one.id: one for one in changes}
    seen: dict[str, set[str]] = {}

    def look(one: Change) -> set[str]:
        if one.id not in seen:
            known = [by_id[name] for name in one.base]
            seen[one.id] = {other.id for other in known}.union(*map(look, known))
        return seen[one.id]

    for one in changes:
        look(one)
    return seen


@settings(max_examples=50)
@given(histories(), st.randoms(use_true_random=False))
def test_order_and_repetition_make_no_difference(
    changes: list[Change], luck: random.Random
) -> None:
    shuffled = changes + luck.choices(changes, k=5)
    luck.shuffle(shuffled)
    assert merge(shuffled) == merge(changes)
    half = merge(changes[: len(changes) // 2])
    assert set(half) <= set(merge(shuffled))


@settings(max_examples=50)
@given(histories())
def test_no_value_is_lost_without_a_word(changes: list[Change]) -> None:
    """Whatever nobody has overwritten knowingly is shown, or stands in a conflict."""
    state, seen = merge_row(changes), ancestors(changes)
    for name in FIELDS:
        writers = [one for one in changes if name in written(one)]
        known = set().union(*(seen[one.id] for one in writers))
        latest = {written(one)[name] for one in writers if one.id not in known}
        assert claimed(state, name) >= latest or not state.exists or state.conflict is not None
        if len(latest) > 1 and state.exists:
            assert state.conflict is not None


def claimed(state: State, name: str) -> set[object]:
    told = state.conflict.fields.get(name) if state.conflict else None
    return {claim.value for claim in told.claims} if told else {state.values[name]}


@settings(max_examples=50)
@given(histories())
def test_no_delete_beats_an_edit_silently(changes: list[Change]) -> None:
    state, seen = merge_row(changes), ancestors(changes)
    deletes = [one for one in changes if one.op == "delete"]
    for edit in changes:
        if edit.op != "delete" and not any(edit.id in seen[gone.id] for gone in deletes):
            assert state.exists
    if not state.exists:
        assert state.conflict is None


@settings(max_examples=50)
@given(histories())
def test_whoever_has_seen_everything_can_decide_everything(changes: list[Change]) -> None:
    state = merge_row(changes)
    told = state.conflict
    if told is not None:
        values = {name: one.claims[0].value for name, one in told.fields.items()}
        decided = merge_row([*changes, change("decision", told.heads, values)])
        assert decided.conflict is None
        assert decided.exists
        assert conflicts([decided]) == []
        assert {**state.values, **values} == decided.values
    assert key_of(changes[0]) == state.key
