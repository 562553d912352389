"""A tool in the hand: what clicks, drags and keys on the map mean while it is held.

A tool paints above the last frame and never asks for another one: the wheel never waits for it.
All places are in metres on the plane of the map.
"""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter

from scmap.gui.canvas.view import View

Key = Qt.Key
Modifier = Qt.KeyboardModifier

Point = tuple[float, float]

KEYS = (Key.Key_Return, Key.Key_Enter, Key.Key_Escape, Key.Key_Backspace)
SHORTCUTS = Modifier.ControlModifier | Modifier.AltModifier | Modifier.MetaModifier


def typed(event: QKeyEvent, letters: str) -> str:
    """Give what a key types, if it is among `letters`; "" for the keys of shortcuts: Ctrl+-."""
    text = event.text()
    return text if text and text in letters and not event.modifiers() & SHORTCUTS else ""


class Tool(QObject):
    """What every tool can be asked; each answers what concerns it.

    Signals
    -------
    finished : object
        What the hand made is complete.
    cancelled
        The tool is to be put down.
    changed
        There is something new to see.

    Attributes
    ----------
    takes_drags : bool
        Whether a drag with the left button is the tool's; else it pushes the map.
    cursor : Qt.CursorShape
        The cursor over the map.
    """

    finished = Signal(object)
    cancelled = Signal()
    changed = Signal()
    takes_drags = False
    cursor = Qt.CursorShape.CrossCursor

    @property
    def is_busy(self) -> bool:
        """Whether something is being made that `finish` would complete."""
        return False

    def click(self, x: float, y: float, held: Modifier) -> None:
        """Do what a click there means, with these keys held."""

    def drag(self, start: Point, at: Point) -> None:
        """Do what a drag from `start` to `at` means that still goes on."""

    def drop(self, held: Modifier) -> None:
        """End the drag, with these keys held."""

    def follow(self, x: float, y: float) -> None:
        """Take note of where the cursor is."""

    def wants(self, event: QKeyEvent) -> bool:
        """Tell whether a key is about the tool, and no shortcut of the window."""
        return Key(event.key()) in KEYS

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means here; tells whether it means something."""
        if Key(event.key()) != Key.Key_Escape:
            return False
        self.cancelled.emit()
        return True

    def finish(self, held: Modifier = Modifier.NoModifier) -> None:
        """Be done with what is being made: a double click, Enter or the right button."""

    def paint(self, painter: QPainter, view: View, font: QFont) -> None:
        """Paint what the hand is making, and how to go on."""
