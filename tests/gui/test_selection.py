"""One selection: what is chosen, in which order, and who hears of it."""

import uuid
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scmap.gui.area_selection import findable
from scmap.gui.selection import NOTHING, Selected, Selection
from scmap.model.layer import Layer, bare, objects
from scmap.model.uid_array import FEW

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


def test_what_a_job_found_among_very_many_is_marked_without_sorting_them_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    count, random = FEW + 1, np.random.default_rng(3)
    names = objects(str(uuid.UUID(bytes=random.bytes(16), version=4)) for _ in range(count))
    layer = Layer("a", "a", "a", "other", "EPSG:5179", names, bare(np.zeros((count, 2))))
    found = findable(layer, np.arange(1000, 1300))  # by the job

    def refused(*_arguments: Any, **_more: Any) -> None:
        raise AssertionError("the window sorts a million uids")

    monkeypatch.setattr(np, "argsort", refused)
    chosen = Selected("a", tuple(layer.uids[found].tolist()))
    assert chosen.rows(layer).tolist() == found.tolist()
