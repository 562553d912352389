"""The uids of very many features: 16 bytes each, where texts of them would take a hundred.

It is read as an array of texts is, by number, mask or slice; each text is made when it is asked
for. What is changed is changed in a copy, which is an array of texts.
"""

from abc import abstractmethod
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scmap.progress import give_way

FEW = 250_000  # uids that stay texts: their dict takes 17 MB, and answers ten times faster

_ASKED = 32  # uids that are looked for among all: what a hand clicks and a tip names
_PIECE = 4096  # uids told in one go, with the interpreter held: a millisecond
_LENGTH = 36  # letters of a uid: digits in five groups with a hyphen between any two
_HYPHENS = [8, 13, 18, 23]
_DIGITS = [place for place in range(_LENGTH) if place not in _HYPHENS]
_HALF = 1 << 64
_NONE = 255
_VALUES = np.full(256, _NONE, np.uint8)
_VALUES[np.frombuffer(b"0123456789abcdef", np.uint8)] = np.arange(16)


class UidArray:
    """Uids in the order of their rows.

    Parameters
    ----------
    words : (n, 2) uint64
        The higher and the lower half of each.
    """

    ndim = 1
    dtype = np.dtype(object)

    def __init__(self, words: NDArray[np.uint64]) -> None:
        words.flags.writeable = False
        self.words = words

    @property
    def flags(self) -> Any:
        """What numpy says of it: it is never written to."""
        return self.words.flags

    @property
    def shape(self) -> tuple[int]:
        """How many there are, as numpy says it."""
        return (len(self.words),)

    def __len__(self) -> int:
        return len(self.words)

    def __getitem__(self, at: Any) -> Any:
        """Give a text; of several an array of texts, or, where they are very many, one of these."""
        words = self.words[at]
        if words.ndim == 1:
            return _texts(words[None])[0]
        return UidArray(words) if len(words) > FEW else _array(words)

    def __iter__(self) -> Iterator[str]:
        for start in range(0, len(self), _PIECE):
            yield from _texts(self.words[start : start + _PIECE])

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        """Give an array of texts, a new one each time."""
        if copy is False:
            raise ValueError("its texts are made anew")
        made = _array(self.words)
        return made if dtype in {None, self.dtype} else made.astype(dtype)

    def __eq__(self, other: object) -> Any:
        """Compare text by text, as an array does."""
        return _array(self.words) == (np.asarray(other) if isinstance(other, UidArray) else other)

    def __ne__(self, other: object) -> Any:
        return ~(self == other)

    __hash__ = None  # type: ignore[assignment]  # as that of an array

    def tolist(self) -> list[str]:
        """Give the texts as a list."""
        return list(self)

    def astype(self, dtype: Any) -> NDArray[Any]:
        """Give the texts as numpy's own."""
        return _array(self.words).astype(dtype)

    def copy(self) -> NDArray[np.object_]:
        """Give an array of texts, which may be changed."""
        return _array(self.words)


class RowsInOrder(Mapping[str, int]):
    """Rows of very many uids, found in what is sorted.

    Of a uid that occurs twice the last row is given, as by a dict.

    Parameters
    ----------
    uids : (n,) object or UidArray
        UUID of each row.
    """

    def __init__(self, uids: "NDArray[np.object_] | UidArray") -> None:
        self._uids = uids

    @abstractmethod
    def get(self, uid: object, default: Any = None) -> Any:
        """Give the row of a uid, or what is given in its place."""

    def __getitem__(self, uid: str) -> int:
        row = self.get(uid)
        if row is None:
            raise KeyError(uid)
        return int(row)

    def __contains__(self, uid: object) -> bool:
        return self.get(uid) is not None

    def __len__(self) -> int:
        return len(self._uids)

    def __iter__(self) -> Iterator[str]:
        return iter(self._uids)


