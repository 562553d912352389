"""One selection: what is chosen, in which order, and who hears of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scmap.gui.selection import NOTHING, Selected, Selection

uids = st.sampled_from("abc")
layers = st.sampled_from(["investments", "result:overlap"])


@pytest.fixture
def heard() -> list[Selected]:
    return []


def test_the_last_one_added_is_the_one_that_is_explained() -> None:
    selection = Selection()
    selection.select("investments", ["a"])
    selection.add("investments", "b")
    assert selection.selected.current == "b"
    assert len(selection.selected) == 2


def test_things_of_two_layers_are_never_selected_together() -> None:
    selection = Selection()
    selection.select("investments", ["a", "b"])
    selection.add("result:overlap", "a|b")
    assert selection.selected == Selected("result:overlap", ("a|b",))


def test_the_same_selection_is_not_told_twice(heard: list[Selected]) -> None:
    selection = Selection()
    selection.changed.connect(heard.append)
    for _ in range(2):
        selection.select("investments", ["a", "a"])
    selection.clear()
    selection.clear()
    assert heard == [Selected("investments", ("a",)), NOTHING]


@given(st.lists(st.tuples(layers, uids)), layers, uids)
def test_toggling_twice_changes_nothing_of_what_is_selected(
    before: list[tuple[str, str]], layer: str, uid: str
) -> None:
    selection = Selection()
    for one in before:
        selection.toggle(*one)
    if selection.selected.layer in ("", layer):
        start = set(selection.selected.uids)
        selection.toggle(layer, uid)
        assert set(selection.selected.uids) == start ^ {uid}
        selection.toggle(layer, uid)
        assert set(selection.selected.uids) == start
