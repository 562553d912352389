"""Writes the legend into a rectangle of the sheet."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from scmap.cartography.fonts import load_fonts, sized_font
from scmap.cartography.legend import SEPARATOR, LegendEntry, paint_swatch
from scmap.cartography.settings import MM_PER_INCH, PT_PER_INCH
from scmap.words import tr_in

INK, QUIET = "#1F2937", "#6B7280"

_COLUMN_MM = 50.0  # narrowest column
_PICTURE_MM = (6.4, 3.4)
_GAP_MM = 1.6  # between picture and text
_INDENT_MM = 1.6
_SMALLEST = 0.7  # of the normal type; what still does not fit is counted in a last line


@dataclass(frozen=True, slots=True)
class _Look:
    """Type of a kind of row: height and type size, colour."""

    height_mm: float
    size_pt: float
    colour: str = INK


_GROUP = _Look(4.8, 6.5, QUIET)
_HEADING = _Look(4.3, 7.5)
_LINE = _Look(4.3, 7.5)
_GOES_ON = _Look(3.4, 7.5)
_DETAIL = _Look(2.9, 6.2, QUIET)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the written legend."""

    text: str
    look: _Look
    entry: LegendEntry | None = None
    indent_mm: float = 0.0


def paint_legend(
    painter: QPainter,
    rect: QRectF,
    entries: Iterable[LegendEntry],
    *,
    dpi: float,
    language: str = "ko",
) -> None:
    """Write the legend into a rectangle of the sheet.

    Parameters
    ----------
    painter : QPainter
        On any device.
    rect : QRectF
        Where, in device pixels; a wide one takes several columns, a low one smaller type.
    entries : iterable of LegendEntry
        As `legend` or `compact` give them.
    dpi : float
        Device pixels an inch.
    language : str
        Of the line that says how many do not fit.
    """
    load_fonts()
    block = _fitted(painter, rect, list(entries), dpi)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    block.write(lambda count: tr_in(language, "map.legend_more", count=count))
    painter.restore()


def legend_fits(
    painter: QPainter, rect: QRectF, entries: Iterable[LegendEntry], *, dpi: float
) -> bool:
    """Tell whether a rectangle holds every sign with all that is said of it."""
    load_fonts()
    return _sized(painter, rect, list(entries), dpi).fits


@dataclass(frozen=True, slots=True)
class _Block:
    """Rows in columns at one size of type; `mm` is the scaled millimetre in device pixels."""

    painter: QPainter
    rect: QRectF
    dpi: float
    columns: int
    rows: tuple[_Row, ...]

    @property
    def mm(self) -> float:
        return self.dpi / MM_PER_INCH

    @property
    def fits(self) -> bool:
        """Whether there is room for every row."""
        return all(column < self.columns for column, _ in self._laid())

    def places(self) -> list[QPointF | None]:
        """Upper left corner of each row, None for those that do not fit."""
        corner, width = self.rect.topLeft(), self.rect.width() / self.columns
        return [
            corner + QPointF(column * width, y) if column < self.columns else None
            for column, y in self._laid()
        ]

    def _laid(self) -> Iterator[tuple[int, float]]:
        """Give the column of each row, and how far below its top it stands."""
        most = self.rect.height() + 0.01
        column, y = 0, 0.0
        for row, needed in zip(self.rows, self._needed(), strict=True):
            if y + needed > most and y > 0:
                column, y = column + 1, 0.0
            yield column, y
            y += row.look.height_mm * self.mm

    def _needed(self) -> list[float]:
        """Give the height each row asks for: no heading stands alone at the foot of a column."""
        needed, below = [], 0.0
        for row in reversed(self.rows):
            height = row.look.height_mm * self.mm
            heads = row.look is _GROUP or row.look is _HEADING
            below = height + (below if heads else 0.0)
            needed.append(below)
        return needed[::-1]

    def write(self, more: Callable[[int], str]) -> None:
        """Write the rows; the last one that fits tells how many do not."""
        places = self.places()
        shown = sum(place is not None for place in places)
        if shown < len(places):
            shown -= 1
        for row, place in zip(self.rows[:shown], places, strict=False):
            if place is not None:
                self._write(row, place)
        rest = places[shown] if shown < len(places) else None
        if rest is not None:
            lines = sum(row.entry is not None for row in self.rows[shown:])
            self._write(_Row(more(lines), _DETAIL), rest)

    def _write(self, row: _Row, place: QPointF) -> None:
        x, height = place.x() + row.indent_mm * self.mm, row.look.height_mm * self.mm
        if row.entry is not None:
            width, tall = (side * self.mm for side in _PICTURE_MM)
            picture = QRectF(x, place.y() + (height - tall) / 2, width, tall)
            paint_swatch(self.painter, picture, self.dpi, row.entry.symbol, row.entry.shape)
            x += width + _GAP_MM * self.mm
        room = place.x() + self.rect.width() / self.columns - self.mm - x
        font = sized_font(self.painter.device(), row.look.size_pt * self.dpi / PT_PER_INCH)
        metrics = QFontMetricsF(font, self.painter.device())
        text = metrics.elidedText(row.text, Qt.TextElideMode.ElideRight, max(room, 0.0))
        self.painter.setFont(font)
        self.painter.setPen(QColor(row.look.colour))
        base = place.y() + (height + metrics.ascent() - metrics.descent()) / 2
        self.painter.drawText(QPointF(x, base), text)


