"""Titles that the program itself gave to layers and headings, said in the language of the window.

A project keeps its titles as they were when it was begun. What a planner named is never another.
"""

from collections.abc import Mapping
from functools import cache

from scmap import words
from scmap.model.codebook import Titled
from scmap.reference import codebook

# Contexts whose Korean words may stand as a title of the standard tree.
_CONTEXTS = ("map.", "depth.title")


def shown_title(title: str) -> str:
    """Give a title as it is read in the language of the window.

    What stands in brackets behind a standard title ("시설물 (가상 예시)") stays as it is.
    """
    if words.language() == words.DEFAULT_LANGUAGE:
        return title
    known = _english()
    if title in known:
        return known[title]
    name, opened, remark = title.partition(" (")
    return f"{known[name]}{opened}{remark}" if name in known else title


@cache
def _english() -> Mapping[str, str]:
    korean, english = words.catalogue("ko"), words.catalogue("en")
    said = {
        text: english[key]
        for key, text in korean.items()
        if key.startswith(_CONTEXTS) and "{" not in text
    }
    book = codebook()
    named: tuple[Titled, ...] = (*book.kinds.values(), *book.lineages.values())
    return said | {one.title: one.title_en for one in named if one.title_en}
