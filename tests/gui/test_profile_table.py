"""What the desk remembers: the latest values, beside those of other windows, and no others."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from scmap import behind, paths
from scmap.gui.profile_table import ProfileTable, is_whole_numbers

SIZES = ProfileTable("sizes.json", lambda size: is_whole_numbers(size, 2), most=3)


@pytest.fixture(autouse=True)
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(paths.PROFILE_VARIABLE, str(tmp_path))
    yield
    behind.wait(10)


def written() -> dict[str, object]:
    behind.wait(10)
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