class UidIndex(RowsInOrder):
    """Rows of uids that are kept as numbers.

    The first few are looked for among all, a millisecond each; their order takes 4 MB of a million
    and a tenth of a second, and is worked out when more are.
    """

    def __init__(self, uids: UidArray) -> None:
        super().__init__(UidArray(uids.words))  # its own: it goes with the layer's, not before it
        self._words, self._asked = uids.words, 0

    def get(self, uid: object, default: Any = None) -> Any:
        """Give the row of a uid, or what is given in its place."""
        try:
            number = int(uid.replace("-", ""), 16) if isinstance(uid, str) else -1
        except ValueError:
            return default
        if number < 0 or _text(f"{number:032x}") != uid:
            return default
        high, low = divmod(number, _HALF)
        self._asked += 1
        row = self._among_all(high, low) if self._asked <= _ASKED else self._in_order(high, low)
        return default if row is None else row

    def many(self, uids: UidArray) -> NDArray[np.intp]:
        """Give the rows of many uids in one go, -1 where one is not there, shape (k,)."""
        if not len(self._words):
            return np.full(len(uids), -1, dtype=np.intp)
        order = np.asarray(self._order[0], dtype=np.intp)
        highs = self._words[order, 0]
        at = highs.searchsorted(uids.words[:, 0], side="right") - 1  # the last of several
        rows: NDArray[np.intp] = order[at]
        alike = self._words[rows] == uids.words
        rows[~(alike[:, 0] & alike[:, 1]) | (at < 0)] = -1
        # Two that share the higher half only are as rare as they are allowed to be.
        for place in np.flatnonzero(alike[:, 0] & ~alike[:, 1]).tolist():
            row = self._in_order(*uids.words[place].tolist())
            rows[place] = -1 if row is None else row
        return rows

    def prepare(self) -> None:
        """Work the order out now, for whoever looks for many soon."""
        self._asked = max(len(self._order[0]), _ASKED)

    def _among_all(self, high: int, low: int) -> int | None:
        words = self._words
        rows = np.flatnonzero(words[:, 0] == np.uint64(high))
        rows = rows[words[rows, 1] == np.uint64(low)]
        return int(rows[-1]) if len(rows) else None

    def _in_order(self, high: int, low: int) -> int | None:
        order, halves = self._order
        at, found = bisect_left(order, high, key=lambda row: halves[2 * row]), None
        while at < len(order) and halves[2 * order[at]] == high:
            found = order[at] if halves[2 * order[at] + 1] == low else found
            at += 1
        return found

    @cached_property
    def _order(self) -> tuple[memoryview, memoryview]:
        """Rows in the order of their higher halves, and all halves.

        Plain numbers are read from these five times as fast as from arrays.
        """
        order = np.argsort(self._words[:, 0], kind="stable").astype(np.int32)
        return order.data, self._words.ravel().data


def packed(uids: "NDArray[np.object_] | UidArray") -> "NDArray[np.object_] | UidArray":
    """Give very many uids 16 bytes each; the same array where they are few, or not all UUIDs."""
    if isinstance(uids, UidArray) or len(uids) <= FEW:
        return uids
    words = np.empty((len(uids), 2), np.uint64)
    for start in range(0, len(uids), _PIECE):
        some = _words(uids[start : start + _PIECE].tolist())
        if some is None:
            return uids
        words[start : start + _PIECE] = some
        give_way()
    return UidArray(words)


def joined(
    uids: "NDArray[np.object_] | UidArray", more: "NDArray[np.object_] | UidArray"
) -> "NDArray[np.object_] | UidArray":
    """Put uids behind others; those that take 16 bytes each stay so."""
    if isinstance(uids, UidArray):
        words = more.words if isinstance(more, UidArray) else _words(more.tolist())
        if words is not None:
            return UidArray(np.concatenate((uids.words, words)))
    made: NDArray[np.object_] = np.concatenate((np.asarray(uids), np.asarray(more)))
    return made


def _words(uids: list[object]) -> NDArray[np.uint64] | None:
    """Give both halves of each uid, shape (k, 2); None if one is not written as UUIDs are."""
    texts = [uid for uid in uids if isinstance(uid, str) and len(uid) == _LENGTH and uid.isascii()]
    if len(texts) < len(uids):
        return None
    letters = np.frombuffer("".join(texts).encode(), np.uint8).reshape(-1, _LENGTH)
    digits = _VALUES[letters[:, _DIGITS]]
    if (letters[:, _HYPHENS] != ord("-")).any() or (digits == _NONE).any():
        return None
    octets = np.ascontiguousarray(digits[:, ::2] << 4 | digits[:, 1::2])
    return octets.view(">u8").astype(np.uint64)


def _texts(words: NDArray[np.uint64]) -> list[str]:
    digits = words.astype(">u8").tobytes().hex()
    return [_text(digits[at : at + 32]) for at in range(0, len(digits), 32)]


def _text(digits: str) -> str:
    """Write 32 digits as those of a UUID are written."""
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _array(words: NDArray[np.uint64]) -> NDArray[np.object_]:
    made = np.empty(len(words), dtype=object)
    for start in range(0, len(words), _PIECE):
        made[start : start + _PIECE] = _texts(words[start : start + _PIECE])
    return made
