"""Going to a place by name or coordinate, to a project or centre, and keeping places."""

from collections.abc import Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from scmap.formats.projection import reprojected
from scmap.gui import search
from scmap.gui.bookmarks import bookmarks, drop_bookmark, keep_bookmark
from scmap.gui.bridge import Bridge
from scmap.gui.canvas.canvas import Canvas
from scmap.gui.canvas.pin import Pin
from scmap.gui.dialogs.go_to import Goal, GoToDialog, Take
from scmap.gui.dialogs.name import ask_name
from scmap.gui.job import Jobs
from scmap.gui.messages import Message, MessageBar
from scmap.gui.models.finder import Finder, FoundFeature
from scmap.gui.models.place_forms import place_forms
from scmap.gui.models.places import PlaceModel
from scmap.gui.navigation import AROUND, Navigation
from scmap.gui.newest import Newest
from scmap.gui.selection import Selection
from scmap.gui.sources import Sources
from scmap.model.coordinates import DEGREES, Typed, read_coordinate
from scmap.model.extent import Extent
from scmap.model.layer import PLANE
from scmap.model.project import Project
from scmap.progress import Progress
from scmap.reference import boundaries_of, gazetteer_of
from scmap.words import tr

NEAR_M = 1_000.0  # ground a side around a coordinate that is gone to from farther away
NEIGHBOURHOODS = "emd"
MIDDLE = (127.5, 36.5)  # of the country, degrees of longitude and latitude


