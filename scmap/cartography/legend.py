"""The legend: made from what the map draws, so that it cannot say anything else."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import Literal, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from scmap.cartography.classes import OTHER, classify, in_view, symbol_of
from scmap.cartography.easel import Easel
from scmap.cartography.outlines import Outline
from scmap.cartography.painter import paint_marker, paint_outlines
from scmap.cartography.settings import MM_PER_INCH, Drawn, MapSettings
from scmap.model.extent import Extent
from scmap.model.maplayer import BASE
from scmap.model.symbology import Symbol
from scmap.progress import give_way
from scmap.words import LANGUAGES, tr_in

Form: TypeAlias = Literal["area", "line", "point"]

SEPARATOR = " · "  # between the parts of a detail
GREY = "#4B5563"  # a marker of no particular ministry
SWATCH_MM = 4.8  # what a square swatch stands for: 18 pixels on a common screen


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A line of the legend.

    Attributes
    ----------
    title : str
        The class, or the layer where all its features look alike.
    symbol : Symbol
        Its look.
    shape : "area", "line" or "point"
        What is drawn so.
    count : int or None
        Features of the class in the map; None for base boundaries, where a count says nothing.
    group : str
        Heading of the layer tree.
    heading : str
        Title of the layer whose class it is; "" where the line is the layer itself.
    detail : str
        What is written small below the title.
    """

    title: str
    symbol: Symbol
    shape: Form
    count: int | None
    group: str = ""
    heading: str = ""
    detail: str = ""


def legend(
    source: MapSettings | Drawn | Iterable[Drawn], *, language: str = "ko"
) -> tuple[LegendEntry, ...]:
    """Give the lines of the legend, from the top of the map to its bottom.

    Parameters
    ----------
    source : MapSettings, Drawn or iterable of Drawn
        For a map only what lies in its frame is listed and counted, otherwise all rows.
    language : str
        Of the few words that the legend adds.
    """
    view = source.view if isinstance(source, MapSettings) else None
    if isinstance(source, MapSettings):
        layers: Iterable[Drawn] = source.layers
    else:
        layers = (source,) if isinstance(source, Drawn) else source
    lines = []
    for drawn in layers:
        lines.append(_lines(drawn, view, language))
        give_way()  # of a hundred thousand features each takes some milliseconds
    return tuple(line for entry in reversed(lines) for line in entry)


