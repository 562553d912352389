"""Says in the status bar where on the ground the cursor is."""

import threading

import numpy as np
from PySide6.QtCore import QObject, QTimer

from scmap import settings
from scmap.cartography.display import Display
from scmap.formats.projection import to_degrees
from scmap.gui.bridge import Bridge
from scmap.gui.canvas.canvas import Canvas
from scmap.gui.models.place_forms import place_forms
from scmap.gui.panels.status import StatusBar
from scmap.gui.preferences import keep
from scmap.model.gazetteer import Gazetteer, Place
from scmap.model.layer import PLANE
from scmap.progress import stand_behind
from scmap.reference import gazetteer_of
from scmap.words import tr

_SOMEWHERE = (955_000.0, 1_950_000.0)  # in the country
BOTH = "both"  # degrees, and metres behind them
WAIT_MS = 30  # the cursor's place is looked up when it has moved, at most so often


class Whereabouts(QObject):
    """Coordinate and municipality under the cursor."""

    def __init__(self, bridge: Bridge, canvas: Canvas, status: StatusBar, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge, self._status = bridge, status
        self._known: Gazetteer | None = None  # whose ground is loaded
        self._form = settings.load(settings.settings_file()).text("coordinate_form")
        self._at: tuple[float, float] | None = None
        self._ready = threading.Event()  # set once what tells places is loaded
        canvas.settled.connect(self._load)
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self._say)
        canvas.hovered.connect(self._note)

    def _load(self) -> None:
        """Load what tells places while the planner looks: a third of a second at first use."""
        known = gazetteer_of(self._bridge.project)
        if known is self._known:
            return
        self._known = known
        self._ready.clear()
        loader = threading.Thread(target=self._loaded, args=(known,), name="places", daemon=True)
        loader.start()

    def _loaded(self, known: Gazetteer) -> None:
        stand_behind()
        x, y = _SOMEWHERE
        to_degrees(np.array([[x, y]]))
        known.at(x, y)
        if known is self._known:
            self._ready.set()

    def _note(self, x: float, y: float) -> None:
        self._at = (x, y)
        if not self._wait.isActive():
            self._wait.start()

    @property
    def form(self) -> str:
        """How the coordinate is written: one of `FORMS`, or `BOTH`."""
        return self._form

    def choose(self, form: str) -> None:
        """Write the coordinate another way, at the next start too."""
        keep("coordinate_form", form)
        self.show_as(form)

    def show_as(self, form: str) -> None:
        """Write the coordinate in a form that is kept already."""
        self._form = form
        self._say()

    @property
    def at(self) -> tuple[float, float] | None:
        """The place that is shown; that under the cursor last when it has left the map."""
        return self._at

    def _say(self) -> None:
        if self._at is None or self._known is None or not self._ready.is_set():
            return
        x, y = self._at
        self._status.put("coordinate", self._written(x, y), tr("coordinates.cell.tip"))
        self._status.put("place", _named(self._known.at(x, y)))

    def _written(self, x: float, y: float) -> str:
        if self._form != BOTH:
            return place_forms(x, y, PLANE).get(self._form, "")
        here, display = np.array([[x, y]]), Display.of(self._bridge.project)
        ((lon, lat),) = to_degrees(here)
        degrees = f"{lon:.5f}°, {lat:.5f}°"
        if display.is_degrees:
            return degrees
        ((x, y),) = display.place(here).tolist()
        return f"{degrees}  {x:,.0f}, {y:,.0f} m"


def _named(place: Place | None) -> str:
    """Name a place; one off the known land is said to be the nearest."""
    if place is None:
        return ""
    if place.nearest_m:
        return tr("window.status.nearest", place=place.unit.title, metres=f"{place.nearest_m:,.0f}")
    return place.unit.title
