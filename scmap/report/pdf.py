"""The report as a PDF: cover with figures, map sheet, tables over as many pages as they need."""

from collections.abc import Sequence
from pathlib import Path

from scmap.cartography.sheet import Sheet
from scmap.progress import Progress, part, silent
from scmap.report.korean import word
from scmap.report.paper import SOFT, Paper
from scmap.report.paper_table import write_heading, write_notes, write_table
from scmap.report.parts import WIDE_MM, Document, Fact, Table
from scmap.report.sheet_page import lies_sideways, sheet_rect
from scmap.store.replacing import replacing

_FIGURES_A_ROW = 3
_FIGURE_MM, _GAP_MM = 21.0, 3.0
_LABEL_MM = 34.0


def write_pdf(document: Document, path: Path, progress: Progress = silent) -> None:
    """Write a report as PDF, without a display.

    Raises
    ------
    InputError
        If the folder is missing or cannot be written.
    LockedError
        If another program holds the file.
    """
    with replacing(path) as draft:
        paper = Paper(draft, document.title, _header(document))
        try:
            _write_cover(paper, document)
            progress(0.1)
            tables = (*document.tables, document.conditions)
            write_table(paper, tables[0], _title(tables, 0))
            for sheet in document.sheets:
                write_sheet(paper, sheet)
            progress(0.6)
            _write_tables(paper, tables, part(progress, 0.6, 1.0))
        finally:
            paper.close()
        progress(1.0)


def _header(document: Document) -> str:
    parts = [document.title]
    if document.restricted:
        parts.append(word("restricted"))
    return " · ".join(parts)


def _write_cover(paper: Paper, document: Document) -> None:
    """Write title, facts, figures and remarks."""
    paper.y = 24.0
    paper.rule(paper.y, heavy=True)
    paper.y += 6.0
    lines = paper.lines(document.title, 20, paper.width)
    paper.y += paper.write(lines, paper.left, paper.y, 20, width=paper.width, side="centre")
    paper.y += 6.0
    paper.rule(paper.y, heavy=True)
    paper.y += 5.0
    for fact in document.facts:
        _write_fact(paper, fact)
    if document.restricted:
        _write_fact(paper, Fact("", word("restricted")))
    paper.y += 5.0
    _write_figures(paper, document.figures)
    paper.y += 5.0
    write_heading(paper, word("remarks"))
    write_notes(paper, document.notes, points=9.0)
    paper.y += 6.0


def _write_fact(paper: Paper, fact: Fact) -> None:
    lines = paper.lines(fact.text, 9.5, paper.width - _LABEL_MM)
    paper.write([fact.label], paper.left, paper.y, 9.5, colour=SOFT, spacing=1.6)
    paper.y += paper.write(lines, paper.left + _LABEL_MM, paper.y, 9.5, spacing=1.6)


def _write_figures(paper: Paper, figures: Sequence[Fact]) -> None:
    """Write the summary figures as a grid of tinted fields."""
    width = (paper.width - _GAP_MM * (_FIGURES_A_ROW - 1)) / _FIGURES_A_ROW
    for number, figure in enumerate(figures):
        row, column = divmod(number, _FIGURES_A_ROW)
        x, y = paper.left + column * (width + _GAP_MM), paper.y + row * (_FIGURE_MM + _GAP_MM)
        paper.wash(x, y, width, _FIGURE_MM)
        paper.write([figure.label], x + 3, y + 1.8, 8.5, colour=SOFT)
        paper.write([figure.text], x + 3, y + 6.2, 15)
        paper.write([figure.remark], x + 3, y + 14.6, 8.5, colour=SOFT)
    rows = -(-len(figures) // _FIGURES_A_ROW)
    paper.y += rows * (_FIGURE_MM + _GAP_MM)


def write_sheet(paper: Paper, sheet: Sheet) -> None:
    """Paint a map sheet on a page of its own, lying the way that shows the ground larger."""
    sideways = lies_sideways(sheet)
    paper.turn(sideways=sideways, headed=False)
    paper.begun[f"sheet{sheet.number}"] = paper.page
    paper.sheet(sheet_rect(sideways=sideways), sheet)
    paper.fill()


def _write_tables(paper: Paper, tables: Sequence[Table], progress: Progress) -> None:
    """Write all tables but the first, which stands on the cover."""
    for place, table in enumerate(tables[1:], start=1):
        _lay(paper, table)
        write_table(paper, table, _title(tables, place))
        progress(place / len(tables))


def _lay(paper: Paper, table: Table) -> None:
    """Begin a new page where the table wants the page turned the other way."""
    sideways = sum(column.width for column in table.columns) > WIDE_MM
    if sideways != paper.sideways:
        paper.turn(sideways=sideways)


def _title(tables: Sequence[Table], place: int) -> str:
    """Give the heading with its number; attachments are counted apart from sections."""
    attached = tables[place].attached
    number = sum(table.attached == attached for table in tables[: place + 1])
    return word("heading.attached" if attached else "heading", n=number, title=tables[place].title)
