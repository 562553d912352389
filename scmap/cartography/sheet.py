"""A map sheet with everything that a reviewer looks for on its face.

Title, 도면번호, 범례, 축척 (bar and 1:n), 방위, 좌표계, 기준일, 출처, 작성기관, 위치도, 공개구분:
a map that lacks one of them is returned. Source: DOMAIN §6.3.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from scmap.cartography.easel import Easel
from scmap.cartography.fonts import load_fonts
from scmap.cartography.furniture import (
    INK,
    QUIET,
    RULE,
    Pencil,
    draw_location,
    draw_north,
    draw_scale_bar,
)
from scmap.cartography.legend import SEPARATOR, LegendEntry, compact, legend
from scmap.cartography.legend_block import legend_fits, paint_legend
from scmap.cartography.painter import paint, render
from scmap.cartography.scales import round_scale
from scmap.cartography.settings import MM_PER_INCH, MapSettings
from scmap.model.extent import Extent
from scmap.model.layer import PLANE, Layer
from scmap.model.layout import ITEMS
from scmap.words import catalogue, tr_in

OPEN = "공개"
WARNING = "#B42318"

_HEAD_MM, _FOOT_MM = 13.0, 18.0
_SUBTITLE_MM = 5.0  # by which a subtitle makes the head higher
_LINE_MM = 4.0  # from one line of the foot to the next: four fit
_SOURCE_PT = (7.0, 6.3, 5.7, 5.2)
_SIDE_MM = 62.0  # the panel beside a wide map
_BELOW_MM = 68.0  # the panel under a tall one
_GAP_MM = 4.0
_LOCATION_MM = 33.0  # height of the 위치도 beside a wide map, or in a row below a tall one
_LOW_LOCATION_MM = 25.0  # where the legend needs the room
_SCALE_MM = 19.0  # height of scale bar, north arrow and their heading


@dataclass(frozen=True, eq=False)
class Sheet:
    """A map and the facts on its sheet; a fact that is not given is written as such.

    Attributes
    ----------
    settings : MapSettings
        Ground and layers; size and resolution are those of the sheet's frame.
    title, number : str
        Title and 도면번호.
    base_date : str
        기준일 of what is shown.
    sources : tuple of str
        출처: organisation, data set and date of each.
    author : str
        작성기관.
    security : str
        공간정보 보안등급; anything but 공개 brings the notice against copying.
    disclosure : str
        공개구분 of the paper that the sheet belongs to; "" where the grade itself is written.
    country : Layer or None
        Outline for the 위치도 (the bundled 시·도); None leaves its place empty.
    crs : str
        Plane of the layers.
    language : str
        Of the furniture's words.
    subtitle : str
        Second line of the title.
    shown : set of str
        Members of `scmap.model.layout.ITEMS` on its face; 공개구분 is there unless all is open.
    scale : float or None
        Denominator of a scale that was fixed; None for the next round one that shows the extent.
    """

    settings: MapSettings
    title: str
    number: str = ""
    base_date: str = ""
    sources: tuple[str, ...] = ()
    author: str = ""
    security: str = "미분류"
    disclosure: str = ""
    country: Layer | None = None
    crs: str = PLANE
    language: str = "ko"
    subtitle: str = ""
    shown: frozenset[str] = field(default=frozenset(ITEMS))
    scale: float | None = None

    def shows(self, item: str) -> bool:
        """Tell whether an item stands on the face."""
        return item in self.shown or (item == "disclosure" and self.security != OPEN)

    def word(self, key: str) -> str:
        """Give a word of the furniture in the sheet's language."""
        return tr_in(self.language, f"map.{key}")


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Where the parts of a sheet stand, millimetres; those that are not shown are empty."""

    head: QRectF
    map: QRectF
    legend: QRectF
    location: QRectF
    scale: QRectF
    foot: QRectF


def arrange(
    rect: QRectF,
    shown: frozenset[str] = frozenset(ITEMS),
    *,
    subtitled: bool = False,
    warned: bool = False,
    location: float = _LOCATION_MM,
) -> Arrangement:
    """Lay out a sheet: the panel stands beside the map on wide paper, below it on tall paper.

    `location` is the height of the 위치도 beside a wide map, mm.
    """
    x, width = rect.x(), rect.width()
    head = QRectF(x, rect.y(), width, _HEAD_MM + (_SUBTITLE_MM if subtitled else 0.0))
    lines = bool(shown & {"crs", "base_date", "author"}) + 2 * ("sources" in shown) + warned
    high = _FOOT_MM - (3 - lines) * _LINE_MM  # one more, for facts that one line does not hold
    foot = QRectF(x, rect.bottom() - high, width, high)
    body = QRectF(x, head.bottom() + 1, width, foot.top() - head.bottom() - 2)
    key, inset, scale = "legend" in shown, "inset" in shown, bool(shown & {"scale", "north"})
    if not (key or inset or scale):
        return Arrangement(head, body, QRectF(), QRectF(), QRectF(), foot)
    wide = width > rect.height()
    placed = _beside(body, key, inset, scale, location) if wide else _below(body, key, inset, scale)
    return Arrangement(head, *placed, foot)


def _beside(
    body: QRectF, key: bool, inset: bool, scale: bool, location: float
) -> tuple[QRectF, QRectF, QRectF, QRectF]:
    """Place map, legend, 위치도 and scale side by side."""
    shown = body.adjusted(0, 0, -_SIDE_MM - _GAP_MM, 0)
    left, bottom = shown.right() + _GAP_MM, body.bottom()
    bar = QRectF(left, bottom - _SCALE_MM, _SIDE_MM, _SCALE_MM) if scale else QRectF()
    if scale:
        bottom = bar.top() - 2
    where = QRectF(left, bottom - location, _SIDE_MM, location) if inset else QRectF()
    if inset and not key:  # nothing above it: a column begins at its top
        where.moveTop(body.top())
    if inset:
        bottom = where.top() - 2
    lines = QRectF(left, body.top(), _SIDE_MM, bottom - body.top()) if key else QRectF()
    return shown, lines, where, bar


def _below(
    body: QRectF, key: bool, inset: bool, scale: bool
) -> tuple[QRectF, QRectF, QRectF, QRectF]:
    """Place legend, 위치도 and scale under the map."""
    high = _BELOW_MM if key else _LOCATION_MM if inset else _SCALE_MM
    shown = body.adjusted(0, 0, 0, -high - _GAP_MM)
    top, side = shown.bottom() + _GAP_MM, body.right() - _SIDE_MM
    bar = QRectF(side, body.bottom() - _SCALE_MM, _SIDE_MM, _SCALE_MM) if scale else QRectF()
    where = QRectF()
    if inset:
        room = high - (_SCALE_MM + 2 if scale and key else 0.0)
        where = QRectF(side if key else body.x(), top, _SIDE_MM, room)
    lines = QRectF()
    if key:
        width = body.width() - (_SIDE_MM + _GAP_MM if inset or scale else 0.0)
        lines = QRectF(body.x(), top, width, high)
    return shown, lines, where, bar


def arrangement(sheet: Sheet, rect_mm: QRectF, *, location: float = _LOCATION_MM) -> Arrangement:
    """Lay out a sheet as it wants to be."""
    return arrange(
        rect_mm,
        sheet.shown,
        subtitled=bool(sheet.subtitle),
        warned=sheet.security != OPEN,
        location=location,
    )


def sheet_settings(sheet: Sheet, rect_mm: QRectF, dpi: float) -> MapSettings:
    """Give the map as the sheet's frame shows it: at its scale, or the next round one that fits."""
    frame = arrangement(sheet, rect_mm).map
    wanted = sheet.settings
    width, height = (
        max(1, round(side * dpi / MM_PER_INCH)) for side in (frame.width(), frame.height())
    )
    fitted = replace(wanted, width=width, height=height, dpi=dpi)
    ground = (sheet.scale or round_scale(fitted.scale)) * MM_PER_INCH / 1000 / dpi
    metres = ground * fitted.stretch
    (x, y), dx, dy = wanted.extent.centre, width * metres / 2, height * metres / 2
    return replace(fitted, extent=Extent(x - dx, y - dy, x + dx, y + dy))


