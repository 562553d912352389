"""Opens the dialogs that select by attributes and by location, and does what they answer."""

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from scmap.gui.area_selection import AreaSelection, How, Rows
from scmap.gui.bridge import Bridge
from scmap.gui.dialogs.select_by import (
    SELECTED,
    SelectByAttribute,
    SelectByLocation,
    SelectDialog,
    offered,
)
from scmap.gui.job import Jobs
from scmap.gui.messages import Message, MessageBar
from scmap.gui.models.standard_titles import shown_title
from scmap.gui.selection import Selection
from scmap.gui.sources import Sources
from scmap.model.layer import Layer
from scmap.model.maplayer import BASE
from scmap.words import tr


class SelectBy(QObject):
    """속성으로 선택 and 위치로 선택."""

    def __init__(
        self,
        window: QWidget,
        bridge: Bridge,
        sources: Sources,
        selection: Selection,
        selecting: AreaSelection,
        jobs: Jobs,
        messages: MessageBar,
    ) -> None:
        super().__init__(window)
        self._window, self._bridge, self._sources = window, bridge, sources
        self._selection, self._selecting = selection, selecting
        self._jobs, self._messages = jobs, messages

    def by_attribute(self) -> SelectByAttribute | None:
        """Ask for conditions on the features of a layer."""
        layers = self._selecting.offered
        if not layers:
            self._messages.tell(Message("info", tr("selectby.none")))
            return None
        dialog = SelectByAttribute(layers, self._selecting.first, self._jobs, self._window)
        self._open(dialog)
        return dialog

    def by_location(self) -> SelectByLocation | None:
        """Ask for features by where they are to others."""
        layers = self._selecting.offered
        others = offered([*layers.items(), *self._boundaries()])
        chosen = self._selection.selected
        known = self._sources.of(chosen)
        if known is not None:
            title = tr("selectby.selected", count=f"{len(chosen):,}")
            others = {SELECTED: (title, known, chosen.rows(known)), **others}
        if not layers or not others:
            self._messages.tell(Message("info", tr("selectby.none")))
            return None
        dialog = SelectByLocation(layers, self._selecting.first, self._jobs, self._window, others)
        self._open(dialog)
        return dialog

    def _boundaries(self) -> list[tuple[str, Layer]]:
        """Give the bundled boundaries that the tree has."""
        project = self._bridge.project
        names = dict.fromkeys(one.layer for one in project.map) if project is not None else {}
        found = ((name, self._sources(name)) for name in names if name.startswith(BASE))
        return [(name, layer) for name, layer in found if layer is not None]

    def _open(self, dialog: SelectDialog) -> None:
        dialog.chosen.connect(partial(self._take, dialog))
        dialog.open()

    def _take(self, dialog: SelectDialog, name: str, found: Rows, how: How) -> None:
        layer = dialog.layers[name]
        count = self._selecting.apply(name, layer, found, how)
        words = tr("tools.select.done", layer=shown_title(layer.title), count=f"{count:,}")
        self._messages.tell(Message("success" if count else "info", words))
