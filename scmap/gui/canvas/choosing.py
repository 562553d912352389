"""What a click selects of what lies under it, or opens."""

from collections.abc import Callable

from PySide6.QtCore import Qt

from scmap.cartography.settings import MapSettings
from scmap.gui.canvas.picking import Hit, disc_at, pick
from scmap.gui.selection import Selection
from scmap.model.extent import Extent

Modifier = Qt.KeyboardModifier
_ADDING = Modifier.ControlModifier | Modifier.ShiftModifier


class Choosing:
    """Remembers what was hit last, so that a second click selects what lies below.

    Parameters
    ----------
    selection : Selection
        Takes what is selected.
    come_nearer : callable
        Shows an extent of the display from nearer than now.
    """

    def __init__(self, selection: Selection, come_nearer: Callable[[Extent], None]) -> None:
        self._selection, self._come_nearer = selection, come_nearer
        self._hits: tuple[Hit, ...] = ()

    def click(
        self, shown: MapSettings, x: float, y: float, reach: float, modifiers: Modifier
    ) -> None:
        """Open the disc of joined points at a place of the display, or select what lies there.

        Points that stand at one place, which no scale tells apart, are selected together.
        """
        disc = None if modifiers & _ADDING else disc_at(shown, x, y)
        if disc is None:
            self.choose(pick(shown, x, y, reach), modifiers)
        elif disc.opens:
            self._come_nearer(disc.ground)
        else:
            self._selection.select(disc.layer, disc.uids)

    def choose(self, hits: tuple[Hit, ...], modifiers: Modifier) -> None:
        """Select the first of what was hit; that below it when the same was hit before."""
        if not hits:
            self._selection.clear()
        elif modifiers & Modifier.ControlModifier:
            self._selection.toggle(hits[0].layer, hits[0].uid)
        elif modifiers & Modifier.ShiftModifier:
            self._selection.add(hits[0].layer, hits[0].uid)
        else:
            hit = self._below(hits)
            self._selection.select(hit.layer, (hit.uid,))
        self._hits = hits

    def _below(self, hits: tuple[Hit, ...]) -> Hit:
        now = Hit(self._selection.selected.layer, self._selection.selected.current)
        if hits == self._hits and now in hits:
            return hits[(hits.index(now) + 1) % len(hits)]
        return hits[0]
