"""The legend: made from what the map draws, so that it cannot say anything else."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from scmap.cartography.classes import OTHER, classify, in_view, symbol_of
from scmap.cartography.easel import Easel
from scmap.cartography.fonts import load_fonts, sized_font
from scmap.cartography.outlines import Outline
from scmap.cartography.painter import paint_marker, paint_outlines
from scmap.cartography.settings import MM_PER_INCH, PT_PER_INCH, Drawn, MapSettings
from scmap.model.extent import Extent
from scmap.model.maplayer import BASE
from scmap.model.symbology import Symbol
from scmap.words import tr_in

Form: TypeAlias = Literal["area", "line", "point"]

INK, QUIET = "#1F2937", "#6B7280"
SWATCH_MM = 4.8  # what a square swatch stands for: 18 pixels on a common screen

_ROW_MM = 4.9
_COLUMN_MM = 52.0  # narrowest column
_TEXT_PT, _HEADING_PT, _GROUP_PT = 7.5, 7.5, 6.5
_PICTURE_MM = (6.4, 3.4)
_SMALLEST = 0.6  # a legend that is still too long says how many lines it leaves out


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
    """

    title: str
    symbol: Symbol
    shape: Form
    count: int | None
    group: str = ""
    heading: str = ""


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
    lines = [_lines(drawn, view, language) for drawn in layers]
    return tuple(line for entry in reversed(lines) for line in entry)


