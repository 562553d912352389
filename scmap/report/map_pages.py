"""The pages of an atlas: one a municipality, a grade, or an item on the agenda."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Literal, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

from scmap.cartography.settings import Drawn, Masks
from scmap.errors import InputError
from scmap.model.codebook import parts
from scmap.model.extent import Extent
from scmap.model.gazetteer import Gazetteer
from scmap.model.layer import Layer
from scmap.model.link import Link
from scmap.model.maplayer import BASE, RESULT, MapLayer
from scmap.model.records import records
from scmap.model.review import AgendaItem, Round
from scmap.model.ruleset import GRADES
from scmap.model.symbology import Symbol, Symbology
from scmap.report.korean import LANGUAGE, phrase
from scmap.report.map_sheets import Page, Shown
from scmap.words import tr_in

Atlas: TypeAlias = Literal["municipality", "grade", "agenda", "pair"]
ATLASES: tuple[Atlas, ...] = ("municipality", "grade", "agenda", "pair")

GRADED = f"{RESULT}graded"
_PAIRS = (GRADED, f"{RESULT}overlap")
MARGIN, LEAST_M = 0.05, 2_000.0  # about the ground of a page, a side; and the smallest page
_OUTLINE = Symbol(fill=None, stroke="#1F2937", stroke_mm=0.5)


def atlas_pages(
    kind: Atlas, shown: Shown, gazetteer: Gazetteer, title: str, code: str = ""
) -> tuple[Page, ...]:
    """Give the pages of an atlas.

    Parameters
    ----------
    kind : str
        What each page is about.
    shown : Shown
        The map.
    gazetteer : Gazetteer
        Names and ground of the municipalities.
    title : str
        What all pages are about; each adds its own.
    code : str
        Municipality whose pairs are shown; "" for all.

    Raises
    ------
    InputError
        ``atlas_empty`` where there is nothing to make a page of.
    """
    makers: Mapping[Atlas, Callable[[], Iterator[Page]]] = {
        "municipality": lambda: _municipalities(shown, gazetteer, title),
        "grade": lambda: _grades(shown, title),
        "agenda": lambda: _agenda(shown),
        "pair": lambda: _pairs(shown, title, code),
    }
    pages = tuple(makers[kind]())
    if not pages:
        raise InputError("atlas_empty", kind=tr_in(LANGUAGE, f"layout.atlas.{kind}"))
    return pages


def place_page(gazetteer: Gazetteer, code: str, title: str = "") -> Page:
    """Give the page of one municipality: its ground, outlined; its name stands above `title`.

    Raises
    ------
    InputError
        ``place_without_ground``.
    """
    layer = gazetteer.boundaries("municipality")
    rows = np.flatnonzero(layer.text("code") == code)
    if not len(rows):
        raise InputError("place_without_ground", place=code)
    ground = layer.take(rows)
    name = gazetteer.units[code].title
    entry = MapLayer(
        f"atlas:{code}",
        name,
        f"{BASE}municipality",
        group=tr_in(LANGUAGE, "map.group_base"),
        symbology=Symbology(_OUTLINE),
    )
    extent = ground.extent
    assert extent is not None  # noqa: S101  a municipality has ground
    told = (name, title) if title else ("", "")
    ground_shown = extent.grown(MARGIN, least=LEAST_M)
    return Page(ground_shown, *told, name=name, outline=Drawn(ground, entry))


def _municipalities(shown: Shown, gazetteer: Gazetteer, title: str) -> Iterator[Page]:
    """Give a page for each municipality with investments, in the order of the codes."""
    layer = shown.project.investments
    cells = layer.text("municipality_code") if layer is not None else ()
    known = set(gazetteer.boundaries("municipality").text("code").tolist())
    codes = sorted({code for cell in set(cells) for code in parts(cell)} & known)
    for n, code in enumerate(codes, start=1):
        yield _numbered(place_page(gazetteer, code, title), n, len(codes))


def _grades(shown: Shown, title: str) -> Iterator[Page]:
    """Give a page for each grade that was given, the most serious first, with its pairs alone."""
    layer = shown.sources(GRADED)
    if layer is None:
        return
    grades = layer.text("grade")
    entry = next((one for one in shown.project.map if one.layer == GRADED), None)
    titles = {one.value: one.title for one in entry.symbology.categories} if entry else {}
    present = [grade for grade in GRADES if (grades == grade).any()]
    for n, grade in enumerate(present, start=1):
        kept = grades == grade
        extent = _extent(layer, kept)
        if extent is not None:
            name = titles.get(grade, grade)
            page = Page(extent, name, title, name=name, kept={GRADED: kept})
            yield _numbered(page, n, len(present))


def _agenda(shown: Shown) -> Iterator[Page]:
    """Give a page for each item about a pair or a link, with only what it is about."""
    rounds = {one.uid: one for one in records(shown.project, Round)}
    items = records(shown.project, AgendaItem)
    for n, item in enumerate(items, start=1):
        found = _subject(shown, item)
        if found is not None:
            extent, kept = found
            held = rounds.get(item.round)
            subtitle = _round_title(held) if held is not None else ""
            yield _numbered(Page(extent, item.title, subtitle, "", item.title, kept), n, len(items))


def _pairs(shown: Shown, title: str, code: str) -> Iterator[Page]:
    """Give a page for each graded pair with a side in the municipality, the most serious first."""
    layer, investments = shown.sources(GRADED), shown.project.investments
    if layer is None or investments is None:
        return
    cells = investments.text("municipality_code")
    rows = zip(investments.uids.tolist(), cells.tolist(), strict=True)
    here = {uid for uid, cell in rows if not code or code in parts(cell)}
    left, right = layer.text("left"), layer.text("right")
    found = [row for row in range(len(layer)) if here & {left[row], right[row]}]
    for n, row in enumerate(found, start=1):
        extent, kept = _ground(shown, str(layer.uids[row]), [left[row], right[row]])
        if extent is not None:
            names = (layer.text(f"{side}_name")[row] or "" for side in ("left", "right"))
            told = phrase("pair", **dict(zip(("left", "right"), names, strict=True)))
            name = f"{n:03d} {layer.text('grade')[row]}"
            yield _numbered(Page(extent, told, title, "", name, kept), n, len(found))


def _subject(shown: Shown, item: AgendaItem) -> tuple[Extent, Masks] | None:
    """Give the ground of an item, and the rows that it is about; None where it has no ground."""
    project = shown.project
    uids = item.subject.split("|")
    masks: dict[str, NDArray[np.bool_]] = {}
    links = project.named(Link.TABLE)
    if item.subject_kind == "link" and links is not None:
        masks[links.uid] = links.uids == item.subject
        link = next((one for one in records(project, Link) if one.uid == item.subject), None)
        uids = [link.left, link.right] if link is not None else []
    extent, kept = _ground(shown, item.subject, uids, masks)
    return (extent, kept) if extent is not None else None


def _ground(
    shown: Shown, subject: str, uids: Sequence[str], others: Masks = MappingProxyType({})
) -> tuple[Extent | None, Masks]:
    """Give the ground of a pair and of investments, and the rows of each layer that are shown."""
    layer, masks = shown.project.investments, dict(others)
    if layer is not None:
        masks[layer.uid] = np.isin(layer.uids.astype(str), uids)
    for name in _PAIRS:
        pairs = shown.sources(name)
        if pairs is not None:
            masks[name] = pairs.uids == subject
    bounds = [_bounds(shown.sources(name), mask) for name, mask in masks.items()]
    extent = Extent.around(np.concatenate(bounds)) if bounds else None
    return (extent.grown(MARGIN, least=LEAST_M) if extent is not None else None), masks


def _bounds(layer: Layer | None, rows: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Give the bounds of some features: their geometries, or their points where they have none."""
    if layer is None:
        return np.empty((0, 4))
    chosen = layer.take(np.flatnonzero(rows))
    bounds: NDArray[np.float64] = shapely.bounds(chosen.geometry)
    if "x" in chosen.columns and "y" in chosen.columns:
        x, y = chosen.number("x"), chosen.number("y")
        bare = np.isnan(bounds).any(axis=1)
        bounds[bare] = np.column_stack((x, y, x, y))[bare]
    return bounds


def _extent(layer: Layer, rows: NDArray[np.bool_]) -> Extent | None:
    extent = Extent.around(_bounds(layer, rows))
    return extent.grown(MARGIN, least=LEAST_M) if extent is not None else None


def _numbered(page: Page, n: int, count: int) -> Page:
    """Give a page its 도면번호: which of how many."""
    return replace(page, number=f"{n}/{count}")


def _round_title(held: Round) -> str:
    year, number = int(held.year), int(held.number)
    return tr_in(
        LANGUAGE, "dossier.round", year=year, number=number, committee=held.committee
    ).strip()
