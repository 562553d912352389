"""How the names of places are written: "경기도 화성시", "화성", "강서구(부산)" and the like."""

import re
from collections.abc import Iterable

CODE = re.compile(r"\d{5}|\d{8}|\d{10}")  # 시군구; or a 법정동 code, which starts with one
SUFFIXES = "시군구"

_BRACKETED = re.compile(r"(?P<name>[^()]+)\((?P<within>[^()]+)\)")
_IGNORED = re.compile(r"[\s,·]+")


def key(text: str) -> str:
    """Give what two spellings of one name have in common: no spaces, the larger unit first."""
    bracketed = _BRACKETED.fullmatch(text.strip())
    if bracketed:
        text = bracketed["within"] + bracketed["name"]
    return _IGNORED.sub("", text)


def spellings(name: str, sido_names: Iterable[str], aliases: Iterable[str] = ()) -> frozenset[str]:
    """Give the keys under which a municipality or 일반구 may be looked up.

    Parameters
    ----------
    name : str
        Its own name ("화성시", "수원시 장안구").
    sido_names : iterable of str
        Names of its 시·도, any of which may stand before it.
    aliases : iterable of str
        Further names of its own.
    """
    own = _own_spellings(name) | {key(alias) for alias in aliases}
    return frozenset(own | {key(sido) + spelling for sido in sido_names for spelling in own})


def _own_spellings(name: str) -> set[str]:
    """Spell a name without its 시·도."""
    city, _, gu = name.partition(" ")
    if gu:
        return {city + gu, shortened(city) + gu, gu}
    return {city, shortened(city)}


def shortened(name: str) -> str:
    """Drop 시, 군 or 구 where a name remains: 화성시 → 화성, but 중구 stays."""
    return name[:-1] if len(name) > 2 and name[-1] in SUFFIXES else name


def beginnings(address: str) -> list[str]:
    """Give what of an address may name a unit, the longest first.

    These are its first words; and, since people leave out spaces ("서울특별시 노원구중계로"), the
    last of them also cut after each 시, 군 or 구.
    """
    words = address.split()[:3]
    return [
        " ".join([*words[:count], cut])
        for count in reversed(range(len(words)))
        for cut in (words[count], *_cuts(words[count]))
    ]


def _cuts(word: str) -> list[str]:
    ends = [place + 1 for place, letter in enumerate(word[:-1]) if letter in SUFFIXES]
    return [word[:end] for end in reversed(ends)]
