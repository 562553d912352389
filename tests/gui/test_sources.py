"""Results reach whoever shows them together, and only when they are new."""

import gc
from typing import Any
from weakref import ref

import pytest

from scmap.gui.bridge import Bridge
from scmap.gui.job import Jobs
from scmap.gui.sources import GRADED, OVERLAP, Sources
from scmap.session.session import Session
from tests.gui.parts import small_project


@pytest.fixture
def sources(qapp: Any) -> Sources:
    return Sources(Bridge(qapp), Jobs(qapp), qapp)


def test_results_that_arrive_together_are_told_of_once(sources: Sources) -> None:
    (layer, *_) = small_project().layers
    told: list[None] = []
    sources.arrived.connect(lambda: told.append(None))
    sources.publish({OVERLAP: layer, GRADED: layer})
    assert len(told) == 1
    assert sources(OVERLAP) is sources(GRADED) is layer


def test_results_that_are_not_new_are_not_told_of(sources: Sources, qtbot: Any) -> None:
    with qtbot.assertNotEmitted(sources.arrived):
        sources.publish({OVERLAP: None, GRADED: None})


def test_a_result_that_no_longer_holds_is_taken_away(sources: Sources, qtbot: Any) -> None:
    (layer, *_) = small_project().layers
    sources.publish({OVERLAP: layer})
    with qtbot.waitSignal(sources.arrived):
        sources.publish({OVERLAP: None})
    assert sources(OVERLAP) is None


def test_layers_of_a_project_that_was_closed_are_let_go(qapp: Any) -> None:
    bridge = Bridge(qapp)
    sources = Sources(bridge, Jobs(qapp), qapp)
    project = small_project()
    layer = project.layers[0]
    held = ref(layer)
    bridge.take(Session(project))
    assert sources.shown(layer.uid) is layer
    bridge.take(None)
    del project, layer
    gc.collect()
    assert held() is None
