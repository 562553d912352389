"""Says in the status bar where on the ground the cursor is."""

import threading

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer

from scmap.formats.projection import to_degrees
from scmap.gui.canvas.canvas import Canvas
from scmap.gui.panels.status import StatusBar
from scmap.model.gazetteer import Place
from scmap.reference import gazetteer
from scmap.words import tr

_SOMEWHERE = (955_000.0, 1_950_000.0)  # in the country
WAIT_MS = 30  # the cursor's place is looked up when it has moved, at most so often


class Whereabouts(QObject):
    """Coordinate and municipality under the cursor."""

    def __init__(self, canvas: Canvas, status: StatusBar, parent: QObject) -> None:
        super().__init__(parent)
        self._status = status
        self._at: tuple[float, float] | None = None
        self._ready = threading.Event()  # set once what tells places is loaded
        canvas.settled.connect(self._load, Qt.ConnectionType.SingleShotConnection)
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self._say)
        canvas.hovered.connect(self._note)
        canvas.left.connect(self._forget)

    def _load(self) -> None:
        """Load what tells places while the planner looks: a third of a second at first use."""
        threading.Thread(target=self._loaded, name="places", daemon=True).start()

    def _loaded(self) -> None:
        x, y = _SOMEWHERE
        to_degrees(np.array([[x, y]]))
        gazetteer().at(x, y)
        self._ready.set()

    def _note(self, x: float, y: float) -> None:
        self._at = (x, y)
        if not self._wait.isActive():
            self._wait.start()

    def _forget(self) -> None:
        self._at = None
        self._status.put("coordinate", "")
        self._status.put("place", "")

    def _say(self) -> None:
        if self._at is None or not self._ready.is_set():
            return
        x, y = self._at
        ((lon, lat),) = to_degrees(np.array([[x, y]]))
        self._status.put("coordinate", f"{lon:.5f}°, {lat:.5f}°  {x:,.0f}, {y:,.0f} m")
        self._status.put("place", _named(gazetteer().at(x, y)))


def _named(place: Place | None) -> str:
    """Name a place; one off the known land is said to be the nearest."""
    if place is None:
        return ""
    if place.nearest_m:
        return tr("window.status.nearest", place=place.unit.title, metres=f"{place.nearest_m:,.0f}")
    return place.unit.title
