"""The years in view come back with their project, and are no part of its file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scmap import paths
from scmap.gui.view_state import YEARS, ViewState
from scmap.session.session import Session
from tests.gui.parts import Parts, make_parts, small_project


@pytest.fixture
def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Parts]:
    monkeypatch.setenv("SCMAP_PROFILE_DIR", str(tmp_path))
    made = make_parts()
    yield made
    made.bridge.take(None)
    made.jobs.close()
    made.root.deleteLater()


def test_years_come_back_with_their_project_and_only_with_it(parts: Parts, qtbot: Any) -> None:
    state = ViewState(parts.bridge, parts.narrowing)
    session = parts.open(qtbot)
    parts.narrowing.choose_years(2012, 2014)
    state.keep()
    assert session.saved  # how one looks is no change of the project
    parts.open(qtbot, small_project())
    again = parts.narrowing.years
    parts.bridge.take(None)
    assert parts.narrowing.years is None
    parts.bridge.take(Session(session.project))
    assert parts.narrowing.years == (2012, 2014)
    assert again in (None, (2012, 2014))  # the same made-up project may have the same identity
    parts.narrowing.show_all_years()
    state.keep()
    parts.bridge.take(Session(session.project))
    assert parts.narrowing.years is None
    qtbot.waitUntil(lambda: not parts.jobs.running, timeout=10_000)


def test_years_chosen_just_before_another_project_opens_are_kept(parts: Parts, qtbot: Any) -> None:
    ViewState(parts.bridge, parts.narrowing)
    session = parts.open(qtbot)
    parts.narrowing.choose_years(2012, 2014)
    parts.bridge.take(None)  # at once: nothing was kept yet
    parts.bridge.take(Session(session.project))
    assert parts.narrowing.years == (2012, 2014)
    parts.narrowing.show_all_years()
    parts.bridge.take(Session(session.project))
    assert parts.narrowing.years is None
    qtbot.waitUntil(lambda: not parts.jobs.running, timeout=10_000)


@pytest.mark.parametrize("text", ["", "[]", '{"a": "b"}', '{"a": [1]}', '{"a": [true, 2]}'])
def test_a_damaged_file_gives_no_years(parts: Parts, qtbot: Any, text: str) -> None:
    (paths.data_dir() / YEARS.file).write_text(text, encoding="utf-8")
    ViewState(parts.bridge, parts.narrowing)
    parts.open(qtbot)
    assert parts.narrowing.years is None
