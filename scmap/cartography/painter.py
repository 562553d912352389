"""Paints a map: the one way for screen, print, report and golden image.

Areas and lines come first, in the order of the layer tree, then the markers above all areas, then
the labels: a centre is never hidden by the footprint it stands in.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen

from scmap.cartography.alike import first_alike
from scmap.cartography.arrows import HEADS, arrow_heads
from scmap.cartography.backdrop import paint_backdrop
from scmap.cartography.brush import Stroke, is_for, is_plain, paint_dots, paint_strokes
from scmap.cartography.classes import OTHER, Codes, Rows, classify, in_view, symbol_of
from scmap.cartography.clusters import paint_clusters
from scmap.cartography.crowds import DENSE, Dots, crowd_in, stood, strewn
from scmap.cartography.easel import Easel, tinted
from scmap.cartography.fonts import load_fonts
from scmap.cartography.hatch import ANGLES, Area, hatch_dots, hatch_lines
from scmap.cartography.labels import paint_labels
from scmap.cartography.markers import marker_path
from scmap.cartography.marks import Marks, place_marks
from scmap.cartography.outlines import Outline, to_path, to_polygon
from scmap.cartography.settings import MM_PER_INCH, Drawn, MapSettings
from scmap.cartography.tracing import lines_text, put, traced_pdf
from scmap.model.extent import Extent
from scmap.model.layer import Layer
from scmap.model.symbology import (
    CROSS_MM,
    DOT_MM,
    DOTS_MM,
    HATCH_MM,
    HATCH_STROKE_MM,
    Symbol,
)
from scmap.progress import Progress, silent

_SHORT_DASHES = 0.6
_CHUNK = 256  # hatch lines a path: antialiasing grows with the square of it


def paint(painter: QPainter, settings: MapSettings, progress: Progress = silent) -> None:
    """Paint a map with its upper left corner at the painter's origin.

    On an image the result has pixels; on a QPdfWriter or another vector device all of it, hatches
    too, are vectors and the labels are text.

    Raises
    ------
    CancelledError
        If `progress` wants no more; a part is painted then.
    """
    load_fonts()
    easel = Easel.of(painter, settings, progress)
    frame = QRectF(0, 0, settings.width, settings.height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(frame)
    painter.fillRect(frame, QColor(settings.background))
    paint_backdrop(painter, settings)
    try:
        _paint_layers(easel)
    finally:  # it may be given up
        painter.restore()


def _paint_layers(easel: Easel) -> None:
    settings, progress = easel.settings, easel.progress
    count = 2 * len(settings.layers) + 1
    for done, drawn in enumerate(settings.layers):
        progress(done / count)
        _paint_shapes(easel, drawn)
    for done, drawn in enumerate(settings.layers, len(settings.layers)):
        progress(done / count)
        paint_crowd(easel, drawn)
    progress(1 - 1 / count)
    marks = place_marks(settings)
    _paint_markers(easel, marks)
    paint_clusters(easel)
    paint_labels(easel, marks)


def render(settings: MapSettings) -> QImage:
    """Paint a map as an image; needs no display."""
    load_fonts()
    image = blank_image(settings)
    with QPainter(image) as painter:
        paint(painter, settings)
    return image


def blank_image(settings: MapSettings) -> QImage:
    """Give an image of the map's size that knows its resolution."""
    image = QImage(settings.width, settings.height, QImage.Format.Format_RGB32)
    image.setDotsPerMeterX(round(settings.dpi / MM_PER_INCH * 1000))
    image.setDotsPerMeterY(round(settings.dpi / MM_PER_INCH * 1000))
    return image


def paint_marker(easel: Easel, symbol: Symbol, x: float, y: float) -> None:
    """Paint one point symbol at a place of the frame."""
    painter = easel.painter
    pen = _stroke(easel, symbol)
    if pen.dashPattern():  # a marker has little outline: its dashes are short
        pen.setDashPattern([_SHORT_DASHES * part for part in pen.dashPattern()])
    painter.setPen(pen)
    painter.setBrush(_fill(symbol))
    path = marker_path(symbol.marker, easel.settings.mm(symbol.size_mm))
    painter.drawPath(path.translated(x, y))


def paint_outlines(easel: Easel, symbol: Symbol, shapes: Sequence[Outline]) -> None:
    """Paint areas and lines with one symbol: fill, hatch, then the line."""
    if symbol.hatch == "none":
        easel.draw(shapes, _stroke(easel, symbol), _fill(symbol))
        if symbol.line in HEADS and symbol.stroke:
            _paint_heads(easel, symbol, shapes)
        return
    easel.draw(shapes, QPen(Qt.PenStyle.NoPen), _fill(symbol))
    _paint_hatch(easel, symbol, shapes)
    easel.draw(shapes, _stroke(easel, symbol), QBrush())