def paint_sheet(painter: QPainter, rect_mm: QRectF, sheet: Sheet) -> None:
    """Paint a sheet into a rectangle of the page.

    Parameters
    ----------
    painter : QPainter
        On an image that knows its resolution or on a QPdfWriter; its origin is the page's corner.
    rect_mm : QRectF
        Where on the page, millimetres.
    sheet : Sheet
        What.
    """
    load_fonts()
    pencil = Pencil(painter, painter.device().logicalDpiX())
    parts = arrangement(sheet, rect_mm)
    settings = sheet_settings(sheet, rect_mm, pencil.dpi)
    entries = compact(legend(settings, language=sheet.language), language=sheet.language)
    body = pencil.rect(_legend_body(parts.legend))
    if sheet.shows("legend") and not legend_fits(painter, body, entries, dpi=pencil.dpi):
        parts = arrangement(sheet, rect_mm, location=_LOW_LOCATION_MM)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_head(pencil, parts.head, sheet)
    _paint_map(pencil, parts.map, settings)
    if sheet.shows("legend"):
        _paint_legend(pencil, parts.legend, sheet, entries)
    if sheet.shows("inset"):
        _paint_location(pencil, parts.location, sheet, settings)
    _paint_scale(pencil, parts.scale, sheet, settings)
    _paint_foot(pencil, parts.foot, sheet)
    painter.restore()


