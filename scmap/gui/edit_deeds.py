"""What the tools of editing do to the project: one command each, in words that undo repeats."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import shapely
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from scmap import reference
from scmap.analysis.editing.cutting import merged, reshaped, split, with_hole, without_hole
from scmap.cartography.presets import plain_entry
from scmap.errors import InputError, ScmapError
from scmap.gui.bridge import Bridge
from scmap.gui.canvas.tool import Point
from scmap.gui.edit_target import EditTarget, dimensions_of
from scmap.gui.job import Jobs
from scmap.gui.messages import Message, MessageBar
from scmap.gui.selection import Selection
from scmap.model.gazetteer import Gazetteer
from scmap.model.layer import Layer, objects
from scmap.model.plan import Plan
from scmap.model.project import Project, new_uid
from scmap.session.editing import (
    added,
    changed_shapes,
    joined,
    removed,
    split_up,
    with_record_cells,
)
from scmap.session.surveying import move_investment, placed
from scmap.words import tr

DRAWN = ("point", "line", "area")  # layers that are made for what no layer takes, by dimensions


class EditDeeds(QObject):
    """Carries out what the hand made, on the target layer or the selected features."""

    def __init__(
        self,
        window: QWidget,
        bridge: Bridge,
        selection: Selection,
        target: EditTarget,
        jobs: Jobs,
        messages: MessageBar,
    ) -> None:
        super().__init__(window)
        self._bridge, self._selection, self._target = bridge, selection, target
        self._jobs, self._messages = jobs, messages
        self.register: Callable[[Plan, Callable[[], None]], None] | None = None

    # -- new ---------------------------------------------------------------------------------

    def add(self, shape: shapely.Geometry, done: Callable[[], None], *, extent: str = "") -> None:
        """Add what was drawn; an investment is asked for in its form first.

        Parameters
        ----------
        shape : Geometry
            On the plane of the project.
        done : callable
            Called once it is part of the project.
        extent : str
            The units that make it up, as an investment writes them; "" where it was drawn.
        """
        layer = self._target.layer
        dimensions = int(shapely.get_dimensions(shape))
        if layer is not None and layer.kind == "investment" and dimensions == 2:
            places = reference.gazetteer_of(self._bridge.project)
            self._jobs.run(
                tr("survey.job"),
                lambda _: composed(placed(shape, places), extent),
                partial(self._ask, done),
            )
            return
        if layer is None or dimensions_of(layer) not in (-1, dimensions):
            layer = self._drawn_layer(dimensions)
        uid = new_uid()
        made = self._do(
            tr("editing.did.add", layer=layer.title),
            lambda project: added(_with(project, layer), layer.uid, shape, uid),
        )
        if made:
            self._selection.select(layer.uid, (uid,))
        done()

    def _ask(self, done: Callable[[], None], plan: Plan) -> None:
        if self.register is not None:
            self.register(plan, done)

    def _drawn_layer(self, dimensions: int) -> Layer:
        """Give the project's layer of drawn things of a kind, or a new one."""
        name = f"drawn_{DRAWN[dimensions]}"
        project = self._bridge.project
        found = project.named(name) if project is not None else None
        if found is not None or project is None:
            return found or _empty(name, dimensions, "")
        title = tr(f"editing.layer.{DRAWN[dimensions]}")
        self._messages.tell(Message("info", tr("editing.layer.made", layer=title)))
        return _empty(name, dimensions, project.crs)

    # -- changed -----------------------------------------------------------------------------

    def reshape(self, shapes: Mapping[str, shapely.Geometry], deed: str) -> None:
        """Give features of the selection's layer other shapes; `deed` names what was done."""
        found = self._target.features
        if found is None or not shapes:
            return
        layer = found[0]
        words = tr(f"editing.did.{deed}", name=_title(layer, next(iter(shapes))))
        self._do(words, lambda project: changed_shapes(project, layer.uid, shapes))

    def replace(self, shapes: Mapping[str, shapely.Geometry], deed: str) -> None:
        """Put features on other ground: an investment's municipalities go along."""
        found = self._target.features
        if found is None or not shapes:
            return
        layer = found[0]
        if layer.kind != "investment":
            self.reshape(shapes, deed)
            return
        places = reference.gazetteer_of(self._bridge.project)
        words = tr(f"editing.did.{deed}", name=_title(layer, next(iter(shapes))))
        areas = {uid: one for uid, one in shapes.items() if shapely.get_dimensions(one) == 2}
        points = {uid: one for uid, one in shapes.items() if uid not in areas}

        def put(plans: Mapping[str, Plan]) -> None:
            self._do(words, lambda project: _put(_pinned(project, points, places), plans))

        self._jobs.run(
            tr("survey.job"),
            lambda _: {uid: placed(shape, places) for uid, shape in areas.items()},
            put,
        )

    def split(self, blade: shapely.Geometry) -> None:
        """Cut the selected features by a line; those that it does not cross stay."""
        self._try(self._split, blade)

    def _split(self, blade: shapely.Geometry) -> None:
        found = self._target.features
        shapes = {uid: one for uid, one in self._target.shapes.items() if one.crosses(blade)}
        if found is None or not shapes:
            split(shapely.box(0, 0, 1, 1), blade)  # says that nothing is cut
            return
        layer = found[0]
        parts = {uid: split(shape, blade) for uid, shape in shapes.items()}
        news = {uid: [new_uid() for _ in several[1:]] for uid, several in parts.items()}

        def cut(project: Project) -> Project:
            for uid, several in parts.items():
                project = split_up(project, layer.uid, uid, several, news[uid])
            return project

        name = _title(layer, next(iter(shapes)))
        count = sum(map(len, parts.values()))
        if self._do(tr("editing.did.split", name=name, count=count), cut):
            every = [*parts, *(uid for several in news.values() for uid in several)]
            self._selection.select(layer.uid, every)
            if layer.kind == "investment":
                self._messages.tell(Message("info", tr("editing.split.money", name=name)))

    def merge(self) -> None:
        """Make one feature of the selected ones; the values of the current one are kept."""
        found, shapes = self._target.features, self._target.shapes
        if found is None or len(shapes) < 2:
            self._messages.tell(Message("warning", tr("editing.merge.few")))
            return
        self._try(self._merge, found[0], shapes)

    def _merge(self, layer: Layer, shapes: Mapping[str, shapely.Geometry]) -> None:
        shape, uids = merged(list(shapes.values())), tuple(shapes)
        if layer.kind == "investment" and shapely.get_dimensions(shape) < 2:
            raise InputError("edit_kinds_differ")  # points of investments are not their ground
        name = _title(layer, uids[0])
        words = tr("editing.did.merge", name=name, count=len(uids))
        if self._do(words, lambda project: joined(project, layer.uid, uids, shape)):
            self._selection.select(layer.uid, uids[:1])
            self._messages.tell(Message("success", tr("editing.merged", name=name)))

    def bend(self, line: shapely.Geometry) -> None:
        """Let the border of the selected feature take the course of a line."""
        self._one("bend", lambda shape: reshaped(shape, line))

    def hole(self, hole: shapely.Geometry) -> None:
        """Cut a hole out of the selected feature."""
        self._one("hole", lambda shape: with_hole(shape, hole))

    def fill(self, at: Point) -> None:
        """Fill the hole of the selected feature in which a place lies."""
        self._one("fill", lambda shape: without_hole(shape, at))

    def delete(self) -> None:
        """Take the selected features out of their layer."""
        found = self._target.features
        if found is None or not found[1]:
            self._messages.tell(Message("warning", tr("editing.nothing")))
            return
        layer, uids = found
        key = "editing.did.delete" if len(uids) > 1 else "editing.did.delete_one"
        words = tr(key, name=_title(layer, uids[0]), count=len(uids))
        if self._do(words, lambda project: removed(project, layer.uid, uids)):
            undo = self._bridge.undo
            self._messages.tell(Message("success", words, action=tr("editing.undo"), act=undo))

    def _one(self, deed: str, make: Callable[[shapely.Geometry], shapely.Geometry]) -> None:
        """Change the current feature of the selection."""
        shapes = self._target.shapes
        if not shapes:
            self._messages.tell(Message("warning", tr("editing.nothing")))
            return
        uid, shape = next(iter(shapes.items()))
        self._try(lambda: self.reshape({uid: make(shape)}, deed))

    def _try(self, deed: Callable[..., None], *given: object) -> None:
        try:
            deed(*given)
        except ScmapError as error:
            self._messages.tell_error(error)

    def _do(self, words: str, command: Callable[[Project], Project]) -> bool:
        """Carry out a command; what cannot be done is said."""
        try:
            self._bridge.do(words, command)
        except ScmapError as error:
            self._messages.tell_error(error)
            return False
        return True


