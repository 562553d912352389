"""What the desk remembers is there at once, written behind the window, and never in the way."""

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scmap import paths
from scmap.errors import InputError
from scmap.gui import profile_table
from scmap.gui.profile_table import ProfileTable, is_whole_numbers, wait_until_written

SIZES = ProfileTable("sizes.json", lambda size: is_whole_numbers(size, 2), most=3)


@pytest.fixture(autouse=True)
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(paths.PROFILE_VARIABLE, str(tmp_path))
    yield
    wait_until_written(10)


def written() -> dict[str, object]:
    wait_until_written(10)
    found = json.loads((paths.data_dir() / SIZES.file).read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def test_what_is_kept_lies_in_its_file_beside_what_another_window_kept() -> None:
    (paths.data_dir() / SIZES.file).write_text('{"표": [3, 4]}', encoding="utf-8")
    SIZES.keep({"지도": [1, 2]})
    assert written() == SIZES.read() == {"표": [3, 4], "지도": [1, 2]}
    SIZES.keep({"표": None})
    assert written() == {"지도": [1, 2]}


def test_the_latest_are_remembered_in_their_order() -> None:
    for name in ("a", "b", "a", "c", "d"):
        SIZES.keep({name: [1, 1]})
    assert list(SIZES.read()) == list(written()) == ["a", "c", "d"]


def test_values_from_elsewhere_are_left_out() -> None:
    text = '{"a": [1], "b": [true, 2], "c": {"x": 1}, "d": [5, 6]}'
    (paths.data_dir() / SIZES.file).write_text(text, encoding="utf-8")
    assert SIZES.read() == {"d": [5, 6]}


def test_nobody_waits_for_a_slow_profile_and_what_waits_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = threading.Event()
    drafts = []

    @contextmanager
    def slow(path: Path) -> Iterator[Path]:
        answers.wait(10)
        drafts.append(path)
        yield path

    monkeypatch.setattr(profile_table, "replacing", slow)
    SIZES.keep({"지도": [1, 2]})
    SIZES.keep({"지도": [3, 4]})
    assert SIZES.read() == {"지도": [3, 4]}
    assert not (paths.data_dir() / SIZES.file).exists()
    answers.set()
    assert written() == {"지도": [3, 4]}
    assert len(drafts) <= 2


def test_what_cannot_be_written_is_named_in_the_log_and_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    @contextmanager
    def full(path: Path) -> Iterator[Path]:
        raise InputError("disk_full", file=path.name)
        yield path

    monkeypatch.setattr(profile_table, "replacing", full)
    with caplog.at_level(logging.WARNING):
        SIZES.keep({"지도": [1, 2]})
        wait_until_written(10)
    assert "sizes.json not kept: InputError" in caplog.text
    assert SIZES.read() == {}


def test_whoever_is_told_that_it_is_kept_hears_when_it_is_not() -> None:
    (paths.data_dir() / SIZES.file).mkdir()
    with pytest.raises(OSError, match=r"sizes\.json"):
        SIZES.keep_now({"지도": [1, 2]})
