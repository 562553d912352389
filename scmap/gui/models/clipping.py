"""Rows for the clipboard: as text with tabs, and as a table whose cells keep their types.

A spreadsheet takes the table: a code stays the text that it is, with its leading zeros, a number is
a number in whatever grouping it is read, and nothing is ever taken for a formula. Whatever takes
only text gets the lines with tabs.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from scmap.gui.models.column import Column
from scmap.gui.models.table import Table
from scmap.progress import Progress, silent

MOST_TYPED = (
    50_000  # rows that keep their types; of more the table would take hundreds of megabytes
)
PIECE = 1_000  # rows between two reports

_FORMULA = ("=", "+", "-", "@")  # how a spreadsheet recognises what it should compute
_TEXT = """<td style='mso-number-format:"\\@"' sdnum="1042;0;@">"""
_DAY = """<td style='mso-number-format:"yyyy\\-mm\\-dd"' sdnum="1042;0;YYYY-MM-DD">"""
_HEAD = '<html><head><meta charset="utf-8"></head><body><table>'
_FOOT = "</table></body></html>"


@dataclass(frozen=True, slots=True)
class Clipping:
    """What goes to the clipboard.

    Attributes
    ----------
    text : str
        Lines with tabs, header first.
    html : str
        A table with typed cells; "" of very many rows.
    """

    text: str
    html: str = ""


def clipping(table: Table, places: Sequence[int], *, progress: Progress = silent) -> Clipping:
    """Cut rows out of a table, header first, for a spreadsheet.

    Parameters
    ----------
    table : Table
        Its columns as they are to stand.
    places : sequence of int
        Rows of the table, in their order.
    progress : Progress
        Told the share of rows that are written; may raise CancelledError.
    """
    typed = len(places) <= MOST_TYPED
    header = [_line(column.heading) for column in table.columns]
    lines = ["\t".join(map(_harmless, header))]
    rows = ["".join(f"{_TEXT}{escape(_harmless(cell))}</td>" for cell in header)]
    for start in range(0, len(places), PIECE):
        for place in places[start : start + PIECE]:
            cells = list(_cells(table.columns, place))
            lines.append("\t".join(cell for cell, _ in cells))
            if typed:
                rows.append("".join(html for _, html in cells))
        progress(start / len(places))
    html = "".join(f"<tr>{row}</tr>\n" for row in rows) if typed else ""
    return Clipping("\n".join(lines) + "\n", f"{_HEAD}{html}{_FOOT}" if typed else "")


def _cells(columns: Sequence[Column], row: int) -> Iterator[tuple[str, str]]:
    """Write each cell of a row as text, and as a cell with its type."""
    for column in columns:
        value = column.values[row if column.at is None else column.at[row]]
        if column.kind == "number" and math.isfinite(value):
            yield column.write(value), _number(column, float(value))
        elif column.kind == "date" and not np.isnat(value):
            day = str(value.astype("datetime64[D]"))
            yield day, f"{_DAY}{day}</td>"
        else:
            text = _line(column.write(value))
            text = text if column.numeric else _harmless(text)
            yield text, f"{_TEXT}{escape(text)}</td>"


def _number(column: Column, value: float) -> str:
    """Write a number as it is seen, with the number itself beside it."""
    places = 10.0**column.decimals
    seen = math.floor(value * column.scale * places + 0.5) / places
    decimals = 0 if seen.is_integer() else column.decimals
    look = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
    written = column.write(value)
    if "," not in written and abs(seen) >= 1000:  # a year is not grouped
        look = look.replace("#,##0", "0")
    style = re.sub("([#,.])", r"\\\1", look)
    number = f"{seen:.{decimals}f}"
    return (
        f"""<td style='mso-number-format:"{style}"' x:num="{number}" sdval="{number}" """
        f"""sdnum="1042;0;{look}">{escape(written)}</td>"""
    )


def _line(text: str) -> str:
    """Put a cell on one line."""
    return " ".join(text.split())


def _harmless(text: str) -> str:
    """Keep a spreadsheet from computing what is only a text."""
    return f"'{text}" if text.startswith(_FORMULA) and len(text) > 1 else text
