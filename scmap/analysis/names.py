"""Compare project names letter by letter, with different words for one thing taken as one.

Names are brought to a plain form (no spaces and signs, one word for each set of synonyms), taken
apart into 자모 and compared by the share of letters that need neither be put in nor taken out.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

# Spaces, brackets, hyphens: each office sets them its own way; and 자모 that make no syllable.
_NOISE = re.compile(r"[\W_\u1100-\u11ff]+")
_MANY = 10_000  # comparisons that are worth all cores


class NameForms:
    """The plain form of project names, by a table of synonyms.

    Parameters
    ----------
    synonyms : mapping of str to str
        What stands for each word; both are brought to plain letters themselves.
    """

    def __init__(self, synonyms: Mapping[str, str]) -> None:
        self._standard = {_letters(word): _letters(one) for word, one in synonyms.items()}
        # Longest first: 도시통합정보센터 is one word, not 도시 and something else.
        words = sorted(filter(None, self._standard), key=lambda word: (-len(word), word))
        self._words = re.compile("|".join(map(re.escape, words)) or r"(?!)")
        self._spelled = lru_cache(maxsize=1 << 17)(
            self._spell
        )  # a register is read again and again

    def plain(self, name: str | None) -> str:
        """Give a name without spaces and signs, each word replaced by what stands for it."""
        return self._words.sub(lambda found: self._standard[found[0]], _letters(name or ""))

    def spelled(self, names: Iterable[str | None]) -> list[str]:
        """Give the plain form of names taken apart into 자모; "" for an unknown name."""
        return [self._spelled(name) for name in names]

    def _spell(self, name: str | None) -> str:
        return unicodedata.normalize("NFD", self.plain(name))


@lru_cache(maxsize=8)
def _forms(synonyms: tuple[tuple[str, str], ...]) -> NameForms:
    return NameForms(dict(synonyms))


def name_forms(synonyms: Mapping[str, str]) -> NameForms:
    """Give the forms of a table of synonyms; built once a table."""
    return _forms(tuple(synonyms.items()))


def similarity(
    left: Sequence[str], right: Sequence[str], *, least: float = 0.0
) -> NDArray[np.float64]:
    """Compare names side by side.

    Parameters
    ----------
    left, right : sequence of str, length k
        Names as `NameForms.spelled` gives them.
    least : float
        Who asks only which names are at least so similar is answered sooner.

    Returns
    -------
    (k,) float64
        0 (no letter in common, or less than `least`) to 1 (the same), NaN where one of both names
        is unknown.
    """
    # Loaded when names are compared: the window is on screen before.
    from rapidfuzz import process  # noqa: PLC0415
    from rapidfuzz.distance import Indel  # noqa: PLC0415

    found = process.cpdist(
        left,
        right,
        scorer=Indel.normalized_similarity,
        dtype=np.float64,
        score_cutoff=least,
        workers=-1 if len(left) > _MANY else 1,
    )
    if "" in left or "" in right:
        found[[not (one and other) for one, other in zip(left, right, strict=True)]] = np.nan
    return np.asarray(found)


def _letters(name: str) -> str:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return unicodedata.normalize("NFC", _NOISE.sub("", folded))