def swatch(symbol: Symbol, shape: Form, px: int) -> QImage:
    """Give a square picture of a symbol, `px` pixels wide, on a transparent ground."""
    image = QImage(px, px, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_swatch(painter, QRectF(0, 0, px, px), px / SWATCH_MM * MM_PER_INCH, symbol, shape)
    return image


def paint_legend(
    painter: QPainter,
    rect: QRectF,
    entries: Iterable[LegendEntry],
    *,
    dpi: float,
    language: str = "ko",
) -> float:
    """Write the legend into a rectangle of the sheet and tell the height it took.

    Parameters
    ----------
    painter : QPainter
        On any device.
    rect : QRectF
        Where, in device pixels; a wide one takes several columns, a low one smaller type.
    entries : iterable of LegendEntry
        As `legend` gives them.
    dpi : float
        Device pixels an inch.
    language : str
        Of the line that says how many do not fit.
    """
    load_fonts()
    rows = list(_rows(entries))
    writer = _fitted(rect, rows, painter, dpi)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for place, row in enumerate(rows[: writer.room(len(rows))]):
        writer.write(place, row)
    left = len(rows) - writer.room(len(rows))
    if left:
        more = _Row("group", tr_in(language, "map.legend_more", count=left))
        writer.write(writer.room(len(rows)), more)
    painter.restore()
    return min(math.ceil(len(rows) / writer.columns), writer.depth) * writer.height


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the written legend: a heading of the tree, a layer, or a line with its picture."""

    kind: Literal["group", "heading", "line"]
    text: str
    entry: LegendEntry | None = None
    indent: bool = False


@dataclass(frozen=True, slots=True)
class _Writer:
    """Rows in columns at one size of type."""

    painter: QPainter
    rect: QRectF
    dpi: float
    shrink: float
    columns: int

    @property
    def height(self) -> float:
        """Height of a row, device pixels."""
        return _ROW_MM * self.dpi / MM_PER_INCH * self.shrink

    @property
    def depth(self) -> int:
        """Rows a column."""
        return max(1, int(self.rect.height() / self.height))

    def room(self, rows: int) -> int:
        """How many of `rows` are written; one place is kept for saying that some are not."""
        places = self.depth * self.columns
        return rows if rows <= places else places - 1

    def write(self, place: int, row: _Row) -> None:
        """Write a row at its place, column by column."""
        width = self.rect.width() / self.columns
        column, line = divmod(place, self.depth)
        x, y = self.rect.x() + column * width, self.rect.y() + line * self.height
        mm = self.dpi / MM_PER_INCH * self.shrink
        if row.entry is not None:
            x += mm * (2.0 if row.indent else 0.0)
            picture_width, picture_height = (side * mm for side in _PICTURE_MM)
            picture = QRectF(
                x, y + (self.height - picture_height) / 2, picture_width, picture_height
            )
            _paint_swatch(
                self.painter, picture, self.dpi * self.shrink, row.entry.symbol, row.entry.shape
            )
            x += picture_width + 1.6 * mm
        end = self.rect.x() + (column + 1) * width - mm
        self._text(row, QRectF(x, y, max(end - x, 0.0), self.height))

    def _text(self, row: _Row, box: QRectF) -> None:
        size = {"group": _GROUP_PT, "heading": _HEADING_PT, "line": _TEXT_PT}[row.kind]
        font = self._font(size)
        metrics = QFontMetricsF(font, self.painter.device())
        text = metrics.elidedText(row.text, Qt.TextElideMode.ElideRight, box.width())
        self.painter.setFont(font)
        self.painter.setPen(QColor(QUIET if row.kind == "group" else INK))
        base = box.y() + (box.height() + metrics.ascent() - metrics.descent()) / 2
        self.painter.drawText(QPointF(box.x(), base), text)

    def _font(self, points: float) -> QFont:
        return sized_font(self.painter.device(), points * self.dpi / PT_PER_INCH * self.shrink)


def _fitted(rect: QRectF, rows: list[_Row], painter: QPainter, dpi: float) -> _Writer:
    """Choose the largest type with which the rows fit."""
    columns = max(1, int(rect.width() / (_COLUMN_MM * dpi / MM_PER_INCH)))
    for shrink in np.linspace(1.0, _SMALLEST, 9):
        writer = _Writer(painter, rect, dpi, float(shrink), columns)
        if len(rows) <= writer.depth * columns:
            break
    return writer


def _rows(entries: Iterable[LegendEntry]) -> Iterator[_Row]:
    """Put headings between the lines."""
    group = heading = None
    entries = list(entries)
    for entry in entries:
        if entry.group != group:
            group, heading = entry.group, None
            if group:
                yield _Row("group", group)
        if entry.heading and entry.heading != heading:
            counts = [e.count or 0 for e in entries if e.heading == entry.heading]
            yield _Row("heading", f"{entry.heading} {sum(counts):,}")
        heading = entry.heading
        count = "" if entry.count is None else f" {entry.count:,}"
        yield _Row("line", f"{entry.title}{count}", entry, bool(entry.heading))


def _lines(drawn: Drawn, view: Extent | None, language: str) -> list[LegendEntry]:
    """Give the lines of one layer: its classes, those that look and read alike as one."""
    classes, entry = classify(drawn), drawn.entry
    seen = _seen(drawn, view)
    counted: dict[tuple[str, Symbol, Form], int] = {}
    codes = classes.codes[seen]
    for code in [*range(len(entry.symbology.categories)), OTHER]:
        members = seen[codes == code]
        if not len(members):
            continue
        title = _title(drawn, code, language)
        key = (title, symbol_of(entry.symbology, code), _form(drawn, members))
        counted[key] = counted.get(key, 0) + len(members)
    heading = entry.title if entry.symbology.field else ""
    base = entry.layer.startswith(BASE)
    return [
        LegendEntry(title, symbol, form, None if base else count, entry.group, heading)
        for (title, symbol, form), count in counted.items()
    ]


def _title(drawn: Drawn, code: int, language: str) -> str:
    symbology = drawn.entry.symbology
    if code != OTHER:
        return symbology.categories[code].title
    return tr_in(language, "map.other") if symbology.field else drawn.entry.title


def _seen(drawn: Drawn, view: Extent | None) -> NDArray[np.intp]:
    """Places in the entry's rows of the features that are drawn and meet the view."""
    classes = classify(drawn)
    if view is None:
        return np.flatnonzero(classes.shaped | np.isfinite(classes.points).all(axis=1))
    seen = np.flatnonzero(in_view(drawn, view))
    shaped = seen[classes.shaped[seen]]
    frame = shapely.box(view.x0, view.y0, view.x1, view.y1)
    shapely.prepare(frame)
    met = shapely.intersects(frame, drawn.layer.geometry[classes.rows[shaped]])
    return np.setdiff1d(seen, shaped[~met])


def _form(drawn: Drawn, places: NDArray[np.intp]) -> Form:
    classes = classify(drawn)
    if not classes.shaped[places[0]]:
        return "point"
    dimension = shapely.get_dimensions(drawn.layer.geometry[classes.rows[places[0]]])
    return "area" if dimension == 2 else "line"


def _paint_swatch(painter: QPainter, rect: QRectF, dpi: float, symbol: Symbol, shape: Form) -> None:
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