def render_sheet(sheet: Sheet, page_mm: tuple[float, float], dpi: float) -> QImage:
    """Paint a sheet with a margin of 10 mm on a page of its own; needs no display."""
    load_fonts()
    width, height = page_mm
    image = QImage(
        round(width * dpi / MM_PER_INCH),
        round(height * dpi / MM_PER_INCH),
        QImage.Format.Format_RGB32,
    )
    image.setDotsPerMeterX(round(dpi / MM_PER_INCH * 1000))
    image.setDotsPerMeterY(round(dpi / MM_PER_INCH * 1000))
    image.fill(QColor("#FFFFFF"))
    with QPainter(image) as painter:
        paint_sheet(painter, QRectF(10, 10, width - 20, height - 20), sheet)
    return image


def _paint_head(pencil: Pencil, rect: QRectF, sheet: Sheet) -> None:
    """Write title, and on the right 도면번호 above 공개구분."""
    base, right = rect.bottom() - 4.2, rect.right()
    room = rect.width()
    if sheet.shows("disclosure"):
        grade = f"{sheet.word('security')}  {sheet.disclosure or sheet.security}"
        if sheet.disclosure:
            grade += f" · {sheet.word('grade')}  {sheet.security}"
        colour = QUIET if sheet.security == OPEN else WARNING
        pencil.write(grade, right, base, 8.5, colour=colour, align=1.0)
        room = min(room, rect.width() - pencil.width(grade, 8.5) - 8)
    if sheet.shows("number"):
        number = f"{sheet.word('number')}  {sheet.number or sheet.word('not_given')}"
        pencil.write(number, right, base - 4.4, 7.0, colour=QUIET, align=1.0)
        room = min(room, rect.width() - pencil.width(number, 7.0) - 8)
    if sheet.subtitle:
        pencil.write(sheet.subtitle, rect.x(), base, 9.5, colour=QUIET, room=room)
        base -= _SUBTITLE_MM + 0.6
    pencil.write(sheet.title, rect.x(), base, 16.0, room=room)
    pencil.line(rect.x(), rect.bottom() - 1.2, right, rect.bottom() - 1.2, 0.4, INK)


def _paint_map(pencil: Pencil, rect: QRectF, settings: MapSettings) -> None:
    painter = pencil.painter
    painter.save()
    # Whole device pixels: on an image the map is painted faster and crisper.
    painter.translate(round(pencil.px(rect.x())), round(pencil.px(rect.y())))
    if Easel.of(painter, settings).raster:
        # Qt cuts what reaches beyond a picture: in one of its own each pixel is the screen's.
        painter.drawImage(0, 0, render(settings))
    else:
        paint(painter, settings)
    painter.restore()
    pencil.frame(rect, 0.25, INK)


def _paint_legend(
    pencil: Pencil, rect: QRectF, sheet: Sheet, entries: Iterable[LegendEntry]
) -> None:
    _heading(pencil, rect, sheet.word("legend"))
    body = pencil.rect(_legend_body(rect))
    paint_legend(pencil.painter, body, entries, dpi=pencil.dpi, language=sheet.language)


def _legend_body(rect: QRectF) -> QRectF:
    """Give the room below the heading of the legend."""
    return rect.adjusted(0, 6.0, 0, 0)


