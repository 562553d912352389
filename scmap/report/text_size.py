"""How much room a text takes, told without its typeface: for readers that lay out by themselves."""

import math
from functools import lru_cache

from scmap.words import is_wide

_MM_PER_PT = 25.4 / 72
_LATIN, _SPACE = 0.55, 0.45  # widths as a share of the type's height


def depth(text: str, width_mm: float, points: float) -> int:
    """Estimate how many lines a text takes in a cell of a width; words are kept whole."""
    letters = max(1.0, width_mm / (points * _MM_PER_PT))
    return sum(_lines(one, letters) for one in text.split("\n"))


def length_mm(text: str, points: float) -> float:
    """Estimate how long a text without spaces is on one line, millimetres."""
    return _width(text) * points * _MM_PER_PT


def _lines(paragraph: str, letters: float) -> int:
    lines, used = 1, 0.0
    for word in paragraph.split(" "):
        width = _width(word)
        if used and used + _SPACE + width > letters:
            lines, used = lines + 1, 0.0
        used += width + (_SPACE if used else 0.0)
        if used > letters:  # a word longer than a line is broken
            more = math.ceil(used / letters) - 1
            lines, used = lines + more, used - more * letters
    return lines


@lru_cache(maxsize=4096)
def _width(word: str) -> float:
    """Width of a word in letters as wide as high."""
    return sum(1.0 if is_wide(one) else _LATIN for one in word)
