"""Texts beside features: greedy, so that none covers another, a marker, or nothing at all."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QImage, QPainter, QPainterPath, QPen

from scmap.cartography.classes import classify, in_view, symbol_of
from scmap.cartography.clusters import clusters_of, disc_mm
from scmap.cartography.easel import Easel
from scmap.cartography.fonts import sized_font
from scmap.cartography.marks import Marks
from scmap.cartography.settings import Drawn, MapSettings
from scmap.cartography.tracing import moved_text, path_text, put, traced_pdf
from scmap.model.condition import written
from scmap.model.kept import Kept
from scmap.model.layer import Objects
from scmap.model.symbology import Label

Box = tuple[float, float, float, float]  # x0, y0, x1, y1 on the frame

_SCREEN = QImage(1, 1, QImage.Format.Format_RGB32)  # has the resolution that Qt assumes
_CELL, _FINE = 2, 200  # device pixels a cell of the collision grid; more on a finer device
_ASCENT, _HEIGHT = 0.9, 1.06  # of the type size: what letters take, without line spacing
_FAR_MM = (4.0, 7.0, 10.0, 14.0, 18.0)  # how far off a name may stand at the end of a line
_FAR_ANGLES = (0, 180, 30, 150, -30, -150, 60, 120, -60, -120, 90, -90)
_LEADER_MM = 0.18
_FIT = 0.7  # an area is labelled when it is this share of the text wide


@dataclass(frozen=True, slots=True)
class Wish:
    """A label that would like to be placed.

    `boxes` are the places it could take, the best first; `rank` says who chooses first. `point` is
    where a line leads to, short of it by `gap`, from a place `far` off if no nearer one is free.
    """

    text: str
    label: Label
    rank: tuple[float, float, float, int]
    boxes: tuple[Box, ...]
    point: tuple[float, float] = (0.0, 0.0)
    gap: float = 0.0
    far: tuple[Box, ...] = ()


class Occupied:
    """A coarse picture of the frame that knows where something already stands."""

    def __init__(self, settings: MapSettings) -> None:
        self._cell = max(_CELL, int(settings.dpi // _FINE))
        shape = (settings.height // self._cell + 1, settings.width // self._cell + 1)
        self._taken = np.zeros(shape, dtype=bool)

    def take(self, box: Box) -> bool:
        """Take the place if it is free and inside the frame, and tell whether it was."""
        rows, columns = self._cells(box)
        if box[0] < 0 or box[1] < 0 or rows.stop > self._taken.shape[0]:
            return False
        if columns.stop > self._taken.shape[1] or self._taken[rows, columns].any():
            return False
        self._taken[rows, columns] = True
        return True

    def block(self, box: Box) -> None:
        """Keep labels away from here."""
        self._taken[self._cells(box)] = True

    def _cells(self, box: Box) -> tuple[slice, slice]:
        x0, y0, x1, y1 = (int(max(edge, 0)) // self._cell for edge in box)
        return slice(y0, y1 + 1), slice(x0, x1 + 1)


def paint_labels(easel: Easel, marks: Marks) -> None:
    """Paint the labels of all layers.

    Those of a higher priority choose first, then those of upper layers and of larger areas.
    """
    settings = easel.settings
    wishes: list[Wish] = []
    for number, drawn in enumerate(settings.layers):
        label = drawn.entry.symbology.label
        if label is not None and label.min_scale <= settings.scale <= label.max_scale:
            wishes += _area_wishes(easel, number, label)
            wishes += _point_wishes(easel, number, label, marks)
    if not wishes:
        return
    occupied = Occupied(settings)
    for (x, y), symbol in zip(marks.place.tolist(), marks.symbols(settings.layers), strict=True):
        half = settings.mm(symbol.size_mm) / 2
        occupied.block((x - half, y - half, x + half, y + half))
    for box in _discs(settings):
        occupied.block(box)
    placed = list(_placed(wishes, occupied))
    for wish, box, led in placed:  # lines first: none crosses a name
        if led:
            _paint_leader(easel, wish, box)
    for wish, box, _ in placed:
        _paint_text(easel, wish, box)


def _placed(wishes: list[Wish], occupied: Occupied) -> Iterator[tuple[Wish, Box, bool]]:
    """Give the labels that find a place, in order, and whether a line leads from there.

    What finds none beside its point looks farther off only once all others have chosen.
    """
    left = []
    for wish in sorted(wishes, key=lambda wish: wish.rank):
        box = next((box for box in wish.boxes if occupied.take(box)), None)
        if box is not None:
            yield wish, box, False
        elif wish.far:
            left.append(wish)
    for wish in left:
        box = next((box for box in wish.far if occupied.take(box)), None)
        if box is not None:
            yield wish, box, True


def _discs(settings: MapSettings) -> Iterator[Box]:
    """Give where the discs of clusters stand."""
    for number, drawn in enumerate(settings.layers):
        if drawn.entry.symbology.clusters:
            found = clusters_of(settings, number)
            places = settings.to_pixels(found.ground).tolist()
            for (x, y), count in zip(places, found.count.tolist(), strict=True):
                half = settings.mm(disc_mm(count)) / 2
                yield (x - half, y - half, x + half, y + half)


def _area_wishes(easel: Easel, number: int, label: Label) -> Iterator[Wish]:
    """Give the labels of areas and lines, in their middle; too small ones stay without."""
    settings, drawn = easel.settings, easel.settings.layers[number]
    classes = classify(drawn)
    rows = classes.rows[in_view(drawn, settings.view) & classes.shaped]
    places = settings.to_pixels(_anchors(settings, drawn.layer.geometry, rows))
    sizes = _sizes(settings, drawn, rows)
    for i, text, width, height in _measured(easel, label, drawn.layer.text(label.field)[rows]):
        if np.isfinite(places[i]).all() and (sizes[i] >= (_FIT * width, _FIT * height)).all():
            rank = (-label.priority, -number, -float(sizes[i].prod()), i)
            yield Wish(text, label, rank, _about(places[i], width, height))


def _point_wishes(easel: Easel, number: int, label: Label, marks: Marks) -> Iterator[Wish]:
    """Give the labels of points, beside their markers."""
    settings, drawn = easel.settings, easel.settings.layers[number]
    own = np.flatnonzero(marks.layer == number)
    for i, text, width, height in _measured(
        easel, label, drawn.layer.text(label.field)[marks.row[own]]
    ):
        symbol = symbol_of(drawn.entry.symbology, int(marks.code[own[i]]))
        gap = 0.8 * settings.mm(symbol.size_mm)
        place = marks.place[own[i]]
        rank = (-label.priority, -number, 0.0, i)
        far = _around(place, width, height, settings.mm(1)) if label.leader else ()
        point = (float(place[0]), float(place[1]))
        yield Wish(text, label, rank, _beside(place, width, height, gap), point, gap, far)


def _measured(
    easel: Easel, label: Label, texts: Objects
) -> Iterator[tuple[int, str, float, float]]:
    """Give the number, text, width and height of each known text; numbers are written as such."""
    device = easel.painter.device()
    size = easel.settings.pt(label.size_pt)
    metrics = QFontMetricsF(sized_font(device, size), device)
    for i, cell in enumerate(texts):
        text = written(cell)
        if text:
            yield i, text, metrics.horizontalAdvance(text), _HEIGHT * size


def _sizes(settings: MapSettings, drawn: Drawn, rows: NDArray[np.intp]) -> NDArray[np.float64]:
    """Width and height of each feature's bounds, device pixels; 0 for those without."""
    bounds = drawn.layer.bounds[rows]
    return np.nan_to_num(bounds[:, 2:] - bounds[:, :2]) / settings.pixel


