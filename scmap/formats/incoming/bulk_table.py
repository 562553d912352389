"""The fast way through a large text table: whole columns at once, or not at all.

pandas reads a million rows in a second, and turns codes into numbers and long rows into others'
columns without a word. It is used where the first rows tell what each column holds and nothing
later contradicts them; otherwise the table is read row by row (`text_table`).
"""

import codecs
import io
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scmap.formats.sheet_reader import Cell
from scmap.model.distinct import distinct
from scmap.model.layer import Column
from scmap.progress import give_way

ROWS_AT_ONCE = 16_384  # some milliseconds, in which nobody else has the interpreter
LARGE = 4_000_000  # bytes from which it is worth it
_NOUGHT, _NINE = ord("0"), 9
_BLOCK = 1 << 17  # bytes
# Blanks that are no ASCII, by a byte that is rare in Korean text: U+00A0, U+3000, and CP949's.
_WIDE = tuple((wide[:1], wide) for wide in (b"\xc2\xa0", b"\xe3\x80\x80", b"\xa1\xa1"))
_ENDS = b'\r\n\t "'
_DECIMAL = re.compile(r"[-+]?\d+\.\d+")
_WHOLE = re.compile(r"[-+]?[1-9]\d{0,14}|0")

Typed = Callable[[list[Cell]], Column]


def read_columns(
    raw: bytes,
    encoding: str,
    separator: str,
    header: Sequence[str],
    first: Sequence[Sequence[Cell]],
    *,
    skipped: int,
    typed: Typed,
) -> dict[str, Column] | None:
    """Read the columns of a table; None where it has to be read row by row.

    Text that is not in the encoding is found here, too: then it is None.

    Parameters
    ----------
    raw : bytes
        The file.
    encoding, separator : str
        As they were judged.
    header : sequence of str
        Names of the columns.
    first : sequence of sequence
        The first records, by which columns are known to hold figures.
    skipped : int
        Lines above the first record.
    typed : callable
        Gives a column its type; called with the different values of a column of text.
    """
    nought = _has_leading_nought(raw, separator)
    figures = [at for at in range(len(header)) if _are_figures(first, at, whole=not nought)]
    # Not "category": pandas would make numbers of categories that look like some.
    kinds: dict[int, Any] = {at: "f8" if at in figures else object for at in range(len(header))}
    parts = _parts(raw.removeprefix(codecs.BOM_UTF8), encoding, separator, kinds, skipped)
    if parts is None:
        return None
    blanks = _has_blanks(raw, separator)
    columns: dict[str, Column] = {}
    for at, name in enumerate(header):
        whole: Column = np.concatenate(parts.pop(at))
        columns[name] = _column(whole, typed, repeats=_repeats(first, at), blanks=blanks)
    return columns


def _parts(
    raw: bytes, encoding: str, separator: str, kinds: Mapping[int, Any], skipped: int
) -> dict[int, list[Column]] | None:
    """Read the columns by their number, some thousand rows a part; None where they are no such."""
    import pandas as pd  # noqa: PLC0415  slow to load, for large tables only

    parts: dict[int, list[Column]] = {at: [] for at in kinds}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            with pd.read_csv(
                io.BytesIO(raw),
                sep=separator,
                encoding=encoding.removesuffix("-sig"),  # pandas reads "utf-8" without a detour
                header=None,
                names=list(kinds),
                dtype=kinds,
                skiprows=skipped,
                na_values=[""],
                keep_default_na=False,
                skipinitialspace=True,
                chunksize=ROWS_AT_ONCE,
            ) as frames:
                for frame in frames:
                    if not isinstance(frame.index, pd.RangeIndex):
                        return None  # longer rows: pandas took their first cell for a name
                    for at, part in parts.items():
                        part.append(_filled(frame[at].to_numpy()))
                    give_way()
        except (ValueError, Warning, OverflowError):
            return None
    return parts


def _filled(part: Column) -> Column:
    """Give a part of a column with None where pandas has NaN for an empty cell of text."""
    import pandas as pd  # noqa: PLC0415  loaded already

    empty = pd.isna(part) if part.dtype == object else np.zeros(0, dtype=bool)
    if not empty.any():
        return part
    words = part.copy()  # pandas' own cannot be written to
    words[empty] = None
    return words


def _has_leading_nought(raw: bytes, separator: str) -> bool:
    """Tell whether some cell begins with a 0 before another digit: a code, not a figure."""
    starts = b'\n"' + separator.encode()
    for letters in _blocks(raw):
        # The letters before, at and after each place; what is below "0" wraps round.
        before, here, after = letters[:-2], letters[1:-1], letters[2:] - _NOUGHT
        begins = before == starts[0]
        for start in starts[1:]:
            begins |= before == start
        begins &= here == _NOUGHT
        begins &= after <= _NINE
        if begins.any():
            return True
    return False


def _blocks(raw: bytes) -> Iterator[NDArray[np.uint8]]:
    """Give a file in blocks that the processor keeps at hand, each with two letters of the next."""
    letters = np.frombuffer(raw, np.uint8)
    for start in range(0, len(letters), _BLOCK):
        yield letters[start : start + _BLOCK + 2]


def _are_figures(first: Sequence[Sequence[Cell]], at: int, *, whole: bool) -> bool:
    """Tell whether the first cells of a column are plain figures, so that all others should be."""
    cells = [row[at] for row in first if at < len(row) and row[at] is not None]
    form = (_DECIMAL, _WHOLE) if whole else (_DECIMAL,)
    return bool(cells) and all(
        isinstance(cell, str) and any(one.fullmatch(cell) for one in form) for cell in cells
    )


def _repeats(first: Sequence[Sequence[Cell]], at: int) -> bool:
    """Tell whether the first cells of a column are mostly the same few: then so are the others."""
    cells = [row[at] for row in first if at < len(row)]
    return len(set(cells)) <= len(cells) / 2


def _column(column: Column, typed: Typed, *, repeats: bool, blanks: bool) -> Column:
    if column.dtype == np.float64:
        return column
    if not repeats:
        return _text(column, typed, blanks=blanks)
    words, at = distinct(column)
    taken: Column = typed([_word(word) for word in words])[at]
    return taken


def _text(column: Column, typed: Typed, *, blanks: bool) -> Column:
    """Give a column of words, whose first one tells that the others are no figures either."""
    filled = next((cell for cell in column if cell is not None), None)
    if not blanks and filled is not None and typed([filled]).dtype == object:
        return column
    return typed([_word(cell) for cell in column.tolist()])


def _has_blanks(raw: bytes, separator: str) -> bool:
    """Tell whether some cell may have blanks around it, or be of nothing else."""
    if any(lead in raw and wide in raw for lead, wide in _WIDE):
        return True
    blanks = [one for one in b" \t" if one != ord(separator) and bytes((one,)) in raw]
    ends = np.zeros(256, dtype=bool)
    ends[list(_ENDS + separator.encode())] = True
    for letters in _blocks(raw) if blanks else ():
        for blank in blanks:
            at = np.flatnonzero(letters[1:-1] == blank)
            if ends[letters[at]].any() or ends[letters[at + 2]].any():
                return True
    return False


def _word(cell: object) -> Cell:
    """Give a cell without the blanks around it; an empty one is None."""
    return cell.strip() or None if isinstance(cell, str) else None
