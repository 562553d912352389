"""Reads the country once and keeps the 위치도 on the canvas."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from scmap import reference
from scmap.cartography.display import Display
from scmap.formats.projection import on_plane
from scmap.gui.bridge import Bridge
from scmap.gui.canvas.canvas import Canvas
from scmap.gui.canvas.overview import Outline, OverviewBox
from scmap.gui.job import Jobs
from scmap.model.layer import Layer
from scmap.words import tr

LEVEL = "sido"


class Overview(QObject):
    """The country is read when it is first wanted, in the background, as the map is shown."""

    def __init__(self, canvas: Canvas, bridge: Bridge, jobs: Jobs) -> None:
        super().__init__(canvas)
        self.box = OverviewBox(canvas)
        self._bridge, self._jobs = bridge, jobs
        self._display: Display | None = None  # of the outline at hand, or under way
        self._wanted = False
        canvas.settled.connect(self._look)

    def want(self, wanted: bool) -> None:
        """Show where the map is, or no more."""
        self._wanted = wanted
        self.box.want(wanted)
        self._look()

    def _look(self) -> None:
        """Read the country after the map has been seen, if that was not done."""
        project = self._bridge.project
        display = Display.of(project)
        if not self._wanted or project is None or display == self._display:
            return
        self._display = display
        country = reference.boundaries_of(project)
        self._jobs.run(
            tr("overview.job"), lambda _: _outline(country, display), self.box.put, momentary=True
        )


def _outline(boundaries: Callable[[str], Layer], display: Display) -> Outline | None:
    country, plane = boundaries(LEVEL), display.plane
    return Outline.of(display.moved(country if plane == country.crs else on_plane(country, plane)))
