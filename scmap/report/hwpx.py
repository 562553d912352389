"""A booklet as HWPX, the form in which Korean offices exchange documents (OWPML, KS X 6101).

Traps of the format and of the library: REPORTS §4.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from hwpx.document import HwpxDocument
from hwpx.oxml import HwpxOxmlParagraph, HwpxOxmlSection
from hwpx.oxml.namespaces import HP

from scmap.cartography.sheet import Sheet
from scmap.progress import Progress, part, silent
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
from scmap.report.hwpx_base import HEADING, SUBHEADING, Base, opened_base
from scmap.report.hwpx_package import filled
from scmap.report.hwpx_styles import BODY, RUNG_PT, TABLE, WARNING, Styles, units
from scmap.report.hwpx_table import TOGETHER_MM, Element, TableWriter, table_height
from scmap.report.paper import MM_PER_PT, SIDEWAYS, UPRIGHT, Margins, page_size
from scmap.report.parts import Table
from scmap.report.png import blank_png
from scmap.report.sheet_page import (
    DPI,
    EDGE_MM,
    FOOT_MM,
    lies_sideways,
    pictures,
    sheet_rect,
    sheet_size,
)
from scmap.report.text_size import depth
from scmap.store.replacing import replacing

_TITLE, _HEADING, _SUBHEADING, _BODY, _NOTE, _CELL = 21.0, 16.0, 15.0, 14.0, 10.0, 10.0
_TITLE_MM, _SPACING = 16.0, 1.6  # of title and unit above a table; of lines, as a rule
_HEAD_MM = 10.0  # of a page on its side, for the head of an office's document
_LINE_GAP_MM = 2.0  # what a reader's line spacing may add below a picture


def write_hwpx(
    booklet: Booklet, path: Path, progress: Progress = silent, base: Path | None = None
) -> None:
    """Write a booklet as HWPX, into an office's own document where one is given.

    Raises
    ------
    InputError
        If the folder is missing or cannot be written; what `opened_base` raises.
    LockedError
        If another program holds the file.
    """
    with replacing(path) as draft:
        draft.write_bytes(hwpx_bytes(booklet, progress, base))


def hwpx_bytes(booklet: Booklet, progress: Progress = silent, base: Path | None = None) -> bytes:
    """Give the package of a booklet."""
    unpainted = hwpx_unpainted(booklet, part(progress, 0.0, 0.3), base)
    painted = pictures(booklet.sheets, part(progress, 0.3, 0.9))
    package = unpainted.painted([one.png for one in painted])
    progress(1.0)
    return package


@dataclass(frozen=True, slots=True, eq=False)
class Unpainted:
    """A package whose maps are still blank, and whose tables wait for their rows.

    Attributes
    ----------
    skeleton : bytes
        As the library saved it.
    tables : mapping
        Rows of each table by its id.
    places : tuple of str
        Name of each map in the package, in the order of the sheets.
    """

    skeleton: bytes
    tables: Mapping[str, Sequence[Element]]
    places: tuple[str, ...]

    def painted(self, maps: Sequence[bytes]) -> bytes:
        """Give the whole package, with each map as the bytes of a PNG."""
        return filled(self.skeleton, self.tables, dict(zip(self.places, maps, strict=True)))


def hwpx_unpainted(
    booklet: Booklet, progress: Progress = silent, base: Path | None = None
) -> Unpainted:
    """Write everything but the maps: of a sheet only its size and ground are looked at."""
    writer = _Writer(opened_base(base, booklet) if base is not None else None)
    writer.cover(booklet)
    headed = tuple(booklet.headed)
    for done, (heading, section) in enumerate(headed, start=1):
        writer.section(heading, section)
        progress(done / len(headed))
    return writer.finished(booklet)


class _Writer:
    """A document that is written from its first paragraph to its last."""

    def __init__(self, base: Base | None) -> None:
        self._base = base
        self._document = document = base.document if base is not None else HwpxDocument.new()
        self._styles = Styles(document)
        self._face = base.face if base is not None else BODY
        self._upright = base.margins if base is not None else UPRIGHT
        self._tables = TableWriter(self._styles)
        self._places: list[str] = []  # of the pictures, in the order of the sheets
        self._part: HwpxOxmlSection = document.sections[0]
        self._sideways = False
        self._fresh = True  # the part's first, empty paragraph waits to be used
        self._flowing = True  # text flows, rather than one sheet filling the page
        self._break = False  # the next paragraph begins a page
        self._used = 0.0  # estimated height of what stands on the page, millimetres
        if base is None:
            self._begin(UPRIGHT, sideways=False)
        else:  # what stands in it comes first
            self._next_part(self._upright, sideways=False)

    # -- parts of the booklet -------------------------------------------------------------

    def cover(self, booklet: Booklet) -> None:
        """Write 표지; an office's own document may have one."""
        if self._base is not None and self._base.covered:
            return
        cover = booklet.cover
        if cover.kind:
            self._grid(cover.head, 12.0)
        self._text("", self._styles.paragraph(before=90), _BODY)
        title = self._styles.paragraph("centre", spacing=150, framed=True)
        self._text(booklet.title, title, _TITLE, face=TABLE, bold=True)
        self._text("", self._styles.paragraph(after=130), _BODY)
        self._grid(cover.foot, 12.0)
        if cover.warning:
            below = self._styles.paragraph("centre", before=24)
            self._text(cover.warning, below, _NOTE, colour=WARNING)
        self._hide_number()
        self._break = True

    def section(self, heading: str, section: Section) -> None:
        """Write a section; an attachment begins a page of its own."""
        self._lay(sideways=bool(section.blocks) and is_wide(section.blocks[0]))
        self._break |= section.place == "attached"
        shape = self._styles.paragraph(before=16, after=4, with_next=True)
        self._text(heading, shape, _HEADING, bold=True, role=HEADING, white=20)
        for number, block in enumerate(section.blocks):
            self._break |= isinstance(block, Grid) and number > 0  # a form has its own page
            self._block(block)

    def finished(self, booklet: Booklet) -> Unpainted:
        """Say whose document it is, and give its package without maps."""
        parts = self._document.parts
        parts.clear_document_metadata()
        parts.set_document_metadata(
            title=booklet.title,
            creator=booklet.organisation,
            created_date=f"{booklet.made_on:%Y-%m-%d}T00:00:00Z",
            modified_date=f"{booklet.made_on:%Y-%m-%d}T00:00:00Z",
        )
        parts.clear_preview()
        return Unpainted(self._document.to_bytes(), self._tables.waiting, tuple(self._places))

    # -- blocks ---------------------------------------------------------------------------

    def _block(self, block: Block) -> None:
        if isinstance(block, Sheet):
            self._sheet(block)
            return
        self._lay(sideways=is_wide(block))
        if isinstance(block, Line):
            text, level = f"{block.sign} {block.text}", block.level
            self._text(
                text,
                self._styles.rung(level),
                _BODY if level < 3 else 12.0,
                role=block.sign,
                white=RUNG_PT[level],
                indent=LADDER_MM[level][0] - LADDER_MM[level][1],
            )
        elif isinstance(block, Subheading):
            shape = self._styles.paragraph(before=10, after=2, with_next=True)
            self._text(block.text, shape, _SUBHEADING, bold=True, role=SUBHEADING, white=12)
        elif isinstance(block, Picture):
            self._picture(block.png, block.width, block.height)
        else:
            self._table(block)

    def _table(self, block: Table | Grid) -> None:
        """Write title, unit, table and notes; a table without rows says so."""
        self._keep_title(block)
        if block.title:
            shape = self._styles.paragraph(before=10, with_next=True)
            self._text(f"[{block.title}]", shape, 12.0, face=TABLE, bold=True, white=10)
        if block.unit:
            right = self._styles.paragraph("right", spacing=120, with_next=True)
            self._text(block.unit, right, _NOTE, face=TABLE)
        if isinstance(block, Table) and not block.rows:
            self._text(block.empty, self._styles.paragraph(), _NOTE, face=TABLE)
        else:
            self._grid(grid_of(block) if isinstance(block, Table) else block, _CELL)
        for number, note in enumerate(block.notes):
            shape = self._styles.paragraph(spacing=130, before=0 if number else 3)
            self._text(f"※ {note}", shape, _NOTE, face=TABLE)

    def _keep_title(self, block: Table | Grid) -> None:
        """Begin a page where a table that stays together would leave its title behind.

        Not every reader keeps a paragraph with a table below it.
        """
        if isinstance(block, Table) and not block.rows:
            return
        grid = grid_of(block) if isinstance(block, Table) else block
        height = min(table_height(grid, self._room[0], _CELL), TOGETHER_MM)
        self._break |= 0 < self._room[1] < self._used + _TITLE_MM + height

    @property
    def _room(self) -> tuple[float, float]:
        """Width and height of the text on a page, millimetres."""
        width, height = page_size(sideways=self._sideways)
        margins = SIDEWAYS if self._sideways else self._upright
        return width - margins.left - margins.right, height - margins.top - margins.bottom

    def _grid(self, grid: Grid, points: float) -> None:
        paragraph = self._paragraph(self._styles.paragraph(spacing=100))
        self._tables.write(paragraph, grid, self._room[0], points)
        self._fill(table_height(grid, self._room[0], points))

    def _fill(self, height: float) -> None:
        """Count what was written; what a page does not hold goes on on the next."""
        self._used = (self._used + height) % self._room[1]

    def _sheet(self, sheet: Sheet) -> None:
        """Put a map sheet on a page of its own, lying the way that shows the ground larger."""
        margins = Margins(EDGE_MM, EDGE_MM, EDGE_MM, FOOT_MM)
        sideways = lies_sideways(sheet)
        self._next_part(margins, sideways=sideways)
        if self._base is not None:  # a head goes on from part to part
            first, numbered = self._part.paragraphs[0], self._base.numbers
            self._document.page.hide_page_elements(
                first, header=True, footer=not numbered, master_page=True
            )
        place = sheet_rect(sideways=sideways)
        share = 1 - _LINE_GAP_MM / place.height()
        blank = blank_png(*sheet_size(sheet, DPI), DPI)
        self._places.append(self._picture(blank, place.width() * share, place.height() * share))
        self._flowing = False

    def _picture(self, png: bytes, width: float, height: float) -> str:
        """Put a picture on a line of its own, as large as told in millimetres; give its name."""
        item = self._document.media.add_image(png, "png")
        paragraph = self._paragraph(self._styles.paragraph("centre", spacing=100))
        paragraph.add_picture(str(item), width=units(width), height=units(height), align="CENTER")
        return item.href

    # -- paragraphs and pages -------------------------------------------------------------

    def _text(  # noqa: PLR0913  all that a paragraph may differ in, named one by one
        self,
        text: str,
        shape: str,
        points: float,
        *,
        face: str = "",
        bold: bool = False,
        colour: str = "#000000",
        role: str = "",
        white: float = 0.0,
        indent: float = 0.0,
    ) -> None:
        """Write a paragraph; `white` is above and below it, points, `indent` left of it, mm."""
        look = self._base.looks.get(role) if self._base is not None else None
        paragraph = self._paragraph(look.paragraph if look is not None else shape)
        if look is not None:
            paragraph.element.set("styleIDRef", look.style)
            type_ = look.type
        else:
            type_ = self._styles.type(points, face=face or self._face, bold=bold, colour=colour)
        paragraph.add_run(text, char_pr_id_ref=type_)
        lines = depth(text, self._room[0] - indent, points)
        self._fill((lines * points * _SPACING + white) * MM_PER_PT)

    def _paragraph(self, shape: str) -> HwpxOxmlParagraph:
        """Give the next paragraph: a part's first one holds its page and is used as well."""
        breaks, self._break = self._break and not self._fresh, False
        if breaks or self._fresh:
            self._used = 0.0
        if self._fresh:
            self._fresh = False
            first = self._part.paragraphs[0]
            first.para_pr_id_ref = shape
            return first
        return self._document.add_paragraph(
            section=self._part,
            para_pr_id_ref=shape,
            include_run=False,
            inherit_style=False,
            pageBreak="1" if breaks else "0",
        )

    def _lay(self, *, sideways: bool) -> None:
        """Let the page lie as text and tables need it; a page that changes is a new part."""
        if not self._flowing or sideways != self._sideways:
            self._next_part(SIDEWAYS if sideways else self._upright, sideways=sideways)

    def _next_part(self, margins: Margins, *, sideways: bool) -> None:
        """Begin a part of the document; it begins a page."""
        self._part, self._fresh, self._flowing = self._document.add_section(), True, True
        self._begin(margins, sideways=sideways)

    def _begin(self, margins: Margins, *, sideways: bool) -> None:
        self._sideways = sideways
        if self._base is not None and margins is self._upright:
            self._under_letterhead(self._base)
            return
        foot = 8.0  # millimetres of the lower edge in which the page number stands
        head = _HEAD_MM if self._base is not None and margins is SIDEWAYS else 0.0
        self._document.page.setup(
            paper_size="A4",
            orientation="LANDSCAPE" if sideways else "PORTRAIT",
            margin_left_mm=margins.left,
            margin_right_mm=margins.right,
            margin_top_mm=margins.top - head,
            margin_bottom_mm=margins.bottom - foot,
            header_margin_mm=head,
            footer_margin_mm=foot,
            section=self._part,
        )
        if self._base is None or not self._base.numbers:
            self._number()

    def _under_letterhead(self, base: Base) -> None:
        """Give the part the page of the office's document, with its head and foot."""
        page: Element = self._part.element.find(f".//{HP}pagePr")
        own: Element = base.document.sections[0].element.find(f".//{HP}pagePr")
        assert page is not None and own is not None  # noqa: S101, PT018  a part has a page
        page.getparent().replace(page, deepcopy(own))
        run = self._part.paragraphs[0].runs[0].element
        for control in base.heads:
            run.append(deepcopy(control))
        if not base.numbers:
            self._number()
        self._part.mark_dirty()

    def _hide_number(self) -> None:
        """Leave the cover without a number: by its part and by its page.

        Some readers heed only the one, some only the other.
        """
        page = self._document.page
        page.set_visibility(hide_first_page_num=True, section=self._part)
        page.hide_page_elements(self._part.paragraphs[0], page_num=True)

    def _number(self) -> None:
        """Let the part number its pages "- 3 -" below the middle, as Hangul itself does it."""
        run = self._part.paragraphs[0].runs[0].element
        control = run.makeelement(f"{HP}ctrl", {})
        place = {"pos": "BOTTOM_CENTER", "formatType": "DIGIT", "sideChar": "-"}
        control.append(run.makeelement(f"{HP}pageNum", place))
        run.append(control)
        self._part.mark_dirty()