def _fitted(painter: QPainter, rect: QRectF, entries: list[LegendEntry], dpi: float) -> _Block:
    """Choose the largest type with which all fits; details go before any sign does."""
    block = _sized(painter, rect, entries, dpi)
    if block.fits:
        return block
    return _sized(painter, rect, [replace(entry, detail="") for entry in entries], dpi)


def _sized(painter: QPainter, rect: QRectF, entries: list[LegendEntry], dpi: float) -> _Block:
    """Choose the largest type with which everything fits, or the smallest."""
    columns = max(1, int(rect.width() / (_COLUMN_MM * dpi / MM_PER_INCH)))
    for shrink in np.linspace(1.0, _SMALLEST, 13).tolist():
        mm = dpi * shrink / MM_PER_INCH
        room = rect.width() / columns - (_PICTURE_MM[0] + _GAP_MM + 1) * mm
        wrap = _Wrap(painter, dpi * shrink, room)
        block = _Block(painter, rect, dpi * shrink, columns, tuple(_rows(entries, wrap)))
        if block.fits:
            break
    return block


@dataclass(frozen=True, slots=True)
class _Wrap:
    """Breaks what stands beside the pictures of a column into lines; `room` in device pixels."""

    painter: QPainter
    dpi: float
    room: float

    def title(self, entry: LegendEntry, indent_mm: float) -> list[str]:
        """Break what a sign means between words; the count stays with the last."""
        *words, last = entry.title.split(" ")
        count = "" if entry.count is None else f" {entry.count:,}"
        return self._lines([*words, f"{last}{count}"], " ", _LINE, indent_mm)

    def detail(self, entry: LegendEntry, indent_mm: float) -> list[str]:
        """Break what is said below a sign between its parts."""
        parts = list(filter(None, entry.detail.split(SEPARATOR)))
        return self._lines(parts, SEPARATOR, _DETAIL, indent_mm)

    def _lines(self, parts: list[str], between: str, look: _Look, indent_mm: float) -> list[str]:
        device, lines = self.painter.device(), list[str]()
        metrics = QFontMetricsF(sized_font(device, look.size_pt * self.dpi / PT_PER_INCH), device)
        for part in parts:
            longer = f"{lines[-1]}{between}{part}" if lines else part
            room = self.room - indent_mm * self.dpi / MM_PER_INCH
            if lines and metrics.horizontalAdvance(longer) <= room:
                lines[-1] = longer
            else:
                lines.append(part)
        return lines


def _rows(entries: list[LegendEntry], wrap: _Wrap) -> Iterator[_Row]:
    """Put headings between the lines, and the details below them."""
    group = heading = ""
    for entry in entries:
        if entry.group != group:
            yield _Row(entry.group, _GROUP)
        if entry.heading and (entry.group, entry.heading) != (group, heading):
            counts = [other.count or 0 for other in entries if other.heading == entry.heading]
            yield _Row(f"{entry.heading} {sum(counts):,}", _HEADING)
        group, heading = entry.group, entry.heading
        indent = _INDENT_MM if entry.heading else 0.0
        below = indent + _PICTURE_MM[0] + _GAP_MM
        first, *more = wrap.title(entry, indent)
        yield _Row(first, _LINE, entry, indent)
        for line in more:
            yield _Row(line, _GOES_ON, None, below)
        for line in wrap.detail(entry, indent):
            yield _Row(line, _DETAIL, None, below)
