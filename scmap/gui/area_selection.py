"""Selecting many things at once: by an area on the map, by their attributes, by where they are.

The search runs in the background; what it finds becomes the one selection of map and tables.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt

from scmap.analysis.spatial_selection import find_in_area
from scmap.cartography.settings import Drawn
from scmap.gui.bridge import Bridge
from scmap.gui.canvas.canvas import Canvas
from scmap.gui.job import Jobs
from scmap.gui.keys import LayerKeys, Uids
from scmap.gui.models.standard_titles import shown_title
from scmap.gui.newest import Newest
from scmap.gui.selection import Selection
from scmap.gui.sources import Sources, same_features
from scmap.model.layer import Layer
from scmap.model.maplayer import BASE, RESULT, MapLayer
from scmap.model.row_index import prepare
from scmap.progress import Progress
from scmap.words import tr

How: TypeAlias = Literal["new", "add", "toggle", "take", "among"]
Rows: TypeAlias = NDArray[np.intp]
Mask: TypeAlias = NDArray[np.bool_]
Found: TypeAlias = tuple[str, Layer, Rows]

HOWS: tuple[How, ...] = ("new", "add", "take", "among")  # that a dialog offers
MOST_NAMED = 2_000  # uids that are written out; more are kept as rows
SOME = 8  # uids, each looked for in several places; so many are found as they are

_JOINED: Mapping[How, Callable[[Mask, Mask], Mask]] = MappingProxyType(
    {
        "new": lambda _before, found: found,
        "add": np.logical_or,
        "toggle": np.logical_xor,
        "take": lambda before, found: before & ~found,
        "among": np.logical_and,
    }
)


@dataclass(frozen=True, eq=False)
class Asked:
    """What the map shows of a layer: of that, features may be selected.

    Which rows those are is found in the background: of a million points it takes a while.
    """

    layer: Layer
    shapes: tuple[Drawn, ...] = ()
    points: tuple[Drawn, ...] = ()

    def within(self, area: shapely.Geometry, progress: Progress) -> Rows:
        """Find the features that meet an area, ascending."""
        found = np.zeros(len(self.layer), dtype=bool)
        for drawn, as_points in ((self.shapes, False), (self.points, True)):
            rows = _rows_of(self.layer, drawn)
            at = find_in_area(self.layer, rows, area, as_points=as_points, progress=progress)
            found[at] = True
        return np.flatnonzero(found)


def _rows_of(layer: Layer, drawn: Sequence[Drawn]) -> Rows:
    """Give the rows that any of some entries shows, ascending."""
    shown = np.zeros(len(layer), dtype=bool)
    for one in drawn:
        shown[one.rows] = True
    return np.flatnonzero(shown)


class AreaSelection(QObject):
    """Finds what lies in an area among what the map shows, and selects it.

    Parameters
    ----------
    entry : callable
        Gives the current entry of the tree.
    """

    def __init__(
        self,
        canvas: Canvas,
        bridge: Bridge,
        selection: Selection,
        entry: Callable[[], MapLayer | None],
        jobs: Jobs,
        sources: Sources,
    ) -> None:
        super().__init__(canvas)
        self._canvas, self._bridge = canvas, bridge
        self._selection, self._entry = selection, entry
        self._newest, self._jobs, self._sources = Newest(jobs, self), jobs, sources

    @property
    def about(self) -> str:
        """What is selected from, in words: the current layer of the tree, or all that is shown."""
        entry = self._entry()
        shown = _by_layer(self._canvas.drawn)
        if entry is not None and entry.layer in shown:
            return shown_title(shown[entry.layer].layer.title)
        return tr("tools.select.all")

    def select(
        self,
        area: shapely.Geometry,
        held: Qt.KeyboardModifier,
        *,
        told: Callable[[str], None],
    ) -> None:
        """Select what meets an area; Shift adds, Ctrl takes out what is selected already.

        Parameters
        ----------
        area : shapely geometry
            On the plane of the map.
        held : Qt.KeyboardModifier
            Keys that were held.
        told : callable
            Takes what came of it, in words.
        """
        asked = {
            # Where the project has them, whatever CRS the map is shown in.
            name: replace(one, layer=self._sources(name) or one.layer)
            for name, one in self._asked().items()
        }
        self._newest.ask(
            tr("tools.select.job"),
            lambda progress: first_found(asked, area, progress),
            lambda found: self._take(found, _how(held), told),
        )

    @property
    def offered(self) -> dict[str, Layer]:
        """The layers of the tree from which one may select, by what the selection calls them."""
        project = self._bridge.project
        tree = project.map if project is not None else ()
        titles: dict[str, str] = {}
        for one in tree:
            titles.setdefault(one.layer, one.title)
        found = {name: self._sources(name) for name in titles if not name.startswith(BASE)}
        return {
            # What was computed is called as the tree calls it.
            name: layer.replace(title=titles[name]) if name.startswith(RESULT) else layer
            for name, layer in found.items()
            if layer is not None and len(layer)
        }

    @property
    def first(self) -> str:
        """Name of the current layer of the tree if one may select from it, else the investments."""
        entry, project = self._entry(), self._bridge.project
        if entry is not None and entry.layer in self.offered:
            return entry.layer
        investments = project.investments if project is not None else None
        return investments.uid if investments is not None else ""

    def apply(self, name: str, layer: Layer, found: Rows, how: How) -> int:
        """Make rows of a layer the selection, or join them to it; gives how many that leaves."""
        before = self._selection.selected
        same = same_features(before.layer, name)
        held, hit = np.zeros((2, len(layer)), dtype=bool)
        if same:
            held[before.rows(layer)] = True
        hit[found] = True
        joined = np.flatnonzero(_JOINED[how](held, hit))
        few = len(joined) <= MOST_NAMED
        uids: Sequence[str] = (
            tuple(map(str, layer.uids[joined])) if few else Uids(LayerKeys(layer), joined)
        )
        if len(joined):
            self._selection.select(name, uids)
        else:
            self._selection.clear()
        return len(joined)

    def _asked(self) -> dict[str, Asked]:
        """Give what may be selected by the name of its layer, in the order in which to look.

        The current layer of the tree alone, if the map shows it; else the investments come first.
        """
        shown = _by_layer(self._canvas.drawn)
        entry, project = self._entry(), self._bridge.project
        if entry is not None and entry.layer in shown:
            return {entry.layer: shown[entry.layer]}
        investments = project.investments if project is not None else None
        first = investments.uid if investments is not None else ""
        return dict(sorted(shown.items(), key=lambda one: one[0] != first))

    def _take(self, found: Found | None, how: How, told: Callable[[str], None]) -> None:
        if found is None:
            if how == "new":
                self._selection.clear()
            told(tr("tools.select.nothing"))
            return
        name, layer, rows = found
        count = self.apply(name, layer, rows, how)
        told(tr("tools.select.done", layer=shown_title(layer.title), count=f"{count:,}"))


def first_found(
    asked: Mapping[str, Asked], area: shapely.Geometry, progress: Progress
) -> Found | None:
    """Find what meets an area in the first layer of which anything does; None for nothing."""
    for name, one in asked.items():
        found = one.within(area, progress)
        if len(found):
            return name, one.layer, findable(one.layer, found)
    return None


def findable(layer: Layer, found: Rows) -> Rows:
    """Give rows that were found; finding them by their uids then keeps no window waiting."""
    if SOME < len(found) <= MOST_NAMED:
        prepare(layer.rows)
    return found


def _by_layer(drawn: Sequence[Drawn]) -> dict[str, Asked]:
    """Give what the map shows by layer, the topmost first; boundaries are never selected."""
    shown: dict[str, Asked] = {}
    for one in reversed(drawn):
        if one.entry.layer.startswith(BASE):
            continue
        before = shown.get(one.entry.layer, Asked(one.layer))
        if one.entry.shape == "point":
            shown[one.entry.layer] = replace(before, points=(*before.points, one))
        else:
            shown[one.entry.layer] = replace(before, shapes=(*before.shapes, one))
    return shown


def _how(held: Qt.KeyboardModifier) -> How:
    if held & Qt.KeyboardModifier.ControlModifier:
        return "toggle"
    return "add" if held & Qt.KeyboardModifier.ShiftModifier else "new"
