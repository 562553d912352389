"""An office's own HWPX document as the base of a paper: its pages, letterhead, logo and styles.

What stands in the base stays and comes first; marked fields in it are filled, and the sections of
the paper follow under its letterhead. See docs/formats/report-base.md.
"""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from hwpx.document import HwpxDocument
from hwpx.oxml.namespaces import HH, HP

from scmap.errors import InputError
from scmap.model import amounts
from scmap.report.blocks import SIGNS, Booklet
from scmap.report.hwpx_styles import BODY, UNITS_PER_MM
from scmap.report.hwpx_table import Element
from scmap.report.korean import LANGUAGE, phrase
from scmap.report.paper import UPRIGHT, Margins

MOST_BYTES = 50_000_000
HEADING, SUBHEADING = "절", "소제목"
ROLES = (HEADING, SUBHEADING, *SIGNS)  # names of styles behind PREFIX
PREFIX = "scmap "  # before the name of a style that a base declares for a paper
TITLE = "제목"  # the mark of a base that has a cover of its own

_ZIP = b"PK\x03\x04"
_MARK = re.compile(r"\{\{\s*([^{}]{1,40}?)\s*\}\}")
_NORMAL = "바탕글"
_HEADS = (f"{HP}header", f"{HP}footer")
_MOST_MM = 120.0  # of both sides: a page of which less is left is none to write on


@dataclass(frozen=True, slots=True)
class Look:
    """Ids of a style, of its paragraph and of its type."""

    style: str
    paragraph: str
    type: str


@dataclass(frozen=True, eq=False)
class Base:
    """A document that a paper is written into.

    Attributes
    ----------
    document : HwpxDocument
        Opened from the office's file, its marks filled.
    covered : bool
        Whether it has a cover: the title stands in it.
    face : str
        Typeface of its usual text.
    looks : mapping
        Styles that it declares for the parts of a paper, by members of `ROLES`.
    margins : Margins
        White edges of its first page, millimetres, the room of head and foot included.
    heads : tuple
        Its head and foot, as controls of a paragraph.
    """

    document: HwpxDocument
    covered: bool
    face: str
    looks: Mapping[str, Look]
    margins: Margins
    heads: tuple[Element, ...]

    @property
    def numbers(self) -> bool:
        """Whether its head or foot numbers the pages."""
        return any(one.find(f".//{HP}autoNum") is not None for one in self.heads)


def opened_base(path: Path, booklet: Booklet) -> Base:
    """Open an office's document, and fill its marks from a paper.

    Raises
    ------
    InputError
        ``report_base_wrong`` with what is wrong, ``report_base_mark`` for a mark in double braces
        that no paper fills.
    """
    document = _opened(path)
    facts = facts_of(booklet)
    filled = _fill_fields(document, facts) | _fill_marks(document, facts)
    (part, *_) = document.sections
    page = part.element.find(f".//{HP}pagePr/{HP}margin")
    if page is None:
        raise InputError("report_base_wrong", file=path.name, what="pagePr")
    edges = {name: int(float(page.get(name) or 0)) for name in page.attrib}
    return Base(
        document,
        TITLE in filled,
        _face(document),
        dict(_looks(document)),
        _margins(edges),
        tuple(_heads(part.element)),
    )


def facts_of(booklet: Booklet) -> dict[str, str]:
    """Give what fills the marks of a base, by their names."""
    facts = {fact.label: fact.text for fact in (*booklet.cover.above, *booklet.cover.below)}
    return {
        TITLE: booklet.title,
        phrase("base.place"): booklet.place,
        phrase("base.organisation"): booklet.organisation or phrase("cover.not_given"),
        phrase("base.made_on"): amounts.day(booklet.made_on, LANGUAGE),
        phrase("base.kind"): booklet.cover.kind,
        phrase("base.warning"): booklet.cover.warning,
        **facts,
    }


def _opened(path: Path) -> HwpxDocument:
    wrong = partial(InputError, "report_base_wrong", file=path.name)
    try:
        size, content = path.stat().st_size, path.read_bytes()[:MOST_BYTES]
        known = content.startswith(_ZIP)
        document = HwpxDocument.open(content) if known and size < MOST_BYTES else None
    except Exception as error:  # the library tells of broken files in many ways
        raise wrong(what=f"{type(error).__name__} {error}"[:200]) from error
    if document is None or not document.sections or not document.oxml.headers:
        raise wrong(what=phrase("base.no_package"))
    return document


def _fill_fields(document: HwpxDocument, facts: Mapping[str, str]) -> set[str]:
    """Fill the 누름틀 whose names are known; others are for people to fill."""
    filled = set()
    for index, one in enumerate(document.fields.all):
        if one.name in facts:
            document.fields.fill(facts[one.name], field_index=index)
            filled.add(one.name)
    return filled


def _fill_marks(document: HwpxDocument, facts: Mapping[str, str]) -> set[str]:
    """Fill marks in double braces wherever they stand: in cells, heads and boxes, too."""
    filled = set()
    whole = "".join(
        "".join(text for text in paragraph.itertext())
        for part in document.sections
        for paragraph in part.element.iter(f"{HP}p")
    )
    for mark, name in {found[0]: found[1] for found in _MARK.finditer(whole)}.items():
        if name not in facts:
            raise InputError("report_base_mark", mark=mark, known=", ".join(facts))
        document.text.replace(mark, facts[name], everywhere=True)
        filled.add(name)
    return filled


def _face(document: HwpxDocument) -> str:
    """Give the typeface of the usual text of a document."""
    header = document.oxml.headers[0].element
    style = next((one for one in document.styles.values() if one.name == _NORMAL), None)
    if style is None:
        return BODY
    type_ = _of_id(header, "charPr", str(style.char_pr_id_ref))
    number = type_.find(f"{HH}fontRef").get("hangul") if type_ is not None else None
    for faces in header.iter(f"{HH}fontface"):
        if faces.get("lang") == "HANGUL":
            for font in faces:
                if font.get("id") == number and font.get("face"):
                    return str(font.get("face"))
    return BODY


def _of_id(header: Element, name: str, number: str) -> Element | None:
    return next((one for one in header.iter(f"{HH}{name}") if one.get("id") == number), None)


def _looks(document: HwpxDocument) -> Iterator[tuple[str, Look]]:
    for one in document.styles.values():
        role = (one.name or "").removeprefix(PREFIX)
        if role != one.name and role in ROLES:
            yield (
                role,
                Look(str(one.raw_id), str(one.para_pr_id_ref), str(one.char_pr_id_ref)),
            )


def _margins(edges: Mapping[str, int]) -> Margins:
    def mm(*names: str) -> float:
        return sum(edges.get(name, 0) for name in names) / UNITS_PER_MM

    told = Margins(mm("left"), mm("top", "header"), mm("right"), mm("bottom", "footer"))
    return told if told.left + told.right < _MOST_MM and told.top > 0 else UPRIGHT


def _heads(part: Element) -> Iterator[Element]:
    """Give the controls that hold head and foot of a document's first pages."""
    for control in part.iter(f"{HP}ctrl"):
        if len(control) and control[0].tag in _HEADS:
            yield deepcopy(control)
