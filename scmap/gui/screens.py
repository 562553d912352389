"""The screens that are there: what tells one set from another, and how to stay within them.

The first look needs it, so nothing here loads more than Qt.
"""

from collections.abc import Sequence

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication

LAYOUTS = "layouts.json"  # file of the profile: where the window stood on each set of screens


def told() -> str:
    """Name the set of screens that is there: their places, sizes and scales."""
    return ";".join(
        f"{at.x()},{at.y()},{at.width()}x{at.height()}@{screen.devicePixelRatio():g}"
        for screen in QGuiApplication.screens()
        for at in (screen.geometry(),)
    )


def rooms() -> list[QRect]:
    """Give what windows may take of each screen, logical pixels."""
    return [screen.availableGeometry() for screen in QGuiApplication.screens()]


def within(at: QRect, rooms: Sequence[QRect]) -> QRect:
    """Give the place nearest to `at` that lies wholly on one screen, the one it shares most with.

    Parameters
    ----------
    at : QRect
        Where a window is wanted, logical pixels.
    rooms : sequence of QRect
        What windows may take of each screen; none = `at` as it is.
    """
    if not rooms:
        return at
    room = max(rooms, key=lambda one: _shared(at, one))
    size = at.size().boundedTo(room.size())
    x = min(max(at.x(), room.x()), room.x() + room.width() - size.width())
    y = min(max(at.y(), room.y()), room.y() + room.height() - size.height())
    return QRect(x, y, size.width(), size.height())


def _shared(at: QRect, room: QRect) -> int:
    common = at.intersected(room)
    return max(common.width(), 0) * max(common.height(), 0)
