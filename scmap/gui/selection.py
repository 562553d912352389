"""The one selection that map, tables, tree and inspector share."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from scmap.gui.keys import Uids
from scmap.gui.turns import Turns
from scmap.model.layer import Layer, objects
from scmap.model.row_index import found_rows


@dataclass(frozen=True, slots=True)
class Selected:
    """Features of one layer, the current one first.

    Attributes
    ----------
    layer : str
        uid of a project layer, or a name such as "result:overlap"; "" while nothing is selected.
    uids : sequence of str
        Selected features; the first is the one that the inspector explains. A tuple, or `Uids`
        where they are very many.
    """

    layer: str = ""
    uids: Sequence[str] = ()

    def __len__(self) -> int:
        return len(self.uids)

    def rows(self, layer: Layer) -> NDArray[np.intp]:
        """Rows of a layer that are selected, shape (k,); those of `uids` that it lacks are not."""
        if isinstance(self.uids, Uids):
            return np.flatnonzero(self.uids.among(layer.uids))
        rows = found_rows(layer.rows, objects(self.uids))
        return rows[rows >= 0]

    @property
    def current(self) -> str:
        """The feature that is explained; "" when nothing is selected."""
        return self.uids[0] if self.uids else ""


NOTHING = Selected()
FEW = 500  # features; what follows from a selection of more takes longer than a frame


class Selection(QObject):
    """Holds what is selected and tells everybody when that changes.

    Signals
    -------
    changed : Selected
        What is selected now.
    """

    changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._selected = NOTHING
        self._turns = Turns(self)

    def in_turn(self, work: Callable[[], None]) -> None:
        """Do what follows from a selection: at once, or of very many features one by one."""
        if len(self._selected) > FEW or self._turns.busy:
            self._turns.ask(work)
        else:
            work()

    @property
    def selected(self) -> Selected:
        """What is selected now."""
        return self._selected

    def select(self, layer: str, uids: Iterable[str]) -> None:
        """Select features in place of what was selected."""
        chosen = uids if isinstance(uids, Uids) else tuple(dict.fromkeys(uids))
        self._take(Selected(layer, chosen) if chosen else NOTHING)

    def add(self, layer: str, uid: str) -> None:
        """Add a feature (Shift); features of another layer are let go."""
        kept = self._selected.uids if self._selected.layer == layer else ()
        self.select(layer, (uid, *kept))

    def toggle(self, layer: str, uid: str) -> None:
        """Add a feature, or take it out when it is selected (Ctrl)."""
        now = self._selected
        if now.layer == layer and uid in now.uids:
            self._take(replace(now, uids=tuple(old for old in now.uids if old != uid)))
        else:
            self.add(layer, uid)

    def clear(self) -> None:
        """Select nothing."""
        self._take(NOTHING)

    def _take(self, selected: Selected) -> None:
        selected = selected if selected.uids else NOTHING
        if selected != self._selected:
            self._selected = selected
            self.changed.emit(selected)
