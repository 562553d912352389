"""Every word that a planner reads, in Korean and in English.

Words live once, in ``resources/words/<language>/<context>.json`` (one flat object a file), and are
reached by ``tr("context.id", name=value)``. In a Korean text a placeholder may carry a particle in
both its forms, ``{layer:을/를}``: the form that fits the value's last sound is chosen. The sign
that closes a quotation stands before it: ``‘{layer:’을/를}``.
"""

import json
import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from unicodedata import east_asian_width

from scmap import paths
from scmap.errors import ScmapError

LANGUAGES = ("ko", "en")
DEFAULT_LANGUAGE = "ko"
WIDE = 2  # columns of a letter that is as wide as high

_language = DEFAULT_LANGUAGE

_REMARKS = re.compile(r"(\s*\([^()]*\))+\s*$")

_CLOSING = re.compile(r"[^가-힣/]*")

# Digits and letters read aloud in Korean: those that end in a consonant take 을, 은, 이, 과.
_DIGITS_WITH_FINAL = "013678"
_LETTERS_WITH_FINAL = "LMNR"
_READ_WITH_RIEUL = "178LR"  # 일, 칠, 팔, 엘, 알 end in ㄹ and take 로, not 으로


class UnknownWordError(KeyError):
    """A key that no words file holds: a bug, never shown to a user as an error."""


def language() -> str:
    """Give the language in which `tr` answers now."""
    return _language


def set_language(code: str) -> None:
    """Answer in `code` ("ko" or "en") from now on.

    Raises
    ------
    ValueError
        If the product has no words in that language.
    """
    global _language  # noqa: PLW0603  one process speaks one language at a time
    if code not in LANGUAGES:
        raise ValueError(code)
    _language = code


def tr(key: str, /, **values: object) -> str:
    """Give the words of `key` in the current language, with `values` put in.

    Values are put in as they are: nothing in them is read as a format.

    Raises
    ------
    UnknownWordError
        If there is no such key.
    """
    return tr_in(_language, key, **values)


def tr_in(code: str, key: str, /, **values: object) -> str:
    """Give the words of `key` in language `code` (reports stay Korean in an English window)."""
    text = catalogue(code).get(key)
    if text is None:
        raise UnknownWordError(key)
    made = []
    for literal, name, spec in _pieces(text):
        made.append(literal)
        if name is not None:
            made.append(_written(values[name], spec))
    return "".join(made)


@cache
def catalogue(code: str) -> Mapping[str, str]:
    """Give every key of language `code`, as ``context.id``, with its unformatted words."""
    folder = paths.resource("words", code)
    return {
        f"{file.stem}.{name}": text
        for file in sorted(folder.glob("*.json"))
        for name, text in json.loads(file.read_text(encoding="utf-8")).items()
    }


@dataclass(frozen=True, slots=True)
class Explanation:
    """An error in the user's words: what happened, and what to do now."""

    what: str
    remedy: str

    def __str__(self) -> str:
        # A path or a list at the end takes no full stop: what to do begins on a line of its own.
        between = " " if self.what.endswith(".") else "\n"
        return f"{self.what}{between}{self.remedy}"


def explain(error: ScmapError) -> Explanation:
    """Put an error into words."""
    return Explanation(
        tr(f"errors.{error.code}.what", **error.values),
        tr(f"errors.{error.code}.remedy", **error.values),
    )


def particle(word: str, pair: str) -> str:
    """Choose the form of `pair` ("을/를", "은/는", "이/가", "으로/로" …) that follows `word`.

    The form after a consonant stands first. A word whose sound is not known (foreign letters)
    counts as ending in a vowel.
    """
    after_consonant, after_vowel = pair.split("/")
    closed, rieul = _ending(word)
    if after_consonant == "으로" and rieul:
        return after_vowel
    return after_consonant if closed else after_vowel


def _ending(word: str) -> tuple[bool, bool]:
    """Tell whether `word` ends in a consonant, and whether that is ㄹ.

    Remarks in brackets at the end are not read aloud: 센터(신축)(’11년) takes 는 like 센터.
    """
    last = (_REMARKS.sub("", word) or word).rstrip("\"'’”」』)]> ")[-1:].upper()
    if "가" <= last <= "힣":
        final = (ord(last) - ord("가")) % 28
        return final > 0, final == 8
    return last in _DIGITS_WITH_FINAL + _LETTERS_WITH_FINAL, last in _READ_WITH_RIEUL


@cache
def _pieces(text: str) -> tuple[tuple[str, str | None, str], ...]:
    """Take a text apart, once: words, and the value that follows them with its form."""
    parsed = string.Formatter().parse(text)
    return tuple((literal, name, spec or "") for literal, name, spec, _ in parsed)


def _written(value: object, spec: str) -> str:
    """Write a value as `str.format` does; its form may be a pair of particles."""
    if "/" not in spec:
        return format(value, spec)
    text, closing = str(value), _CLOSING.match(spec)
    end = closing.end() if closing is not None else 0
    return text + spec[:end] + particle(text, spec[end:])


def is_wide(letter: str) -> bool:
    """Tell whether a letter is as wide as high, as those of Hangul are, or about half as wide."""
    return _WIDTHS[letter] == WIDE


def columns(text: str) -> int:
    """Count the columns that a text takes where letters stand on a grid: wide ones take two."""
    return sum(map(_WIDTHS.__getitem__, text))


class _Widths(dict[str, int]):
    """Columns that each letter takes, looked up once for each."""

    def __missing__(self, letter: str) -> int:
        width = self[letter] = WIDE if east_asian_width(letter) in "WF" else 1
        return width


_WIDTHS = _Widths()
