"""What is kept is there at once, written behind whoever keeps it, and never in the way."""

import logging
import threading
from pathlib import Path

import pytest

from scmap import behind, settings
from scmap.settings import Settings

PATIENCE_S = 10


class Slow:
    """Content that is written when it is let go, as on a slow share."""

    def __init__(self, text: str) -> None:
        self._text, self._go = text, threading.Event()
        self.begun = threading.Event()

    def __call__(self, draft: Path) -> None:
        self.begun.set()
        self._go.wait(PATIENCE_S)
        draft.write_text(self._text, encoding="utf-8")

    def let_go(self) -> None:
        self._go.set()
        behind.wait(PATIENCE_S)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "자리.json"


def test_nobody_waits_and_what_waits_is_read_as_if_it_lay_there(file: Path) -> None:
    slow, told = Slow("{}"), list[str]()
    behind.write(file.with_name("first"), slow)
    assert slow.begun.wait(PATIENCE_S)
    behind.write(file, "가", lambda is_kept: told.append(f"가 {is_kept}"))
    behind.write(file, "나", lambda is_kept: told.append(f"나 {is_kept}"))
    assert (behind.text(file), file.exists(), told) == ("나", False, [])
    slow.let_go()
    assert (behind.text(file), file.read_text(encoding="utf-8")) == ("나", "나")
    assert told == ["가 True", "나 True"]
    assert [one.name for one in file.parent.iterdir()] == ["first", file.name]


def test_what_comes_while_a_file_is_written_is_written_after_it(file: Path) -> None:
    slow, told = Slow("가"), list[str]()
    behind.write(file, slow, lambda _is_kept: told.append("가"))
    assert slow.begun.wait(PATIENCE_S)
    behind.write(file, None, lambda _is_kept: told.append("gone"))
    with pytest.raises(FileNotFoundError):
        behind.text(file)
    slow.let_go()
    assert (file.exists(), told) == (False, ["가", "gone"])


def test_what_cannot_be_written_is_told_and_the_old_file_stays_whole(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file.write_text("old", encoding="utf-8")

    def full(draft: Path) -> None:
        draft.write_text("ne", encoding="utf-8")
        raise OSError

    told: list[bool] = []
    with caplog.at_level(logging.WARNING):
        behind.write(file, full, told.append)
        behind.wait(PATIENCE_S)
    assert told == [False]
    assert f"{file.name} not kept: OSError" in caplog.text
    assert behind.text(file) == "old"


def test_settings_hold_before_they_are_written(file: Path) -> None:
    slow = Slow("")
    behind.write(file.with_name("first"), slow)
    settings.save(Settings({"author": "김하늘"}), file)
    assert settings.load(file).text("author") == "김하늘"
    assert not file.exists()
    slow.let_go()
    assert settings.load(file).text("author") == "김하늘"
    assert "김하늘" in file.read_text(encoding="utf-8")


def test_what_goes_wrong_with_one_file_keeps_no_other_from_being_written(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_draft: Path) -> None:
        raise RuntimeError

    def gone(_is_written: bool) -> None:
        raise RuntimeError

    heard: list[bool] = []
    behind.write(file.with_name("broken"), broken, heard.append)
    behind.write(file.with_name("unheard"), "a", gone)
    behind.wait(PATIENCE_S)
    behind.write(file, "b", heard.append)
    behind.wait(PATIENCE_S)
    assert (file.read_text(encoding="utf-8"), heard) == ("b", [False, True])
    assert [one.levelno for one in caplog.records] == [logging.ERROR] * 2
