"""Identities that are the same each time the same file is read."""

import uuid
from collections.abc import Sequence
from hashlib import sha1

import numpy as np
from numpy.typing import NDArray

from scmap.model.layer import Objects, objects

# Fixed for ever: identities derived from it are kept in projects and in the records of results.
NAMESPACE = uuid.UUID("5d0ad4c5-6d9b-5b7a-9f0e-0f8f6f4f7b11")


def derived_uid(*names: object) -> str:
    """Give the identity that follows from `names`, always the same for the same names."""
    text = "\x1f".join(map(str, names))
    made = bytearray(sha1(NAMESPACE.bytes + text.encode(), usedforsecurity=False).digest()[:16])
    made[6] = made[6] & 0x0F | 0x50  # a UUID of version 5, as `uuid.uuid5` makes it,
    made[8] = made[8] & 0x3F | 0x80  # without an object for each of a million rows
    digits = made.hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def completed(
    uids: Sequence[object], scope: str, keys: Sequence[object]
) -> tuple[Objects, list[int]]:
    """Give every row an identity of its own.

    Parameters
    ----------
    uids : sequence
        What the file says; anything but a text counts as none. A second row with the same uid
        (QGIS copies it with a feature) gets a new one.
    scope : str
        Name under which `keys` are unique.
    keys : sequence
        Primary key of each row.

    Returns
    -------
    uids : (n,) object
    made : list of int
        Rows whose identity is new.
    """
    seen: set[object] = set()
    made: list[int] = []
    given: list[object] = []
    for row, (uid, key) in enumerate(zip(uids, keys, strict=True)):
        if isinstance(uid, str) and uid and uid not in seen:
            own = uid
        else:
            own = derived_uid(scope, key)
            made.append(row)
        seen.add(own)
        given.append(own)
    return objects(given), made


def repeated(uids: Objects) -> NDArray[np.bool_]:
    """Tell which rows have the identity of an earlier row, shape (n,)."""
    seen: set[object] = set()
    twice = np.zeros(len(uids), dtype=bool)
    for row, uid in enumerate(uids):
        twice[row] = uid in seen
        seen.add(uid)
    return twice
