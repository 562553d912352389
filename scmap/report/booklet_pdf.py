"""A booklet as PDF: cover, sections in 개조식, tables and forms, map sheets as vectors."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from weakref import WeakKeyDictionary

from scmap.cartography.sheet import Sheet
from scmap.progress import Progress, silent
from scmap.report.blocks import (
    LADDER_MM,
    Block,
    Booklet,
    Grid,
    Line,
    Picture,
    Section,
    Subheading,
    grid_of,
    is_wide,
)
from scmap.report.korean import word
from scmap.report.paper import MM_PER_PT, SOFT, WARNING, Paper
from scmap.report.paper_grid import grid_heights, write_grid
from scmap.report.paper_table import notes_height, write_notes
from scmap.report.parts import Table
from scmap.report.pdf import write_sheet
from scmap.store.replacing import replacing

_TITLE, _HEADING, _SUBHEADING, _BODY, _SMALL, _CELL = 21.0, 16.0, 15.0, 14.0, 12.0, 10.0
_COVER_CELL, _NOTE = 12.0, 9.0
_SPACING = 1.6  # line spacing 160 % (DOMAIN §6.1)
_BEFORE_MM = (1.6, 0.8, 0.4, 0.4)  # above a line of each rung
# On which page of its PDF each table, form and map of a booklet begins, once that is laid out.
PAGES: WeakKeyDictionary[Booklet, Mapping[str, int]] = WeakKeyDictionary()
_GAP_MM = 1.2  # between a table and its notes
_WHOLE = 3  # lines of type that stay on one page
_KEPT_MM = 42.0  # a heading begins on this page only with so much below it


def write_booklet_pdf(booklet: Booklet, path: Path, progress: Progress = silent) -> None:
    """Write a booklet as PDF, without a display.

    Raises
    ------
    InputError
        If the folder is missing or cannot be written.
    LockedError
        If another program holds the file.
    """
    with replacing(path) as draft:
        paper = Paper(draft, booklet.title, header_of(booklet), cover=True)
        try:
            write_on(paper, booklet, progress)
        finally:
            paper.close()
        progress(1.0)


def write_on(paper: Paper, booklet: Booklet, progress: Progress = silent) -> None:
    """Write cover and sections, from the first page to the last."""
    _write_cover(paper, booklet)
    headed = tuple(booklet.headed)
    for done, (heading, section) in enumerate(headed):
        progress(done / len(headed))
        _write_section(paper, heading, section)
    paper.write_waiting()
    PAGES[booklet] = paper.begun


def header_of(booklet: Booklet) -> str:
    """Give the line at the top of each page."""
    return " · ".join((booklet.title, *([word("restricted")] if booklet.restricted else ())))


def _write_cover(paper: Paper, booklet: Booklet) -> None:
    """Write 표지: number and kind, title between two lines, who submits it and when."""
    cover = booklet.cover
    if cover.kind:
        write_grid(paper, cover.head, _COVER_CELL)
    paper.y += 38.0
    paper.rule(paper.y, heavy=True)
    paper.y += 7.0
    lines = paper.lines(booklet.title, _TITLE, paper.width)
    paper.y += paper.write(
        lines, paper.left, paper.y, _TITLE, width=paper.width, side="centre", spacing=1.5
    )
    paper.y += 7.0
    paper.rule(paper.y, heavy=True)
    paper.y += 52.0
    write_grid(paper, cover.foot, _COVER_CELL)
    if cover.warning:
        paper.y += 8.0
        paper.write(
            paper.lines(cover.warning, 10, paper.width),
            paper.left,
            paper.y,
            10,
            width=paper.width,
            side="centre",
            colour=WARNING,
        )
    paper.fill()


def _write_section(paper: Paper, heading: str, section: Section) -> None:
    """Write a section; an attachment begins a page of its own."""
    sideways = bool(section.blocks) and is_wide(section.blocks[0])
    turned = sideways != paper.sideways
    if section.place == "attached" or turned or paper.room < _KEPT_MM:
        paper.turn(sideways=sideways)
    else:
        paper.y += 6.0
    lines = paper.lines(heading, _HEADING, paper.width)
    paper.y += paper.write(lines, paper.left, paper.y, _HEADING, spacing=_SPACING)
    paper.y += 1.0
    for number, block in enumerate(section.blocks):
        if isinstance(block, Grid) and number:
            paper.turn()
        _write_block(paper, block)


def _write_block(paper: Paper, block: Block) -> None:
    if isinstance(block, Sheet):
        paper.when_full(partial(write_sheet, paper, block))
        return
    sideways = is_wide(block)
    if sideways != paper.sideways:
        paper.turn(sideways=sideways)
    if isinstance(block, Line):
        _write_line(paper, block)
    elif isinstance(block, Subheading):
        _write_subheading(paper, block)
    elif isinstance(block, Picture):
        _write_picture(paper, block)
    else:
        _write_table(paper, block)


def _write_line(paper: Paper, line: Line) -> None:
    """Write a line of 개조식, hanging behind its sign; a long one goes on on the next page.

    One that heads others is not left alone at the foot of a page.
    """
    points = _BODY if line.level < 3 else _SMALL
    edge, hanging = LADDER_MM[line.level]
    step = points * MM_PER_PT * _SPACING
    paper.y += _BEFORE_MM[line.level]
    sign = line.sign
    broken = without_orphan(paper.lines(line.text, points, paper.width - edge, running=True))
    together = len(broken) if len(broken) <= _WHOLE else 2
    if paper.room < step * (together + (line.level == 0)):
        paper.turn()
    for text in broken:
        if paper.room < step:
            paper.turn()
        for shown, x in ((sign, edge - hanging), (text, edge)):
            paper.write([shown], paper.left + x, paper.y, points, spacing=_SPACING, running=True)
        paper.y += step
        sign = ""


def without_orphan(lines: Sequence[str]) -> list[str]:
    """Let no last line hold a single word: the one before it comes down, too (DOMAIN §6.1)."""
    *rest, last = lines
    if not rest or " " in last or rest[-1].count(" ") < 2:
        return [*lines]
    kept, moved = rest[-1].rsplit(" ", 1)
    return [*rest[:-1], kept, f"{moved} {last}"]


def _write_subheading(paper: Paper, heading: Subheading) -> None:
    if paper.room < _KEPT_MM:
        paper.turn()
    paper.y += 3.0
    lines = paper.lines(heading.text, _SUBHEADING, paper.width)
    paper.y += paper.write(lines, paper.left, paper.y, _SUBHEADING, spacing=_SPACING)


def _write_picture(paper: Paper, picture: Picture) -> None:
    if paper.room < picture.height:
        paper.turn()
    paper.y += paper.picture(picture.png, picture.width, picture.height)


def _write_table(paper: Paper, block: Table | Grid) -> None:
    """Write title, unit, table and notes; a low table stays on one page, an empty one says so."""
    empty = isinstance(block, Table) and not block.rows
    grid = grid_of(block) if isinstance(block, Table) else block
    height, least = (10.0, 0.0) if empty else grid_heights(paper, grid, _CELL)
    if paper.room < 16.0 + min(height, max(least, paper.full_room / 3)):
        paper.turn()
    paper.begun[block.name] = paper.page
    paper.y += 4.0
    title = paper.lines(f"[{block.title}]", _SMALL, paper.width)
    taken = paper.write(title, paper.left, paper.y, _SMALL, spacing=1.5)
    unit = paper.y + taken - 9 * MM_PER_PT * 1.5
    paper.write([block.unit], paper.left, unit, 9, width=paper.width, side="right", colour=SOFT)
    paper.y += taken + 0.8
    if isinstance(block, Table) and empty:
        paper.y += paper.write([block.empty], paper.left, paper.y, _CELL, spacing=_SPACING)
    else:
        write_grid(paper, grid, _CELL, notes_height(paper, block.notes, _NOTE) + _GAP_MM)
    paper.y += _GAP_MM
    write_notes(paper, block.notes, points=_NOTE)
    paper.y += 2.0
