"""Outlines what a click would select, while the cursor rests over it."""

import numpy as np
from PySide6.QtCore import QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QPainter

from scmap.gui.canvas.canvas import Canvas
from scmap.gui.canvas.overlay import Marked, Overlay
from scmap.gui.canvas.picking import Hit
from scmap.gui.selection import Selection
from scmap.gui.sources import Sources

WAIT_MS = 90  # a cursor on its way marks nothing
OPACITY = 0.55  # paler than what is selected


class Hover(QObject):
    """Marks the feature under the cursor; while a tool is in the hand or the map moves, none."""

    def __init__(self, canvas: Canvas, sources: Sources, selection: Selection) -> None:
        super().__init__(canvas)
        self._canvas, self._sources, self._selection = canvas, sources, selection
        self._overlay = Overlay(canvas)
        self._at = QPointF()
        self._hit: Hit | None = None
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self._look)
        canvas.under.append(self._paint)
        canvas.moved_over.connect(self._note)
        for signal in (canvas.moved, canvas.left, canvas.clicked, sources.arrived):
            signal.connect(self._forget)

    @property
    def hit(self) -> Hit | None:
        """The feature that is marked."""
        return self._hit

    def _note(self, at: QPointF) -> None:
        self._at = at
        self._wait.start()

    def _forget(self, *_: object) -> None:
        self._wait.stop()
        self._mark(None)

    def _look(self) -> None:
        """Find what a click would select."""
        pushing = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        if self._canvas.tool is not None or pushing:
            self._mark(None)
            return
        hits = self._canvas.hits(*self._canvas.view.ground(self._at.x(), self._at.y()))
        self._mark(hits[0] if hits else None)

    def _mark(self, hit: Hit | None) -> None:
        if hit != self._hit:
            self._hit = hit
            self._canvas.update()

    def _marked(self) -> Marked | None:
        """Give the feature as the map shows it; what is selected has a mark of its own."""
        chosen = self._selection.selected
        hit = self._hit
        if hit is None or (chosen.layer, chosen.current) == (hit.layer, hit.uid):
            return None
        found = self._sources(hit.layer)
        layer = self._sources.as_shown(found) if found is not None else None
        if layer is None or not 0 <= hit.row < len(layer):
            return None
        return Marked(layer, np.array([hit.row], dtype=np.intp))

    def _paint(self, painter: QPainter) -> None:
        settings = self._canvas.settings if self._hit is not None else None
        if settings is None:
            return
        ratio = self._canvas.devicePixelRatioF()
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        painter.setOpacity(OPACITY)
        self._overlay.paint(painter, settings, self._marked(), moving=False)
        painter.restore()
