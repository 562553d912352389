"""편집: the tools that draw and change features, handed out to the canvas one at a time."""

from collections.abc import Callable, Mapping
from functools import partial
from types import SimpleNamespace
from typing import Protocol, cast

import numpy as np
import shapely
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from scmap import reference
from scmap.analysis.editing.corners import sharing
from scmap.analysis.editing.making import buffered, moved, turned
from scmap.formats.projection import reprojected
from scmap.gui.bridge import Bridge
from scmap.gui.canvas.canvas import Canvas
from scmap.gui.canvas.corner_editing import CornerEditing, Shapes
from scmap.gui.canvas.placing import Growing, Moving, Turning
from scmap.gui.canvas.region_picking import Region, RegionPicking, extent_of
from scmap.gui.canvas.sketching import (
    AreaSketching,
    CircleSketching,
    CorridorSketching,
    Drawn,
    LineSketching,
    PointSketching,
    Sketching,
)
from scmap.gui.canvas.tool import Point, Tool
from scmap.gui.edit_bar import EditBar
from scmap.gui.edit_deeds import EditDeeds
from scmap.gui.edit_target import EditTarget
from scmap.gui.findings import Findings
from scmap.gui.job import Jobs
from scmap.gui.live_met import LiveMet
from scmap.gui.messages import Message, MessageBar
from scmap.gui.selection import Selection
from scmap.gui.snapping import Snapping
from scmap.gui.sources import Sources
from scmap.model.coordinates import Typed
from scmap.model.layer import PLANE, Layer
from scmap.model.maplayer import MapLayer
from scmap.words import tr

DRAWING = ("point", "line", "area", "circle", "corridor", "region")
CHANGING = ("corners", "move", "rotate", "split", "bend", "hole", "fill", "grow")
EDITING = (*DRAWING, *CHANGING)
ALONE = frozenset({"corners"})  # tools that may be taken up before anything is selected
WORTH = 2  # points that are not let go of without a word

Sketch = Callable[..., Sketching]
_SKETCHES: Mapping[str, Sketch] = {
    "point": PointSketching,
    "line": LineSketching,
    "area": AreaSketching,
    "circle": CircleSketching,
    "corridor": CorridorSketching,
    "split": LineSketching,
    "bend": LineSketching,
    "hole": AreaSketching,
    "fill": PointSketching,
}


class Around(Protocol):
    """What editing needs of the window."""

    bridge: Bridge
    canvas: Canvas
    findings: Findings
    jobs: Jobs
    messages: MessageBar
    selection: Selection
    sources: Sources


