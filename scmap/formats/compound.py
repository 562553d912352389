"""Compound files (.xls): whether their chains of sectors end, before a reader follows them.

The reader of spreadsheets follows a chain until it ends; in a damaged file it may lead back to
itself, and nothing stops a library that holds the interpreter.
"""

import numpy as np
from numpy.typing import NDArray

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEADER = 512  # bytes
LAST = 0xFFFFFFFA  # sector numbers from here on are marks
ENTRY = 128  # bytes of an entry of the directory
IN_HEADER = 109  # places of the table's own sectors that the header lists
SHIFTS = (9, 12)  # of the size of a sector

Table = NDArray[np.uint32]


def has_endless_chain(raw: bytes) -> bool:
    """Tell whether some chain of sectors of a compound file leads back to itself.

    False also for what is no compound file, or breaks off: readers tell that themselves.
    """
    if not raw.startswith(MAGIC) or len(raw) < HEADER:
        return False
    shift = int.from_bytes(raw[30:32], "little")
    if shift not in SHIFTS:
        return False
    size = 1 << shift
    numbers = np.frombuffer(raw[44:HEADER], "<u4")
    table = _table(raw, size, numbers)
    if table is None:
        return True
    directory = _chain(table, int(numbers[1]))
    small = _chain(table, int(numbers[4]))
    if directory is None or small is None:
        return True
    mini = np.frombuffer(_content(raw, size, small), "<u4")
    entries = _content(raw, size, directory)
    return any(
        _chain(table, start) is None or _chain(mini, start) is None
        for start in _starts(entries)
        if start < LAST
    )


def _starts(entries: bytes) -> list[int]:
    """Give the first sector of each stream of a directory."""
    return [
        int.from_bytes(entries[at + 116 : at + 120], "little")
        for at in range(0, len(entries) - ENTRY + 1, ENTRY)
    ]


def _table(raw: bytes, size: int, numbers: Table) -> Table | None:
    """Give the table of what follows each sector; None where its own list never ends."""
    listed = [one for one in numbers[8 : 8 + IN_HEADER].tolist() if one < LAST]
    following, seen = int(numbers[6]), set[int]()
    while following < LAST:
        if following in seen:
            return None
        seen.add(following)
        more = np.frombuffer(_sector(raw, size, following), "<u4")
        if len(more) < size // 4:
            break
        listed += [one for one in more[:-1].tolist() if one < LAST]
        following = int(more[-1])
    return np.frombuffer(_content(raw, size, listed), "<u4")


def _chain(table: Table, start: int) -> list[int] | None:
    """Give the sectors of a chain as far as it goes; None where it never ends."""
    chain: list[int] = []
    while start < LAST and start < len(table):
        chain.append(start)
        if len(chain) > len(table):
            return None
        start = int(table[start])
    return chain


def _sector(raw: bytes, size: int, number: int) -> bytes:
    return raw[(number + 1) * size : (number + 2) * size]


def _content(raw: bytes, size: int, sectors: list[int]) -> bytes:
    whole = b"".join(_sector(raw, size, one) for one in sectors)
    return whole[: len(whole) // 4 * 4]
