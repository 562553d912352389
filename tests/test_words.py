"""Every word that a planner reads is there in both languages, and every word is used."""

import ast
import json
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scmap import words
from scmap.errors import InputError
from scmap.settings import SETTINGS

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "words"
KO, EN = (words.catalogue(code) for code in words.LANGUAGES)
HANGUL = re.compile("[가-힣ㄱ-ㅎ]")
KOREAN_ONLY = {"counter"}  # 대, 명, 건: English counts without a word of its own
# ’15 in Korean, 2015 in English; 억 and 조 there, millions and trillions here.
WRITTEN_DIFFERENTLY = {"amounts.year", "amounts.eok", "amounts.jo_eok"}
READERS = {"tr": 0, "tr_in": 1}  # the argument that holds the key


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_keys() -> None:
    assert set(KO) ^ set(EN) == set()


def test_both_languages_name_the_same_values() -> None:
    named = {key: (placeholders(KO[key]) - KOREAN_ONLY, placeholders(EN[key])) for key in KO}
    for key in WRITTEN_DIFFERENTLY:
        del named[key]
    assert {key: both for key, both in named.items() if both[0] != both[1]} == {}


def test_korean_words_are_korean() -> None:
    """Words without Hangul are names of formats, units and signs only."""
    foreign = {key: text for key, text in KO.items() if not HANGUL.search(text)}
    latin = {key: text for key, text in foreign.items() if re.search("[a-z]{4,}", text)}
    short = {key: text for key, text in latin.items() if not placeholders(text)}
    assert all(len(text.split()) <= 3 for text in short.values()), short


def test_english_words_write_units_in_latin_letters() -> None:
    squared = {key: text for key, text in EN.items() if re.search("[\u3371-\u33df]", text)}
    assert squared == {}


def test_what_nobody_knows_is_called_the_same_everywhere_but_in_heads_of_columns() -> None:
    said = {key: text for key, text in EN.items() if text.lower() == "unknown"}
    assert {text for key, text in said.items() if ".column." not in key} == {"unknown"}


def test_words_neither_shout_nor_hold_markup() -> None:
    for key, text in [*KO.items(), *EN.items()]:
        assert "!" not in text, f"{key} shouts"
        assert not re.search(r"<[a-zA-Z/][^<>]*>", text), f"{key} holds markup"


QUOTED = {"ko": re.compile("‘([^’{]+)’"), "en": re.compile("“([^”{]+)”")}
# What is quoted there stands in files, in tables of the sample, or in Korean documents.
OF_OTHERS = {
    "errors.ideas_without_title.remedy", "issues.letters_lost", "recipe.add_form",
    "report.note.unknown_sign", "platform.items.hint", "errors.coverage_layer_silent.remedy",
    "errors.not_a_snapshot.remedy",
}  # fmt: skip


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_what_a_message_names_is_called_so_in_the_window(language: str) -> None:
    """One who reads “Import” looks for a command, a button or a panel of that name."""
    catalogue = words.catalogue(language)
    names = {_plain(text) for text in catalogue.values()}
    missing = {
        key: named
        for key, text in catalogue.items()
        if not key.startswith("cli.") and key not in OF_OTHERS
        for named in QUOTED[language].findall(text)
        if _plain(named) not in names
    }
    assert missing == {}


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_no_key_opens_two_menus_or_two_fields_of_a_form(language: str) -> None:
    """Alt with a letter that two have goes from one to the other and opens neither."""
    taken: dict[tuple[str, str], list[str]] = {}
    for key, text in words.catalogue(language).items():
        group = key.rpartition(".")[0]
        for letter in re.findall(r"&(\w)", text) if group != "actions" else ():
            taken.setdefault((group, letter.lower()), []).append(key)
    assert taken
    assert {place: keys for place, keys in taken.items() if len(keys) > 1} == {}


def _plain(text: str) -> str:
    """Give the words of a command without the mark of its key and without dots."""
    return re.sub(r"\(&\w\)|&|…", "", text).strip()


@cache
def nodes() -> tuple[ast.Call | ast.Constant | ast.JoinedStr, ...]:
    """All calls and texts of the code, read once."""
    files = [one for room in ("scmap", "sample_layers") for one in (ROOT / room).rglob("*.py")]
    return tuple(
        node
        for file in sorted(files)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call | ast.Constant | ast.JoinedStr)
    )


def literal_calls() -> Iterator[tuple[str, ast.Call]]:
    """Calls of tr or tr_in in which the key stands as it is."""
    for node in nodes():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            place = READERS.get(node.func.id, len(node.args))
            key = node.args[place] if len(node.args) > place else None
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value, node


def test_every_key_that_the_code_names_exists() -> None:
    missing = sorted({key for key, _ in literal_calls()} - set(KO))
    assert missing == []


def test_every_value_that_words_name_is_given() -> None:
    for key, call in literal_calls():
        given = {one.arg for one in call.keywords}
        if None not in given:  # **values: known only when it runs
            assert placeholders(KO[key]) <= given, key