def _paint_location(pencil: Pencil, rect: QRectF, sheet: Sheet, settings: MapSettings) -> None:
    _heading(pencil, rect, sheet.word("inset"))
    if sheet.country is not None:
        body = rect.adjusted(0, 6.0, 0, 0)
        width = min(body.width(), body.height() * 1.1)
        inset = QRectF(body.x(), body.y(), width, body.height())
        draw_location(pencil, inset, sheet.country, settings.view)


def _paint_scale(pencil: Pencil, rect: QRectF, sheet: Sheet, settings: MapSettings) -> None:
    if sheet.shows("scale"):
        _heading(pencil, rect, sheet.word("scale"))
        shown = f"1:{settings.scale:,.0f}"
        x = rect.x() + pencil.width(sheet.word("scale"), 8.0) + 3
        pencil.write(shown, x, rect.y() + 4.0, 9.0)
        draw_scale_bar(pencil, settings, rect.x() + 1.0, rect.y() + 9.5, rect.width() - 20)
    if sheet.shows("north"):
        pencil.write(sheet.word("north"), rect.right() - 12.5, rect.y() + 4.0, 8.0, colour=QUIET)
        draw_north(pencil, rect.right() - 4.0, rect.y() + 7.0, sheet.word("north_letter"))


def _paint_foot(pencil: Pencil, rect: QRectF, sheet: Sheet) -> None:
    pencil.line(rect.x(), rect.y() + 1.0, rect.right(), rect.y() + 1.0, 0.15, RULE)
    known = catalogue(sheet.language)
    crs = sheet.word(f"crs_{sheet.crs}") if f"map.crs_{sheet.crs}" in known else sheet.crs
    x, y = rect.x(), rect.y() + 4.9
    facts = (("crs", crs), ("author", sheet.author), ("base_date", sheet.base_date))
    told = [(key, value or sheet.word("not_given")) for key, value in facts if sheet.shows(key)]
    for key, value in told:
        label, start = sheet.word(key), x > rect.x()
        needed = pencil.width(label, 7.0) + pencil.width(value, 7.0) + 1.8
        if start and x + needed > rect.right():
            x, y = rect.x(), y + _LINE_MM
        x = _fact(pencil, x, y, label, value, rect.right() - x)
    y -= 0.0 if told else _LINE_MM
    if sheet.shows("sources"):
        y = _paint_sources(pencil, rect, y, sheet)
    if sheet.security != OPEN:
        notice = sheet.word("restricted_notice")
        pencil.write(notice, rect.x(), y + _LINE_MM, 7.0, colour=WARNING, room=rect.width())


def _paint_sources(pencil: Pencil, rect: QRectF, y: float, sheet: Sheet) -> float:
    """Write the 출처 below the line at `y`, and give the base of the last line."""
    label = sheet.word("sources")
    pencil.write(label, rect.x(), y + _LINE_MM, 7.0, colour=QUIET)
    x = rect.x() + pencil.width(label, 7.0) + 1.8
    points, lines = _sources(pencil, sheet, rect.right() - x)
    for sources in lines:
        y += _LINE_MM
        pencil.write(sources, x, y, points, room=rect.right() - x)
    return y


def _sources(pencil: Pencil, sheet: Sheet, room: float) -> tuple[float, list[str]]:
    """Give the 출처 in two lines at most, as small as needed: an attribution is not to be cut."""
    for points in _SOURCE_PT:
        lines: list[str] = []
        for source in sheet.sources:
            longer = f"{lines[-1]}{SEPARATOR}{source}" if lines else source
            if lines and (pencil.width(longer, points) <= room or len(lines) == 2):
                lines[-1] = longer
            else:
                lines.append(source)
        if all(pencil.width(line, points) <= room for line in lines):
            break
    return points, lines or [sheet.word("unknown")]


def _fact(pencil: Pencil, x: float, y: float, label: str, value: str, room: float) -> float:
    """Write "label value" and tell where the next fact starts."""
    pencil.write(label, x, y, 7.0, colour=QUIET)
    start = x + pencil.width(label, 7.0) + 1.8
    pencil.write(value, start, y, 7.0, room=room - (start - x))
    return start + math.ceil(pencil.width(value, 7.0)) + 6


def _heading(pencil: Pencil, rect: QRectF, text: str) -> None:
    pencil.line(rect.x(), rect.y(), rect.right(), rect.y(), 0.15, RULE)
    pencil.write(text, rect.x(), rect.y() + 4.0, 8.0, colour=QUIET)
