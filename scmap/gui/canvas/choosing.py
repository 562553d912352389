"""What a click selects of what lies under it."""

from PySide6.QtCore import Qt

from scmap.gui.canvas.picking import Hit
from scmap.gui.selection import Selection

Modifier = Qt.KeyboardModifier


class Choosing:
    """Remembers what was hit last, so that a second click selects what lies below."""

    def __init__(self, selection: Selection) -> None:
        self._selection = selection
        self._hits: tuple[Hit, ...] = ()

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
