"""The texts of a column, kept so that a worker finds and orders them without holding anybody up.

A list of Python texts is searched and sorted while every other thread waits for the interpreter:
with a million texts, for a second and more. Here they lie behind each other as bytes, which numpy
compares without the interpreter; what must be done text by text is done in small pieces.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.dtypes import StringDType
from numpy.typing import NDArray

from scmap.gui.search import FIRST_SYLLABLE, INITIALS, LAST_SYLLABLE, PER_INITIAL, folded
from scmap.progress import Progress, silent

Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]

PIECE = 4096  # texts that are worked on in one go: about a millisecond
WINDOW = 1 << 20  # bytes that are searched in one go, so that they stay near the processor
BLANK = 0  # a byte that belongs to no text
WIDEST = 17  # digits of the largest number that is searched in
_END = ord("\n")
_INITIAL_CODES = np.array([ord(letter) for letter in INITIALS], dtype=np.uint32)


@dataclass(frozen=True, eq=False)
class TextIndex:
    """Texts behind each other, without case.

    Attributes
    ----------
    letters : (b,) uint8
        The texts in UTF-8, each with a line end behind it.
    ends : (v,) integers
        Where each text ends, behind its line end.
    """

    letters: Bytes
    ends: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ends)

    @classmethod
    def of(
        cls,
        values: NDArray[Any],
        write: Callable[[Any], str],
        *,
        progress: Progress = silent,
    ) -> Self:
        """Take the texts of values as they are written; each on one line."""
        pieces: list[Bytes] = []
        for start in range(0, len(values), PIECE):
            texts = (
                folded(write(value)).replace("\n", " ") for value in values[start : start + PIECE]
            )
            pieces.append(_encoded("\n".join(texts) + "\n"))
            progress(start / len(values))
        return cls._joined(pieces)

    @classmethod
    def of_numbers(cls, numbers: NDArray[np.float64], decimals: int) -> Self:
        """Take the digits of numbers without sign and thousands; what is no number has none."""
        shifted = np.abs(numbers) * 10.0**decimals + 0.5
        known = shifted < 10.0**WIDEST  # NaN is less than nothing
        rest = np.where(known, shifted, 0).astype(np.int64)
        width = max(len(str(int(rest.max(initial=0)))), decimals + 1)
        cells = np.full((len(numbers), width + bool(decimals) + 1), BLANK, dtype=np.uint8)
        cells[:, -1] = _END
        for place in range(width):
            seen = known & ((rest > 0) | (place <= decimals))
            column = -2 - place - int(bool(decimals) and place >= decimals)
            cells[seen, column] = (rest[seen] % 10).astype(np.uint8) + ord("0")
            rest //= 10
        if decimals:
            cells[known, -2 - decimals] = ord(".")
        return cls(cells.reshape(-1), np.arange(1, len(numbers) + 1) * cells.shape[1])

    @classmethod
    def _joined(cls, pieces: list[Bytes]) -> Self:
        letters = np.concatenate(pieces) if pieces else np.empty(0, dtype=np.uint8)
        return cls(letters, np.flatnonzero(letters == _END) + 1)

    def holding(self, word: str, *, progress: Progress = silent) -> Mask:
        """Tell in which texts a word (folded, without spaces) occurs, shape (v,)."""
        needle, found = _encoded(word), np.zeros(len(self), dtype=bool)
        for start in range(0, len(self.letters), WINDOW):
            part = self.letters[start : start + WINDOW + len(needle) - 1]
            count = len(part) - len(needle) + 1
            if count <= 0:
                break
            hit = part[:count] == needle[0]
            for place in range(1, len(needle)):
                hit &= part[place : place + count] == needle[place]
            at = np.flatnonzero(hit) + start
            found[np.searchsorted(self.ends, at, side="right")] = True
            progress(start / len(self.letters))
        return found

    def being(self, text: str) -> Mask:
        """Tell which texts are this one (folded) and nothing else, shape (v,)."""
        wanted = _encoded(text)
        starts = np.append(0, self.ends[:-1])
        same = self.ends - starts - 1 == len(wanted)
        rows = np.flatnonzero(same)
        for place, letter in enumerate(wanted):
            rows = rows[self.letters[starts[rows] + place] == letter]
        found = np.zeros(len(self), dtype=bool)
        found[rows] = True
        return found

    @cached_property
    def initials(self) -> "TextIndex":
        """The same texts with each Hangul syllable replaced by its initial consonant."""
        return TextIndex._joined([_initials(text) for text in self._texts()])

    def ranks(self, *, progress: Progress = silent) -> NDArray[np.int32]:
        """Give the place of each text in the order of the alphabet, shape (v,); equal ones share.

        Numpy orders texts of its own kind without the interpreter.
        """
        texts = np.empty(len(self), dtype=StringDType())
        start = 0
        for piece in self._texts():
            lines = piece.split("\n")[:-1]
            texts[start : start + len(lines)] = lines
            start += len(lines)
            progress(0.5 * start / len(self))
        order = np.argsort(texts, kind="stable")
        progress(0.9)
        ranks = np.empty(len(self), dtype=np.int32)
        ranks[order] = np.cumsum(_differ(texts, order), dtype=np.int32)
        return ranks

    def _texts(self) -> Iterator[str]:
        """Give the texts piece by piece, each with a line end behind it."""
        for start in range(0, len(self), PIECE):
            last = min(start + PIECE, len(self)) - 1
            first = self.ends[start - 1] if start else 0
            yield self.letters[first : self.ends[last]].tobytes().decode()


def _differ(texts: NDArray[Any], order: NDArray[np.intp]) -> Mask:
    """Tell which texts, in order, differ from the one before them; the first does not."""
    differ = np.zeros(len(order), dtype=bool)
    for start in range(1, len(order), PIECE):
        part = texts[order[start - 1 : start + PIECE]]
        differ[start : start + PIECE] = part[1:] != part[:-1]
    return differ


def _encoded(text: str) -> Bytes:
    return np.frombuffer(text.encode("utf-8", "replace"), dtype=np.uint8)


def _initials(text: str) -> Bytes:
    codes = np.frombuffer(text.encode("utf-32-le"), dtype="<u4")
    syllables = (codes >= FIRST_SYLLABLE) & (codes <= LAST_SYLLABLE)
    changed = codes.copy()
    changed[syllables] = _INITIAL_CODES[(codes[syllables] - FIRST_SYLLABLE) // PER_INITIAL]
    return _encoded(changed.tobytes().decode("utf-32-le"))