def _paint_shapes(easel: Easel, drawn: Drawn) -> None:
    classes = classify(drawn)
    if not classes.has_shapes:
        return
    seen = in_view(drawn, easel.settings.view) & classes.shaped
    easel.painter.setOpacity(drawn.entry.opacity)
    found = list(_by_class(classes.rows[seen], classes.codes[seen]))
    if not _paint_many(easel, drawn, found):
        _paint_each(easel, drawn, found)
    easel.painter.setOpacity(1.0)


def _paint_many(easel: Easel, drawn: Drawn, found: Sequence[tuple[int, Rows]]) -> bool:
    """Paint very many plain shapes at once if there is a brush for it, and tell whether it did."""
    symbology = drawn.entry.symbology
    looks = [symbol_of(symbology, code) for code, _ in found]
    plain = all(one.hatch == "none" and one.line == "solid" for one in looks)
    if not (easel.raster and plain and is_plain(easel.painter)):
        return False
    alike, geometry = first_alike(drawn.layer.geometry), drawn.layer.geometry
    strokes = []
    for symbol, (_, rows) in zip(looks, found, strict=True):
        # Of those that lie on one another one is enough, unless they are seen through.
        opaque = symbol.fill is None or symbol.fill_opacity * drawn.entry.opacity == 1
        shown = np.unique(alike[rows]) if opaque else alike[rows]
        shapes = easel.shapes(geometry, shown)
        strokes.append(Stroke(shapes, _stroke(easel, symbol), _fill(symbol)))
    if not is_for(easel.painter, [one.shapes for one in strokes]):
        return False
    paint_strokes(easel.painter, easel.settings, strokes, easel.progress)
    return True


def _paint_each(easel: Easel, drawn: Drawn, found: Sequence[tuple[int, Rows]]) -> None:
    for code, rows in found:
        for symbol, once in _stacked(symbol_of(drawn.entry.symbology, code), drawn.layer, rows):
            geometry, look = drawn.layer.geometry, (_stroke(easel, symbol), _fill(symbol))
            adorned = symbol.hatch != "none" or symbol.line in HEADS
            if adorned or not easel.trace(geometry, once, *look):
                paint_outlines(easel, symbol, easel.outlines(geometry, once))


def _stacked(symbol: Symbol, layer: Layer, rows: Rows) -> Iterator[tuple[Symbol, Rows]]:
    """Give each distinct geometry once, its fill as dense as all that lie on one another."""
    once, times = np.unique(first_alike(layer.geometry)[rows], return_counts=True)
    if symbol.fill is None or symbol.fill_opacity == 1:
        yield symbol, once
        return
    for depth in np.unique(times).tolist():
        density = 1 - (1 - symbol.fill_opacity) ** depth
        yield replace(symbol, fill_opacity=density), once[times == depth]


def paint_crowd(easel: Easel, drawn: Drawn) -> None:
    """Paint the points of a layer if they are a crowd: pictures of their markers, or dots."""
    settings, symbology = easel.settings, drawn.entry.symbology
    seen = crowd_in(drawn, settings.view)
    if seen is None:
        return
    painter = easel.painter
    painter.save()
    painter.setOpacity(drawn.entry.opacity)
    if len(seen) > DENSE:
        _paint_dots(easel, strewn(seen, symbology, settings))
    else:
        for code, places in stood(seen, settings):
            _stamp(easel, symbol_of(symbology, code), places)
    painter.restore()


def _paint_dots(easel: Easel, dots: Dots) -> None:
    painter = easel.painter
    if easel.raster and painter.opacity() == 1 and is_plain(painter):
        paint_dots(painter, easel.settings, dots.cells, (dots.left, dots.top), dots.size)
        return
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
    image = dots.image
    size = image.size() * dots.size
    painter.drawImage(QRectF(round(dots.left), round(dots.top), size.width(), size.height()), image)


def _stamp(easel: Easel, symbol: Symbol, places: Rows) -> None:
    """Paint one symbol at many places: on a raster as pictures, which is faster."""
    if not easel.raster:
        for x, y in places.tolist():
            paint_marker(easel, symbol, x + 0.5, y + 0.5)
        return
    picture, half = _picture(symbol, easel.settings.dpi)
    for x, y in (places - half).tolist():
        easel.painter.drawImage(x, y, picture)


