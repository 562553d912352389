"""The row of each uid of a layer: a dict where they are few, sorted hashes where they are many.

A dict of a million uids takes 70 MB and half a second; their hashes in order take 12 MB, and numpy
sorts them without the interpreter. UUIDs are ordered themselves.
"""

from collections.abc import Mapping
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scmap.model.kept import Kept
from scmap.model.uid_array import FEW, RowsInOrder, UidArray, UidIndex

_PIECE = 16_384  # uids that are hashed in one go, with the interpreter held: about a millisecond


class RowIndex(RowsInOrder):
    """Rows of uids that are texts of any kind."""

    def __init__(self, uids: NDArray[Any]) -> None:
        super().__init__(uids)
        hashes = np.empty(len(uids), dtype=np.int64)
        for start in range(0, len(uids), _PIECE):
            some = uids[start : start + _PIECE]
            hashes[start : start + _PIECE] = np.fromiter(map(hash, some), np.int64, len(some))
        self._rows = np.argsort(hashes, kind="stable").astype(np.int32)
        self._hashes = hashes[self._rows]

    def get(self, uid: object, default: Any = None) -> Any:
        """Give the row of a uid, or what is given in its place."""
        told = hash(uid)
        at = int(self._hashes.searchsorted(told, side="right")) - 1
        while at >= 0 and self._hashes[at] == told:
            row = int(self._rows[at])
            if self._uids[row] == uid:
                return row
            at -= 1
        return default

    def many(self, uids: NDArray[np.object_]) -> NDArray[np.intp]:
        """Give the rows of many uids in one go, -1 where one is not there, shape (k,)."""
        if not len(self._hashes):
            return np.full(len(uids), -1, dtype=np.intp)
        told = np.fromiter(map(hash, uids), np.int64, len(uids))
        at = self._hashes.searchsorted(told, side="right") - 1  # the last of several
        hashed = self._hashes[at] == told
        rows = np.where(hashed, self._rows[at], -1).astype(np.intp)
        # Of two texts of one hash the other is met: as rare as it is allowed to be.
        for place in np.flatnonzero(hashed & (self._uids[rows] != uids)).tolist():
            rows[place] = self.get(uids[place], -1)
        return rows


def rows_of(uids: NDArray[Any]) -> Mapping[str, int]:
    """Give the row of each uid; worked out once for an array, which versions of a layer share."""
    return _ROWS.of(uids)


def found_rows(rows: Mapping[str, int], uids: "NDArray[Any] | UidArray") -> NDArray[np.intp]:
    """Give the row of each of many uids, -1 where one is not there, shape (k,)."""
    if isinstance(rows, UidIndex) and isinstance(uids, UidArray):
        return rows.many(uids)
    if isinstance(rows, RowIndex) and not isinstance(uids, UidArray):
        return rows.many(uids)
    return np.fromiter(map(rows.get, uids, repeat(-1)), np.intp, len(uids))


def prepare(rows: Mapping[str, int]) -> None:
    """Work out what finding many needs, where that takes a while."""
    if isinstance(rows, UidIndex):
        rows.prepare()


def _indexed(uids: NDArray[Any]) -> Mapping[str, int]:
    if isinstance(uids, UidArray):
        return UidIndex(uids)
    if len(uids) > FEW:
        # The copy (of references) lets the original go when its layer does.
        return RowIndex(uids.copy())
    return {uid: row for row, uid in enumerate(uids)}


_ROWS: Kept[Mapping[str, int]] = Kept(_indexed)