def _about(place: NDArray[np.float64], width: float, height: float) -> tuple[Box, ...]:
    """Places for the name of an area: in its middle, or up to two lines above or below."""
    x, y = place.tolist()
    return tuple(
        (x - width / 2, y + (line - 0.5) * height, x + width / 2, y + (line + 0.5) * height)
        for line in (0.0, -1.1, 1.1, -2.2, 2.2)
    )


def _beside(place: NDArray[np.float64], width: float, height: float, gap: float) -> tuple[Box, ...]:
    """Places for the name of a point: right, left, above, below, then the corners."""
    x, y = place.tolist()
    right, left, middle = x + gap, x - gap - width, x - width / 2
    above, below, level = y - gap - height, y + gap, y - height / 2
    near = 0.4 * gap  # at a corner a name may come nearer
    corners = (
        (right - near, above + near),
        (right - near, below - near),
        (left + near, above + near),
        (left + near, below - near),
    )
    starts = ((right, level), (left, level), (middle, above), (middle, below), *corners)
    return tuple((x0, y0, x0 + width, y0 + height) for x0, y0 in starts)


def _around(place: NDArray[np.float64], width: float, height: float, mm: float) -> tuple[Box, ...]:
    """Places farther off: on growing circles, to the sides before above and below."""
    x, y = place.tolist()
    boxes = []
    for radius in _FAR_MM:
        for angle in np.radians(_FAR_ANGLES):
            across, up = math.cos(angle), math.sin(angle)
            middle = x + across * (radius * mm + width / 2)
            level = y - up * (radius * mm + height / 2)
            boxes.append(
                (
                    middle - width / 2,
                    level - height / 2,
                    middle + width / 2,
                    level + height / 2,
                )
            )
    return tuple(boxes)


