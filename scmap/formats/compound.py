"""Compound files (.xls): what would stop the program for good, found before a reader opens one.

The reader of spreadsheets follows a chain of sectors until it ends, which in a damaged file it may
never do, and makes room for as many texts as the file says it has: nothing stops a library that
holds the interpreter, and none that finds no memory comes back.
"""

import numpy as np
from numpy.typing import NDArray

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEADER = 512  # bytes
LAST = 0xFFFFFFFA  # sector numbers from here on are marks
ENTRY = 128  # bytes of an entry of the directory
IN_HEADER = 109  # places of the table's own sectors that the header lists
SHIFTS = (9, 12)  # of the size of a sector
# Records of a workbook by what they begin with: itself, its texts, how large a sheet is, its cells.
WORKBOOK, TEXTS, SIZE, FIGURES = b"\x09\x08", b"\xfc\x00", b"\x00\x02", b"\xbd\x00"
CELLS = frozenset(
    {FIGURES, b"\x03\x02", b"\x7e\x02", b"\xfd\x00", b"\x04\x02", b"\x05\x02", b"\x06\x00"}
)
MOST_ROWS, MOST_COLUMNS = 65_536, 256

Table = NDArray[np.uint32]


def is_trap(raw: bytes) -> bool:
    """Tell whether a compound file has a chain without an end, or more texts than letters.

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
    starts = [one for one in _starts(_content(raw, size, directory)) if one < LAST]
    chains = [_chain(which, start) for start in starts for which in (table, mini)]
    if any(chain is None for chain in chains):
        return True
    root = _content(raw, size, chains[0] or []) if chains else b""
    known = [chain or [] for chain in chains]
    streams = [
        *(_content(raw, size, chain) for chain in known[::2]),
        *(b"".join(root[64 * one : 64 * (one + 1)] for one in chain) for chain in known[1::2]),
    ]
    return any(map(_overstates, streams))


def _overstates(stream: bytes) -> bool:
    """Tell whether a workbook says that it has more texts, or is wider, than it can."""
    if not stream.startswith(WORKBOOK):
        return False
    at = 0
    while at + 4 <= len(stream):
        kind, length = stream[at : at + 2], _short(stream, at + 2)
        if _is_too_much(kind, stream[at + 4 : at + 4 + length], len(stream)):
            return True
        at += 4 + length
    return False


def _is_too_much(kind: bytes, record: bytes, letters: int) -> bool:
    """Tell whether a record asks for more room than any workbook needs."""
    if kind == TEXTS:
        return int.from_bytes(record[4:8], "little") > letters
    if kind == SIZE:
        first, last = (int.from_bytes(record[at : at + 4], "little") for at in (0, 4))
        upside_down = first > last or _short(record, 8) > _short(record, 10)
        return upside_down or last > MOST_ROWS or _short(record, 10) > MOST_COLUMNS
    several = max(0, len(record) - 6) // 6 if kind == FIGURES else 0
    return kind in CELLS and _short(record, 2) + several >= MOST_COLUMNS


def _short(record: bytes, at: int) -> int:
    return int.from_bytes(record[at : at + 2], "little")


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
        more = np.frombuffer(_content(raw, size, [following]), "<u4")
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