@lru_cache(maxsize=512)
def swatch(symbol: Symbol, shape: Form, px: int) -> QImage:
    """Give a square picture of a symbol, `px` pixels wide, on a transparent ground.

    Whoever paints on it takes a copy: it is drawn once.
    """
    image = QImage(px, px, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_swatch(painter, QRectF(0, 0, px, px), px / SWATCH_MM * MM_PER_INCH, symbol, shape)
    return image


def compact(entries: Iterable[LegendEntry], *, language: str = "ko") -> tuple[LegendEntry, ...]:
    """Say once what a hue means, and once what a marker means, instead of each pair.

    The classes of a layer that differ in hue alone become one grey line with the counts in words
    when other layers use the same hues; hues that no other line explains are added at the end.
    """
    entries = tuple(entries)
    tellers = Counter(title for title, _ in {(e.title, e.heading or e.group) for e in entries})
    lines: list[LegendEntry] = []
    hues: dict[str, Symbol] = {}
    for (_, heading), several in groupby(entries, key=lambda entry: (entry.group, entry.heading)):
        found = tuple(several)
        alike = len({_form_of(entry) for entry in found}) == 1
        if heading and alike and any(tellers[entry.title] > 1 for entry in found):
            lines.append(_joined(found))
            hues |= {entry.title: entry.symbol for entry in found}
        else:
            lines += found
    told = {entry.title for entry in lines}
    group = tr_in(language, "map.legend_hues")
    return (
        *lines,
        *(
            LegendEntry(title, _hue(symbol), "point", None, group)
            for title, symbol in hues.items()
            if title not in told
        ),
    )


def _hue(symbol: Symbol) -> Symbol:
    """Give a plain disc in a symbol's hue."""
    return Symbol(fill=symbol.fill or symbol.stroke, stroke=symbol.stroke, size_mm=2.6)


def _form_of(entry: LegendEntry) -> tuple[object, ...]:
    """Give what tells a class apart beside its hue."""
    symbol = entry.symbol
    if entry.shape == "point":
        return entry.shape, symbol.marker, symbol.size_mm
    return entry.shape, symbol.hatch


def _joined(entries: Sequence[LegendEntry]) -> LegendEntry:
    """Give one grey line for the classes of a layer."""
    shape = entries[0].shape
    symbol = next((e.symbol for e in entries if e.symbol.line == "solid"), entries[0].symbol)
    if shape == "point":
        symbol = replace(symbol, fill=GREY)
    else:
        symbol = replace(symbol, fill=symbol.fill and GREY, hatch_colour=GREY, stroke=GREY)
    return LegendEntry(
        entries[0].heading,
        symbol,
        shape,
        sum(entry.count or 0 for entry in entries),
        entries[0].group,
        detail=SEPARATOR.join(f"{entry.title} {entry.count or 0:,}" for entry in entries),
    )


def _lines(drawn: Drawn, view: Extent | None, language: str) -> list[LegendEntry]:
    """Give the lines of one layer: its classes, those that look and read alike as one."""
    classes, entry = classify(drawn), drawn.entry
    seen = _seen(drawn, view)
    counted: dict[tuple[str, Symbol, Form], int] = {}
    codes = classes.codes[seen]
    counts = np.bincount(codes - OTHER, minlength=len(entry.symbology.classes) + 1)
    for code in [*range(len(entry.symbology.classes)), OTHER]:
        count = int(counts[code - OTHER])
        if not count:
            continue
        title, first = _title(drawn, code, language), seen[np.argmax(codes == code)]
        key = (title, symbol_of(entry.symbology, code), _form(drawn, first))
        counted[key] = counted.get(key, 0) + count
    heading = "" if entry.symbology.kind == "single" else entry.title
    base = entry.layer.startswith(BASE)
    return [
        LegendEntry(title, symbol, form, None if base else count, entry.group, heading)
        for (title, symbol, form), count in counted.items()
    ]


def _title(drawn: Drawn, code: int, language: str) -> str:
    symbology = drawn.entry.symbology
    if code != OTHER:
        return in_force(symbology.classes[code].title, drawn.layer.sliver_width)
    if symbology.kind == "single":
        return drawn.entry.title
    return tr_in(language, "map.outside" if symbology.spans else "map.other")


def in_force(title: str, width: float) -> str:
    """Let the title of a class that names a width name the one by which it was told apart.

    A project keeps the title that it was given when its map was made; the rule may be another one
    since. Titles in a planner's own words are left alone.

    Parameters
    ----------
    title : str
        Of any class.
    width : float
        Metres; NaN where the layer was told apart by no width.
    """
    if math.isnan(width):
        return title
    for language in LANGUAGES:
        before, after = tr_in(language, "map.overlap_sliver", width="\0").split("\0")
        number = title.removeprefix(before).removesuffix(after)
        if title == before + number + after and _is_number(number):
            return f"{before}{width:g}{after}"
    return title


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()


def _seen(drawn: Drawn, view: Extent | None) -> NDArray[np.intp]:
    """Places in the entry's rows of the features that are drawn and meet the view."""
    classes = classify(drawn)
    if view is None:
        return np.flatnonzero(classes.shaped | np.isfinite(classes.points).all(axis=1))
    seen = np.flatnonzero(in_view(drawn, view))
    if not classes.has_shapes:
        return seen
    shaped = seen[classes.shaped[seen]]
    # What lies in the frame with all its bounds is seen; only what crosses its edge is looked at.
    x0, y0, x1, y1 = drawn.layer.bounds[classes.rows[shaped]].T
    inside = (x0 >= view.x0) & (x1 <= view.x1) & (y0 >= view.y0) & (y1 <= view.y1)
    edge = shaped[~inside]
    frame = shapely.box(view.x0, view.y0, view.x1, view.y1)
    shapely.prepare(frame)
    missed = np.zeros(len(classes.rows), dtype=bool)
    missed[edge] = ~shapely.intersects(frame, drawn.layer.geometry[classes.rows[edge]])
    return seen[~missed[seen]]


def without_place(drawn: Drawn) -> int:
    """Count the features that an entry would draw, had they a place: they are in no legend."""
    return len(classify(drawn).rows) - len(_seen(drawn, None))


def _form(drawn: Drawn, place: np.intp) -> Form:
    classes = classify(drawn)
    if not classes.shaped[place]:
        return "point"
    dimension = shapely.get_dimensions(drawn.layer.geometry[classes.rows[place]])
    return "area" if dimension == 2 else "line"


def paint_swatch(painter: QPainter, rect: QRectF, dpi: float, symbol: Symbol, shape: Form) -> None:
    """Paint a symbol in the middle of a rectangle."""
    width, height = rect.width(), rect.height()
    settings = MapSettings(Extent(0, 0, width, height), round(width), round(height), dpi)
    painter.save()
    painter.translate(rect.topLeft())
    easel = Easel.of(painter, settings)
    if shape == "point":
        paint_marker(easel, symbol, width / 2, height / 2)
    else:
        inset = max(settings.mm(symbol.stroke_mm) / 2, settings.mm(0.3))
        paint_outlines(easel, symbol, [_sample(width, height, inset, shape)])
    painter.restore()


def _sample(width: float, height: float, inset: float, shape: Form) -> Outline:
    """Give an area or a line that fills a picture."""
    x0, y0, x1, y1 = inset, inset, width - inset, height - inset
    if shape == "line":
        points = [[x0, height / 2], [x1, height / 2]]
    else:
        points = [[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]]
    return Outline(np.array(points), np.zeros(1, dtype=np.intp), closed=shape == "area")
