"""Where the window and its panels stood when it was closed, for each set of screens.

A planner with a second screen at the desk and none at the meeting finds both as they were left. The
window comes back within the screens that are there, whatever was kept.
"""

from typing import Any

from PySide6.QtCore import QByteArray, QRect, QSize, Qt
from PySide6.QtWidgets import QMainWindow

from scmap.gui import screens
from scmap.gui.docks import Docks
from scmap.gui.profile_table import ProfileTable, is_whole_numbers


class WindowPlace:
    """Gives the window back its place, and keeps where it was moved to.

    Only a window that a planner opened has one: it begins with `give_back`.
    """

    def __init__(self, window: QMainWindow, docks: Docks) -> None:
        self._window, self._docks = window, docks
        self._meant: tuple[QSize, bool] | None = None  # its size, and whether it fills its screen
        self._at_rest: dict[str, Any] | None = None

    def give_back(self) -> None:
        """Put the window and its panels where they stood on these screens, before it is shown.

        Where it never stood it takes its usual size, or all the room of a screen that is smaller.
        """
        found = PLACES.read().get(screens.told())
        if found is None:
            most = self._window.screen().availableGeometry().size()
            full = self._window.size().boundedTo(most) != self._window.size()
        else:
            full = found["full"]
            self._window.setGeometry(screens.within(QRect(*found["at"]), screens.rooms()))
            self._docks.put_back(QByteArray.fromHex(found["panels"].encode("ascii")))
        self._meant = self._window.size(), full
        if full:
            self._window.setWindowState(Qt.WindowState.WindowMaximized)

    def settle(self) -> None:
        """Take how the window stands now for how it opens: what differs later, a hand moved."""
        self._at_rest = self._now()

    def keep(self) -> None:
        """Keep where the window stands, if somebody moved something; the window is closing."""
        if self._meant is None:
            return
        self._docks.put_sides_away()
        now = self._now()
        size = QSize(*now["at"][2:])
        if self._meant == (size, now["full"]) and self._at_rest in (None, now):
            return
        PLACES.keep({screens.told(): now})

    def _now(self) -> dict[str, Any]:
        window = self._window
        at = window.normalGeometry() if window.isMaximized() else window.geometry()
        if not at.isValid():  # nobody says how large it would be: as large as it was meant to be
            size = window.size() if self._meant is None else self._meant[0]
            at = QRect(window.pos(), size)
        panels = bytes(self._docks.state().toHex().data()).decode("ascii")
        place = [at.x(), at.y(), at.width(), at.height()]
        return {"at": place, "full": window.isMaximized(), "panels": panels}


def _is_place(one: object) -> bool:
    if not isinstance(one, dict) or set(one) != {"at", "full", "panels"}:
        return False
    at, panels = one["at"], one["panels"]
    is_text = isinstance(panels, str) and panels.isascii()
    return is_whole_numbers(at, 4) and type(one["full"]) is bool and is_text


# Of the latest sets of screens.
PLACES = ProfileTable(screens.LAYOUTS, _is_place, most=8)