def composed_keys() -> Iterator[str]:
    """Patterns of the keys that the code composes, such as ``board.step.{step}``."""
    for node in nodes():
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+"
                for part in node.values
            )


def test_every_key_is_used() -> None:
    """Words that nobody reads are kept in step with the others for nothing."""
    texts = {
        node.value
        for node in nodes()
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    contexts = {key.partition(".")[0] for key in KO}
    patterns = [one for one in set(composed_keys()) if one.partition("\\.")[0] in contexts]
    labels = {f"settings.{name}" for name in SETTINGS}
    composed = re.compile("|".join(f"(?:{one})" for one in patterns))
    unread = [key for key in sorted(set(KO) - texts - labels) if not composed.fullmatch(key)]
    assert unread == []


def test_every_error_says_what_happened_and_what_to_do() -> None:
    codes = {
        key.removeprefix("errors.").rpartition(".")[0] for key in KO if key.startswith("errors.")
    }
    for code in codes:
        assert {f"errors.{code}.what", f"errors.{code}.remedy"} <= set(KO)


def raised_codes() -> Iterator[str]:
    kinds = {"ScmapError", "InputError", "CrsMismatchError", "LockedError", "RefusedError"}
    for node in nodes():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in kinds:
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant):
                yield str(first.value)


def test_every_error_that_is_raised_has_words() -> None:
    missing = sorted({code for code in raised_codes() if f"errors.{code}.what" not in KO})
    assert missing == []


def test_files_of_words_are_sorted_and_flat() -> None:
    for file in sorted(FOLDER.rglob("*.json")):
        table = json.loads(file.read_text(encoding="utf-8"))
        assert list(table) == sorted(table), f"{file.name} is not sorted"
        assert all(isinstance(text, str) for text in table.values())


@given(st.text(min_size=1), st.sampled_from(["을/를", "은/는", "이/가", "과/와", "으로/로"]))
def test_a_particle_is_one_of_its_two_forms(word: str, pair: str) -> None:
    assert words.particle(word, pair) in pair.split("/")


@pytest.mark.parametrize(
    ("word", "pair", "form"),
    [
        ("화성시", "을/를", "를"),
        ("센터", "은/는", "는"),
        ("사업", "이/가", "이"),
        ("서울", "으로/로", "로"),
        ("부산", "으로/로", "으로"),
        ("파일 3", "을/를", "을"),
        ("파일 7", "으로/로", "로"),
        ("‘동탄’", "과/와", "과"),
    ],
)
def test_particles_follow_the_last_sound(word: str, pair: str, form: str) -> None:
    assert words.particle(word, pair) == form


def test_a_particle_stands_behind_the_quotation_and_no_text_offers_both_forms() -> None:
    assert '"동탄 일대"를 저장' in words.tr_in("ko", "goto.done", name="동탄 일대")
    assert '"동탄동"을 저장' in words.tr_in("ko", "goto.done", name="동탄동")
    both = re.compile(r"을\(를\)|이\(가\)|은\(는\)|과\(와\)|와\(과\)|\(으\)로")
    assert [key for key, text in KO.items() if both.search(text)] == []


def test_values_are_put_in_and_never_read_as_words() -> None:
    text = words.tr_in("ko", "errors.file_missing.what", file="{file} %s ${x} {0}")
    assert "{file} %s ${x} {0}" in text


def test_an_error_that_ends_in_a_path_is_not_run_together_with_what_to_do() -> None:
    told = str(words.explain(InputError("file_missing", file="/사업/a.gpkg")))
    assert told.splitlines()[0].endswith("/사업/a.gpkg")
    assert len(told.splitlines()) == 2


def test_an_error_that_is_a_sentence_stands_on_one_line_with_what_to_do() -> None:
    assert "\n" not in str(words.explain(InputError("file_is_folder", file="자료")))


def test_every_particle_offers_first_what_follows_a_consonant() -> None:
    pairs = {
        found
        for text in KO.values()
        for _, _, spec, _ in string.Formatter().parse(text)
        for found in re.findall("[가-힣]+/[가-힣]+", spec or "")
    }
    known = {
        "을/를", "은/는", "이/가", "과/와", "으로/로", "이라는/라는", "이어서/여서",
    }  # fmt: skip
    assert pairs - known == set()


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("", 0),
        ("CCTV 2.0", 8),
        ("화성시", 6),
        ("ㅎㅅ", 4),
        ("（주）", 6),
        ("㎡", 2),
        ("ⅡA′", 3),
        ("\U00020000", 2),
    ],
)
def test_letters_of_hangul_take_two_columns(text: str, taken: int) -> None:
    assert words.columns(text) == taken
    assert [words.is_wide(letter) for letter in text] == [words.columns(one) == 2 for one in text]


def test_how_wide_a_letter_is_is_asked_in_one_place() -> None:
    asked = [
        one
        for one in (ROOT / "scmap").rglob("*.py")
        if "east_asian_width" in one.read_text("utf-8")
    ]
    assert asked == [ROOT / "scmap" / "words.py"]