def _paint_leader(easel: Easel, wish: Wish, box: Box) -> None:
    """Draw a line from a point to the nearest place on the edge of its name."""
    x, y = wish.point
    end = QPointF(min(max(x, box[0]), box[2]), min(max(y, box[1]), box[3]))
    way = end - QPointF(x, y)
    length = math.hypot(way.x(), way.y())
    if length <= wish.gap:
        return
    start = QPointF(x, y) + way * (wish.gap / length)
    painter, settings = easel.painter, easel.settings
    halo = QColor(wish.label.halo or settings.background)
    for colour, width in ((halo, 3 * _LEADER_MM), (QColor(wish.label.colour), _LEADER_MM)):
        pen = QPen(colour, settings.mm(width))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(start, end)


def _paint_text(easel: Easel, wish: Wish, box: Box) -> None:
    """Paint a text over its halo; the text stays text in a PDF."""
    painter, settings = easel.painter, easel.settings
    label = wish.label
    size, halo = settings.pt(label.size_pt), settings.mm(label.halo_mm)
    ground = label.halo or settings.background
    if easel.raster:
        image, origin = _lettering(wish.text, size, halo, label.colour, ground)
        painter.drawImage(QPoint(round(box[0]), round(box[1] + _ASCENT * size)) - origin, image)
        return
    font = sized_font(painter.device(), size)
    base = QPointF(box[0], box[1] + _ASCENT * size)
    if halo:
        pen = QPen(QColor(ground), 2 * halo)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if traced_pdf(painter, pen) is not None:
            put(painter, pen, QBrush(), moved_text(_letters_text(wish.text, size), base))
        else:
            painter.strokePath(_letters(wish.text, size).translated(base), pen)
    painter.setFont(font)
    painter.setPen(QColor(wish.label.colour))
    painter.drawText(base, wish.text)


def _letters(text: str, size: float) -> QPainterPath:
    path = QPainterPath()
    path.addText(QPointF(), sized_font(_SCREEN, size), text)  # a path knows no device
    return path


@lru_cache(maxsize=4096)
def _letters_text(text: str, size: float) -> bytes:
    """Write the outline of a text as operators of a PDF: the same names come page by page."""
    return path_text(_letters(text, size))


@lru_cache(maxsize=2048)
def _lettering(
    text: str, size: float, halo: float, colour: str, ground: str
) -> tuple[QImage, QPoint]:
    """Give a text with its halo as an image, and where in it the base line starts.

    The same names come frame by frame: they are kept.
    """
    margin = math.ceil(halo)
    image = QImage(1, 1, QImage.Format.Format_ARGB32_Premultiplied)
    font = sized_font(image, size)
    metrics = QFontMetricsF(font, image)
    width, height = metrics.horizontalAdvance(text), metrics.height()
    image = QImage(
        math.ceil(width) + 2 * margin + 1,
        math.ceil(height) + 2 * margin + 1,
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    image.fill(Qt.GlobalColor.transparent)
    origin = QPoint(margin, margin + round(metrics.ascent()))
    base = QPointF(origin)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.setFont(font)
        painter.setPen(QColor(ground))
        turns = 8 * math.ceil(halo / 2)  # none without a halo
        for angle in np.linspace(0, 2 * math.pi, turns, endpoint=False):
            shift = QPointF(halo * math.cos(angle), halo * math.sin(angle))
            painter.drawText(base + shift, text)
        painter.setPen(QColor(colour))
        painter.drawText(base, text)
    return image, origin


def _anchors(
    settings: MapSettings, geometry: Objects, rows: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Give a ground point inside each area, and inside the view where the area reaches into it."""
    known = _ANCHORS.of(geometry)
    missing = rows[np.isnan(known[rows, 0])]
    known[missing] = _inside(geometry[missing])
    anchors, view = known[rows], settings.view
    outside = ~(
        (anchors[:, 0] >= view.x0)
        & (anchors[:, 0] <= view.x1)
        & (anchors[:, 1] >= view.y0)
        & (anchors[:, 1] <= view.y1)
    )
    seen = shapely.clip_by_rect(geometry[rows[outside]], view.x0, view.y0, view.x1, view.y1)
    anchors[outside] = _inside(seen)
    return anchors


_ANCHORS: Kept[NDArray[np.float64]] = Kept(lambda geometry: np.full((len(geometry), 2), np.nan))


def _inside(geometry: Objects) -> NDArray[np.float64]:
    """Give a point in the largest part of each geometry: its centroid where that lies inside."""
    parts, owners = shapely.get_parts(geometry, return_index=True)
    order = np.lexsort((-shapely.area(parts), owners))
    first = np.unique(owners[order], return_index=True)[1]
    largest, owner = parts[order][first], owners[order][first]
    middle = shapely.centroid(largest)
    fits = shapely.contains(largest, middle)
    chosen = np.where(fits, middle, shapely.point_on_surface(largest))
    anchors = np.full((len(geometry), 2), np.nan)
    filled = ~shapely.is_empty(chosen)
    anchors[owner[filled]] = shapely.get_coordinates(chosen[filled])
    return anchors
