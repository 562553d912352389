"""Korean text that a reader took for Western European.

A .dbf file without a note of its encoding is read as ISO-8859-1. Most Korean ones are CP949, and
come out as "¿ª»ïµ¿" for 역삼동, without an error.
"""

from collections.abc import Iterable

WRONG = "ISO-8859-1"
RIGHT = "cp949"
_HANGUL = range(ord("가"), ord("힣") + 1)


def is_mistaken(texts: Iterable[object]) -> bool:
    """Tell whether texts read as ISO-8859-1 are CP949: all that is not ASCII makes Hangul."""
    found = False
    for text in texts:
        if not isinstance(text, str) or text.isascii():
            continue
        try:
            repaired = text.encode("latin-1").decode(RIGHT)
        except UnicodeError:
            return False
        found = found or any(ord(letter) in _HANGUL for letter in repaired)
    return found


def repaired(text: object) -> str | None:
    """Give one text with its Hangul; bytes cut off in the middle of a letter are left out."""
    if not isinstance(text, str):
        return None
    return text if text.isascii() else text.encode("latin-1").decode(RIGHT, "ignore")
