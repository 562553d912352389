"""Where the map's entries find their features: project, bundled boundaries, results."""

from collections.abc import Iterable, Mapping
from weakref import WeakKeyDictionary, WeakSet

from PySide6.QtCore import QObject, Signal

from scmap import reference
from scmap.cartography.display import Display
from scmap.errors import CrsMismatchError
from scmap.formats.projection import on_plane, out_of_reach
from scmap.gui.bridge import Bridge
from scmap.gui.job import Jobs
from scmap.gui.selection import Selected
from scmap.model.boundary import level_of, own_boundaries
from scmap.model.layer import Layer
from scmap.model.maplayer import BASE, RESULT
from scmap.model.project import Project
from scmap.progress import Progress
from scmap.words import tr

OVERLAP = f"{RESULT}overlap"
GRADED = f"{RESULT}graded"
DEPTH = f"{RESULT}depth"
PAIRS = frozenset({OVERLAP, GRADED})  # layers whose features are pairs, by the same uids


class Sources(QObject):
    """Answers for a layer's uid, "base:<level>" or "result:<name>" with its layer.

    Bundled boundaries are read by a job when an entry first asks for them.

    Signals
    -------
    arrived
        Layers can be answered that could not before.
    picked
        The ground of selected pairs was cut, or is wanted no more.
    failed : Exception
        Something of a layer cannot be shown where the project lies.
    """

    arrived = Signal()
    picked = Signal()
    failed = Signal(Exception)

    def __init__(self, bridge: Bridge, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._jobs = bridge, jobs
        self._base: dict[str, Layer] = {}
        self._asked: set[str] = set()
        self._results: dict[str, Layer] = {}
        self._picked: Layer | None = None
        self._moved: WeakKeyDictionary[Layer, Layer] = WeakKeyDictionary()
        self._moving: WeakSet[Layer] = WeakSet()
        self._last: dict[str, Layer] = {}  # as the map showed them last
        self._turning: set[tuple[Layer, Display]] = set()
        bridge.opened.connect(self._fetch)
        bridge.changed.connect(self._fetch)

    def __call__(self, name: str) -> Layer | None:
        """Give the layer of that name; None while it is not there (yet)."""
        project = self._bridge.project
        if name.startswith(BASE):
            return self._own(project).get(name) or self._base.get(name)
        if name.startswith(RESULT):
            return self._results.get(name)
        layer = project.layer(name) if project else None
        if layer is None or project is None:
            return None
        return self._on_plane(layer, project.crs)

    def _on_plane(self, layer: Layer, plane: str) -> Layer | None:
        """Give a layer where it lies on the project's plane, whatever its own; None until then."""
        if layer.crs in ("", plane):
            return layer
        moved = self._moved.get(layer)
        if moved is None and layer not in self._moving:
            self._moving.add(layer)
            self._jobs.run(
                tr("window.job.boundaries"),
                lambda _progress: _moved(layer, plane),
                lambda found: self._take_moved(layer, *found),
            )
        return moved

    def shown(self, name: str) -> Layer | None:
        """Give the layer of that name as the map shows it; while it is moved, as it was before."""
        layer = self(name)
        found = self.as_shown(layer) if layer is not None else None
        if found is not None:
            self._last[name] = found
            return found
        before = self._last.get(name) if layer is not None else None
        return before if before is not None and len(before) == len(layer or ()) else None

    def as_shown(self, layer: Layer) -> Layer | None:
        """Give a layer as the map shows it; None until it is moved."""
        display = Display.of(self._bridge.project)
        if display.knows(layer):
            return display.moved(layer)
        if (layer, display) not in self._turning:
            self._turning.add((layer, display))
            job = self._jobs.run(
                tr("window.job.display"),
                lambda _progress: display.moved(layer),
                lambda _found: self.arrived.emit(),
            )
            job.ended.connect(lambda: self._turning.discard((layer, display)))
        return None

    def _take_moved(self, layer: Layer, found: Layer, lost: int) -> None:
        self._moved[layer] = found
        if lost:
            told = {"layer": layer.title, "crs": layer.crs, "count": lost}
            self.failed.emit(CrsMismatchError("crs_out_of_reach", **told))
        self.arrived.emit()

    def publish(self, results: Mapping[str, Layer | None]) -> None:
        """Put results of the analysis on the map, all at once; None takes one away."""
        # Whoever listens lays out the tree and paints the map: told only of what is new, and once.
        if all(self._results.get(name) is layer for name, layer in results.items()):
            return
        kept = {**self._results, **results}
        self._results = {name: layer for name, layer in kept.items() if layer is not None}
        self.arrived.emit()

    def pick(self, layer: Layer | None) -> None:
        """Put the ground of selected pairs at hand that the map does not draw; None for none."""
        if layer is not self._picked:
            self._picked = layer
            self.picked.emit()

    def of(self, chosen: Selected) -> Layer | None:
        """Give the layer in which selected features are seen; None where there is none (yet)."""
        if chosen.layer in PAIRS:
            return self._picked or self._results.get(OVERLAP)
        return self(chosen.layer) if chosen else None

    @property
    def complete(self) -> bool:
        """Whether each bundled layer that the map names has arrived."""
        return self._wanted() <= self._base.keys() | self._own(self._bridge.project).keys()

    def _wanted(self) -> set[str]:
        project = self._bridge.project
        entries = project.map if project else ()
        return {entry.layer for entry in entries if entry.layer.startswith(BASE)}

    @staticmethod
    def _own(project: Project | None) -> dict[str, Layer]:
        """Give the boundaries of the project's own, by the name under which entries show them."""
        return {f"{BASE}{level_of(one)}": one for one in own_boundaries(project)}

    def _fetch(self) -> None:
        project = self._bridge.project
        named = {entry.layer for entry in project.map} if project else set()
        # Layers that are gone would stay in memory, with all their features, as long as the window.
        self._last = {name: layer for name, layer in self._last.items() if name in named}
        own = self._own(project)
        missing = sorted(self._wanted() - self._asked - own.keys())
        if missing:
            self._asked.update(missing)
            self._jobs.run(
                tr("window.job.boundaries"), lambda p: _read(missing, p), self._base_arrived
            )

    def _base_arrived(self, layers: dict[str, Layer]) -> None:
        self._base.update(layers)
        self.arrived.emit()


def _moved(layer: Layer, plane: str) -> tuple[Layer, int]:
    found = on_plane(layer, plane)
    return found, out_of_reach(layer, found)


def _read(names: Iterable[str], progress: Progress) -> dict[str, Layer]:
    layers = {}
    for name in names:
        layers[name] = reference.base_layer(name.removeprefix(BASE))
        progress(len(layers) / (len(layers) + 1))
    return layers


def same_features(one: str, other: str) -> bool:
    """Tell whether two layers show the same things, so that a selection in one is seen in both."""
    return one == other or {one, other} <= PAIRS