class Editing(QObject):
    """Hands out the tools of editing, and has done what they make.

    Signals
    -------
    changed
        Another tool is in the hand, or none; or another layer is edited.
    """

    changed = Signal()

    def __init__(
        self, parent: QWidget, window: Around, entry: Callable[[], MapLayer | None]
    ) -> None:
        super().__init__(parent)
        self._window, self._bridge, self._canvas = window, window.bridge, window.canvas
        self.snapping = Snapping(window.canvas, window.sources)
        self.target = EditTarget(window.bridge, window.selection, entry)
        self.deeds = EditDeeds(
            parent, window.bridge, window.selection, self.target, window.jobs, window.messages
        )
        self._met = LiveMet(window.findings, window.jobs, self)
        self._held: tuple[str, Tool] | None = None
        self.take = SimpleNamespace(**{name: partial(self.hold, name) for name in EDITING})
        self.bar: EditBar | None = None
        self.target.changed.connect(self._follow)
        self.snapping.changed.connect(self.changed)
        window.bridge.opened.connect(self._leave_all)

    @property
    def held(self) -> str:
        """Name of the tool in the hand, one of `EDITING`; "" for none of them."""
        return self._held[0] if self._held is not None else ""

    def hold(self, name: str, on: bool = True) -> None:
        """Take a tool in the hand, or put it down when it is."""
        if not on or self.held == name:
            if self.held == name and not on:
                self.put_down()
            return
        why = self._why_not(name)
        if why:
            self._window.messages.tell(Message("warning", why))
            self.changed.emit()  # the button goes back
            return
        tool = self._made(name)
        if self._held is not None:  # a tool of somebody else hears that it is put down
            self._canvas.draw(None)
        self._set_aside()
        self._forget()
        self._held = (name, tool)
        if self.bar is not None:
            self.bar.show()
        tool.cancelled.connect(partial(self._leave, tool))
        self._canvas.draw(tool)
        self.changed.emit()

    def show_bar(self, shown: bool) -> None:
        """Show the bar of editing, or put it and its tool away."""
        if self.bar is not None:
            self.bar.setVisible(shown)
        if not shown:
            self.put_down()
        self.changed.emit()

    def put_down(self) -> None:
        """Let the hand pick on the map again."""
        if self._held is not None:
            self._canvas.draw(None)
            self._set_aside()
            self._forget()
            self.changed.emit()

    def _leave_all(self) -> None:
        """Put the tool down for good: what was drawn belongs to another project."""
        if self._held is not None:
            self._canvas.draw(None)
            self._forget()
            self.changed.emit()

    def _why_not(self, name: str) -> str:
        """Say why a tool cannot be taken up; "" when it can."""
        if name not in DRAWING and name not in ALONE and not self.target.shapes:
            return tr("editing.nothing")
        project, layer = self._bridge.project, self._edited(name)
        if project is not None and layer is not None and layer.crs not in ("", project.crs):
            return tr("editing.other_plane", layer=layer.title, crs=layer.crs)
        return ""

    def _edited(self, name: str) -> Layer | None:
        found = self.target.features
        return self.target.layer if name in DRAWING else found[0] if found else None

    # -- the tools ---------------------------------------------------------------------------

    def _made(self, name: str) -> Tool:
        if name == "corners":
            return self._corner_tool()
        tool = self._region_tool() if name == "region" else self._sketch(name)
        tool.moved.connect(partial(self._ask_met, tool, name))
        return tool

    def _sketch(self, name: str) -> Sketching:
        told = (self.snapping, self._to_plane)
        if name in _SKETCHES:
            tool = _SKETCHES[name](name, *told, self)
            tool.finished.connect(partial(self._finish, name, tool))
            return tool
        shapes = self.target.shapes
        whole = _together(list(shapes.values()))
        if name == "rotate":
            tool = Turning(whole, *told, self)
        else:
            tool = (Moving if name == "move" else Growing)(name, whole, *told, self)
        tool.own = tuple(shapes)
        tool.finished.connect(partial(self._place, name, shapes))
        return tool

    def _region_tool(self) -> RegionPicking:
        tool = RegionPicking(self._unit, self)
        again = partial(self._again, tool)
        tool.finished.connect(
            lambda chosen: self.deeds.add(tool.area, again, extent=extent_of(chosen))
        )
        return tool

    def _unit(self, level: str, x: float, y: float) -> Region | None:
        """Give the administrative unit of a level in which a place lies."""
        layer = reference.boundaries_of(self._bridge.project)(level)
        rows = layer.tree.query(shapely.Point(x, y), predicate="intersects")
        if not len(rows):
            return None
        row = int(rows[0])
        code, title, parent = (layer.text(one)[row] for one in ("code", "name", "parent"))
        return Region(level, str(code), str(title), str(parent or ""), layer.geometry[row])

    def _corner_tool(self) -> CornerEditing:
        tool = CornerEditing(self.snapping, self._neighbours, self)
        tool.takes_drags = False
        tool.gripped.connect(lambda on: setattr(self._canvas, "takes_drags", on))
        tool.picked.connect(self._pick)
        tool.finished.connect(lambda made: self.deeds.reshape(*made))
        tool.emptied.connect(
            lambda: self._window.messages.tell(Message("warning", tr("editing.corners.few")))
        )
        tool.moved.connect(partial(self._ask_met, tool, "corners"))
        tool.edit(*self._current())
        return tool

    def _current(self) -> tuple[str, shapely.Geometry | None]:
        return next(iter(self.target.shapes.items()), ("", None))

    def _neighbours(self, at: Point) -> Shapes:
        """Give the shapes of the edited layer with a corner there, if borders move together."""
        found = self.target.features
        if found is None or not self.snapping.topological:
            return {}
        layer = found[0]
        return {str(layer.uids[row]): layer.shapes([row])[0] for row in sharing(layer, at)}

    def _pick(self, x: float, y: float) -> None:
        """Edit the corners of the feature that was clicked."""
        edited = {layer.uid for layer in self.target.layers}
        hit = next((one for one in self._canvas.hits(x, y) if one.layer in edited), None)
        if hit is not None:
            self._window.selection.select(hit.layer, (hit.uid,))

    def _to_plane(self, typed: Typed) -> Point:
        project = self._bridge.project
        plane = project.crs if project is not None else PLANE
        place = np.array([[typed.x, typed.y]])
        x, y = (place if typed.crs == plane else reprojected(place, typed.crs, plane))[0].tolist()
        return x, y

    # -- what they made ----------------------------------------------------------------------

    def _finish(self, name: str, tool: Sketching, shape: shapely.Geometry) -> None:
        if name in DRAWING:
            self.deeds.add(shape, partial(self._again, tool))
            return
        deeds = {"split": self.deeds.split, "bend": self.deeds.bend, "hole": self.deeds.hole}
        if name == "fill":
            self.deeds.fill((float(shape.x), float(shape.y)))
        else:
            deeds[name](shape)
        tool.begin_again()

    def _again(self, tool: Sketching | RegionPicking) -> None:
        if self._held is not None and self._held[1] is tool:
            tool.begin_again()

    def _place(self, name: str, shapes: Shapes, _whole: shapely.Geometry) -> None:
        """Do to each feature what was done to all together."""
        tool = self._held[1] if self._held is not None else None
        if isinstance(tool, Moving):
            made = {uid: moved(one, *tool.by) for uid, one in shapes.items()}
        elif isinstance(tool, Growing):
            made = {uid: buffered(one, tool.by_metres) for uid, one in shapes.items()}
        elif isinstance(tool, Turning):
            made = {uid: turned(one, tool.about, -tool.degrees) for uid, one in shapes.items()}
        else:
            made = {}
        self.put_down()
        self.deeds.replace(made, name)

    def _ask_met(self, tool: Sketching | CornerEditing | RegionPicking, name: str) -> None:
        """Let the tool say what the investment under the hand meets."""
        layer = self._edited(name)
        if layer is None or layer.kind != "investment" or name == "fill":
            return
        uid = "" if name in DRAWING else self._current()[0]
        if name in ("split", "bend", "hole"):
            return
        self._met.ask(tool.area, uid, lambda lines: tool.tell(*lines) if self._has(tool) else None)

    def _has(self, tool: Tool) -> bool:
        return self._held is not None and self._held[1] is tool

    # -- keeping up --------------------------------------------------------------------------

    def _follow(self) -> None:
        """Edit what is selected now, in the shape it has now."""
        tool = self._held[1] if self._held is not None else None
        if isinstance(tool, CornerEditing):
            tool.edit(*self._current())
        self.changed.emit()

    def _leave(self, tool: Tool) -> None:
        """Take note that the tool was put down, by Esc or by another one on the canvas."""
        if not self._has(tool):
            return
        if self._canvas.tool is tool:
            self._canvas.draw(None)
        self._set_aside()
        self._forget()
        self.changed.emit()

    @property
    def unfinished(self) -> int:
        """How many points are drawn of a shape that is not finished; 0 where few would be lost."""
        name, tool = self._held or ("", None)
        count = len(tool.points) if name in _SKETCHES and isinstance(tool, Sketching) else 0
        return count if count >= WORTH else 0

    def _set_aside(self) -> None:
        """Offer to go on with what was being drawn when the tool was put down."""
        if self._held is not None and self.unfinished:
            name, tool = self._held
            told, action = tr("editing.left", count=self.unfinished), tr("editing.go_on")
            act = partial(self._go_on, name, cast("Sketching", tool).drawn)
            self._window.messages.tell(Message("info", told, action=action, act=act))

    def _go_on(self, name: str, drawn: Drawn) -> None:
        self.put_down()
        self.hold(name)
        tool = self._held[1] if self._held is not None else None
        if isinstance(tool, Sketching):
            tool.go_on(drawn)

    def _forget(self) -> None:
        self._met.drop()
        if self._held is not None:
            _name, tool = self._held
            self._held = None
            tool.deleteLater()


def _together(shapes: list[shapely.Geometry]) -> shapely.Geometry:
    """Give shapes as one, to be moved as they are."""
    return shapes[0] if len(shapes) == 1 else shapely.GeometryCollection(shapes)
