"""Writes a table as it is read in the window to a spreadsheet: figures are numbers, no formulas."""

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

NARROWEST, WIDEST = 8, 48  # letters
MEASURED = 200  # rows by whose words columns are as wide
MOST_ROWS = 1_048_000  # that a spreadsheet takes, with room for title and notes
_FIGURE = re.compile(r"-?\d[\d,]*(\.\d+)?")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")  # in the name of a sheet
LONGEST_NAME = 31  # characters that the name of a sheet holds

# A text stays a text, whatever it looks like: no cell is computed, followed or counted.
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_sheet(
    path: Path,
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: Collection[int] = (),
    notes: Sequence[str] = (),
) -> None:
    """Write one table with its title above and its notes below.

    Rows are written as they come and never held all at once.

    Parameters
    ----------
    path : Path
        The .xlsx to write.
    title : str
        Also the name of the sheet.
    header, rows
        Words, as they are read; no more than `MOST_ROWS`.
    numbers : collection of int
        Columns whose cells are figures: written as numbers with the decimals that are read; a cell
        of another kind ("미상") stays a text.
    notes : sequence of str
        What the figures mean and leave out.
    """
    import xlsxwriter  # noqa: PLC0415  used when a table is saved only

    coming = iter(rows)
    first = list(islice(coming, MEASURED))
    with xlsxwriter.Workbook(str(path), {**PLAIN, "constant_memory": True}) as book:
        sheet = book.add_worksheet(sheet_name(title))
        bold = book.add_format({"bold": True, "font_size": 12})
        head = book.add_format({"bold": True, "bg_color": "#E8EDF4", "border": 1})
        forms = [
            book.add_format({"num_format": "#,##0" + ("." + "0" * n if n else "")})
            for n in range(4)
        ]
        sheet.freeze_panes(3, 1)
        sheet.write_string(0, 0, title, bold)
        for place, words in enumerate(header):
            sheet.write_string(2, place, words, head)
            sheet.set_column(place, place, width((words, *(cells[place] for cells in first))))
        line = 3
        for line, cells in enumerate(chain(first, coming), start=3):
            _write_row(sheet, line, cells, numbers, forms)
        for at, note in enumerate(notes, start=line + 2):
            sheet.write_string(at, 0, f"※ {note}")


def _write_row(
    sheet: Any, line: int, cells: Sequence[str], numbers: Collection[int], forms: Sequence[Any]
) -> None:
    for place, text in enumerate(cells):
        figure = _FIGURE.fullmatch(text) if place in numbers else None
        if figure is None:
            sheet.write_string(line, place, text)
        else:
            decimals = len(figure[1] or ".") - 1
            number = float(text.replace(",", ""))
            sheet.write_number(line, place, number, forms[min(decimals, 3)])


def sheet_name(title: str) -> str:
    """Give a title as the name of a sheet: short enough, without what spreadsheets refuse."""
    return " ".join(_FORBIDDEN.sub(" ", title).split())[:LONGEST_NAME] or "-"


def width(cells: Iterable[str]) -> float:
    """Give the width of a column in letters; a Hangul syllable is as wide as two."""
    widest = max(sum(2 if ord(letter) > 0x1100 else 1 for letter in cell) for cell in cells)
    return float(min(max(widest + 2, NARROWEST), WIDEST))
