"""Composing an area of administrative units: a click takes one up or lets it go."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import shapely
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter

from scmap.gui.canvas.drawing import drawing_size
from scmap.gui.canvas.shape_ink import ink_shape, ink_told, room_for
from scmap.gui.canvas.tool import Key, Modifier, Tool
from scmap.gui.canvas.view import View
from scmap.words import tr

LEVELS = ("emd", "municipality", "sido")


@dataclass(frozen=True, eq=False)
class Region:
    """A unit that can be taken up.

    Attributes
    ----------
    level, code, title : str
        One of `LEVELS`, and which unit.
    parent : str
        Code of the unit in which it lies.
    ground : Geometry
        On the map's plane.
    """

    level: str
    code: str
    title: str
    parent: str
    ground: shapely.Geometry


At: TypeAlias = Callable[[str, float, float], Region | None]


class RegionPicking(Tool):
    """Units of one level, clicked together.

    Signals
    -------
    finished : tuple of Region
        The area is composed.
    moved
        The area is another one than before.
    """

    moved = Signal()

    def __init__(self, at: At, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._at = at
        self.level = LEVELS[0]
        self.chosen: tuple[Region, ...] = ()
        self.told: tuple[str, ...] = ()
        self.missed = False
        self._ground: shapely.Geometry | None = None

    @property
    def is_busy(self) -> bool:
        return bool(self.chosen)

    @property
    def area(self) -> shapely.Geometry | None:
        """The ground of all units that are taken up."""
        return self._ground

    def tell(self, *words: str) -> None:
        """Say something of the area."""
        self.told = words
        self.changed.emit()

    def begin_again(self) -> None:
        """Let all units go."""
        self._take(())

    def click(self, x: float, y: float, _held: Modifier) -> None:
        """Take up the unit there, or let it go."""
        found = self._at(self.level, x, y)
        self.missed = found is None
        if found is None:
            self.changed.emit()
            return
        others = tuple(one for one in self.chosen if one.code != found.code)
        self._take(others if len(others) < len(self.chosen) else (*self.chosen, found))

    def _take(self, chosen: tuple[Region, ...]) -> None:
        self.chosen, self.told = chosen, ()
        grounds = [one.ground for one in chosen]
        self._ground = shapely.union_all(grounds) if grounds else None
        self.moved.emit()
        self.changed.emit()

    def wants(self, event: QKeyEvent) -> bool:
        """Tell so of the arrows that change the level."""
        return super().wants(event) or Key(event.key()) in (Key.Key_Up, Key.Key_Down)

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means here; tells whether it means something."""
        key = event.key()
        if key in (Key.Key_Up, Key.Key_Down):
            step = 1 if key == Key.Key_Up else -1
            self.level = LEVELS[(LEVELS.index(self.level) + step) % len(LEVELS)]
            self._take(())
        elif key in (Key.Key_Return, Key.Key_Enter):
            self.finish()
        elif key == Key.Key_Backspace or (key == Key.Key_Escape and self.chosen):
            self._take(self.chosen[:-1])
        else:
            return super().press(event)
        return True

    def finish(self, _held: Modifier = Modifier.NoModifier) -> None:
        """Be done with the area."""
        if self.chosen:
            self.finished.emit(self.chosen)

    def paint(self, painter: QPainter, view: View, font: QFont) -> None:
        if self._ground is not None:
            ink_shape(painter, view, self._ground)
        level = tr(f"editing.level.{self.level}")
        lines = [tr("editing.tool.region", level=level)]
        if self._ground is not None:
            names = ", ".join(one.title for one in self.chosen[:4])
            rest = len(self.chosen) - 4
            names = tr("editing.region.more", names=names, count=rest) if rest > 0 else names
            lines += [names, *drawing_size(float(self._ground.area))]
        if self.missed:
            lines.append(tr("editing.region.missed", level=level))
        ink_told(
            painter, view, font, (*lines, *room_for(view, self.told), tr("editing.region.keys"))
        )


def extent_of(chosen: tuple[Region, ...]) -> str:
    """Write units as the extent of an investment: "emd:41590:반송동|석우동"."""
    level = chosen[0].level if chosen else ""
    if level != "emd":
        return f"{level}:{';'.join(one.code for one in chosen)}" if chosen else ""
    within: dict[str, list[str]] = {}
    for one in chosen:
        within.setdefault(one.parent, []).append(one.title)
    return ";".join(f"emd:{parent}:{'|'.join(names)}" for parent, names in within.items())
