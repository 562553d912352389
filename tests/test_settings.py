"""Settings hold what the user chose, and nothing in their file can stop the program."""

from pathlib import Path

import pytest

from scmap import behind
from scmap.reference.rules import rule_table
from scmap.settings import SETTINGS, Settings, is_damaged, load, save


def test_what_was_chosen_is_there_at_the_next_start(tmp_path: Path) -> None:
    chosen = Settings().having("language", "en").having("author", "김주무")
    save(chosen, tmp_path / "settings.json")
    again = load(tmp_path / "settings.json")
    assert (again.text("language"), again.text("author")) == ("en", "김주무")
    assert again.text("colour_scheme") == "system"


def test_a_free_text_is_one_line_of_a_bounded_length() -> None:
    assert Settings().having("author", "김주무").text("author") == "김주무"
    for wrong in ("김" * 61, "김\n주무"):
        with pytest.raises(ValueError, match="author"):
            Settings().having("author", wrong)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '{"language": "xx"}',
        '{"language": true}',
        '{"sliver_width": 12.5}',
        '{"author": "김\\n주무"}',
        '{"author": 7}',
        "\x00",
        "[" * 100_000,
        '{"language": ' * 100_000,
    ],
)
def test_a_damaged_or_foreign_file_gives_the_defaults(tmp_path: Path, content: str) -> None:
    file = tmp_path / "settings.json"
    file.write_text(content, encoding="utf-8")
    assert load(file) == Settings()
    assert is_damaged(file) == (not content.endswith("}"))


def test_what_an_editor_of_windows_saved_is_read(tmp_path: Path) -> None:
    """The office's own settings did not hold: their file began with the mark of UTF-8."""
    file = tmp_path / "settings.json"
    file.write_text('{"author": "김하늘"}', encoding="utf-8-sig")
    assert load(file).text("author") == "김하늘"


def test_a_file_that_is_not_there_yet_is_not_damaged(tmp_path: Path) -> None:
    assert not is_damaged(tmp_path / "settings.json")
    assert is_damaged(tmp_path), "but a folder in its place is"


def test_the_office_gives_what_holds_until_somebody_chooses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCMAP_PROFILE_DIR", str(tmp_path))
    given = tmp_path / "defaults.json"
    given.write_text('{"author": "화성시 스마트도시과", "language": "xx"}', encoding="utf-8")
    before = given.read_bytes()
    own = tmp_path / "settings.json"
    assert load(own).text("author") == "화성시 스마트도시과"
    assert load(own).text("language") == "ko"  # what is no choice is let be
    save(load(own).having("author", "김주무"), own)
    assert load(own).text("author") == "김주무"
    assert load(own).untouched.text("author") == "화성시 스마트도시과"
    behind.wait(10)
    assert "스마트도시과" not in own.read_text(encoding="utf-8")
    assert given.read_bytes() == before


def test_a_value_that_is_no_choice_is_refused() -> None:
    with pytest.raises(ValueError, match="colour_scheme"):
        Settings().having("colour_scheme", "plaid")


def test_what_decides_a_result_is_no_setting_but_a_rule_that_is_printed_with_it() -> None:
    """A width set for one person alone would let two people see two results of one project."""
    assert not {"overlap_floor", "sliver_width"} & SETTINGS.keys()
    assert {"overlap.floor", "overlap.sliver_width"} <= rule_table().values.keys()


def test_every_default_is_a_value_its_setting_accepts() -> None:
    assert all(setting.accepts(setting.default) for setting in SETTINGS.values())