@lru_cache(maxsize=128)
def _picture(symbol: Symbol, dpi: float) -> tuple[QImage, int]:
    """Give a marker as an image, and how many pixels its middle lies from the corner."""
    half = math.ceil(symbol.size_mm * dpi / MM_PER_INCH) + 1
    settings = MapSettings(Extent(0, 0, 1, 1), 2 * half + 1, 2 * half + 1, dpi)
    image = QImage(settings.width, settings.height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_marker(Easel.of(painter, settings), symbol, half + 0.5, half + 0.5)
    return image, half


def _paint_markers(easel: Easel, marks: Marks) -> None:
    layers = easel.settings.layers
    places = zip(marks.layer.tolist(), marks.place.tolist(), strict=True)
    for (layer, (x, y)), symbol in zip(places, marks.symbols(layers), strict=True):
        easel.painter.setOpacity(layers[layer].entry.opacity)
        paint_marker(easel, symbol, x, y)
    easel.painter.setOpacity(1.0)


def _by_class(rows: Rows, codes: Codes) -> Iterator[tuple[int, Rows]]:
    """Give rows by their category: the rest first, then up to the legend's first, on top."""
    present = np.unique(codes).tolist()
    for code in sorted(present, key=lambda code: (code != OTHER, -code)):
        yield code, rows[codes == code]


def _fill(symbol: Symbol) -> QBrush:
    if symbol.fill is None:
        return QBrush()
    return QBrush(tinted(symbol.fill, symbol.fill_opacity))


def _stroke(easel: Easel, symbol: Symbol) -> QPen:
    if symbol.stroke is None or not symbol.stroke_mm:
        return QPen(Qt.PenStyle.NoPen)
    return easel.pen(symbol.stroke, symbol.stroke_mm, symbol.line)


def _paint_heads(easel: Easel, symbol: Symbol, shapes: Sequence[Outline]) -> None:
    """Paint the heads of arrows, as large on any map."""
    painter = easel.painter
    painter.setPen(QPen(Qt.PenStyle.NoPen))
    painter.setBrush(QColor(symbol.stroke or ""))
    for shape in shapes:
        if not shape.closed:
            lines = np.split(easel.place(shape.points), shape.starts[1:])
            for head in arrow_heads(lines, easel.settings.mm(1), HEADS[symbol.line]):
                painter.drawPolygon([QPointF(x, y) for x, y in head.tolist()])


def _paint_hatch(easel: Easel, symbol: Symbol, shapes: Sequence[Outline]) -> None:
    """Paint the hatch of areas; it is anchored to the ground's origin."""
    settings = easel.settings
    areas = [Area(easel.place(shape.points), shape.starts) for shape in shapes if shape.closed]
    x, y = settings.to_pixels(np.zeros((1, 2)))[0].tolist()
    frame = np.array([[0.0, 0.0], [settings.width, settings.height]])
    colour = symbol.hatch_colour or symbol.stroke or "#333333"
    if symbol.hatch == "dots":
        _draw_dots(easel, colour, hatch_dots(areas, settings.mm(DOTS_MM), (x, y), frame))
    else:
        spacing = settings.mm(CROSS_MM if symbol.hatch == "cross" else HATCH_MM)
        for angle in ANGLES[symbol.hatch]:
            lines = hatch_lines(areas, angle, spacing, (x, y), frame)
            _draw_lines(easel, colour, lines)


def _draw_lines(easel: Easel, colour: str, lines: NDArray[np.float64]) -> None:
    painter = easel.painter
    painter.setPen(easel.pen(colour, HATCH_STROKE_MM))
    painter.setBrush(QBrush())
    for first in range(0, len(lines), _CHUNK):
        ends = easel.rounded(lines[first : first + _CHUNK].reshape(-1, 2))
        painter.drawPath(to_path(ends, np.arange(0, len(ends), 2)))


def _draw_dots(easel: Easel, colour: str, dots: NDArray[np.float64]) -> None:
    size = easel.settings.mm(DOT_MM)
    painter = easel.painter
    places = easel.rounded(dots)
    if not easel.raster:  # a PDF holds each ellipse as four curves, but a point as one short line
        pen = QPen(QColor(colour), size, c=Qt.PenCapStyle.RoundCap)
        if traced_pdf(painter, pen) is not None:
            ends = np.repeat(places, 2, axis=0)
            text = lines_text(ends, np.arange(0, len(ends), 2), b"S")
            put(painter, pen, QBrush(), text)
            return
        painter.setPen(pen)
        painter.drawPoints(to_polygon(places))
        return
    painter.setPen(QPen(Qt.PenStyle.NoPen))
    painter.setBrush(QColor(colour))
    for x, y in places.tolist():
        painter.drawEllipse(QPointF(x, y), size / 2, size / 2)