def composed(plan: Plan, extent: str) -> Plan:
    """Say of a plan which units make it up: 법정동 (A′), or whole municipalities (B)."""
    if not extent:
        return plan
    return replace(plan, extent=extent, quality="A′" if extent.startswith("emd") else "B")


def _put(project: Project, plans: Mapping[str, Plan]) -> Project:
    for uid, plan in plans.items():
        project = move_investment(project, uid, plan)
    return project


def _pinned(project: Project, points: Mapping[str, shapely.Geometry], places: Gazetteer) -> Project:
    """Put the points of investments elsewhere; in another municipality they are that one's."""
    layer = project.investments
    if layer is None or not points:
        return project
    project = changed_shapes(project, layer.uid, points)
    for uid, point in points.items():
        place = places.at(float(point.x), float(point.y))
        codes = str(layer.text("municipality_code")[layer.rows[uid]] or "").split(";")
        if place is not None and place.municipality.code not in codes:
            told = {
                "municipality": place.municipality.title,
                "municipality_code": place.municipality.code,
            }
            project = with_record_cells(project, layer.uid, uid, told)
    return project


def _with(project: Project, layer: Layer) -> Project:
    """Give the project with a layer and its entry on the map; one that is there stays."""
    if project.layer(layer.uid) is not None:
        return project
    return project.with_layer(layer).with_entry(plain_entry(_sample(layer)))


def _sample(layer: Layer) -> Layer:
    """Give a layer with one shape, by which its look is chosen while it is still empty."""
    shape = (shapely.Point(0, 0), shapely.LineString([(0, 0), (1, 1)]), shapely.box(0, 0, 1, 1))
    dimensions = DRAWN.index(layer.name.removeprefix("drawn_"))
    cells = {name: objects([None]) for name in layer.columns}
    return layer.replace(uids=objects(["-"]), geometry=objects([shape[dimensions]]), columns=cells)


def _empty(name: str, dimensions: int, crs: str) -> Layer:
    title = tr(f"editing.layer.{DRAWN[dimensions]}")
    none: Sequence[object] = ()
    columns = {key: objects(none) for key in ("name", "note")}
    return Layer(new_uid(), name, title, "other", crs, objects(none), objects(none), columns)


def _title(layer: Layer, uid: str) -> str:
    """Name a feature, or its layer where it has no name."""
    return str(layer.text("name")[layer.rows[uid]] or layer.title)
