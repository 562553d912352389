"""Names of columns as a shapefile holds them: ten bytes, cut on syllables, no two alike."""

import re
from collections.abc import Iterable

ENCODINGS = ("cp949", "utf-8")  # in which a shapefile is written
NAME_BYTES = 10
_REMARK = re.compile(r"\s*[(（\[][^)）\]]*[)）\]]?")
_LOOSE = re.compile(r"[\s·]+")


def short_names(columns: Iterable[str], encoding: str) -> dict[str, str]:
    """Give each column a name of at most ten bytes, cut on syllables and different from all others.

    "사업추진근거" and "사업추진기간" become "사업추진근" and "사업추진기" in CP949; what would come
    out alike ends in a number. What stands in brackets goes first, then blanks and dots:
    "시·군·구비(백만원)" becomes "시군구비".
    """
    chosen: dict[str, str] = {}
    taken: set[str] = set()
    for name in columns:
        short, number = _short(name, NAME_BYTES, encoding), 1
        while short.upper() in taken or not short:
            number += 1
            short = _short(name, NAME_BYTES - len(f"_{number}"), encoding) + f"_{number}"
        taken.add(short.upper())
        chosen[name] = short
    return chosen


def _short(name: str, most: int, encoding: str) -> str:
    bare = _REMARK.sub("", name) or name
    for form in (name, bare, _LOOSE.sub("", bare)):
        if len(form.encode(encoding, "replace")) <= most:
            return form
    return cut(form, most, encoding)


def cut(text: str, most: int, encoding: str) -> str:
    """Cut a text to a number of bytes without halving a letter."""
    return text.encode(encoding, "replace")[:most].decode(encoding, "ignore")
