"""Rows of a table that look like the sum of others: a guess, with what speaks for it."""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from scmap.formats.incoming.table import Incoming, noticed
from scmap.model.issue import Issue
from scmap.model.layer import Column
from scmap.progress import give_way

WORDS = frozenset({"합계", "총계", "총합계", "소계", "누계"})
SHORT = "계"  # means a total only where the first words of an outer row say it
OUTER = 2  # rows at either end, where alone the short word is believed
BLOCK = 4_096  # cells that are looked at in one go, a tenth of a millisecond
NEAR = 1e-9  # of a sum: more than figures lose on their way through a file

# Each word as it is spelt: 합계, 합 계, 합  계.
_SPELT = {blanks.join(word): word for word in (*WORDS, SHORT) for blanks in ("", " ", "  ", "   ")}
_SPELLINGS = frozenset(_SPELT)

Mask = NDArray[np.bool_]


def totals_held(table: Incoming, *, leave_out: bool) -> Incoming:
    """Say which rows look like totals, or keep them out where the user wants them left out."""
    rows, told = _found(table)
    if not rows.any():
        return table
    if leave_out:
        return table.without(rows, "total_row", **told)
    code = "totals_sum" if "summed" in told else "totals_inside"
    return table.noticing(noticed(code, table.name, table.rows[rows], **told))


def about_totals(issues: tuple[Issue, ...]) -> Issue | None:
    """Give what was noticed about totals."""
    codes = ("totals_inside", "totals_sum", "total_row")
    return next((issue for issue in issues if issue.code in codes), None)


def _found(table: Incoming) -> tuple[Mask, dict[str, str]]:
    """Tell which rows look like totals; and the first cell that says so, with what agrees."""
    rows = np.zeros(len(table), dtype=bool)
    said: dict[str, str] = {}
    for name, at, word in _worded(table):
        said = said or {"column": name, "value": word}
        rows[at] = True
    if rows.any():
        summed = ", ".join(_summed(table.columns, rows))
        said |= {"summed": summed} if summed else {}
    return rows, said


def _worded(table: Incoming) -> Iterator[tuple[str, NDArray[np.intp], str]]:
    """Give the rows in which a column holds a word for a total, by column and word."""
    count = len(table)
    texts = [name for name, column in table.columns.items() if column.dtype == object]
    for place, name in enumerate(texts):
        found: dict[str, list[int]] = {}
        for at, said in _spelt_in(table.columns[name]):
            word = _SPELT[said]
            is_outer = at < OUTER or at >= max(OUTER, count - OUTER)
            if word != SHORT or (place == 0 and is_outer):
                found.setdefault(word, []).append(at)
        for word, rows in sorted(found.items()):
            yield name, np.array(rows, dtype=np.intp), word


def _spelt_in(column: Column) -> Iterator[tuple[int, str]]:
    """Give the cells that hold a word for a total; a million without any take 30 ms."""
    for start in range(0, len(column), BLOCK):
        give_way()
        cells = column[start : start + BLOCK].tolist()
        if not _SPELLINGS.isdisjoint(cells):
            yield from ((start + at, cell) for at, cell in enumerate(cells) if cell in _SPELLINGS)


def _summed(columns: Mapping[str, Column], rows: Mask) -> Iterator[str]:
    """Name the columns in which one of the rows holds the sum of all rows that are no totals."""
    for name, column in columns.items():
        if column.dtype.kind != "f" or (~rows).sum() < OUTER:
            continue
        total = np.nansum(column[~rows])
        if total and (np.abs(column[rows] - total) <= NEAR * abs(total)).any():
            yield name