class Going(QObject):
    """찾아가기 and 위치 저장."""

    _kept_as = Signal(str, bool)  # a name and whether it was, from the thread that writes

    def __init__(
        self,
        window: QWidget,
        bridge: Bridge,
        canvas: Canvas,
        messages: MessageBar,
        sources: Sources,
        selection: Selection,
        navigation: Navigation,
        jobs: Jobs,
    ) -> None:
        super().__init__(window)
        self._kept_as.connect(self._tell_kept)
        self._window, self._bridge = window, bridge
        self._canvas, self._messages = canvas, messages
        self._sources, self._selection, self._navigation = sources, selection, navigation
        self._newest = Newest(jobs, self, momentary=True)
        self.pin = Pin(canvas)
        self._finder: Finder | None = None
        bridge.opened.connect(self._forget)

    def ask(self) -> GoToDialog:
        """Ask where to go."""
        places = PlaceModel(gazetteer_of(self._bridge.project), self)
        dialog = GoToDialog(
            lambda query: [*self._typed(query), *self._kept(query), *self._named(places, query)],
            self._search,
            drop=lambda name: drop_bookmark(self._project, name),
            parent=self._window,
        )
        dialog.finished.connect(places.deleteLater)
        dialog.finished.connect(self._newest.drop)
        dialog.open()
        return dialog

    def go_to_coordinate(self, typed: Typed) -> None:
        """Show a coordinate in the middle, close enough to see what is there."""
        ((x, y),) = reprojected(np.array([[typed.x, typed.y]]), typed.crs, self._plane)
        if self._canvas.view.extent.width > 20 * NEAR_M:
            self._canvas.show_extent(Extent(x - NEAR_M, y - NEAR_M, x + NEAR_M, y + NEAR_M))
        self._canvas.centre_on(float(x), float(y))
        self.pin.point_out(float(x), float(y))

    def go_to_feature(self, found: FoundFeature) -> None:
        """Select a feature and show it; a neighbourhood is only shown."""
        if found.layer == NEIGHBOURHOODS:
            layer = boundaries_of(self._bridge.project)(NEIGHBOURHOODS)
            bounds = layer.bounds[layer.rows[found.uid]].tolist()
            self._canvas.show_extent(Extent(*bounds).grown(AROUND))
            return
        self._selection.select(found.layer, (found.uid,))
        self._navigation.zoom_to(found.layer, found.uid)

    def _typed(self, query: str) -> Sequence[Goal]:
        """Give the coordinate that a query is, if it is one."""
        typed = read_coordinate(query)
        if typed is None:
            return ()
        forms = place_forms(typed.x, typed.y, typed.crs)
        told = [forms[name] for name in ("sexagesimal", "number") if name in forms]
        text = tr("goto.coordinate", crs=typed.crs, place=" · ".join(told))
        return (Goal(text, partial(self.go_to_coordinate, typed)),)

    def _kept(self, query: str) -> Sequence[Goal]:
        wanted = search.folded(query).strip()
        return [
            Goal(tr("goto.kept", name=name), partial(self.go_back_to, name), name)
            for name in reversed(bookmarks(self._project))
            if search.matches(wanted, search.folded(name))
        ]

    def _named(self, places: PlaceModel, query: str) -> Sequence[Goal]:
        return [Goal(one.text, partial(self.go_to, one.code)) for one in places.find(query)]

    def _search(self, query: str, take: Take) -> None:
        """Look for projects, centres, facilities and neighbourhoods in the background."""
        project = self._bridge.project
        if project is None or not query.strip():
            return

        def work(progress: Progress) -> tuple[Finder, list[FoundFeature]]:
            finder = _finder(project, self._finder, progress)
            return finder, finder.find(query, progress=progress)

        def told(answer: tuple[Finder, list[FoundFeature]]) -> None:
            self._finder, found = answer
            take([self._goal(one) for one in found])

        self._newest.ask(tr("goto.job"), work, told)

    def make_ready(self) -> None:
        """Read in the background, once for each project, what the first search would wait for."""
        project = self._bridge.project
        if project is not None and self._finder is None and not self._newest.busy:

            def work(progress: Progress) -> Finder:
                place_forms(*MIDDLE, DEGREES)  # pyproj takes a while for the first place
                return _finder(project, None, progress)

            self._newest.ask("", work, self._keep_finder)

    def _keep_finder(self, finder: Finder) -> None:
        self._finder = finder

    def _forget(self) -> None:
        self._newest.drop()
        self._finder = None

    def _goal(self, found: FoundFeature) -> Goal:
        text = tr("goto.feature", name=found.name, beside=found.beside)
        return Goal(text, partial(self.go_to_feature, found))

    def keep(self) -> None:
        """Ask for a name, and keep the view under it."""
        title = tr("actions.view.bookmark").rstrip("…")
        name = ask_name(self._window, title, tr("goto.name"))
        if name:
            self.keep_as(name)

    def keep_as(self, name: str) -> None:
        """Keep the view under a name."""
        view = self._canvas.view
        told = partial(self._kept_as.emit, name)
        keep_bookmark(self._project, name, (*view.middle, view.ground_pixel), told)

    def _tell_kept(self, name: str, is_kept: bool) -> None:
        if is_kept:
            self._messages.tell(Message("success", tr("goto.done", name=name)))
        else:
            self._messages.tell(Message("warning", tr("goto.not_kept", name=name)))

    def go_back_to(self, name: str) -> None:
        """Show a kept place."""
        place = bookmarks(self._project).get(name)
        if place is not None:
            x, y, pixel = place
            dx, dy = self._canvas.width() * pixel / 2, self._canvas.height() * pixel / 2
            self._canvas.look_at(Extent(x - dx, y - dy, x + dx, y + dy))

    def go_to(self, code: str) -> None:
        """Show a municipality by its code, among its neighbours; the country for ""."""
        known = gazetteer_of(self._bridge.project)
        if not code:
            country = known.boundaries("sido").extent
            if country is not None:
                self._canvas.show_extent(country)
            return
        bounds = known.footprint(f"municipality:{code}").bounds
        self._canvas.show_extent(Extent(*bounds).grown(AROUND / 2))

    @property
    def _plane(self) -> str:
        project = self._bridge.project
        return project.crs if project is not None else PLANE

    @property
    def _project(self) -> str:
        project = self._bridge.project
        return project.uid if project is not None else ""


def _finder(project: Project, before: Finder | None, progress: Progress) -> Finder:
    """Give what finds the features of a project, and its neighbourhoods."""
    emd = boundaries_of(project)(NEIGHBOURHOODS)
    layers = [*((one.uid, one) for one in project.layers), (NEIGHBOURHOODS, emd)]
    return Finder.of(layers, before, progress=progress)
