"""The rows of one entry of the layer tree, laid out as a table and kept current."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from scmap import reference
from scmap.gui.bridge import Bridge
from scmap.gui.job import Jobs
from scmap.gui.models.layer_table import layer_table
from scmap.gui.models.table import MANY, Table
from scmap.gui.newest import Newest
from scmap.gui.sources import Sources
from scmap.model.layer import Layer
from scmap.model.maplayer import MapLayer
from scmap.model.row_index import prepare
from scmap.words import tr

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class _Laid:
    table: Table
    kept: Mask | None


class Attributes(QObject):
    """Lays out what an entry shows; of very many rows in the background.

    Signals
    -------
    changed
        There are other rows, or none any more.
    """

    changed = Signal()

    def __init__(self, bridge: Bridge, sources: Sources, jobs: Jobs | None) -> None:
        super().__init__(bridge)
        self._bridge, self._sources = bridge, sources
        self._newest = Newest(jobs, self) if jobs is not None else None
        self._uid = ""
        self._asked: tuple[object, ...] = ()
        self._laid = _Laid(Table(), None)
        bridge.opened.connect(self.close)
        bridge.changed.connect(self._renew)
        sources.arrived.connect(self._renew)

    @property
    def entry(self) -> MapLayer | None:
        """The entry whose rows are shown; None while there is none."""
        project = self._bridge.project
        entries = project.map if project is not None and self._uid else ()
        return next((entry for entry in entries if entry.uid == self._uid), None)

    @property
    def table(self) -> Table:
        """Every row of the entry's layer."""
        return self._laid.table

    @property
    def kept(self) -> Mask | None:
        """Which of them the entry shows; None for all."""
        return self._laid.kept

    @property
    def memory_key(self) -> str:
        """Name under which columns are remembered: each layer has its own."""
        project, entry = self._bridge.project, self.entry
        layer = project.layer(entry.layer) if project is not None and entry is not None else None
        return f"layer {layer.name if layer is not None else entry.layer if entry else ''}"

    @property
    def waits(self) -> bool:
        """Whether the rows are not there yet."""
        busy = self._newest is not None and self._newest.busy
        return bool(self._uid) and (busy or not self._asked)

    def show(self, uid: str) -> None:
        """Lay out the rows of an entry."""
        if uid != self._uid:
            self._forget()
            self._uid = uid
            self._renew()
            self.changed.emit()

    def close(self) -> None:
        """Show no rows any more."""
        if self._uid:
            self._forget()
            self.changed.emit()

    def retranslate(self) -> None:
        """Lay the rows out in the language now in force."""
        self._asked, self._laid = (), _Laid(Table(), None)
        self._renew()

    def _forget(self) -> None:
        if self._newest is not None:
            self._newest.drop()
        self._uid, self._asked, self._laid = "", (), _Laid(Table(), None)

    def _renew(self, *_: object) -> None:
        if not self._uid:
            return
        entry = self.entry
        if entry is None:  # it was taken off the tree
            self.close()
            return
        layer = self._sources(entry.layer)
        asked = (layer, entry.where, entry.filter)
        if layer is None or _same(asked, self._asked):
            return
        self._asked = asked
        columns = self._laid.table.columns

        def lay() -> _Laid:
            kept = _rows_in_view(entry, layer)
            prepare(layer.rows)  # here, not where a window waits for it
            return _Laid(layer_table(layer, entry.layer, reference.codebook(), columns), kept)

        if self._newest is not None and len(layer) > MANY:
            self._newest.ask(tr("attributes.job"), lambda _progress: lay(), self._take)
        else:
            self._take(lay())

    def _take(self, laid: _Laid) -> None:
        self._laid = laid
        self.changed.emit()


def _rows_in_view(entry: MapLayer, layer: Layer) -> Mask | None:
    rows = entry.rows(layer)
    if len(rows) == len(layer):
        return None
    kept = np.zeros(len(layer), dtype=bool)
    kept[rows] = True
    return kept


def _same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return len(one) == len(other) and one[0] is other[0] and one[1:] == other[1:]
