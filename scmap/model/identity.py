"""Identities that are the same each time the same file is read."""

import uuid
from collections.abc import Iterable, Sequence
from hashlib import sha1
from typing import cast

import numpy as np
from numpy.typing import NDArray

from scmap.model.layer import Objects, objects
from scmap.model.uid_array import FEW, UidArray
from scmap.progress import give_way

# Fixed for ever: identities derived from it are kept in projects and in the records of results.
NAMESPACE = uuid.UUID("5d0ad4c5-6d9b-5b7a-9f0e-0f8f6f4f7b11")


AT_ONCE = 256  # rows between two times that others go first: a fifth of a millisecond


def derived_uid(*names: object) -> str:
    """Give the identity that follows from `names`, always the same for the same names."""
    text = "\x1f".join(map(str, names))
    made = bytearray(sha1(NAMESPACE.bytes + text.encode(), usedforsecurity=False).digest()[:16])
    made[6] = made[6] & 0x0F | 0x50  # a UUID of version 5, as `uuid.uuid5` makes it,
    made[8] = made[8] & 0x3F | 0x80  # without an object for each of a million rows
    digits = made.hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def derived_uids(scope: str, keys: Iterable[object]) -> list[str]:
    """Give what `derived_uid(scope, key)` gives for each key, in half the time."""
    start = sha1(NAMESPACE.bytes + f"{scope}\x1f".encode(), usedforsecurity=False).copy
    made: list[str] = []
    for key in keys:
        digest = start()
        digest.update(str(key).encode())
        told = digest.hexdigest()
        variant = "89ab"[int(told[16], 16) & 3]
        made.append(f"{told[:8]}-{told[8:12]}-5{told[13:16]}-{variant}{told[17:20]}-{told[20:32]}")
        if len(made) % AT_ONCE == 0:
            give_way()
    return made


def _derived(scope: str, keys: Sequence[object]) -> Objects:
    """Give what `derived_uids` gives; of very many only the bytes are made, and no texts."""
    if len(keys) <= FEW:
        return objects(derived_uids(scope, keys))
    start = sha1(NAMESPACE.bytes + f"{scope}\x1f".encode(), usedforsecurity=False).copy
    made = bytearray()
    for row, key in enumerate(keys, start=1):
        digest = start()
        digest.update(str(key).encode())
        made += digest.digest()[:16]
        if row % AT_ONCE == 0:
            give_way()
    octets = np.frombuffer(made, np.uint8).reshape(-1, 16).copy()
    octets[:, 6] = octets[:, 6] & 0x0F | 0x50
    octets[:, 8] = octets[:, 8] & 0x3F | 0x80
    return cast("Objects", UidArray(octets.view(">u8").astype(np.uint64)))


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
    is_told = uids.count(None) < len(uids)  # which is known at once
    if not is_told or not any(isinstance(uid, str) and uid for uid in uids):
        return _derived(scope, keys), list(range(len(uids)))
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
