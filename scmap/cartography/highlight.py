"""Marks selected features above the map: a white-cased accent line, a ring about points.

Marking a country's worth of footprints takes longer than a frame, so that it is done step by step.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QBrush, QPainter

from scmap.cartography.alike import first_alike
from scmap.cartography.classes import Rows, classify
from scmap.cartography.coarse import coarse, heavy
from scmap.cartography.easel import Easel
from scmap.cartography.marks import place_marks
from scmap.cartography.outlines import Outline
from scmap.cartography.settings import MapSettings
from scmap.model.extent import Extent
from scmap.model.layer import Layer, Objects

ACCENT, CASING = "#1F5FBF", "#FFFFFF"
ACCENT_MM = 0.53  # two pixels on a common screen
RING_MM = 2.2

MOST_MARKED = 3_000  # grounds: of more in sight only the largest are outlined
MANY_POINTS = 20_000  # of a layer of bare points: markers of so many stand where the points are
_GATHERED = 25_000  # points that are looked at in one step: a few milliseconds
_RINGS = 250  # that are drawn in one step: a few milliseconds
_CHUNK = 32  # features that are drawn in one step: a few milliseconds
_LARGE = 5_000  # features of a layer whose equal grounds are not told apart as a whole


class Highlight:
    """The marks of some features of a layer on one map.

    Parameters
    ----------
    settings : MapSettings
        The map in sight.
    layer : Layer
        Whose features they are.
    rows : (k,) intp
        Which.
    """

    def __init__(self, settings: MapSettings, layer: Layer, rows: Rows) -> None:
        self._settings, self._layer = settings, layer
        points = layer.points if _stand_alone(layer) else None
        gathers = points is not None and len(rows) > MOST_MARKED
        self._gathering = (
            _Gathering(settings, points, rows) if points is not None and gathers else None
        )
        self._stands = [] if gathers else _stands(settings, layer, rows).tolist()
        self._rows: Rows | None = rows  # until their grounds are told apart: a step of its own
        self._parts: list[Rows] = []
        self._left: list[tuple[str, float, Rows | int]] = []

    def _strokes(self) -> Iterator[tuple[str, float, Rows | int]]:
        """Yield what is to be drawn, the last first: casings lie below all accents.

        Outlines of some rows, or rings from the one of that number on.
        """
        for colour, width in ((ACCENT, ACCENT_MM), (CASING, 2 * ACCENT_MM)):
            for first in range(0, max(len(self._stands), MOST_MARKED), _RINGS):
                yield colour, width, first
            for part in self._parts:
                yield colour, width, part

    @property
    def is_done(self) -> bool:
        """Whether all is drawn."""
        return self._gathering is None and self._rows is None and not self._left

    def step(self, painter: QPainter) -> None:
        """Draw some of the marks with a painter whose origin is the corner of the map."""
        if self._gathering is not None:
            self._gather(self._gathering)
            return
        if self._rows is not None:
            self._tell_apart(self._rows)
            return
        colour, width, part = self._left.pop()
        if isinstance(part, int) and part >= len(self._stands):
            return
        easel = Easel.of(painter, self._settings)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = easel.pen(colour, width)
        if not isinstance(part, int):
            easel.draw(_outlines(easel, self._layer.geometry, part), pen, QBrush())
        else:
            painter.setPen(pen)
            radius = self._settings.mm(RING_MM)
            for x, y in self._stands[part : part + _RINGS]:
                painter.drawEllipse(QPointF(x, y), radius, radius)
        painter.restore()

    def _tell_apart(self, rows: Rows) -> None:
        """Find the grounds that are outlined."""
        grounds = _apart(self._layer, rows, self._settings.view)
        self._parts = [grounds[at : at + _CHUNK] for at in range(0, len(grounds), _CHUNK)]
        self._rows, self._left = None, list(self._strokes())

    def _gather(self, gathering: "_Gathering") -> None:
        """Find where some more of very many points stand."""
        gathering.step()
        if gathering.is_done:
            self._stands, self._gathering = gathering.places.tolist(), None


class _Gathering:
    """Finds the places of very many points step by step, one a ring's width."""

    def __init__(
        self, settings: MapSettings, points: NDArray[np.float64], rows: NDArray[np.intp]
    ) -> None:
        self._settings, self._points, self._rows = settings, points, rows
        self._done = 0
        self._cell = settings.mm(RING_MM)
        self._across = int(settings.width // self._cell) + 1
        count = self._across * (int(settings.height // self._cell) + 1)
        self._places = np.full((count, 2), np.nan)

    @property
    def is_done(self) -> bool:
        """Whether every point was looked at."""
        return self._done >= len(self._rows)

    def step(self) -> None:
        """Look at some more points."""
        rows = self._rows[self._done : self._done + _GATHERED]
        self._done += len(rows)
        at = self._settings.to_pixels(self._points[rows])
        size = (self._settings.width, self._settings.height)
        at = at[((at >= 0) & (at < size)).all(axis=1)]
        column, row = np.floor(at / self._cell).astype(np.intp).T
        self._places[row * self._across + column] = at

    @property
    def places(self) -> NDArray[np.float64]:
        """What was found, pixels, shape (k, 2); not more than can be drawn."""
        found: NDArray[np.float64] = self._places[~np.isnan(self._places[:, 0])]
        return found[:: len(found) // MOST_MARKED + 1]


def _outlines(easel: Easel, geometry: Objects, rows: Rows) -> Sequence[Outline]:
    """Give the outlines of rows; those of very many vertices roughly."""
    many = heavy(geometry)[rows]
    if not many.any():
        return easel.outlines(geometry, rows)
    rough = (coarse(geometry, row) for row in rows[many].tolist())
    return [*easel.outlines(geometry, rows[~many]), *rough]


def _stand_alone(layer: Layer) -> bool:
    """Tell whether each marker of a layer stands at its own point, whatever stands beside it."""
    return layer.points is not None and len(layer) > MANY_POINTS


def paint_highlight(
    painter: QPainter, settings: MapSettings, layer: Layer, rows: NDArray[np.intp]
) -> None:
    """Mark selected features at once."""
    marks = Highlight(settings, layer, rows)
    while not marks.is_done:
        marks.step(painter)


def prepare(layer: Layer) -> None:
    """Work out what marking a layer's features asks of it, where nobody waits for a frame."""
    if layer.points is None and len(layer) <= _LARGE:
        layer.bounds  # noqa: B018  worked out once, as what follows
        first_alike(layer.geometry)


def _stands(settings: MapSettings, layer: Layer, rows: Rows) -> NDArray[np.float64]:
    """Give where features stand on the frame: on their markers, or at their own points."""
    mine = np.array([drawn.layer is layer for drawn in settings.layers], dtype=bool)
    placed, bare = np.empty((0, 2)), rows
    if not _stand_alone(layer) and any(
        not classify(settings.layers[at]).shaped.all() for at in np.flatnonzero(mine)
    ):
        marks = place_marks(settings, at_hand=True)
        marked = mine[marks.layer] & np.isin(marks.row, rows)
        placed, bare = marks.place[marked], np.setdiff1d(rows, marks.row[marked])
    alone = settings.to_pixels(_points(settings, layer, bare))
    return _thinned(np.unique(np.round(np.concatenate([placed, alone]), 1), axis=0), settings)


def _points(settings: MapSettings, layer: Layer, rows: Rows) -> NDArray[np.float64]:
    """Give the ground points of rows, of those that have one."""
    if layer.points is not None:
        points = layer.points[rows]
    else:
        known = np.column_stack([layer.number("x"), layer.number("y")])
        for classes in (classify(one) for one in settings.layers if one.layer is layer):
            lacking = np.isnan(known[classes.rows, 0])
            known[classes.rows[lacking]] = classes.points[lacking]
        points = known[rows]
    there: NDArray[np.float64] = points[np.isfinite(points).all(axis=1)]
    return there


def _thinned(places: NDArray[np.float64], settings: MapSettings) -> NDArray[np.float64]:
    """Keep the places in sight; of very many one a ring's width, and not more than can be drawn."""
    size = (settings.width, settings.height)
    seen = np.asarray(((places >= 0) & (places <= size)).all(axis=1))
    if seen.sum() <= MOST_MARKED:
        return places
    places = places[seen]
    cells = np.floor(places / settings.mm(RING_MM)).astype(np.intp)
    first = np.sort(np.unique(cells, axis=0, return_index=True)[1])
    return places[first[:: len(first) // MOST_MARKED + 1]]


def _apart(layer: Layer, rows: Rows, view: Extent) -> Rows:
    """Give of the features in sight one a ground: many share the ground of their municipality."""
    if layer.points is not None:
        return np.empty(0, np.intp)
    bounds = layer.bounds[rows]
    x0, y0, x1, y1 = bounds.T  # nothing is met by bounds that are NaN
    seen = np.flatnonzero((x0 <= view.x1) & (x1 >= view.x0) & (y0 <= view.y1) & (y1 >= view.y0))
    if len(seen) > MOST_MARKED:
        size = (x1 - x0)[seen] + (y1 - y0)[seen]
        seen = np.sort(seen[np.argsort(-size, kind="stable")[:MOST_MARKED]])
    if len(layer) <= _LARGE:
        return np.unique(first_alike(layer.geometry)[rows[seen]])
    return rows[seen[np.unique(first_alike(layer.geometry[rows[seen]]))]]
