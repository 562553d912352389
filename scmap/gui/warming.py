"""Prepares what pointing at very many points needs, before somebody points at them."""

from functools import partial
from weakref import WeakKeyDictionary, WeakSet

import shapely
from PySide6.QtCore import QObject

from scmap.cartography.clusters import are_at_hand, clusters_of
from scmap.cartography.coarse import heavy
from scmap.cartography.crowds import crowd_of
from scmap.cartography.highlight import MANY_POINTS
from scmap.cartography.settings import Drawn, MapSettings
from scmap.gui.canvas.canvas import Canvas
from scmap.gui.job import Jobs
from scmap.gui.newest import Newest
from scmap.model.layer import Layer
from scmap.model.maplayer import MapLayer
from scmap.progress import Progress


class Warming(QObject):
    """Sorts and joins the points of large layers off the window's thread.

    The map is painted in a process of its own; what is under the hand is found in this one.
    """

    def __init__(self, canvas: Canvas, jobs: Jobs) -> None:
        super().__init__(canvas)
        self._canvas, self._jobs = canvas, jobs
        self._warm: WeakKeyDictionary[Layer, MapLayer] = WeakKeyDictionary()
        self._ready: WeakSet[Layer] = WeakSet()
        self._joining = Newest(jobs, self, momentary=True)
        canvas.settled.connect(self._look)

    def _look(self) -> None:
        self._gather()
        self._make_ready()
        for drawn in self._canvas.settings.layers if self._canvas.settings else ():
            layer = drawn.layer
            large = layer.points is not None and len(layer) > MANY_POINTS
            if large and self._warm.get(layer) is not drawn.entry:
                self._warm[layer] = drawn.entry
                self._jobs.run("", partial(_prepare, drawn), momentary=True)

    def _gather(self) -> None:
        """Join the points of the map in sight, where that takes longer than a frame."""
        shown = self._canvas.frame.settings if self._canvas.frame is not None else None
        if shown is not None and _left(shown):
            self._joining.ask("", partial(_join, shown), lambda _: None)

    def _make_ready(self) -> None:
        """Let a point be found within shapes of very many vertices without a walk along them."""
        for drawn in self._canvas.drawn:
            layer = drawn.layer
            if layer.points is None and layer not in self._ready:
                self._ready.add(layer)
                if heavy(layer.geometry).any():
                    self._jobs.run("", partial(_ready, layer), momentary=True)


def _ready(layer: Layer, _progress: Progress) -> None:
    shapes = layer.geometry[heavy(layer.geometry)]
    shapely.prepare(shapes)
    shapely.intersects(shapes, shapely.Point(0, 0))  # what was prepared is worked out at first use


def _left(shown: MapSettings) -> list[int]:
    """Give the numbers of the layers whose points are still to be joined."""
    joined = (n for n, drawn in enumerate(shown.layers) if drawn.entry.symbology.clusters)
    return [number for number in joined if not are_at_hand(shown, number)]


def _join(shown: MapSettings, _progress: Progress) -> None:
    for number in _left(shown):
        clusters_of(shown, number)


def _prepare(drawn: Drawn, _progress: Progress) -> None:
    crowd_of(drawn)
