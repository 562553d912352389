"""The fast way through a large text table: whole columns at once, or not at all.

pandas reads a million rows in a second, and turns codes into numbers and long rows into others'
columns without a word. It is used where the first rows tell what each column holds and nothing
later contradicts them; otherwise the table is read row by row (`text_table`).
"""

import io
import re
import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from scmap.formats.spreadsheet import Cell
from scmap.model.layer import Column

if TYPE_CHECKING:
    from pandas import DataFrame

LARGE = 4_000_000  # bytes from which it is worth it
_NOUGHT = ord("0")
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
    import pandas as pd  # noqa: PLC0415  slow to load, for large tables only

    nought = _has_leading_nought(raw, separator)
    figures = [at for at in range(len(header)) if _are_figures(first, at, whole=not nought)]
    # Not "category": pandas would make numbers of categories that look like some.
    kinds: dict[int, Any] = {at: "f8" if at in figures else object for at in range(len(header))}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            frame = pd.read_csv(
                io.BytesIO(raw),
                sep=separator,
                encoding=encoding,
                header=None,
                names=list(range(len(header))),
                dtype=kinds,
                skiprows=skipped,
                na_values=[""],
                keep_default_na=False,
                skipinitialspace=True,
            )
        except (ValueError, Warning, OverflowError):
            return None
    if not isinstance(frame.index, pd.RangeIndex):
        return None  # rows longer than the header: pandas took their first cell for a name
    blanks = _has_blanks(raw, separator)
    return {
        name: _column(frame, at, typed, repeats=_repeats(first, at), blanks=blanks)
        for at, name in enumerate(header)
    }


def _has_leading_nought(raw: bytes, separator: str) -> bool:
    """Tell whether some cell begins with a 0 before another digit: a code, not a figure."""
    letters = np.frombuffer(raw, np.uint8)
    for shift in (0, 1):  # two letters are looked at as one number, at even and at odd places
        pairs = letters[shift : shift + (len(raw) - shift) // 2 * 2].view("<u2")
        for start in b'\n"' + separator.encode():
            after = 2 * np.flatnonzero(pairs == start + 256 * _NOUGHT) + shift + 2
            digits = letters[after[after < len(raw)]]
            if ((digits >= _NOUGHT) & (digits <= _NOUGHT + 9)).any():
                return True
    return False


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


def _column(frame: "DataFrame", at: int, typed: Typed, *, repeats: bool, blanks: bool) -> Column:
    import pandas as pd  # noqa: PLC0415  loaded already

    column: Column = frame[at].to_numpy()
    if column.dtype == np.float64:
        return column
    if not repeats:
        return _text(column, typed, blanks=blanks)
    codes, words = pd.factorize(column)
    kinds = typed([_word(word) for word in words.tolist()])
    missing = {"O": None, "f": np.nan, "M": np.datetime64("NaT")}[kinds.dtype.kind]
    with_none = np.append(kinds, np.array([missing], dtype=kinds.dtype))
    taken: Column = with_none[codes]  # -1, an empty cell, takes the last
    return taken


def _text(column: Column, typed: Typed, *, blanks: bool) -> Column:
    """Give a column of words, whose first one tells that the others are no figures either."""
    import pandas as pd  # noqa: PLC0415  loaded already

    if blanks:
        return typed([_word(cell) for cell in column.tolist()])
    empty = pd.isna(column)
    filled = np.flatnonzero(~empty)[:1]
    if not len(filled) or typed([column[filled[0]]]).dtype != object:
        return typed([_word(cell) for cell in column.tolist()])
    if not empty.any():
        return column
    words = column.copy()  # pandas' own cannot be written to
    words[empty] = None
    return words


def _has_blanks(raw: bytes, separator: str) -> bool:
    """Tell whether some cell may have blanks around it, or be of nothing else."""
    if any(lead in raw and wide in raw for lead, wide in _WIDE):
        return True
    letters = np.frombuffer(raw, np.uint8)
    ends = np.frombuffer(_ENDS + separator.encode(), np.uint8)
    for blank in b" \t":
        if blank == ord(separator) or bytes((blank,)) not in raw:
            continue
        at = np.flatnonzero(letters[1:-1] == blank) + 1
        if np.isin(letters[at - 1], ends).any() or np.isin(letters[at + 1], ends).any():
            return True
    return False


def _word(cell: object) -> Cell:
    """Give a cell without the blanks around it; pandas has NaN for an empty one."""
    return cell.strip() or None if isinstance(cell, str) else None
