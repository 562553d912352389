"""What the columns of a foreign table are taken for, by what they are called."""

import re
from collections.abc import Iterable, Mapping

PERSONAL = frozenset({"person", "phone", "email", "birth"})
COORDINATES = frozenset({"longitude", "latitude", "easting", "northing"})
SHORTEST_END = 2  # letters of a synonym that a longer title may end with

_BRACKETS = re.compile(r"[(\[（][^)\]）]*[)\]）]")
_IGNORED = re.compile(r"[\W_]+")


def taken_for(titles: Iterable[str], synonyms: Mapping[str, str]) -> dict[str, str]:
    """Give the meaning of each title that has one.

    Parameters
    ----------
    titles : iterable of str
        As they stand in the file.
    synonyms : Mapping of str to str
        Meaning by synonym, spelt as `spelt` does.

    Returns
    -------
    dict of str to str
        Meaning by title: the whole title, or the title without what stands in brackets, or the
        longest synonym that it ends with.
    """
    found = {title: _meaning(title, synonyms) for title in titles}
    return {title: meaning for title, meaning in found.items() if meaning}


def spelt(title: str) -> str:
    """Give what spellings of one title have in common: no blanks, signs or capitals."""
    return _IGNORED.sub("", title).lower()


def _meaning(title: str, synonyms: Mapping[str, str]) -> str:
    for part in (title, _BRACKETS.sub("", title)):
        if meaning := synonyms.get(spelt(part)):
            return meaning
    name = spelt(_BRACKETS.sub("", title))
    for start in range(1, len(name) - SHORTEST_END + 1):
        end = name[start:]
        if not end.isascii() and (meaning := synonyms.get(end)):
            return meaning
    return ""
