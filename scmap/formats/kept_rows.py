"""Writes the rows of a form that did not come in, with their reasons, to be put right."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from scmap.formats.register_form import LANGUAGE
from scmap.formats.register_rows import KeptOut
from scmap.formats.sheet_file import PLAIN
from scmap.formats.spreadsheet import Cell
from scmap.words import tr_in

NUMBER_WIDTH, REASON_WIDTH, CELL_WIDTH = 6, 48, 16


def write_kept_rows(path: Path, header: Sequence[Cell], kept_out: Sequence[KeptOut]) -> None:
    """Write the rows as they stood, before them their number in the file and the reason.

    The columns keep their headers, so that the sheet, put right, comes in like the form itself.
    Every cell is text: nothing in it is computed by the program that opens it.

    Parameters
    ----------
    path : Path
        The .xlsx to write.
    header : sequence
        The header of the form as it stands.
    kept_out : sequence of KeptOut
        The rows.
    """
    import xlsxwriter  # noqa: PLC0415  used when rows are saved only

    titles = [tr_in(LANGUAGE, "form.kept.row"), tr_in(LANGUAGE, "form.kept.reason")]
    with xlsxwriter.Workbook(str(path), PLAIN) as book:
        sheet = book.add_worksheet(tr_in(LANGUAGE, "form.kept"))
        head = book.add_format({"bold": True, "bg_color": "#E8EDF4", "border": 1})
        for place, title in enumerate([*titles, *map(cell_text, header)]):
            sheet.write_string(0, place, title, head)
        for row, kept in enumerate(kept_out, start=1):
            cells = [str(kept.row), reason(kept, LANGUAGE), *map(cell_text, kept.cells)]
            for place, text in enumerate(cells):
                sheet.write_string(row, place, text)
        sheet.set_column(0, 0, NUMBER_WIDTH)
        sheet.set_column(1, 1, REASON_WIDTH)
        sheet.set_column(2, len(header) + 1, CELL_WIDTH)
        sheet.freeze_panes(1, 2)


def reason(kept: KeptOut, language: str) -> str:
    """Say why a row did not come in."""
    return tr_in(language, f"issues.{kept.code}", **kept.values)


def cell_text(cell: Cell) -> str:
    """Write a cell as a planner would type it: 2024, not 2024.0; an empty one as ""."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return cell or ""
