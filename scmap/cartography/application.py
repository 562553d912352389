"""The one Qt application that text needs, made without a display where there is none yet."""

from PySide6.QtGui import QGuiApplication

_own: list[QGuiApplication] = []  # Qt keeps no reference of its own


def ensure_application() -> None:
    """Make sure that a QGuiApplication exists, so that text can be painted.

    The window's own application is used where there is one. Otherwise an application on the
    "offscreen" platform is made: headless verbs and the painting process need no display.
    """
    if QGuiApplication.instance() is None:
        _own.append(QGuiApplication(["scmap", "-platform", "offscreen"]))
