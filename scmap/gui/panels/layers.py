"""The layer tree: what the map shows, in which order, and what its signs mean."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Signal
from PySide6.QtWidgets import (
    QStackedLayout,
    QWidget,
)

from scmap.gui.bridge import Bridge
from scmap.gui.dialogs.properties import LayerProperties
from scmap.gui.dialogs.source_form import SourceDialog
from scmap.gui.job import Jobs
from scmap.gui.models.layer_tree import TITLE, LayerTreeModel
from scmap.gui.models.standard_titles import shown_title
from scmap.gui.models.tree_nodes import Checks, Grown
from scmap.gui.newest import Newest
from scmap.gui.panels.empty import EmptyState
from scmap.gui.panels.panel import Panel
from scmap.gui.panels.tree_view import TreeView
from scmap.gui.selection import Selection
from scmap.gui.sources import Sources, same_features
from scmap.gui.turns import Turns
from scmap.model.layer import Layer, objects
from scmap.model.maplayer import MapLayer
from scmap.model.project import Project
from scmap.model.row_index import found_rows
from scmap.session import layer_tree
from scmap.session.provenance import with_source
from scmap.session.rebasing import unbased
from scmap.session.session import Changes
from scmap.words import tr

MANY = 20_000  # features; counting more of them takes longer than a frame
MOST_LOOKED_UP = 1000  # selected features that decide which entries are marked


class LayersPanel(Panel):
    """The tree of the open project; every switch and move is a command that can be undone.

    Signals
    -------
    entry_changed
        Another entry is the current one, or it reads differently now.
    zoom_wanted : str
        uid of an entry that was double-clicked or entered.
    menu_wanted : QPoint
        Where on the screen the layer menu was asked for.
    """

    entry_changed = Signal()
    zoom_wanted = Signal(str)
    menu_wanted = Signal(QPoint)

    def __init__(
        self,
        bridge: Bridge,
        sources: Sources,
        selection: Selection,
        parent: QWidget | None = None,
        jobs: Jobs | None = None,
    ) -> None:
        super().__init__(parent)
        self._newest = Newest(jobs, self, momentary=True) if jobs is not None else None
        self._turns = Turns(self)
        self._patient = False  # whether the tree may be laid out in the background
        self._bridge, self._sources, self._selection = bridge, sources, selection
        self._model = LayerTreeModel(self)
        self._sketched = True  # whether the tree of the open project is shown, be it uncounted
        self._current = ""  # uid of the entry that the layer menu is about
        self._heading = ""  # the heading that it is about in its place
        self._checks: Checks = {}
        self._view = TreeView(self)
        self._view.setModel(self._model)
        self._view.dress()
        self._empty = EmptyState(self)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._view)
        self._stack.addWidget(self._empty)
        self._wire()
        self.retranslate()

    def _wire(self) -> None:
        self._model.asked.connect(self._show_entries)
        self._model.renamed.connect(self._rename)
        self._model.dropped.connect(self._drop)
        self._model.heading_dropped.connect(self._drop_heading)
        self._view.selectionModel().currentChanged.connect(self._take_current)
        self._view.entered_row.connect(self._enter)
        self._view.customContextMenuRequested.connect(self._ask_menu)
        self._empty.pressed.connect(self.action_wanted)
        self._bridge.opened.connect(self._begin)
        self._bridge.changed.connect(self._look)
        self._sources.arrived.connect(self._outdate_patiently)
        self._selection.changed.connect(self._follow)

    @property
    def entry(self) -> MapLayer | None:
        """The current entry; None while a heading is current, or nothing."""
        project = self._bridge.project
        entries = project.map if project else ()
        return next((entry for entry in entries if entry.uid == self._current), None)

    @property
    def heading(self) -> str:
        """The current heading; "" while an entry is current, or nothing."""
        return self._heading

    def take_checks(self, checks: Checks) -> None:
        """Mark entries that show features, by their layer's uid, with something to check."""
        if checks != self._checks:
            self._checks = dict(checks)
            self._outdate_patiently()

    def toggle(self) -> None:
        """Show the current entry, or all below the current heading, on the map, or hide it."""
        if self.entry is not None:
            self._show_entries((self.entry.uid,), not self.entry.visible)
        elif below := self._below(self._heading):
            shown = all(entry.visible for entry in below)
            self._show_entries(tuple(entry.uid for entry in below), not shown)

    def raise_entry(self) -> None:
        """Move the current entry one place up in its group, or the heading above the one above."""
        if self._heading:
            self._move_heading(-1)
        self._do("up", lambda project, uid: layer_tree.move(project, uid, 1))

    def lower_entry(self) -> None:
        """Move the current entry one place down in its group, or the heading below the next."""
        if self._heading:
            self._move_heading(1)
        self._do("down", lambda project, uid: layer_tree.move(project, uid, -1))

    def rename_row(self) -> None:
        """Let the current entry or heading be called otherwise, in its place."""
        index = self._view.currentIndex().siblingAtColumn(TITLE)
        if index.isValid():
            self._view.setFocus()
            self._view.edit(index)

    def duplicate_entry(self) -> None:
        """Show the rows of the current entry a second time, for another look."""
        entry = self.entry
        if entry is not None:
            title = tr("layers.copy", layer=entry.title)
            self._do("duplicate", lambda project, uid: layer_tree.duplicate(project, uid, title))

    def group_entry(self) -> None:
        """Put the current entry under a heading of its own, to be named at once."""
        project = self._bridge.project
        if project is None or self.entry is None:
            return
        known = {entry.group for entry in project.map}
        names = (tr("layers.new_group", number=number) for number in range(1, len(known) + 2))
        title = next(name for name in names if name not in known)
        self._do(
            "group", lambda now, uid: layer_tree.place(now, {uid}, title, over=_topmost(now, uid))
        )
        self.catch_up()
        self._view.setCurrentIndex(self._model.find_heading(title))
        self.rename_row()

    def remove_entry(self) -> None:
        """Take the current entry off the tree."""
        self._do("remove", layer_tree.remove)

    def show_properties(self) -> None:
        """Show where the current entry's data come from, and what is known about them."""
        entry, project = self.entry, self._bridge.project
        layer = self._sources(entry.layer) if entry is not None else None
        if entry is None:
            return
        session = self._bridge.session
        own = layer is not None and project is not None and project.layer(layer.uid) is not None
        editable = own and session is not None and not session.read_only
        dialog = LayerProperties(entry, layer, self, editable=editable)
        dialog.edit_wanted.connect(lambda: self._edit_source(entry, layer, dialog))
        dialog.back_wanted.connect(dialog.accept)
        dialog.back_wanted.connect(lambda: self._bridge.do(tr("rebase.undo"), unbased))
        dialog.open()

    def _edit_source(self, entry: MapLayer, layer: Layer | None, shown: LayerProperties) -> None:
        """Let the planner put right where a layer comes from; then show it so."""
        if layer is None:
            return
        dialog = SourceDialog(layer, shown)

        def apply() -> None:
            said, grade = dialog.said, dialog.security
            label = tr("source.undo", layer=shown_title(entry.title))
            self._bridge.do(label, lambda project: with_source(project, layer.uid, said, grade))
            shown.accept()
            self.show_properties()

        dialog.accepted.connect(apply)
        dialog.open()

    def select_entry(self, uid: str) -> None:
        """Make an entry the current one."""
        self.catch_up()
        self._sketch()
        self._view.setCurrentIndex(self._model.find(uid))

    def refresh(self) -> None:
        """Show the tree as the project has it now; what was unfolded stays so.

        Where features came that are very many they are counted in the background; what the hand
        does to the tree is seen at once.
        """
        project, checks = self._bridge.project, self._checks
        entries = project.map if project else ()
        layers = {entry.layer: self._sources(entry.layer) for entry in entries}
        patient, self._patient = self._patient, False
        many = sum(len(layer) for layer in layers.values() if layer is not None) > MANY
        if self._newest is None:
            self._put(Grown.of(entries, layers.get, checks))
        elif patient and many:
            self._newest.ask(
                tr("layers.title"), lambda _: Grown.of(entries, layers.get, checks), self._put
            )
            if not self._sketched:
                self._turns.ask(self._sketch)  # there is much to do when a project opens
        else:
            self._newest.drop()
            self._put(Grown.of(entries, layers.get, checks))

    def _put(self, grown: Grown) -> None:
        self._sketched = True
        project = self._bridge.project
        entries = project.map if project else ()
        unfolded = self._view.unfolded()
        current, heading = self._current, self._heading
        self._model.put(grown)
        self._view.unfold(unfolded)
        row = self._model.find_heading(heading) if heading else self._model.find(current)
        self._view.setCurrentIndex(row)
        self._stack.setCurrentWidget(self._view if entries else self._empty)
        self._say_empty(project)
        self._mark()
        self.entry_changed.emit()

    def retranslate(self) -> None:
        """Say everything in the language now in force."""
        self.setAccessibleName(tr("layers.title"))
        self._view.setAccessibleName(tr("layers.tree.name"))
        self._view.setAccessibleDescription(tr("layers.tree.tip"))
        self._model.say_anew()
        self.outdate()

    def changeEvent(self, event: QEvent) -> None:
        """Draw icons in the colours now in force."""
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_model"):
            self._model.say_anew()
        super().changeEvent(event)

    def _begin(self) -> None:
        """Show the tree of another project soon, and what is in it when that is counted."""
        if self._newest is not None:
            self._newest.drop()
        self._sketched = False
        self._outdate_patiently()

    def _sketch(self) -> None:
        """Show the tree before what is in it is counted, unless it is shown by now."""
        if self._sketched or self._newest is None or not self._newest.busy:
            return
        project = self._bridge.project
        self._put(Grown.of(project.map if project else (), lambda _: None, {}))

    def _outdate_patiently(self) -> None:
        self._patient = True
        self.outdate()

    def _look(self, changes: Changes) -> None:
        if changes.layers:
            self._outdate_patiently()
        elif changes.map:
            self.outdate()

    def _do(self, verb: str, command: Callable[[Project, str], Project]) -> None:
        entry = self.entry
        if entry is not None:
            label = tr(f"layers.do.{verb}", layer=shown_title(entry.title))
            self._bridge.do(label, lambda project: command(project, entry.uid))

    def _show_entries(self, uids: tuple[str, ...], visible: bool) -> None:
        project = self._bridge.project
        entries = [entry for entry in project.map if entry.uid in uids] if project else []
        verb = "show" if visible else "hide"
        if len(entries) == 1:
            label = tr(f"layers.do.{verb}", layer=shown_title(entries[0].title))
        else:
            label = tr(f"layers.do.{verb}_several", count=len(entries))
        self._bridge.do(label, lambda now: layer_tree.set_visible(now, uids, visible))

    def _below(self, heading: str) -> list[MapLayer]:
        project = self._bridge.project
        entries = project.map if project and heading else ()
        return [entry for entry in entries if entry.group == heading]

    def _move_heading(self, by: int) -> None:
        """Move the current heading past its neighbour in the tree."""
        row = self._model.find_heading(self._heading).row()
        titles = self._model.headings
        place = titles.index(self._heading) if self._heading in titles else -1
        if row < 0 or not 0 <= place + by < len(titles):
            return
        beyond = place + by if by < 0 else place + by + 1
        self._drop_heading(self._heading, titles[beyond] if beyond < len(titles) else "")

    def _rename(self, uid: str, old: str, title: str) -> None:
        label = tr("layers.do.rename", layer=old, title=title)
        if uid:
            self._bridge.do(label, lambda project: layer_tree.rename(project, uid, title))
        else:
            self._heading = title
            self._bridge.do(label, lambda project: layer_tree.rename_group(project, old, title))

    def _drop(self, uid: str, group: str, over: str) -> None:
        project = self._bridge.project
        entry = next((one for one in project.map if one.uid == uid), None) if project else None
        if entry is None or over == uid:
            return
        label = tr("layers.do.move", layer=shown_title(entry.title))
        self._bridge.do(label, lambda now: layer_tree.place(now, {uid}, group, over=over or None))

    def _drop_heading(self, heading: str, over: str) -> None:
        if self._below(heading):
            label = tr("layers.do.move", layer=heading)
            self._bridge.do(
                label, lambda now: layer_tree.place_group(now, heading, over=over or None)
            )

    def _take_current(self, index: QModelIndex) -> None:
        entry, heading = self._model.entry(index), self._model.heading(index)
        uid = entry.uid if entry else ""
        if (uid, heading) != (self._current, self._heading):
            self._current, self._heading = uid, heading
            self.entry_changed.emit()

    def _enter(self, index: QModelIndex) -> None:
        entry = self._model.entry(index)
        if entry is not None:
            self.zoom_wanted.emit(entry.uid)

    def _ask_menu(self, place: QPoint) -> None:
        index = self._view.indexAt(place)
        if index.isValid():
            self._view.setCurrentIndex(index)
        else:  # by the keyboard: below the current row
            place = self._view.visualRect(self._view.currentIndex()).bottomLeft()
        if self.entry is not None or self._heading:
            self.menu_wanted.emit(self._view.viewport().mapToGlobal(place))

    def _follow(self) -> None:
        """Show where the selection stands in the tree, now or when the panel is seen again."""
        if self.isVisible():
            self._selection.in_turn(self._mark)
        else:
            self.outdate()

    def _mark(self) -> None:
        """Print the entries bold that show what is selected, and bring the topmost into sight."""
        marked = [entry.uid for entry in self._showing()]
        if set(marked) == self._model.marked:
            return
        self._model.mark(marked)
        if marked:
            self._view.scrollTo(self._model.find(marked[-1]))

    def _showing(self) -> Iterable[MapLayer]:
        """Yield the entries with a selected feature among their rows, from bottom to top."""
        project, selected = self._bridge.project, self._selection.selected
        if project is None:
            return
        uids = objects(selected.uids[:MOST_LOOKED_UP])
        for entry in project.map:
            layer = (
                self._sources(entry.layer) if same_features(entry.layer, selected.layer) else None
            )
            if layer is None:
                continue
            rows = found_rows(layer.rows, uids)
            if len(entry.rows(layer.take(rows[rows >= 0]))):
                yield entry

    def _say_empty(self, project: Project | None) -> None:
        why, action = ("no_layers", "file.import") if project else ("no_project", "file.open")
        text = tr(f"layers.empty.{why}.text")
        self._empty.put(tr(f"layers.empty.{why}"), text, tr(f"actions.{action}"), action)


def _topmost(project: Project, uid: str) -> str | None:
    """Give the topmost entry under the heading of another, which a new heading comes above."""
    group = next(entry.group for entry in project.map if entry.uid == uid)
    others = [entry.uid for entry in project.map if entry.group == group and entry.uid != uid]
    return others[-1] if others else None
