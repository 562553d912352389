"""How much room a text takes, told without its typeface: for readers that lay out by themselves."""

import math
import unicodedata
from functools import lru_cache

_MM_PER_PT = 25.4 / 72


def depth(text: str, width_mm: float, points: float) -> int:
    """Estimate how many lines a text takes in a cell of a width."""
    letters = max(1.0, width_mm / (points * _MM_PER_PT))
    return sum(max(1, math.ceil(_width(one) / letters)) for one in text.split("\n"))


@lru_cache(maxsize=4096)
def _width(text: str) -> float:
    """Width of a text in letters as wide as high: a Latin one counts as 0.55."""
    return sum(1.0 if unicodedata.east_asian_width(one) in "WF" else 0.55 for one in text)
