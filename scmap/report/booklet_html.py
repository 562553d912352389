"""A booklet as one web page: its text and tables beside a map that can be asked, no network."""

import base64
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from scmap.cartography.sheet import Sheet
from scmap.progress import Progress, part, silent
from scmap.report.blocks import (
    Block,
    Booklet,
    Box,
    Grid,
    Line,
    Picture,
    Section,
    Subheading,
    grid_of,
)
from scmap.report.escape import literal
from scmap.report.html import web_text
from scmap.report.korean import word
from scmap.report.parts import Fact, Table
from scmap.report.sheet_page import pictures
from scmap.report.web_page import Keys, header, notes_list, row_keys, table_section
from scmap.store.replacing import replacing


def write_booklet_html(booklet: Booklet, path: Path, progress: Progress = silent) -> None:
    """Write a booklet as one HTML file.

    Raises
    ------
    InputError
        If the folder is missing or cannot be written.
    LockedError
        If another program holds the file.
    """
    with replacing(path) as draft:
        draft.write_text(booklet_html(booklet, progress), encoding="utf-8", newline="\n")


def booklet_html(booklet: Booklet, progress: Progress = silent) -> str:
    """Give the page of a booklet; equal booklets give equal pages."""
    keys = row_keys(booklet.tables)
    pictures(booklet.sheets, part(progress, 0.0, 0.4))

    def written(notes: Sequence[str]) -> str:
        return _body(booklet, keys, notes)

    return web_text(booklet.title, booklet.shown, keys, written, part(progress, 0.4, 1.0))


def _body(booklet: Booklet, keys: Keys, notes: Sequence[str]) -> str:
    """Give the cover as the head of the page, then the sections; remarks on the map come first."""
    cover = booklet.cover
    kind = (Fact("", cover.kind),) if cover.kind else ()
    facts = (*kind, *cover.above, *cover.below)
    top = header(booklet.title, facts, restricted=booklet.restricted)
    remarks = f"<section><h2>{literal(word('remarks'))}</h2>{notes_list(notes)}</section>"
    sections = "".join(_article(heading, section, keys) for heading, section in booklet.headed)
    found = literal(word("filter"))
    return f'{top}<main data-filter="{found}">{remarks}{sections}</main>'


def _article(heading: str, section: Section, keys: Keys) -> str:
    blocks = "".join(_block(block, keys) for block in section.blocks)
    return f"<article><h2>{literal(heading)}</h2>{blocks}</article>"


def _block(block: Block, keys: Keys) -> str:
    if isinstance(block, Line):
        sign, text = literal(block.sign), literal(block.text)
        return f'<p class="line l{block.level}"><b>{sign}</b><span>{text}</span></p>'
    if isinstance(block, Subheading):
        return f"<h3>{literal(block.text)}</h3>"
    if isinstance(block, Sheet | Picture):
        return _figure(block)
    if isinstance(block, Table) and not any(column.grouped for column in block.columns):
        return table_section(block, keys)
    if isinstance(block, Table):
        empty = "" if block.rows else f'<p class="empty">{literal(block.empty)}</p>'
        return _form(grid_of(block), empty)
    return _form(block)


def _figure(block: Sheet | Picture) -> str:
    (picture,) = pictures([block]) if isinstance(block, Sheet) else (block,)
    content, caption = base64.b64encode(picture.png).decode(), literal(picture.title)
    return (
        f'<figure class="sheet"><img alt="{caption}" src="data:image/png;base64,{content}">'
        f"<figcaption>{caption}</figcaption></figure>"
    )


def _form(grid: Grid, instead: str = "") -> str:
    """Give a grid as a table with merged cells, or what is said where it is empty."""
    unit = f'<div class="unit">{literal(grid.unit)}</div>' if grid.unit else ""
    rows = "".join(
        f"<tr>{''.join(map(_cell, boxes))}</tr>"
        for _, boxes in groupby(
            sorted(grid.boxes, key=lambda box: (box.row, box.column)), key=lambda box: box.row
        )
    )
    content = instead or f'<div class="scroll form"><table><tbody>{rows}</tbody></table></div>'
    title = f"<h2>{literal(grid.title)}</h2>"
    return f"<section>{title}{unit}{content}{notes_list(grid.notes)}</section>"


def _cell(box: Box) -> str:
    name = "th" if box.head else "td"
    spans = (f' rowspan="{box.rows}"' if box.rows > 1 else "") + (
        f' colspan="{box.columns}"' if box.columns > 1 else ""
    )
    total = " total" if box.total else ""
    return f'<{name} class="{box.side}{total}"{spans}>{literal(box.text)}</{name}>'
